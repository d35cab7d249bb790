"""How work falls on the months of a year, by its days and its calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from kaigong.engines.breakdown import shared
from kaigong.engines.scheduling import Calendar
from kaigong.engines.scheduling.risk import EVEN, Shape
from kaigong.engines.scheduling.worktime import Worktime, worktime_of
from kaigong.plan.moments import begin_of, finish_day, minute_of, moment_of

FINE = 10**9  # shares of a curve are whole numbers of so many


@dataclass(frozen=True)
class WorkSpan:
    """When something is done, in minutes of the wall clock, and on which calendar."""

    start: int
    finish: int
    calendar: int


class MonthShares:
    """The months of a year on some calendars."""

    def __init__(
        self, year: int, calendars: Mapping[int, Calendar], spans: Sequence[WorkSpan]
    ) -> None:
        self.year = year
        self.edges = [begin_of(date(year + n // 12, n % 12 + 1, 1)) for n in range(13)]
        self.number = {key: place for place, key in enumerate(calendars)}
        first = min([*(span.start for span in spans), self.edges[0]])
        last = max([*(span.finish for span in spans), self.edges[-1]])
        origin = moment_of(first).replace(hour=0, minute=0)
        days = (moment_of(last) - origin) // timedelta(days=1) + 2
        self.worktime: Worktime | None = (
            worktime_of(list(calendars.values()), origin=origin, days=days) if calendars else None
        )

    def parts(self, total: int, span: WorkSpan, shape: Shape = EVEN) -> list[int]:
        """A whole divided over the time of a span.

        Args:
            total: Whole hundredths.
            shape: How it follows the work.

        Returns:
            What falls before the year, on its twelve months, and after it; exactly the whole.
        """
        done = self._done_by(span)
        if done is None:  # no work: a milestone
            parts = [0] * 14
            parts[self._place_of(span)] = total
            return parts
        by = [shape.share(share) for share in done]
        shares = [max(0, round((last - first) * FINE)) for first, last in pairwise([0.0, *by, 1.0])]
        return shared(total, shares)

    def _done_by(self, span: WorkSpan) -> list[float] | None:
        """The share of the work that is done by each edge of the months."""
        if self.worktime is None or span.finish <= span.start:
            return None
        origin = minute_of(self.worktime.origin)
        asked = np.array([span.start, *self.edges, span.finish]) - origin
        gone = self.worktime.gone(self.number[span.calendar], asked)
        work = int(gone[-1] - gone[0])
        if work <= 0:
            return None
        return [min(1.0, max(0.0, float(each - gone[0]) / work)) for each in gone[1:-1]]

    def _place_of(self, span: WorkSpan) -> int:
        day = finish_day(span.finish)
        if day.year != self.year:
            return 0 if day.year < self.year else 13
        return day.month
