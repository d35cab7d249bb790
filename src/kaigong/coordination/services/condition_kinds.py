"""The kinds of start-up conditions of a zone: begun with six, and changed as the zone needs."""

from __future__ import annotations

import tomllib
from importlib import resources

from django.db import transaction

from kaigong.accounts.models import Organisation, User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.condition_errors import NamelessKindError, TakenKindError
from kaigong.coordination.models import ConditionKind, IssueCategory
from kaigong.coordination.services.categories import begin_categories
from kaigong.portfolio import bulk


@transaction.atomic
def begin_condition_kinds(zone: Zone, *, by: User | None) -> list[ConditionKind]:
    """Give a zone the six conditions that every zone begins with; one that has some keeps them."""
    Zone.objects.select_for_update().get(pk=zone.pk)
    found = list(ConditionKind.objects.filter(zone=zone))
    if found:
        return found
    text = (
        resources.files("kaigong.coordination").joinpath("condition_units.toml").read_text("utf-8")
    )
    units = tomllib.loads(text)
    for category in begin_categories(zone, by=by):
        if category.is_start_condition:
            unit = units.get(category.key, {})
            found.append(
                ConditionKind(
                    zone=zone,
                    key=category.key,
                    name=category.name,
                    name_en=category.name_en,
                    category=category,
                    unit=unit.get("unit", ""),
                    unit_en=unit.get("unit_en", ""),
                    place=len(found),
                )
            )
    bulk.create_rows(found, by=by)
    record("coordination.condition-kinds.begun", by=by, zone=zone.slug, count=len(found))
    return found


@transaction.atomic
def set_condition_kind(
    zone: Zone,
    kind: ConditionKind | None = None,
    *,
    name: str,
    by: User | None,
    name_en: str = "",
    unit: str = "",
    unit_en: str = "",
    usual_owner: Organisation | None = None,
    answer_days: int = 3,
    warn_days: int = 30,
    is_closed: bool = False,
) -> ConditionKind:
    """Change a kind of condition, or add one at the end.

    Args:
        answer_days: Working days in which who is asked is to promise a day.
        warn_days: Calendar days before the planned start within which a missing promise warns.
        is_closed: Asked no more; what was asked stays.

    Raises:
        NamelessKindError, TakenKindError: nothing has changed.
    """
    name = name.strip()
    if not name:
        raise NamelessKindError()
    others = ConditionKind.objects.filter(zone=zone)
    others = others.exclude(pk=kind.pk) if kind else others
    if others.filter(name=name).exists():
        raise TakenKindError(name=name)
    held = kind or ConditionKind(zone=zone, key=_free_key(zone), place=others.count())
    if held.category_id is None:
        categories = IssueCategory.objects.filter(zone=zone, closed_at=None)
        held.category = categories.filter(key="other").first() or categories.last()
    held.name, held.name_en, held.unit, held.unit_en = name, name_en, unit, unit_en
    held.usual_owner, held.answer_days, held.warn_days = usual_owner, answer_days, warn_days
    held.closed_at = (held.closed_at or clock.now()) if is_closed else None
    held.full_clean()
    held.save()
    record(
        "coordination.condition-kind.set",
        by=by,
        zone=zone.slug,
        subject=held.name,
        owner=usual_owner.name if usual_owner else "",
        unit=unit,
        closed=is_closed,
    )
    return held


def _free_key(zone: Zone) -> str:
    taken = set(ConditionKind.objects.filter(zone=zone).values_list("key", flat=True))
    number = len(taken) + 1
    while f"kind-{number}" in taken:
        number += 1
    return f"kind-{number}"
