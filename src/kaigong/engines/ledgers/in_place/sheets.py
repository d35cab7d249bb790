"""The cells of one sheet: what stands where, and what is put there instead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from kaigong.engines.ledgers.cells import Cell, column_letter, column_number, text_of

from . import markup
from .markup import Element
from .package import Package, SheetPart
from .references import area_bounds, copied_formula
from .styles import Styles

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_BEGIN, _BEGIN_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001
# Before it, Excel's calendar holds a day that never was.
_FIRST_DAY = date(1900, 3, 1)


@dataclass(frozen=True, slots=True)
class RowMarkup:
    number: int
    at: Element


def rows_of(xml: bytes) -> Iterator[RowMarkup]:
    """The rows that are written down; one without a number follows the one before it."""
    outer = markup.element(xml, "sheetData")
    number = 0
    if outer is None:
        return
    for found in markup.elements(xml, "row", outer.inner, outer.inner_end):
        said = found.get("r") or ""
        number = int(said) if said.isdigit() else number + 1
        yield RowMarkup(number, found)


_CELL = re.compile(
    rb"""<((?:[\w.-]+:)?)c((?:\s[^<>]*)?)(?:/>|(?<!/)>(.*?)</(?:[\w.-]+:)?c\s*>)""", re.S
)
_LETTERS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})[0-9]""")


