"""Back into the officer's own workbook: current values in their places, all else as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from .cells import Cell, Sheet, Workbook, text_of
from .columns import ColumnMapping, ColumnMatch
from .days import Day, day
from .errors import DamagedFileError, TooManyCellsError, UnknownSheetError
from .fields import DATE_KINDS, Context, Field
from .folding import half_width
from .layout import Table
from .merging import same
from .reading import read_workbook
from .rows import Value, read_rows
from .units import Unit
from .values import Withheld, writes_points

if TYPE_CHECKING:
    from openpyxl import Workbook as Book
    from openpyxl.cell.cell import Cell as BookCell

# openpyxl makes an object of every cell, formatted emptiness included: about 400 bytes each.
MAX_CELLS_IN_PLACE = 1_500_000

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[-+]?[\d.,\s]*%?|[-+—]+")
_HAN = re.compile("[\u3400-\u9fff]")


def escape_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula: `=cmd|…` gets an apostrophe before it.

    Numbers and dashes (`-3.5`, `-`) stay as they are: they start nothing. Reading takes the
    apostrophe off again.
    """
    if text.startswith(_STARTS_FORMULA) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def fill_workbook(
    content: bytes,
    table: Table,
    mapping: ColumnMapping,
    values: Mapping[int, Mapping[str, Value]],
    *,
    fields: Sequence[Field],
    context: Context,
    name: str = "",
) -> bytes:
    """The same workbook with current values put in, as XLSX.

    Formats, widths, merged headers, column order and formulas stay. A cell is written only if it
    says something else than the value: 13600万元 is left alone when the ledger holds 136,000,000.
    A formula is never overwritten. CSV, XLS and GeoJSON come out as a new XLSX of the same cells.
    What openpyxl cannot keep (charts, drawings) is lost; macros stay.

    Args:
        table, mapping: As found in this very content.
        values: By row number as Excel shows it, then by field key; a field that is absent or not
            mapped is left alone, None blanks a cell.

    Raises:
        LedgerError: the content cannot be read.
        UnknownSheetError: it has no sheet of the table's name.
    """
    book = opened(content, name=name)
    title = title_in(book, table.sheet.name)
    if not title:
        raise UnknownSheetError(
            name=name, sheet=table.sheet.name, sheets="、".join(book.sheetnames)
        )
    page = book[title]
    read = read_rows(table, mapping, fields=fields, context=context)
    now = {row.number: row.values for row in read.rows}
    by_key = {one.key: one for one in fields}
    matches = [match for match in mapping.matches if match.field in by_key]
    points = {
        match.field: writes_points(table.cells(match.column), heading=" ".join(match.column.path))
        for match in matches
        if by_key[match.field or ""].kind == "percent"
    }
    for number, wanted in values.items():
        for match in matches:
            key = match.field or ""
            if key not in wanted or number not in now:
                continue
            if key in now[number] and same(now[number][key], wanted[key]):
                continue
            cell = page[f"{match.column.letter}{number}"]
            written = _written(
                wanted[key], by_key[key], match, context=context, in_points=points.get(key, False)
            )
            _put(cell, written)
    return saved(book)


def sheet_title(name: str) -> str:
    """A sheet's name as Excel allows it: at most 31 characters, none of `[]:*?/\\`."""
    cleaned = re.sub(r"[\[\]:*?/\\]", " ", name).strip().strip("'")
    return cleaned[:31] or "Sheet1"


def title_in(book: Book, sheet: str) -> str:
    """The title a sheet has in the workbook; a CSV has one sheet, however the file is called."""
    for title in (sheet, sheet_title(sheet)):
        if title in book.sheetnames:
            return title
    return book.sheetnames[0] if len(book.sheetnames) == 1 else ""


def opened(content: bytes, *, name: str) -> Book:
    """The file as openpyxl has it, whatever kind it is; checked by our own reading first."""
    workbook = read_workbook(content, name=name)
    packed = content if workbook.kind == "xlsx" else rewritten(workbook)
    return _loaded(packed, workbook, name=name)


def _loaded(packed: bytes, workbook: Workbook, *, name: str) -> Book:
    import zipfile

    import openpyxl

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        parts = archive.namelist()
        cells = sum(
            archive.read(part).count(b"<c ")
            for part in parts
            if part.startswith("xl/worksheets/") and part.endswith(".xml")
        )
    if cells > MAX_CELLS_IN_PLACE:
        largest = max(workbook.sheets, key=lambda sheet: len(sheet.rows))
        raise TooManyCellsError(
            sheet=largest.name, rows=len(largest.rows), columns=largest.width, limit=cells
        )
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(packed), keep_vba="xl/vbaProject.bin" in parts, rich_text=True
        )
    except Exception as broken:  # openpyxl has no error of its own for what it cannot load
        raise DamagedFileError(name=name, reason=f"openpyxl: {str(broken)[:80]}") from broken
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True  # what hangs on the cells we write
    return book


