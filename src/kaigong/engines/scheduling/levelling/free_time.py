"""Steps of what is free, laid out once however many orders are tried.

Of what an order took only that is put back before the next one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import Layout
from kaigong.engines.scheduling.calendars import DAY_MINUTES
from kaigong.engines.scheduling.levelling.scarcity import Scarcity
from kaigong.engines.scheduling.levelling.steps import BEHIND, FIRST, NONE, PARTS, Steps

Ints = NDArray[np.int64]

_PARTS_EACH = 4  # two steps of which an activity makes two parts each


class FreeTime:
    """What there is of each resource over all days at hand."""

    def __init__(self, layout: Layout, scarcity: Scarcity) -> None:
        worktime, parts = layout.worktime, _PARTS_EACH * len(layout.keys)
        midnights = np.arange(0, worktime.limit + 1, DAY_MINUTES, dtype=np.int64)
        every = np.concatenate((midnights, worktime.start, worktime.end, *scarcity.since))
        edges = np.unique(np.clip(every, 0, worktime.limit))
        gone = [worktime.gone(number, edges) for number in range(len(worktime.calendars))]
        self._there = np.array(
            [
                there[np.searchsorted(since, edges[:-1], side="right") - 1]
                for since, there in zip(scarcity.since, scarcity.there, strict=True)
            ],
            dtype=np.int64,
        ).reshape(len(scarcity.since), edges.size - 1)
        self._left = Steps(
            edges,
            by_day=np.searchsorted(edges, midnights[:-1]),
            works=np.diff(np.array(gone, dtype=np.int64)) > 0,
            free=self._there.copy(),
            head=np.full(edges.size - 1, NONE, dtype=np.int64),
            begin=np.zeros(parts, dtype=np.int64),
            follower=np.zeros(parts, dtype=np.int64),
            spare=np.zeros((parts, len(scarcity.since)), dtype=np.int64),
            used=np.array([0, edges.size, 0], dtype=np.int64),
        )

    def all_free(self) -> Steps:
        """What there is, for one order to take from."""
        left = self._left
        taken = slice(int(left.used[FIRST]), int(left.used[BEHIND]))
        left.free[:, taken] = self._there[:, taken]
        left.head[taken] = NONE
        left.used[PARTS], left.used[FIRST], left.used[BEHIND] = 0, left.head.size, 0
        return left
