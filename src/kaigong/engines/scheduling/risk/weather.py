"""Days lost to weather 气候日历: drawn day by day, by the month's chance, alike for all works.

A day is lost or worked as a whole. One number is drawn for each day of each scenario, and a
calendar loses the day where the number lies below its chance of that month: so a day of storm stops
the crane and the roofers together, and who is more sensitive loses that day too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.calendars import DAY_MINUTES
from kaigong.engines.scheduling.errors import UnknownCalendarError
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.risk.errors import UnfitProbabilityError
from kaigong.engines.scheduling.risk.philox import uniforms
from kaigong.engines.scheduling.risk.tables import Floats
from kaigong.engines.scheduling.worktime import BUCKET, Worktime

Ints = NDArray[np.int64]
LOST_DAY = 5  # the stream that days are drawn by


@dataclass(frozen=True)
class Weather:
    """How often a working day is lost to weather.

    Args:
        chances: From January to December, each from 0 to 1.
    """

    chances: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.chances) != 12 or not all(0 <= each <= 1 for each in self.chances):
            raise UnfitProbabilityError(key="weather", given=list(self.chances))


class WeatherTables(NamedTuple):
    """The days that may be lost, from `first` on; calendars with weather have a row each.

    Attributes:
        first: The first day, counted from the origin of the tables of working time.
        row: Row of each calendar of those tables, or -1, shape (calendars,).
        calendar: The calendar of each row.
        address: What each day is drawn by, shape (days,).
        chance: That a day is lost, shape (rows, days).
        may_lose: Whether some calendar works on a day and may lose it, shape (days,).
        gone_at: Working minutes before each day if none is lost, shape (rows, days + 1).
        guess: A day near which so many times `BUCKET` minutes are worked, shape (rows, steps).
    """

    first: int
    row: NDArray[np.int64]
    calendar: Ints
    address: Ints
    chance: Floats
    may_lose: NDArray[np.bool_]
    gone_at: Ints
    guess: Ints


def weather_tables(
    network: Network,
    worktime: Worktime,
    weather: Mapping[str | None, Weather],
    *,
    first: int,
    days: int,
) -> WeatherTables:
    """Tables of the days that may be lost.

    Args:
        weather: By key of the network's calendars; None is its own.
        first: The first day that may be lost, from the origin of the tables on.
        days: How many may be.

    Raises:
        UnknownCalendarError: the network has no such calendar.
    """
    row = np.full(len(worktime.calendars), -1, dtype=np.int64)
    rows: list[tuple[int, Weather]] = []
    for key, each in weather.items():
        if key is not None and key not in network.calendars:
            raise UnknownCalendarError(key="weather", calendar=key)
        wanted = network.calendar if key is None else network.calendars[key]
        for number, calendar in enumerate(worktime.calendars):
            if calendar == wanted and row[number] < 0:
                row[number] = len(rows)
                rows.append((number, each))
    dates = [(worktime.origin + timedelta(days=first + day)).date() for day in range(days)]
    months = np.array([day.month - 1 for day in dates], dtype=np.int64)
    midnights = (first + np.arange(days + 1)) * DAY_MINUTES
    chance = np.array([np.array(each.chances)[months] for _, each in rows]).reshape(-1, days)
    gone_at = np.array([worktime.gone(number, midnights) for number, _ in rows], dtype=np.int64)
    gone_at = gone_at.reshape(-1, days + 1)
    return WeatherTables(
        first=first,
        row=row,
        calendar=np.array([number for number, _ in rows], dtype=np.int64),
        address=np.array([day.toordinal() for day in dates], dtype=np.int64),
        chance=np.where(np.diff(gone_at, axis=1) > 0, chance, 0.0),
        may_lose=np.asarray(((chance > 0) & (np.diff(gone_at, axis=1) > 0)).any(axis=0)),
        gone_at=gone_at,
        guess=_guess(chance, gone_at),
    )


def _guess(chance: Floats, gone_at: Ints) -> Ints:
    """By the minutes worked on average."""
    worked = np.cumsum(np.diff(gone_at, axis=1) * (1 - chance), axis=1)
    most = int(worked.max(initial=0.0)) // BUCKET + 1
    steps = np.arange(most + 1) * BUCKET
    found = [np.searchsorted(each, steps, side="right") for each in worked]
    last = max(chance.shape[1] - 1, 0)
    return np.asarray(np.minimum(np.array(found, dtype=np.int64).reshape(-1, steps.size), last))


class Lost(NamedTuple):
    """What is left of some groups of scenarios: minutes worked before each day.

    `worked` has the shape (rows, scenarios, days + 1).
    """

    tables: WeatherTables
    worktime: Worktime
    worked: Ints

    def gone(self, calendar: int, instants: Any) -> Any:
        """Working minutes before instants, one of each scenario; from the first day on."""
        total = self.worktime.gone(calendar, instants)
        row = int(self.tables.row[calendar])
        if row < 0:
            return total
        worked, gone_at = self.worked[row], self.tables.gone_at[row]
        day = np.asarray(instants) // DAY_MINUTES - self.tables.first
        at = np.clip(day, 0, gone_at.size - 1)
        scenario = np.arange(worked.shape[0])
        before = worked[scenario, at]
        following = worked[scenario, np.minimum(at + 1, gone_at.size - 1)]
        is_worked = (day < 0) | (at == gone_at.size - 1) | (following > before)
        return before + np.where(is_worked, total - gone_at[at], 0)

    def earliest(self, calendar: int, work: Any) -> Any:
        """The earliest instants by which so much is done, one of each scenario."""
        return self._instants(calendar, work, "left")

    def latest(self, calendar: int, work: Any) -> Any:
        """The latest instants by which no more is done, one of each scenario."""
        return self._instants(calendar, work, "right")

    def _instants(self, calendar: int, work: Any, side: Any) -> Any:
        turned = self.worktime.earliest if side == "left" else self.worktime.latest
        row = int(self.tables.row[calendar])
        if row < 0:
            return turned(calendar, work)
        worked, gone_at = self.worked[row], self.tables.gone_at[row]
        stride = int(worked.max(initial=0)) + 2
        scenario = np.arange(worked.shape[0])
        keys = (worked + scenario[:, None] * stride).ravel()
        wanted = np.clip(work, 0, stride - 1) + scenario * stride
        day = np.searchsorted(keys, wanted, side=side) - 1 - scenario * gone_at.size
        day = np.clip(day, 0, gone_at.size - 1)
        return turned(calendar, gone_at[day] + np.asarray(work) - worked[scenario, day])


def lost_in(
    tables: WeatherTables, worktime: Worktime, *, groups: range, key: tuple[int, int], size: int
) -> Lost:
    """What weather leaves in some groups of scenarios.

    Args:
        size: Scenarios of the groups.
    """
    rows, days = tables.chance.shape
    worked = np.zeros((rows, size, days + 1), dtype=np.int64)
    minutes = np.diff(tables.gone_at, axis=1)
    drawn = np.ones(size)
    for day in range(days if rows else 0):
        if tables.may_lose[day]:
            drawn = uniforms(int(tables.address[day]), stream=LOST_DAY, groups=groups, key=key)
        for row in range(rows):
            left = np.where(drawn < tables.chance[row, day], 0, minutes[row, day])
            worked[row, :, day + 1] = worked[row, :, day] + left
    return Lost(tables, worktime, worked)
