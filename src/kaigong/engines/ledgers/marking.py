"""The officer's own workbook with its faults marked where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .cells import column_letter, column_number
from .errors import DamagedFileError
from .faults import Fault
from .in_place import (
    Comments,
    Package,
    SheetCells,
    SheetPart,
    Styles,
    refusing_damage,
    text_sheet,
)
from .reading import read_workbook
from .rewriting import opened, rewritten, sheet_in, unused_title
from .writing import escape_formula

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
    all faults with links. All else in an XLSX stays byte for byte as it was, charts and pictures
    included; CSV, XLS and GeoJSON come out as a new XLSX of the same cells.

    Raises:
        LedgerError: the content cannot be read.
    """
    try:
        with refusing_damage(name):
            return _marked(opened(content, name=name), faults)
    except DamagedFileError:
        # Read it could be, changed in place not: the faults matter more than the formats. What
        # cannot be read either says so here.
        packed = rewritten(read_workbook(content, name=name))
        return _marked(opened(packed, name=name), faults)


def _marked(package: Package, faults: Sequence[Fault]) -> bytes:
    styles = Styles(package)
    sheets = {one.title: one for one in package.sheets()}
    marks = {
        title: _Marks(package, sheets[title], styles)
        for fault in faults
        if (found := sheet_in(package, fault.sheet)) and fault.row and (title := found.title)
    }
    places: list[tuple[str, str] | None] = []
    for fault in faults:
        found = sheet_in(package, fault.sheet) if fault.row else None
        places.append((found.title, marks[found.title].add(fault)) if found else None)
    room = MAX_COMMENTS
    for mark in marks.values():
        room = mark.keep(most=room)
    _list(package, styles, faults, places)
    return package.saved()


class _Marks:
    """The faults of one sheet, by the cell that shows them."""

    def __init__(self, package: Package, sheet: SheetPart, styles: Styles) -> None:
        self.cells = SheetCells(package, sheet, styles)
        self.comments = Comments(package, sheet, author=AUTHOR)
        self.left = min(self.cells.first_column, 16_384)
        self.by_cell: defaultdict[tuple[int, int], list[Fault]] = defaultdict(list)

    def add(self, fault: Fault) -> str:
        """Note a fault; the address of the cell to mark: of a whole row its first column."""
        column = column_number(fault.column_letter) if fault.column_letter else self.left
        place = self.cells.first_of_merge(fault.row, column)
        self.by_cell[place].append(fault)
        return f"{column_letter(place[1])}{place[0]}"

    def keep(self, *, most: int) -> int:
        for count, ((row, column), here) in enumerate(self.by_cell.items()):
            is_red = any(fault.weight != "remark" for fault in here)
            self.cells.colour(row, column, _RED if is_red else _AMBER)
            if count < most:
                self.comments.put(row, column, _words(here))
        self.cells.keep()
        self.comments.keep()
        return max(0, most - len(self.by_cell))


def _words(faults: Sequence[Fault]) -> str:
    lines = []
    for fault in faults:
        lines += [fault.zh, fault.en]
        if fault.proposal:
            lines.append(f"建议 Proposal：{fault.proposal}")
    return "\n".join(lines)


def _list(
    package: Package,
    styles: Styles,
    faults: Sequence[Fault],
    places: Sequence[tuple[str, str] | None],
) -> None:
    bold = styles.plain(font=styles.font(b"<b/>"))
    plain = styles.plain(wraps=True)
    linked = styles.plain(font=styles.font(b'<u/>|<color rgb="FF0563C1"/>'))
    coloured = {
        colour: styles.plain(fill=styles.fill(colour), wraps=True) for colour in (_RED, _AMBER)
    }
    rows: list[Sequence[str]] = [[heading for heading, _ in _HEADER]]
    forms: list[Sequence[int]] = [[bold] * len(_HEADER)]
    links: dict[tuple[int, int], str] = {}
    for number, (fault, place) in enumerate(zip(faults, places, strict=True), start=2):
        texts = (
            fault.sheet, fault.address, fault.heading, fault.raw[:500], fault.zh, fault.en,
            fault.proposal,
        )  # fmt: skip
        rows.append([escape_formula(text) for text in texts])
        colour = coloured[_AMBER if fault.weight == "remark" else _RED]
        forms.append([plain, linked if place else plain, plain, colour, plain, plain, plain])
        if place is not None:
            quoted = place[0].replace("'", "''")
            links[number, 2] = f"'{quoted}'!{place[1]}"
    widths = [width for _, width in _HEADER]
    page = text_sheet(package, rows, forms=forms, widths=widths, frozen=1, links=links)
    used = {sheet.title.casefold() for sheet in package.sheets()}
    package.add_sheet(unused_title(LIST_TITLE, used), page, is_first=True)