def saved(book: Book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(workbook: Workbook) -> bytes:
    """A new XLSX that shows the same cells at the same addresses."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "nan_inf_to_errors": True, "default_date_format": "yyyy-mm-dd"},
    )  # fmt: skip
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    used: set[str] = set()
    for sheet in workbook.sheets:
        title = unused_title(sheet_title(sheet.name), used)
        used.add(title.casefold())
        page = book.add_worksheet(title)
        _copy(sheet, page, heading)
    book.close()
    return stream.getvalue()


def unused_title(title: str, used: set[str]) -> str:
    """The title, or one with a number after it; Excel does not tell case apart."""
    number, candidate = 1, title
    while candidate.casefold() in used:
        number += 1
        candidate = f"{title[:27]} ({number})"
    return candidate


def _copy(sheet: Sheet, page: object, heading: object) -> None:
    top, left = sheet.first_row - 1, sheet.first_column - 1
    for merge in sheet.merged:
        page.merge_range(  # type: ignore[attr-defined]
            top + merge.top, left + merge.left, top + merge.bottom, left + merge.right, "", heading
        )
    for number, row in enumerate(sheet.rows, start=top):
        for place, cell in enumerate(row, start=left):
            if cell == "":
                continue
            if isinstance(cell, str):
                page.write_string(number, place, escape_formula(cell)[:32_767])  # type: ignore[attr-defined]
            elif isinstance(cell, bool | int | float | date | datetime | time | timedelta):
                page.write(number, place, cell)  # type: ignore[attr-defined]
            else:
                page.write_string(number, place, text_of(cell))  # type: ignore[attr-defined]


def _put(cell: BookCell, value: Cell | None) -> None:
    # The other cells of a merged range are read-only; a formula belongs to the officer.
    if type(cell).__name__ == "MergedCell" or cell.data_type == "f":
        return
    if isinstance(value, str):
        value = escape_formula(value)
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, date) and not cell.is_date:
        cell.number_format = "yyyy-mm-dd"


def _written(
    value: Value, one: Field, match: ColumnMatch, *, context: Context, in_points: bool
) -> Cell | None:
    """The value as this column writes it, so that it reads back as the same."""
    is_chinese = bool(_HAN.search(match.column.heading))
    if value is None:
        return None
    if isinstance(value, Withheld):
        return value.reason
    if isinstance(value, Day):
        return written_day(value, one, year=context.year, is_chinese=is_chinese)
    if isinstance(value, bool):
        return ("是" if value else "否") if is_chinese else ("Yes" if value else "No")
    if isinstance(value, Decimal):
        if one.kind == "amount":
            unit = match.unit or context.units.get(one.key) or context.default_unit or Unit()
            value = value / unit.factor
        elif one.kind == "percent" and in_points:
            value = value * 100
        return int(value) if value == value.to_integral_value() else float(value)
    if one.kind == "choice":
        found = next((option for option in one.choices if option.key == value), None)
        if found is not None:
            return found.zh if is_chinese else found.en
    return value


def written_day(value: Day, one: Field, *, year: int | None, is_chinese: bool) -> Cell:
    """A day in the precision it was meant in, in words that read back as the same day."""
    if one.kind not in DATE_KINDS or value.precision == "day":
        return value.on
    on = value.on
    quarter, half = (on.month + 2) // 3, "上" if on.month <= 6 else "下"
    month = f"{on.year}年{on.month}月"
    candidates = {
        "month": [month, *(f"{month}{part}" for part in ("底", "初", "上旬", "中旬", "下旬"))],
        "quarter": [f"{on.year}年第{quarter}季度"],
        "half": [f"{on.year}年{half}半年"],
        "year": [f"{on.year}年", f"{on.year}年底", f"{on.year}年初"],
    }[value.precision]
    if not is_chinese:
        plain = {
            "month": f"{on:%Y-%m}",
            "quarter": f"{on.year} Q{quarter}",
            "half": candidates[0],
            "year": str(on.year),
        }
        candidates.insert(0, plain[value.precision])
    for text in candidates:
        if day(half_width(text), year=year, is_end=one.is_end) == value:
            return text
    return on
