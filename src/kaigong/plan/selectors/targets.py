"""Targets of a year as they are in force, and the edits that set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.plan.models import Target, TargetEdit, TargetWay


@dataclass(frozen=True)
class Whose:
    """Whose target it is: the zone's, a front's, or an activity's by its plan and key."""

    front: int | None = None
    sub_plan: int | None = None
    key: str = ""


THE_ZONE = Whose()
InForce = Mapping[tuple[str, Whose, int], Decimal]


def targets_in_force(
    zone: Zone, year: int, *, at: datetime | None = None, is_by_hand: bool = False
) -> InForce:
    """What is set for a year: indicator, whose and month (0 the whole year) → value.

    Args:
        at: A past moment; now without it.
        is_by_hand: Only what somebody set, not what a lock of the annual plan kept.
    """
    stands = Q(edit__taken_back_at=None)
    if at is not None:
        stands = (stands | Q(edit__taken_back_at__gt=at)) & Q(edit__at__lte=at)
    if is_by_hand:
        stands &= Q(edit__way=TargetWay.SET)
    rows = Target.objects.filter(stands, edit__zone=zone, edit__year=year).order_by("edit_id", "id")
    found: dict[tuple[str, Whose, int], Decimal] = {}
    for indicator, front, sub_plan, key, month, value in rows.values_list(
        "indicator", "front", "sub_plan", "activity_key", "month", "value"
    ):
        place = (indicator, Whose(front, sub_plan, key), month)
        if value is None:
            found.pop(place, None)
        else:
            found[place] = value
    return found


def targets_version(zone: Zone, year: int) -> int:
    """How often the targets of a year were set or taken back."""
    edits = TargetEdit.objects.filter(zone=zone, year=year)
    taken_back = Count("pk", filter=Q(taken_back_at__isnull=False))
    found = edits.aggregate(made=Count("pk"), taken_back=taken_back)
    return int(found["made"] + found["taken_back"])


def target_edits_for(zone: Zone, year: int) -> QuerySet[TargetEdit]:
    """The edits of a year, the latest first, with who made them."""
    return (
        TargetEdit.objects.filter(zone=zone, year=year)
        .select_related("by", "taken_back_by")
        .prefetch_related("targets__front", "targets__sub_plan__project")
        .order_by("-id")
    )
