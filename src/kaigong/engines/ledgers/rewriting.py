"""The file as an archive of parts: an XLSX as it is, anything else written anew as one."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta

from .cells import Sheet, Workbook, text_of
from .in_place import Package, SheetPart
from .reading import read_workbook
from .writing import escape_formula


def sheet_title(name: str) -> str:
    """A sheet's name as Excel allows it: at most 31 characters, none of `[]:*?/\\`."""
    cleaned = re.sub(r"[\[\]:*?/\\]", " ", name).strip().strip("'")
    return cleaned[:31] or "Sheet1"


def sheet_in(package: Package, sheet: str) -> SheetPart | None:
    """The sheet of that name; a CSV has one sheet, however the file is called."""
    sheets = [one for one in package.sheets() if one.part in package]
    for title in (sheet, sheet_title(sheet)):
        found = next((one for one in sheets if one.title == title), None)
        if found is not None:
            return found
    return sheets[0] if len(sheets) == 1 else None


def opened(content: bytes, *, name: str) -> Package:
    """The file as an archive of parts, whatever kind it is; checked by our own reading first."""
    workbook = read_workbook(content, name=name)
    return Package(content if workbook.kind == "xlsx" else rewritten(workbook), name=name)


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
