"""Resources of a file 文件里的资源 that can be scarce: how many by date, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from kaigong.engines.scheduling.availability import Availability, in_steps

USUAL: Final = Availability(1.0)  # what P6 and Project write where nobody has set a number
ALWAYS: Final = datetime.fromisoformat("1900-01-01")  # before any plan


class ResourceKind(Enum):
    """What works; material and cost, which are used up, are none of them."""

    LABOUR = "labour"
    MACHINE = "machine"
    WORK = "work"  # people or machines: MS Project does not tell them apart


@dataclass(frozen=True, slots=True)
class FileResource:
    """A resource that is there again when who used it is done.

    Args:
        name: As the file has it.
        there: How many there are, by date.
        is_stated: The file holds a number; without one it is what its program takes.
    """

    name: str
    kind: ResourceKind
    there: Availability
    is_stated: bool

    @property
    def is_usual(self) -> bool:
        """Whether it is what a file says where nobody has set a number, written down or not."""
        return not self.is_stated or self.there == USUAL


def limit_of(
    rates: Iterable[tuple[datetime | None, float]], *, otherwise: float
) -> tuple[Availability, bool]:
    """How many there are by lines that hold from a day on each, and whether they say anything.

    Before its first day the first line holds too: in P6 that is mostly the day somebody typed it.
    Of several for one day, as shifts have them, the largest holds.

    Args:
        otherwise: So many where there is no line.
    """
    by_day: dict[datetime, float] = {}
    for since, units in rates:
        by_day[since or ALWAYS] = max(units, by_day.get(since or ALWAYS, 0.0))
    if not by_day:
        return Availability(otherwise), False
    (_, first), *later = sorted(by_day.items())
    return in_steps(first, later), True