def cells_of(row: Element) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their 1-based columns."""
    column = 0
    for found in _CELL.finditer(row.xml, row.inner, row.inner_end):
        said = _LETTERS.search(found[2])
        column = _column(said[1]) if said else column + 1
        start, end = found.span()
        inner, inner_end = found.span(3) if found[3] is not None else (end, end)
        yield column, Element(row.xml, start, inner, inner_end, end, found[1])


@lru_cache(maxsize=20_000)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


def has_formula(cell: Element) -> bool:
    return markup.element(cell.xml, "f", cell.inner, cell.inner_end) is not None


class SheetCells:
    """A sheet into which cells are put; `keep` gives the part back to the package."""

    def __init__(self, package: Package, sheet: SheetPart, styles: Styles) -> None:
        self.package, self.sheet, self.styles = package, sheet, styles
        self.xml = package.xml(sheet.part)
        self.rows = {row.number: row.at for row in rows_of(self.xml)}
        self.prefix = markup.root(self.xml).prefix
        self.merged = [
            bounds
            for one in markup.elements(self.xml, "mergeCell")
            if (bounds := area_bounds(one.get("ref") or "")) is not None
        ]
        self._new: defaultdict[int, dict[int, bytes]] = defaultdict(dict)
        self._cells: dict[int, dict[int, Element]] = {}
        self._columns = self._column_forms()

    def _column_forms(self) -> list[tuple[int, int, int]]:
        found = []
        outer = markup.element(self.xml, "cols")
        if outer is not None:
            for one in markup.elements(self.xml, "col", outer.inner, outer.inner_end):
                first, last, form = (int(one.get(key) or 0) for key in ("min", "max", "style"))
                found.append((first, last, form))
        return found

    def _row(self, row: int) -> dict[int, Element]:
        if row not in self._cells:
            at = self.rows.get(row)
            self._cells[row] = dict(cells_of(at)) if at is not None else {}
        return self._cells[row]

    @property
    def first_column(self) -> int:
        """The leftmost column that a cell stands in."""
        firsts = (next(iter(cells_of(at)), None) for at in self.rows.values())
        return min((first[0] for first in firsts if first is not None), default=1)

    def form(self, row: int, column: int) -> int:
        """The number of a cell's format: its own, its row's, its column's, or the plain one."""
        cell = self._row(row).get(column)
        if cell is not None:
            return int(cell.get("s") or 0)
        at = self.rows.get(row)
        if at is not None and at.get("customFormat") in ("1", "true"):
            return int(at.get("s") or 0)
        return next((form for first, last, form in self._columns if first <= column <= last), 0)

    def holds_formula(self, row: int, column: int) -> bool:
        cell = self._row(row).get(column)
        return cell is not None and has_formula(cell)

    def is_text(self, row: int, column: int) -> bool:
        cell = self._row(row).get(column)
        return cell is not None and cell.get("t") in ("s", "inlineStr", "str")

    def first_of_merge(self, row: int, column: int) -> tuple[int, int]:
        """The cell that shows for a place: of a merged range, its first."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def put(self, row: int, column: int, value: Cell | None) -> bool:
        """Put a value into a cell, in its own format; None blanks it.

        A formula belongs to the officer, and of a merged range only the first cell shows: both
        stay as they are, and the answer is False.
        """
        if self.holds_formula(row, column) or self.first_of_merge(row, column) != (row, column):
            return False
        form = self.form(row, column)
        if isinstance(value, date) and value >= _FIRST_DAY and not self.styles.is_date(form):
            form = self.styles.as_date(form)
        self._new[row][column] = self._markup(row, column, form, value)
        return True

    def colour(self, row: int, column: int, colour: str) -> None:
        """Give a cell another fill and nothing else."""
        form = self.styles.filled(self.form(row, column), colour)
        cell = self._row(row).get(column)
        if cell is None:
            self._new[row][column] = self._markup(row, column, form, None)
            return
        tag = markup.with_attributes(cell.tag, {"s": str(form)})
        self._new[row][column] = tag + cell.xml[cell.inner : cell.end]

    def _markup(self, row: int, column: int, form: int, value: Cell | None) -> bytes:
        attributes = b'r="%s%d"' % (column_letter(column).encode(), row)
        if form:
            attributes += b' s="%d"' % form
        return markup.prefixed(
            cell_markup(attributes, value, from_1904=self.package.counts_from_1904), self.prefix
        )

    def keep(self) -> None:
        """Write what was put into the sheet; formulas lose the results they had before.

        A sum that was right yesterday would be read as if it were today's: Excel reckons anew on
        opening, and who reads without reckoning finds nothing rather than something wrong.
        """
        if not self._new:
            return
        splices = markup.Splices(self.xml)
        for number, at in self.rows.items():
            cells = self._new.get(number)
            if cells:
                splices.put(at.start, at.end, _row_with(at, self._row(number), cells))
        missing = sorted(set(self._new) - set(self.rows))
        for number in missing:
            made = b'<row r="%d">' % number
            body = b"".join(self._new[number][column] for column in sorted(self._new[number]))
            whole = markup.prefixed(made, self.prefix) + body
            whole += markup.prefixed(b"</row>", self.prefix)
            following = [at.start for row, at in self.rows.items() if row > number]
            place = min(following) if following else self._end_of_rows()
            splices.put(place, place, whole)
        self.package.put(self.sheet.part, splices.applied())

    def _end_of_rows(self) -> int:
        outer = markup.element(self.xml, "sheetData")
        if outer is None or outer.is_empty_tag:
            raise self.package.damaged(f"{self.sheet.part}: sheetData")
        return outer.inner_end


def formulas_of(xml: bytes) -> Iterator[tuple[int, int, Element, Element, str]]:
    """Every formula: row, column, its cell, its own element, and its text.

    A text that cells share is told as it reads in each of them.
    """
    first: dict[str, tuple[int, int, str]] = {}
    for row in rows_of(xml):
        if _FORMULA.search(xml, row.at.inner, row.at.inner_end) is None:
            continue
        for column, cell in cells_of(row.at):
            formula = markup.element(xml, "f", cell.inner, cell.inner_end)
            if formula is None:
                continue
            text = formula.text
            if formula.get("t") == "shared":
                key = formula.get("si") or ""
                if text:
                    first[key] = (row.number, column, text)
                elif key in first:
                    top, left, text = first[key]
                    text = copied_formula(text, rows=row.number - top, columns=column - left)
            yield row.number, column, cell, formula, text


def unshared(xml: bytes) -> bytes:
    """The sheet with a formula of its own in every cell that shares one with others.

    What cells share is told relative to the first of them, which holds only while none is moved.
    """
    if b"shared" not in xml:
        return xml
    splices = markup.Splices(xml)
    for _, _, _, formula, text in formulas_of(xml):
        if formula.get("t") == "shared":
            tag, _, closing = markup.opened(formula)
            tag = markup.with_attributes(tag, {"t": None, "ref": None, "si": None})
            splices.put(formula.start, formula.end, tag + markup.text_markup(text) + closing)
    return splices.applied()


def cell_markup(attributes: bytes, value: Cell | None, *, from_1904: bool = False) -> bytes:
    if value is None or value == "":
        return b"<c %s/>" % attributes
    if isinstance(value, bool):
        return b'<c %s t="b"><v>%d</v></c>' % (attributes, value)
    if isinstance(value, int | float):
        return b"<c %s><v>%s</v></c>" % (attributes, repr(value).encode())
    if isinstance(value, date) and value >= _FIRST_DAY:
        return b"<c %s><v>%s</v></c>" % (attributes, _serial(value, from_1904=from_1904))
    text = markup.text_markup(text_of(value)[:32_767])
    return b'<c %s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (attributes, text)


def _serial(value: date, *, from_1904: bool) -> bytes:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    days = (moment - (_BEGIN_1904 if from_1904 else _BEGIN)) / timedelta(days=1)
    return (str(int(days)) if days == int(days) else repr(days)).encode()


def _row_with(row: Element, old: dict[int, Element], new: dict[int, bytes]) -> bytes:
    tag, _, closing = markup.opened(row)
    # A row may say how far it reaches; what is put beyond would make that untrue.
    tag = markup.with_attributes(tag, {"spans": None}) if set(new) - set(old) else tag
    number = row.get("r") or ""
    cells = {column: _addressed(cell, column, number) for column, cell in old.items()} | new
    return tag + b"".join(cells[column] for column in sorted(cells)) + closing


def _addressed(cell: Element, column: int, row: str) -> bytes:
    """The cell with its address, which it may leave out only while nothing comes before it."""
    if not row or _LETTERS.search(cell.tag):
        return cell.markup
    tag = markup.with_attributes(cell.tag, {"r": f"{column_letter(column)}{row}"})
    return tag + cell.xml[cell.inner : cell.end]


def emptied_rows(xml: bytes, numbers: Collection[int]) -> bytes:
    """The sheet with some rows hidden and nothing in their cells, so that no sum counts them.

    A row taken out would leave #REF! in every formula that names one of its cells; programs do not
    agree on whether SUBTOTAL counts a hidden one. Formats stay, and so does what the first cell of
    a range says that is merged over other rows, and a formula that fills other rows.
    """
    xml = unshared(xml)
    shown_below = {
        (top, left)
        for one in markup.elements(xml, "mergeCell")
        if (bounds := area_bounds(one.get("ref") or "")) is not None
        for top, left, bottom, _ in [bounds]
        if bottom > top
    }
    splices = markup.Splices(xml)
    for row in rows_of(xml):
        if row.number not in numbers:
            continue
        splices.put(row.at.start, row.at.inner, markup.with_attributes(row.at.tag, {"hidden": "1"}))
        for column, cell in cells_of(row.at):
            if cell.is_empty_tag or (row.number, column) in shown_below or _fills_others(cell):
                continue
            tag = markup.with_attributes(cell.tag, {"t": None, "cm": None, "vm": None})
            splices.put(cell.start, cell.inner_end, tag)
    return splices.applied()


def _fills_others(cell: Element) -> bool:
    formula = markup.element(cell.xml, "f", cell.inner, cell.inner_end)
    area = area_bounds((formula.get("ref") or "") if formula else "")
    return area is not None and area[2] > area[0]
