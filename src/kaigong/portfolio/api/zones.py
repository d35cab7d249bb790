"""The zones in which somebody has a role, and the columns of their ledgers."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from kaigong.accounts.models import Scope, User, Zone
from kaigong.accounts.selectors import zones_for
from kaigong.portfolio.api.asked import Slug
from kaigong.portfolio.cells import choices_of
from kaigong.portfolio.columns import COLUMNS, Kind
from kaigong.web.api.doors import check_scope, enter, needs
from kaigong.web.api.troubles import READ_TROUBLES

router = Router()


class ZoneOut(Schema):
    slug: str
    name: str
    name_en: str
    currency: str
    timezone: str
    today: date


class ChoiceOut(Schema):
    key: str
    zh: str
    en: str


class ColumnOut(Schema):
    """A column of the ledger. Amounts are exact decimals in whole units of the zone's currency."""

    key: str
    zh: str
    en: str
    group: str
    kind: str
    is_editable: bool
    is_summed: bool
    choices: list[ChoiceOut]


def _zone(zone: Zone) -> ZoneOut:
    return ZoneOut(
        slug=zone.slug,
        name=zone.name,
        name_en=zone.name_en,
        currency=zone.currency,
        timezone=zone.timezone,
        today=zone.today(),
    )


@router.get("/zones", response={200: list[ZoneOut], **READ_TROUBLES}, operation_id="zones")
@needs("")
def zones(request: HttpRequest) -> list[ZoneOut]:
    """The zones in which you have a role / 你有岗位的园区"""
    check_scope(request, Scope.READ)
    assert isinstance(request.user, User)  # noqa: S101  (the door lets nobody else in)
    return [_zone(zone) for zone in zones_for(request.user)]


@router.get("/zones/{zone}", response={200: ZoneOut, **READ_TROUBLES}, operation_id="zone")
@needs("portfolio.see_ledger")
def zone_(request: HttpRequest, zone: Slug) -> ZoneOut:
    """One zone / 一个园区"""
    return _zone(enter(request, zone, zone_).zone)


@router.get(
    "/zones/{zone}/columns", response={200: list[ColumnOut], **READ_TROUBLES},
    operation_id="columns",
)  # fmt: skip
@needs("portfolio.see_ledger")
def columns(request: HttpRequest, zone: Slug) -> list[ColumnOut]:
    """The columns of the ledger / 项目大表的列"""
    enter(request, zone, columns)
    return list(_columns())


def _columns() -> list[ColumnOut]:
    found = []
    for column in COLUMNS.values():
        choices = choices_of(column) if column.kind is Kind.CHOICE else []
        found.append(
            ColumnOut(
                key=column.key,
                zh=column.zh,
                en=column.en,
                group=column.group,
                kind=column.kind.value,
                is_editable=column.is_editable,
                is_summed=column.is_summed,
                choices=[ChoiceOut(key=each.key, zh=each.zh, en=each.en) for each in choices],
            )
        )
    return found
