"""The plan of 2021, its lock, and the months until the demo's day. Amounts are samples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from kaigong.accounts.selectors import standing_in
from kaigong.demo.apportioning import spread
from kaigong.demo.plan_rows import SPRING, TODAY, Course, Row, plan_rows
from kaigong.demo.record import Act, Record, moment
from kaigong.demo.year_rows import done_in, plan_of_months
from kaigong.portfolio.services.closing import close_month, restate_month
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.portfolio.services.milestones import complete_milestone, set_milestone
from kaigong.portfolio.services.plans import PlannedProject, lock_plan, set_plans
from kaigong.portfolio.services.reports import report_month
from kaigong.portfolio.services.rounds import RoundReport, report_round
from kaigong.portfolio.services.saved_views import keep_view
from kaigong.portfolio.services.stages import move_to_stage, stage_called
from kaigong.portfolio.services.work_items import set_work_item

if TYPE_CHECKING:
    from kaigong.portfolio.models import Milestone

YEAR = 2021
STARTED = stage_called("started")
ENTERED_ON = date(2021, 1, 13)
LOCKED_ON = date(2021, 1, 20)
REPORTED_ON = {1: date(2021, 1, 29), 2: date(2021, 2, 26)}
CLOSED_ON = {1: date(2021, 2, 5), 2: date(2021, 3, 5)}
MARCH_ROUND = tuple(date(2021, 3, day) for day in (25, 26, 27, 28))
JUDGED_AT = (
    moment(date(2021, 1, 31), 20), moment(date(2021, 2, 28), 20), moment(date(2021, 3, 19), 20),
    moment(date(2021, 3, 22), 20), moment(date(2021, 3, 24), 20), moment(date(2021, 3, 26), 7),
    moment(date(2021, 3, 27), 20), moment(date(2021, 3, 28), 20), moment(TODAY, 8, 0),
)  # fmt: skip
RED_MEETING = moment(date(2021, 3, 28), 21)  # over what is red: each gets a step, a day, an owner
NEXT_STEP = {
    Course.LATE: "施工许可领证",
    Course.FAR_BEHIND: "第二班组进场",
    Course.DROPS: "第二班组进场",
    Course.MISSES: "顶层补浇完成",
}
# What sample milestones are called in English.
IN_ENGLISH = {
    "施工许可领证": "Works permit",
    "第二班组进场": "Second crew in",
    "顶层补浇完成": "Top floor cast",
    "主体结构到顶层": "At top floor",
    "主体封顶": "Topping out",
    "取得施工许可": "Works permit granted",
    "现场核对进度": "Site check",
    "完成桩基": "Piles done",
}
MISSED_ON = (date(2021, 3, 18), date(2021, 3, 26), date(2021, 3, 27))
# Named projects whose works the articles measure are reported one by one.
FILMING_BASE, FILM_PARK = "P002", "P009"
TOLD_PROGRESS = {
    "P010": "已开工",
    "P014": "基础施工",
    "P016": "申请拿地即开工，已配项目服务专员",
    "P017": "拿地即开工",
}


def spring_2021() -> Iterator[Act]:
    """Enter, plan, lock, report, start, judge."""
    yield Act(moment(ENTERED_ON, 9, 0), _enter)
    yield Act(moment(ENTERED_ON, 15, 0), _plan)
    yield Act(moment(ENTERED_ON, 16, 0), _set_sample_milestones)
    yield Act(moment(ENTERED_ON, 16, 30), _set_work_items)
    yield Act(moment(LOCKED_ON, 10, 0), _lock)
    yield Act(moment(LOCKED_ON, 11, 0), _keep_views)
    for month, day in REPORTED_ON.items():
        yield Act(moment(day, 10, 0), partial(_report, month=month, rows=_reporting(month)))
        yield Act(moment(CLOSED_ON[month], 16, 0), partial(_close, month=month))
    yield Act(moment(date(2021, 3, 10), 10, 0), _restate)
    for place, day in enumerate(MARCH_ROUND):
        rows = [row for row in _reporting(3) if _march_day(row) == place]
        yield Act(moment(day, 10, 0), partial(_report, month=3, rows=rows))
    yield Act(moment(date(2021, 3, 25), 11, 0), _report_film_park)
    yield Act(moment(date(2021, 3, 26), 11, 0), _report_filming_base)
    for row in plan_rows():
        if row.course is Course.STARTS and row.started_on:
            yield Act(moment(row.started_on, 14, 0), partial(_start, row=row))
    yield Act(RED_MEETING, _promise_next_steps)
    for at in JUDGED_AT:
        yield Act(at, _judge)


def _enter(record: Record) -> None:
    fresh = [row for row in plan_rows() if row.is_sample and row.part.is_new]
    record.enter(
        record.entry_of_row(row, stage=("land", "land", "approval", "signed")[row.number % 4])
        if row.course is not Course.STARTS
        else record.entry_of_row(row, stage="land")
        for row in fresh
    )


def _plan(record: Record) -> None:
    planned = [
        PlannedProject(
            record.of(row),
            row.planned,
            plan_of_months(row),
            is_start_planned=row.part.is_new or bool(row.part.batch),
            is_completion_planned=bool(
                row.planned_completion_on and row.planned_completion_on.year == YEAR
            ),
            batch=row.part.batch,
            is_sample=True,
        )
        for row in plan_rows()
    ]
    set_plans(record.zone, year=YEAR, planned=planned, by=record.cast.command)


def _lock(record: Record) -> None:
    lock_plan(
        record.zone, year=YEAR, reason="样例：2021 年第 2 次主任办公会议定",
        approver=record.cast.leader, by=record.cast.command,
    )  # fmt: skip


def _keep_views(record: Record) -> None:
    """The two pictures that everybody asks for: the year's plan, and the spring batch in it."""
    views = {
        "年度计划 2021": {"is_outside_plan": {"in": ["false"]}},
        SPRING: {"batch": {"in": [SPRING]}},
    }
    for username in ("leader", "command", "statistician"):
        standing = standing_in(record.cast.people[username], record.zone.slug)
        for name, filters in views.items():
            state = {
                "filter": json.dumps(filters, ensure_ascii=False, separators=(",", ":")),
                "group": "sector",
                "sort": "-planned_amount",
            }
            keep_view(standing, name=name, state=state, is_office=username != "leader")


