"""The simulation of `spending` in NumPy, one vector of all scenarios at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, START_POINT, TASK, Layout
from kaigong.engines.scheduling.instants import NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.passes_by_level import moved
from kaigong.engines.scheduling.risk.philox import uniforms
from kaigong.engines.scheduling.risk.spending_kernel import DAY, DRIVER, FACTOR, LASTS, OCCURS
from kaigong.engines.scheduling.risk.tables import Floats
from kaigong.engines.scheduling.shift_tables import Minutes

if TYPE_CHECKING:
    from kaigong.engines.scheduling.risk.spending_columns import SpendingColumns


def simulate(
    layout: Layout,
    columns: SpendingColumns,
    key: tuple[int, int],
    groups: range,
    spent: Floats,
    starts: Floats,
    finishes: Floats,
) -> None:
    """Some groups of scenarios; `spending_kernel.simulate`."""
    size = spent.shape[1] if spent.size else starts.shape[1]
    common = []
    for driver, address in zip(columns.driver, columns.driver_address.tolist(), strict=True):
        at = uniforms(address, stream=DRIVER, groups=groups, key=key) if driver[1] > 0 else None
        common.append(np.full(size, driver[0]) if at is None else _triangle(driver, at))
    early_start, early_finish = np.zeros((2, len(layout.keys), size), np.int64)
    for here in range(len(layout.keys)):
        start, finish = _bounds(layout, here, early_start, early_finish)
        work = np.full(size, layout.activities.work[here])
        if layout.activities.shape[here] not in (PINNED, BEGUN):
            _hold(start, layout, columns, here, key, groups)
            if columns.leans[here] and work[0] > 0:
                at = uniforms(int(columns.address[here]), stream=FACTOR, groups=groups, key=key)
                times = _triangle(columns.factor[here], at) * common[columns.plan_of[here]]
                work = np.floor(work * times + 0.5).astype(np.int64)
            start, finish, work = _placed(layout, here, start, finish, work)
        early_start[here], early_finish[here] = start, finish
        if columns.amount[here]:
            _spend(layout, columns, here, (start, finish, work), spent)
    starts[:], finishes[:] = early_start[columns.keeps], early_finish[columns.keeps]


def _triangle(numbers: Floats, at: Floats) -> Floats:
    low, span, rising, falling, turn = numbers.tolist()
    root = np.sqrt(np.where(at < turn, at * rising, (1.0 - at) * falling))
    found: Floats = np.where(at < turn, low + root, low + span - root)
    return found


def _bounds(
    layout: Layout, here: int, early_start: Minutes, early_finish: Minutes
) -> tuple[Minutes, Minutes]:
    """What floors and links hold an activity back to."""
    activities, links, worktime = layout.activities, layout.links, layout.worktime
    size = early_start.shape[1]
    start = np.full(size, activities.start_floor[here])
    finish = np.full(size, activities.finish_floor[here])
    if activities.shape[here] in (PINNED, BEGUN):
        return start, finish
    for place in range(links.into[here], links.into[here + 1]):
        if not links.forward[place]:
            continue
        earlier, anchor = links.before[place], links.anchor[place]
        dates = (early_finish if links.from_finish[place] else early_start)[earlier]
        lag = np.full(size, links.lag[place])
        calendar = np.full(size, links.lag_calendar[place])
        if anchor == NEVER_BEFORE:
            bound = moved(worktime, calendar, dates, lag)
        else:
            bound = moved(worktime, calendar, np.full(size, anchor), lag)
            if activities.shape[earlier] == PASSING:
                bound = np.maximum(bound, dates)
        held = finish if links.to_finish[place] else start
        np.maximum(held, bound, out=held)
    return start, finish


def _hold(
    start: Minutes,
    layout: Layout,
    columns: SpendingColumns,
    here: int,
    key: tuple[int, int],
    groups: range,
) -> None:
    for hold in range(columns.hold_of[here], columns.hold_of[here + 1]):
        address = int(columns.hold_address[hold])
        occurs = uniforms(address, stream=OCCURS, groups=groups, key=key)
        lasts = uniforms(address, stream=LASTS, groups=groups, key=key)
        quantiles = columns.hold_days[hold]
        place = lasts * (quantiles.size - 1)
        whole = np.minimum(place.astype(np.int64), quantiles.size - 2)
        days = quantiles[whole] + (place - whole) * (quantiles[whole + 1] - quantiles[whole])
        until = np.floor(days * DAY).astype(np.int64) + int(columns.hold_floor[hold])
        until = np.minimum(until, layout.worktime.limit)
        stopped = occurs < columns.hold_chance[hold]
        start[stopped] = np.maximum(start, until)[stopped]


def _placed(
    layout: Layout, here: int, start: Minutes, finish: Minutes, work: Minutes
) -> tuple[Minutes, Minutes, Minutes]:
    """The earliest start and finish that keep to floors and caps, and the work placed."""
    activities, worktime = layout.activities, layout.worktime
    shape, calendar = activities.shape[here], activities.calendar[here]
    start_cap, finish_cap = activities.start_cap[here], activities.finish_cap[here]
    if shape != TASK:
        point = np.minimum(np.minimum(np.maximum(start, finish), start_cap), finish_cap)
        if shape != PASSING:
            done = worktime.gone(calendar, point)
            off = (shape == START_POINT) | (worktime.earliest(calendar, done) != point)
            point = np.where(off, worktime.latest(calendar, done), point)
        return point, point, work
    begin = worktime.gone(calendar, start)
    if activities.expected_finish[here] != NEVER_BEFORE:
        work = np.maximum(0, worktime.gone(calendar, activities.expected_finish[here]) - begin)
    least = worktime.gone(calendar, finish) - work
    begin = np.where(finish != NEVER_BEFORE, np.maximum(begin, least), begin)
    if finish_cap != NEVER_AFTER:
        begin = np.minimum(begin, worktime.gone(calendar, finish_cap) - work)
    if start_cap != NEVER_AFTER:
        begin = np.minimum(begin, worktime.gone(calendar, start_cap))
    first = worktime.latest(calendar, begin)
    return first, np.where(work > 0, worktime.earliest(calendar, begin + work), first), work


def _spend(
    layout: Layout,
    columns: SpendingColumns,
    here: int,
    placed: tuple[Minutes, Minutes, Minutes],
    spent: Floats,
) -> None:
    """The share of an activity's money that falls before each moment."""
    start, finish, work = placed
    worktime, calendar = layout.worktime, layout.activities.calendar[here]
    linear, square, cube = columns.shape[here].tolist()
    begun = worktime.gone(calendar, start)
    first = int(columns.plan_of[here]) * columns.moments.size
    for row, by in enumerate(columns.moments.astype(np.int64).tolist()):
        share = np.clip((worktime.gone(calendar, by) - begun) / np.maximum(1, work), 0.0, 1.0)
        share = share * (linear + share * (square + share * cube))
        spent[first + row] += columns.amount[here] * np.where(work > 0, share, finish <= by)
