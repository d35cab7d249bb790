"""Readiness of a start: what is there is counted, and the rest forecast from its promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Need:
    """One condition of a start.

    Attributes:
        key: What it is, such as `power`.
        is_met: It is there, or this project does not need it.
        promised_on: The day by which who owes it promised it; none where nobody has.
    """

    key: str
    is_met: bool
    promised_on: date | None = None


@dataclass(frozen=True)
class Readiness:
    """How ready a start is on a day.

    Attributes:
        met, of: How many conditions are there, of how many.
        forecast_on: The latest promise of what is missing; none when all is there (`is_ready`) and
            when it is open: something missing has no promise that still holds.
        last: The needs whose promise is `forecast_on`: who improves the day improves these.
        missing: The needs that are not met, in the order given.
        unpromised: Those of them that nobody has promised.
        broken: Those of them whose promised day has passed.
        late_days: Calendar days from the planned start to the earliest day on which it can be
            ready; negative is time in hand, none without a planned start or with an open forecast.
    """

    met: int
    of: int
    forecast_on: date | None
    last: tuple[str, ...]
    missing: tuple[str, ...]
    unpromised: tuple[str, ...]
    broken: tuple[str, ...]
    late_days: int | None

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def is_open(self) -> bool:
        """Whether nobody can say by which day it will be ready."""
        return bool(self.unpromised or self.broken)


def readiness_of(
    needs: Sequence[Need], *, on: date, planned_start_on: date | None = None
) -> Readiness:
    """Count what is there on a day, and forecast when the rest will be.

    A promise whose day has passed without the thing says nothing of the future, so the forecast is
    open then, as with no promise at all. A promise for today still holds.

    Args:
        needs: The conditions of one start, in the order in which they are shown; keys once each.
        on: The day from which it is seen.
        planned_start_on: The day on which works shall begin.

    Returns:
        The readiness; of no needs at all it is 0 of 0 and ready.
    """
    missing = [need for need in needs if not need.is_met]
    unpromised = tuple(need.key for need in missing if need.promised_on is None)
    broken = tuple(
        need.key for need in missing if need.promised_on is not None and need.promised_on < on
    )
    promises = [need.promised_on for need in missing if need.promised_on is not None]
    forecast_on = max(promises) if promises and not unpromised and not broken else None
    last = tuple(need.key for need in missing if need.promised_on == forecast_on)
    late_days = None
    if forecast_on is not None and planned_start_on is not None:
        late_days = (forecast_on - planned_start_on).days
    return Readiness(
        met=len(needs) - len(missing),
        of=len(needs),
        forecast_on=forecast_on,
        last=last if forecast_on is not None else (),
        missing=tuple(need.key for need in missing),
        unpromised=unpromised,
        broken=broken,
        late_days=late_days,
    )
