"""The programme of a zone's year, read: every project with what is known and what is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kaigong.accounts.selectors import Standing
from kaigong.coordination.selectors import issues_for, open_issues_for
from kaigong.coordination.selectors.condition_times import promises_of_record
from kaigong.coordination.selectors.statistics import curve_of, waits_of
from kaigong.engines.forecasting import Draws, PacedProject, Paces, Wait
from kaigong.engines.scheduling.risk import Run
from kaigong.engines.waiting import Basis as WhereFrom
from kaigong.engines.waiting import WaitingCurve, waiting_curve
from kaigong.plan.assumptions import (
    CALENDAR_DAYS,
    Assumptions,
    Floats,
    assumptions,
    exponential,
)
from kaigong.plan.groups import Group, Programme
from kaigong.plan.models import IssueTie
from kaigong.plan.moments import begin_of, moment_of
from kaigong.plan.owed_conditions import left_of, owed_by
from kaigong.plan.playing import (
    WORTH_COMPILING,
    Clock,
    NetworkPlay,
    OwedCondition,
    PacePlay,
    Play,
    StandingIssue,
)
from kaigong.plan.selectors.durations import LearnedDurations, learned_durations
from kaigong.plan.year_plans import PlansOfYear, linked_projects, read_plans
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

    def programme(self, prospects: Sequence[Prospect], runs: int, only: str) -> Programme:
        paces = self._paces(prospects)
        linked = linked_projects(self.standing.zone)
        own = {each.project.pk for each in prospects if not only or each.project.code == only}
        ids = own.union(*(linked.get(number, frozenset()) for number in own))
        wanted = [each for each in prospects if each.project.pk in ids]
        issues = self._issues({each.project.pk for each in prospects} | ids)
        owed = self._owed(each.project.pk for each in wanted if not each.has_begun)
        starts = self._lateness("starts", starts_of_record(self.standing))
        ends = self._lateness("completions", completions_of_record(self.standing))
        read = read_plans(ids)
        work = sum(len(each.rows) for each in read.values()) * runs
        run = Run(runs, seed=self.given.seed, by_numba=None if work > WORTH_COMPILING else False)
        draws = Draws(runs, seed=self.given.seed)
        plans = PlansOfYear(
            self.standing.zone, read, clock=self.clock, run=run, given=self.given,
            durations=learned_durations(self.standing.zone) if read else LearnedDurations(),
        )  # fmt: skip
        plays: list[Play] = []
        for prospect in wanted:
            number = prospect.project.pk
            its = issues.get(number, ()), owed.get(number, ())
            play: Play | None = plans.play(prospect, *its)
            plays.append(
                play or self._paced(prospect, *its, draws, paces, starts=starts, ends=ends)
            )
        networks = [play for play in plays if isinstance(play, NetworkPlay)]
        groups = plans.groups(networks, linked, issues)
        groups += [Group((play,)) for play in plays if not isinstance(play, NetworkPlay)]
        self.learned |= {
            "projects": len(plays),
            "networks": len(networks),
            "linked": sum(len(each.plays) for each in groups if each.linked is not None),
            "priced": sum(play.is_priced for play in networks),
            "issues": sum(len(play.issues) for play in plays),
            "placed": sum(not each.is_assumed for play in plays for each in play.issues),
            "ranges": {each.value: plans.ranges[each] for each in WhereFrom},
        }
        return Programme(self.clock, plays, groups, run, self.month, self.learned)

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
        """How late what was due comes; what is still to come counts as late until today."""
        due = [(planned, came) for planned, came in pairs if planned < self.today]
        late = [max(0, ((came or self.today) - planned).days) for planned, came in due]
        closed = np.array([came is not None for _, came in due], np.bool_)
        self.learned[name] = [len(due), int(closed.sum())]
        if closed.sum() < self.given.least:
            return None
        return waiting_curve(np.array(late, np.int64), closed)

    def _issues(self, ids: Iterable[int]) -> dict[int, list[StandingIssue]]:
        """The open issues of some projects."""
        zone = self.standing.zone
        issues = list(
            open_issues_for(self.standing).filter(project__in=set(ids)).select_related("category")
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
        allowed = issue.category.days_for(issue.severity) * CALENDAR_DAYS
        waited = float((self.today - raised).days)
        left = curve.time_left(waited) if curve is not None else None
        due_on = issue.solution_due_on
        due_in = allowed if due_on is None else max(0.0, float((due_on - self.today).days))
        return StandingIssue(
            key=issue.number,
            issue=issue,
            chance=self.given.chance_to_stop(issue.severity),
            days=exponential(allowed) if left is None else left,
            due_in=due_in,
            due_on=due_on or self.today + timedelta(days=round(allowed)),
            activity=tied,
            is_assumed=not tied,
        )

    def _owed(self, ids: Iterable[int]) -> Mapping[int, list[OwedCondition]]:
        """The conditions that starts wait for."""
        late = self._lateness("kept", promises_of_record(self.standing.zone))
        owed = owed_by(self.standing, ids, late=late, least=self.given.least)
        self.learned |= {"promises": owed.promised, "asked": owed.asked, "unknown": owed.unknown}
        return owed.of

    # --- projects without one ----------------------------------------------------------------

    def _paced(
        self,
        prospect: Prospect,
        issues: Sequence[StandingIssue],
        conditions: Sequence[OwedCondition],
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
                _left_of(starts, starts_in, self.given.start_median_days),
            )
        completes_in = None
        if prospect.plan.is_completion_planned and not prospect.is_completed:
            completes_in = _days_until(project.planned_completion_on, self.today)
            if completes_in is None:
                completes_in = clock.days_to(clock.month_ends[-1])
            completion_wait = Wait(
                f"completion {project.code}",
                1.0,
                _left_of(ends, completes_in, self.given.completion_median_days),
            )
        return PacePlay(
            prospect=prospect,
            issues=tuple(issues),
            conditions=tuple(conditions),
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
                waits=tuple(
                    Wait(each.key, each.chance, each.days) for each in (*issues, *conditions)
                ),
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


def _left_of(curve: WaitingCurve | None, due_in: float, median: float) -> Floats:
    left = left_of(curve, due_in)
    return exponential(median) if left is None else left
