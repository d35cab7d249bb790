"""Targets of a year are set, taken back, and kept as they were when the plan was locked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.plan.errors import (
    LockedTargetError,
    NegativeTargetError,
    TargetReasonMissingError,
    TargetTakenBackError,
)
from kaigong.plan.indicators import MONTHS, indicators
from kaigong.plan.models import QUANTITY, WHOLE_YEAR, Target, TargetEdit, TargetWay
from kaigong.plan.selectors.targets import Whose, targets_in_force
from kaigong.plan.target_tree import amount_of, target_tree
from kaigong.plan.target_years import TargetYear
from kaigong.portfolio.headline import office_standing
from kaigong.portfolio.services.plans import is_locked


@transaction.atomic
def set_targets(
    zone: Zone,
    year: int,
    *,
    indicator: str,
    whose: Whose,
    values: Mapping[int, Decimal | None],
    by: User | None,
    named: str = "",
    reason: str = "",
) -> TargetEdit | None:
    """Say what has to be reached; what is not named stays as it is.

    Args:
        values: By month, 0 the whole year; none is back to what follows from below.
        named: Whose it is in words, for the record.
        reason: Asked for once the plan of the year is locked.

    Returns:
        The edit, or none where nothing was said anew.

    Raises:
        NegativeTargetError, TargetReasonMissingError: nothing was kept.
    """
    held = targets_in_force(zone, year)
    fresh = {
        month: value
        for month, value in values.items()
        if held.get((indicator, whose, month)) != value
    }
    if not fresh:
        return None
    for value in fresh.values():
        if value is not None and value < 0:
            raise NegativeTargetError(value=value)
    if not reason.strip() and is_locked(zone, year):
        raise TargetReasonMissingError(year=year)
    edit = TargetEdit.objects.create(
        zone=zone, year=year, reason=reason.strip(), by=by, at=clock.now()
    )
    Target.objects.bulk_create(
        _target(edit, indicator, whose, month, value) for month, value in sorted(fresh.items())
    )
    record(
        "plan.targets.set",
        by=by,
        zone=zone.slug,
        subject=f"{year}",
        indicator=indicator,
        whose=named,
        targets=_told(fresh),
        reason=edit.reason,
    )
    return edit


@transaction.atomic
def take_targets_back(edit: TargetEdit, *, by: User | None) -> None:
    """What an edit set no longer holds; what held before it holds again.

    Raises:
        LockedTargetError: a lock of the annual plan kept it.
        TargetTakenBackError: it was taken back before.
    """
    held = TargetEdit.objects.select_for_update().get(pk=edit.pk)
    if held.way == TargetWay.LOCK:
        raise LockedTargetError(year=held.year)
    if held.taken_back_at is not None:
        raise TargetTakenBackError()
    held.taken_back_at, held.taken_back_by = clock.now(), by
    held.save(update_fields=["taken_back_at", "taken_back_by"])
    record(
        "plan.targets.taken-back",
        by=by,
        zone=held.zone.slug,
        subject=f"{held.year}",
        edit=held.pk,
        count=held.targets.count(),
    )


def keep_targets(zone: Zone, year: int, *, number: int, by: User | None) -> TargetEdit | None:
    """Write down what the zone, its fronts and its works have to reach, as the plan is locked.

    What somebody set stays; all else is drawn from the plan that is locked.
    """
    read = TargetYear(office_standing(zone), date(year, 1, 1), is_by_hand=True)
    edit = TargetEdit(zone=zone, year=year, way=TargetWay.LOCK, by=by, at=clock.now())
    rows = [*_of_trees(edit, read), *_of_works(edit, read)]
    if not rows:
        return None
    edit.reason = f"{number}"
    edit.save()
    Target.objects.bulk_create(rows, batch_size=500)
    record(
        "plan.targets.kept", by=by, zone=zone.slug, subject=f"{year}", number=number,
        count=len(rows),
    )  # fmt: skip
    return edit


def _of_trees(edit: TargetEdit, read: TargetYear) -> Iterator[Target]:
    for indicator in indicators:
        tree = target_tree(read, indicator)
        columns = (WHOLE_YEAR, *MONTHS) if indicator.has_months else (WHOLE_YEAR,)
        for place, node in enumerate(tree.nodes):
            if node.whose is None or not tree.targets.totals[place, 0]:
                continue
            for month in columns:
                value = amount_of(int(tree.targets.totals[place, month]))
                yield _target(edit, indicator.key, node.whose, month, value)


def _of_works(edit: TargetEdit, read: TargetYear) -> Iterator[Target]:
    for works in read.works.values():
        for work in works:
            if not work.row.quantity:
                continue
            months = read.quantities(work)[1:-1]
            if any(months):
                for month, value in zip(MONTHS, months, strict=True):
                    yield _target(edit, QUANTITY, work.whose, month, amount_of(value))


def _target(
    edit: TargetEdit, indicator: str, whose: Whose, month: int, value: Decimal | None
) -> Target:
    return Target(
        edit=edit,
        indicator=indicator,
        front_id=whose.front,
        sub_plan_id=whose.sub_plan,
        activity_key=whose.key,
        month=month,
        value=value,
    )


def _told(values: Mapping[int, Decimal | None]) -> str:
    return ", ".join(
        f"{month or 'year'}: {'—' if value is None else value}"
        for month, value in sorted(values.items())
    )
