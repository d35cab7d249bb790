"""The office's own project workbook (项目大表): read, understood, compared with the ledger.

    workbook = read_workbook(content, name="2021年项目大表.xlsx")
    table = find_tables(workbook.sheets[0])[0]
    mapping = match_columns(table, fields, remembered=answers, year=2021)
    mapping.questions(fields)                            what somebody has to settle
    rows = read_rows(table, mapping, fields=fields, context=Context(year=2021))
    matches = identify(rows, known)
    dry_run = compare(rows, ledger, base, matches=matches)
    dry_run.counts                                       they add up to `rows`
    marked_workbook(content, dry_run.faults, name=…)     the same workbook, faults in place

Bytes and frozen dataclasses in, values out. No database, no clock, no file is touched. What is
wrong with a whole file is a `LedgerError`; what is wrong with a cell is a `Fault`, and a file gives
all its faults at once. Money is an exact `Decimal` in whole currency units, a percentage is a
fraction, a date is a `Day` with the precision it was meant in. See README.md in this folder.
"""

from .cells import Cell, FormulaError, Merge, Sheet, Workbook, is_blank
from .columns import (
    Answer,
    Candidate,
    ColumnMapping,
    ColumnMatch,
    Question,
    match_columns,
    shape_fingerprint,
    shape_key,
    surroundings,
)
from .day_orders import NAMES as ORDER_NAMES
from .day_orders import WrittenOrder, orders_in
from .days import Day
from .errors import LedgerError
from .faults import Fault, Misread
from .fields import Context, Field, Kind
from .filling import Filled, NotAdded, fill_workbook
from .identity import NEW, KnownProject, Match, fold_code, fold_name, identify
from .layout import Column, Table, TableRow
from .marking import marked_workbook
from .merging import CellDifference, DryRun, RowOutcome, compare, merged
from .reading import read_workbook
from .rows import LedgerRow, LedgerRows, LeftOut, Value, read_rows
from .short_dates import ORDERS, Order, known_order
from .silence import Withheld
from .tables import find_tables
from .units import Unit, parsed_unit, stated_unit
from .words import Choice
from .writing import escape_formula

__all__ = [
    "NEW",
    "ORDERS",
    "ORDER_NAMES",
    "Answer",
    "Candidate",
    "Cell",
    "CellDifference",
    "Choice",
    "Column",
    "ColumnMapping",
    "ColumnMatch",
    "Context",
    "Day",
    "DryRun",
    "Fault",
    "Field",
    "Filled",
    "FormulaError",
    "Kind",
    "KnownProject",
    "LedgerError",
    "LedgerRow",
    "LedgerRows",
    "LeftOut",
    "Match",
    "Merge",
    "Misread",
    "NotAdded",
    "Order",
    "Question",
    "RowOutcome",
    "Sheet",
    "Table",
    "TableRow",
    "Unit",
    "Value",
    "Withheld",
    "Workbook",
    "WrittenOrder",
    "compare",
    "escape_formula",
    "fill_workbook",
    "find_tables",
    "fold_code",
    "fold_name",
    "identify",
    "is_blank",
    "known_order",
    "marked_workbook",
    "match_columns",
    "merged",
    "orders_in",
    "parsed_unit",
    "read_rows",
    "read_workbook",
    "shape_fingerprint",
    "shape_key",
    "stated_unit",
    "surroundings",
]
