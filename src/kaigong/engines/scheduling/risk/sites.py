"""A network on its calendars as columns, for the passes over many scenarios.

Each task keeps its dates in the working minutes of its own calendar, so a link within one calendar
is one addition and one comparison; only what goes from one calendar to another becomes an instant
on the way. Milestones, and what keeps given dates, keep instants.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import PASSING, TASK, Layout
from kaigong.engines.scheduling.instants import DAY_AND_NIGHT, NEVER_AFTER, NEVER_BEFORE

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

INSTANT = -1  # stands where the number of a calendar may: dates are kept as instants


class Sites(NamedTuple):
    """Activities and links by place in the layout, shape (activities,) and (links,).

    Attributes:
        shape, calendar: As of `arrays.Activities`.
        kept_on: The calendar in whose minutes its dates are kept, or INSTANT.
        ends_early: Whether its finish lies at the end of its last minute.
        start_floor, finish_floor, start_cap, finish_cap: Instants.
        is_last: Whether it may be the one that finishes the plan.
        into, before, from_finish, to_finish, lag, lag_calendar, anchor, forward: Of the links.
        is_within: Whether a link stays on one calendar and adds its lag there.
        is_lagged: Whether it stays on one with weather, and its lag is counted there without.
        floor: The data date or the start, where most activities have their floor.
    """

    shape: NDArray[np.int8]
    calendar: Ints
    kept_on: Ints
    ends_early: Flags
    start_floor: Ints
    finish_floor: Ints
    start_cap: Ints
    finish_cap: Ints
    is_last: Flags
    into: Ints
    before: Ints
    from_finish: Flags
    to_finish: Flags
    lag: Ints
    lag_calendar: Ints
    anchor: Ints
    forward: Flags
    is_within: Flags
    is_lagged: Flags
    floor: int


def sites_of(layout: Layout, weather_row: Ints) -> Sites:
    """The columns of a layout.

    Args:
        weather_row: Row of weather of each calendar, or -1: lags are not counted with weather.
    """
    activities, links = layout.activities, layout.links
    after, before = layout.after.astype(np.int64), links.before.astype(np.int64)
    calendar = activities.calendar.astype(np.int64)
    kept_on = np.where(activities.shape == TASK, calendar, INSTANT)
    lag_calendar = links.lag_calendar.astype(np.int64)
    has_anchor = links.anchor != NEVER_BEFORE
    is_on_it = (lag_calendar == kept_on[before]) & (weather_row[lag_calendar] < 0)
    stays = (kept_on[before] == kept_on[after]) & (kept_on[before] != INSTANT) & ~has_anchor
    is_lagged = stays & (lag_calendar == kept_on[before]) & (weather_row[lag_calendar] >= 0)
    is_lagged &= links.lag != 0
    is_within = stays & ~is_lagged
    is_within &= (links.lag == 0) | (is_on_it & (lag_calendar != DAY_AND_NIGHT))
    return Sites(
        shape=activities.shape,
        calendar=calendar,
        kept_on=kept_on,
        ends_early=(activities.shape == TASK) & (activities.work > 0),
        start_floor=activities.start_floor,
        finish_floor=activities.finish_floor,
        start_cap=activities.start_cap,
        finish_cap=activities.finish_cap,
        is_last=_may_be_last(layout),
        into=links.into.astype(np.int64),
        before=before,
        from_finish=links.from_finish != 0,
        to_finish=links.to_finish != 0,
        lag=links.lag,
        lag_calendar=lag_calendar,
        anchor=links.anchor,
        forward=links.forward != 0,
        is_within=is_within,
        is_lagged=is_lagged,
        floor=layout.floor,
    )


def _may_be_last(layout: Layout) -> Flags:
    """All that count but those whose finish the start of another that counts waits for.

    A finish that waits is on its own calendar, and may lie before a weekend that was worked.
    """
    activities, links = layout.activities, layout.links
    counts = layout.counts if layout.counts.any() else np.ones(len(layout.keys), dtype=np.bool_)
    is_free = (activities.start_cap == NEVER_AFTER) & (activities.finish_cap == NEVER_AFTER)
    waits = is_free & counts & (activities.shape != PASSING)
    held = (links.forward != 0) & (links.from_finish != 0) & (links.lag >= 0)
    held &= links.to_finish == 0
    held &= (links.anchor == NEVER_BEFORE) & waits[layout.after]
    found = counts.copy()
    found[links.before[held]] = False
    return found
