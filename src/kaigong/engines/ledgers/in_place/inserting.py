"""New rows in a sheet, and everything in the workbook that points below them moved along.

Moved are: the cells, formulas of all sheets, merged ranges, conditional formats, validations,
filters, links, page breaks, print areas and other names, tables, pictures and charts with their
ranges, comments, pivot tables and their sources. Not moved, since they are no text of the format:
addresses inside macros, in texts (INDIRECT("E11")) and in other workbooks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaigong.engines.ledgers.cells import column_letter

from . import markup
from .drawings import moved_anchors, moved_shapes
from .markup import Element
from .package import WORKBOOK, Package, SheetPart
from .references import (
    LAST_ROW,
    Growth,
    Shift,
    area_bounds,
    copied_formula,
    crosses_sheets,
    moved_area,
    moved_areas,
    moved_formula,
)
from .sheets import RowMarkup, cells_of, rows_of, unshared

# What a sheet may lead to, and is moved or needs no moving. Anything else is not known well enough.
_KNOWN = frozenset({
    "drawing", "vmlDrawing", "comments", "threadedComment", "table", "pivotTable",
    "printerSettings", "hyperlink", "image", "slicer", "timeline", "queryTable", "ctrlProp",
    "customProperty", "customXml",
})  # fmt: skip
_RANGES = {"ref", "sqref", "activeCell", "topLeftCell"}
_RANGE_TAG = re.compile(
    rb"<(?:[\w.-]+:)?[\w.-]+\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\b(?:ref|sqref|activeCell|topLeftCell)"
    rb"=(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
)
_CELL_ROW = re.compile(rb"""(<(?:[\w.-]+:)?c\s(?:[^>]*?\s)?r=["'][A-Za-z]+)\d+""")
_FORMULAS_BESIDE = "f|formula|formula1|formula2"
_HAS_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")


class UnmovablePart(Exception):  # noqa: N818  (news to the caller, not an error of the person)
    """Something in the workbook that new rows would break, so that none were put in."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def insert_rows(
    package: Package, sheet: SheetPart, points: Sequence[tuple[int, int]], *, own_rows: set[int]
) -> Shift:
    """Put rows into a sheet, each made like the row above: formats, heights, formulas; no values.

    Args:
        points: After which row (as Excel numbers it) and how many.
        own_rows: Rows of projects: a range in their formulas that ends above the new rows is a
            running sum of their own and does not take them in. In all other formulas it does.

    Raises:
        UnmovablePart: before anything was changed.
    """
    shift = Shift(tuple(sorted(points)))
    _Insertion(package, sheet, shift, own_rows).run()
    return shift


class _Insertion:
    def __init__(
        self, package: Package, sheet: SheetPart, shift: Shift, own_rows: set[int]
    ) -> None:
        self.package, self.sheet, self.shift, self.own_rows = package, sheet, shift, own_rows
        self.moved: dict[str, bytes] = {}

    def run(self) -> None:
        self._look()
        self.moved[self.sheet.part] = self._sheet()
        for other in self.package.sheets():
            if other.part != self.sheet.part and other.part in self.package:
                self._other_sheet(other)
        self._workbook()
        for part in self.package.related(self.sheet.part, "table"):
            self.moved[part] = self._table(self.package.xml(part))
        for part in self.package.related(self.sheet.part, "pivotTable"):
            self.moved[part] = self._ranges(self.package.xml(part), growth="never")
        for part in self.package.related(self.sheet.part, "comments", "threadedComment"):
            self.moved[part] = self._ranges(self.package.xml(part), growth="never")
        for part in self.package.related(self.sheet.part, "vmlDrawing"):
            self.moved[part] = moved_shapes(self.package.xml(part), self.shift)
        for part in self.package.related(self.sheet.part, "drawing"):
            self.moved[part] = moved_anchors(self.package.xml(part), self.shift)
        for part in self.package.parts():
            if part.startswith("xl/charts/") and part.endswith(".xml"):
                self._pointing(part, "f")
            elif part.startswith("xl/ctrlProps/"):
                self._controls(part)
            elif part.startswith("xl/pivotCache/") and "Definition" in part:
                self._pivot_source(part)
        for part, xml in self.moved.items():
            self.package.put(part, xml)
        self.package.reckon_on_opening(drop_chain=True)

    # --- what would break --------------------------------------------------------------------

    def _look(self) -> None:
        xml = self.package.xml(self.sheet.part)
        for one in self.package.relations(self.sheet.part):
            if one.kind not in _KNOWN:
                raise UnmovablePart(
                    f"工作表里有不能跟着移动的内容（{one.kind}）",
                    f"the sheet holds something that cannot be moved along ({one.kind})",
                )
        last = max((row.number for row in rows_of(xml)), default=0)
        if self.shift.last(last) > LAST_ROW:
            raise UnmovablePart("工作表已到最后一行", "the sheet reaches the last row")
        for formula in markup.elements(xml, "f"):
            kind, area = formula.get("t"), area_bounds(formula.get("ref") or "")
            if kind == "dataTable":
                raise UnmovablePart("工作表里有模拟运算表", "the sheet holds a what-if data table")
            if kind == "array" and area and self._cuts(area[0], area[2]):
                raise UnmovablePart(
                    "新行会切开一个数组公式", "the new rows would cut an array formula in two"
                )
        for part in self.package.related(self.sheet.part, "pivotTable"):
            place = markup.element(self.package.xml(part), "location")
            area = area_bounds((place.get("ref") or "") if place else "")
            if area and self._cuts(area[0], area[2]):
                raise UnmovablePart(
                    "新行会切开一个数据透视表", "the new rows would cut a pivot table in two"
                )
        for other in self.package.sheets():
            if other.part in self.package and b":" in (raw := self.package.raw(other.part)):
                self._look_through(other, raw)

    def _look_through(self, sheet: SheetPart, raw: bytes) -> None:
        if not re.search(rb"\w:\w[^<>]*!|'[^'<>]*:[^'<>]*'!", raw):
            return
        for formula in markup.elements(self.package.xml(sheet.part), "f"):
            if crosses_sheets(formula.text):
                raise UnmovablePart(
                    f"「{sheet.title}」里有跨多表的公式", f"“{sheet.title}” reckons across sheets"
                )

    def _cuts(self, first: int, last: int) -> bool:
        return any(first <= after < last for after, _ in self.shift.points)

    # --- the sheet itself ----------------------------------------------------------------------

    def _sheet(self) -> bytes:
        xml = unshared(self.package.xml(self.sheet.part))
        outer = markup.element(xml, "sheetData")
        if outer is None:
            raise self.package.damaged("sheetData")
        counts = dict(self.shift.points)
        splices = markup.Splices(xml)
        for row in rows_of(xml):
            made = self._row(row)
            if count := counts.get(row.number):
                made += b"".join(self._copy(row, below) for below in range(1, count + 1))
            if made != row.at.markup:
                splices.put(row.at.start, row.at.end, made)
        head = self._beside(xml[: outer.start])
        tail = self._beside(self._merges(xml[outer.end :]))
        inside = splices.applied()
        grown = len(inside) - len(xml)
        return head + inside[outer.start : outer.end + grown] + tail

    def _row(self, row: RowMarkup) -> bytes:
        number = self.shift.row(row.number)
        tag, content, closing = markup.opened(row.at)
        if row.at.is_empty_tag:
            return markup.with_attributes(row.at.tag, {"r": str(number)})
        if _HAS_FORMULA.search(content):
            content = b"".join(
                self._cell(cell, column, row.number, number) for column, cell in cells_of(row.at)
            )
        elif number == row.number and row.at.get("r"):
            return row.at.markup
        else:
            content = _CELL_ROW.sub(rb"\g<1>%d" % number, content)
        return markup.with_attributes(tag, {"r": str(number)}) + content + closing

    def _cell(self, cell: Element, column: int, old: int, number: int) -> bytes:
        tag = _at(cell.tag, column, number)
        formula = markup.element(cell.xml, "f", cell.inner, cell.inner_end)
        if cell.is_empty_tag or formula is None:
            return tag + cell.xml[cell.inner : cell.end]
        growth: Growth = "never" if old in self.own_rows else "lists"
        inner, _, closing = markup.opened(formula)
        if area := formula.get("ref"):
            moved = moved_area(area, self.shift, growth="never")
            inner = markup.with_attributes(inner, {"ref": moved})
        text = self._formula(formula.text, growth=growth)
        made = inner + markup.text_markup(text) + closing
        rest = cell.xml[cell.inner : formula.start] + made + cell.xml[formula.end : cell.end]
        return tag + rest

    def _copy(self, row: RowMarkup, below: int) -> bytes:
        """A new row like this one: formats and formulas, no values."""
        number = self.shift.row(row.number) + below
        tag, _, closing = markup.opened(row.at)
        tag = markup.with_attributes(tag, {"r": str(number), "hidden": None, "collapsed": None})
        made = []
        for column, cell in cells_of(row.at):
            bare = markup.with_attributes(
                _at(cell.tag, column, number), {"t": None, "cm": None, "vm": None}
            )
            opening = bare[:-2].rstrip() + b">" if bare.endswith(b"/>") else bare
            formula = markup.element(cell.xml, "f", cell.inner, cell.inner_end)
            body = b""
            if formula is not None and formula.get("t") != "array":
                # Copied from where the row above is afterwards, so that both are moved alike.
                text = self._formula(formula.text, growth="never")
                body = b"<f>%s</f>" % markup.text_markup(copied_formula(text, rows=below))
            made.append(opening + markup.prefixed(body + b"</c>", cell.prefix))
        return tag + b"".join(made) + closing

    def _merges(self, tail: bytes) -> bytes:
        """The merged ranges moved; what is merged across the row above is merged in new rows."""
        outer = markup.element(tail, "mergeCells")
        if outer is None:
            return tail
        made, count = [], 0
        for one in markup.elements(tail, "mergeCell", outer.inner, outer.inner_end):
            said = one.get("ref") or ""
            area = area_bounds(said)
            moved = moved_area(said, self.shift, growth="never")
            made.append(markup.with_attributes(one.tag, {"ref": moved}))
            count += 1
            for after, rows in self.shift.points:
                if area and area[0] == area[2] == after:
                    for below in range(1, rows + 1):
                        at = self.shift.row(after) + below
                        ref = f"{column_letter(area[1])}{at}:{column_letter(area[3])}{at}"
                        made.append(markup.with_attributes(one.tag, {"ref": ref}))
                        count += 1
        tag, _, closing = markup.opened(outer)
        tag = markup.with_attributes(tag, {"count": str(count)})
        return tail[: outer.start] + tag + b"".join(made) + closing + tail[outer.end :]

    def _beside(self, xml: bytes) -> bytes:
        """What stands before and after the cells: ranges, formulas, breaks, places of links."""
        xml = self._ranges(xml, growth="always", but=b"mergeCell")
        xml = markup.each_changed(xml, _FORMULAS_BESIDE, self._formula_changed)
        xml = markup.each_changed(xml, "sqref", self._list_changed)
        xml = markup.each_changed(xml, "brk", self._break_changed)
        return markup.each_changed(xml, "hyperlink", self._link_changed)

    def _ranges(self, xml: bytes, *, growth: Growth, but: bytes = b"") -> bytes:
        def move(found: re.Match[bytes]) -> bytes:
            tag = found[0]
            if but and re.match(rb"<(?:[\w.-]+:)?%s[\s/>]" % but, tag):
                return tag
            changes: dict[str, str | None] = {}
            for name in _RANGES:
                said = re.search(rb"""\s%s\s*=\s*("[^"]*"|'[^']*')""" % name.encode(), tag)
                if said:
                    text = said[1][1:-1].decode()
                    single = name in ("activeCell", "topLeftCell") or b"selection" in tag[:24]
                    grows = "never" if single else growth
                    changes[name] = moved_areas(text, self.shift, growth=grows)
            return markup.with_attributes(tag, changes)

        return _RANGE_TAG.sub(move, xml)

    def _formula(self, text: str, *, growth: Growth = "lists", stands_in: str | None = None) -> str:
        where = self.sheet.title if stands_in is None else stands_in
        return moved_formula(
            text, self.shift, sheet=self.sheet.title, stands_in=where, growth=growth
        )

    def _formula_changed(self, found: Element) -> bytes | None:
        return self._retold(found, self._formula(found.text)) if b"<" not in found.content else None

    def _list_changed(self, found: Element) -> bytes:
        return self._retold(found, moved_areas(found.text, self.shift, growth="always"))

    @staticmethod
    def _retold(found: Element, text: str) -> bytes:
        return found.tag + markup.text_markup(text) + found.xml[found.inner_end : found.end]

    def _break_changed(self, found: Element) -> bytes | None:
        # A break of rows stands below the row of its number; those of columns reach over all rows.
        if found.get("max") not in (None, "16383"):
            return None
        number = self.shift.last(int(found.get("id") or 0))
        tag = markup.with_attributes(found.tag, {"id": str(number)})
        return tag + found.xml[found.inner : found.end]

    def _link_changed(self, found: Element) -> bytes | None:
        place = found.get("location")
        if not place or "!" not in place:
            return None
        tag = markup.with_attributes(
            found.tag, {"location": self._formula(place, growth="never", stands_in="")}
        )
        return tag + found.xml[found.inner : found.end]

    # --- what points at it ---------------------------------------------------------------------

    def _other_sheet(self, other: SheetPart) -> None:
        raw = self.package.raw(other.part)
        if b"!" not in raw:  # it names no sheet but its own
            return

        def move(found: Element) -> bytes | None:
            if b"<" in found.content or not found.content:
                return None
            return self._retold(found, self._formula(found.text, stands_in=other.title))

        xml = markup.each_changed(unshared(self.package.xml(other.part)), _FORMULAS_BESIDE, move)
        self.moved[other.part] = markup.each_changed(xml, "hyperlink", self._link_changed)

    def _workbook(self) -> None:
        titles = [one.title for one in self.package.sheets()]

        def move(found: Element) -> bytes:
            place = found.get("localSheetId")
            own = titles[int(place)] if place and int(place) < len(titles) else ""
            return self._retold(found, self._formula(found.text, stands_in=own))

        self.moved[WORKBOOK] = markup.each_changed(self.package.xml(WORKBOOK), "definedName", move)

    def _table(self, xml: bytes) -> bytes:
        xml = self._ranges(xml, growth="always")
        names = "calculatedColumnFormula|totalsRowFormula"
        return markup.each_changed(xml, names, self._formula_changed)

    def _pointing(self, part: str, names: str) -> None:
        if b"!" not in self.package.raw(part):
            return

        def move(found: Element) -> bytes | None:
            if b"<" in found.content:
                return None
            return self._retold(found, self._formula(found.text, stands_in=""))

        self.moved[part] = markup.each_changed(self.package.xml(part), names, move)

    def _controls(self, part: str) -> None:
        outer = markup.root(self.package.xml(part))
        changes: dict[str, str | None] = {
            name: self._formula(said, growth="lists")
            for name in ("fmlaLink", "fmlaRange", "fmlaMacro")
            if (said := outer.get(name))
        }
        if changes and part in self.package.related(self.sheet.part, "ctrlProp"):
            xml = self.package.xml(part)
            tag = markup.with_attributes(outer.tag, changes)
            self.moved[part] = xml[: outer.start] + tag + xml[outer.inner :]

    def _pivot_source(self, part: str) -> None:
        """A pivot table's source takes the new rows in, and is read anew on opening."""
        xml = self.package.xml(part)
        source = markup.element(xml, "worksheetSource")
        if source is None or (source.get("sheet") or "").casefold() != self.sheet.title.casefold():
            return
        if said := source.get("ref"):
            tag = markup.with_attributes(
                source.tag, {"ref": moved_area(said, self.shift, growth="lists")}
            )
            xml = xml[: source.start] + tag + xml[source.inner :]
        outer = markup.root(xml)
        tag = markup.with_attributes(outer.tag, {"refreshOnLoad": "1"})
        self.moved[part] = xml[: outer.start] + tag + xml[outer.inner :]


def _at(tag: bytes, column: int, row: int) -> bytes:
    return markup.with_attributes(tag, {"r": f"{column_letter(column)}{row}"})
