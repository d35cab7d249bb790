"""What was promised, and what it takes 承诺与倒排: days to win, and the chain they lie on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import Layout
from kaigong.engines.scheduling.network import Activity
from kaigong.engines.scheduling.shift_tables import Minutes


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promised finish and where the plan stands to it, in days of its calendar.

    Attributes:
        promised: What it was promised for.
        finish: When it is finished at the earliest.
        short_by_days: Days to win so that it is kept; 0 where it is.
        spare_days: Days to spare where it is kept; 0 where it is not.
        chain: Keys of the activities that set its finish, first to last; in a programme each with
            its plan, as "plot7/raft".
        plan: The plan of a programme it stands in.
    """

    key: str
    promised: datetime
    finish: datetime
    short_by_days: float
    spare_days: float
    chain: tuple[str, ...]
    plan: str = ""


def commitment(
    activity: Activity,
    layout: Layout,
    finish: Minutes,
    drives: NDArray[np.bool_],
    number: int,
    *,
    plan: str = "",
) -> Commitment:
    """A promised activity.

    Args:
        finish: Early finish of each activity.
        drives: Which links, by place, set early dates.
        number: The activity's number in the layout; it has a promised finish.
    """
    worktime = layout.worktime
    calendar = int(layout.activities.calendar[number])
    promised = activity.committed or worktime.moment(int(finish[number]))
    at = worktime.instant(activity.finished) if activity.finished else int(finish[number])
    spare = int(worktime.between(calendar, at, worktime.instant(promised)))
    days = spare / (worktime.calendars[calendar].minutes_per_day or 1)
    return Commitment(
        key=activity.key,
        promised=promised,
        finish=worktime.moment(at),
        short_by_days=max(0.0, -days),
        spare_days=max(0.0, days),
        chain=chain(layout, drives, number),
        plan=plan,
    )


def chain(layout: Layout, drives: NDArray[np.bool_], number: int) -> tuple[str, ...]:
    """Activities that set the dates of one, each driving the next, first to last.

    Where several drive one, it goes on with the one that comes first in the order of work.
    """
    found: list[int] = [number]
    while True:
        into = layout.links.into
        places = np.arange(into[found[-1]], into[found[-1] + 1])
        driving = places[drives[places]]
        if not driving.size:
            return tuple(layout.keys[n] for n in reversed(found))
        found.append(int(layout.links.before[driving].min()))
