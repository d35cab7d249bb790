"""Underground before surface 先地下后地上: what is planned the wrong way round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kaigong.engines.corridors.works import Stretch, Work, meeting


@dataclass(frozen=True)
class WrongOrder:
    """Upper works come too soon for the deeper ones in the same place.

    Attributes:
        waits_days: Calendar days by which the upper works have to wait.
        misses_days: Calendar days by which they then miss what was promised; 0 where it is kept.
    """

    upper: Work
    lower: Work
    stretch: Stretch
    waits_days: int
    misses_days: int


@dataclass(frozen=True)
class ClosedRoad:
    """A dig into a road that may not be opened yet.

    Attributes:
        until: The first day on which it may be opened again.
        since: The day on which the road was handed over, or its works done.
        after: The works that closed it; none where the road itself was handed over.
    """

    dig: Work
    until: date
    since: date
    after: Work | None = None


def wrong_orders(works: Iterable[Work]) -> list[WrongOrder]:
    """Upper works that can still wait, and come too soon for the deeper ones.

    The surface waits until all below it is done. Pipes may follow each other along the road: the
    upper one is neither begun nor done before the deeper one.

    Returns:
        One for each pair that shares a stretch, those that wait longest first. What has begun
        above already is no longer a matter of order; see `closed_roads`.
    """
    found = []
    for upper, lower, stretch in meeting(works):
        waits = _waits_days(upper, lower)
        if upper.kind.depth == lower.kind.depth or upper.is_fixed or waits <= 0:
            continue
        misses = 0
        if upper.latest_finish is not None:
            misses = max(0, (upper.finish - upper.latest_finish).days + waits)
        found.append(WrongOrder(upper, lower, stretch, waits, misses))
    return sorted(found, key=lambda each: (-each.waits_days, each.upper.key, each.lower.key))


def _waits_days(upper: Work, lower: Work) -> int:
    if upper.kind.depth == 0:
        return (lower.finish - upper.start).days + 1
    return max((lower.start - upper.start).days, (lower.finish - upper.finish).days)


def closed_roads(
    works: Iterable[Work], *, handed_over: Mapping[str, date] | None = None, years: int = 5
) -> list[ClosedRoad]:
    """Digs that are planned into a road that is closed to them.

    Args:
        handed_over: The day on which a road was handed over to traffic, by road.
        years: For so long a road that was handed over is closed.

    Returns:
        One for each dig, with whatever closes the road longest, the first dig first.

    Source:
        Regulations on the Administration of Urban Roads 城市道路管理条例, article 33.
    """
    works = list(works)
    worst: dict[str, ClosedRoad] = {}

    def close(dig: Work, since: date, after: Work | None, closed_years: int) -> None:
        until = years_after(since, closed_years)
        known = worst.get(dig.key)
        if since <= dig.start < until and (known is None or known.until < until):
            worst[dig.key] = ClosedRoad(dig, until, since, after)

    digs = [work for work in works if work.kind.opens and not work.is_fixed]
    for dig in digs:
        if dig.road in (handed_over or {}):
            close(dig, (handed_over or {})[dig.road], None, years)
    for upper, lower, _stretch in meeting(works):
        if lower in digs and upper.is_fixed and upper.kind.closed_years:
            close(lower, upper.finish, upper, upper.kind.closed_years)
    return sorted(worst.values(), key=lambda each: (each.dig.start, each.dig.key))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of a 29 February, the last of that month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
