"""Time in slots while orders are tried: what is free of each resource, and which calendar works.

A minute that fits no half hour, in a data date or in what is left of an activity, makes slots of a
minute, and tables over all days at hand large. So there are two of them however many orders are
tried, and of the one that orders take from only what the last one took is put back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import Dates, Layout
from kaigong.engines.scheduling.levelling.scarcity import Scarcity, free_slots, slot_of

Ints = NDArray[np.int64]


class Slots:
    """Attributes:
    length: Minutes of a slot.
    works: Whether a calendar works in a slot, shape (calendars, slots).
    """

    def __init__(self, layout: Layout, scarcity: Scarcity) -> None:
        worktime = layout.worktime
        self.length = slot_of(layout, [each[2:] for each in scarcity.since])
        self.count = worktime.limit // self.length + 2
        edges = np.arange(self.count, dtype=np.int64) * self.length
        gone = [worktime.gone(number, edges) for number in range(len(worktime.calendars))]
        self.works: NDArray[np.bool_] = np.diff(np.array(gone, dtype=np.int64), append=0) > 0
        self._there = free_slots(scarcity, slots=self.count, slot=self.length)
        self._left = self._there.copy()
        self._used = 0

    def all_free(self) -> Ints:
        """What there is of each resource, shape (resources, slots), for one order to take from."""
        self._left[:, : self._used] = self._there[:, : self._used]
        self._used = 0
        return self._left

    def note_taken(self, *taken: Dates) -> None:
        """Say at which dates an order took something, before the next one is tried."""
        starts = [each.early_start for each in taken]
        finishes = [each.early_finish for each in taken]
        last = max(int(each.max(initial=0)) for each in finishes)
        is_within = min(int(each.min(initial=0)) for each in starts) >= 0
        self._used = min(self.count, last // self.length + 1) if is_within else self.count
