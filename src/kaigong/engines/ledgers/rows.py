"""From table and mapping to values: column by column, every distinct text read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias

from .amounts import amount, number
from .cells import Cell, text_of
from .checking import FoundFaults, check_order, check_required, check_unique
from .columns import ColumnMapping, ColumnMatch, Question
from .day_orders import WrittenOrder, order_question, orders_in
from .days import Day, day
from .faults import Fault, Misread
from .fields import DATE_KINDS, Context, Field
from .folding import half_width
from .layout import Table, TableRow
from .quantities import coordinate, percentage, writes_points
from .short_dates import Order
from .silence import Withheld
from .telling import Told, telling, unheard
from .words import choice, code, flag, name, text

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
    """All rows under the header: `total == len(rows) + len(left_out)`, always.

    Attributes:
        orders: How each column with short dates writes them, by its letter.
        questions: What only the cells make one ask: the order of short dates.
    """

    sheet: str
    total: int
    rows: tuple[LedgerRow, ...]
    left_out: tuple[LeftOut, ...]
    faults: tuple[Fault, ...]
    fields: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, WrittenOrder] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

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
    faults = FoundFaults(table, data)
    by_column: list[tuple[Cell, ...]] = list(zip(*bodies, strict=True)) or [()] * table.sheet.width
    mapped = [match for match in mapping.matches if match.field in by_key]
    dated = [match for match in mapped if by_key[match.field or ""].kind in DATE_KINDS]
    orders = orders_in(
        {match.column.letter: by_column[match.column.index] for match in dated},
        answers={
            match.column.letter: said
            for match in dated
            if (said := match.order or context.order) is not None
        },
        currency=context.currency,
    )
    columns: dict[str, list[object]] = {}
    for match in telling(mapped, told, every=1):
        one = by_key[match.field or ""]
        own = by_column[match.column.index]
        written = orders.get(match.column.letter, WrittenOrder())
        reader = _reader(one, match, own, context=context, order=written.order)
        columns[one.key] = _read_column(own, reader, one, match, faults)
    check_required(columns, fields, mapping, faults)
    check_unique(columns, fields, mapping, faults)
    check_order(columns, fields, mapping, faults)
    faults.note_table_warnings(table)
    rows = _assembled(table, mapping, data, bodies, columns, faults)
    questions = tuple(
        order_question(match, orders[match.column.letter], year=context.year)
        for match in dated
        if match.column.letter in orders and orders[match.column.letter].asked
    )
    return replace(rows, orders=orders, questions=questions)


def _reader(
    one: Field, match: ColumnMatch, cells: Sequence[Cell], *, context: Context, order: Order | None
) -> Reader:
    unit = match.unit or context.units.get(one.key) or context.default_unit
    if one.kind == "amount":
        return lambda cell: amount(cell, unit=unit, currency=context.currency)
    if one.kind in DATE_KINDS:
        return lambda cell: day(cell, year=context.year, is_end=one.is_end, order=order)
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
    cells: Sequence[Cell], reader: Reader, one: Field, match: ColumnMatch, faults: FoundFaults
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


def _assembled(
    table: Table,
    mapping: ColumnMapping,
    data: Sequence[TableRow],
    bodies: Sequence[list[Cell]],
    columns: Mapping[str, list[object]],
    faults: FoundFaults,
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
