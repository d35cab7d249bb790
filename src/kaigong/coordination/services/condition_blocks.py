"""A block of cells as Excel puts it on the clipboard, read into conditions of projects."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

from kaigong.accounts.selectors import Standing
from kaigong.coordination.condition_errors import NothingPastedError
from kaigong.coordination.condition_words import Wanted, wish_of
from kaigong.coordination.models import Condition, ConditionKind
from kaigong.coordination.selectors.conditions import condition_kinds_of, conditions_for
from kaigong.coordination.services.condition_pastes import Given
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

_NOTE = re.compile(r"\s*[（(][^（()）]*[)）]\s*$")  # a unit behind a kind, a mark behind a project


@dataclass
class Block:
    """What a block holds, and the lines that belong to no project that the person sees."""

    given: list[Given] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_block(text: str, *, standing: Standing, project: Project | None = None) -> Block:
    """Projects by kinds, with the kinds in the first row; of one project also kinds by lines.

    Without a row of kinds the columns behind the project are the kinds in their order.

    Raises:
        NothingPastedError: no cell belongs to a project and a kind.
    """
    rows = [row for row in csv.reader(StringIO(text), delimiter="\t") if any(row)]
    kinds = condition_kinds_of(standing.zone)
    called = {_folded(name): kind for kind in kinds for name in (kind.name, kind.name_en) if name}
    if project is not None and all(_kind(row[0], called) for row in rows):
        block = _of_one(rows, project, called)
    else:
        block = _of_many(rows, kinds, called, standing)
    today = standing.zone.today()
    block.given = [each for each in block.given if _says(each, today)]
    if not block.given:
        raise NothingPastedError()
    return block


def _says(given: Given, today: date) -> bool:
    wish = wish_of(given.text, today=today, units=given.kind.units)
    return wish.wanted is not Wanted.NOTHING


def _of_one(
    rows: Sequence[Sequence[str]], project: Project, called: Mapping[str, ConditionKind]
) -> Block:
    return Block([Given(project, called[_folded(row[0])], row[1]) for row in rows if len(row) > 1])


def _of_many(
    rows: Sequence[Sequence[str]],
    kinds: Sequence[ConditionKind],
    called: Mapping[str, ConditionKind],
    standing: Standing,
) -> Block:
    head = next(
        (at for at, row in enumerate(rows) if any(_kind(cell, called) for cell in row)), None
    )
    columns = dict(enumerate(kinds, start=1))
    if head is not None:
        columns = {at: kind for at, cell in enumerate(rows[head]) if (kind := _kind(cell, called))}
    first = min(columns, default=1)
    seen, block = _projects(standing), Block()
    for row in rows[head + 1 if head is not None else 0 :]:
        found = next((seen[key] for cell in row[:first] if (key := _folded(cell)) in seen), None)
        if found is None:
            block.unread.append(" ".join(filter(None, row))[:60])
            continue
        block.given += [
            Given(found, kind, row[at]) for at, kind in columns.items() if at < len(row)
        ]
    _leave_out_twice(block)
    return block


def _leave_out_twice(block: Block) -> None:
    """The first cell of a project and a kind counts; a second one is told."""
    met, once = set[tuple[int, int]](), []
    for each in block.given:
        key = (each.project.pk, each.kind.pk)
        if key in met and each.text.strip():
            block.unread.append(
                said(f"{each.project} {each.kind} 重复", f"{each.project} {each.kind}: twice")
            )
        elif key not in met:
            met.add(key)
            once.append(each)
    block.given = once


def _projects(standing: Standing) -> dict[str, Project]:
    """The projects that a person may name, by code and by name; a name of two is nobody's."""
    owed = conditions_for(standing).values("project")
    found = list(projects_for(standing))
    found += list(Condition.project.get_queryset().filter(pk__in=owed))
    by_name: dict[str, dict[int, Project]] = {}
    for each in found:
        for name in (each.code, each.name, each.name_en):
            if name:
                by_name.setdefault(_folded(name), {})[each.pk] = each
    return {name: next(iter(one.values())) for name, one in by_name.items() if len(one) == 1}


def _kind(cell: str, called: Mapping[str, ConditionKind]) -> ConditionKind | None:
    return called.get(_folded(cell)) or called.get(_folded(_NOTE.sub("", cell)))


def _folded(text: str) -> str:
    return _NOTE.sub("", text).strip().casefold()
