"""A risk model as columns of numbers, for loops that know no objects."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled, pays, plainly
from kaigong.engines.scheduling.ordering import Order
from kaigong.engines.scheduling.placing import Int32s
from kaigong.engines.scheduling.risk.distributions import (
    Distribution,
    Fixed,
    Lognormal,
    Pert,
    Triangular,
    Uniform,
)
from kaigong.engines.scheduling.risk.errors import UnfitModelError
from kaigong.engines.scheduling.risk.model import Impact, RiskModel
from kaigong.engines.scheduling.risk.tables import (
    Floats,
    beta_quantiles,
    lognormal_quantiles,
    normal_quantiles,
    normal_shares,
)

# What a number is drawn for: the third word of its address.
DURATION, OCCURRENCE, WAY, CAUSE, SIZE = range(5)
_ALMOST_ONE = np.array([1 - 2.0**-33])  # the largest number that is drawn
_STREAMS = 8  # the size of impact i of a risk is of stream SIZE + 8 i

FIXED, UNIFORM, TRIANGULAR, TABLED = range(4)
FACTOR, ADDITION = range(2)
ALWAYS = -1  # stands where the number of an event may

# Dates in parts of a unit stay below, so that sums and differences of two fit 32 bits.
_SAFE = 2.0**30
_FINEST = 2.0**20  # parts of a unit


class Columns(NamedTuple):
    """Activities by their new numbers, links by `Order.link`; what is drawn comes as `draws`:
    first the duration of each activity, then the size of each impact.

    Attributes:
        address: What an activity's duration is drawn by: its old number.
        into, before, kind, lag: The links, as of `IntegerNetwork`.
        no_earlier: Earliest start.
        exists_by: Event by which an activity is there, or ALWAYS.
        milestone: Row that keeps an activity's finish, or -1.
        is_last: Whether an activity may be the one that finishes the plan.
        simple: Whether a duration is fixed or a triangle, and nothing else bears on it.
        unbound: Whether neither an activity nor any before it hangs on an event.
        gives_start: Whether a link leaves its start.
        parts: How many parts of a unit dates are counted in, a power of two: as many as let the
            latest of all dates fit 32 bits.
        part_lag, part_no_earlier: As above, in parts.
        triangles: Low and high end and the `pieces` of durations that are triangles, in single
            precision, shape (activities, 5).
        part_triangles: The same in parts, half a part longer: cut off they are rounded.
        slot, slots: Room for an activity's dates while others still ask for them.
        shape, numbers, table: Of each draw; its numbers are low end, span, and for triangles the
            `pieces`; shape (draws,), (draws, 5), (draws,).
        tables: Quantile tables, shape (tables, 2, cells, 4).
        hits: Where the impacts on each activity begin; factors first, then additions.
        hit_event, hit_code, hit_draw, hit_address, hit_stream: Of each impact.
        event_address, event_stream, event_from, event_to: An event occurs from one number to the
            other.
        cause_address: Of each common cause.
        leans: Where the loadings of each activity begin.
        lean_cause, lean_weight: Of each loading.
        own_weight: What an activity has of its own; NaN where it goes with nothing.
        quantiles, shares: The normal distribution.
    """

    address: NDArray[np.uint64]
    into: Int32s
    before: NDArray[np.uint32]
    kind: NDArray[np.int8]
    lag: Floats
    no_earlier: Floats
    exists_by: Int32s
    milestone: Int32s
    is_last: NDArray[np.bool_]
    simple: NDArray[np.bool_]
    unbound: NDArray[np.bool_]
    gives_start: NDArray[np.bool_]
    parts: float
    part_lag: Int32s
    part_no_earlier: Int32s
    triangles: NDArray[np.float32]
    part_triangles: NDArray[np.float32]
    slot: Int32s
    slots: int
    shape: NDArray[np.int8]
    numbers: Floats
    table: Int32s
    tables: Floats
    hits: Int32s
    hit_event: Int32s
    hit_code: NDArray[np.int8]
    hit_draw: Int32s
    hit_address: NDArray[np.uint64]
    hit_stream: NDArray[np.int64]
    event_address: NDArray[np.uint64]
    event_stream: NDArray[np.int64]
    event_from: Floats
    event_to: Floats
    cause_address: NDArray[np.uint64]
    leans: Int32s
    lean_cause: Int32s
    lean_weight: Floats
    own_weight: Floats
    quantiles: Floats
    shares: Floats


def columns_of(model: RiskModel) -> Columns:
    """The columns of a model."""
    order = model.network.order
    count = model.activities
    hits = _hits(model)
    slot, slots = _slots(order)
    draws = [model.durations[number] for number in order.activity.tolist()]
    draws += [impact.size for _, impact, _, _ in hits]
    no_earlier = np.zeros(count) if model.no_earlier is None else model.no_earlier
    milestone = np.full(count, -1, np.int32)
    for row, number in enumerate(kept_finishes(model)):
        milestone[order.position[number]] = row
    events = _events(model)
    exists_by = _exists_by(model)
    shapes, leanings = _shapes(draws), _leanings(model)
    hit_numbers = [int(order.position[impact.activity]) for _, impact, _, _ in hits]
    lag = model.network.lag.astype(np.float64)
    no_earlier = np.asarray(no_earlier, np.float64)[order.activity]
    parts = _parts(model, _longest(draws, shapes, hits, order), no_earlier)
    triangles, part_triangles = _triangles(shapes["numbers"][:count], parts)
    return Columns(
        address=order.activity.astype(np.uint64),
        into=order.into,
        before=order.before.view(np.uint32),
        kind=np.asarray(model.network.kind, np.int8),
        lag=lag,
        no_earlier=no_earlier,
        exists_by=exists_by,
        milestone=milestone,
        is_last=_may_be_last(model),
        simple=_is_simple(shapes, leanings, hit_numbers, exists_by),
        unbound=_is_unbound(order, exists_by),
        gives_start=np.bincount(order.before, model.network.kind & 1 == 0, count) > 0,
        parts=parts,
        part_lag=in_parts(lag, parts),
        part_no_earlier=in_parts(no_earlier, parts),
        triangles=triangles,
        part_triangles=part_triangles,
        slot=slot,
        slots=slots,
        **shapes,
        hits=_pointers(hit_numbers, count),
        hit_event=np.array([event for event, _, _, _ in hits], np.int32),
        hit_code=np.array([_code(impact) for _, impact, _, _ in hits], np.int8),
        hit_draw=np.arange(count, count + len(hits), dtype=np.int32),
        hit_address=np.array([address for _, _, address, _ in hits], np.uint64),
        hit_stream=np.array([stream for _, _, _, stream in hits], np.int64),
        event_address=np.array([event[0] for event in events], np.uint64),
        event_stream=np.array([event[1] for event in events], np.int64),
        event_from=np.array([event[2] for event in events], np.float64),
        event_to=np.array([event[3] for event in events], np.float64),
        **leanings,
        quantiles=normal_quantiles(),
        shares=normal_shares(),
    )


def in_parts(values: Floats, parts: float) -> Int32s:
    """Numbers of units as whole numbers of parts, to the nearest."""
    return np.floor(values * parts + 0.5).astype(np.int32)


def kept_finishes(model: RiskModel) -> list[int]:
    """The activities that are somebody's milestone, each once."""
    return list(dict.fromkeys(model.milestones.values()))


