"""Rule sets 规则: how programs read one and the same network, as small tables of options."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ProgressRule(Enum):
    """What a started activity still waits for."""

    RETAINED_LOGIC = "retained logic"  # its remaining work waits for its links like any other
    PROGRESS_OVERRIDE = "progress override"  # links into its start are dropped
    ACTUAL_DATES = "actual dates"  # as override, and actual dates after the data date drive


class LagCalendar(Enum):
    """Whose working time a lag is counted in, where the link does not say."""

    PREDECESSOR = "predecessor"
    SUCCESSOR = "successor"
    ALL_HOURS = "24 h"
    PROJECT = "project"


class FloatKind(Enum):
    """Which float is the total float of an activity."""

    START = "start"
    FINISH = "finish"
    SMALLEST = "smallest"


class CriticalBy(Enum):
    FLOAT = "float"
    LONGEST_PATH = "longest path"


class From(Enum):
    """Whether dates are pushed from the project's start or pulled to its finish."""

    START = "start"
    FINISH = "finish"


@dataclass(frozen=True)
class Rules:
    """How a network is read.

    Args:
        name: plain, p6 or msp.
        progress: What a started activity waits for.
        lag_calendar: Whose working time a lag is counted in.
        total_float: Which float counts.
        critical: What makes an activity critical.
        critical_float: Working minutes of float up to which an activity is critical.
        schedule_from: Forward from the start, or backward from the finish.
        holds_to_data_date: Unfinished work is never placed before the data date.
        constraints_beat_links: No-later-than and must dates pull an activity earlier than its
            links allow (MS Project's "tasks will always honor their constraint dates").
        start_lag_from_early_start: A lag after a running activity's start counts from its early
            start, not from the actual one (P6).
        uses_expected_finish: What remains is reset so that an expected finish is met (P6).
        open_ends_are_critical: What has no successor is late when it is early (P6's "make
            open-ended activities critical", MS Project's "multiple critical paths").
        late_by_the_minute: Late dates and free floats are the last that hold on every calendar. P6
            and MS Project take the end of one shift and the start of the next for one, also
            between calendars, and so a late date there can be one that does not hold.
        ignores_other_projects: Links to other projects and external dates do not count (P6).
    """

    name: str
    progress: ProgressRule = ProgressRule.RETAINED_LOGIC
    lag_calendar: LagCalendar = LagCalendar.PREDECESSOR
    total_float: FloatKind = FloatKind.FINISH
    critical: CriticalBy = CriticalBy.FLOAT
    critical_float: int = 0
    schedule_from: From = From.START
    holds_to_data_date: bool = True
    constraints_beat_links: bool = False
    start_lag_from_early_start: bool = False
    uses_expected_finish: bool = True
    open_ends_are_critical: bool = False
    ignores_other_projects: bool = False
    late_by_the_minute: bool = False


PLAIN = Rules("plain", late_by_the_minute=True)
P6 = Rules("p6")
MSP = Rules(
    "msp",
    lag_calendar=LagCalendar.SUCCESSOR,
    total_float=FloatKind.SMALLEST,
    holds_to_data_date=False,
    constraints_beat_links=True,
)
