"""A problem laid out for generating schedules, in one direction of time.

Activities are renumbered so that each comes after all it waits for; the links into each stand side
by side. What all resources together have left at one time is packed into words of 62 bits, a field
for each resource with a guard bit above it: a need fits where the subtraction leaves every guard
bit standing, one operation for several resources.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.levelling.problem import ResourceProblem

Ints = NDArray[np.int64]

_WORD = 62  # below the sign, so that plain Python and compiled code subtract alike


@dataclass(frozen=True, eq=False)
class Directed:
    """One direction of time.

    Attributes:
        durations: Shape (activities,), in this direction's order.
        heads: No start before, from this direction's beginning.
        tails: What must still pass after each finish before this direction's end.
        first_link: Links into activity i are first_link[i] … first_link[i + 1] - 1.
        befores, waits: Shape (links,).
        needs: Packed, shape (activities, words); full: what all resources have, shape (words,).
        guards: The guard bits, shape (words,).
    """

    durations: Ints
    heads: Ints
    tails: Ints
    first_link: Ints
    befores: Ints
    waits: Ints
    needs: Ints
    full: Ints
    guards: Ints

    @property
    def horizon(self) -> int:
        """Every generated schedule ends before."""
        longest = np.zeros(self.durations.size, dtype=np.int64)
        np.maximum.at(longest, self.befores, self.waits)
        steps = np.maximum(longest, self.durations)
        return int(steps.sum() + self.heads.max(initial=0) + self.tails.max(initial=0)) + 1


def forward_and_backward(problem: ResourceProblem) -> tuple[Directed, Directed]:
    """The problem laid out forward, and with time running backward.

    Activity i of the one is activity `count - 1 - i` of the other.
    """
    order = problem.order
    place, new = order.position.astype(np.int64), order.activity
    needs, full, guards = _packed(problem.demands[new], problem.capacities)
    durations, releases = problem.durations[new], problem.releases[new]
    none = np.zeros_like(releases)
    befores, afters = place[problem.befores], place[problem.afters]
    forward = Directed(
        durations,
        releases,
        none,
        *_by_after(befores, afters, problem.waits, count=problem.count),
        needs,
        full,
        guards,
    )
    last = problem.count - 1
    waits = problem.waits + durations[afters] - durations[befores]
    backward = Directed(
        _flipped(durations),
        none,
        _flipped(releases),
        *_by_after(last - afters, last - befores, waits, count=problem.count),
        _flipped(needs),
        full,
        guards,
    )
    return forward, backward


def _flipped(array: Ints) -> Ints:
    return np.ascontiguousarray(array[::-1])


def _by_after(befores: Ints, afters: Ints, waits: Ints, *, count: int) -> tuple[Ints, Ints, Ints]:
    """Links side by side by the activity they lead into."""
    by_after = np.lexsort((befores, afters))
    first = np.searchsorted(afters[by_after], np.arange(count + 1)).astype(np.int64)
    return first, befores[by_after], waits[by_after]


def _packed(demands: Ints, capacities: Ints) -> tuple[Ints, Ints, Ints]:
    """Needs, full words with their guard bits up, and guard bits."""
    words: list[tuple[Ints, int, int]] = []
    needs, full, guards, used = np.zeros(demands.shape[0], dtype=np.int64), 0, 0, 0
    for resource, capacity in enumerate(capacities.tolist()):
        if not demands[:, resource].any():
            continue
        bits = capacity.bit_length() + 1
        if used + bits > _WORD:
            words.append((needs, full, guards))
            needs, full, guards, used = np.zeros_like(needs), 0, 0, 0
        # A need above the capacity belongs to an activity without duration: it takes nothing.
        needs += np.minimum(demands[:, resource], capacity) << used
        guard = 1 << (used + bits - 1)
        full, guards, used = full + (capacity << used) + guard, guards + guard, used + bits
    words.append((needs, full, guards))
    columns = np.stack([word[0] for word in words], axis=1)
    return (
        np.ascontiguousarray(columns),
        np.array([word[1] for word in words], dtype=np.int64),
        np.array([word[2] for word in words], dtype=np.int64),
    )
