"""Where the office would put a project that its workbook does not have: the end of its group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .fields import Field
from .folding import folded
from .layout import Table, TableRow
from .merging import same
from .rows import Value

# A label that names the project's own value (续建项目 and 续建) says more than what the rows share.
_NAMED = 4.0
_TELLING_KINDS = frozenset({"choice", "organisation", "person", "text", "flag"})
_MOST_VALUES = 0.5


@dataclass
class Block:
    """Rows of projects with no group row or sum between them.

    Attributes:
        labels: The group rows above, and the sum below.
        rows: In order; new rows come after the last.
    """

    labels: tuple[str, ...]
    rows: list[TableRow] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.rows[-1].number


def blocks_of(table: Table) -> list[Block]:
    """The runs of project rows in a table, from top to bottom."""
    blocks: list[Block] = []
    is_open = False
    for row in table.rows:
        if row.kind == "data":
            if not is_open or blocks[-1].rows[0].group != row.group:
                blocks.append(Block(row.group))
            blocks[-1].rows.append(row)
            is_open = True
        elif row.kind in ("group", "subtotal", "total"):
            if is_open and row.kind == "subtotal":
                blocks[-1].labels = (*blocks[-1].labels, _label(table, row))
            is_open = False
    return blocks


def _label(table: Table, row: TableRow) -> str:
    cells = table.sheet.rows[row.index]
    return next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")


def block_for(
    project: Mapping[str, Value],
    blocks: Sequence[Block],
    known: Mapping[int, Mapping[str, Value]],
    *,
    fields: Sequence[Field],
) -> Block:
    """The block that a new project belongs to; the last one where nothing speaks for any.

    Args:
        known: What the projects of the table say, by row number.
    """
    scores = [
        (_score(project, block, blocks, known, fields=fields), place)
        for place, block in enumerate(blocks)
    ]
    return blocks[max(scores)[1]]


def _score(
    project: Mapping[str, Value],
    block: Block,
    blocks: Sequence[Block],
    known: Mapping[int, Mapping[str, Value]],
    *,
    fields: Sequence[Field],
) -> float:
    score = 0.0
    labels = [folded(label) for label in block.labels]
    for one in fields:
        value = project.get(one.key)
        if one.kind not in _TELLING_KINDS or value in (None, ""):
            continue
        for word in _words(value, one):
            score += _NAMED * any(len(word) > 1 and word in label for label in labels)
        said = [known[row.number].get(one.key) for row in block.rows if row.number in known]
        filled = [each for each in said if each not in (None, "")]
        if filled and _tells(one, blocks, known):
            score += sum(same(each, value) for each in filled) / len(filled)
    return score


def _words(value: Value, one: Field) -> set[str]:
    if one.kind == "choice":
        choice = next((each for each in one.choices if each.key == value), None)
        return {folded(choice.zh), folded(choice.en)} if choice else set()
    return {folded(value)} if isinstance(value, str) else set()


def _tells(one: Field, blocks: Sequence[Block], known: Mapping[int, Mapping[str, Value]]) -> bool:
    """Whether a field is one that rows have in common: not a text that differs in every row."""
    rows = [row.number for block in blocks for row in block.rows if row.number in known]
    counted = Counter(str(known[row].get(one.key) or "") for row in rows)
    counted.pop("", None)
    total = sum(counted.values())
    return total > 0 and (len(counted) <= max(2, total * _MOST_VALUES))
