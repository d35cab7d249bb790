"""What no plan can beat: lower bounds of the makespan, each one proven.

The longest path; the work between any two moments that cannot be moved out of it, against what a
resource can do there; and what is left when activities that cannot run side by side are put in
their only possible order. A makespan is tried, and where it leads to a contradiction every plan is
longer ("destructive bounds"): R. Klein and A. Scholl, *Computing lower bounds by destructive
improvement*, European Journal of Operational Research 112 (1999), 322-346; energy: P. Baptiste,
C. Le Pape and W. Nuijten, Annals of Operations Research 92 (1999), 305-333.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled
from kaigong.engines.scheduling.levelling.directed import Directed, forward_and_backward
from kaigong.engines.scheduling.levelling.problem import ResourceProblem

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_MOMENTS = 160  # of each end of a span; any choice of them is a proof
_PAIRED = 2_000  # activities up to which all pairs are looked at
_ROUNDS = 12  # of narrowing by pairs; stopping sooner proves less and nothing wrong


def critical_path_bound(problem: ResourceProblem) -> int:
    """How long the longest path is, releases included."""
    forward, _ = forward_and_backward(problem)
    return int((_earliest(forward) + forward.durations).max(initial=0))


def windows(problem: ResourceProblem, *, makespan: int) -> tuple[Ints, Ints]:
    """The earliest and latest start of each activity in any plan of a makespan.

    By links and releases alone. Shape (activities,) each; where the latest lies before the
    earliest there is no such plan.
    """
    forward, _ = forward_and_backward(problem)
    late = makespan - forward.durations
    push_late(late, forward.first_link, forward.befores, forward.waits)
    place = problem.order.position
    return _earliest(forward)[place], late[place]


def lower_bound(problem: ResourceProblem, *, makespan: int) -> int:
    """The best of the bounds.

    Args:
        makespan: Of any plan; the bound does not exceed it.
    """
    forward, _ = forward_and_backward(problem)
    early = _earliest(forward)
    demands = problem.demands[problem.order.activity]
    low = int((early + forward.durations).max(initial=0))
    exclusive = _exclusive(forward, demands, problem.capacities)
    proven, high = low, makespan
    while proven < high:
        tried = (proven + high) // 2
        if _is_refuted(tried, forward, early, demands, problem.capacities, exclusive):
            proven = tried + 1
        else:
            high = tried
    return proven


def _is_refuted(
    makespan: int,
    forward: Directed,
    early: Ints,
    demands: Ints,
    capacities: Ints,
    exclusive: tuple[Ints, Ints],
) -> bool:
    """Whether no plan has this makespan."""
    durations = forward.durations
    early, late = early.copy(), makespan - durations
    for _ in range(_ROUNDS):
        push_late(late, forward.first_link, forward.befores, forward.waits)
        push_early(early, forward.first_link, forward.befores, forward.waits)
        if (early > late).any():
            return True
        if not _ordered_by_pairs(early, late, durations, exclusive):
            break
    if (early > late).any():
        return True
    return _has_too_much_work(early, late, durations, demands, capacities)


def _ordered_by_pairs(
    early: Ints, late: Ints, durations: Ints, exclusive: tuple[Ints, Ints]
) -> bool:
    """Put those in order that can only run one way round; whether a window became narrower."""
    one, other = exclusive
    # `one` cannot be done before `other` has to start: it comes after.
    after = early[one] + durations[one] > late[other]
    if not after.any():
        return False
    one, other = one[after], other[after]
    old_early, old_late = early.copy(), late.copy()
    np.maximum.at(early, one, early[other] + durations[other])
    np.minimum.at(late, other, late[one] - durations[other])
    return bool((old_early < early).any() or (old_late > late).any())


def _has_too_much_work(
    early: Ints, late: Ints, durations: Ints, demands: Ints, capacities: Ints
) -> bool:
    """Whether in some span more work is bound to be done than its resource can do."""
    begins = _chosen(np.concatenate((early, late)))
    ends = _chosen(np.concatenate((early + durations, late + durations)))
    for begin in begins.tolist():
        behind = ends[ends > begin]
        length = behind - begin
        pushed_left = np.clip(early + durations - begin, 0, durations)
        pushed_right = np.minimum(durations, behind[:, None] - late)
        within = np.minimum(np.minimum(pushed_left, pushed_right), length[:, None])
        work = np.maximum(within, 0) @ demands
        if (work > capacities * length[:, None]).any():
            return True
    return False


def _chosen(moments: Ints) -> Ints:
    distinct = np.unique(moments)
    if distinct.size <= _MOMENTS:
        return distinct
    return distinct[np.linspace(0, distinct.size - 1, _MOMENTS).astype(np.int64)]


def _exclusive(forward: Directed, demands: Ints, capacities: Ints) -> tuple[Ints, Ints]:
    """Pairs, both ways round, that together need more than there is."""
    count = forward.durations.size
    if count > _PAIRED:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    clash = np.zeros((count, count), dtype=np.bool_)
    for resource, capacity in enumerate(capacities.tolist()):
        need = demands[:, resource]
        clash |= need[:, None] + need[None, :] > capacity
    working = forward.durations > 0
    clash &= working[:, None] & working[None, :]
    np.fill_diagonal(clash, False)
    one, other = np.nonzero(clash)
    return one.astype(np.int64), other.astype(np.int64)


def _earliest(way: Directed) -> Ints:
    early = way.heads.copy()
    push_early(early, way.first_link, way.befores, way.waits)
    return early


@compiled
def push_early(early: Ints, first_link: Ints, befores: Ints, waits: Ints) -> None:
    """No start before what it waits for allows."""
    for activity in range(early.size):
        for link in range(first_link[activity], first_link[activity + 1]):
            early[activity] = max(early[activity], early[befores[link]] + waits[link])


@compiled
def push_late(late: Ints, first_link: Ints, befores: Ints, waits: Ints) -> None:
    """No start after what waits for it allows."""
    for activity in range(late.size - 1, -1, -1):
        for link in range(first_link[activity], first_link[activity + 1]):
            before = befores[link]
            late[before] = min(late[before], late[activity] - waits[link])
