"""Measures 措施: what can hasten one activity, what it costs, and what it must never cross."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from kaigong.engines.scheduling.activities import ActivityKind
from kaigong.engines.scheduling.calendars import Calendar, Shift
from kaigong.engines.scheduling.network import LinkKind, Network
from kaigong.engines.scheduling.remedies.hastened_calendars import with_shift
from kaigong.engines.scheduling.seasons import through_seasons


class MeasureKind(Enum):
    CREWS = "crews"  # more crews and machines side by side
    SECOND_SHIFT = "second shift"
    WINTER = "winter"  # works through the season that its calendar stands still
    OVERLAP = "overlap"  # what follows begins before all of it is done


@dataclass(frozen=True)
class Measure:
    """One way to hasten one activity.

    Two of the same kind on the same activity exclude each other; all others go together.

    Args:
        cost: In the unit of the terms: of money, or working days of the activity.
        work: Factor on the working time that is left; above 1 where the work goes slower.
        shift: A further shift of each working day.
        through_winter: Whether seasons without work are worked.
        overlap: Working minutes by which each activity that waits for its finish begins sooner.
    """

    key: str
    kind: MeasureKind
    cost: float
    work: float = 1.0
    shift: Shift | None = None
    through_winter: bool = False
    overlap: int = 0

    @property
    def group(self) -> tuple[str, MeasureKind]:
        """What it is one choice of."""
        return self.key, self.kind


@dataclass(frozen=True)
class Limits:
    """What no measure may cross 保安全.

    Args:
        shortest_work: Working minutes an activity needs at least, such as curing; by key.
        latest_minute: End of the day for a second shift; 22:00 where night works are forbidden
            beside homes (噪声污染防治法, 2022, articles 43 and 88: night is 22:00 to 06:00).
        never_in_winter: Keys of activities that cannot be done in the cold.
        never_overlapped: Keys that must be finished before anything that waits for them begins,
            such as acceptance of hidden works and permits.
    """

    shortest_work: Mapping[str, int] | None = None
    latest_minute: int = 22 * 60
    never_in_winter: frozenset[str] = frozenset()
    never_overlapped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Terms:
    """What measures cost and give; all assumed unless an office has its own.

    Args:
        day_costs: Cost of a working day of an activity by key; 1 where nothing is known, so that
            costs are in working days of the activities.
        crews: Shares of the remaining time that more crews save, each with its surcharge on the
            work that is left.
        shift_gives: Share of a day shift's output that a second shift gives in an hour.
        shift_premium: Surcharge on hours of the second shift; half again for overtime
            (劳动法, article 44).
        winter_slows: Factor on the working time of what is done in winter.
        winter_premium: Surcharge on the work that is left.
        overlaps: Shares of an activity by which what follows may begin sooner, each with the
            rework to expect as a share of that overlap.
    """

    day_costs: Mapping[str, float] | None = None
    crews: tuple[tuple[float, float], ...] = ((0.1, 0.04), (0.2, 0.1), (0.3, 0.2))
    shift_gives: float = 0.8
    shift_premium: float = 0.5
    winter_slows: float = 1.15
    winter_premium: float = 0.2
    overlaps: tuple[tuple[float, float], ...] = ((0.1, 0.1), (0.2, 0.2))


def measures_for(
    network: Network,
    keys: Iterable[str],
    *,
    terms: Terms | None = None,
    limits: Limits | None = None,
) -> list[Measure]:
    """What can be offered for some activities, within the limits.

    Args:
        keys: Activities to hasten; what is finished or has no work is left out.
    """
    terms, limits = terms or Terms(), limits or Limits()
    offers: list[Measure] = []
    for key in keys:
        activity = network.activity(key)
        if activity.finished or activity.kind is not ActivityKind.TASK or activity.is_manual:
            continue
        left = activity.left
        if left > 0:
            offers += _offers(network, key, left, terms, limits)
    return offers


def _offers(
    network: Network, key: str, left: int, terms: Terms, limits: Limits
) -> Iterable[Measure]:
    calendar = network.calendar_of(network.activity(key))
    per_day = calendar.minutes_per_day
    cost = (terms.day_costs or {}).get(key, 1.0) * left / per_day
    least = (limits.shortest_work or {}).get(key, 0)
    for share, surcharge in terms.crews:
        if left * (1 - share) >= least:
            yield Measure(key, MeasureKind.CREWS, cost * surcharge, work=1 - share)
    yield from _second_shift(calendar, key, left, least, cost, terms, limits)
    if through_seasons(calendar) != calendar and key not in limits.never_in_winter:
        yield Measure(
            key,
            MeasureKind.WINTER,
            cost * terms.winter_premium,
            work=terms.winter_slows,
            through_winter=True,
        )
    is_waited_for = any(link.before == key and link.kind is LinkKind.FS for link in network.links)
    if is_waited_for and key not in limits.never_overlapped:
        for share, rework in terms.overlaps:
            overlap = round(share * left)
            lost = (terms.day_costs or {}).get(key, 1.0) * overlap / per_day
            yield Measure(key, MeasureKind.OVERLAP, lost * rework, overlap=overlap)


def _second_shift(
    calendar: Calendar,
    key: str,
    left: int,
    least: int,
    cost: float,
    terms: Terms,
    limits: Limits,
) -> Iterable[Measure]:
    days = [day for day in calendar.resolved_week() if day]
    if not days:
        return
    last = max(shift.end for day in days for shift in day)
    first, end = min(last + 60, 24 * 60), min(limits.latest_minute, last + 60 + 4 * 60)
    if end - first < 2 * 60:
        return
    shift = Shift(first, end)
    day = sum(each.end - each.start for each in days[0])
    hours = day + (end - first)
    # The same output takes more minutes, since those of the second shift give less.
    slower = hours / (day + (end - first) * terms.shift_gives)
    if with_shift(calendar, shift) == calendar or left * slower < least:
        return
    share = (end - first) / hours  # of the minutes that are left, done in the second shift
    yield Measure(
        key,
        MeasureKind.SECOND_SHIFT,
        cost * (slower - 1 + share * terms.shift_premium),
        work=slower,
        shift=shift,
    )
