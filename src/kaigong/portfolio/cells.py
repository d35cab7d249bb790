"""One cell of the ledger: from what a person typed to what is stored, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.db.models import DecimalField, Field, Model
from django.utils.translation import override

from kaigong.accounts.models import Organisation, OrganisationKind, Zone
from kaigong.accounts.selectors import organisations_in, people_in
from kaigong.engines import ledgers
from kaigong.engines.ledgers import amounts, days, folding, words
from kaigong.portfolio.columns import Column, Home, Kind
from kaigong.portfolio.models import AnnualPlan, MonthlyReport, Project, Sector
from kaigong.portfolio.selectors.sectors import SectorsOfYear, is_closed_in
from kaigong.web.amounts import ledger_unit
from kaigong.wording import CHINESE, ENGLISH

Stored = str | Decimal | date | bool | int | None

_ORGANISATION_KINDS: dict[str, list[str]] = {
    "task_force": [OrganisationKind.TASK_FORCE],
    "investor": [OrganisationKind.FIRM],
    "lead_department": [
        OrganisationKind.DEPARTMENT,
        OrganisationKind.COMMAND,
        OrganisationKind.ZONE,
        OrganisationKind.UTILITY,
    ],
}


@dataclass(frozen=True)
class Unfit:
    """What was typed cannot be stored: why, and how it could be written."""

    zh: str
    en: str
    proposal: str = ""


def kinds_of(column: Column) -> list[str]:
    """The kinds of organisation that a column may name, the usual one first."""
    return _ORGANISATION_KINDS[column.key]


@dataclass
class Names:
    """The zone's own words for organisations, people and sectors, to find each by its name."""

    zone: Zone
    organisations: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)
    moved_sectors: dict[int, int] = field(default_factory=dict)  # of other schemes → of the year's
    closed_sectors: set[int] = field(default_factory=set)  # no longer given in the year
    open_sectors: list[str] = field(default_factory=list)
    spellings: dict[tuple[Kind, int], str] = field(default_factory=dict)  # as the ledger writes it

    @cached_property
    def unit(self) -> ledgers.Unit:
        """What amounts are typed in when they name no unit: that of the reader's ledger."""
        return ledgers.Unit(ledger_unit(self.zone.currency).size)

    @classmethod
    def of(cls, zone: Zone, *, year: int) -> Names:
        """Read them once for a whole batch of cells; sectors are those in force in the year."""
        names = cls(zone)
        for made in organisations_in(zone):
            names.learn(made)
        for person in people_in(zone):
            spelled = person.display_name or person.username
            names.people[folding.folded(spelled)] = person.pk
            names.spellings[Kind.PERSON, person.pk] = spelled
        schemes = (
            Sector.objects.filter(scheme__zone=zone)
            .select_related("scheme")
            .order_by("-scheme__first_year")
        )
        in_force = [sector for sector in schemes if sector.scheme.first_year <= year]
        for sector in [*schemes, *reversed(in_force)]:  # the scheme in force has the last word
            for word in filter(None, [sector.name, sector.name_en]):
                names.sectors[folding.folded(word)] = sector.pk
                names.spellings[Kind.SECTOR, sector.pk] = sector.name
        names.closed_sectors = {each.pk for each in schemes if is_closed_in(each, zone, year)}
        newest = in_force[0].scheme_id if in_force else None
        names.open_sectors = [
            str(each)
            for each in sorted(in_force, key=lambda sector: (sector.place, sector.pk))
            if each.scheme_id == newest and each.pk not in names.closed_sectors
        ]
        if len({each.scheme_id for each in schemes}) > 1:
            names.moved_sectors = SectorsOfYear(zone, year).moved
        return names

    def learn(self, organisation: Organisation) -> None:
        self.spellings[Kind.ORGANISATION, organisation.pk] = organisation.name
        for word in filter(None, [organisation.name, organisation.name_en]):
            self.organisations[organisation.kind, folding.folded(word)] = organisation.pk

    def organisation(self, name: str, kinds: Iterable[str]) -> int | None:
        word = folding.folded(name)
        return next(
            (found for kind in kinds if (found := self.organisations.get((kind, word)))), None
        )

    def found(self, column: Column, name: str) -> int | None:
        """The key of what a name means in a column, if the zone knows it."""
        word = folding.folded(name)
        if column.kind is Kind.PERSON:
            return self.people.get(word)
        if column.kind is Kind.SECTOR:
            return self.sectors.get(word)
        return self.organisation(name, kinds_of(column))

    def shown(self, column: Column, stored: Stored) -> Stored:
        """What the ledger of the year shows for a stored value: its own sector for an older one."""
        if column.kind is not Kind.SECTOR or not isinstance(stored, int):
            return stored
        return self.moved_sectors.get(stored, stored)

    def not_given(self, column: Column, value: Stored) -> Unfit | None:
        """Why a sector is not given to a project in the year, though projects may still have it."""
        if column.kind is not Kind.SECTOR or self.shown(column, value) not in self.closed_sectors:
            return None
        name = self.spellings.get((Kind.SECTOR, value), "") if isinstance(value, int) else ""
        zh, en = "、".join(self.open_sectors), ", ".join(self.open_sectors)
        return Unfit(
            f"产业「{name}」已停用；这一年可选：{zh or '（还没有）'}。",
            f"The sector “{name}” is closed; open this year: {en or 'none yet'}.",
            proposal=self.open_sectors[0] if len(self.open_sectors) == 1 else "",
        )

    def spelled(self, column: Column, name: str) -> str:
        """A name as the ledger writes it: DFE and DfE are one department."""
        found = self.found(column, name)
        return name if found is None else self.spellings[column.kind, found]


