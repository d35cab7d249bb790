"""One opening instead of two: digs that would break the same road again, and when to join them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kaigong.engines.corridors.orders import years_after
from kaigong.engines.corridors.works import Stretch, Work

JOINED_DAYS = 30  # a trench that stays open so long between two works is still one opening


@dataclass(frozen=True)
class Window:
    """When works in one place can share one opening, for as few days as can be.

    Attributes:
        starts: The first day of each, by key; the deeper ones come first.
        waits_days: Calendar days by which each is put off.
        misses_days: By how many it then misses what was promised; only those that do.
    """

    start: date
    finish: date
    starts: Mapping[str, date]
    waits_days: Mapping[str, int]
    misses_days: Mapping[str, int]

    @property
    def days(self) -> int:
        return (self.finish - self.start).days + 1


@dataclass(frozen=True)
class RepeatedOpening:
    """A stretch that would be broken up more than once within some years.

    Attributes:
        openings: The works of each opening, one after the other.
        window: When all of them could share one; none where one of the later openings or its
            predecessors has begun already and they cannot meet any more.
    """

    road: str
    stretch: Stretch
    openings: Sequence[Sequence[Work]]
    window: Window | None

    @property
    def works(self) -> list[Work]:
        return [work for opening in self.openings for work in opening]


def repeated_openings(
    works: Iterable[Work], *, within_years: int, joined_days: int = JOINED_DAYS
) -> list[RepeatedOpening]:
    """Where a road would be opened again within so many years, and the one window proposed.

    Each road is cut at the ends of all digs; stretches side by side with the same openings are
    told as one.

    Args:
        within_years: From the end of one opening to the begin of the next.
        joined_days: Digs with at most so many days between them are one opening.
    """
    by_road: dict[str, list[Work]] = {}
    for work in works:
        if work.kind.opens:
            by_road.setdefault(work.road, []).append(work)
    found = [
        (road, stretch, chain)
        for road, digs in sorted(by_road.items())
        for stretch, here in _pieces(digs)
        for chain in _chains(_openings(here, joined_days), within_years)
    ]
    return [
        RepeatedOpening(road, stretch, chain, one_window([w for o in chain for w in o]))
        for road, stretch, chain in _together(found)
    ]


def _pieces(digs: Sequence[Work]) -> list[tuple[Stretch, list[Work]]]:
    cuts = sorted({end for dig in digs for end in (dig.stretch.start, dig.stretch.end)})
    pieces = []
    for start, end in pairwise(cuts):
        here = [dig for dig in digs if dig.stretch.start <= start and end <= dig.stretch.end]
        if len(here) > 1:
            pieces.append((Stretch(start, end), here))
    return pieces


def _openings(digs: Sequence[Work], joined_days: int) -> list[list[Work]]:
    openings: list[list[Work]] = []
    shut = date.min
    for dig in sorted(digs, key=lambda each: (each.start, each.finish, each.key)):
        if openings and (dig.start - shut).days <= joined_days + 1:
            openings[-1].append(dig)
            shut = max(shut, dig.finish)
        else:
            openings.append([dig])
            shut = dig.finish
    return openings


def _chains(openings: Sequence[Sequence[Work]], years: int) -> list[Sequence[Sequence[Work]]]:
    """Openings that follow each other too soon, each such run whole."""
    chains: list[list[Sequence[Work]]] = []
    for opening in openings:
        shut = max(work.finish for work in chains[-1][-1]) if chains else date.min
        if chains and min(work.start for work in opening) <= years_after(shut, years):
            chains[-1].append(opening)
        else:
            chains.append([opening])
    return [chain for chain in chains if len(chain) > 1]


def _together(
    found: Sequence[tuple[str, Stretch, Sequence[Sequence[Work]]]],
) -> list[tuple[str, Stretch, Sequence[Sequence[Work]]]]:
    told: list[tuple[str, Stretch, Sequence[Sequence[Work]]]] = []
    for road, stretch, chain in found:
        for place, (beside, before, same) in enumerate(told):
            if (beside, before.end, same) == (road, stretch.start, chain):
                told[place] = (road, Stretch(before.start, stretch.end), chain)
                break
        else:
            told.append((road, stretch, chain))
    return told


def one_window(works: Sequence[Work]) -> Window | None:
    """The shortest opening that holds all works of a place, the deeper before the upper ones.

    They follow each other along the road: an upper work is neither begun nor done before a deeper
    one. Nothing comes earlier than planned, for its plan already begins as early as it can. With L
    the days from the begin of a work to the end of all that must follow it, an opening can be no
    shorter than the longest L; it is that short from max(start + L) - max L on, and not before.
    That day is taken, so nobody waits longer than the joining asks for.

    Returns:
        None where works that have begun already keep the others from meeting them in that time.
    """
    upward = sorted(works, key=lambda each: -each.kind.depth)
    tail: dict[str, int] = {}
    for work in reversed(upward):  # what follows is known first
        after = [_lag(work, other) + tail[other.key] for other in works if _follows(other, work)]
        tail[work.key] = max([work.days, *after])
    shortest = max(tail.values())
    opening = max(work.start.toordinal() + tail[work.key] for work in works) - shortest
    begin: dict[str, int] = {}
    for work in upward:
        before = [begin[one.key] + _lag(one, work) for one in works if _follows(work, one)]
        begin[work.key] = max([work.start.toordinal(), opening, *before])
    if any(work.is_fixed and begin[work.key] != work.start.toordinal() for work in works):
        return None
    starts = {key: date.fromordinal(number) for key, number in begin.items()}
    ends = {work.key: starts[work.key] + timedelta(days=work.days - 1) for work in works}
    return Window(
        start=min(starts.values()),
        finish=max(ends.values()),
        starts=starts,
        waits_days={work.key: (starts[work.key] - work.start).days for work in works},
        misses_days={
            work.key: (ends[work.key] - work.latest_finish).days
            for work in works
            if work.latest_finish is not None and ends[work.key] > work.latest_finish
        },
    )


def _follows(upper: Work, lower: Work) -> bool:
    return upper.kind.depth < lower.kind.depth


def _lag(lower: Work, upper: Work) -> int:
    """Days from begin to begin, so that the upper work is not done first."""
    return max(0, lower.days - upper.days)
