"""Time and plan: which share of the year lies behind us, and how much should be done by now."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date

import numpy as np

from kaigong.engines.counting.once import Bools, Ints, same_length


def time_share(on: date, *, year: int) -> float:
    """序时进度: the share of a year's days that lie behind us at the end of a day, 0 to 1.

    Before the year it is 0, after it 1. 2021-03-29 is day 88 of 365: 24.1 %.
    """
    if on.year != year:
        return 0.0 if on.year < year else 1.0
    return on.timetuple().tm_yday / (366 if isleap(year) else 365)


def plan_to_date(
    planned_cents: Ints, month_cents: Ints, has_months: Bools, *, on: date, year: int
) -> Ints:
    """How much of each plan should be done by the end of a day.

    With monthly targets: the months behind us in full and the running month by its days. Without:
    the year by its days. Parts of a hundredth are cut off.

    Args:
        planned_cents: Plan of the year, shape (rows,), hundredths of the currency unit.
        month_cents: Monthly targets, shape (rows, 12), hundredths.
        has_months: True where the monthly targets count, shape (rows,).
        on: The day.
        year: The year of the plan; before it nothing is due, after it everything.

    Returns:
        Shape (rows,), hundredths.

    Raises:
        UnequalColumnsError: the columns do not belong together.
    """
    same_length(planned_cents, month_cents, has_months)
    if on.year != year:
        whole: Ints = planned_cents.copy() if on.year > year else np.zeros_like(planned_cents)
        return whole
    days = 366 if isleap(year) else 365
    # Whole numbers throughout: planned × 366 stays below 2**63 up to 2 × 10**14 currency units.
    linear = planned_cents * on.timetuple().tm_yday // days
    behind = month_cents[:, : on.month - 1].sum(axis=1)
    running = month_cents[:, on.month - 1] * on.day // monthrange(year, on.month)[1]
    due: Ints = np.where(has_months, behind + running, linear).astype(np.int64)
    return due


def year_to_date(month_cents: Ints, *, month: int) -> Ints:
    """Done from January to a month, shape (rows,); `month_cents` is (rows, 12), hundredths."""
    done: Ints = month_cents[:, :month].sum(axis=1, dtype=np.int64)
    return done


def month_before(month: date) -> date:
    """The first day of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def year_before(month: date) -> date:
    """同期: the same month of last year, its first day."""
    return date(month.year - 1, month.month, 1)