def typed(column: Column, text: str | None, *, names: Names, year: int) -> Stored | Unfit:
    """What a cell holds after somebody typed a text into it.

    Amounts are taken in the unit of the column (亿元, or millions), unless the text names its own.
    """
    text = (text or "").strip()
    read = _read(column, text, names=names, year=year)
    return read if isinstance(read, Unfit) else held_as(column, read)


def _read(column: Column, text: str, *, names: Names, year: int) -> Stored | Unfit:
    if column.kind is Kind.TEXT:
        return text
    if not text:
        return False if column.kind is Kind.FLAG else _blank(column)
    if column.kind is Kind.AMOUNT:
        return _fit(amounts.amount(text, unit=names.unit, currency=names.zone.currency))
    if column.kind in {Kind.NUMBER, Kind.PERCENT}:
        return _fit(amounts.number(text))
    if column.kind is Kind.DATE:
        is_end = column.key in {"planned_completion_on", "completed_on"}
        return _fit(days.day(text, year=year, is_end=is_end))
    if column.kind is Kind.FLAG:
        return _fit(words.flag(text))
    if column.kind is Kind.CHOICE:
        return _fit(words.choice(text, choices_of(column)))
    return _named(column, text, names)


_TABLES: dict[Home | None, type[Model]] = {
    Home.PROJECT: Project,
    Home.PLAN: AnnualPlan,
    Home.REPORT: MonthlyReport,
    Home.TO_DATE: MonthlyReport,
}


@dataclass(frozen=True)
class _Limits:
    """What a table can hold of a column: read once, since thousands of cells ask.

    Attributes:
        decimals: Digits after the point, to which a number is rounded; None where it is no number.
        below: Numbers are smaller than this, on either side of zero.
        length: Characters of a text.
        most: The limit as a person reads it.
    """

    is_needed: bool
    decimals: int | None
    below: Decimal | None
    length: int | None
    most: str


@cache  # by what decides, not by the column: its hash asks for all that it holds
def _limits(home: Home | None, kind: Kind, field: str) -> _Limits | None:
    if home not in _TABLES or kind in {Kind.ORGANISATION, Kind.PERSON, Kind.SECTOR}:
        return None
    held: Field[Any, Any] = _TABLES[home]._meta.get_field(field)  # type: ignore[assignment]
    is_needed = not (held.blank or held.null)
    if isinstance(held, DecimalField):
        whole = held.max_digits - held.decimal_places
        return _Limits(is_needed, held.decimal_places, Decimal(10) ** whole, None, f"10^{whole}")
    return _Limits(is_needed, None, None, held.max_length, str(held.max_length))


def held_as(column: Column, value: Stored) -> Stored | Unfit:
    """A value as its table can hold it: rounded to its decimals, within its length and range."""
    limits = _limits(column.home, column.kind, column.field)
    if limits is None:
        return value
    if value is None or value == "":
        if limits.is_needed:
            return Unfit(f"「{column.zh}」不能为空。", f"“{column.en}” cannot be empty.")
        return value
    if isinstance(value, Decimal):
        if limits.decimals is not None:
            value = round(value, limits.decimals)
        if column.key == "total_amount" and value < 0:
            return Unfit(
                "总投资不能是负数；请核对。", "A total investment is not negative; check it."
            )
        is_too_much = limits.below is not None and abs(value) >= limits.below
    else:
        length = len(value) if isinstance(value, str) else 0
        is_too_much = limits.length is not None and length > limits.length
    if is_too_much:
        return Unfit(
            f"「{column.zh}」太长或太大（上限 {limits.most}）；请核对。",
            f"“{column.en}” is too long or too large (the most is {limits.most}); check it.",
        )
    return value


