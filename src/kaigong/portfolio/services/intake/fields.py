"""The ledger's columns as the reading engine wants them, and values on their way between both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kaigong.engines import ledgers
from kaigong.portfolio.cells import Names, Stored, choices_of, kinds_of
from kaigong.portfolio.columns import COLUMNS, Column, Kind

# A file may state its own year in a column; it is no cell of the ledger.
YEAR_FIELD = ledgers.Field("year", "年度", "Year", "year", synonyms=("年份", "计划年度"))

_KINDS: dict[Kind, ledgers.Kind] = {
    Kind.TEXT: "text",
    Kind.AMOUNT: "amount",
    Kind.NUMBER: "number",
    Kind.PERCENT: "percent",
    Kind.DATE: "date",
    Kind.CHOICE: "choice",
    Kind.FLAG: "flag",
    Kind.ORGANISATION: "organisation",
    Kind.PERSON: "person",
    Kind.SECTOR: "text",
}
_OWN_KINDS: dict[str, ledgers.Kind] = {
    "code": "code",
    "name": "name",
    "longitude": "longitude",
    "latitude": "latitude",
}
_NOT_BEFORE = {"planned_completion_on": "planned_start_on", "completed_on": "started_on"}
_NOT_BELOW = {"year_amount": "month_amount"}


def _field(column: Column) -> ledgers.Field:
    return ledgers.Field(
        column.key,
        column.zh,
        column.en,
        _OWN_KINDS.get(column.key, _KINDS[column.kind]),
        synonyms=column.synonyms,
        choices=tuple(choices_of(column)) if column.kind is Kind.CHOICE else (),
        is_required=column.key == "name",
        is_unique=column.key == "code",
        is_end=column.key in _NOT_BEFORE,
        not_before=_NOT_BEFORE.get(column.key, ""),
        not_below=_NOT_BELOW.get(column.key, ""),
    )


def fields() -> list[ledgers.Field]:
    """Every field that a file can fill."""
    return [_field(column) for column in COLUMNS.values() if column.home] + [YEAR_FIELD]


NAMED = frozenset({Kind.ORGANISATION, Kind.PERSON, Kind.SECTOR})


def as_value(value: object, column: Column, names: Names) -> ledgers.Value:
    """A value of the ledger as the engine compares it: names instead of keys."""
    if value in (None, ""):
        return None
    if column.kind in NAMED:
        return names.spellings.get((column.kind, int(str(value))), "")
    if isinstance(value, date):
        return ledgers.Day(value)
    if isinstance(value, float):
        return round(Decimal(str(value)), 6)  # as the file's own coordinates were rounded
    if isinstance(value, str | Decimal | bool | int):
        return value
    return str(value)


class UnknownNames:
    """Names in a file that the zone does not know yet: organisations, people, sectors."""

    def __init__(self) -> None:
        self.organisations: dict[tuple[str, str], None] = {}
        self.people: dict[str, None] = {}
        self.sectors: dict[str, None] = {}

    def note(self, column: Column, name: str) -> None:
        if column.kind is Kind.PERSON:
            self.people[name] = None
        elif column.kind is Kind.SECTOR:
            self.sectors[name] = None
        else:
            self.organisations[kinds_of(column)[0], name] = None

    def __bool__(self) -> bool:
        return bool(self.organisations or self.people or self.sectors)


def as_stored(value: ledgers.Value, column: Column, names: Names, unknown: UnknownNames) -> Stored:
    """An engine's value as it is stored; a name that is not known yet is noted in `unknown`."""
    if isinstance(value, ledgers.Withheld):
        return "" if column.kind in {Kind.TEXT, Kind.CHOICE} else None
    if isinstance(value, ledgers.Day):
        return value.on
    if value is None or value == "":
        if column.kind is Kind.FLAG:
            return False
        if column.key in {"earlier_amount", "counted_before_amount"}:
            return Decimal(0)
        return "" if column.kind in {Kind.TEXT, Kind.CHOICE} else None
    if column.kind not in NAMED:
        return value
    found = names.found(column, str(value))
    if found is None:
        unknown.note(column, str(value))
    return found
