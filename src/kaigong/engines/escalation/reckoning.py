"""When a rule speaks: for many clocks at once, for today's run and for a trial on the past.

A clock has the last day of its limit, and the day on which what it waits for came. A rule speaks in
the morning of a working day, while the clock has not ended before that day. The days on which it
speaks follow from the limit alone, so two runs over the same days say the same. Whoever sends keeps
(rule, version, clock, turn) and sends none of them twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.calendars import WorkCalendar
from kaigong.engines.escalation.errors import UnequalClocksError
from kaigong.engines.escalation.rules import EscalationRule

Days = NDArray[np.datetime64]  # of unit D
Ints = NDArray[np.int64]

DAY = timedelta(days=1)
_NEVER = 1_000_000  # working days between the calls of a rule that speaks once


@dataclass(frozen=True)
class Clocks:
    """Clocks of one watch, one for each problem that has one; all shape (clocks,).

    Attributes:
        due: Last day of the limit, datetime64[D].
        ended: The day on which it ended, datetime64[D]; NaT while it runs.
        severity: Of the problem, 1 is the worst.
    """

    due: Days
    ended: Days
    severity: Ints

    def __post_init__(self) -> None:
        lengths = {self.due.shape, self.ended.shape, self.severity.shape}
        if len(lengths) > 1 or self.due.ndim != 1:
            raise UnequalClocksError(lengths=sorted(map(str, lengths)))


@dataclass(frozen=True)
class Calls:
    """What a rule says: of which clock, on which day, for which time; all shape (calls,).

    Attributes:
        clock: Place of the clock in the columns.
        on: The day, datetime64[D].
        turn: 0 for the first call of this clock, 1 for its first repetition.
    """

    clock: Ints
    on: Days
    turn: Ints


def calls(
    rule: EscalationRule,
    clocks: Clocks,
    calendar: WorkCalendar,
    *,
    since: date,
    until: date,
    replaced_on: date | None = None,
) -> Calls:
    """What a rule says from one day to another, both included.

    For a run of today both are today, or `since` is the day after the last run: what fell on the
    days between is said late and not lost.

    Args:
        replaced_on: From this day a later version of the rule speaks instead.

    Raises:
        UnknownDayError: a day lies outside the calendar.
    """
    first, last = max(since, rule.in_force_from), until
    if replaced_on is not None:
        last = min(last, replaced_on - DAY)
    meant = ~np.isnat(clocks.due)
    if rule.from_severity is not None:
        meant &= clocks.severity <= rule.from_severity
    places = np.flatnonzero(meant).astype(np.int64)
    # A limit that ends on a free day is looked at from the next working day.
    ends, _ = calendar.due_of(clocks.due[places], np.zeros(places.size, dtype=np.int64))
    ended = clocks.ended[places]
    said: list[tuple[Ints, Days, Ints]] = []
    for day in calendar.working_days(first, last):
        waited = calendar.elapsed_of(ends, np.full(ends.shape, np.datetime64(day, "D")))
        turn, rest = np.divmod(waited - rule.after, rule.every or _NEVER)
        speaks = (rest == 0) & (turn >= 0) & (np.isnat(ended) | (ended >= np.datetime64(day, "D")))
        found = np.flatnonzero(speaks)
        said.append((places[found], np.full(found.size, np.datetime64(day, "D")), turn[found]))
    if not said:
        none = np.array([], dtype=np.int64)
        return Calls(none, np.array([], dtype="datetime64[D]"), none)
    return Calls(
        np.concatenate([clock for clock, _, _ in said]),
        np.concatenate([on for _, on, _ in said]),
        np.concatenate([turn for _, _, turn in said]),
    )
