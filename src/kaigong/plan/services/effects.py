"""What an edit would do to promises, here and in other plans, before it is accepted 看影响."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from kaigong.accounts.models import Zone
from kaigong.plan.calendars import definitions_of
from kaigong.plan.measuring import Ruler
from kaigong.plan.models import Activity, Link, SubPlan
from kaigong.plan.moments import begin_of, whole_days
from kaigong.plan.services.mornings import reckon_with_others


@dataclass(frozen=True)
class MovedPromise:
    """A promise that an edit moves.

    Attributes:
        was, becomes: Minutes at which it is finished without the edit and with it.
        days: Working days it comes later; earlier is negative.
        short_days: Working days that are lacking to what was promised then.
    """

    activity: Activity
    was: int
    becomes: int
    days: int
    short_days: int


@dataclass(frozen=True)
class Effects:
    """Attributes:
    moved: The promises that move, the one that comes latest most first.
    ends: When all of the plan's own work is done without the edit and with it, in minutes.
    days: Working days by which the activity that is changed itself ends later.
    """

    plan: SubPlan
    moved: Sequence[MovedPromise]
    ends: tuple[int | None, int | None]
    days: int = 0

    @property
    def slips_elsewhere(self) -> bool:
        """Whether a promise of another project comes later."""
        return any(
            each.days > 0 and each.activity.sub_plan_id != self.plan.pk for each in self.moved
        )


def moves_others(plan: SubPlan) -> bool:
    """Whether an edit of a plan can move the dates of another."""
    return Link.objects.filter(is_across=True, before__sub_plan=plan).exists()


def effects_of(plan: SubPlan, act: Callable[[], object], *, key: str = "") -> Effects:
    """Do something to a plan, see what it moves, and take all of it back.

    What a new morning moves is not the edit's doing, so the plan is of today before.

    Args:
        key: The activity that is changed.

    Raises:
        KaigongError: what the act raises; it would be refused.
    """
    zone = plan.project.zone
    with transaction.atomic():
        if plan.reckoned_for != begin_of(zone.today()):
            reckon_with_others(plan)
        before, end_before, was = _finishes(zone), _end(plan), _finish(plan, key)
        act()
        after, end_after = _finishes(zone), _end(plan)
        moved = _moved(zone, before, after)
        days = _days_later(plan, key, was)
        transaction.set_rollback(True)
    return Effects(plan, moved, (end_before, end_after), days)


def _finishes(zone: Zone) -> dict[int, int]:
    """When each promised activity of the zone that is not finished comes out."""
    rows = Activity.objects.filter(
        sub_plan__project__zone=zone,
        committed__isnull=False,
        finished__isnull=True,
        early_finish__isnull=False,
    )
    found = rows.values_list("pk", "early_finish")
    return {number: finish for number, finish in found if finish is not None}


def _end(plan: SubPlan) -> int | None:
    found: int | None = Activity.objects.filter(sub_plan=plan).aggregate(end=Max("early_finish"))[
        "end"
    ]
    return found


def _finish(plan: SubPlan, key: str) -> int | None:
    rows = Activity.objects.filter(sub_plan=plan, key=key, finished=None)
    return rows.values_list("early_finish", flat=True).first()


def _days_later(plan: SubPlan, key: str, was: int | None) -> int:
    """Working days of its calendar by which an activity ends later than it did."""
    becomes = _finish(plan, key)
    if was is None or becomes is None or becomes <= was:
        return 0
    row = Activity.objects.select_related("sub_plan").get(sub_plan=plan, key=key)
    calendars = definitions_of(plan.project.zone, plans={plan})
    calendar = calendars[row.calendar_id or row.sub_plan.calendar_id]
    return Ruler(calendar, (was, becomes)).days(was, becomes)


def _moved(zone: Zone, before: dict[int, int], after: dict[int, int]) -> list[MovedPromise]:
    numbers = [pk for pk, finish in after.items() if before.get(pk, finish) != finish]
    moved = Activity.objects.filter(pk__in=numbers).select_related("sub_plan__project")
    rows = list(moved.order_by("pk"))
    calendars = definitions_of(zone, plans={row.sub_plan for row in rows})
    found = []
    for row in rows:
        calendar = calendars[row.calendar_id or row.sub_plan.calendar_id]
        was, becomes = before[row.pk], after[row.pk]
        found.append(
            MovedPromise(
                row,
                was,
                becomes,
                Ruler(calendar, (was, becomes)).days(was, becomes),
                max(0, -whole_days(row.total_float or 0, per_day=calendar.minutes_per_day)),
            )
        )
    return sorted(found, key=lambda each: (-each.days, each.activity.pk))
