"""Plans put together: each with its own calendars, data date and rules, and links across them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaigong.engines.scheduling.activities import ALL_HOURS, Activity, LinkKind
from kaigong.engines.scheduling.errors import PlanNamedMasterError, UnknownPlanError
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.what_if import WhatIf

if TYPE_CHECKING:
    from kaigong.engines.scheduling.programme.schedule import ProgrammeSchedule

#: The name of the master plan among the plans.
MASTER = "master"
#: A plan and the key of an activity in it.
Key = tuple[str, str]
#: How much longer activities take, such as {("plot7", "raft"): "15d"}; less is negative.
Delays = Mapping[Key, str | int] | Mapping[str, str | int] | Mapping[Key | str, str | int]


@dataclass(frozen=True, slots=True)
class CrossLink:
    """An activity of one plan waits for one of another 接口: both are interface milestones.

    The plan that waits reads it by its own rules and on its own data date.

    Args:
        lag: Working minutes between the two ends; negative is a lead.
        lag_calendar: Key of a calendar of the plan that waits, or ALL_HOURS; None follows its
            rules.
    """

    before: Key
    after: Key
    kind: LinkKind = LinkKind.FS
    lag: int = 0
    lag_calendar: str | None = None


class Programme:
    """A master plan, the plans below it, and what waits for what across them.

    Wherever an activity is asked for, a word alone is the key of one of the master.

    Args:
        master: The plan of the whole; there may be none.
        plans: Plans by name, none of them "master".
        links: Links across plans.

    Raises:
        PlanNamedMasterError: one of the plans takes the master's name.

    Example:
        programme = Programme(master=whole, plans={"plot7": n7, "road": n8})
        programme.link(("road", "open"), ("plot7", "cranes"), lag="2d")
        programme.link(("plot7", "done"), "handover")
        programme.run().slips("handover").short_by_days
        programme.what_if(delay={("plot7", "raft"): "15d"}).slips()
    """

    def __init__(
        self,
        *,
        master: Network | None = None,
        plans: Mapping[str, Network] | None = None,
        links: Iterable[CrossLink] = (),
    ) -> None:
        if MASTER in (plans or {}):
            raise PlanNamedMasterError(plan=MASTER)
        self.plans: dict[str, Network] = {MASTER: master} if master else {}
        self.plans.update(plans or {})
        self.links = list(links)

    def link(
        self,
        before: Key | str,
        after: Key | str,
        kind: LinkKind = LinkKind.FS,
        lag: str | int = 0,
        *,
        lag_calendar: str | None = None,
    ) -> CrossLink:
        """Let an activity wait for one of another plan.

        Args:
            lag: Such as "5d", in days of the calendar it counts in; or working minutes.

        Raises:
            UnknownPlanError, UnknownActivityError, UnreadableSpanError: nothing was linked.
        """
        source, target = keyed(before), keyed(after)
        plan, waiting = self.plan(source[0]), self.plan(target[0])
        activity, _ = plan.activity(source[1]), waiting.activity(target[1])
        works = plan.calendar_of(activity)
        if lag_calendar == ALL_HOURS:
            works = Network(start=plan.start).calendar.all_hours()
        elif lag_calendar is not None:
            works = waiting.calendars.get(lag_calendar, works)
        link = CrossLink(source, target, kind, plan.minutes(lag, calendar=works), lag_calendar)
        self.links.append(link)
        return link

    def plan(self, name: str) -> Network:
        """One of the plans.

        Raises:
            UnknownPlanError: there is none of that name.
        """
        try:
            return self.plans[name]
        except KeyError:
            raise UnknownPlanError(plan=name) from None

    def activity(self, key: Key | str) -> Activity:
        """An activity of one of the plans.

        Raises:
            UnknownPlanError, UnknownActivityError.
        """
        plan, own = keyed(key)
        return self.plan(plan).activity(own)

    def run(self) -> ProgrammeSchedule:
        """Reckon the dates of all plans.

        Early dates go forward through all of them. Late dates come back to a plan from its own
        end, from what was promised in it, and from the plans that wait for it.

        Raises:
            LoopError: activities wait for each other; those of a loop through several plans are
                all named.
            UnknownPlanError, UnknownActivityError, UnknownCalendarError: a plan is not sound.
            NeverWorksError, BeyondHorizonError: an activity cannot be placed.
        """
        from kaigong.engines.scheduling.programme.schedule import programme_schedule_of

        return programme_schedule_of(self)

    def what_if(self, delay: Delays) -> WhatIf:
        """What moves in all plans when activities take longer, without changing anything.

        Args:
            delay: By plan and key, or by a key of the master.

        Raises:
            UnknownActivityError, UnreadableSpanError, and what `run` raises.
        """
        return self.run().what_if(delay)


def keyed(key: Key | str) -> Key:
    """The plan and the key of an activity; a word alone is one of the master's."""
    return (MASTER, key) if isinstance(key, str) else key
