"""The progress line 前锋线: how far each activity has come, against when it was to be done.

It meets the bar of an activity where the share done lies between its planned start and finish; left
of today is behind. What was to be done is the last baseline's, or the latest dates that keep the
promise where nothing was locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kaigong.plan.models import Activity

Span = tuple[int, int]


def share_done(row: Activity) -> float:
    """How much of an activity is done, 0 to 1."""
    if row.finished is not None:
        return 1.0
    if row.started is None or not row.duration:
        return 0.0
    remaining = row.duration if row.remaining is None else row.remaining
    return max(0.0, 1 - remaining / row.duration)


def reached(row: Activity, planned: Mapping[str, Span], *, today: int) -> int | None:
    """The minute at which the line meets a row; none where the row was never to be done yet."""
    if row.finished is not None:
        return today
    span = planned.get(row.key)
    if span is None and row.late_start is not None and row.late_finish is not None:
        span = (row.late_start, row.late_finish)
    if span is None:
        return None
    start, finish = span
    if row.started is None:
        return min(start, today)
    return round(start + share_done(row) * (finish - start))


def foremost(points: Iterable[int | None], *, today: int) -> int:
    """Where the line meets a project: at what lags most, else at what is furthest ahead."""
    known = [point for point in points if point is not None]
    if not known:
        return today
    return min(known) if min(known) < today else max(known)
