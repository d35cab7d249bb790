"""Tables of a plan as Excel workbooks and CSV; who takes one out of the house is on record."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.http import FileResponse

from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.portfolio.services.exports import escape_formula

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
HEAD_ROW = 3
_DEEPEST = 7  # Excel folds no deeper
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

    A float is a share where `shares` names its column. `levels` fold the rows as an outline does,
    one for each row; `folded` are the numbers of rows below which it is closed.
    """

    title: str
    told: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    shares: Sequence[int] = ()
    levels: Sequence[int] = ()
    folded: Collection[int] = ()
    sheet: str = ""


def table_workbook(
    table: Table, *, standing: Standing, project: str, beside: Sequence[Table] = ()
) -> bytes:
    """A workbook of a table of a project's plan, and of others beside; it is put on record."""
    content = workbook_of([table, *beside])
    _note(table, standing, project, "xlsx")
    return content


def table_csv(table: Table, *, standing: Standing, project: str) -> bytes:
    """The same rows as CSV, as Excel opens it; it is put on record."""
    content = csv_of(table)
    _note(table, standing, project, "csv")
    return content


def _note(table: Table, standing: Standing, project: str, form: str) -> None:
    record(
        "plan.table.exported",
        by=standing.user,
        zone=standing.zone.slug,
        subject=project,
        name=table.title,
        form=form,
        rows=len(table.rows),
    )


def csv_of(table: Table) -> bytes:
    """Headings and rows, exact; no cell can run as a formula."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(table.heads)
    for row in table.rows:
        writer.writerow([_plain(value) for value in row])
    # Without this mark Excel reads UTF-8 as the machine's code page.
    return ("\ufeff" + lines.getvalue()).encode()


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return value.isoformat() if isinstance(value, date) else escape_formula(str(value))


def workbook_of(tables: Sequence[Table]) -> bytes:
    """A sheet a table, ready for paper: A4 across, the headings on each page."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    forms = {name: book.add_format(_FONT | form) for name, form in _FORMS.items()}
    for table in tables:
        _sheet(book, table, forms)
    book.close()
    return file.getvalue()


def _sheet(book: Any, table: Table, forms: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.sheet or None)
    sheet.write_string(0, 0, table.title, forms["title"])
    sheet.write_string(1, 0, table.told, forms["small"])
    for place, head in enumerate(table.heads):
        sheet.write_string(HEAD_ROW, place, head, forms["head"])
    for at, row in enumerate(table.rows, start=HEAD_ROW + 1):
        for place, value in enumerate(row):
            _write(sheet, at, place, value, forms, is_share=place in table.shares)
    for at, looks in enumerate(_outline(table), start=HEAD_ROW + 1):
        sheet.set_row(at, None, None, looks)
    if table.levels:
        sheet.outline_settings(symbols_below=False)  # a summary stands above its parts
    for place, head in enumerate(table.heads):
        texts = [head, *(str(row[place]) for row in table.rows)]
        width = max(sum(1 + (sign > "\u2e7f") for sign in text) for text in texts)
        sheet.set_column(place, place, min(_WIDEST, max(_NARROWEST, width + 1)))
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _outline(table: Table) -> Iterator[dict[str, Any]]:
    """Of each row its level, whether it is closed, and whether a closed one above hides it."""
    closed: list[int] = []  # levels of the closed rows that we are below
    for place, level in enumerate(table.levels):
        while closed and level <= closed[-1]:
            closed.pop()
        is_closed = place in table.folded
        yield {
            "level": min(level, _DEEPEST),
            "hidden": bool(closed),
            "collapsed": is_closed,
        }
        if is_closed:
            closed.append(level)


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
    """A workbook, or CSV by its name, as a download."""
    kind = CSV if name.endswith(".csv") else XLSX
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)
