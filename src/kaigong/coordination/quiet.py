"""Quiet hours: when a message may not go out, and when it may again."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo


def after_quiet(moment: datetime, begin: time | None, end: time | None, place: tzinfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in.

    Args:
        begin: In the time of the place; later than `end` where the night lies between.
        place: The zone's time.
    """
    if begin is None or end is None or begin == end:
        return moment
    there = moment.astimezone(place)
    now = there.time()
    is_quiet = begin <= now < end if begin < end else now >= begin or now < end
    if not is_quiet:
        return moment
    day = there.date() + timedelta(days=1 if now >= end else 0)
    return datetime.combine(day, end, tzinfo=place)
