"""Tables of a plan as Excel workbooks; who takes one out of the house is on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import FileResponse

from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD_ROW = 3
_WIDEST, _NARROWEST = 48, 8
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_EDGE = {"border": 1, "border_color": "#d6dbe1"}
_FORMS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "small": {"font_color": "#5b6673"},
    "head": {"bold": True, "align": "center", "bg_color": "#eef1f4", **_EDGE},
    # A quoted cell stays a text when somebody edits it, whatever it begins with.
    "text": {"quote_prefix": True, "text_wrap": True, **_EDGE},
    "day": {"num_format": "yyyy-mm-dd", "align": "center", **_EDGE},
    "number": {"num_format": "0.##", **_EDGE},
    "share": {"num_format": "0%", **_EDGE},
}


@dataclass(frozen=True)
class Table:
    """One sheet: a title, a line below it, headings, and rows of texts, days and numbers.

    A float is a share where `shares` names its column.
    """

    title: str
    told: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    shares: Sequence[int] = ()


def table_workbook(table: Table, *, standing: Standing, project: str) -> bytes:
    """A workbook of one table, ready for paper: A4 across, the headings on each sheet."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    forms = {name: book.add_format(_FONT | form) for name, form in _FORMS.items()}
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, table.title, forms["title"])
    sheet.write_string(1, 0, table.told, forms["small"])
    for place, head in enumerate(table.heads):
        sheet.write_string(HEAD_ROW, place, head, forms["head"])
    for at, row in enumerate(table.rows, start=HEAD_ROW + 1):
        for place, value in enumerate(row):
            _write(sheet, at, place, value, forms, is_share=place in table.shares)
    for place, head in enumerate(table.heads):
        texts = [head, *(str(row[place]) for row in table.rows)]
        width = max(sum(1 + (sign > "\u2e7f") for sign in text) for text in texts)
        sheet.set_column(place, place, min(_WIDEST, max(_NARROWEST, width + 1)))
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    book.close()
    record(
        "plan.table.exported",
        by=standing.user,
        zone=standing.zone.slug,
        subject=project,
        name=table.title,
        rows=len(table.rows),
    )
    return file.getvalue()


def _write(
    sheet: Any, at: int, place: int, value: object, forms: dict[str, Any], *, is_share: bool
) -> None:
    if isinstance(value, date):
        sheet.write_datetime(at, place, value, forms["day"])
    elif isinstance(value, int | float):
        sheet.write_number(at, place, value, forms["share" if is_share else "number"])
    else:
        sheet.write_string(at, place, "" if value is None else str(value), forms["text"])


def as_attachment(content: bytes, name: str) -> FileResponse:
    """A workbook as a download."""
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)
