"""The week's progress 周进度 on one page: a line an activity, a cell a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kaigong.accounts.selectors import Standing
from kaigong.engines.scheduling import Calendar
from kaigong.plan import duration_words, progress_words
from kaigong.plan.calendars import definitions_of
from kaigong.plan.models import Activity, PlanEdit, SubPlan
from kaigong.plan.moments import begin_of, finish_day, start_day
from kaigong.plan.pages.progress_line import share_done
from kaigong.plan.selectors.weekly import (
    activities_of_past_weeks,
    activities_of_weeks,
    activities_to_report,
    answered_by,
    edits_to_undo,
    names_in,
    planned_start,
    weeks_of,
)
from kaigong.wording import said

MOST = 400
OWN, ALL = "own", "all"


@dataclass(frozen=True)
class WeekLine:
    """An activity of the page; `approved` are the days of the last baseline."""

    row: Activity
    per_day: int
    today: date
    monday: date

    @property
    def approved(self) -> tuple[date, date] | None:
        start, finish = self.row.approved_start, self.row.approved_finish  # type: ignore[attr-defined]
        return None if start is None else _days(start, finish)

    @property
    def planned(self) -> tuple[date, date] | None:
        """When it is to be done: by the baseline, else at the latest."""
        row = self.row
        if self.approved or row.late_start is None or row.late_finish is None:
            return self.approved
        return _days(row.late_start, row.late_finish)

    @property
    def comes_on(self) -> date | None:
        """The day it is done as things stand."""
        finish = self.row.early_finish
        return None if finish is None or self.row.finished is not None else finish_day(finish)

    @property
    def days_late(self) -> int:
        """Days by which it comes, or came, after it was to be done."""
        planned = self.planned
        finish = self.row.early_finish if self.row.finished is None else self.row.finished
        if planned is None or finish is None:
            return 0
        return max(0, (finish_day(finish) - planned[1]).days)

    @property
    def is_overdue(self) -> bool:
        """Whether it should have started."""
        start = planned_start(self.row)
        return self.row.started is None and start is not None and start < begin_of(self.today)

    @property
    def is_late(self) -> bool:
        return self.is_overdue or self.days_late > 0

    @property
    def is_told(self) -> bool:
        """Whether its progress was told this week."""
        return self.row.told is not None and start_day(self.row.told) >= self.monday

    @property
    def told_on(self) -> date | None:
        return None if self.row.told is None else start_day(self.row.told)

    @property
    def lamp(self) -> str:
        if self.row.finished is not None:
            return "green"
        return "red" if self.is_overdue else "amber" if self.is_late else "grey"

    @property
    def lamp_words(self) -> str:
        if self.row.finished is not None:
            return said("已完成", "done")
        if self.is_overdue:
            return said("应已开始", "should have started")
        return said("比计划晚", "late") if self.is_late else said("按计划", "on time")

    @property
    def cells(self) -> Mapping[str, str]:
        """What stands in the cells, as text."""
        row = self.row
        return {
            "started": "" if row.started is None else f"{start_day(row.started)}",
            "finished": "" if row.finished is None else f"{finish_day(row.finished)}",
            "done": self.done,
            "remaining": self.remaining,
            "late_reason": row.late_reason,
            "remark": row.remark,
        }

    @property
    def done(self) -> str:
        row = self.row
        return progress_words.written(
            share_done(row), quantity=row.quantity_done, whole=row.quantity, unit=row.unit_shown
        )

    @property
    def remaining(self) -> str:
        """What is left of work that runs."""
        row = self.row
        if row.started is None or row.finished is not None:
            return ""
        left = row.duration if row.remaining is None else row.remaining
        return duration_words.written(left, per_day=self.per_day)


@dataclass(frozen=True)
class WeekPage:
    """All lines by project; `of` counts what there is, also what is not shown."""

    groups: Sequence[tuple[SubPlan, Sequence[WeekLine]]]
    of: int
    first: date
    last: date

    @property
    def lines(self) -> list[WeekLine]:
        return [line for _plan, lines in self.groups for line in lines]

    @property
    def told(self) -> int:
        return sum(line.is_told for line in self.lines)

    @property
    def to_go(self) -> int:
        return self.of - self.told

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.lines)

    @property
    def unexplained(self) -> int:
        """How many are late, and nobody has said why."""
        return sum(line.is_late and not line.row.late_reason for line in self.lines)


def week_page(
    standing: Standing, *, who: str = ALL, code: str = "", day: date | None = None
) -> WeekPage:
    """The page of a person's week.

    Args:
        who: OWN for what he or she answers for, else ALL.
        code: Of a project; empty for all.
        day: As it stood at the end of a past day.
    """
    if day is not None and day < standing.zone.today():
        return _past_page(standing, day, who=who, code=code)
    found = activities_of_weeks(standing)
    if who == OWN:
        found = found.filter(answered_by(standing))
    if code:
        found = found.filter(sub_plan__project__code=code)
    lines = lines_of_week(standing, found[: MOST + 1])
    of = len(lines) if len(lines) <= MOST else found.count()
    return WeekPage(_by_plan(lines), of, *weeks_of(standing.zone.today()))


def _past_page(standing: Standing, day: date, *, who: str, code: str) -> WeekPage:
    found = activities_of_past_weeks(standing, day, is_own=who == OWN)
    if code:
        found = [row for row in found if row.sub_plan.project.code == code]
    lines = lines_of_week(standing, found[:MOST], day=day)
    return WeekPage(_by_plan(lines), len(found), *weeks_of(day))


def _by_plan(lines: Sequence[WeekLine]) -> list[tuple[SubPlan, Sequence[WeekLine]]]:
    groups: dict[int, list[WeekLine]] = {}
    for line in lines[:MOST]:
        groups.setdefault(line.row.sub_plan_id, []).append(line)
    return [(lines[0].row.sub_plan, lines) for lines in groups.values()]


def lines_of_week(
    standing: Standing,
    found: QuerySet[Activity] | Iterable[Activity],
    *,
    day: date | None = None,
) -> list[WeekLine]:
    """Lines of activities that were read for the page, as of today or a past day."""
    rows = list(found)
    plans = {row.sub_plan_id: row.sub_plan for row in rows}
    calendars: Mapping[int, Calendar] = {}
    if plans:
        moment = standing.zone.end_of(day) if day else None
        calendars = definitions_of(standing.zone, plans=plans.values(), moment=moment)
    today = day or standing.zone.today()
    monday, _last = weeks_of(today)
    return [
        WeekLine(
            row,
            calendars[row.calendar_id or row.sub_plan.calendar_id].minutes_per_day,
            today,
            monday,
        )
        for row in rows
    ]


def line_of(standing: Standing, code: str, key: str) -> WeekLine | None:
    """The line of one activity, if a person may report on it, in whatever week it lies."""
    found = activities_to_report(standing).filter(sub_plan__project__code=code, key=key)
    lines = lines_of_week(standing, found)
    return lines[0] if lines else None


def lines_of_plan(standing: Standing, code: str) -> list[WeekLine]:
    """The lines of one plan as they stand now."""
    found = activities_of_weeks(standing).filter(sub_plan__project__code=code)
    return lines_of_week(standing, found[:MOST])


@dataclass(frozen=True)
class LastTold:
    """One's latest report that can be taken back, in words."""

    edit: PlanEdit
    words: str


def last_told(standing: Standing) -> LastTold | None:
    """What the undo of the page would take back."""
    edit = edits_to_undo(standing).first()
    if edit is None:
        return None
    names = said("、", ", ").join(list(names_in(edit))[:2])
    return LastTold(edit, f"{edit.sub_plan.project} {names}")


def _days(start: int, finish: int) -> tuple[date, date]:
    first = start_day(start)
    return first, max(first, finish_day(finish))
