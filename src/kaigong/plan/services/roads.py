"""Roads are set, works placed in them, and what was proposed for them taken into the plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.plan.errors import AnotherConstraintError, BeyondTheRoadError
from kaigong.plan.models import Activity, ConstraintKind, ReasonCode, Road, RoadWork
from kaigong.plan.services.activities import change_activity, words_of


@transaction.atomic
def set_road(
    zone: Zone,
    *,
    name: str,
    length: int,
    by: User | None,
    name_en: str = "",
    handed_over_on: date | None = None,
) -> Road:
    """Set a road anew, or change the one of that name.

    Raises:
        BeyondTheRoadError: works lie beyond its new end; nothing was kept.
    """
    road, _made = Road.objects.update_or_create(
        zone=zone,
        name=name,
        defaults={"name_en": name_en, "length": length, "handed_over_on": handed_over_on},
    )
    beyond = road.works.filter(end__gt=length).first()
    if beyond is not None:
        raise BeyondTheRoadError(road=road, length=length, start=beyond.start, end=beyond.end)
    record(
        "plan.road.set",
        by=by,
        zone=zone.slug,
        subject=name,
        length=length,
        handed_over_on=handed_over_on,
    )
    return road


@transaction.atomic
def place_work(
    road: Road, row: Activity, *, start: int, end: int, layer: str, by: User | None
) -> RoadWork:
    """Say where an activity lies; one that lay elsewhere moves.

    Args:
        start, end: Metres from the road's beginning.
        layer: Of the engine `corridors`.

    Raises:
        BeyondTheRoadError: the stretch does not lie in the road.
    """
    if not 0 <= start < end <= road.length:
        raise BeyondTheRoadError(road=road, length=road.length, start=start, end=end)
    placed, _made = RoadWork.objects.update_or_create(
        sub_plan=row.sub_plan,
        key=row.key,
        defaults={"road": road, "start": start, "end": end, "layer": layer},
    )
    record(
        "plan.road.work-placed",
        by=by,
        zone=road.zone.slug,
        subject=row.sub_plan.project.code,
        road=road.name,
        activity=row.key,
        stretch=f"{start}–{end}",
        layer=layer,
    )
    return placed


@transaction.atomic
def take_off(placed: RoadWork, *, by: User | None) -> None:
    """An activity lies in no road any more."""
    record(
        "plan.road.work-taken-off",
        by=by,
        zone=placed.road.zone.slug,
        subject=placed.sub_plan.project.code,
        road=placed.road.name,
        activity=placed.key,
    )
    placed.delete()


@transaction.atomic
def put_off(days: Mapping[Activity, date], *, standing: Standing, why: str) -> None:
    """Let activities of several plans start no earlier than the days given; one edit for each.

    Raises:
        AnotherConstraintError: one of them is bound otherwise; nothing was kept.
        KaigongError: a plan cannot be reckoned so; nothing was kept.
    """
    for row, day in days.items():
        if row.constraint not in ("", ConstraintKind.START_NO_EARLIER):
            raise AnotherConstraintError(name=row, constraint=row.get_constraint_display(), day=day)
        words = replace(
            words_of(row), constraint=ConstraintKind.START_NO_EARLIER, constraint_on=day
        )
        change_activity(
            row.sub_plan,
            row.key,
            words,
            standing=standing,
            reason=ReasonCode.UTILITIES,
            why=why,
        )
