"""Resources of a plan on their way back into the file that they came from.

What counts is whether the plan's number or need is another one than it took over. The file may
count finer, further or earlier than a plan does, and keeps what nobody touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kaigong.engines.scheduling import Availability
from kaigong.engines.scheduling.availability import in_steps
from kaigong.engines.scheduling.files import LostField
from kaigong.plan.file_resources import FileScarce
from kaigong.plan.resources import Resource


@dataclass(frozen=True)
class ScarceBack:
    """What a plan took over of a file's resources.

    Attributes:
        keys: Keys of the plan by the file's; of those that the plan still has.
        scarce: As the file says it, and as the plan would keep it.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    scarce: FileScarce = field(default_factory=FileScarce)

    def needs(
        self, key: str, ours: Mapping[str, float], its: Mapping[str, float]
    ) -> dict[str, float]:
        """What an activity needs in the file, with what the plan has otherwise.

        Args:
            key: Of the activity in the plan; one that the file has not got had no needs.
            ours: Units by the plan's keys.
            its: The file's own units by its keys.
        """
        made = dict(its)
        taken_over = self.scarce.needs.get(key, {})
        for theirs, mine in self.keys.items():
            units = ours.get(mine)
            if units == taken_over.get(theirs):
                continue
            if units is None:
                made.pop(theirs, None)
            else:
                made[theirs] = units
        return made

    def limits(self, resources: Iterable[Resource], start: datetime) -> dict[str, Availability]:
        """How many there are by date of those of which the plan has other numbers.

        What plans share stays as the file has it: there the zone states what all of them have.

        Args:
            start: Of the file's project.
        """
        by_key = {each.key: each for each in resources}
        found = {}
        for theirs, mine in self.keys.items():
            now, then = by_key[mine], self.scarce.resources[theirs]
            is_stated = then.is_assumed and not now.is_assumed
            if not now.shared and (is_stated or _number(now) != _number(then)):
                found[theirs] = _limit(self.scarce.told[theirs].there, then, now, start)
        return found

    def left_here(self, resources: Iterable[Resource]) -> list[LostField]:
        """What of the plan's resources does not go into the file: its own, and shared numbers."""
        theirs = {mine: key for key, mine in self.keys.items()}
        found = []
        for each in resources:
            key = theirs.get(each.key)
            if key is None:
                found.append(LostField("resource", str(each), "", str(each), ""))
            elif each.shared and _number(each) != _number(self.scarce.resources[key]):
                told = str(self.scarce.told[key].there)
                found.append(
                    LostField("resource", str(each), "units", str(each.availability), told)
                )
        return found


def _number(resource: Resource) -> tuple[object, object]:
    return resource.there, resource.later


def _limit(told: Availability, then: Resource, now: Resource, start: datetime) -> Availability:
    """The file's numbers, with the plan's where they are not those that it took over.

    The number at the start is that of the line of the file in force then, since its first day.
    """
    days = {moment.date(): moment for moment, _ in told.steps if moment > start}
    was, ours = (_at_moments_of(each.availability, days) for each in (then, now))
    earlier = [step for step in told.steps if step[0] <= start]
    later = {moment for each in (told, was, ours) for moment, _ in each.steps if moment > start}

    def units(moment: datetime) -> float:
        mine = ours.at(moment)
        return told.at(moment) if mine == was.at(moment) else mine

    steps = [(moment, units(moment)) for moment in sorted(later)]
    if not earlier:
        return in_steps(units(start), steps)
    since = earlier[-1][0]
    return in_steps(told.units, [*earlier[:-1], (since, units(start)), *steps])


def _at_moments_of(there: Availability, days: Mapping[date, datetime]) -> Availability:
    """A plan counts from midnight; where the file's number changes on that day, from then on."""
    return in_steps(
        there.units, ((days.get(moment.date(), moment), units) for moment, units in there.steps)
    )
