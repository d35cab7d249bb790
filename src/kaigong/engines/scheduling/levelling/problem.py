"""Who needs how much of what is scarce: the resource-constrained project scheduling problem.

J. Blazewicz, J. K. Lenstra and A. H. G. Rinnooy Kan, *Scheduling subject to resource constraints*,
Discrete Applied Mathematics 5 (1983), 11-24. Several projects that share resources are one problem:
links then join only activities of the same project.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.levelling.errors import NeverEnoughError, UnfitResourceProblemError
from kaigong.engines.scheduling.ordering import Order, order_of

Ints = NDArray[np.int64]

MOST = 2**40  # of a duration, a wait or a release: sums of them stay exact


@dataclass(frozen=True, eq=False)
class ResourceProblem:
    """Activities, what waits for what, and what they share.

    Time is counted in whole units, whichever they are. Instances are checked when made; their
    arrays are copies that refuse to be written to.

    Args:
        durations: Shape (activities,), not negative.
        befores, afters: The activities at both ends of each link, shape (links,).
        waits: How long the start of the one after lies behind the start of the one before, at
            least, shape (links,). A finish-to-start link waits for the duration of the one
            before and its lag; start-to-start for its lag; waits below zero are leads.
        demands: Units of each renewable resource while an activity runs, shape
            (activities, resources), not negative.
        capacities: Units there are at any time, shape (resources,).
        releases: No start before these, shape (activities,); zeros where there are none.
        projects: Which project each activity belongs to, shape (activities,), from 0 on.

    Raises:
        UnfitResourceProblemError: shapes or values do not fit together.
        LoopError: activities wait for each other.
        NeverEnoughError: an activity needs more than there is.
    """

    durations: Ints
    befores: Ints
    afters: Ints
    waits: Ints
    demands: Ints
    capacities: Ints
    releases: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    projects: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    order: Order = field(init=False, repr=False)

    def __post_init__(self) -> None:
        count = np.asarray(self.durations).size
        links = np.asarray(self.befores).size
        for name, size in (
            ("durations", count),
            ("befores", links),
            ("afters", links),
            ("waits", links),
            ("capacities", np.asarray(self.capacities).size),
            ("releases", count),
            ("projects", count),
        ):
            self._keep(name, getattr(self, name), (size,))
        self._keep("demands", self.demands, (count, self.capacities.size))
        self._check()
        object.__setattr__(self, "order", order_of(count, self.befores, self.afters))

    @property
    def count(self) -> int:
        """How many activities there are."""
        return int(self.durations.size)

    def makespan(self, starts: Ints) -> int:
        """When the last activity ends."""
        return int((starts + self.durations).max(initial=0))

    def project_finishes(self, starts: Ints) -> Ints:
        """When the last activity of each project ends, shape (projects,)."""
        ends = np.zeros(int(self.projects.max(initial=-1)) + 1, dtype=np.int64)
        np.maximum.at(ends, self.projects, starts + self.durations)
        return ends

    def _keep(self, name: str, values: object, shape: tuple[int, ...]) -> None:
        array = np.array(values)
        if array.size == 0 and (0 in shape or name in ("releases", "projects")):
            array = np.zeros(shape, dtype=np.int64)
        if array.shape != shape or array.dtype.kind not in "iu":
            raise UnfitResourceProblemError(what=f"{name}: {array.shape}, {array.dtype}")
        array = array.astype(np.int64)
        array.setflags(write=False)
        object.__setattr__(self, name, array)

    def _check(self) -> None:
        for name in ("durations", "demands", "capacities", "releases", "projects"):
            array = getattr(self, name)
            if array.size and not 0 <= array.min() <= array.max() <= MOST:
                raise UnfitResourceProblemError(what=f"{name}: {array.min()} … {array.max()}")
        if self.waits.size and np.abs(self.waits).max() > MOST:
            raise UnfitResourceProblemError(what="waits: too long")
        for name in ("befores", "afters"):
            ends = getattr(self, name)
            if ends.size and not 0 <= ends.min() <= ends.max() < self.count:
                raise UnfitResourceProblemError(what=f"{name}: {ends.min()} … {ends.max()}")
        wanting = np.argwhere((self.demands > self.capacities) & (self.durations[:, None] > 0))
        for activity, resource in wanting[:1].tolist():
            raise NeverEnoughError(
                activity=activity,
                resource=resource,
                need=int(self.demands[activity, resource]),
                capacity=int(self.capacities[resource]),
            )


@dataclass(frozen=True, eq=False)
class LevelledPlan:
    """Starts that no resource and no link objects to, and how good they are.

    Attributes:
        starts: Shape (activities,), in the problem's unit of time.
        makespan: When the last activity ends.
        lower_bound: No plan at all ends before; proven.
        found_by: What found these starts: "priority rule", "evolution" or "CP-SAT".
        schedules: How many schedules were generated on the way.
        seed: What the draws began with.
    """

    starts: Ints
    makespan: int
    lower_bound: int
    found_by: str
    schedules: int
    seed: int

    @property
    def is_proved(self) -> bool:
        """Whether no plan can be shorter."""
        return self.makespan == self.lower_bound

    @property
    def gap(self) -> float:
        """How much shorter a plan could be at most, as a share of the lower bound."""
        return self.makespan / self.lower_bound - 1 if self.lower_bound else 0.0
