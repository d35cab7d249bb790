"""Cells that a person typed or pasted into the grid, and taking a change set back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import Organisation, User, Zone
from kaigong.audit import clock
from kaigong.portfolio.cells import from_text, parse_place
from kaigong.portfolio.columns import COLUMNS, Column, Kind
from kaigong.portfolio.feeds.acts import UnreadableActError, act_of, id_in
from kaigong.portfolio.feeds.rows import Json, plain
from kaigong.portfolio.models import ChangeSet, Sector
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.portfolio.services.changes import Edit, change_cells
from kaigong.portfolio.services.undoing import undo_change_set
from kaigong.wording import said

_SOURCES = {"edit": ChangeSource.EDIT, "paste": ChangeSource.PASTE}
_KEYED = {Kind.ORGANISATION, Kind.PERSON, Kind.SECTOR}
Cells = list[tuple[int, str, str]]  # project, column, stored value as text


@require_POST
@in_zone("portfolio.edit_ledger")
def edits(request: InZone) -> HttpResponse:
    """Try or save cells: which are good, faulty, changed by others, or of a locked plan."""
    act = act_of(request)
    asked = act.get("edits")
    if not isinstance(asked, list):
        raise UnreadableActError
    outcome = change_cells(
        request.standing,
        [_edit(each) for each in asked],
        month=_month(act),
        source=_SOURCES.get(str(act.get("source")), ChangeSource.EDIT),
        is_trial=act.get("is_trial") is not False,
        good_only=act.get("good_only") is True,
    )
    told: Cells = [
        *outcome.cells,
        *((each.project_id, each.column, each.theirs) for each in outcome.clashes),
        *((each.project_id, each.column, each.locked) for each in outcome.locked),
    ]
    values = Values(request.zone, told)
    return JsonResponse(
        {
            "change_set": outcome.change_set,
            "saved": outcome.saved,
            "cells": [_cell(values, *cell) for cell in outcome.cells],
            "faults": [
                {
                    "id": fault.project_id,
                    "column": fault.column,
                    "message": fault.message,
                    "proposal": fault.proposal,
                }
                for fault in outcome.faults
            ],
            "clashes": [
                {
                    "id": clash.project_id,
                    "column": clash.column,
                    "theirs": values.of(clash.column, clash.theirs),
                    "yours": clash.yours,
                    "by": clash.by or said("有人", "Somebody"),
                    "ago": ago(clash.at),
                }
                for clash in outcome.clashes
            ],
            "locked": [
                {
                    "id": cell.project_id,
                    "column": cell.column,
                    "locked_value": values.of(cell.column, cell.locked),
                }
                for cell in outcome.locked
            ],
        }
    )


@require_POST
@in_zone("portfolio.edit_ledger")
def undo(request: InZone) -> HttpResponse:
    """Take back one of one's own change sets, whole."""
    number = id_in(act_of(request), "change_set")
    # One's own only: a number of somebody else's must not open rows beyond one's circle.
    change_set = get_object_or_404(ChangeSet, pk=number, zone=request.zone, by=request.user)
    undone = undo_change_set(request.standing, change_set)
    cells: Cells = [
        (row.project_id, parse_place(place)[1], text)
        for row in undone.rows.all()
        for place, text in row.after.items()
        if parse_place(place)[1] in COLUMNS
    ]
    values = Values(request.zone, cells)
    return JsonResponse(
        {
            "change_set": undone.pk,
            "saved": undone.cell_count,
            "cells": [_cell(values, *cell) for cell in cells],
            "faults": [],
            "clashes": [],
            "locked": [],
        }
    )


class Values:
    """Stored values as the feed tells them, with the names of what is kept as a key."""

    def __init__(self, zone: Zone, cells: Iterable[tuple[int, str, str]]) -> None:
        keys: dict[Kind, set[int]] = {kind: set() for kind in _KEYED}
        for _, name, text in cells:
            kind = COLUMNS[name].kind
            if kind in _KEYED and text:
                keys[kind].add(int(text))
        sources = {
            Kind.ORGANISATION: Organisation.objects.filter(zone=zone),
            Kind.PERSON: User.objects.all(),
            Kind.SECTOR: Sector.objects.filter(scheme__zone=zone),
        }
        self._names: dict[tuple[Kind, int], str] = {}
        for kind, wanted in keys.items():
            for found in sources[kind].filter(pk__in=wanted) if wanted else []:
                self._names[kind, found.pk] = str(found)

    def of(self, name: str, text: str) -> Json:
        column = COLUMNS[name]
        if column.kind in _KEYED:
            key = int(text) if text else None
            return None if key is None else {"id": key, "name": self._names.get((column.kind, key))}
        return plain(from_text(column, text))


def _cell(values: Values, project_id: int, name: str, text: str) -> dict[str, Json]:
    return {"id": project_id, "column": name, "value": values.of(name, text)}


def _month(act: dict[str, object]) -> date:
    try:
        return date.fromisoformat(f"{str(act.get('month'))[:7]}-01")
    except ValueError as error:
        raise UnreadableActError from error


def _edit(asked: object) -> Edit:
    if not isinstance(asked, dict):
        raise UnreadableActError
    name, text = asked.get("column"), asked.get("text")
    if not isinstance(name, str) or not (text is None or isinstance(text, str)):
        raise UnreadableActError
    has_seen = "seen" in asked
    seen = _seen(COLUMNS.get(name), asked["seen"]) if has_seen else None
    return Edit(id_in(asked, "id"), name, text, seen, has_seen)


def _seen(column: Column | None, value: object) -> str:
    """The value that the grid had, as the text that cells are compared by."""
    if isinstance(value, dict):
        value = value.get("id")
    text = "1" if value is True else "" if value is None or value is False else str(value)
    try:
        if column is not None:
            from_text(column, text)
    except (ValueError, ArithmeticError) as error:
        raise UnreadableActError from error
    return text


def ago(moment: datetime | None) -> str:
    """How long ago, as one says it to a colleague."""
    if moment is None:
        return said("刚才", "just now")
    minutes = int((clock.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return said("刚才", "just now")
    if minutes < 60:
        return said(f"{minutes} 分钟前", f"{minutes} min ago")
    if minutes < 24 * 60:
        return said(f"{minutes // 60} 小时前", f"{minutes // 60} h ago")
    return said(f"{minutes // 1440} 天前", f"{minutes // 1440} days ago")
