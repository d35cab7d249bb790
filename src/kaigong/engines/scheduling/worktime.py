"""Working time as a number 工作时间: tables that turn an instant into work gone, and back.

For each calendar `gone(t)` counts the working minutes before the instant t. It stands still outside
shifts, so each amount of work has an earliest instant, where a finish sits (Friday 17:00), and a
latest one, where a start sits (Monday 08:00). Every date of a schedule is made of these three.
Instants are whole minutes since `origin`, a midnight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaigong.engines.scheduling.calendars import DAY_MINUTES, Calendar
from kaigong.engines.scheduling.shift_tables import Minutes, joined, shifts_over

BUCKET = 480  # working minutes per step of the table that finds the shift of an amount of work


@dataclass(frozen=True, eq=False)
class Worktime:
    """The tables of several calendars, one behind the other.

    Each calendar's shifts end with a sentinel: an empty shift at `limit` that is never reached.

    Attributes:
        origin: Midnight of the first day; minute 0.
        limit: First minute behind the last day.
        first: Shape (calendars + 1,): where each calendar's shifts begin.
        start, end, before: Shape (shifts,): a shift's span, and the work gone before it.
        total: Shape (calendars,): all work of a calendar.
        by_day: Shape (calendars, days + 1): the first shift at or after each midnight.
        by_work: The shift of every `BUCKET` working minutes, calendars one behind the other.
        work_first: Shape (calendars,): where each calendar's part of `by_work` begins.
    """

    origin: datetime
    limit: int
    calendars: tuple[Calendar, ...]
    first: Minutes
    start: Minutes
    end: Minutes
    before: Minutes
    total: Minutes
    by_day: NDArray[np.int32]
    by_work: NDArray[np.int32]
    work_first: Minutes
    end_key: Minutes
    before_key: Minutes

    # --- instants and moments ----------------------------------------------------------------

    def instant(self, moment: datetime) -> int:
        """The minute of a moment; seconds are dropped."""
        return int((moment - self.origin) // timedelta(minutes=1))

    def moment(self, instant: int) -> datetime:
        """The moment of a minute."""
        return self.origin + timedelta(minutes=int(instant))

    # --- the three that all else is made of --------------------------------------------------

    def gone(self, calendar: ArrayLike, instant: ArrayLike) -> Minutes:
        """Working minutes of a calendar before an instant.

        Args:
            calendar: Numbers of calendars, broadcast against `instant`.
            instant: Minutes since the origin; outside the tables no work is done.
        """
        number = np.asarray(calendar, dtype=np.int64)
        at = np.clip(np.asarray(instant, dtype=np.int64), 0, self.limit)
        shift = np.searchsorted(self.end_key, at + number * self._stride, side="right")
        shift = np.minimum(shift, self.first[number + 1] - 1)
        gone: Minutes = self.before[shift] + np.maximum(0, at - self.start[shift])
        return gone

    def earliest(self, calendar: ArrayLike, work: ArrayLike) -> Minutes:
        """The earliest instant by which an amount of work is done: finish sense.

        Work that the tables do not hold ends at or behind `limit`; no work at all at 0.
        """
        number = np.asarray(calendar, dtype=np.int64)
        amount = np.asarray(work, dtype=np.int64)
        shift = self._shift_of(number, amount, "left")
        found = self.start[shift] + amount - self.before[shift]
        return np.where(amount <= 0, 0, np.minimum(found, self.limit))

    def latest(self, calendar: ArrayLike, work: ArrayLike) -> Minutes:
        """The latest instant by which no more than an amount is done: start sense.

        The instant behind all work is `limit`; less than no work is done at 0.
        """
        number = np.asarray(calendar, dtype=np.int64)
        amount = np.asarray(work, dtype=np.int64)
        shift = self._shift_of(number, amount, "right")
        found = self.start[shift] + amount - self.before[shift]
        return np.where(amount < 0, 0, np.minimum(found, self.limit))

    # --- made of the three -------------------------------------------------------------------

    def start_snap(self, calendar: ArrayLike, instant: ArrayLike) -> Minutes:
        """The first working minute at or after an instant."""
        return self.latest(calendar, self.gone(calendar, instant))

    def finish_snap(self, calendar: ArrayLike, instant: ArrayLike) -> Minutes:
        """The end of the last working minute at or before an instant."""
        return self.earliest(calendar, self.gone(calendar, instant))

    def add(self, calendar: ArrayLike, instant: ArrayLike, work: ArrayLike) -> Minutes:
        """The instant by which further work is done, in finish sense; the same one for none.

        Working minutes may be negative: then it is the last instant that leaves them all to do.
        """
        amount = np.asarray(work, dtype=np.int64)
        then = self.gone(calendar, instant) + amount
        moved = np.where(amount > 0, self.earliest(calendar, then), self.latest(calendar, then))
        return np.where(amount == 0, np.asarray(instant, dtype=np.int64), moved)

    def between(self, calendar: ArrayLike, first: ArrayLike, last: ArrayLike) -> Minutes:
        """Working minutes from one instant to another, negative if it lies before."""
        return self.gone(calendar, last) - self.gone(calendar, first)

    @property
    def _stride(self) -> int:
        return self.limit + 2

    def _shift_of(self, number: Minutes, work: Minutes, side: str) -> Minutes:
        amount = np.clip(work, 0, self.total[number] + 1)
        key = amount + number * self._stride
        shift: Minutes = (
            np.searchsorted(self.before_key, key, side=side) - 1  # type: ignore[call-overload]
        )
        return np.maximum(shift, self.first[number])


# Two hundred plans on the same calendars over thirty years would hold a gigabyte of equal tables.
# They are kept as long as somebody uses them and no longer.
_HELD: WeakValueDictionary[tuple[tuple[Calendar, ...], datetime, int], Worktime] = (
    WeakValueDictionary()
)


def worktime_of(calendars: Sequence[Calendar], *, origin: datetime, days: int) -> Worktime:
    """Tables of calendars over a span of days; of equal calendars over the same span the same ones.

    Args:
        origin: A midnight.
        days: How many days the tables hold; work outside them does not exist.
    """
    key = tuple(calendars), origin, days
    found = _HELD.get(key)
    if found is None:
        found = _HELD[key] = _laid_out(*key)
    return found


def _laid_out(calendars: tuple[Calendar, ...], origin: datetime, days: int) -> Worktime:
    limit = days * DAY_MINUTES
    stride = limit + 2
    tables = [_table(each, origin, days) for each in calendars]
    sizes = [start.size for start, _, _ in tables]
    first = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    total = np.array([before[-1] for _, _, before in tables], dtype=np.int64)
    midnights = np.arange(days + 1) * DAY_MINUTES
    by_day = [
        np.minimum(np.searchsorted(end, midnights, side="right"), end.size - 1) + offset
        for (_, end, _), offset in zip(tables, first, strict=False)
    ]
    by_work = [
        np.searchsorted(before, np.arange(0, work + BUCKET + 1, BUCKET), side="right") - 1 + offset
        for (_, _, before), work, offset in zip(tables, total, first, strict=False)
    ]
    work_first = np.concatenate(([0], np.cumsum([each.size for each in by_work])[:-1]))
    return Worktime(
        origin=origin,
        limit=limit,
        calendars=calendars,
        first=first,
        start=joined(start for start, _, _ in tables),
        end=joined(end for _, end, _ in tables),
        before=joined(before for _, _, before in tables),
        total=total,
        by_day=np.ascontiguousarray(np.stack(by_day).astype(np.int32)),
        by_work=joined(by_work).astype(np.int32),
        work_first=work_first.astype(np.int64),
        end_key=joined(end + n * stride for n, (_, end, _) in enumerate(tables)),
        before_key=joined(before + n * stride for n, (_, _, before) in enumerate(tables)),
    )


@lru_cache(maxsize=64)  # plans of a programme work on the same few calendars
def _table(calendar: Calendar, origin: datetime, days: int) -> tuple[Minutes, Minutes, Minutes]:
    start, end = shifts_over(calendar, first_day=origin.date(), days=days)
    limit = days * DAY_MINUTES
    work = np.concatenate(([0], np.cumsum(end - start)))
    table = np.append(start, limit), np.append(end, limit + 1), work.astype(np.int64)
    for column in table:
        column.setflags(write=False)
    return table
