"""What formulas come to, as the file keeps it: right, or not there at all.

Excel reckons anew when it opens a workbook. A preview on a phone does not, and some programs trust
what they find: a sum that was right yesterday would be read as if it were today's. So results that
may have changed are taken out, and the sums that we can be sure of are put in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from . import markup
from .markup import Element
from .package import WORKBOOK, Package, SheetPart
from .references import area_bounds, title_of
from .sheets import cells_of, formulas_of, rows_of

_WORD = re.compile(r"[^\W\d]\w*")
# `SUM(D7:D8)`, `SUBTOTAL(9,D7:D8)`, `项目大表!D9`, `12.5`, each with the sign before it.
_SHEET = r"(?:'(?:[^']|'')*'!|[^\W\d][\w.]*!)?"
_AREA = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?"
_TERM = re.compile(
    rf"""\s*(?P<sign>[+-]?)\s*(?:
      (?P<function>SUM|SUBTOTAL)\(\s*(?:(?P<kind>9|109)\s*,)?
        (?P<areas>\s*{_SHEET}{_AREA}\s*(?:,\s*{_SHEET}{_AREA}\s*)*)\)
      | (?P<cell>{_SHEET}\$?[A-Za-z]{{1,3}}\$?[0-9]{{1,7}})(?![\w(:.!])
      | (?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w(:.!%])
    )\s*""",
    re.X | re.I,
)
_ONE_AREA = re.compile(rf"({_SHEET})({_AREA})")
_MOST_TERMS = 200
# A year of sums over sums, and no ring: deeper than any office's ledger.
_DEEPEST = 50
# Running sums down a long ledger read its cells again in every row.
_MOST_CELLS = 3_000_000

Area = tuple[str, int, int, int, int]  # sheet in lower case, top, left, bottom, right


@dataclass(frozen=True, slots=True)
class _Term:
    sign: int
    function: str  # SUM, SUBTOTAL, or empty for a cell alone
    areas: tuple[Area, ...]
    number: Decimal = Decimal(0)
    passes_over_hidden: bool = False


@dataclass(slots=True)
class _Formula:
    cell: Element
    end: int  # where `<v>` goes
    terms: tuple[_Term, ...]


class _NotSure(Exception):  # noqa: N818  (no error: the formula keeps no result)
    pass


def renew_results(package: Package, changed: SheetPart) -> None:
    """Take out the results that a changed sheet may have made untrue, and put the sums in."""
    affected = [sheet for sheet in package.sheets() if sheet.part in package
                and (sheet.part == changed.part or _looks_elsewhere(package, sheet))]  # fmt: skip
    for sheet in affected:
        package.put(sheet.part, without_results(package.xml(sheet.part)))
    sums = _Sums(package)
    for sheet in affected:
        sums.read_formulas(sheet)
    for sheet in affected:
        package.put(sheet.part, sums.written(sheet))


def _looks_elsewhere(package: Package, sheet: SheetPart) -> bool:
    """Whether a formula of a sheet may reckon with another: by its title, a name or a table."""
    xml = package.raw(sheet.part)
    if b"<f" not in xml and b":f" not in xml:
        return False
    names = {
        (one.get("name") or "").casefold()
        for one in markup.elements(package.xml(WORKBOOK), "definedName")
    }
    for _, _, _, _, text in formulas_of(package.xml(sheet.part)):
        if "!" in text or "[" in text or "INDIRECT" in text.upper():
            return True
        if names and any(word.casefold() in names for word in _WORD.findall(text)):
            return True
    return False


def without_results(xml: bytes) -> bytes:
    """The sheet with its formulas, and without what they once came to."""
    splices = markup.Splices(xml)
    for _, _, cell, formula, _ in formulas_of(xml):
        tag = markup.with_attributes(cell.tag, {"t": None, "vm": None})
        splices.put(cell.start, cell.inner, tag)
        splices.put(formula.end, cell.inner_end, b"")
    return splices.applied()


class _Sums:
    """The sums of a workbook: read all, then reckoned where every cell they need is known."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.sheets = {one.title.casefold(): one for one in package.sheets()}
        self.simple: dict[tuple[str, int, int], _Formula] = {}
        self.needed: defaultdict[str, set[int]] = defaultdict(set)
        # By sheet, column and row; None where something stands whose number we do not know.
        self.numbers: dict[str, dict[int, dict[int, Decimal | None]]] = {}
        self.texts: dict[str, set[tuple[int, int]]] = {}
        self.hidden: dict[str, set[int]] = {}
        self.known: dict[tuple[str, int, int], Decimal | None] = {}
        self.read_cells = 0

    def read_formulas(self, sheet: SheetPart) -> None:
        title = sheet.title.casefold()
        xml = self.package.xml(sheet.part)
        for row, column, cell, formula, text in formulas_of(xml):
            if formula.get("t") in ("array", "dataTable"):
                continue
            terms = _terms(text, title)
            if terms:
                self.simple[title, row, column] = _Formula(cell, formula.end, terms)
                for term in terms:
                    for of, _, left, _, right in term.areas:
                        self.needed[of].update(range(left, right + 1))

    def written(self, sheet: SheetPart) -> bytes:
        splices = markup.Splices(self.package.xml(sheet.part))
        title = sheet.title.casefold()
        for (of, row, column), formula in self.simple.items():
            if of == title and (value := self._result(of, row, column, 0)) is not None:
                prefix = formula.cell.prefix
                made = markup.prefixed(b"<v>%s</v>" % repr(float(value)).encode(), prefix)
                splices.put(formula.end, formula.end, made)
        return splices.applied()

    def _result(self, sheet: str, row: int, column: int, depth: int) -> Decimal | None:
        place = sheet, row, column
        if place not in self.known:
            self.known[place] = None  # a ring of formulas comes to nothing
            try:
                terms = self.simple[place].terms
                self.known[place] = sum((self._term(one, depth) for one in terms), Decimal(0))
            except _NotSure:
                pass
        return self.known[place]

    def _term(self, term: _Term, depth: int) -> Decimal:
        if not term.areas:
            return term.sign * term.number
        total = Decimal(0)
        for sheet, top, left, bottom, right in term.areas:
            columns = self._read(sheet)
            hidden = {row for row in self.hidden[sheet] if top <= row <= bottom}
            if hidden and term.function == "SUBTOTAL" and not term.passes_over_hidden:
                raise _NotSure  # whether a filter hid them, programs tell in different ways
            for column in range(left, right + 1):
                held = columns.get(column, {})
                if not term.function and (top, left) in self.texts[sheet]:
                    raise _NotSure
                rows = range(top, bottom + 1) if bottom - top < len(held) else held
                self.read_cells += len(rows)
                if self.read_cells > _MOST_CELLS:
                    raise _NotSure
                for row in rows:
                    if row not in held or not top <= row <= bottom:
                        continue
                    if row in hidden and term.passes_over_hidden:
                        continue
                    total += self._cell(sheet, row, column, held[row], term, depth)
        return term.sign * total

    def _cell(
        self, sheet: str, row: int, column: int, held: Decimal | None, term: _Term, depth: int
    ) -> Decimal:
        if held is not None:
            return held
        own = self.simple.get((sheet, row, column))
        if own is None or depth > _DEEPEST:
            raise _NotSure
        if term.function == "SUBTOTAL" and any(one.function == "SUBTOTAL" for one in own.terms):
            return Decimal(0)  # a subtotal passes over the subtotals within it
        value = self._result(sheet, row, column, depth + 1)
        if value is None:
            raise _NotSure
        return value

    def _read(self, sheet: str) -> dict[int, dict[int, Decimal | None]]:
        if sheet in self.numbers:
            return self.numbers[sheet]
        part = self.sheets[sheet].part if sheet in self.sheets else ""
        if part not in self.package:
            raise _NotSure
        columns: defaultdict[int, dict[int, Decimal | None]] = defaultdict(dict)
        texts: set[tuple[int, int]] = set()
        self.hidden[sheet] = hidden = set()
        needed = self.needed[sheet]
        for row in rows_of(self.package.xml(part)):
            if row.at.get("hidden") in ("1", "true"):
                hidden.add(row.number)
            for column, cell in cells_of(row.at):
                if column in needed and not cell.is_empty_tag:
                    kind = markup.attribute(cell.tag, "t") or "n"
                    if kind in ("s", "inlineStr", "b") and b"<f" not in cell.content:
                        texts.add((row.number, column))
                    else:
                        columns[column][row.number] = _number(cell, kind)
        self.numbers[sheet], self.texts[sheet] = columns, texts
        return columns


def _number(cell: Element, kind: str) -> Decimal | None:
    """The number a cell holds; None for a formula, an error, or what is no number."""
    content = cell.content
    if kind != "n" or markup.element(cell.xml, "f", cell.inner, cell.inner_end) is not None:
        return None
    said = markup.element(content, "v")
    try:
        value = Decimal(said.text) if said else Decimal(0)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _terms(text: str, own: str) -> tuple[_Term, ...]:
    """A formula as terms that are added up; none if it is anything else."""
    terms: list[_Term] = []
    at = 0
    while at < len(text):
        found = _TERM.match(text, at)
        if found is None or (terms and not found["sign"]) or len(terms) > _MOST_TERMS:
            return ()
        function = (found["function"] or "").upper()
        if (function == "SUBTOTAL") != bool(found["kind"]):
            return ()
        areas = tuple(_areas(found["areas"] or found["cell"] or "", own))
        terms.append(
            _Term(
                -1 if found["sign"] == "-" else 1, function, areas,
                Decimal(found["number"] or 0), found["kind"] == "109",
            )
        )  # fmt: skip
        at = found.end()
    return tuple(terms) if any(term.areas for term in terms) else ()


def _areas(text: str, own: str) -> Iterator[Area]:
    for sheet, area in _ONE_AREA.findall(text):
        bounds = area_bounds(area)
        if bounds is not None:
            yield (title_of(sheet).casefold() if sheet else own, *bounds)
