"""A tried file goes into the ledger: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.engines import ledgers
from kaigong.errors import KaigongError
from kaigong.portfolio.cells import Names, Stored
from kaigong.portfolio.columns import Column, Home, column_called
from kaigong.portfolio.holdings import Holdings
from kaigong.portfolio.models import ChangeSet, ImportRun, Project
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.portfolio.models.intake import RunState
from kaigong.portfolio.services.changes import write_cells
from kaigong.portfolio.services.intake.answers import remember
from kaigong.portfolio.services.intake.beside import apply_beside, undo_milestones
from kaigong.portfolio.services.intake.brought import Brought, bring_names, put_names_away
from kaigong.portfolio.services.intake.fields import UnknownNames, as_stored
from kaigong.portfolio.services.intake.receiving import content_of, told_beside, wishes_of
from kaigong.portfolio.services.intake.trial import Trial, try_file
from kaigong.portfolio.services.projects import add_projects, next_codes, stage_by_evidence
from kaigong.portfolio.services.undoing import undo_change_set


class FaultsRemainError(KaigongError):
    code = "portfolio.faults-remain"
    zh = "还有 {faults} 行有误、{conflicts} 处冲突没有处理；先处理，或只应用好的行。没有写入。"
    en = (
        "{faults} rows are at fault and {conflicts} conflicts are open; settle them, "
        "or apply the good rows only. Nothing was written."
    )


class LedgerMovedError(KaigongError):
    code = "portfolio.ledger-moved"
    zh = "试算以后台账又变了；请重新试算一次，看过再应用。没有写入。"
    en = (
        "The ledger changed after the dry run; run it again and look before you apply. "
        "Nothing was written."
    )


class NotTriedError(KaigongError):
    code = "portfolio.not-tried"
    zh = "这个文件现在是「{state}」，不能应用；请先试算。"
    en = "This file is “{state}” and cannot be applied; do the dry run first."


@transaction.atomic
def apply_run(run: ImportRun, standing: Standing, *, good_only: bool = False) -> ChangeSet | None:
    """Write a tried file into the ledger.

    Args:
        good_only: Leave rows at fault and open conflicts as they are in the ledger.

    Returns:
        What changed, for one undo; None when the file changes nothing.

    Raises:
        NotTriedError, LedgerMovedError, FaultsRemainError: nothing was written.
    """
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update())
    if run.state not in {RunState.TRIED, RunState.ASKING}:
        raise NotTriedError(state=RunState(run.state).label)
    trial = try_file(content_of(run), name=run.file_name, standing=standing, wishes=wishes_of(run))
    if run.token != trial.token:
        raise LedgerMovedError
    conflicts = _open_conflicts(run, trial)
    rejected = trial.dry_run.counts["rejected"]
    if not good_only and (rejected or conflicts):
        raise FaultsRemainError(faults=rejected, conflicts=conflicts)
    change_set, ids = _write(run, trial, standing)
    if trial.promises:
        told = told_beside(run.zone, trial)
        change_set, done = apply_beside(
            run, trial.promises, told, _rows_on_record(trial) | ids, change_set, by=standing.user
        )
        run.report = {**run.report, "milestones_done": done}
    remember(
        run.zone, trial.table, trial.mapping, said=run.answers, file_name=run.file_name,
        by=standing.user,
    )  # fmt: skip
    run.state = RunState.APPLIED
    run.change_set = change_set
    run.save()
    record(
        "portfolio.file.applied",
        by=standing.user,
        zone=run.zone.slug,
        subject=run.file_name,
        sha256=run.sha256,
        good_only=good_only,
        change_set=change_set.pk if change_set else None,
        **trial.dry_run.counts,
    )
    return change_set


def _rows_on_record(trial: Trial) -> dict[int, int]:
    return {one.number: int(one.id) for one in trial.dry_run.outcomes if one.id is not None}


@transaction.atomic
def undo_run(run: ImportRun, standing: Standing) -> ChangeSet:
    """Take a whole import back, if nothing of it was changed since."""
    if run.change_set is None:
        raise NotTriedError(state=RunState(run.state).label)
    undone = undo_change_set(standing, run.change_set)
    undo_milestones(run)
    put_names_away(run, by=standing.user)
    return undone


def drop_run(run: ImportRun, *, by: User | None) -> None:
    """Put a file away without writing anything."""
    if run.state == RunState.APPLIED:
        raise NotTriedError(state=RunState(run.state).label)
    run.state = RunState.DROPPED
    run.save(update_fields=["state"])
    record("portfolio.file.dropped", by=by, zone=run.zone.slug, subject=run.file_name)


def _open_conflicts(run: ImportRun, trial: Trial) -> int:
    return sum(
        cell.outcome == "conflict" and f"{outcome.number}:{cell.field}" not in run.choices
        for outcome in trial.dry_run.of("conflicting")
        for cell in outcome.cells
    )


def _write(
    run: ImportRun, trial: Trial, standing: Standing
) -> tuple[ChangeSet | None, dict[int, int]]:
    """Write the rows; what changed, and the ids of new projects by their row."""
    zone, by = run.zone, standing.user
    wanted_values = _wanted(run, trial)
    names, brought = _names_with_new_ones(zone, wanted_values, month=trial.month, by=by)
    run.report = {**run.report, "brought": brought}
    fresh = _enter_new(zone, wanted_values, names, month=trial.month, by=by)
    ids = {number: fresh.get(number) or key for number, (key, _) in wanted_values.items()}
    columns = {
        key: column
        for _, values in wanted_values.values()
        for key in values
        if (column := column_called(key)) is not None
    }
    holdings = Holdings.of(
        zone,
        [key for key in ids.values() if key],
        month=trial.month,
        columns=[*columns.values()],
    )
    cells: dict[tuple[int, str], Stored] = {}
    for number, (_, values) in wanted_values.items():
        project_id = ids[number]
        if project_id is None:
            continue
        for key, value in values.items():
            stored = as_stored(value, columns[key], names, UnknownNames())
            if stored != holdings.value(project_id, columns[key]) or number in fresh:
                cells[project_id, key] = stored
    # What a new row leaves blank is not a change: no plan or report begins for it.
    cells = {
        place: value
        for place, value in cells.items()
        if value not in (None, "") or place[0] not in set(fresh.values())
    }
    if not cells:
        return None, fresh
    change_set = write_cells(
        holdings,
        cells,
        by=by,
        source=ChangeSource.IMPORT,
        note=run.file_name,
        columns=columns,
        new_ids=fresh.values(),
    )
    return change_set, fresh


def _wanted(
    run: ImportRun, trial: Trial
) -> dict[int, tuple[int | None, Mapping[str, ledgers.Value]]]:
    """Row number → project id (None for a new one) and the values to write."""
    wanted: dict[int, tuple[int | None, Mapping[str, ledgers.Value]]] = {}
    for outcome in trial.dry_run.outcomes:
        key = int(outcome.id) if outcome.id else None
        if outcome.outcome in {"new", "changed"}:
            wanted[outcome.number] = key, dict(outcome.values or {})
        elif outcome.outcome == "conflicting":
            values = {
                cell.field: cell.theirs
                for cell in outcome.cells
                if cell.outcome == "change"
                or run.choices.get(f"{outcome.number}:{cell.field}") == "theirs"
            }
            if values:
                wanted[outcome.number] = key, values
    return wanted


def _names_with_new_ones(
    zone: Zone,
    wanted: Mapping[int, tuple[int | None, Mapping[str, ledgers.Value]]],
    *,
    month: date,
    by: User | None,
) -> tuple[Names, Brought]:
    """The zone's names, after those that the file brings were entered; and these."""
    names, unknown = Names.of(zone, year=month.year), UnknownNames()
    for _, values in wanted.values():
        for key, value in values.items():
            if (column := column_called(key)) is not None:
                as_stored(value, column, names, unknown)
    return names, bring_names(zone, unknown, names, month=month, by=by)


