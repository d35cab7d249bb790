"""Projects known by their monthly plan alone: money at a pace, begun late, held up by issues.

The pace is the ratio of done to planned. What a project's own will be from now on, the ratios of
its kind tell: one of them is drawn, and all of a kind move together by as much as their common
ratio is unsure (bootstrap of a ratio, B. Efron and R. J. Tibshirani, *An Introduction to the
Bootstrap*, 1993, section 10.3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kaigong.engines.forecasting.spread import Floats

MOST_PACE = 2.0  # a project that did twice its plan early does not do so all year


@dataclass(frozen=True)
class Draws:
    """Where random numbers come from: by name, so that one does not depend on the others.

    The same seed and names give the same numbers whatever else is drawn, in any order, by any
    number of threads; that is what lets one thing be changed and all else stay.

    Args:
        runs: How many each draw has.
        seed: Of which 64 bits count.
    """

    runs: int
    seed: int
    _first: dict[int, Draws] = field(default_factory=dict, repr=False, compare=False)

    def first(self, runs: int) -> Draws:
        """The same draws, the first runs of each only."""
        return self._first.setdefault(runs, Draws(runs, self.seed))

    def uniforms(self, *names: str) -> Floats:
        """Numbers from 0 to below 1, shape (runs,)."""
        return self._generator(names).random(self.runs)

    def choices(self, count: int, *names: str) -> npt.NDArray[np.int64]:
        """Numbers of things to take, each of `count` as likely, shape (runs,)."""
        return self._generator(names).integers(0, count, self.runs)

    def weights(self, count: int, *names: str) -> Floats:
        """How often each of `count` things is in a sample of as many, shape (runs, count)."""
        shares = np.full(count, 1 / count)
        return self._generator(names).multinomial(count, shares, self.runs).astype(np.float64)

    def _generator(self, names: tuple[str, ...]) -> np.random.Generator:
        digest = hashlib.sha256("\n".join(names).encode()).digest()
        key = [self.seed & (2**64 - 1), int.from_bytes(digest[:8], "little")]
        return np.random.Generator(np.random.Philox(key=np.array(key, np.uint64)))


@dataclass(frozen=True)
class Paces:
    """What the projects of a kind did of what they had planned so far.

    Args:
        key: The name of the kind, by which it is drawn.
        done, planned: Of each project, shape (projects,), in one unit; `planned` above 0.
    """

    key: str
    done: Floats
    planned: Floats
    _common: dict[Draws, Floats] = field(default_factory=dict, repr=False, compare=False)

    @property
    def mean(self) -> float:
        """All that was done over all that was planned."""
        return float(self.done.sum() / self.planned.sum())

    def drawn_for(self, project: str, draws: Draws) -> Floats:
        """The pace of one project from now on, shape (runs,)."""
        ratios = np.clip(self.done / self.planned, 0.0, MOST_PACE)
        if ratios.mean() <= 0:
            return np.zeros(draws.runs)
        # Around the pace of the whole kind: a small project's ratio says nothing of how much is
        # done, but as much of how far one may be off.
        own = ratios[draws.choices(ratios.size, "pace", project)] * (self.mean / ratios.mean())
        if draws not in self._common:  # all projects of the kind share it
            self._common[draws] = self.common(draws)
        found: Floats = own * self._common[draws]
        return found

    def common(self, draws: Draws) -> Floats:
        """By how much the whole kind may turn out other than it was, shape (runs,), about 1."""
        if self.mean <= 0:
            return np.ones(draws.runs)
        weights = draws.weights(self.done.size, "kind", self.key)
        found: Floats = (weights @ self.done) / (weights @ self.planned) / self.mean
        return found


@dataclass(frozen=True)
class Wait:
    """Something that may hold a project up: days from today until it is gone.

    Args:
        key: Its name, by which it is drawn.
        chance: That it holds the project up at all.
        days: Quantiles, ascending, evenly spaced from the share 0 to 1, shape (points,).
    """

    key: str
    chance: float
    days: Floats

    def drawn(self, draws: Draws) -> Floats:
        """Days in each run, 0 where it holds nothing up, shape (runs,)."""
        lasts = np.interp(
            draws.uniforms("wait", self.key), np.linspace(0, 1, self.days.size), self.days
        )
        return np.where(draws.uniforms("stops", self.key) < self.chance, lasts, 0.0)


@dataclass(frozen=True)
class PacedProject:
    """A project without a network. Days count from today; amounts are of one unit.

    Args:
        key: Its name, by which it is drawn.
        planned: Planned amounts of the year, cumulative at the end of month 0 to 12, shape (13,).
        month_ends: Days from today to those ends, ascending, shape (13,).
        paces: How its kind did so far.
        counted_in: Days from today to the end of the last month whose reports count; what is
            planned after it is what is left to do.
        late_days: Days it should have begun before today and has not; 0 where it has begun.
        starts_in: Days until it is to begin by plan; none where it has begun.
        start_wait: How many days later than that it begins; none where it has begun.
        completes_in: Days until it is to be completed by plan; none where nobody planned that.
        completion_wait: How many days later than that it is completed.
        waits: Issues that hold it up.
    """

    key: str
    planned: Floats
    month_ends: Floats
    paces: Paces
    counted_in: float = 0.0
    late_days: float = 0.0
    starts_in: float | None = None
    start_wait: Wait | None = None
    completes_in: float | None = None
    completion_wait: Wait | None = None
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, eq=False)
class PacedRuns:
    """What one project comes to in each run.

    Attributes:
        spent: From today to each moment, shape (moments, runs).
        starts_in, completes_in: Days from today, shape (runs,); infinite where nothing is planned,
            and a start before today where it has begun.
    """

    spent: Floats
    starts_in: Floats
    completes_in: Floats


def paced_runs(
    project: PacedProject,
    moments: Floats,
    draws: Draws,
    *,
    keeps_pace: bool = False,
    begins_in_time: bool = False,
    shortened: Mapping[str, Floats] | None = None,
) -> PacedRuns:
    """Play one project.

    What is planned for the months is done at the drawn pace, moved later by the days it begins late
    or stands still; nothing that was missed so far is made up for.

    Args:
        moments: Days from today until which money counts, within the year, shape (moments,).
        keeps_pace: As if it did from now on no less than it planned.
        begins_in_time: As if it began on its planned day, or today where that has passed.
        shortened: As if some of the waits were other: quantiles of days by key.

    Returns:
        The same draws whatever is asked, so that a difference is the change's own.
    """
    shortened = shortened or {}
    pace = project.paces.drawn_for(project.key, draws)
    if keeps_pace:
        pace = np.maximum(pace, 1.0)
    held = np.zeros(draws.runs)
    for wait in project.waits:
        quantiles = shortened.get(wait.key)
        found = wait if quantiles is None else Wait(wait.key, wait.chance, quantiles)
        held = np.maximum(held, found.drawn(draws))
    later, starts_in = held, np.full(draws.runs, -1.0)
    if project.starts_in is not None:
        slip = np.zeros(draws.runs)
        if project.start_wait is not None and not begins_in_time:
            slip = project.start_wait.drawn(draws)
        planned_in = max(0.0, project.starts_in)
        starts_in = np.maximum(planned_in + slip, held)
        later = starts_in - planned_in
    completes_in = np.full(draws.runs, np.inf)
    if project.completes_in is not None:
        completes_in = max(0.0, project.completes_in) + later
        if project.completion_wait is not None:
            completes_in = completes_in + project.completion_wait.drawn(draws)
    spent = np.stack([pace * _planned_between(project, moment, later) for moment in moments])
    return PacedRuns(spent, starts_in, completes_in)


def _planned_between(project: PacedProject, moment: float, later: Floats) -> Floats:
    """What the plan has left up to a moment, moved later by some days."""
    counted = project.counted_in - project.late_days
    since = float(np.interp(counted, project.month_ends, project.planned))
    until = np.interp(moment - project.late_days - later, project.month_ends, project.planned)
    return np.maximum(until - since, 0.0)
