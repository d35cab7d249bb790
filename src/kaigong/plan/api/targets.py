"""The target tree over the API, with the proof of every node; targets set and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope, Zone
from kaigong.plan.errors import NoSuchTargetError
from kaigong.plan.indicators import indicators
from kaigong.plan.models import QUANTITY, TargetEdit
from kaigong.plan.pages.target_form import TargetOf
from kaigong.plan.pages.target_rows import TargetRow, rows_of
from kaigong.plan.pages.targets import TargetsPage
from kaigong.plan.selectors.targets import targets_version
from kaigong.plan.services.targets import set_targets, take_targets_back
from kaigong.plan.target_years import TargetYear
from kaigong.portfolio.api.asked import Amount, AsOf, Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.tags import IfMatch, is_of_version, version_tag
from kaigong.web.api.troubles import (
    READ_TROUBLES,
    WRITE_TROUBLES,
    Fault,
    MovedOnError,
    NotFoundError,
)

router = Router()


class TargetOut(Schema):
    """A node: of_children + not_broken_down = target where it has children, or should."""

    key: str
    parent: str = Field(description="empty at the top")
    level: str = Field(description="zone, front, project or work")
    name: str
    owner: str
    target: str
    is_set: bool
    of_children: str
    not_broken_down: str
    done: str | None
    expected: str | None = Field(description="P50 of the latest forecast")
    chance: float | None = Field(description="P(target), 0 to 1")
    gap: str | None
    months: list[str]
    done_months: list[str] | None


class TargetsOut(Schema):
    """Amounts in whole currency units; a number of projects as a number."""

    version: int = Field(description="how often the year's targets were set or taken back")
    year: int
    month: str
    indicator: str
    indicators: list[str]
    is_proved: bool
    differences: list[str] = Field(description="where projects do not add up to the ledger")
    nodes: list[TargetOut]


class TargetIn(Schema):
    month: int = Field(ge=0, le=12, description="0: the whole year")
    value: Amount | None = Field(description="null: back to what follows from below")


class TargetsIn(Schema):
    """Whose targets: the zone's, or with `front` a front's, or with `project` and `activity` those
    of an activity's quantity. What is not named stays as it is."""

    indicator: str = Field("investment", max_length=40, description="not asked of a quantity")
    front: str = Field("", max_length=40)
    project: str = Field("", max_length=60)
    activity: str = Field("", max_length=40)
    targets: list[TargetIn] = Field(min_length=1, max_length=13)
    reason: str = Field("", max_length=300, description="once the plan of the year is locked")


class HeldOut(Schema):
    month: int
    value: str
    is_set: bool


class TargetsSetOut(Schema):
    """What holds now, after the edit; no edit where all was so already."""

    version: int
    year: int
    edit: int | None
    whose: str
    unit: str
    targets: list[HeldOut]


class TakenBackOut(Schema):
    version: int
    year: int
    edit: int


@router.get("/targets", response={200: TargetsOut, **READ_TROUBLES}, operation_id="targets")
@needs("plan.see_targets")
def targets(
    request: HttpRequest,
    zone: Slug,
    response: HttpResponse,
    indicator: Annotated[str, Query("investment", max_length=40)],
    as_of: AsOf = None,
) -> TargetsOut:
    """The year's target, broken down to the works that carry it / 目标树"""
    standing = enter(request, zone, targets)
    known = {each.key: each for each in indicators}
    if indicator not in known:
        raise NotFoundError
    year = TargetYear(standing, day=as_of)
    page = TargetsPage(year, known[indicator])
    found = TargetsOut(
        version=targets_version(standing.zone, year.year),
        year=year.year,
        month=f"{year.month:%Y-%m}",
        indicator=indicator,
        indicators=list(known),
        is_proved=page.tree.is_proved,
        differences=page.differences,
        nodes=[_node(row) for row in rows_of(page)],
    )
    response.headers["ETag"] = version_tag(found.version, found)
    return found