def _enter_new(
    zone: Zone,
    wanted: Mapping[int, tuple[int | None, Mapping[str, ledgers.Value]]],
    names: Names,
    *,
    month: date,
    by: User | None,
) -> dict[int, int]:
    """Enter the projects of new rows with their own fields; row number → id."""
    new_rows = {number: values for number, (key, values) in wanted.items() if key is None}
    without_code = [number for number, values in new_rows.items() if not values.get("code")]
    codes = dict(
        zip(
            without_code,
            next_codes(zone, year=month.year, count=len(without_code)),
            strict=True,
        )
    )
    projects: dict[int, Project] = {}
    for number, values in new_rows.items():
        project = Project(zone=zone, code=codes.get(number, ""))
        for key, value in values.items():
            column = column_called(key)
            if column is not None and column.home is Home.PROJECT:
                stored = as_stored(value, column, names, UnknownNames())
                if stored not in (None, ""):
                    _set(project, column, stored)
        if not values.get("stage"):
            project.stage = stage_by_evidence(project, today=zone.today())
        projects[number] = project
    add_projects(list(projects.values()), by=by)
    return {number: project.pk for number, project in projects.items()}


def _set(project: Project, column: Column, stored: Stored) -> None:
    is_key = column.key in {
        "sector", "investor", "lead_department", "task_force", "service_officer", "leader"
    }  # fmt: skip
    name = f"{column.field}_id" if is_key else column.field
    limit = getattr(Project._meta.get_field(column.field), "max_length", None)
    if isinstance(stored, str) and limit:
        stored = stored[:limit]
    setattr(project, name, stored)