def _reporting(month: int) -> list[Row]:
    """Who reports a month: not the halted, not the silent ones, not those with own measurements."""
    silent = {Course.HALTED}
    if month == 3:
        silent |= {Course.SILENT, Course.MUTE}
    if month == 2:
        silent |= {Course.MUTE}
    rows = [row for row in plan_rows() if row.course not in silent]
    if month == 3:
        rows = [row for row in rows if not row.named or row.named.key not in _MEASURED]
    return rows


_MEASURED = (FILMING_BASE, FILM_PARK)


def _march_day(row: Row) -> int:
    if row.course is Course.DROPS:
        return 2 + row.number % 2
    return (0, 0, 0, 0, 1, 1, 1, 2, 3, 0)[row.number % 10]


def _report(record: Record, *, month: int, rows: Sequence[Row]) -> None:
    for officer, own in record.by_officer(rows):
        reports = [
            RoundReport(
                record.of(row), _done(row, month), physical_progress=_progress(row, month),
                is_sample=True,
            )
            for row in own
        ]  # fmt: skip
        report_round(record.zone, month=date(YEAR, month, 1), reports=reports, by=officer)


def _done(row: Row, month: int) -> Decimal:
    return done_in(row, month, plan_of_months(row).get(month, Decimal(0)))


def _progress(row: Row, month: int) -> str:
    if row.named:
        return TOLD_PROGRESS.get(row.named.key, "") if month == 3 else ""
    if not row.is_begun:
        return "样例：前期手续办理中"
    if row.part.is_new:
        return "样例：场地平整、基础施工"
    return f"样例：主体结构 {min(95, spread(row.number, low=15, high=80) + 4 * month)} %"


def _close(record: Record, *, month: int) -> None:
    close_month(
        record.zone, month=date(YEAR, month, 1), by=record.cast.statistician,
        note="样例：缺报的列入催报，早年报道中的项目没有月报，不等",
    )  # fmt: skip


def _restate(record: Record) -> None:
    """One month restated, so that a first figure with its correction can be seen."""
    row = next(row for row in plan_rows() if row.course is Course.ON_PLAN and row.is_sample)
    restate_month(
        record.of(row), month=date(YEAR, 1, 1), amount=_done(row, 1) + 600_000,
        reason="样例：一张 60 万元的设备发票记漏", by=record.cast.statistician,
    )  # fmt: skip


