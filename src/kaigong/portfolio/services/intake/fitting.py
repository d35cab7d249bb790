"""A file's rows and the ledger's, both as the ledger holds them, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from kaigong.accounts.selectors import Standing
from kaigong.engines import ledgers
from kaigong.portfolio.cells import Names, Unfit, held_as
from kaigong.portfolio.columns import COLUMNS, EXTRA, columns_called
from kaigong.portfolio.services.intake.fields import NAMED, as_value
from kaigong.portfolio.sheet import Sheet, View


def as_cells(rows: ledgers.LedgerRows, names: Names, *, skipped: set[str]) -> ledgers.LedgerRows:
    """The rows as the ledger would hold them, so that both can be compared cell by cell.

    A column without a field becomes a field of its own, all but those skipped. A value that the
    publisher withholds is blank, and its reason is kept under the heading. A date is a day: the
    ledger keeps no precision. A known name is written as the ledger writes it.
    """
    headings = {heading for row in rows.rows for heading in row.extras} - skipped
    headings |= {
        rows.headings[key]
        for row in rows.rows
        for key, value in row.values.items()
        if isinstance(value, ledgers.Withheld) and key != "year"
    }
    order = sorted(headings)
    taken, faults = [], list(rows.faults)
    for row in rows.rows:
        cells = _cells_of(row, rows.headings, order, names)
        unfit = _what_does_not_fit(rows, row, cells)
        faults += unfit
        taken.append(replace(row, values=cells, is_rejected=row.is_rejected or bool(unfit)))
    fields = (*(key for key in rows.fields if key != "year"), *(f"{EXTRA}{each}" for each in order))
    return replace(rows, rows=tuple(taken), fields=fields, faults=tuple(faults))


def _cells_of(
    row: ledgers.LedgerRow, headings: Mapping[str, str], extra: list[str], names: Names
) -> dict[str, ledgers.Value]:
    cells: dict[str, ledgers.Value] = {f"{EXTRA}{each}": row.extras.get(each) for each in extra}
    for key, value in row.values.items():
        if key == "year":
            continue
        if isinstance(value, ledgers.Withheld):
            cells[key] = None
            cells[f"{EXTRA}{headings[key]}"] = value.reason
        elif isinstance(value, ledgers.Day):
            cells[key] = ledgers.Day(value.on)
        elif isinstance(value, str) and key in COLUMNS and COLUMNS[key].kind in NAMED:
            cells[key] = names.spelled(COLUMNS[key], value)
        else:
            cells[key] = value
    return cells


def _what_does_not_fit(
    rows: ledgers.LedgerRows, row: ledgers.LedgerRow, cells: dict[str, ledgers.Value]
) -> list[ledgers.Fault]:
    """Round numbers to what the ledger keeps; take out what is too long or too large, with why."""
    faults = []
    for key, value in list(cells.items()):
        column = COLUMNS.get(key)
        if column is None or not isinstance(value, str | Decimal) or column.kind in NAMED:
            continue
        held = held_as(column, value)
        if isinstance(held, str | Decimal):
            cells[key] = held
        if not isinstance(held, Unfit):
            continue
        del cells[key]
        faults.append(
            ledgers.Fault(
                sheet=rows.sheet,
                row=row.number,
                column_letter=rows.letters.get(key, ""),
                heading=rows.headings.get(key, column.zh),
                field=key,
                raw=str(value)[:200],
                code="portfolio.does-not-fit",
                zh=held.zh,
                en=held.en,
            )
        )
    return faults


def on_record(
    standing: Standing, rows: ledgers.LedgerRows, names: Names, view: View
) -> dict[str, dict[str, ledgers.Value]]:
    """What the ledger holds for the fields of a file, by project id."""
    sheet = Sheet(standing, view)
    columns = columns_called(rows.fields)
    window = sheet.every_row([column.key for column in columns])
    extras = sheet.extras() if any(key.startswith(EXTRA) for key in rows.fields) else {}
    wanted = [key for key in rows.fields if key.startswith(EXTRA)]
    record: dict[str, dict[str, ledgers.Value]] = {}
    for values in window.rows:
        row = dict(zip(window.keys, values, strict=True))
        own = extras.get(int(str(row["id"])), {})
        record[str(row["id"])] = {
            column.key: as_value(row[column.key], column, names) for column in columns
        } | {key: own.get(key.removeprefix(EXTRA)) or None for key in wanted}
    return record
