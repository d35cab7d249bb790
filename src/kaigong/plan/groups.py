"""Projects played together: those whose plans wait for each other, so that a delay goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from kaigong.engines.scheduling import Programme as LinkedPlans
from kaigong.engines.scheduling import ProgrammeSchedule
from kaigong.engines.scheduling.remedies import network_hastened
from kaigong.engines.scheduling.risk import Run, SpendingPlan, spent_together
from kaigong.plan.playing import AS_IT_IS, Change, Clock, NetworkPlay, Play, Played


@dataclass(frozen=True, eq=False)
class Group:
    """Projects that are played as one: those whose plans wait for each other, else one alone.

    Attributes:
        linked: All their plans and what waits for what across them; none for one alone.
        schedule: Their dates.
        beside: Plans among them of projects that are not of the year.
    """

    plays: tuple[Play, ...]
    linked: LinkedPlans | None = None
    schedule: ProgrammeSchedule | None = None
    beside: tuple[SpendingPlan, ...] = ()

    def shortened(self, runs: int) -> Group:
        """The same with the first runs only."""
        return replace(self, plays=tuple(play.shortened(runs) for play in self.plays))

    def play(
        self, changed: str = "", change: Change = AS_IT_IS, *, by_month: bool = False
    ) -> dict[str, Played]:
        """What each project comes to, by its code.

        Args:
            changed: The code of the project in which something is done otherwise.
        """
        if self.linked is None or self.schedule is None:
            return {
                play.key: play.play(change if play.key == changed else AS_IT_IS, by_month=by_month)
                for play in self.plays
            }
        schedule = self.schedule
        if change.measures or change.longer:
            schedule = _linked_with(self.linked, changed, change).run()
        plays = [play for play in self.plays if isinstance(play, NetworkPlay)]
        plans = [play.plan_with(change if play.key == changed else AS_IT_IS) for play in plays]
        found = spent_together(
            schedule,
            [*plans, *self.beside],
            plays[0].clock.moments(by_month=by_month),
            plays[0].run,
            keeps={play.key: play.keeps for play in plays},
        )
        return {play.key: play.told(each) for play, each in zip(plays, found, strict=False)}


def _linked_with(linked: LinkedPlans, changed: str, change: Change) -> LinkedPlans:
    """The plans with something in one of them done otherwise."""
    network = network_hastened(linked.plan(changed), change.measures)
    for key, by in change.longer.items():
        activity = network.activity(key)
        more = network.minutes(by, calendar=network.calendar_of(activity))
        left = max(0, activity.left + more)
        network.change(key, **{"remaining" if activity.started else "duration": left})
    return LinkedPlans(plans={**linked.plans, changed: network}, links=linked.links)


@dataclass(frozen=True, eq=False)
class Programme:
    """All projects of a zone's year, ready to be played.

    Attributes:
        plays: By the code of the project.
        groups: The same, those together that wait for each other.
        learned: What was learned and from how many, what was assumed; as the page says it.
    """

    clock: Clock
    plays: Sequence[Play]
    groups: Sequence[Group]
    run: Run
    month: date
    learned: dict[str, object] = field(default_factory=dict)

    @cached_property
    def of(self) -> dict[str, Play]:
        return {play.key: play for play in self.plays}

    @cached_property
    def group_of(self) -> dict[str, Group]:
        """The group of each project, by its code."""
        return {play.key: group for group in self.groups for play in group.plays}
