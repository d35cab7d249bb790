"""The officer's own workbook with its faults marked where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .cells import column_letter
from .errors import DamagedFileError, TooManyCellsError
from .faults import Fault
from .reading import read_workbook
from .writing import escape_formula, opened, rewritten, saved, title_in, unused_title

if TYPE_CHECKING:
    from openpyxl import Workbook as Book
    from openpyxl.worksheet.worksheet import Worksheet

LIST_TITLE = "问题清单"
# Excel opens thousands of comments slowly; beyond this a cell is coloured and listed only.
MAX_COMMENTS = 2_000
AUTHOR = "开工 Kaigong"

_RED, _AMBER = "FFFFC7CE", "FFFFEB9C"
_HEADER = (
    ("工作表 Sheet", 16),
    ("单元格 Cell", 11),
    ("列名 Heading", 22),
    ("原内容 Content", 28),
    ("问题", 60),
    ("Fault", 60),
    ("建议 Proposal", 22),
)


def marked_workbook(content: bytes, faults: Sequence[Fault], *, name: str = "") -> bytes:
    """The same workbook, as XLSX, with every fault coloured, commented and listed.

    Red cells keep a row from being taken, amber ones are remarks. The first sheet 问题清单 lists
    all faults with links. Formats, formulas and merged cells of an XLSX stay; CSV, XLS, GeoJSON and
    what is too large to be opened whole come out as a new XLSX of the same cells.

    Raises:
        LedgerError: the content cannot be read.
    """
    from openpyxl.styles import PatternFill

    book = _book(content, name=name)
    by_cell: defaultdict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault, place in zip(faults, _where(book, faults), strict=True):
        if place is not None:
            by_cell[place].append(fault)
    for count, ((title, address), here) in enumerate(by_cell.items()):
        cell = book[title][address]
        is_red = any(fault.weight != "remark" for fault in here)
        cell.fill = PatternFill("solid", start_color=_RED if is_red else _AMBER)
        if count < MAX_COMMENTS:
            _comment(book[title], address, here)
    _list(book, faults, _where(book, faults))
    return saved(book)


def _book(content: bytes, *, name: str) -> Book:
    try:
        return opened(content, name=name)
    except (TooManyCellsError, DamagedFileError):
        # Ours could read it, openpyxl cannot: the faults matter more than the formats. A file that
        # we cannot read either says so here.
        packed = rewritten(read_workbook(content, name=name))
        return opened(packed, name=name)


def _where(book: Book, faults: Sequence[Fault]) -> list[tuple[str, str] | None]:
    """Sheet and cell of each fault; None where it concerns the table as a whole."""
    places: list[tuple[str, str] | None] = []
    for fault in faults:
        title = title_in(book, fault.sheet)
        places.append((title, _address(book[title], fault)) if title and fault.row else None)
    return places


def _address(page: Worksheet, fault: Fault) -> str:
    """The cell to mark; of a merged range its first cell, of a whole row its first column."""
    letter = fault.column_letter or column_letter(max(page.min_column, 1))
    address = f"{letter}{fault.row}"
    if type(page[address]).__name__ == "MergedCell":
        for merged in page.merged_cells.ranges:
            if address in merged:
                return f"{column_letter(merged.min_col)}{merged.min_row}"
    return address


def _comment(page: Worksheet, address: str, faults: Sequence[Fault]) -> None:
    from openpyxl.comments import Comment

    lines = []
    for fault in faults:
        lines += [fault.zh, fault.en]
        if fault.proposal:
            lines.append(f"建议 Proposal：{fault.proposal}")
    cell = page[address]
    if cell.comment is not None:
        lines.insert(0, f"{cell.comment.text}\n——")
    comment = Comment("\n".join(lines), AUTHOR)
    comment.width, comment.height = 360, min(60 + 34 * len(lines), 320)
    cell.comment = comment


def _list(book: Book, faults: Sequence[Fault], places: Sequence[tuple[str, str] | None]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    title = unused_title(LIST_TITLE, {one.casefold() for one in book.sheetnames})
    page = book.create_sheet(title, 0)
    for column, (heading, width) in enumerate(_HEADER, start=1):
        cell = page.cell(1, column, heading)
        cell.font = Font(bold=True)
        page.column_dimensions[column_letter(column)].width = width
    for number, (fault, place) in enumerate(zip(faults, places, strict=True), start=2):
        texts = (
            fault.sheet,
            fault.address,
            fault.heading,
            fault.raw[:500],
            fault.zh,
            fault.en,
            fault.proposal,
        )
        for column, text in enumerate(texts, start=1):
            cell = page.cell(number, column)
            cell.value = escape_formula(_printable(text))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if place is not None:
            quoted = place[0].replace("'", "''")
            page.cell(number, 2).hyperlink = Hyperlink(
                ref=f"B{number}", location=f"'{quoted}'!{place[1]}"
            )
            page.cell(number, 2).font = Font(color="FF0563C1", underline="single")
        colour = _AMBER if fault.weight == "remark" else _RED
        page.cell(number, 4).fill = PatternFill("solid", start_color=colour)
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{column_letter(len(_HEADER))}{max(len(faults) + 1, 2)}"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\n\t" or c >= " ")
