"""The year before: 121 projects planned, 170 begun, twelve months reported. Amounts are samples."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from kaigong.demo.chapters.opening import FIRST_DAY
from kaigong.demo.plan_rows import Course, plan_rows
from kaigong.demo.record import Act, Cell, Record, moment
from kaigong.demo.year_rows import (
    NAMED_BEGUN_2020,
    YEAR_2020,
    done_2020,
    finished_rows,
    monthly_plan,
)
from kaigong.portfolio.services.closing import close_month
from kaigong.portfolio.services.plans import PlannedProject, lock_plan, set_plans
from kaigong.portfolio.services.rounds import RoundReport, report_round
from kaigong.portfolio.services.stages import move_to_stage, stage_called

YEAR = 2020
SUMMER = 7  # what was taken up after the plan has money from July on
HALTED_ON = date(2020, 11, 20)


def year_2020() -> Iterator[Act]:
    """The plan, the months, the winter halt and the projects finished by the end of the year."""
    yield Act(moment(FIRST_DAY, 10, 0), _enter)
    yield Act(moment(FIRST_DAY, 15, 0), _plan)
    yield Act(moment(date(YEAR, 1, 20), 10, 0), _lock)
    yield Act(moment(date(YEAR, 6, 15), 10, 0), _take_up_more)
    for month in range(1, 13):
        yield Act(moment(date(YEAR, month, 27), 16, 0), partial(_report, month=month))
        closed_on = (date(YEAR, month, 28) + timedelta(days=4)).replace(day=5)
        yield Act(moment(closed_on, 16, 0), partial(_close, month=month))
    yield Act(moment(HALTED_ON, 15, 0), _halt)
    yield Act(moment(date(YEAR, 12, 28), 10, 0), _finish)
    yield Act(moment(date(2021, 1, 12), 11, 0), _note_named_starts)


def _enter(record: Record) -> None:
    going_on = [row for row in plan_rows() if row.planned_2020]
    finished = [row for row in finished_rows() if not row.is_outside_plan]
    record.enter(record.entry_of_row(row, stage="construction") for row in going_on)
    record.enter(record.entry_of_finished(row) for row in finished)


def _plan(record: Record) -> None:
    rows = [row for row in plan_rows() if row.planned_2020]
    planned = [
        PlannedProject(
            record.of(row), row.planned_2020, monthly_plan(row.planned_2020, YEAR_2020),
            is_start_planned=True, is_sample=True,
        )
        for row in rows
    ]  # fmt: skip
    planned += [
        PlannedProject(
            record.of(row), row.planned, monthly_plan(row.planned, YEAR_2020),
            is_start_planned=True, is_completion_planned=True, is_sample=True,
        )
        for row in finished_rows()
        if not row.is_outside_plan
    ]  # fmt: skip
    set_plans(record.zone, year=YEAR, planned=planned, by=record.cast.command)


def _lock(record: Record) -> None:
    lock_plan(
        record.zone, year=YEAR, reason="样例：2020 年第 1 次主任办公会议定",
        approver=record.cast.leader, by=record.cast.command,
    )  # fmt: skip


def _take_up_more(record: Record) -> None:
    rows = [row for row in finished_rows() if row.is_outside_plan]
    record.enter(record.entry_of_finished(row) for row in rows)
    planned = [
        PlannedProject(
            record.of(row), row.planned, monthly_plan(row.planned, YEAR_2020, first=SUMMER),
            is_start_planned=True, is_completion_planned=True, is_sample=True,
        )
        for row in rows
    ]  # fmt: skip
    set_plans(record.zone, year=YEAR, planned=planned, by=record.cast.command)


def _report(record: Record, *, month: int) -> None:
    reports = []
    for going_on in plan_rows():
        if not going_on.planned_2020 or (going_on.course is Course.HALTED and month == 12):
            continue
        target = monthly_plan(going_on.planned_2020, YEAR_2020)[month]
        amount = done_2020(going_on.number, month, target)
        reports.append(RoundReport(record.of(going_on), amount, is_sample=True))
    for row in finished_rows():
        first = SUMMER if row.is_outside_plan else 1
        if month < first:
            continue
        target = monthly_plan(row.planned, YEAR_2020, first=first)[month]
        amount = done_2020(row.number, month, target)
        reports.append(RoundReport(record.of(row), amount, is_sample=True))
    report_round(
        record.zone, month=date(YEAR, month, 1), reports=reports, by=record.cast.statistician
    )


def _close(record: Record, *, month: int) -> None:
    close_month(
        record.zone, month=date(YEAR, month, 1), by=record.cast.statistician,
        note="样例：早年报道中的项目没有月报，不等",
    )  # fmt: skip


def _halt(record: Record) -> None:
    for row in plan_rows():
        if row.course is not Course.HALTED:
            continue
        project = record.of(row)
        move_to_stage(
            project, stage=stage_called("suspended"), on=HALTED_ON, by=project.service_officer,
            reason="样例：冬季停工，待复工",
        )  # fmt: skip


def _finish(record: Record) -> None:
    cells: dict[str, dict[str, Cell]] = {
        row.code: {"stage": "completed", "completed_on": row.completed_on}
        for row in finished_rows()
    }
    record.learn(cells, note="样例：2020 年末台账")


def _note_named_starts(record: Record) -> None:
    """Begun in 2020 say the articles; what was planned for them is not told, so nothing is here."""
    planned = [
        PlannedProject(record.project(key), Decimal(0), is_start_planned=True)
        for key in NAMED_BEGUN_2020
    ]
    set_plans(record.zone, year=YEAR, planned=planned, by=record.cast.command)
