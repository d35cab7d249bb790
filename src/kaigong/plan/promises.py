"""Days that can be promised: within the plan, which is as long as dates can be reckoned."""

from __future__ import annotations

from kaigong.engines.scheduling.spans import YEARS
from kaigong.plan.errors import PromiseOutOfReachError
from kaigong.plan.moments import finish_day, start_day

REACH = YEARS * 365 * 1440  # minutes


def refuse_far_promise(activity: object, committed: int, *, start: int) -> None:
    """A promise from before a plan's start, or of a year that was mistyped, is refused.

    One of yesterday is not: it may be late, and then the plan says by how much.

    Args:
        committed, start: Minutes of the wall clock.

    Raises:
        PromiseOutOfReachError: it lies outside of the plan.
    """
    if not start < committed <= start + REACH:
        raise PromiseOutOfReachError(
            activity=activity,
            day=finish_day(committed),
            first=start_day(start),
            last=finish_day(start + REACH),
        )
