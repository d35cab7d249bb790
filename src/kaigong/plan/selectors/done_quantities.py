"""Quantities done by month: what each activity's plan said at the end of every month.

A month's quantity is what was reported in it. What is corrected later stands in the month of the
correction, so that a closed month keeps its figure and all months add up to what is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from kaigong.accounts.models import Zone
from kaigong.plan.models import Activity, PlanEdit

Key = tuple[int, str]  # the number of a plan, and a key in it


def quantities_done(
    zone: Zone, rows: Iterable[Activity], day: date, *, moment: datetime | None = None
) -> Mapping[Key, list[Decimal]]:
    """By activity: what was done before the year of a day, then in each of its months up to it.

    Args:
        rows: With a quantity, as they stand, or stood at the moment.
        moment: The end of the day, where it is past.
    """
    value = {(row.sub_plan_id, row.key): row.quantity_done or Decimal(0) for row in rows}
    ends = [zone.end_of(date(day.year, month, 1) - timedelta(days=1)) for month in _months(day)]
    edits = PlanEdit.objects.filter(sub_plan__in={plan for plan, _key in value}, at__gt=ends[0])
    if moment is not None:
        edits = edits.filter(at__lte=moment)
    left = list(edits.order_by("at", "number").values_list("sub_plan", "at", "changes"))
    at_end = [dict(value)]
    for end in reversed(ends):
        while left and left[-1][1] > end:
            plan, _at, changes = left.pop()
            for change in changes:
                key = plan, change["key"]
                if change["table"] == "activity" and key in value:
                    _take_back(value, key, change["before"])
        at_end.append(dict(value))
    at_end.reverse()  # the end of last year, then of each month, the last one not over yet
    return {
        key: [at_end[0][key], *(now[key] - then[key] for then, now in pairwise(at_end))]
        for key in value
    }


def _months(day: date) -> range:
    return range(1, day.month + 1)


def _take_back(value: dict[Key, Decimal], key: Key, before: Mapping[str, object] | None) -> None:
    if before is None:  # the edit put the activity there
        value[key] = Decimal(0)
    elif "quantity_done" in before:
        told = before["quantity_done"]
        value[key] = Decimal(0) if told is None else Decimal(str(told))
