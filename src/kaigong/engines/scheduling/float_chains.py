"""Chains of little float 关键链与次关键链: work in a row that a promise waits for.

A planner's *float paths*: from each promise back along the predecessor with the least float, the
tightest promise first; what is left over makes chains of its own that run into those.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FloatChain(Generic[K]):
    """Work in one row.

    Attributes:
        steps: First to last, each linked to the next; every step stands in one chain alone.
        slack: The least float among them.
        leads_to: The promise that it runs into, its own last step or beyond it; none where it
            runs into none.
    """

    steps: tuple[K, ...]
    slack: int
    leads_to: K | None


def float_chains(
    links: Iterable[tuple[K, K]],
    slack: Mapping[K, int],
    finish: Mapping[K, int],
    promised: Collection[K],
    *,
    below: int,
) -> list[FloatChain[K]]:
    """The chains of what is still to be done, the least float first.

    Args:
        links: Before and after; ends that have no float here (done, or out of sight) are passed
            over.
        slack: Float of each activity that is not finished, in any one unit.
        finish: When each of them is finished at the earliest.
        promised: Those with a promise.
        below: Only work with less float than that.
    """
    before: dict[K, list[K]] = {key: [] for key in slack}
    for first, then in links:
        if first in slack and then in slack:
            before[then].append(first)

    def tightness(key: K) -> tuple[int, int]:
        return slack[key], -finish[key]

    promises = sorted((key for key in promised if key in slack), key=tightness)
    near = [key for key, value in slack.items() if value < below]
    aims, left = _aims(promises, before), set(near)
    found = []
    for end in [*promises, *sorted(near, key=tightness)]:
        if end in left:
            steps = _back_from(end, before, left, tightness)
            least = min(slack[key] for key in steps)
            found.append(FloatChain(tuple(reversed(steps)), least, aims.get(end)))
    return sorted(found, key=lambda chain: (chain.slack, -len(chain.steps)))


def _back_from(
    end: K,
    before: Mapping[K, Sequence[K]],
    left: set[K],
    tightness: Callable[[K], tuple[int, int]],
) -> list[K]:
    """From an end back to where no such work is left; what it takes is left no more."""
    steps = [end]
    left.remove(end)
    while open_ends := [key for key in before[steps[-1]] if key in left]:
        steps.append(min(open_ends, key=tightness))
        left.remove(steps[-1])
    return steps


def _aims(promises: Iterable[K], before: Mapping[K, Sequence[K]]) -> dict[K, K]:
    """The tightest promise that each activity runs into."""
    aims: dict[K, K] = {}
    for promise in promises:
        stack = [promise]
        while stack:
            key = stack.pop()
            if key not in aims:
                aims[key] = promise
                stack += before[key]
    return aims
