"""Changing cells of the ledger: one at a time, five thousand by a paste, and all back again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio import bulk, events
from kaigong.portfolio.cells import (
    Names,
    Stored,
    Unfit,
    as_text,
    from_text,
    place_of,
    typed,
)
from kaigong.portfolio.columns import COLUMNS, Column, column_called
from kaigong.portfolio.holdings import Holdings
from kaigong.portfolio.models import ChangedRow, ChangeSet, LockedPlan, PlanLock, Project
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.accounts.models import User, Zone

MOST_EDITS = 200_000  # cells of one paste: 5,000 rows of 40 columns


class TooManyEditsError(KaigongError):
    code = "portfolio.too-many-edits"
    zh = "一次最多改 {most} 格，这次是 {count} 格；请分几次粘贴，或用导入。"
    en = "At most {most} cells change at once, these are {count}; paste in parts, or import."


@dataclass(frozen=True)
class Edit:
    """One cell as somebody wants it.

    Attributes:
        text: What was typed, in the unit of the column.
        seen: The stored value that the person had before the eyes, as text; None when not told.
    """

    project_id: int
    column: str
    text: str | None
    seen: str | None = None
    has_seen: bool = False


@dataclass(frozen=True)
class CellFault:
    project_id: int
    column: str
    message: str
    proposal: str = ""


@dataclass(frozen=True)
class Clash:
    """Somebody else changed the cell since it was read: both values, who, and when."""

    project_id: int
    column: str
    theirs: str
    yours: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class LockedCell:
    """The cell belongs to a locked plan; it may change, and then differs from the plan."""

    project_id: int
    column: str
    locked: str


@dataclass
class Outcome:
    """What became of some edits. On a trial nothing is written and `change_set` stays empty."""

    change_set: int | None = None
    saved: int = 0
    cells: list[tuple[int, str, str]] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    locked: list[LockedCell] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.faults and not self.clashes


@transaction.atomic
def change_cells(
    standing: Standing,
    edits: Sequence[Edit],
    *,
    month: date,
    source: str = ChangeSource.EDIT,
    is_trial: bool = False,
    good_only: bool = False,
    note: str = "",
) -> Outcome:
    """Change cells of projects that the person may see: all of them, or with a fault none.

    Args:
        month: First day of the month in view; plans are of its year.
        is_trial: Only say what would happen.
        good_only: Write the cells that are good although others are not.
    """
    if len(edits) > MOST_EDITS:
        raise TooManyEditsError(most=MOST_EDITS, count=len(edits))
    columns = {edit.column: COLUMNS[edit.column] for edit in edits if edit.column in COLUMNS}
    holdings = Holdings.of(
        standing.zone,
        {edit.project_id for edit in edits},
        month=month,
        columns=columns.values(),
        among=projects_for(standing),
    )
    outcome, wanted = Outcome(), dict[tuple[int, str], Stored]()
    names = Names.of(standing.zone, year=month.year)
    for edit in edits:
        column = columns.get(edit.column)
        if column is None or edit.project_id not in holdings.projects or not column.is_editable:
            outcome.faults.append(_not_yours(edit, column))
            continue
        value = typed(column, edit.text, names=names, year=month.year)
        if isinstance(value, Unfit):
            outcome.faults.append(_unfit(edit, value))
            continue
        current = holdings.value(edit.project_id, column)
        shown = names.shown(column, current)
        if value in (current, shown):
            continue
        if (closed := names.not_given(column, value)) is not None:
            outcome.faults.append(_unfit(edit, closed))
            continue
        if holdings.is_closed(edit.project_id, column):
            outcome.faults.append(_signed_off(edit))
        elif edit.has_seen and from_text(column, edit.seen) not in (current, shown):
            outcome.clashes.append(_clash(edit, column, holdings, shown))
        else:
            wanted[edit.project_id, edit.column] = value
    outcome.locked = _locked(standing.zone, month.year, wanted)
    outcome.cells = [
        (key, name, as_text(names.shown(columns[name], value)))
        for (key, name), value in wanted.items()
    ]
    if is_trial or (not outcome.is_clean and not good_only) or not wanted:
        outcome.saved = 0
        return outcome
    change_set = write_cells(
        holdings, wanted, by=standing.user, source=source, note=note, columns=columns
    )
    outcome.change_set, outcome.saved = change_set.pk, len(wanted)
    return outcome


def write_cells(
    holdings: Holdings,
    wanted: dict[tuple[int, str], Stored],
    *,
    by: User | None,
    source: str,
    note: str = "",
    columns: dict[str, Column] | None = None,
    new_ids: Iterable[int] = (),
) -> ChangeSet:
    """Put checked values into their cells: history, one record of the change, one audit line."""
    columns = columns or {name: called(name) for _, name in wanted}
    fresh = set(new_ids)
    places = {name: place_of(column, holdings.month) for name, column in columns.items()}
    before: dict[int, dict[str, str]] = {}
    after: dict[int, dict[str, str]] = {}
    change_set = ChangeSet(zone=holdings.zone, source=source, note=note[:300], by=by)
    change_set.at, change_set.cell_count = clock.now(), len(wanted)
    with bulk.without_waiting():
        change_set.save()
        # In parts: while the database writes one, the next is made ready.
        every = _by_project(wanted)
        for part in bulk.in_parts([*every]):
            for project_id in part:
                cells = every[project_id]
                stood = {name: holdings.value(project_id, columns[name]) for name in cells}
                before[project_id] = {places[name]: as_text(old) for name, old in stood.items()}
                after[project_id] = {places[name]: as_text(new) for name, new in cells.items()}
                for name, value in cells.items():
                    holdings.put(project_id, columns[name], value)
            _insert_rows(
                change_set,
                part,
                holdings.projects,
                before,
                after,
                fresh=fresh,
                begun=holdings.begun,
            )
            holdings.save(by=by)
            if len(part) >= bulk.MANY:
                bulk.check_keys()
    _tell(change_set, holdings.projects, before, after, by=by, note=note, new=len(fresh))
    return change_set


def _by_project(wanted: Mapping[tuple[int, str], Stored]) -> dict[int, dict[str, Stored]]:
    found: dict[int, dict[str, Stored]] = {}
    for (project_id, name), value in wanted.items():
        found.setdefault(project_id, {})[name] = value
    return found


def keep_change_set(
    zone: Zone,
    projects: dict[int, Project],
    before: dict[int, dict[str, str]],
    after: dict[int, dict[str, str]],
    *,
    by: User | None,
    source: str,
    note: str = "",
    fresh: Iterable[int] = (),
    begun: Mapping[int, list[str]] | None = None,
    into: ChangeSet | None = None,
) -> ChangeSet:
    """Keep what changed, so that it can be undone; tell the house.

    Args:
        into: An earlier part of the same act, which takes these changes in: one undo for both.
    """
    new_ids = set(fresh)
    change_set = _keep_rows(
        into or ChangeSet(zone=zone, source=source, note=note[:300], by=by),
        projects,
        before,
        after,
        fresh=new_ids,
        begun=begun or {},
    )
    _tell(change_set, projects, before, after, by=by, note=note, new=len(new_ids))
    return change_set


def _keep_rows(
    change_set: ChangeSet,
    projects: Mapping[int, Project],
    before: Mapping[int, dict[str, str]],
    after: Mapping[int, dict[str, str]],
    *,
    fresh: Collection[int],
    begun: Mapping[int, list[str]],
) -> ChangeSet:
    """Put the rows into a change, a new one or one that is kept already."""
    is_kept = change_set.pk is not None
    if not is_kept:
        change_set.at, change_set.cell_count = clock.now(), 0
    change_set.cell_count += sum(len(cells) for cells in after.values())
    change_set.save()
    held = _kept_further(change_set, before, after, begun) if is_kept else set[int]()
    made = [key for key in after if key not in held]
    _insert_rows(change_set, made, projects, before, after, fresh=fresh, begun=begun)
    return change_set


def _insert_rows(
    change_set: ChangeSet,
    made: Sequence[int],
    projects: Mapping[int, Project],
    before: Mapping[int, dict[str, str]],
    after: Mapping[int, dict[str, str]],
    *,
    fresh: Collection[int],
    begun: Mapping[int, list[str]],
) -> None:
    bulk.insert_columns(
        ChangedRow,
        {
            "change_set": [change_set.pk] * len(made),
            "project_id": made,
            "project_code": [projects[key].code for key in made],
            "is_new": [key in fresh for key in made],
            "before": [before.get(key, {}) for key in made],
            "after": [after[key] for key in made],
            "begun": [[*dict.fromkeys(begun.get(key, ()))] for key in made],
        },
    )


def _tell(
    change_set: ChangeSet,
    projects: Mapping[int, Project],
    before: Mapping[int, dict[str, str]],
    after: Mapping[int, dict[str, str]],
    *,
    by: User | None,
    note: str,
    new: int,
) -> None:
    """One line of the audit, and the news to the house."""
    zone = change_set.zone
    record(
        "portfolio.cells.changed",
        by=by,
        zone=zone.slug,
        subject=next(iter(projects.values())).code if len(after) == 1 and projects else "",
        source=str(change_set.source),
        note=note,
        change_set=change_set.pk,
        rows=len(after),
        cells=sum(len(cells) for cells in after.values()),
        new=new,
        before=next(iter(before.values()), {}) if len(after) == 1 else {},
        after=next(iter(after.values()), {}) if len(after) == 1 else {},
    )
    events.cells_changed.send(
        sender=ChangeSet, zone=zone, by=by, change_set=change_set, project_ids=list(after)
    )


def _kept_further(
    change_set: ChangeSet,
    before: Mapping[int, dict[str, str]],
    after: Mapping[int, dict[str, str]],
    begun: Mapping[int, list[str]],
) -> set[int]:
    """Let the rows of an earlier part take in what changed now; the projects whose rows did."""
    kept = list(change_set.rows.filter(project_id__in=bulk.among(after)))
    for row in kept:
        row.before = {**row.before, **before.get(row.project_id, {})}
        row.after = {**row.after, **after[row.project_id]}
        row.begun = [*dict.fromkeys([*row.begun, *begun.get(row.project_id, [])])]
    ChangedRow.objects.bulk_update(kept, ["before", "after", "begun"], batch_size=500)
    return {row.project_id for row in kept}


def called(key: str) -> Column:
    """The column of a key that we wrote ourselves."""
    column = column_called(key)
    if column is None:
        raise KeyError(key)
    return column


def _unfit(edit: Edit, why: Unfit) -> CellFault:
    return CellFault(edit.project_id, edit.column, said(why.zh, why.en), why.proposal)


def _not_yours(edit: Edit, column: Column | None) -> CellFault:
    if column is not None and not column.is_editable:
        message = said(
            f"「{column.zh}」是算出来的或由专门步骤改的，不能直接填。",
            f"“{column.en}” is computed, or changes by a step of its own; it cannot be typed.",
        )
    else:
        message = said("没有这一格，或你无权改它。", "There is no such cell, or it is not yours.")
    return CellFault(edit.project_id, edit.column, message)


def _signed_off(edit: Edit) -> CellFault:
    message = said(
        "这个月已签审，数字不能直接改；请统计人员用「更正」，原数会保留。",
        "This month is signed off; the statistician restates it, and the first figure stays.",
    )
    return CellFault(edit.project_id, edit.column, message)


def _clash(edit: Edit, column: Column, holdings: Holdings, current: Stored) -> Clash:
    row = holdings._row(edit.project_id, column)
    latest = row.history.first() if row is not None and row.pk else None  # type: ignore[attr-defined]
    return Clash(
        edit.project_id,
        edit.column,
        theirs=as_text(current),
        yours=edit.text or "",
        by=str(latest.history_user or "") if latest else "",
        at=latest.history_date if latest else None,
    )


_PLAN_FIELDS = {"planned_amount", "is_start_planned", "is_completion_planned", "batch"}


def _locked(zone: Zone, year: int, wanted: dict[tuple[int, str], Stored]) -> list[LockedCell]:
    touched = [(key, name) for key, name in wanted if name in _PLAN_FIELDS]
    if not touched:
        return []
    lock = PlanLock.objects.filter(zone=zone, year=year).order_by("-number").first()
    if lock is None:
        return []
    rows = LockedPlan.objects.filter(
        lock=lock, project_id__in=bulk.among({key for key, _ in touched})
    )
    by_project = {row.project_id: row for row in rows}
    return [
        LockedCell(key, name, as_text(getattr(by_project[key], name)))
        for key, name in touched
        if key in by_project and getattr(by_project[key], name) != wanted[key, name]
    ]
