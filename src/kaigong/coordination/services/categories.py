"""The categories that a zone sorts its issues into."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.models import IssueCategory
from kaigong.errors import KaigongError
from kaigong.portfolio import bulk


class TakenCategoryError(KaigongError):
    code = "coordination.taken-category"
    zh = "已有名为「{name}」的类别；换一个名称，或恢复停用的那一个。"
    en = "There is a category “{name}” already; choose another name, or open that one again."


class LastCategoryError(KaigongError):
    code = "coordination.last-category"
    zh = "「{name}」是最后一个在用的类别；先新增或恢复一个，再停用它。"
    en = "“{name}” is the last category in use; add or reopen another before you close it."


@dataclass(frozen=True)
class CategoryText:
    """What is set of a category; days are working days."""

    name: str
    name_en: str
    is_start_condition: bool
    acceptance_days: int
    grave_days: int
    serious_days: int
    ordinary_days: int
    place: int


@transaction.atomic
def begin_categories(zone: Zone, *, by: User | None) -> list[IssueCategory]:
    """Give a zone the categories that every zone begins with; one that has some keeps them."""
    # The zone's row is held, so that two who come first at once do not both begin.
    Zone.objects.select_for_update().get(pk=zone.pk)
    found = list(IssueCategory.objects.filter(zone=zone))
    if found:
        return found
    text = resources.files("kaigong.coordination").joinpath("categories.toml").read_text("utf-8")
    for place, row in enumerate(tomllib.loads(text)["category"]):
        grave, serious, ordinary = row["days"]
        found.append(
            IssueCategory(
                zone=zone,
                key=row["key"],
                name=row["name"],
                name_en=row["name_en"],
                is_start_condition=row.get("start_condition", False),
                grave_days=grave,
                serious_days=serious,
                ordinary_days=ordinary,
                place=place,
            )
        )
    bulk.create_rows(found, by=by)
    record("coordination.categories.set", by=by, zone=zone.slug, count=len(found))
    return found


@transaction.atomic
def add_category(zone: Zone, *, text: CategoryText, by: User) -> IssueCategory:
    """A new category of a zone.

    Raises:
        TakenCategoryError: the name is taken.
    """
    Zone.objects.select_for_update().get(pk=zone.pk)
    _check_name(zone, text.name, but=None)
    count = IssueCategory.objects.filter(zone=zone).count()
    category = IssueCategory(zone=zone, key=f"own-{count + 1}", **_values(text))
    category.full_clean()
    category.save()
    record(
        "coordination.category.added", by=by, zone=zone.slug, subject=category.key,
        after=_told(category),
    )  # fmt: skip
    return category


@transaction.atomic
def change_category(category: IssueCategory, *, text: CategoryText, by: User) -> IssueCategory:
    """Give a category other words or days; running deadlines stay, later ones go by the new days.

    Raises:
        TakenCategoryError: another one has the name.
    """
    held = IssueCategory.objects.select_for_update().get(pk=category.pk)
    _check_name(held.zone, text.name, but=held)
    before = _told(held)
    for name, value in _values(text).items():
        setattr(held, name, value)
    if (after := _told(held)) == before:
        return held
    held.full_clean()
    held.save()
    record(
        "coordination.category.changed", by=by, zone=held.zone.slug, subject=held.key,
        before=before, after=after,
    )  # fmt: skip
    return held


@transaction.atomic
def close_category(category: IssueCategory, *, by: User) -> None:
    """Offer a category no more; its issues keep it.

    Raises:
        LastCategoryError: without it nobody could raise anything.
    """
    held = IssueCategory.objects.select_for_update().get(pk=category.pk)
    others = IssueCategory.objects.filter(zone=held.zone, closed_at=None).exclude(pk=held.pk)
    if not others.exists():
        raise LastCategoryError(name=held.name)
    if held.closed_at is None:
        held.closed_at = clock.now()
        held.save()
        record("coordination.category.closed", by=by, zone=held.zone.slug, subject=held.key)


@transaction.atomic
def reopen_category(category: IssueCategory, *, by: User) -> None:
    """Offer a closed category again."""
    held = IssueCategory.objects.select_for_update().get(pk=category.pk)
    if held.closed_at is not None:
        held.closed_at = None
        held.save()
        record("coordination.category.reopened", by=by, zone=held.zone.slug, subject=held.key)


def _check_name(zone: Zone, name: str, *, but: IssueCategory | None) -> None:
    taken = IssueCategory.objects.filter(zone=zone, name=name)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise TakenCategoryError(name=name)


def _values(text: CategoryText) -> Mapping[str, object]:
    return {each.name: getattr(text, each.name) for each in fields(CategoryText)}


def _told(category: IssueCategory) -> dict[str, object]:
    """A category for the chain."""
    return {
        "name": category.name,
        "name_en": category.name_en,
        "start_condition": category.is_start_condition,
        "acceptance": category.acceptance_days,
        "grave": category.grave_days,
        "serious": category.serious_days,
        "ordinary": category.ordinary_days,
        "place": category.place + 1,
    }
