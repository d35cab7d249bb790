"""A network as arrays: what the passes read, and the dates they write.

Activities are numbered in topological order. Rules of P6 and MS Project are not in the passes:
`translating` has turned them into bounds, shapes and switches of single links before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.instants import Tables, tables_of
from kaigong.engines.scheduling.ordering import Order, successors
from kaigong.engines.scheduling.shift_tables import Minutes
from kaigong.engines.scheduling.worktime import Worktime

Flags = NDArray[np.int8]

# How an activity sits in its working time.
TASK = 0  # starts at the first minute of work, ends at the last
START_POINT = 1  # a milestone at the first minute of work
FINISH_POINT = 2  # a milestone where the work before it ended
PASSING = 3  # done: has no work, and hands on what it waits for as it came
PINNED = 4  # keeps the dates it was given
BEGUN = 5  # keeps them too, and its start is its latest start as well


class Activities(NamedTuple):
    """Shape (activities,) each, in topological order; instants where nothing else is said.

    Floors and caps are `NEVER_BEFORE` and `NEVER_AFTER` where there is none.
    """

    shape: Flags
    calendar: NDArray[np.int32]
    work: Minutes  # working minutes still to be placed
    start_floor: Minutes  # of a pinned one: its start
    finish_floor: Minutes  # of a pinned one: its finish
    start_cap: Minutes  # pulls the early dates earlier than the links allow
    finish_cap: Minutes
    expected_finish: Minutes  # sets the work to what fits until then
    late_start_cap: Minutes
    late_finish_cap: Minutes
    late_start_floor: Minutes  # of mandatory dates: no later, and no earlier either
    late_finish_floor: Minutes


class Links(NamedTuple):
    """Shape (links,) each, by the activity after; its links are `into[v]` to `into[v + 1]`."""

    into: NDArray[np.int32]  # shape (activities + 1,)
    before: NDArray[np.int32]
    from_finish: Flags
    to_finish: Flags
    lag: Minutes  # in the forward pass
    late_lag: Minutes  # what is left of it in the backward pass
    lag_calendar: NDArray[np.int32]  # or DAY_AND_NIGHT
    anchor: Minutes  # an actual date the lag counts from, instead of the early one
    forward: Flags  # holds in the forward pass
    backward: Flags


class Dates(NamedTuple):
    """Shape (activities,) each: instants, and the work that was placed."""

    early_start: Minutes
    early_finish: Minutes
    late_start: Minutes
    late_finish: Minutes
    work: Minutes


@dataclass(frozen=True, eq=False)
class Layout:
    """A network laid out in arrays.

    Attributes:
        keys: Keys of the activities, in topological order.
        link_of: Number of the network's link, by place in `links`.
        float_calendar: Number of the calendar each activity's float counts on.
        open_ends_are_critical: What has no successor is late when it is early.
        late_by_the_minute: Whose late dates hold to the minute between calendars too.
        counts: Which activities the project has to wait for.
        floor: The project's start or the data date: nothing open is placed before it.
        end: The instant that caps every late finish; None is the latest early finish.
        as_late_as_possible: Which activities are drawn late.
        draws_to_late_dates: They take their late dates; else they go to where those after them
            would move.
    """

    keys: tuple[str, ...]
    order: Order
    worktime: Worktime
    activities: Activities
    links: Links
    link_of: NDArray[np.int64]
    float_calendar: NDArray[np.int32]
    open_ends_are_critical: bool
    late_by_the_minute: NDArray[np.bool_]
    counts: NDArray[np.bool_]
    floor: int
    end: int | None
    as_late_as_possible: NDArray[np.bool_]
    draws_to_late_dates: bool

    @cached_property
    def tables(self) -> Tables:
        """The tables of working time as compiled code reads them."""
        return tables_of(self.worktime)

    @cached_property
    def out(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """What waits for each activity: pointers of each, and the activities after."""
        return successors(self.links.before, self.after, len(self.keys))

    @cached_property
    def after(self) -> NDArray[np.int32]:
        """The activity after, by place in `links`."""
        return self.order.after
