"""The look-ahead 滚动计划: what the next weeks bring, and what each activity waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from kaigong.coordination.selectors.conditions import conditions_of, is_before_start
from kaigong.coordination.selectors.issues import open_issues_for
from kaigong.plan.models import Activity
from kaigong.plan.moments import begin_of, finish_day, start_day
from kaigong.plan.pages.plan_chart import PlanLine, lines_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.wording import said

MOST_WEEKS = 6
USUAL_WEEKS = 3
_BY_OWNER, _BY_TRADE = "owner", "trade"
GROUPINGS = (_BY_OWNER, _BY_TRADE)
_WORKS = ("works", "utilities")


@dataclass(frozen=True)
class Week:
    """Seven days from the data date on."""

    first: date

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


@dataclass(frozen=True)
class Wait:
    """One thing that an activity waits for, and until when it should be there."""

    words: str
    until: date | None = None
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class AheadLine:
    """An activity of the window; `weeks` says for each week what happens in it."""

    line: PlanLine
    starts_on: date
    finishes_on: date
    weeks: Sequence[str]  # "", "run", "start", "finish", "whole"
    waits: Sequence[Wait]

    @property
    def row(self) -> Activity:
        return self.line.row


@dataclass(frozen=True)
class Reminder:
    """An open issue or a missing condition of the project, that no activity bears by itself."""

    words: str
    url: str
    until: date | None = None


@dataclass(frozen=True)
class LookAhead:
    weeks: Sequence[Week]
    by: str
    groups: Sequence[tuple[str, Sequence[AheadLine]]]
    conditions: Sequence[Reminder]
    issues: Sequence[Reminder]

    @property
    def lines(self) -> list[AheadLine]:
        return [line for _name, lines in self.groups for line in lines]

    @property
    def starting(self) -> int:
        return sum(line.row.started is None for line in self.lines)

    @property
    def finishing(self) -> int:
        return sum(line.finishes_on <= self.weeks[-1].last for line in self.lines)

    @property
    def waiting(self) -> int:
        """How many of those that start wait for something that is late or has no day."""
        return sum(any(wait.is_late for wait in line.waits) for line in self.lines)


def then_of(opened: OpenPlan) -> str:
    """How the query of an address begins that leads to the plan of the same day."""
    is_past = opened.today < opened.standing.zone.today()
    return f"as_of={opened.today}&" if is_past else ""


def look_ahead(opened: OpenPlan, *, weeks: int = USUAL_WEEKS, by: str = _BY_OWNER) -> LookAhead:
    """The next weeks of a plan, by who is responsible or by trade.

    Args:
        weeks: 1 to MOST_WEEKS, of seven days each, the first from the day on that the plan is
            looked at. Of a past day it is the plan alone: what else it waited for then (start-up
            conditions, issues) is not told.
    """
    is_past = opened.today < opened.standing.zone.today()
    window = [Week(opened.today + timedelta(days=7 * number)) for number in range(weeks)]
    waits = _Waits(opened, [] if is_past else _conditions(opened))
    groups: dict[str, list[AheadLine]] = {}
    for line in lines_of(opened):
        found = _in_window(line, window)
        if found is None:
            continue
        starts_on, finishes_on = found
        row = line.row
        name = (
            str(row.owner or said("未定责任人", "No owner"))
            if by == _BY_OWNER
            else str(row.get_trade_display())
        )
        marks = [_mark(week, starts_on, finishes_on) for week in window]
        ahead = AheadLine(line, starts_on, finishes_on, marks, waits.of(row, starts_on))
        groups.setdefault(name, []).append(ahead)
    for lines in groups.values():
        lines.sort(key=lambda each: (each.starts_on, each.row.place))
    return LookAhead(
        window, by, sorted(groups.items()), waits.conditions, [] if is_past else _issues(opened)
    )


def _in_window(line: PlanLine, window: Sequence[Week]) -> tuple[date, date] | None:
    row = line.row
    if line.is_summary or row.finished is not None:
        return None
    if row.early_start is None or row.early_finish is None:
        return None
    starts_on = start_day(row.early_start)
    finishes_on = max(starts_on, finish_day(row.early_finish))
    if starts_on > window[-1].last or finishes_on < window[0].first:
        return None
    return starts_on, finishes_on


def _mark(week: Week, starts_on: date, finishes_on: date) -> str:
    is_start = week.first <= starts_on <= week.last
    is_finish = week.first <= finishes_on <= week.last
    if is_start and is_finish:
        return "whole"
    if is_start or is_finish:
        return "start" if is_start else "finish"
    return "run" if starts_on < week.first and finishes_on > week.last else ""


def awaited(name: str, *, is_start: bool) -> str:
    """What is waited for: that an activity starts, or that it finishes."""
    if is_start:
        return said(f"{name}开始", f"{name} to start")
    return said(f"{name}完成", f"{name} to finish")


class _Waits:
    """What the activities of one plan wait for, asked once."""

    def __init__(self, opened: OpenPlan, conditions: Sequence[Reminder]) -> None:
        self.then = then_of(opened)
        self.zone = opened.standing.zone.slug
        self.code = opened.project.code
        self.today = begin_of(opened.today)
        self.rows: Mapping[str, Activity] = {
            **{row.key: row for row in opened.rows},
            **opened.others,
        }
        self.names = opened.names
        self.into: dict[str, list[tuple[str, str]]] = {}
        for before, after, kind, _lag in opened.links:
            self.into.setdefault(after, []).append((before, kind))
        self.conditions = conditions

    def of(self, row: Activity, starts_on: date) -> list[Wait]:
        waits = []
        for name, kind in self.into.get(row.key, ()):
            before = self.rows.get(name)
            if before is None:
                continue
            is_start = kind in ("SS", "SF")
            if row.started is not None and kind in ("FS", "SS"):
                continue  # it runs: what it waited for to start is past
            if (before.started if is_start else before.finished) is not None:
                continue
            waits.append(self._before(name, before, is_start=is_start))
        if row.started is None and row.trade in _WORKS and self.conditions:
            count = len(self.conditions)
            words = said(f"开工要素缺 {count} 项", f"{count} start-up conditions missing")
            url = reverse("coordination:conditions_of", args=[self.zone, self.code])
            is_late = any(each.until is None or each.until > starts_on for each in self.conditions)
            waits.append(Wait(words, url=url, is_late=is_late))
        return waits

    def _before(self, name: str, before: Activity, *, is_start: bool) -> Wait:
        minute = before.early_start if is_start else before.early_finish
        until = None
        if minute is not None:
            until = start_day(minute) if is_start else finish_day(minute)
        late = before.late_start if is_start else before.late_finish
        called = self.names[name]
        words = awaited(called, is_start=is_start)
        url = ""
        if name == before.key:  # of this plan; another one may not be the reader's to open
            url = reverse("plan:schedule", args=[self.zone, self.code])
            url += f"?{self.then}row={name}#row"
        return Wait(words, until, url, is_late=late is not None and late < self.today)


def _conditions(opened: OpenPlan) -> list[Reminder]:
    """The start-up conditions still to come, while the project has not started."""
    if not opened.standing.may("coordination.see_conditions") or not is_before_start(
        opened.project
    ):
        return []
    url = reverse(
        "coordination:conditions_of", args=[opened.standing.zone.slug, opened.project.code]
    )
    reminders = []
    for kind, condition in conditions_of(opened.standing, opened.project.code).cells:
        if condition is not None and condition.is_met:
            continue
        state = condition.get_state_display() if condition else said("未提请", "not asked")
        until = condition.promised_on if condition else None
        reminders.append(Reminder(f"{kind} {state}", f"{url}#{kind.key}", until))
    return reminders


def _issues(opened: OpenPlan) -> list[Reminder]:
    found = open_issues_for(opened.standing).filter(project=opened.project)
    return [
        Reminder(
            f"{each.number} {each.title}",
            reverse("coordination:issue", args=[opened.standing.zone.slug, each.number]),
            each.solution_due_on,
        )
        for each in found
    ]