@router.patch(
    "/targets", response={200: TargetsSetOut, **WRITE_TROUBLES}, operation_id="set_targets"
)
@needs("plan.set_targets", Scope.WRITE)
def change_targets(
    request: HttpRequest, response: HttpResponse, zone: Slug, body: TargetsIn, if_match: IfMatch
) -> TargetsSetOut:
    """Set targets of the zone, of a front, or of an activity's months; one edit / 设目标"""
    standing = enter(request, zone, change_targets)
    year = TargetYear(standing)
    found = _whose(year, body)
    values = {each.month: each.value for each in body.targets}
    unknown = sorted(values.keys() - found.holds.keys())
    if unknown:
        raise NoSuchTargetError(months=", ".join(map(str, unknown)), named=found.name)
    with _unmoved(standing.zone, year.year, if_match):
        edit = set_targets(
            standing.zone, year.year, indicator=found.indicator, whose=found.whose, values=values,
            by=standing.user, named=found.code, reason=body.reason,
        )  # fmt: skip
    held = _whose(TargetYear(standing), body)
    out = TargetsSetOut(
        version=targets_version(standing.zone, year.year),
        year=year.year,
        edit=edit.pk if edit else None,
        whose=held.code,
        unit=held.unit if held.indicator == QUANTITY else "",
        targets=[
            HeldOut(month=month, value=_text(value), is_set=month in held.is_set)
            for month, value in held.holds.items()
        ],
    )
    response.headers["ETag"] = version_tag(out.version, out)
    return out


@router.delete(
    "/targets", response={200: TakenBackOut, **WRITE_TROUBLES}, operation_id="take_targets_back"
)
@needs("plan.set_targets", Scope.WRITE)
def take_back(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    edit: Annotated[int, Query(ge=1, le=2**31 - 1)],
    if_match: IfMatch,
) -> TakenBackOut:
    """What an edit set no longer holds; what held before it holds again / 撤销设定"""
    standing = enter(request, zone, take_back)
    found = TargetEdit.objects.filter(zone=standing.zone, pk=edit).first()
    if found is None:
        raise NotFoundError
    with _unmoved(standing.zone, found.year, if_match):
        take_targets_back(found, by=standing.user)
    version = targets_version(standing.zone, found.year)
    out = TakenBackOut(version=version, year=found.year, edit=found.pk)
    response.headers["ETag"] = version_tag(version, out)
    return out


def _whose(year: TargetYear, body: TargetsIn) -> TargetOf:
    found = TargetOf.asked(
        year, indicator=body.indicator, front=body.front, project=body.project,
        activity=body.activity,
    )  # fmt: skip
    if found is None:
        raise NotFoundError
    return found


@contextmanager
def _unmoved(zone: Zone, year: int, tag: str) -> Iterator[None]:
    """Change targets only while they are as they were read; two come one after another.

    Raises:
        MovedOnError: somebody has set some since.
    """
    with transaction.atomic():
        Zone.objects.select_for_update().get(pk=zone.pk)
        version = targets_version(zone, year)
        if not is_of_version(tag, version):
            fault = Fault(
                where="version",
                zh="目标现在的版本与您读到的",
                en="the targets' version, and yours",
                theirs=str(version),
                yours=tag,
            )
            raise MovedOnError(subject=f"{year}", faults=[fault])
        yield


def _node(row: TargetRow) -> TargetOut:
    return TargetOut(
        key=row.key, parent=row.parent, level=str(row.level), name=row.name, owner=row.owner,
        target=_text(row.target), is_set=row.is_set, of_children=_text(row.of_children),
        not_broken_down=_text(row.not_broken_down),
        done=None if row.done is None else _text(row.done),
        expected=None if row.expected is None else _text(row.expected), chance=row.chance,
        gap=None if row.gap is None else _text(row.gap),
        months=[_text(each) for each in row.months],
        done_months=None if row.done_months is None else [_text(e) for e in row.done_months],
    )  # fmt: skip


def _text(value: Decimal) -> str:
    return f"{value:.2f}"