def _blank(column: Column) -> Stored:
    return (
        Decimal(0) if column.key in {"earlier_amount", "counted_before_amount"} else _empty(column)
    )


def _empty(column: Column) -> Stored:
    return "" if column.kind is Kind.CHOICE else None


def choices_of(column: Column) -> list[ledgers.Choice]:
    """The values that a column of choices may take, with the words people use for them."""
    if column.choices is None:
        return []
    found = []
    for value, label in column.choices.choices:
        synonyms = _WORDS.get((column.key, value), ())
        with override(CHINESE):
            zh = str(label)
        with override(ENGLISH):
            en = str(label)
        found.append(ledgers.Choice(str(value), zh, en, synonyms))
    return found


# What officers write for a choice, beside its own names.
_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("kind", "new"): ("新开工", "新建项目", "拟新建"),
    ("kind", "continuing"): ("续建项目", "结转", "在建"),
    ("kind", "resumed"): ("复工项目",),
    ("kind", "reserve"): ("储备项目", "谋划"),
    ("stage", "lead"): ("意向",),
    ("stage", "negotiation"): ("在谈",),
    ("stage", "land"): ("土地", "摘牌"),
    ("stage", "approval"): ("前期", "前期手续", "手续办理"),
    ("stage", "started"): ("已开工", "新开工"),
    ("stage", "construction"): ("建设中", "施工", "施工中", "在建中"),
    ("stage", "completed"): ("已竣工", "完工", "已完工"),
    ("stage", "production"): ("已投产", "运营", "达产", "投用"),
    ("stage", "suspended"): ("停建", "缓建"),
}


def _named(column: Column, text: str, names: Names) -> Stored | Unfit:
    found = names.found(column, text)
    if found is not None:
        return found
    word = folding.folded(text)
    close = next(
        (
            spelled
            for (kind, _), spelled in names.spellings.items()
            if kind is column.kind and word in folding.folded(spelled)
        ),
        "",
    )
    return Unfit(
        f"没有叫「{text[:30]}」的{column.zh}；请从列表里选，或请管理员先加上。",
        f"No {column.en.lower()} is called “{text[:30]}”; choose one from the list, "
        "or ask the administrator to add it.",
        proposal=close,
    )


def _fit(reading: object) -> Stored | Unfit:
    """An engine's reading as a stored value; a remark is taken, all other doubts are not."""
    if isinstance(reading, ledgers.Misread):
        if reading.weight == "remark":
            return _fit(reading.value)
        return Unfit(reading.zh, reading.en, reading.proposal)
    if isinstance(reading, ledgers.Withheld):
        return Unfit(
            f"「{reading.reason[:30]}」不是一个值；不公开的数请留空，原因写在备注里。",
            f"“{reading.reason[:30]}” is no value; leave the cell empty and note the reason.",
        )
    if isinstance(reading, ledgers.Day):
        return reading.on
    assert reading is None or isinstance(reading, str | Decimal | date | bool | int)  # noqa: S101
    return reading


def as_text(value: object) -> str:
    """A stored value as text, for comparing what somebody saw and for the record of a change."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def from_text(column: Column, text: str | None) -> Stored:
    """The stored value that `as_text` wrote."""
    if not text:
        return (
            False
            if column.kind is Kind.FLAG
            else ("" if column.kind is Kind.TEXT else _blank(column))
        )
    if column.kind in {Kind.AMOUNT, Kind.NUMBER, Kind.PERCENT}:
        return Decimal(text)
    if column.kind is Kind.DATE:
        return date.fromisoformat(text)
    if column.kind is Kind.FLAG:
        return text == "1"
    if column.kind in {Kind.ORGANISATION, Kind.PERSON, Kind.SECTOR}:
        return int(text)
    return text


_PLACE = re.compile(r"(?:(\d{4})(?:-(\d{2}))?:)?(.+)", re.S)


def parse_place(place: str) -> tuple[date | None, str]:
    """The month (or the January of the year) and the column that a cell's key names."""
    found = _PLACE.fullmatch(place)
    assert found  # noqa: S101  (every text but the empty one fits)
    year, month, key = found.groups()
    return (date(int(year), int(month or 1), 1) if year else None), key


def place_of(column: Column, month: date) -> str:
    """The key of a cell in the record of changes: `name`, `2021:planned_amount`, `2021-03:…`."""
    if column.home in {Home.PLAN, Home.EXTRA}:
        return f"{month.year}:{column.key}"
    if column.home in {Home.REPORT, Home.TO_DATE}:
        return f"{month:%Y-%m}:{column.key}"
    return column.key
