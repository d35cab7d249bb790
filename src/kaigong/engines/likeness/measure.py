"""How alike reports are, by the features that they share and where they were made."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kaigong.engines.likeness.features import Features, features_of

LEAST = 0.33
OTHER_NUMBER = 0.4  # what is left of the likeness of 3 号地块 and 5 号地块
NEAR_M, FAR_M = 150.0, 1500.0
FOR_NEAR, FOR_FAR = 0.25, 0.5
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class Report:
    """What somebody told.

    Attributes:
        text: In Chinese or English; a place in words belongs in here.
        point: Longitude and latitude, CGCS2000 degrees.
    """

    text: str
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Alike:
    """One report that is like the asked one: its place in the given order, and how much, 0 to 1."""

    at: int
    likeness: float


def alike(
    asked: Report,
    known: Sequence[Report],
    *,
    fold: Callable[[str], str],
    least: float = LEAST,
    most: int = 5,
) -> tuple[Alike, ...]:
    """The known reports that may tell the same matter, the most alike first.

    The likeness of two texts is the mean of resemblance and containment of their features
    (characters and n-grams), each feature weighed by how rare it is among the texts at hand. Two
    texts that name other numbers of one kind (3 号地块, 5 号地块) are less alike; nearness of the
    two places raises the likeness, distance lowers it.

    Args:
        asked: The new report.
        known: The reports that it may repeat.
        fold: Makes width and script the same; it must keep digits, letters and spaces.
        least: Likeness from which a report is shown.
        most: How many at most.

    Source:
        Resemblance and containment: Broder, On the resemblance and containment of documents,
        1997. Rareness as weight: Spärck Jones, A statistical interpretation of term specificity,
        1972. N-grams across scripts: Cavnar and Trenkle, N-gram-based text categorization, 1994.
        The weights, the numbers and the places are our own, set by the labelled pairs of the tests.
    """
    mine = features_of(fold(asked.text))
    if not mine.weights:
        return ()
    theirs = [features_of(fold(each.text)) for each in known]
    rare = _rareness([mine, *theirs])
    whole = _sum(mine, rare)
    found = []
    for at, (each, other) in enumerate(zip(known, theirs, strict=True)):
        shared = math.fsum(
            mine.weights[key] * rare[key] for key in mine.weights.keys() & other.weights.keys()
        )
        if not shared:
            continue
        size = _sum(other, rare)
        likeness = (shared / (whole + size - shared) + shared / min(whole, size)) / 2
        likeness = _by_place(_by_numbers(likeness, mine, other), asked.point, each.point)
        if likeness >= least:
            found.append(Alike(at, min(likeness, 1.0)))
    return tuple(sorted(found, key=lambda each: (-each.likeness, each.at))[:most])


def _rareness(texts: Sequence[Features]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for each in texts:
        counts.update(each.weights.keys())
    return {key: math.log(1 + len(texts) / count) for key, count in counts.items()}


def _sum(text: Features, rare: dict[str, float]) -> float:
    return math.fsum(weight * rare[key] for key, weight in text.weights.items())


def _by_numbers(likeness: float, mine: Features, other: Features) -> float:
    common = mine.numbers.keys() & other.numbers.keys()
    clash = any(not mine.numbers[kind] & other.numbers[kind] for kind in common)
    return likeness * OTHER_NUMBER if clash else likeness


def _by_place(
    likeness: float, one: tuple[float, float] | None, other: tuple[float, float] | None
) -> float:
    if one is None or other is None:
        return likeness
    shrink = math.cos(math.radians((one[1] + other[1]) / 2))
    apart = math.hypot((one[0] - other[0]) * shrink, one[1] - other[1]) * _METRES_PER_DEGREE
    far = min(max((apart - NEAR_M) / (FAR_M - NEAR_M), 0.0), 1.0)
    near = likeness + (1 - likeness) * FOR_NEAR
    return near * (1 - far) + likeness * FOR_FAR * far
