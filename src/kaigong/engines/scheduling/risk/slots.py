"""Working time in slots 时间格: tables in which an instant is looked up without a search.

All shifts begin and end on multiples of some minutes (30, say), so a day falls into slots that are
worked whole or not at all. Then work gone and both its inverses are one look each and no branch,
and a processor does several scenarios at once. They give what `Worktime` gives, to the minute;
minutes are whole numbers kept as floats, for processors turn those into places of a table faster.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import inlined
from kaigong.engines.scheduling.worktime import Worktime

Floats = NDArray[np.float64]


class Slots(NamedTuple):
    """The tables of some calendars.

    Attributes:
        size: Minutes of a slot.
        limit: First minute behind the tables.
        gone: Slots worked before each slot, shape (calendars, slots + 2).
        worked: First minute of each worked slot, shape (calendars, most worked slots + 1); behind
            the last one stands `limit`.
        total: All worked slots of each calendar, shape (calendars,).
    """

    size: float
    limit: float
    gone: Floats
    worked: Floats
    total: NDArray[np.int32]


def slots_of(worktime: Worktime) -> Slots:
    """The slots of the calendars of a plan."""
    calendars = len(worktime.calendars)
    spans = [slice(worktime.first[n], worktime.first[n + 1] - 1) for n in range(calendars)]
    edges = [worktime.start[span] for span in spans] + [worktime.end[span] for span in spans]
    size = int(np.gcd.reduce(np.concatenate([*edges, [60, worktime.limit]])))
    count = worktime.limit // size
    gone = np.zeros((calendars, count + 2))
    worked = []
    for number, span in enumerate(spans):
        first, last = worktime.start[span] // size, worktime.end[span] // size
        before = worktime.before[span] // size
        shift = np.repeat(first - before, last - first)
        worked.append(shift + np.arange(shift.size))
        is_worked = np.zeros(count, np.int32)
        is_worked[worked[-1]] = 1
        gone[number, 1:-1] = np.cumsum(is_worked, dtype=np.int32)
        gone[number, -1] = gone[number, -2]
    total = np.array([each.size for each in worked], np.int32)
    starts = np.full((calendars, int(total.max(initial=0)) + 1), float(worktime.limit))
    for number, each in enumerate(worked):
        starts[number, : each.size] = each * size
    return Slots(float(size), float(worktime.limit), gone, starts, total)


@inlined
def more(one: Any, other: Any) -> Any:
    """The greater of two numbers; neither is NaN."""
    return one if one > other else other


@inlined
def less(one: Any, other: Any) -> Any:
    """The smaller of two numbers; neither is NaN."""
    return one if one < other else other


@inlined
def slot_of(minutes: Any, per_minute: Any) -> Any:
    """Whole slots in some minutes; half a minute more, so that no rounding falls on an edge."""
    return np.int32((minutes + 0.5) * per_minute)


@inlined
def gone_in(table: Any, size: Any, per_minute: Any, instant: Any) -> Any:
    """Working minutes before an instant within the tables."""
    slot = slot_of(instant, per_minute)
    within = instant - slot * size
    before = table[slot]
    return before * size + within * (table[slot + 1] - before)


@inlined
def earliest_in(worked: Any, size: Any, per_minute: Any, total: Any, limit: Any, work: Any) -> Any:
    """The earliest instant by which an amount of work is done."""
    amount = more(work, 1.0) - 1.0
    slot = less(slot_of(amount, per_minute), total)
    found = less(worked[slot] + amount - slot * size + 1.0, limit)
    return found if work > 0.0 else 0.0


@inlined
def latest_in(worked: Any, size: Any, per_minute: Any, total: Any, limit: Any, work: Any) -> Any:
    """The latest instant by which no more than an amount of work is done."""
    amount = more(work, 0.0)
    slot = less(slot_of(amount, per_minute), total)
    found = less(worked[slot] + amount - slot * size, limit)
    return found if work >= 0.0 else 0.0
