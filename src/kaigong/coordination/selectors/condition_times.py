"""How long start-up conditions take until they are there, and how promises of them are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kaigong.accounts.models import Zone
from kaigong.coordination.models import (
    OPEN_STATES,
    Condition,
    ConditionKind,
    ConditionState,
    ConditionTurn,
)
from kaigong.portfolio.selectors.calendars import calendar_of


@dataclass(frozen=True)
class ConditionTime:
    """A condition with its project and kind.

    Attributes:
        days: Working days of the zone from the day after it was asked until it was provided, one at
            least; so far where it is still owed.
    """

    condition: Condition
    days: int
    is_provided: bool

    @property
    def kind(self) -> ConditionKind:
        return self.condition.kind


def condition_times(zone: Zone) -> list[ConditionTime]:
    """All conditions of a zone that were asked, and are there or still owed.

    One that turned out not to be needed says nothing of how long it takes.
    """
    today, calendar = zone.today(), calendar_of(zone)
    found = []
    rows = Condition.objects.filter(
        kind__zone=zone,
        asked_on__isnull=False,
        state__in=[*OPEN_STATES, ConditionState.PROVIDED],
    ).select_related("kind", "project")
    for each in rows.order_by("kind__place", "kind", "asked_on", "id"):
        asked, is_provided = each.asked_on, each.state == ConditionState.PROVIDED
        end = each.provided_on if is_provided else today
        if asked is None or end is None or end < asked:
            continue
        found.append(ConditionTime(each, max(1, calendar.elapsed(asked, end)), is_provided))
    return found


def promises_of_record(zone: Zone) -> list[tuple[date, date | None]]:
    """Every day that was promised, also those that were moved, and the day when it was there.

    That is none where the condition is still owed. One that was disputed had not come; one that
    turned out not to be needed, or not to be theirs, says nothing.
    """
    found: list[tuple[date, date | None]] = []
    owed: dict[int, list[date]] = {}
    came: dict[int, date] = {}
    turns = ConditionTurn.objects.filter(condition__kind__zone=zone).order_by("condition", "id")
    for number, after, day in turns.values_list("condition", "after", "day"):
        if after == ConditionState.PROVIDED and day is not None:
            came[number] = day
            continue
        came.pop(number, None)
        if after == ConditionState.PROMISED and day is not None:
            owed.setdefault(number, []).append(day)
        elif after not in OPEN_STATES:
            owed.pop(number, None)
    for number, days in owed.items():
        found += [(day, came.get(number)) for day in days]
    return found
