"""What a file would change: two-way against the ledger, three-way where its base is known.

The base is the ledger as it was when the workbook was exported. With it, a cell is judged by who
changed it; without it, the file speaks for every cell it fills, and is silent where it is blank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .days import Day
from .faults import Fault
from .identity import Match
from .rows import LedgerRow, LedgerRows, Value
from .telling import Told, telling, unheard

Outcome: TypeAlias = Literal["new", "changed", "unchanged", "conflicting", "rejected", "left_out"]
OUTCOMES: tuple[Outcome, ...] = (
    "new",
    "changed",
    "unchanged",
    "conflicting",
    "rejected",
    "left_out",
)
Record: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One cell in which file and ledger differ.

    Attributes:
        base: What the workbook was exported with; None without a base.
        ours: What the ledger holds now.
        theirs: What the file says.
        outcome: `change` (the file's goes in), `kept` (only the ledger moved on; nothing to do) or
            `conflict` (both moved, differently; somebody decides).
    """

    field: str
    base: Value
    ours: Value
    theirs: Value
    outcome: Literal["change", "kept", "conflict"]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What happens to one row of the file.

    Attributes:
        cells: Where it differs from the ledger; a new row has none, it is all new.
        values: What would be written: for a new row everything, else the changed cells alone.
        reason: Of a rejected row `faults` or `identity`; of one left out its kind.
    """

    number: int
    outcome: Outcome
    id: str | None = None
    cells: tuple[CellDifference, ...] = ()
    values: Mapping[str, Value] | None = None
    extras: Mapping[str, str] | None = None
    match: Match | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """The outcome of every row under the header; `counts` add up to `rows`."""

    rows: int
    outcomes: tuple[RowOutcome, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(one.outcome for one in self.outcomes)
        return {"rows": self.rows, **{outcome: found[outcome] for outcome in OUTCOMES}}

    def of(self, outcome: Outcome) -> tuple[RowOutcome, ...]:
        return tuple(one for one in self.outcomes if one.outcome == outcome)


def compare(
    rows: LedgerRows,
    ledger: Mapping[str, Record],
    base: Mapping[str, Record] | None = None,
    *,
    matches: Sequence[Match],
    takes_faulty_rows: bool = False,
    told: Told = unheard,
) -> DryRun:
    """What taking this file would do, row by row and cell by cell. Nothing is done.

    Args:
        rows: As read by `read_rows`.
        ledger: Values on record now, by project id and field.
        base: Values when the workbook was exported, or None.
        matches: As found by `identify`, one per row, in order.
        takes_faulty_rows: Take rows with faulty cells without these cells ("accept all").
        told: Hears how many rows are done.
    """
    outcomes = [
        _row_outcome(row, match, ledger, base, takes_faulty_rows=takes_faulty_rows)
        for row, match in telling([*zip(rows.rows, matches, strict=True)], told)
    ]
    questions = [
        _identity_fault(rows, outcome.match)
        for outcome in outcomes
        if outcome.match is not None and outcome.reason == "identity"
    ]
    outcomes += [RowOutcome(left.number, "left_out", reason=left.kind) for left in rows.left_out]
    outcomes.sort(key=lambda outcome: outcome.number)
    return DryRun(rows.total, tuple(outcomes), (*rows.faults, *questions))


def _row_outcome(
    row: LedgerRow,
    match: Match,
    ledger: Mapping[str, Record],
    base: Mapping[str, Record] | None,
    *,
    takes_faulty_rows: bool,
) -> RowOutcome:
    if row.is_unusable or (row.is_rejected and not takes_faulty_rows):
        return RowOutcome(row.number, "rejected", match.id, match=match, reason="faults")
    if match.by in ("likely", "unnamed"):
        return RowOutcome(row.number, "rejected", match=match, reason="identity")
    if match.id is None:
        values = {key: value for key, value in row.values.items() if value is not None}
        return RowOutcome(row.number, "new", None, (), values, row.extras, match)
    ours = ledger.get(match.id, {})
    was = base.get(match.id) if base is not None else None
    cells = tuple(_differences(row.values, ours, was))
    changes = {cell.field: cell.theirs for cell in cells if cell.outcome == "change"}
    outcome: Outcome = "unchanged"
    if any(cell.outcome == "conflict" for cell in cells):
        outcome = "conflicting"
    elif changes:
        outcome = "changed"
    return RowOutcome(row.number, outcome, match.id, cells, changes, row.extras, match)


def _differences(theirs: Record, ours: Record, base: Record | None) -> list[CellDifference]:
    found = []
    for key, value in theirs.items():
        mine = ours.get(key)
        # Most cells are equal and of one type: the cheap question first.
        if (value.__class__ is mine.__class__ and value == mine) or same(value, mine):
            continue
        if base is None:
            if value is not None:
                found.append(CellDifference(key, None, mine, value, "change"))
            continue
        was = base.get(key)
        kind = merged_by(was, mine, value)
        found.append(CellDifference(key, was, mine, value, kind))
    return found


def merged_by(base: Value, ours: Value, theirs: Value) -> Literal["change", "kept", "conflict"]:
    """Whose cell stands when ours and theirs differ: the one that moved away from the base."""
    if same(theirs, base):
        return "kept"
    return "change" if same(ours, base) else "conflict"


def merged(base: Value, ours: Value, theirs: Value) -> tuple[Value, bool]:
    """The merged value of a cell, and whether it is a conflict (then ours is given)."""
    if same(ours, theirs):
        return ours, False
    kind = merged_by(base, ours, theirs)
    return (theirs if kind == "change" else ours), kind == "conflict"


def same(one: Value, other: Value) -> bool:
    """Equal as facts: 1 and 1.0 are, 1 and True are not, blank text and nothing are."""
    one = None if one == "" else one
    other = None if other == "" else other
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, Day) and isinstance(other, Day):
        return one == other
    return one == other


def _identity_fault(rows: LedgerRows, match: Match) -> Fault:
    alike = "、".join(one for one, _ in match.candidates)
    if match.by == "unnamed":
        zh, en, code = (
            "没有项目编码也没有名称，无法识别；请补上名称。",
            "It has neither code nor name and cannot be recognised; add a name.",
            "ledgers.unnamed",
        )
    else:
        zh, en, code = (
            f"可能是已有项目（{alike}）；请选择是同一项目还是新项目。",
            f"It may be a project on record ({alike}); say whether it is the same or a new one.",
            "ledgers.identity-unsure",
        )
    key = "name" if "name" in rows.letters else "code"
    return Fault(
        sheet=rows.sheet,
        row=match.row,
        column_letter=rows.letters.get(key, ""),
        heading=rows.headings.get(key, ""),
        field=key,
        raw="",
        code=code,
        zh=zh,
        en=en,
        proposal=match.candidates[0][0] if match.candidates else "",
        weight="row",
    )
