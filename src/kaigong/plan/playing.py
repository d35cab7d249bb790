"""Playing one project's year: by its plan, or by its monthly plan and the pace of its kind.

Both say the same of any change: what the project then comes to, drawn by the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.forecasting import Draws, PacedProject, ProjectRuns, paced_runs
from kaigong.engines.scheduling import Schedule
from kaigong.engines.scheduling.remedies import Measure, hastened
from kaigong.engines.scheduling.risk import Hold, Run, Spending, SpendingPlan, spent_by
from kaigong.plan.models import Activity, Basis

if TYPE_CHECKING:
    from kaigong.coordination.models import Condition, Issue
    from kaigong.portfolio.selectors.prospects import Prospect

Floats = NDArray[np.float64]
# Beyond so many activity-runs compiled code is worth its loading; below NumPy is done before.
WORTH_COMPILING = 4_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Hindrance:
    """Something a project waits for 卡点: an open issue, a condition of its start.

    Attributes:
        key: Its name, by which its numbers are drawn.
        chance: That it stops the work at all.
        days: Quantiles of the days from today until it is out of the way.
        due_in: Days until it is to be; 0 where that day has passed.
        activity: Key of the activity it stops; empty where the project has no plan.
    """

    key: str
    chance: float
    days: Floats
    due_in: float
    due_on: date | None
    activity: str = ""

    def until(self, *, in_time: bool) -> Floats:
        """The days, or what they are if it is out of the way by its deadline at the latest."""
        return np.minimum(self.days, self.due_in) if in_time else self.days


@dataclass(frozen=True, eq=False, kw_only=True)
class StandingIssue(Hindrance):
    """An open issue and where it stands in its project.

    Attributes:
        is_assumed: Nobody has said where it stands.
    """

    issue: Issue
    is_assumed: bool = True


@dataclass(frozen=True, eq=False, kw_only=True)
class OwedCondition(Hindrance):
    """A start-up condition 开工要素 that is promised or asked, and not there."""

    condition: Condition


@dataclass(frozen=True)
class Change:
    """What is done otherwise.

    Attributes:
        solved: Keys of what is out of the way by its deadline.
        begins_in_time, keeps_pace: Of a project without a plan.
        measures: Taken in the plan.
        longer: By how much activities of the plan take longer, such as "15d", by key.
    """

    solved: frozenset[str] = frozenset()
    begins_in_time: bool = False
    keeps_pace: bool = False
    measures: tuple[Measure, ...] = ()
    longer: Mapping[str, str] = field(default_factory=dict)


AS_IT_IS = Change()


@dataclass(frozen=True, eq=False)
class Played:
    """What one project comes to.

    Attributes:
        runs: Money, start and completion by the end of the year.
        months: Spent from now to the end of each month to come, shape (months, runs).
        starts_in, ends_in: Days from today, shape (runs,); infinite where nothing is known.
    """

    runs: ProjectRuns
    months: Floats
    starts_in: Floats
    ends_in: Floats


@dataclass(frozen=True, eq=False)
class Clock:
    """When the play begins, and until when.

    Attributes:
        today: The first minute of the day.
        month_ends: The ends of the months to come, the last one that of the year.
        counted_to: The end of the last month whose reports count.
    """

    today: datetime
    month_ends: Sequence[datetime]
    counted_to: datetime

    def moments(self, *, by_month: bool) -> Sequence[datetime]:
        """Until when money counts: the end of the year, or of each month up to it."""
        return self.month_ends if by_month else self.month_ends[-1:]

    def days_to(self, moment: datetime) -> float:
        return (moment - self.today).total_seconds() / 86400


@dataclass(frozen=True, eq=False)
class NetworkPlay:
    """A project with a plan that is not done.

    Attributes:
        plan: By itself: what it waits for in other plans stands where they have it.
        start_key, end_key: The activity whose start is the project's, and whose finish is.
    """

    prospect: Prospect
    issues: tuple[StandingIssue, ...]
    conditions: tuple[OwedCondition, ...]
    clock: Clock
    run: Run
    plan: SpendingPlan
    rows: Sequence[Activity]
    start_key: str
    end_key: str
    is_priced: bool  # the plan names amounts; else they are assumed

    @property
    def basis(self) -> Basis:
        return Basis.NETWORK

    @property
    def key(self) -> str:
        return self.prospect.project.code

    def shortened(self, runs: int) -> NetworkPlay:
        """The same with the first runs only."""
        return replace(self, run=replace(self.run, scenarios=runs))

    @property
    def keeps(self) -> tuple[str, str]:
        return self.start_key, self.end_key

    def plan_with(self, change: Change) -> SpendingPlan:
        """The plan with what may stop it; `measures` and `longer` are not in it."""
        hindrances = (*self.issues, *self.conditions)
        holds = holds_of(hindrances, self.plan.schedule, self.clock, solved=change.solved)
        return replace(self.plan, holds=holds)

    def play(self, change: Change = AS_IT_IS, *, by_month: bool = False) -> Played:
        """It alone."""
        schedule = self.plan.schedule
        if change.measures:
            schedule = hastened(schedule, change.measures)
        if change.longer:
            schedule = schedule.delayed(change.longer)
        plan = replace(self.plan_with(change), schedule=schedule)
        moments = self.clock.moments(by_month=by_month)
        return self.told(spent_by(plan, moments, self.run, keeps=self.keeps))

    def told(self, found: Spending) -> Played:
        """What was played, as the project's year."""
        offset = self.clock.days_to(found.origin)
        starts_in, ends_in = (
            found.starts[0] / 1440 + offset,
            found.finishes[1] / 1440 + offset,
        )
        if self.prospect.has_begun:
            starts_in = np.full_like(starts_in, -1.0)
        return _played(self.prospect, self.clock, found.spent, starts_in, ends_in)


