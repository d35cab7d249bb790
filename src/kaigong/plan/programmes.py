"""The programme of a zone's year, read: every project with what is known and what is assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kaigong.accounts.selectors import Standing
from kaigong.coordination.selectors import issues_for, open_issues_for
from kaigong.coordination.selectors.statistics import curve_of, waits_of
from kaigong.engines.forecasting import Draws, PacedProject, Paces, Wait
from kaigong.engines.scheduling import Calendar, Schedule
from kaigong.engines.scheduling.risk import Run, SpendingPlan, Triangular
from kaigong.engines.waiting import Basis as WhereFrom
from kaigong.engines.waiting import Experience, WaitingCurve, waiting_curve
from kaigong.errors import KaigongError
from kaigong.plan.assumptions import Assumptions, assumptions, exponential
from kaigong.plan.calendars import definitions_of
from kaigong.plan.crossing import called
from kaigong.plan.models import Activity, BaselineActivity, IssueTie, Link, SubPlan
from kaigong.plan.moments import begin_of, moment_of
from kaigong.plan.playing import (
    WORTH_COMPILING,
    Clock,
    Floats,
    NetworkPlay,
    PacePlay,
    Play,
    Programme,
    StandingIssue,
)
from kaigong.plan.ranges import factor_of
from kaigong.plan.reckoning import network_of, schedule_of
from kaigong.plan.selectors.durations import LearnedDurations, learned_durations
from kaigong.portfolio.headline import month_in_view
from kaigong.portfolio.moments import Look
from kaigong.portfolio.selectors.prospects import (
    Prospect,
    completions_of_record,
    prospects_of,
    starts_of_record,
)

if TYPE_CHECKING:
    from kaigong.coordination.models import Issue


def programme_of(
    standing: Standing, *, runs: int | None = None, only: str = ""
) -> Programme | None:
    """The year of a zone as it stands, ready to be played; none where nothing is planned.

    Args:
        runs: How many; those of the assumptions without it.
        only: Code of the one project that is wanted: the numbers drawn for it are the same.
    """
    month = month_in_view(standing, Look.at(standing.zone, None))
    today = standing.zone.today()
    if month.year != today.year:
        return None
    prospects = prospects_of(standing, month)
    if not prospects:
        return None
    reader = _Reader(standing, month, today, assumptions())
    return reader.programme(prospects, runs or reader.given.runs, only)


class _Reader:
    """One reading of a zone's year."""

    def __init__(self, standing: Standing, month: date, today: date, given: Assumptions) -> None:
        self.standing, self.month, self.today, self.given = standing, month, today, given
        self.clock = _clock(month, today)
        self.learned: dict[str, object] = {}
        self.durations = LearnedDurations(Experience())
        self.ranges: Counter[WhereFrom] = Counter()

    def programme(self, prospects: Sequence[Prospect], runs: int, only: str) -> Programme:
        paces = self._paces(prospects)
        issues = self._issues(prospects)
        starts = self._lateness("starts", starts_of_record(self.standing))
        ends = self._lateness("completions", completions_of_record(self.standing))
        wanted = [each for each in prospects if not only or each.project.code == only]
        plans = self._plans(wanted)
        work = sum(len(rows) for _, rows, _ in plans.values()) * runs
        run = Run(runs, seed=self.given.seed, by_numba=None if work > WORTH_COMPILING else False)
        draws = Draws(runs, seed=self.given.seed)
        plays: list[Play] = []
        for prospect in wanted:
            own = issues.get(prospect.project.pk, [])
            play: Play | None = None
            if prospect.project.pk in plans:
                play = self._network(prospect, plans[prospect.project.pk], own, run)
            plays.append(play or self._paced(prospect, own, draws, paces, starts=starts, ends=ends))
        self.learned |= {
            "projects": len(plays),
            "networks": sum(isinstance(play, NetworkPlay) for play in plays),
            "priced": sum(isinstance(play, NetworkPlay) and play.is_priced for play in plays),
            "issues": sum(len(play.issues) for play in plays),
            "placed": sum(not each.is_assumed for play in plays for each in play.issues),
            "ranges": {each.value: self.ranges[each] for each in WhereFrom},
        }
        return Programme(self.clock, plays, run, self.month, self.learned)

    # --- what is learned ---------------------------------------------------------------------

    def _paces(self, prospects: Sequence[Prospect]) -> dict[str, Paces]:
        """The paces of each sector and kind with enough projects, and of all as ""."""
        upto = self.month.month
        of: dict[str, list[tuple[float, float]]] = {"": []}
        for prospect in prospects:
            planned = float(sum(v for m, v in prospect.months.items() if m <= upto))
            done = float(sum(v for m, v in prospect.done.items() if m <= upto))
            if planned > 0:
                for group in ("", *_groups(prospect)):
                    of.setdefault(group, []).append((done, planned))
        found = {}
        for group, pairs in of.items():
            if len(pairs) >= (2 if group == "" else self.given.least_paces):
                table = np.array(pairs)
                if table[:, 0].sum() > 0:
                    found[group] = Paces(group, table[:, 0], table[:, 1])
        found.setdefault("", Paces("", np.ones(1), np.ones(1)))
        self.learned["paces"] = {
            group: [len(each.done), round(each.mean, 3)] for group, each in found.items()
        }
        self.learned["paces_assumed"] = len(of[""]) < 2
        return found

    def _lateness(
        self, name: str, pairs: Iterable[tuple[date, date | None]]
    ) -> WaitingCurve | None:
        """How late things of a zone come; those still to come count as late until today."""
        due = [(planned, came) for planned, came in pairs if planned <= self.today]
        late = [max(0, ((came or self.today) - planned).days) for planned, came in due]
        closed = np.array([came is not None for _, came in due], np.bool_)
        self.learned[name] = [len(due), int(closed.sum())]
        if closed.sum() < self.given.least:
            return None
        return waiting_curve(np.array(late, np.int64), closed)

    def _issues(self, prospects: Sequence[Prospect]) -> dict[int, list[StandingIssue]]:
        zone = self.standing.zone
        ids = [each.project.pk for each in prospects]
        issues = list(
            open_issues_for(self.standing).filter(project__in=ids).select_related("category")
        )
        waits = waits_of(issues_for(self.standing), zone, self.today)
        closed = int(waits.is_closed.sum())
        curve = curve_of(waits) if closed >= self.given.least else None
        self.learned["closes"] = [len(waits), closed]
        ties = dict(IssueTie.objects.filter(issue__in=issues).values_list("issue", "activity__key"))
        found: dict[int, list[StandingIssue]] = {}
        for issue in issues:
            standing_issue = self._standing(issue, curve, ties.get(issue.pk, ""))
            found.setdefault(issue.project_id or 0, []).append(standing_issue)
        return found

    def _standing(self, issue: Issue, curve: WaitingCurve | None, tied: str) -> StandingIssue:
        raised = issue.zone.moment_there(issue.raised_at).date()
        allowed = issue.category.days_for(issue.severity) * 1.4  # working days as calendar days
        waited = float((self.today - raised).days)
        left = curve.time_left(waited) if curve is not None else None
        due_on = issue.solution_due_on
        due_in = allowed if due_on is None else max(0.0, float((due_on - self.today).days))
        return StandingIssue(
            issue=issue,
            chance=self.given.chance_to_stop(issue.severity),
            days=exponential(allowed) if left is None else left,
            due_in=due_in,
            due_on=due_on or self.today + timedelta(days=round(allowed)),
            activity=tied,
            is_assumed=not tied,
        )

    # --- projects with a plan ----------------------------------------------------------------

    def _plans(
        self, prospects: Sequence[Prospect]
    ) -> dict[int, tuple[SubPlan, list[Activity], dict[tuple[str, str, str], int]]]:
        ids = [each.project.pk for each in prospects]
        plans = {
            plan.project_id: plan
            for plan in SubPlan.objects.filter(project__in=ids, fault="").select_related(
                "project__zone"
            )
        }
        rows: dict[int, list[Activity]] = {}
        found = Activity.objects.filter(sub_plan__in=plans.values()).select_related("parent", "sub_plan")
        for row in found.order_by("sub_plan", "place", "id"):
            rows.setdefault(row.sub_plan_id, []).append(row)
        links: dict[int, dict[tuple[str, str, str], int]] = {}
        other = ("before__sub_plan", "before__sub_plan__project__code", "before__key")
        found_links = Link.objects.filter(after__sub_plan__in=plans.values()).values_list(
            "after__sub_plan", *other, "after__key", "kind", "lag"
        )
        for plan_id, its_plan, code, key, after, kind, lag in found_links:
            before = key if its_plan == plan_id else called(code, key)
            links.setdefault(plan_id, {})[before, after, kind] = lag
        baselines: dict[int, dict[str, tuple[int, int]]] = {}
        numbers: dict[int, int] = {}
        lines = BaselineActivity.objects.filter(baseline__sub_plan__in=plans.values())
        for plan_id, number, key, start, finish in lines.values_list(
            "baseline__sub_plan", "baseline__number", "key", "start", "finish"
        ):
            if number >= numbers.get(plan_id, 0):
                if number > numbers.get(plan_id, 0):
                    baselines[plan_id] = {}
                numbers[plan_id] = number
                baselines.setdefault(plan_id, {})[key] = (start, finish)
        self.baselines = baselines
        if rows:
            self.durations = learned_durations(self.standing.zone)
        self.calendars: Mapping[int, Calendar] = (
            definitions_of(self.standing.zone, plans=plans.values()) if plans else {}
        )
        return {
            project_id: (plan, rows[plan.pk], links.get(plan.pk, {}))
            for project_id, plan in plans.items()
            if plan.pk in rows
        }

    def _network(
        self,
        prospect: Prospect,
        read: tuple[SubPlan, list[Activity], dict[tuple[str, str, str], int]],
        issues: list[StandingIssue],
        run: Run,
    ) -> NetworkPlay | None:
        """Played by its plan; none where the plan cannot be reckoned or is done."""
        plan, rows, links = read
        data_date = begin_of(self.today)
        try:
            schedule = schedule_of(
                network_of(plan, rows, links, data_date=data_date, calendars=self.calendars)
            )
        except KaigongError:
            return None
        dated = set(schedule.layout.keys)
        work = [row for row in rows if row.key in dated]
        left = [row for row in work if row.finished is None]
        if not left:
            return None
        begin = min(
            (row for row in work if row.trade == "works" and row.kind == "task"),
            key=lambda row: schedule[row.key].early.start,
            default=left[0],
        )
        end = max(work, key=lambda row: (row.committed or 0, schedule[row.key].early.finish))
        stands = min(left, key=lambda row: (schedule[row.key].total_float, row.place))
        if not prospect.has_begun and begin.finished is None:
            stands = begin
        amounts = self._amounts(prospect, plan, schedule, work)
        return NetworkPlay(
            prospect=prospect,
            issues=tuple(
                each if each.activity in dated else replace(each, activity=stands.key)
                for each in issues
            ),
            clock=self.clock,
            run=run,
            plan=SpendingPlan(
                prospect.project.code,
                schedule,
                amounts,
                self._factors(left),
                self.given.driver,
            ),
            rows=work,
            start_key=begin.key,
            end_key=end.key,
            is_priced=any(row.amount for row in work),
        )

    def _factors(self, left: Sequence[Activity]) -> dict[str, Triangular]:
        """Learned where enough of a step or a trade are done here, else assumed of the trade."""
        found = {}
        for row in left:
            if row.duration:
                known = self.durations.of(row)
                self.ranges[known.basis] += 1
                found[row.key] = factor_of(row, known, self.given)
        return found

    def _amounts(
        self, prospect: Prospect, plan: SubPlan, schedule: Schedule, work: Sequence[Activity]
    ) -> dict[str, float]:
        """What is still to be spent on each activity.

        Amounts that the plan names count with the part of the work that is left. Where it names
        none, what is left of this year's plan is the price of the work that is left to do by the
        end of the year by the baseline, or without one by the plan as it stands; work of the same
        weight costs the same by the hour, before and after that day.
        """
        left = {row.key: _work_left(schedule, row) for row in work if row.finished is None}
        if any(row.amount for row in work):
            return {
                row.key: float(row.amount) * left[row.key] / row.duration
                for row in work
                if row.amount and row.key in left and row.duration
            }
        weights = {row.key: self.given.weights[row.trade] for row in work}
        spans = {
            key: (moment_of(start), moment_of(finish))
            for key, (start, finish) in self.baselines.get(plan.pk, {}).items()
        }
        hours = 0.0
        for row in work:
            if row.key in left:
                span = spans.get(row.key, schedule[row.key].early)
                later = _work_after(schedule, row, span, self.clock.month_ends[-1])
                hours += weights[row.key] * max(0.0, left[row.key] - later)
        if hours <= 0:
            return {}
        price = float(prospect.plan.planned_amount or 0) - float(sum(prospect.done.values()))
        found = {key: max(0.0, price) / hours * weights[key] * each for key, each in left.items()}
        return _within_total(found, prospect)

    # --- projects without one ----------------------------------------------------------------

    def _paced(
        self,
        prospect: Prospect,
        issues: list[StandingIssue],
        draws: Draws,
        paces: Mapping[str, Paces],
        *,
        starts: WaitingCurve | None,
        ends: WaitingCurve | None,
    ) -> PacePlay:
        clock, project = self.clock, prospect.project
        by_month = [float(prospect.months.get(month, 0)) for month in range(1, 13)]
        planned = np.concatenate([[0.0], np.cumsum(by_month)])
        group = next((each for each in _groups(prospect) if each in paces), "")
        starts_in: float | None = None
        late = 0.0
        start_wait = completion_wait = None
        if not prospect.has_begun:
            starts_in = _days_until(project.planned_start_on, self.today)
            if starts_in is None:
                starts_in = _first_month(by_month, clock, self.month.year)
            late = max(0.0, -starts_in)
            start_wait = Wait(
                f"start {project.code}",
                1.0,
                _left_of(starts, late, self.given.start_median_days),
            )
        completes_in = None
        if prospect.plan.is_completion_planned and not prospect.is_completed:
            completes_in = _days_until(project.planned_completion_on, self.today)
            if completes_in is None:
                completes_in = clock.days_to(clock.month_ends[-1])
            completion_wait = Wait(
                f"completion {project.code}",
                1.0,
                _left_of(ends, max(0.0, -completes_in), self.given.completion_median_days),
            )
        return PacePlay(
            prospect=prospect,
            issues=tuple(issues),
            clock=clock,
            draws=draws,
            paced=PacedProject(
                key=project.code,
                planned=planned,
                month_ends=np.array([clock.days_to(end) for end in _year_ends(self.month.year)]),
                paces=paces[group],
                counted_in=clock.days_to(clock.counted_to),
                late_days=late,
                starts_in=starts_in,
                start_wait=start_wait,
                completes_in=completes_in,
                completion_wait=completion_wait,
                waits=tuple(Wait(each.key, each.chance, each.days) for each in issues),
            ),
        )


