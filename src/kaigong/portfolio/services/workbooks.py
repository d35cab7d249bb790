"""The ledger as an Excel workbook: what is shown, and what its way back needs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from kaigong.portfolio.columns import Column, Kind
from kaigong.portfolio.services.exports import Export
from kaigong.portfolio.services.intake.own_workbooks import EXPORT_MARK, MONTH_MARK
from kaigong.portfolio.sheet import Value
from kaigong.wording import said

FIRST_ROW = 4  # title, subtitle, two rows of headings
LEAD = 1  # the numbering column stands before all others
FIRST_EXCEL_DAY = date(1900, 3, 1)  # before it Excel's calendar holds a day that never was
PIXELS_A_CHARACTER = 7

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_INK, _RULE, _BAND = "#1d2733", "#d6dbe1", "#eef1f4"
_FORMS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "subtitle": {"font_color": "#5b6673"},
    "band": {"bold": True, "align": "center", "bg_color": _BAND, "border": 1,
             "border_color": _RULE},
    "head": {"bold": True, "align": "center", "bg_color": _BAND, "border": 1,
             "border_color": _RULE, "text_wrap": True},
    # A quoted cell stays a text when somebody edits it, whatever it begins with.
    "text": {"quote_prefix": True, "bottom": 1, "bottom_color": _RULE},
    "amount": {"num_format": "#,##0.00", "bottom": 1, "bottom_color": _RULE},
    "number": {"num_format": "0.######", "bottom": 1, "bottom_color": _RULE},
    "percent": {"num_format": "0.0%", "bottom": 1, "bottom_color": _RULE},
    "date": {"num_format": "yyyy-mm-dd", "align": "center", "bottom": 1, "bottom_color": _RULE},
    "count": {"num_format": "0", "font_color": "#8a94a0", "bottom": 1, "bottom_color": _RULE},
    "sum": {"bold": True, "num_format": "#,##0.00", "bg_color": _BAND, "top": 1, "bottom": 1},
    "share": {"bold": True, "num_format": "0.0%", "bg_color": _BAND, "top": 1, "bottom": 1},
    "label": {"bold": True, "bg_color": _BAND, "top": 1, "bottom": 1},
}  # fmt: skip
_KINDS = {Kind.AMOUNT: "amount", Kind.NUMBER: "number", Kind.PERCENT: "percent", Kind.DATE: "date"}


def write_workbook(
    export: Export, path: Path, *, advance: Callable[[int], None] = lambda _rows: None
) -> None:
    """Write what an export shows into a workbook; rows are kept in memory one at a time.

    Args:
        advance: Told after every thousand rows how many were written since; it may end the writing
            by an exception.
    """
    # The writer keeps its rows in a file until it closes the book; one that is ended leaves it.
    with tempfile.TemporaryDirectory(prefix="kaigong-rows-") as rows:
        how = {"constant_memory": True, "default_date_format": "", "tmpdir": rows}
        book = xlsxwriter.Workbook(str(path), how)
        book.set_custom_property(EXPORT_MARK, export.moment.isoformat(), "text")
        book.set_custom_property(MONTH_MARK, f"{export.view.month:%Y-%m}", "text")
        book.set_properties({"title": export.title, "comments": export.subtitle})
        _Writer(book, export, advance).write()
        book.close()


class _Writer:
    def __init__(self, book: Any, export: Export, advance: Callable[[int], None]) -> None:
        self.export, self.columns, self.advance = export, export.columns, advance
        self.forms = {name: book.add_format(_FONT | form) for name, form in _FORMS.items()}
        self.sheet = book.add_worksheet(said("项目大表", "Ledger"))
        self.at = FIRST_ROW  # the next row to write
        self.number = 0

    def write(self) -> None:
        self._set_page()
        self._head()
        is_grouped = bool(self.export.view.group)
        for part in self.export.parts:
            begin = self.at
            for row in part.rows:
                self._row(row, level=2 if is_grouped else 0)
            if is_grouped:
                label = said(f"{part.label} 小计", f"Subtotal {part.label}")
                self._sums(label, begin, self.at - 1, count=len(part.rows), level=1)
        self.advance(self.number % 1000)
        last = self.at - 1
        self._sums(said("合计", "Total"), FIRST_ROW, last, count=self.export.count, level=0)
        if not is_grouped and self.export.count:
            self.sheet.autofilter(FIRST_ROW - 1, 0, last, len(self.columns))

    def _set_page(self) -> None:
        sheet = self.sheet
        is_frozen = [column.is_frozen for column in self.columns]
        frozen = is_frozen.index(False) if False in is_frozen else len(is_frozen)
        sheet.freeze_panes(FIRST_ROW, LEAD + frozen)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2, 3)
        sheet.set_footer("&L&A&C&P / &N&R&D")
        sheet.set_column(0, 0, 6)
        for place, column in enumerate(self.columns, start=LEAD):
            sheet.set_column(place, place, max(7, column.width / PIXELS_A_CHARACTER))

    def _head(self) -> None:
        sheet, forms = self.sheet, self.forms
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, self.export.title, forms["title"])
        sheet.write_string(1, 0, self.export.subtitle, forms["subtitle"])
        place, lead = 0, LEAD  # the numbering column stands under the first band
        for name, span in self.export.bands():
            end = place + lead + span - 1
            if end > place:
                sheet.merge_range(2, place, 2, end, name, forms["band"])
            else:
                sheet.write_string(2, place, name, forms["band"])
            place, lead = end + 1, 0
        sheet.write_string(3, 0, said("序号", "No."), forms["head"])
        for at, column in enumerate(self.columns, start=LEAD):
            sheet.write_string(3, at, str(column.label), forms["head"])

    def _row(self, row: list[Value], *, level: int) -> None:
        self.number += 1
        self.sheet.set_row(self.at, None, None, {"level": level} if level else {})
        self.sheet.write_number(self.at, 0, self.number, self.forms["count"])
        for place, (column, value) in enumerate(zip(self.columns, row, strict=True), start=LEAD):
            self._cell(place, column, value)
        self.at += 1
        if self.number % 1000 == 0:
            self.advance(1000)

    def _cell(self, place: int, column: Column, value: Value) -> None:
        form = self.forms[_KINDS.get(column.kind, "text")]
        if value is None:
            self.sheet.write_blank(self.at, place, None, form)
        elif isinstance(value, Decimal | float | int) and not isinstance(value, bool):
            self.sheet.write_number(self.at, place, value, form)
        elif isinstance(value, date) and value >= FIRST_EXCEL_DAY:
            self.sheet.write_datetime(self.at, place, value, form)
        else:
            self.sheet.write_string(self.at, place, str(value), self.forms["text"])

    def _sums(self, label: str, begin: int, end: int, *, count: int, level: int) -> None:
        """A row of sums that keeps adding up when somebody filters the rows or changes a cell."""
        self.sheet.set_row(self.at, None, None, {"level": level} if level else {})
        self.sheet.write_blank(self.at, 0, None, self.forms["label"])
        for place, column in enumerate(self.columns, start=LEAD):
            if column.key == "name":
                words = said(f"{label}（{count} 个）", f"{label} ({count})")
                self.sheet.write_string(self.at, place, words, self.forms["label"])
            elif column.is_summed and end >= begin:
                letter = xl_col_to_name(place)
                formula = f"=SUBTOTAL(9,{letter}{begin + 1}:{letter}{end + 1})"
                total = self._summed(place - LEAD, begin, end)
                self.sheet.write_formula(self.at, place, formula, self.forms["sum"], total)
            elif column.key == "year_share":
                self._share(place, begin, end)
            else:
                self.sheet.write_blank(self.at, place, None, self.forms["label"])
        self.at += 1

    def _summed(self, place: int, begin: int, end: int) -> Decimal:
        """The sum that a reader without a reckoner of formulas is to find in the cell."""
        parts = self.export.parts
        at, total = FIRST_ROW, Decimal(0)
        is_grouped = bool(self.export.view.group)
        for part in parts:
            if begin <= at <= end:
                amounts = (row[place] for row in part.rows)
                total += sum((each for each in amounts if isinstance(each, Decimal)), Decimal(0))
            at += len(part.rows) + is_grouped
        return total

    def _share(self, place: int, begin: int, end: int) -> None:
        keys = [column.key for column in self.columns]
        if not {"planned_amount", "year_amount"} <= set(keys):
            self.sheet.write_blank(self.at, place, None, self.forms["share"])
            return
        done, planned = (keys.index(key) for key in ("year_amount", "planned_amount"))
        above, below = (xl_rowcol_to_cell(self.at, LEAD + each) for each in (done, planned))
        whole = self._summed(planned, begin, end)
        share = self._summed(done, begin, end) / whole if whole else ""
        formula = f'=IF(N({below})=0,"",{above}/{below})'
        self.sheet.write_formula(self.at, place, formula, self.forms["share"], share)
