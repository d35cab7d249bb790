"""The critical path of a large network in whole days, against graph libraries.

All sides get the same arrays. What is prepared once (graph, topological sort) is timed apart from
what is reckoned at each change (early and late starts, free float). Graphs of a million take
gigabytes and slow whatever runs beside them, so we are timed before them and beside them. The peers
keep their graph in networkx or rustworkx and go through it in Python, as neither knows kinds of
links or lags.
"""

from __future__ import annotations

import resource
from typing import Any

import networkx
import numpy as np
import rustworkx

from benchmarks.timing import agree, in_turns

FS, SS, FF, SF = 1, 0, 3, 2


def network_of(activities: int) -> dict[str, Any]:
    """A layered network: 2 links each, from the layers just below; the numbers are shuffled."""
    draw = np.random.default_rng(20_260_311)
    links, depth = 2 * activities, int(np.sqrt(activities))
    after = draw.integers(depth, activities, links)
    before = after - draw.integers(1, depth + 1, links)
    before, after = np.unique(np.stack([before, after]), axis=1)  # a DiGraph holds each pair once
    name = draw.permutation(activities)
    shuffled = draw.permutation(before.size)
    return {
        "before": name[before[shuffled]],
        "after": name[after[shuffled]],
        "kind": draw.choice([FS, SS, FF, SF], before.size, p=[0.85, 0.07, 0.07, 0.01]),
        "lag": np.where(draw.random(before.size) < 0.3, draw.integers(-2, 11, before.size), 0),
        "durations": draw.integers(1, 21, activities),
    }


def measure(activities: int, *, turns: int) -> dict[str, Any]:
    from kaigong.engines.scheduling.integer import integer_network

    given = network_of(activities)
    durations = given["durations"]
    arrays = {name: values for name, values in given.items() if name != "durations"}

    def ours_built() -> Any:
        return integer_network(activities, **arrays)

    small = network_of(1_000)
    lengths = small.pop("durations")
    warm = integer_network(1_000, **small, by_numba=True)
    warm.dates(lengths, by_numba=True)
    warm.early_starts(lengths, by_numba=True)
    standing = _peak_mb()
    network = ours_built()
    dates = network.dates(durations)
    peak = _peak_mb() - standing
    alone = in_turns({"ours": lambda: network.dates(durations)}, turns=max(turns, 9))

    graph, order = nx_built(activities, given)
    ours = [dates.early_start.tolist(), dates.late_start.tolist(), dates.free_float.tolist()]
    agree("networkx", ours, [list(part) for part in nx_dates(graph, order, durations.tolist())])
    other, sequence = rx_built(activities, given)
    agree("rustworkx", ours, [list(part) for part in rx_dates(other, sequence, durations.tolist())])
    plain = integer_network(activities, **arrays, by_numba=False)
    again = plain.dates(durations, by_numba=False)
    agree("without Numba", ours[0], again.early_start.tolist())
    listed = durations.tolist()
    once = ("networkx", "rustworkx", "ours without Numba") if activities > 500_000 else ()
    recalculation = in_turns(
        {
            "ours": lambda: network.dates(durations),
            "ours without Numba": lambda: plain.dates(durations, by_numba=False),
            "rustworkx": lambda: rx_dates(other, sequence, listed),
            "networkx": lambda: nx_dates(graph, order, listed),
        },
        turns=turns,
        once=once,
    )
    return {
        "activities": activities,
        "links": int(given["before"].size),
        "levels": network.order.levels.size - 1,
        "ours above the interpreter with Numba, MB": round(peak),
        "build": {
            "seconds": in_turns(
                {
                    "ours": ours_built,
                    "ours without Numba": lambda: integer_network(
                        activities, **arrays, by_numba=False
                    ),
                    "rustworkx": lambda: rx_built(activities, given),
                    "networkx": lambda: nx_built(activities, given),
                },
                turns=turns,
                once=once,
            )
        },
        "recalculation": {"seconds": recalculation},
        "recalculation, ours before the graphs of the peers are in memory": {
            "seconds": alone | {peer: recalculation[peer] for peer in ("rustworkx", "networkx")}
        },
        "early starts alone": {
            "seconds": in_turns({"ours": lambda: network.early_starts(durations)}, turns=turns)
        },
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def nx_built(activities: int, given: dict[str, Any]) -> tuple[Any, list[int]]:
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(activities))
    columns = (given[name].tolist() for name in ("before", "after", "kind", "lag"))
    graph.add_edges_from(
        (u, v, {"kind": kind, "lag": lag}) for u, v, kind, lag in zip(*columns, strict=True)
    )
    return graph, list(networkx.topological_sort(graph))


def nx_dates(graph: Any, order: list[int], lengths: list[int]) -> tuple[list[int], ...]:
    early, waits = [0] * len(lengths), graph.pred
    for here in order:
        start = 0
        for former, link in waits[here].items():
            kind, bound = link["kind"], early[former] + link["lag"]
            if kind & 1:
                bound += lengths[former]
            if kind & 2:
                bound -= lengths[here]
            if bound > start:
                start = bound
        early[here] = start
    finish = max(start + length for start, length in zip(early, lengths, strict=True))
    late, free, follow = [0] * len(lengths), [0] * len(lengths), graph.succ
    for here in reversed(order):
        own, start = lengths[here], early[here]
        last = finish - own
        slack = last - start
        for later, link in follow[here].items():
            kind, weight = link["kind"], link["lag"]
            if kind & 1:
                weight += own
            if kind & 2:
                weight -= lengths[later]
            if late[later] - weight < last:
                last = late[later] - weight
            if early[later] - weight - start < slack:
                slack = early[later] - weight - start
        late[here], free[here] = last, slack
    return early, late, free


def rx_built(activities: int, given: dict[str, Any]) -> tuple[Any, list[int]]:
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(activities))
    columns = (given[name].tolist() for name in ("before", "after", "kind", "lag"))
    graph.add_edges_from([(u, v, (kind, lag)) for u, v, kind, lag in zip(*columns, strict=True)])
    return graph, list(rustworkx.topological_sort(graph))


def rx_dates(graph: Any, order: list[int], lengths: list[int]) -> tuple[list[int], ...]:
    early = [0] * len(lengths)
    for here in order:
        start = 0
        for former, _, (kind, lag) in graph.in_edges(here):
            bound = early[former] + lag
            if kind & 1:
                bound += lengths[former]
            if kind & 2:
                bound -= lengths[here]
            if bound > start:
                start = bound
        early[here] = start
    finish = max(start + length for start, length in zip(early, lengths, strict=True))
    late, free = [0] * len(lengths), [0] * len(lengths)
    for here in reversed(order):
        own, start = lengths[here], early[here]
        last = finish - own
        slack = last - start
        for _, later, (kind, lag) in graph.out_edges(here):
            weight = lag
            if kind & 1:
                weight += own
            if kind & 2:
                weight -= lengths[later]
            if late[later] - weight < last:
                last = late[later] - weight
            if early[later] - weight - start < slack:
                slack = early[later] - weight - start
        late[here], free[here] = last, slack
    return early, late, free
