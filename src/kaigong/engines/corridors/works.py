"""What is built along a road: which layer, on which stretch, from which day to which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import combinations

from kaigong.engines.corridors.errors import (
    EmptyStretchError,
    EndsBeforeStartError,
    UnknownLayerError,
)


@dataclass(frozen=True)
class Layer:
    """One kind of works in a road.

    Attributes:
        depth: 0 at the surface; of two works in one place the deeper comes first.
        opens: The pavement is broken up for it.
        closed_years: For so long after it nobody may dig there; 0 where no rule says so.
    """

    key: str
    zh: str
    en: str
    depth: int
    opens: bool = False
    closed_years: int = 0


@lru_cache(maxsize=1)
def layers() -> Mapping[str, Layer]:
    """All layers by key, from the surface down."""
    text = resources.files("kaigong.engines.corridors").joinpath("layers.toml").read_text("utf-8")
    return {row["key"]: Layer(**row) for row in tomllib.loads(text)["layer"]}


@dataclass(frozen=True)
class Stretch:
    """A part of a road, in metres from its beginning (chainage 桩号)."""

    start: int
    end: int

    @property
    def metres(self) -> int:
        return self.end - self.start

    def common(self, other: Stretch) -> Stretch | None:
        """What both have; none where they only touch."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Stretch(start, end) if start < end else None


@dataclass(frozen=True)
class Work:
    """Works on a stretch of one road, from a first to a last day.

    Attributes:
        latest_finish: The last day that keeps what was promised; none where nothing is.
        is_fixed: Begun or done, so nobody can put it off any more.

    Raises:
        UnknownLayerError, EmptyStretchError, EndsBeforeStartError: it cannot be.
    """

    key: str
    road: str
    stretch: Stretch
    layer: str
    start: date
    finish: date
    latest_finish: date | None = None
    is_fixed: bool = False

    def __post_init__(self) -> None:
        if self.layer not in layers():
            raise UnknownLayerError(layer=self.layer)
        if self.stretch.metres <= 0:
            raise EmptyStretchError(work=self.key, start=self.stretch.start, end=self.stretch.end)
        if self.finish < self.start:
            raise EndsBeforeStartError(work=self.key, start=self.start, finish=self.finish)

    @property
    def kind(self) -> Layer:
        return layers()[self.layer]

    @property
    def days(self) -> int:
        """Calendar days, the first and the last among them."""
        return (self.finish - self.start).days + 1


def meeting(works: Iterable[Work]) -> Iterator[tuple[Work, Work, Stretch]]:
    """All pairs in one road that share a stretch, the upper one first."""
    by_road: dict[str, list[Work]] = {}
    for work in works:
        by_road.setdefault(work.road, []).append(work)
    for beside in by_road.values():
        for one, other in combinations(sorted(beside, key=lambda each: each.kind.depth), 2):
            if (common := one.stretch.common(other.stretch)) is not None:
                yield one, other, common