def _clock(month: date, today: date) -> Clock:
    ends = _year_ends(month.year)
    to_come = ends[month.month + 1 :] or ends[-1:]
    return Clock(moment_of(begin_of(today)), to_come, ends[month.month])


def _year_ends(year: int) -> list[datetime]:
    """The beginning of a year and the end of each of its months."""
    days = [date(year + month // 12, month % 12 + 1, 1) for month in range(13)]
    return [moment_of(begin_of(day)) for day in days]


def _groups(prospect: Prospect) -> tuple[str, str]:
    sector = prospect.project.sector
    return (f"sector {sector.name}" if sector else "sector", f"kind {prospect.project.kind}")


def _days_until(day: date | None, today: date) -> float | None:
    return None if day is None else float((day - today).days)


def _first_month(by_month: Sequence[float], clock: Clock, year: int) -> float:
    """Days until the first month in which something is planned; assumed where no day is known."""
    ends = _year_ends(year)
    for month, amount in enumerate(by_month):
        if amount > 0 and ends[month + 1] > clock.today:
            return max(0.0, clock.days_to(ends[month]))
    return clock.days_to(ends[-1])


def _left_of(curve: WaitingCurve | None, late: float, median: float) -> Floats:
    left = curve.time_left(late) if curve is not None else None
    return exponential(median) if left is None else left


def _work_left(schedule: Schedule, row: Activity) -> float:
    return float(schedule.layout.activities.work[schedule.number[row.key]])


def _work_after(
    schedule: Schedule, row: Activity, span: tuple[datetime, datetime], since: datetime
) -> float:
    """Working minutes of a span that lie after a moment."""
    first, last = max(span[0], since), span[1]
    if first >= last:
        return 0.0
    worktime = schedule.layout.worktime
    calendar = int(schedule.layout.activities.calendar[schedule.number[row.key]])
    return float(worktime.between(calendar, worktime.instant(first), worktime.instant(last)))


def _within_total(amounts: dict[str, float], prospect: Prospect) -> dict[str, float]:
    """No more than what is left of the project's total."""
    total, asked = prospect.project.total_amount, sum(amounts.values())
    if total is None or asked <= 0:
        return amounts
    share = min(1.0, max(0.0, float(total - prospect.invested)) / asked)
    return {key: each * share for key, each in amounts.items()}
