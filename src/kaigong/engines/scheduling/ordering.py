"""Activities in an order in which each comes after all it waits for, or the loops that forbid it.

A. B. Kahn, *Topological sorting of large networks*, Communications of the ACM 5 (1962), 558-562;
R. Tarjan, *Depth-first search and linear graph algorithms*, SIAM Journal on Computing 1 (1972),
146-160, here with a stack of its own, so that a chain of any length fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kaigong.engines.scheduling.compiling import compiled, pays, plainly
from kaigong.engines.scheduling.errors import LoopError
from kaigong.engines.scheduling.placing import (
    Int32s,
    Ints,
    counts,
    owners,
    positions,
    sorted_by,
    taken,
)

_NAMED = 30  # members of a loop that its error spells out


@dataclass(frozen=True, eq=False)
class Order:
    """A network renumbered so that every link leads from a lower number to a higher one.

    Numbers ascend by level, the number of links on the longest way from an activity that waits for
    nothing. All arrays are int32.

    Attributes:
        position: New number of each old one, shape (activities,).
        activity: Old number of each new one, shape (activities,).
        into: The links into new number v are places into[v] to into[v + 1] of the two arrays below,
            shape (activities + 1,).
        link: Old number of the link, by new number of the activity after, shape (links,).
        before: New number of the activity before, shape (links,).
        levels: Level k holds new numbers levels[k] to levels[k + 1], shape (levels + 1,).
    """

    position: Int32s
    activity: Int32s
    into: Int32s
    link: Int32s
    before: Int32s
    levels: Int32s

    @property
    def after(self) -> Int32s:
        """New number of the activity after, by the same places as `link`, shape (links,)."""
        return owners(self.into, by_numba=pays(self.link.size))

    @property
    def is_narrow(self) -> bool:
        """Whether levels hold so little that going level by level is slower than one by one."""
        return self.activity.size + self.link.size < 40 * (self.levels.size - 1)


def order_of(
    activities: int,
    before: Ints,
    after: Ints,
    *,
    called: Callable[[int], str] = str,
    by_numba: bool | None = None,
) -> Order:
    """The order of a network.

    The same input gives the same order, with Numba or without.

    Args:
        activities: How many there are; they are numbered from 0.
        before, after: Number of the activity at each end of each link, shape (links,).
        called: How an activity is called in an error.
        by_numba: Which path to take; None is the quicker one.

    Raises:
        LoopError: activities wait for each other; the first loop is named, all are in its `loops`.
        IndexError: a link ends where no activity is.
    """
    before, after = _checked(activities, before, after)
    if by_numba is None:
        by_numba = pays(activities + before.size)
    out, by_before = sorted_by(before, activities, by_numba=by_numba)
    target = taken(after, by_before, by_numba=by_numba)
    del by_before
    waits = counts(after, activities, by_numba=by_numba)
    activity, levels, placed = _queued(out, target, waits, by_numba=by_numba)
    del out, target, waits
    if placed < activities:
        loops = loops_of(activities, before, after, by_numba=by_numba)
        raise loop_error([loop.tolist() for loop in loops], called)
    position = positions(activity, by_numba=by_numba)
    into, link = sorted_by(taken(position, after, by_numba=by_numba), activities, by_numba=by_numba)
    former = taken(position, taken(before, link, by_numba=by_numba), by_numba=by_numba)
    return Order(position, activity, into, link, former, levels)


def loops_of(
    activities: int, before: Ints, after: Ints, *, by_numba: bool | None = None
) -> list[Int32s]:
    """Every loop with all its members: the sets of activities that wait for each other.

    Members stand in the order in which a walk along the links meets them, from the lowest number
    on; so a plain circle is read off along its links. Two circles that share a member are one loop.

    Args:
        activities, before, after, by_numba: As of `order_of`.

    Returns:
        One array per loop, ascending by its first member; none where there is an order.
    """
    before, after = _checked(activities, before, after)
    if by_numba is None:
        by_numba = pays(activities + before.size)
    out, by_before = sorted_by(before, activities, by_numba=by_numba)
    arrays = (out, after[by_before])
    if by_numba:
        member, ends = _components(*arrays, *(np.zeros(activities, np.int32) for _ in range(6)))
    else:
        member, ends = plainly(_components)(
            *(array.tolist() for array in arrays), *([0] * activities for _ in range(6))
        )
    members, bounds = np.asarray(member, np.int32), np.asarray(ends, np.int32)
    sizes = np.diff(bounds, prepend=0)
    to_itself = np.zeros(activities, bool)
    to_itself[before[before == after]] = True
    sets = [
        members[end - size : end]
        for end, size in zip(bounds.tolist(), sizes.tolist(), strict=True)
        if size > 1 or (size == 1 and to_itself[members[end - 1]])
    ]
    turned = [np.roll(each, -int(each.argmin())) for each in sets]
    return sorted(turned, key=lambda each: int(each[0]))


def successors(before: Int32s, after: Int32s, activities: int) -> tuple[Int32s, Int32s]:
    """Pointers of each activity into what waits for it, and those activities."""
    pointers, places = sorted_by(before, activities, by_numba=False)
    return pointers, after[places]


def _checked(activities: int, before: Ints, after: Ints) -> tuple[Int32s, Int32s]:
    if before.shape != after.shape or before.ndim != 1:
        raise IndexError(f"ends of links differ in number: {before.shape}, {after.shape}")
    for ends in (before, after):
        if ends.size and (ends.min() < 0 or ends.max() >= activities):
            raise IndexError(f"a link ends outside of {activities} activities")
    return (
        np.ascontiguousarray(before, dtype=np.int32),
        np.ascontiguousarray(after, dtype=np.int32),
    )


def loop_error(loops: list[list[int]], called: Callable[[int], str]) -> LoopError:
    """The error that names the members of the first loop."""
    first = loops[0]
    names = [called(number) for number in first[:_NAMED]]
    if len(first) > _NAMED:
        names.append(f"… ({len(first)})")
    return LoopError(members=" → ".join(names), loops=loops)


def _queued(
    out: Int32s, target: Int32s, waits: Int32s, *, by_numba: bool
) -> tuple[Int32s, Int32s, int]:
    """Activities in order, pointers of the levels, and how many could be placed.

    Kahn's queue: first come, first served, so the levels stand one after the other.
    """
    count = waits.size
    if by_numba:
        order, levels = np.empty(count + 1, np.int32), np.empty(count + 1, np.int32)
        room = np.empty(target.size + _AHEAD, np.uint32)
        links = out.view(np.uint32), target.view(np.uint32)
        counted = waits.view(np.uint32), order.view(np.uint32)
        placed, depth = _queue(*links, *counted, levels, room)
        return order[:count], levels[: depth + 1].copy(), placed
    listed: list[int] = np.flatnonzero(waits == 0).tolist()
    bounds = _queue_one_by_one(out.tolist(), target.tolist(), waits.tolist(), listed)
    order = np.full(count, -1, np.int32)
    order[: len(listed)] = listed
    return order, np.array(bounds, np.int32), len(listed)


def _queue_one_by_one(
    out: list[int], target: list[int], waits: list[int], order: list[int]
) -> list[int]:
    """The bounds of the levels; `order` comes with the first and grows."""
    bounds = [0]
    while bounds[-1] < len(order):
        first = bounds[-1]
        bounds.append(len(order))
        for activity in order[first:]:
            for follower in target[out[activity] : out[activity + 1]]:
                waits[follower] -= 1
                if waits[follower] == 0:
                    order.append(follower)
    return bounds


# How many links of an activity are written down unasked. Most have no more, and a processor that
# need not guess how many there are goes on to the next activity while it waits for memory: 3 times
# as quick for a million activities in no order.
_AHEAD = 4


@compiled
def _queue(
    out: Any, target: Any, waits: Any, order: Any, levels: Any, room: Any
) -> tuple[int, int]:
    """The same level by level: first where the links of all its activities stand, then those.

    Args:
        order: Room for all activities and one more.
        room: For all links and `_AHEAD` more.
    """
    one = np.uint32(1)
    placed = np.uint64(0)
    for activity in range(waits.size):
        order[placed] = activity
        placed += np.uint64(waits[activity] == 0)
    first, depth = np.uint64(0), 0
    while first < placed:
        levels[depth] = first
        depth += 1
        last, end = placed, np.uint64(0)
        for place in range(first, last):
            activity = order[place]
            begin = out[activity]
            many = out[activity + one] - begin
            for step in range(_AHEAD):
                room[end + np.uint64(step)] = begin + np.uint32(step)
            for step in range(_AHEAD, many):
                room[end + np.uint64(step)] = begin + np.uint32(step)
            end += np.uint64(many)
        for place in range(end):
            follower = target[room[place]]
            left = waits[follower] - one
            waits[follower] = left
            order[placed] = follower
            placed += np.uint64(left == 0)
        first = last
    levels[depth] = placed
    return int(placed), depth


@compiled
def _components(
    out: Any, target: Any, seen: Any, low: Any, path: Any, step: Any, open_ones: Any, member: Any
) -> tuple[Any, Any]:
    """Tarjan's strongly connected components; the six arrays come zeroed, shape (activities,).

    seen: When an activity was met, from 1; 0 is never. low: The earliest it leads back to, or -1
    when its component is closed. path: The walk from its root. step: Where it goes on.
    open_ones: Met and not in a component yet. member: Components one after the other.
    """
    ends = [0 for _ in range(0)]
    clock, opened, closed = 0, 0, 0
    for root in range(len(seen)):
        if seen[root] != 0:
            continue
        deep = 1
        path[0] = root
        while deep > 0:
            here = path[deep - 1]
            if seen[here] == 0:
                clock += 1
                seen[here] = low[here] = clock
                step[here] = out[here]
                open_ones[opened] = here
                opened += 1
            went_on = False
            while step[here] < out[here + 1]:
                there = target[step[here]]
                if seen[there] == 0:
                    path[deep] = there
                    deep += 1
                    went_on = True
                    break
                if low[there] > 0 and low[there] < low[here]:
                    low[here] = low[there]
                step[here] += 1
            if went_on:
                continue
            deep -= 1
            if low[here] != seen[here]:
                continue
            start = opened
            while open_ones[start - 1] != here:
                start -= 1
            start -= 1
            for place in range(start, opened):
                member[closed] = open_ones[place]
                low[open_ones[place]] = -1
                closed += 1
            opened = start
            ends.append(closed)
    return member, ends