def address_of(key: str) -> int:
    """64 bits that stand for a name, so that what others draw does not hang on its place."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "little")


def _code(impact: Impact) -> int:
    return FACTOR if impact.is_factor else ADDITION


def _events(model: RiskModel) -> list[tuple[int, int, float, float]]:
    """Risks, then the ways of all branches."""
    found = [(address_of(risk.key), OCCURRENCE, 0.0, risk.probability) for risk in model.risks]
    for branch in model.branches:
        begin = 0.0
        for way in branch.ways:
            end = begin + way.probability
            found.append((address_of(branch.key), WAY, begin, end))
            begin = end
    return found


def _hits(model: RiskModel) -> list[tuple[int, Impact, int, int]]:
    """Event, impact, and address of its size, by new number of the activity, factors first."""
    found = []
    for event, risk in enumerate(model.risks):
        for index, impact in enumerate(risk.impacts):
            stream = SIZE + _STREAMS * (0 if risk.hits_alike else index)
            found.append((event, impact, address_of(risk.key), stream))
    place = model.network.order.position
    return sorted(found, key=lambda hit: (place[hit[1].activity], _code(hit[1])))


def _exists_by(model: RiskModel) -> Int32s:
    found = np.full(model.activities, ALWAYS, np.int32)
    ways = [risk.brings for risk in model.risks]
    ways += [way.activities for branch in model.branches for way in branch.ways]
    for event, numbers in enumerate(ways):
        for number in dict.fromkeys(numbers):
            place = model.network.order.position[number]
            if found[place] != ALWAYS:
                raise UnfitModelError(
                    what_zh=f"第 {number} 项工作由两件事决定有无",
                    what_en=f"two things decide whether there is an activity number {number}",
                )
            found[place] = event
    return found


def _shapes(draws: list[Distribution]) -> dict[str, Any]:
    tables: dict[object, tuple[int, Floats]] = {}

    def table_of(key: object, make: Callable[[], Floats]) -> int:
        if key not in tables:
            tables[key] = len(tables), make()
        return tables[key][0]

    shape = np.zeros(len(draws), np.int8)
    numbers = np.zeros((len(draws), 5))
    table = np.zeros(len(draws), np.int32)
    # Triangles at once, for there are many.
    are_triangles = [isinstance(each, Triangular) for each in draws]
    shape[are_triangles] = TRIANGULAR
    found: list[Any] = list(compress(draws, are_triangles))
    numbers[shape == TRIANGULAR] = _pieces(
        np.array([each.low for each in found], np.float64),
        np.array([each.mode for each in found], np.float64),
        np.array([each.high for each in found], np.float64),
    )
    for place in np.flatnonzero(shape != TRIANGULAR).tolist():
        each = draws[place]
        match each:
            case Fixed(low):
                shape[place], numbers[place, 0] = FIXED, low
            case Uniform(low, high):
                shape[place], numbers[place, :2] = UNIFORM, (low, high - low)
            case Pert(low, _, high):
                shape[place], numbers[place, :2] = TABLED, (low, high - low)
                table[place] = table_of(each.shape, partial(beta_quantiles, *each.shape))
            case Lognormal():
                shape[place], numbers[place, :2] = TABLED, (0.0, each.median)
                table[place] = table_of(each.sigma, partial(lognormal_quantiles, each.sigma))
    made = [made for _, made in tables.values()] or [np.zeros((2, 1, 4))]
    return {"shape": shape, "numbers": numbers, "table": table, "tables": np.array(made)}


def _pieces(low: Floats, mode: Floats, high: Floats) -> Floats:
    """Low end, span and `pieces` of triangles, shape (triangles, 5)."""
    span, rise = high - low, mode - low
    share = np.divide(rise, span, out=np.zeros_like(span), where=span > 0)
    return np.stack([low, span, span * rise, span * (high - mode), share], axis=1)


def _triangles(numbers: Floats, parts: float) -> tuple[Any, Any]:
    """`Columns.triangles` and `Columns.part_triangles`."""
    low, span, rising, falling, turn = numbers.T
    units = np.stack([low, low + span, rising, falling, turn], axis=1)
    scaled = units * (parts, parts, parts**2, parts**2, 1.0) + (0.5, 0.5, 0.0, 0.0, 0.0)
    return units.astype(np.float32), scaled.astype(np.float32)


def _longest(
    draws: list[Distribution], shapes: dict[str, Any], hits: list[Any], order: Order
) -> Floats:
    """The longest that each duration is ever drawn, by new number."""
    most = shapes["numbers"][:, 0] + shapes["numbers"][:, 1]
    for place in np.flatnonzero(shapes["shape"] == TABLED).tolist():
        most[place] = draws[place].quantiles(_ALMOST_ONE)[0]
    found, sizes = np.split(most, [order.activity.size])
    for (_, impact, _, _), size in zip(hits, sizes.tolist(), strict=True):
        number = order.position[impact.activity]
        found[number] = found[number] * max(size, 1.0) if impact.is_factor else found[number] + size
    return found


def _parts(model: RiskModel, longest: Floats, no_earlier: Floats) -> float:
    """Into how many parts a unit goes: no date is later than if all is as long as it can be, and
    nothing is taken off at a link."""
    network = model.network
    apart = replace(network, kind=np.ones_like(network.kind), lag=np.abs(network.lag))
    most, begin = (
        np.ceil(each)[network.order.position].astype(np.int64) for each in (longest, no_earlier)
    )
    latest = int((apart.early_starts(most, no_earlier=begin) + most).max(initial=0)) + 1
    return float(min(2.0 ** np.floor(np.log2(_SAFE / latest)), _FINEST))


def _leanings(model: RiskModel) -> dict[str, Any]:
    """What each activity has of each common cause, and of its own."""
    place = model.network.order.position
    own = np.full(model.activities, np.nan)
    causes: list[int] = []
    leans: list[tuple[int, int, float]] = []
    for group in model.together:
        # Named by its lowest activity: groups share none.
        causes.append(min(group.activities, default=0))
        for number in group.activities:
            leans.append((int(place[number]), len(causes) - 1, group.correlation**0.5))
            own[place[number]] = (1 - group.correlation) ** 0.5
    for given in model.correlations:
        first = len(causes)
        causes += given.activities
        for number, row in zip(given.activities, given.loadings().tolist(), strict=True):
            own[place[number]] = 0.0
            leans += [(int(place[number]), first + step, weight) for step, weight in enumerate(row)]
    leans.sort(key=lambda lean: lean[0])
    return {
        "cause_address": np.array(causes, np.uint64),
        "leans": _pointers([lean[0] for lean in leans], model.activities),
        "lean_cause": np.array([lean[1] for lean in leans], np.int32),
        "lean_weight": np.array([lean[2] for lean in leans], np.float64),
        "own_weight": own,
    }


def _pointers(sorted_numbers: Iterable[int], count: int) -> Int32s:
    numbers = np.array(list(sorted_numbers), np.int64)
    return np.searchsorted(numbers, np.arange(count + 1)).astype(np.int32)


def _is_simple(
    shapes: dict[str, Any], leanings: dict[str, Any], hit_numbers: list[int], exists_by: Int32s
) -> NDArray[np.bool_]:
    shape = shapes["shape"][: exists_by.size]
    found: NDArray[np.bool_] = (shape == FIXED) | (shape == TRIANGULAR)
    found &= np.isnan(leanings["own_weight"]) & (exists_by == ALWAYS)
    found[hit_numbers] = False
    return found


def _is_unbound(order: Order, exists_by: Int32s) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = exists_by == ALWAYS
    found[order.after[exists_by[order.before] != ALWAYS]] = False
    return found


def _may_be_last(model: RiskModel) -> NDArray[np.bool_]:
    """All but those that somebody starts after: their finish is never the latest."""
    order, network = model.network.order, model.network
    found = np.ones(model.activities, np.bool_)
    # FS and FF bind the finish of the one after, too; there is time from start to finish.
    follows = ((network.kind & 1) == 1) & (network.lag >= 0)
    found[order.before[follows]] = False
    return found


def _slots(order: Order) -> tuple[Int32s, int]:
    """A place for each activity's dates, free again when the last that asks for them is done."""
    count = order.activity.size
    last = np.arange(count, dtype=np.int32)
    np.maximum.at(last, order.before, order.after)
    if pays(count):
        slot, free = np.zeros(count, np.int32), np.zeros(count, np.int32)
        return slot, _settle(order.into, order.before, last, slot, free)
    listed = [0] * count
    slots = plainly(_settle)(
        order.into.tolist(), order.before.tolist(), last.tolist(), listed, [0] * count
    )
    return np.array(listed, np.int32), slots


@compiled
def _settle(into: Any, before: Any, last: Any, slot: Any, free: Any) -> int:
    slots, unused = 0, 0
    for number in range(len(slot)):
        if unused > 0:
            unused -= 1
            slot[number] = free[unused]
        else:
            slot[number] = slots
            slots += 1
        for place in range(into[number], into[number + 1]):
            former = before[place]
            if last[former] == number:
                last[former] = -1  # several links may lead there
                free[unused] = slot[former]
                unused += 1
        if last[number] == number:
            free[unused] = slot[number]
            unused += 1
    return slots