def _start(record: Record, *, row: Row) -> None:
    project = record.of(row)
    assert row.started_on is not None  # noqa: S101  (its caller has asked)
    move_to_stage(
        project, stage=STARTED, on=row.started_on, by=project.service_officer,
        reason=f"样例：{SPRING}",
    )  # fmt: skip


def _set_sample_milestones(record: Record) -> None:
    """Three that pass without being done, and some that lie ahead."""
    missing = [row for row in plan_rows() if row.course is Course.MISSES]
    for row, due_on in zip(missing, MISSED_ON, strict=True):
        _set(record, row, "主体结构到顶层", due_on)
    ahead = [row for row in plan_rows() if row.is_sample and row.number % 6 == 0]
    for row in ahead:
        due_on = date(YEAR, 4 + row.number % 5, 1 + spread(row.number, low=0, high=27))
        _set(record, row, "主体封顶" if row.is_begun else "取得施工许可", due_on)
    for row in (row for row in plan_rows() if row.is_sample and row.number % 14 == 0):
        due_on = TODAY + timedelta(days=1 + row.number // 14 % 6)
        _set(record, row, "现场核对进度", due_on)
    kept = next(row for row in ahead if row.is_begun)
    held = _set(record, kept, "完成桩基", date(2021, 1, 10))
    complete_milestone(held, on=date(2021, 1, 8), by=record.of(kept).service_officer)


def _promise_next_steps(record: Record) -> None:
    """What is late gets its next step: samples, as the lateness itself is one."""
    late = [row for row in plan_rows() if row.course in NEXT_STEP]
    for place, row in enumerate(late):
        _set(record, row, NEXT_STEP[row.course], TODAY + timedelta(days=2 + 3 * place % 11))


def _set(record: Record, row: Row, name: str, due_on: date) -> Milestone:
    project = record.of(row)
    return set_milestone(
        project, name=name, name_en=IN_ENGLISH[name], due_on=due_on,
        owner=project.service_officer, by=record.cast.command, is_sample=True,
    )  # fmt: skip


# Work items of named projects: what the articles measure. Quantity, unit, reading of March.
STAGES, PER_CENT = (Decimal(20), "座"), (Decimal(100), "%")
MEASURED_ITEMS: dict[str, tuple[tuple[str, tuple[Decimal, str], Decimal], ...]] = {
    # 2 topped out and 18 more with their piles done: so all 20 have piles.
    FILMING_BASE: (("桩基础", STAGES, Decimal(20)), ("主体封顶", STAGES, Decimal(2))),
    FILM_PARK: (("土方开挖", PER_CENT, Decimal(70)), ("桩基础", PER_CENT, Decimal(50))),
}
SAMPLE_ITEMS = ("样例：土方与降水", "样例：桩基础", "样例：主体结构", "样例：装饰与安装")


def _set_work_items(record: Record) -> None:
    for key, items in MEASURED_ITEMS.items():
        for place, (name, (quantity, unit), _) in enumerate(items):
            set_work_item(
                record.project(key), name=name, unit=unit, quantity=quantity, place=place,
                by=record.cast.command,
            )  # fmt: skip
    for row in plan_rows():
        if row.is_sample and row.number % 10 == 0 and not row.part.is_new:
            for place, name in enumerate(SAMPLE_ITEMS):
                set_work_item(
                    record.of(row), name=name, place=place, by=record.cast.command, is_sample=True
                )


def _report_film_park(record: Record) -> None:
    _report_measured(record, FILM_PARK, "截至 3 月 16 日：土方开挖 70 %，桩基础 50 %")


def _report_filming_base(record: Record) -> None:
    _report_measured(record, FILMING_BASE, "20 座影棚：2 座封顶，其余 18 座完成桩基础")


def _report_measured(record: Record, key: str, text: str) -> None:
    project = record.project(key)
    row = next(row for row in plan_rows() if row.named and row.named.key == key)
    read = {name: done for name, _, done in MEASURED_ITEMS[key]}
    report_month(
        project, month=date(YEAR, 3, 1), amount=_done(row, 3), physical_progress=text,
        readings={item.pk: read[item.name] for item in project.work_items.all()},
        by=project.service_officer, is_sample=True,
    )  # fmt: skip


def _judge(record: Record) -> None:
    judge_zone(record.zone)
