"""Serial schedule generation 串行进度生成: each activity in turn at the earliest time that fits.

J. E. Kelley, *The critical-path method: resources planning and scheduling*, in Muth and Thompson,
Industrial Scheduling (1963). Working backward is the same on the network with time reversed. Moving
every activity as late as it goes and back again, double justification, never lengthens a schedule
of finish-to-start links: V. Valls, F. Ballestín and S. Quintanilla, *Justification and RCPSP*,
European Journal of Operational Research 165 (2005), 375-386.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled

Ints = NDArray[np.int64]


@compiled
def generate(
    order: Ints,
    durations: Ints,
    heads: Ints,
    tails: Ints,
    first_link: Ints,
    befores: Ints,
    waits: Ints,
    needs: Ints,
    full: Ints,
    guards: Ints,
    free: Ints,
    starts: Ints,
) -> int:
    """Place the activities in the order given; every one after all it waits for.

    Args:
        free: What is left at each time, shape (words, horizon), full; full again afterwards.
        starts: Filled, shape (activities,).

    Returns:
        The makespan, tails included.
    """
    words = full.size
    span = 0
    last = 0
    for activity in order:
        time = heads[activity]
        for link in range(first_link[activity], first_link[activity + 1]):
            time = max(time, starts[befores[link]] + waits[link])
        length = durations[activity]
        word = 0
        settled = 0
        while settled < words and length > 0:
            need = needs[activity, word]
            guard = guards[word]
            if need > 0:
                # From the end of the window back: what does not fit is jumped over at once, and
                # what has been seen to fit is not looked at again.
                known = time
                at = time + length - 1
                while at >= known:
                    if (free[word, at] - need) & guard == guard:
                        at -= 1
                    else:
                        known = time + length
                        time = at + 1
                        at = time + length - 1
                        settled = 0
            settled += 1
            word = word + 1 if word + 1 < words else 0
        for word in range(words):
            need = needs[activity, word]
            if need > 0:
                for at in range(time, time + length):
                    free[word, at] -= need
        starts[activity] = time
        last = max(last, time + length)
        span = max(span, time + length + tails[activity])
    for word in range(words):
        for at in range(last):
            free[word, at] = full[word]
    return span


@compiled
def turned(
    starts: Ints,
    durations: Ints,
    span: int,
    first_link: Ints,
    befores: Ints,
    keys: Ints,
    buckets: Ints,
    order: Ints,
) -> None:
    """The order in which a schedule is generated anew from its other end.

    What ends last comes first; what waits for something comes after it, whatever the times are.

    Args:
        starts, durations: Of the schedule, in its own direction.
        first_link, befores: Links of the other direction.
        keys, buckets: Room to work in, shapes (activities,) and (horizon,).
        order: Filled, shape (activities,), in the numbers of the other direction.
    """
    count = starts.size
    for activity in range(count):
        mirror = count - 1 - activity
        key = max(0, span - starts[mirror] - durations[mirror])
        for link in range(first_link[activity], first_link[activity + 1]):
            key = max(key, keys[befores[link]])
        keys[activity] = key
    in_order_of(keys, buckets, order)


@compiled
def in_order_of(keys: Ints, buckets: Ints, order: Ints) -> None:
    """The places of the keys from the smallest to the largest, the first first among equals."""
    if keys.size == 0:
        return
    highest = keys.max()
    if highest > 8 * keys.size or highest + 1 >= buckets.size:
        order[:] = np.argsort(keys, kind="mergesort")
        return
    buckets[: highest + 2] = 0
    for key in keys:
        buckets[key + 1] += 1
    for key in range(highest):
        buckets[key + 1] += buckets[key]
    for place in range(keys.size):
        order[buckets[keys[place]]] = place
        buckets[keys[place]] += 1
