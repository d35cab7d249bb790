"""From table and mapping to values: column by column, every distinct text read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from .cells import Cell, text_of
from .columns import ColumnMapping, ColumnMatch
from .days import Day, day, order_of
from .faults import Fault, Misread
from .fields import DATE_KINDS, Context, Field
from .folding import folded, half_width
from .layout import Table, TableRow
from .telling import Told, telling, unheard
from .values import (
    Withheld,
    amount,
    choice,
    code,
    coordinate,
    flag,
    name,
    number,
    percentage,
    text,
    writes_points,
)

Value: TypeAlias = "str | Decimal | Day | bool | int | Withheld | None"
Reader: TypeAlias = Callable[[Cell], object]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A project as the file states it.

    Attributes:
        number: Row number as Excel shows it.
        values: By field key; a blank cell is None, a faulty one is absent.
        extras: Cells of columns without a field, by heading, as written.
        group: Group rows it stands under (一、产业项目 …).
        is_rejected: Whether some cell (or the row) has a fault heavier than a remark.
        is_unusable: Whether it cannot be taken even without the faulty cells.
    """

    number: int
    values: Mapping[str, Value]
    extras: Mapping[str, str]
    group: tuple[str, ...] = ()
    is_rejected: bool = False
    is_unusable: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no project, and what it is instead."""

    number: int
    kind: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class LedgerRows:
    """All rows under the header: `total == len(rows) + len(left_out)`, always."""

    sheet: str
    total: int
    rows: tuple[LedgerRow, ...]
    left_out: tuple[LeftOut, ...]
    faults: tuple[Fault, ...]
    fields: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[LedgerRow]:
        return iter(self.rows)

    def rejected(self) -> tuple[LedgerRow, ...]:
        return tuple(row for row in self.rows if row.is_rejected)


def read_rows(
    table: Table,
    mapping: ColumnMapping,
    *,
    fields: Sequence[Field],
    context: Context,
    told: Told = unheard,
) -> LedgerRows:
    """Every value of every project row, and all faults at once.

    Args:
        table: As found by `find_tables`.
        mapping: As matched by `match_columns`; columns that are still unsure count as extras.
        fields: All fields of the ledger, mapped or not: what is required is checked.
        told: Hears of every column.
    """
    by_key = {one.key: one for one in fields}
    data = table.data_rows()
    cells = table.sheet.rows
    bodies = [cells[row.index] for row in data]
    faults = _Faults(table, data)
    by_column: list[tuple[Cell, ...]] = list(zip(*bodies, strict=True)) or [()] * table.sheet.width
    mapped = [match for match in mapping.matches if match.field in by_key]
    order = context.order or order_of(
        {
            match.column.letter: set(by_column[match.column.index])
            for match in mapped
            if by_key[match.field or ""].kind in DATE_KINDS
        }
    )
    columns: dict[str, list[object]] = {}
    for match in telling(mapped, told, every=1):
        one = by_key[match.field or ""]
        own = by_column[match.column.index]
        reader = _reader(one, match, own, context=context, order=order)
        columns[one.key] = _read_column(own, reader, one, match, faults)
    _check_required(columns, fields, mapping, faults)
    _check_unique(columns, fields, mapping, faults)
    _check_order(columns, fields, mapping, faults)
    faults.note_table_warnings(table)
    return _assembled(table, mapping, data, bodies, columns, faults)


def _reader(
    one: Field, match: ColumnMatch, cells: Sequence[Cell], *, context: Context, order: object
) -> Reader:
    unit = match.unit or context.units.get(one.key) or context.default_unit
    if one.kind == "amount":
        return lambda cell: amount(cell, unit=unit, currency=context.currency)
    if one.kind in DATE_KINDS:
        return lambda cell: day(
            cell,
            year=context.year,
            is_end=one.is_end,
            order=order,  # type: ignore[arg-type]
        )
    if one.kind == "percent":
        in_points = writes_points(cells, heading=" ".join(match.column.path))
        return lambda cell: percentage(cell, in_points=in_points)
    if one.kind == "choice":
        return lambda cell: choice(cell, one.choices)
    if one.kind in ("longitude", "latitude"):
        return lambda cell: coordinate(cell, is_longitude=one.kind == "longitude")
    readers: dict[str, Reader] = {
        "number": number,
        "flag": flag,
        "code": code,
        "text": text,
        "name": name,
        "organisation": name,
        "person": name,
    }
    return readers[one.kind]


_MISSING = object()


def _read_column(
    cells: Sequence[Cell], reader: Reader, one: Field, match: ColumnMatch, faults: _Faults
) -> list[object]:
    """The values of a column; every distinct cell is read once.

    A ledger repeats itself: of 10,000 cells in a column perhaps 300 differ. True == 1 == 1.0 in a
    set, so where there are booleans they are told apart by type.
    """
    if bool in set(map(type, cells)):
        keyed = [(cell.__class__, cell) for cell in cells]
        by_key = {key: reader(key[1]) for key in set(keyed)}
        values: list[object] = [by_key[key] for key in keyed]
    else:
        by_cell = {cell: reader(cell) for cell in set(cells) if cell != ""}
        by_cell[""] = None
        values = [by_cell[cell] for cell in cells]
    for place, value in enumerate(values):
        if value.__class__ is Misread:
            misread: Misread = value  # type: ignore[assignment]
            faults.add_misread(place, match, one, cells[place], misread)
            values[place] = misread.value if misread.weight == "remark" else _MISSING
    return values


def _check_required(
    columns: Mapping[str, list[object]],
    fields: Sequence[Field],
    mapping: ColumnMapping,
    faults: _Faults,
) -> None:
    for one in fields:
        if not one.is_required:
            continue
        column = mapping.column_of(one.key)
        if column is None:
            faults.add_column_missing(one)
            continue
        for place, value in enumerate(columns[one.key]):
            if value is None or isinstance(value, Withheld):
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.required",
                        f"缺少「{one.zh}」；此项必填，请补上后重新导入。",
                        f"“{one.en}” is missing; it is required, fill it in and import again.",
                        weight="row",
                    ),
                    mapping,
                )


def _check_unique(
    columns: Mapping[str, list[object]],
    fields: Sequence[Field],
    mapping: ColumnMapping,
    faults: _Faults,
) -> None:
    for one in fields:
        if not one.is_unique or one.key not in columns:
            continue
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, value in enumerate(columns[one.key]):
            if isinstance(value, str) and (key := folded(value)):
                places[key].append(place)
        for same in places.values():
            first = faults.number(same[0])
            for place in same[1:]:
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.duplicate",
                        f"「{one.zh}」与第 {first} 行相同；若是同一项目请合并为一行，否则请区分。",
                        f"“{one.en}” is the same as in row {first}; merge the rows if it is one "
                        "project, tell them apart if not.",
                        weight="row",
                    ),
                    mapping,
                )


def _check_order(
    columns: Mapping[str, list[object]],
    fields: Sequence[Field],
    mapping: ColumnMapping,
    faults: _Faults,
) -> None:
    names = {one.key: one for one in fields}
    for one in fields:
        other = one.not_before or one.not_below
        if not other or one.key not in columns or other not in columns:
            continue
        lower = names[other]
        for place, (value, floor) in enumerate(zip(columns[one.key], columns[other], strict=True)):
            if isinstance(value, Day) and isinstance(floor, Day) and _is_before(value, floor):
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.before-start",
                        f"「{one.zh}」（{value}）早于「{lower.zh}」（{floor}）；请核对两个日期。",
                        f"“{one.en}” ({value}) is before “{lower.en}” ({floor}); check both.",
                    ),
                    mapping,
                )
            elif isinstance(value, Decimal) and isinstance(floor, Decimal) and value < floor:
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.below",
                        f"「{one.zh}」（{value:f}）小于「{lower.zh}」（{floor:f}）；累计不应小于当期。",
                        f"“{one.en}” ({value:f}) is below “{lower.en}” ({floor:f}); a sum to "
                        "date cannot be smaller than one of its parts.",
                    ),
                    mapping,
                )


def _is_before(end: Day, start: Day) -> bool:
    """2021 as an end is not before 2021-03 as a start: only what the precision can tell."""
    if "year" in (end.precision, start.precision):
        return end.on.year < start.on.year
    return end.on < start.on


class _Faults:
    """Faults as they are found, with the address of each."""

    def __init__(self, table: Table, data: Sequence[TableRow]) -> None:
        self.sheet = table.sheet
        self.found: list[Fault] = []
        self.rejected: set[int] = set()
        self.unusable: set[int] = set()
        self._data = data

    def number(self, place: int) -> int:
        return self._data[place].number

    def add_misread(
        self, place: int, match: ColumnMatch, one: Field, cell: Cell, misread: Misread
    ) -> None:
        self._weigh(place, misread)
        self.found.append(
            Fault(
                sheet=self.sheet.name,
                row=self._data[place].number,
                column_letter=match.column.letter,
                heading=match.column.heading,
                field=one.key,
                raw=text_of(cell),
                code=misread.code,
                zh=misread.zh,
                en=misread.en,
                proposal=misread.proposal,
                weight=misread.weight,
            )
        )

    def add(self, place: int, key: str, misread: Misread, mapping: ColumnMapping) -> None:
        self._weigh(place, misread)
        row = self._data[place]
        column = mapping.column_of(key)
        self.found.append(
            Fault(
                sheet=self.sheet.name,
                row=row.number,
                column_letter=column.letter if column else "",
                heading=column.heading if column else "",
                field=key,
                raw=text_of(self.sheet.rows[row.index][column.index]) if column else "",
                code=misread.code,
                zh=misread.zh,
                en=misread.en,
                proposal=misread.proposal,
                weight=misread.weight,
            )
        )

    def add_column_missing(self, one: Field) -> None:
        self.found.append(
            Fault(
                sheet=self.sheet.name,
                row=0,
                column_letter="",
                heading="",
                field=one.key,
                raw="",
                code="ledgers.required-column",
                zh=f"没有找到「{one.zh}」列；请在对应关系中指定是哪一列。",
                en=f"No column for “{one.en}” was found; say which one it is.",
                weight="row",
            )
        )
        self.unusable.update(range(len(self._data)))
        self.rejected.update(range(len(self._data)))

    def note_table_warnings(self, table: Table) -> None:
        self.found.extend(table.warnings)

    def _weigh(self, place: int, misread: Misread) -> None:
        if misread.weight != "remark":
            self.rejected.add(place)
        if misread.weight == "row":
            self.unusable.add(place)

    def in_order(self) -> tuple[Fault, ...]:
        return tuple(sorted(self.found, key=_place))


def _place(fault: Fault) -> tuple[int, int, str]:
    return fault.row, len(fault.column_letter), fault.column_letter


def _assembled(
    table: Table,
    mapping: ColumnMapping,
    data: Sequence[TableRow],
    bodies: Sequence[list[Cell]],
    columns: Mapping[str, list[object]],
    faults: _Faults,
) -> LedgerRows:
    keys = tuple(columns)
    extras = [(match.column.index, match.column.heading) for match in mapping.extras()]
    rows = []
    in_rows: Iterable[tuple[object, ...]] = (
        zip(*columns.values(), strict=True) if columns else (() for _ in data)
    )
    for place, (row, body, values) in enumerate(zip(data, bodies, in_rows, strict=True)):
        held = dict(zip(keys, values, strict=True))
        if place in faults.rejected:
            held = {key: value for key, value in held.items() if value is not _MISSING}
        beside = {
            heading: text_of(cell) for index, heading in extras if (cell := body[index]) != ""
        }
        rows.append(
            LedgerRow(
                row.number,
                held,  # type: ignore[arg-type]
                beside,
                row.group,
                place in faults.rejected,
                place in faults.unusable,
            )
        )
    left_out = tuple(
        LeftOut(row.number, row.kind, row.reason, _first_words(table, row))
        for row in table.rows
        if row.kind != "data"
    )
    used = [match for match in mapping.matches if match.field in columns]
    return LedgerRows(
        sheet=table.sheet.name,
        total=len(table.rows),
        rows=tuple(rows),
        left_out=left_out,
        faults=faults.in_order(),
        fields=keys,
        letters={match.field or "": match.column.letter for match in used},
        headings={match.field or "": match.column.heading for match in used},
    )


def _first_words(table: Table, row: TableRow) -> str:
    cells = (half_width(text_of(cell)) for cell in table.sheet.rows[row.index] if cell != "")
    return " ".join(cell for cell in cells if cell)[:120]