@dataclass(frozen=True, eq=False)
class PacePlay:
    """A project without a plan."""

    prospect: Prospect
    issues: tuple[StandingIssue, ...]
    conditions: tuple[OwedCondition, ...]
    clock: Clock
    draws: Draws
    paced: PacedProject

    @property
    def basis(self) -> Basis:
        return Basis.PACE

    @property
    def key(self) -> str:
        return self.prospect.project.code

    def shortened(self, runs: int) -> PacePlay:
        """The same with the first runs only."""
        return replace(self, draws=self.draws.first(runs))

    def play(self, change: Change = AS_IT_IS, *, by_month: bool = False) -> Played:
        ends = self.clock.moments(by_month=by_month)
        found = paced_runs(
            self.paced,
            np.array([self.clock.days_to(end) for end in ends]),
            self.draws,
            keeps_pace=change.keeps_pace,
            begins_in_time=change.begins_in_time,
            shortened={
                each.key: each.until(in_time=True)
                for each in (*self.issues, *self.conditions)
                if each.key in change.solved
            },
        )
        return _played(self.prospect, self.clock, found.spent, found.starts_in, found.completes_in)


Play = NetworkPlay | PacePlay


def _played(
    prospect: Prospect, clock: Clock, spent: Floats, starts_in: Floats, ends_in: Floats
) -> Played:
    done = float(sum(prospect.done.values()))
    left = clock.days_to(clock.month_ends[-1])
    is_started = is_completed = None
    if prospect.plan.is_start_planned:
        is_started = np.full(starts_in.shape, True) if prospect.has_begun else starts_in < left
    if prospect.plan.is_completion_planned:
        is_completed = np.full(ends_in.shape, True) if prospect.is_completed else ends_in <= left
    key = prospect.project.code
    runs = ProjectRuns(key, done + spent[-1], is_started, is_completed)
    return Played(runs, spent, starts_in, ends_in)


def holds_of(
    hindrances: Sequence[Hindrance],
    schedule: Schedule,
    clock: Clock,
    *,
    solved: frozenset[str] = frozenset(),
) -> tuple[Hold, ...]:
    """What may stop a plan, in days from where its holds count from: it may begin later."""
    layout = schedule.layout
    later = clock.days_to(layout.worktime.moment(layout.floor))
    return tuple(
        Hold(
            each.key,
            each.activity,
            each.chance,
            np.maximum(0.0, each.until(in_time=each.key in solved) - later),
        )
        for each in hindrances
    )
