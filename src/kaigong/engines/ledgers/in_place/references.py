"""Cell addresses in formulas and ranges, moved as Excel moves them when rows are put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kaigong.engines.ledgers.cells import column_letter, column_number

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# Whether a range that ends at the row above the new ones takes them in: `lists` are ranges of
# several rows, or of one cell written as a range (`E11:E11`).
Growth: TypeAlias = Literal["never", "lists", "always"]

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_AREA = re.compile(rf"({_CELL})(?::({_CELL}))?")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")
_PARTS = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_PIECE = re.compile(
    rf"""
    (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')*'! | (?:\[[^\]]*\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?!)?
      (?:(?<![\w.$\]])|(?<=!))
      (?P<area>{_CELL}(?::{_CELL})?|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}})
      (?![\w.(!\[])
    | (?P<brackets>\[(?:[^\[\]]|\[[^\]]*\])*\])
    """,
    re.X,
)


@dataclass(frozen=True, slots=True)
class Shift:
    """New rows: how many after which, by the numbers that were before; in order."""

    points: tuple[tuple[int, int], ...]

    def row(self, number: int) -> int:
        """Where a row is afterwards."""
        return number + sum(count for after, count in self.points if after < number)

    def last(self, number: int) -> int:
        """Where the last row of a range is afterwards, if the range takes new rows below it in."""
        return number + sum(count for after, count in self.points if after <= number)

    @property
    def first(self) -> int:
        return self.points[0][0]


def moved_areas(text: str, shift: Shift, *, growth: Growth) -> str:
    """A list of ranges, as `sqref` has it: `B11:B12 D11`."""
    return " ".join(moved_area(one, shift, growth=growth) for one in text.split())


def moved_area(text: str, shift: Shift, *, growth: Growth) -> str:
    """`E11:E12`, `$11:$12`, `E12`; whole columns stay as they are."""
    if found := _ROWS.fullmatch(text):
        first, last = int(found[2]), int(found[4])
        top, bottom = _moved(first, last, shift, grows=growth != "never")
        return f"{found[1]}{top}:{found[3]}{bottom}"
    found = _AREA.fullmatch(text)
    if found is None:
        return text
    one = _parts(found[1])
    if found[2] is None:
        top, bottom = _moved(one[3], one[3], shift, grows=growth == "always")
        written = _written(one, top)
        return written if top == bottom else f"{written}:{_written(one, bottom)}"
    other = _parts(found[2])
    is_list = other[3] > one[3] or (other[3] == one[3] and one[1] == other[1])
    grows = growth == "always" or (growth == "lists" and is_list)
    top, bottom = _moved(one[3], other[3], shift, grows=grows)
    return f"{_written(one, top)}:{_written(other, bottom)}"


def _moved(first: int, last: int, shift: Shift, *, grows: bool) -> tuple[int, int]:
    bottom = shift.last(last) if grows else shift.row(last)
    return min(shift.row(first), LAST_ROW), min(bottom, LAST_ROW)


def moved_formula(
    formula: str, shift: Shift, *, sheet: str, stands_in: str, growth: Growth = "lists"
) -> str:
    """A formula after rows were put into a sheet.

    Args:
        sheet: The title of the sheet that has new rows.
        stands_in: The title of the sheet the formula stands in; empty for a workbook's names.
    """

    def move(found: re.Match[str]) -> str:
        area, of = found["area"], found["sheet"]
        if area is None:
            return found[0]
        named = title_of(of) if of else stands_in
        if named.casefold() != sheet.casefold():
            return found[0]
        return f"{of or ''}{moved_area(area, shift, growth=growth)}"

    return _PIECE.sub(move, formula)


def crosses_sheets(formula: str) -> bool:
    """Whether a formula reckons through several sheets at once (`Jan:Dec!E5`)."""
    return any(
        found["sheet"] and ":" in title_of(found["sheet"])
        for found in _PIECE.finditer(formula)
        if found["area"]
    )


def copied_formula(formula: str, *, rows: int, columns: int = 0) -> str:
    """A formula as it is after being copied so many rows down and columns to the right."""

    def copy(found: re.Match[str]) -> str:
        area = found["area"]
        if area is None:
            return found[0]
        ends = [_copied(end, rows, columns) for end in area.split(":")]
        of = found["sheet"] or ""
        return f"{of}#REF!" if None in ends else of + ":".join(map(str, ends))

    return _PIECE.sub(copy, formula)


def _copied(end: str, rows: int, columns: int) -> str | None:
    if end.strip("$").isdigit():
        if end.startswith("$"):
            return end
        number = int(end) + rows
        return str(number) if 1 <= number <= LAST_ROW else None
    fixed, letters, still, digits = _parts(end)
    row = digits if still else digits + rows
    column = column_number(letters) + (0 if fixed else columns)
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        return None
    return f"{fixed}{column_letter(column)}{still}{row}"


def _parts(cell: str) -> tuple[str, str, str, int]:
    found = _PARTS.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    return found[1], found[2], found[3], int(found[4])


def _written(parts: tuple[str, str, str, int], row: int) -> str:
    return f"{parts[0]}{parts[1]}{parts[2]}{row}"


def title_of(sheet: str) -> str:
    """`'重点 项目'!` → `重点 项目`; of another workbook's sheet the bracket stays before it."""
    bare = sheet.removesuffix("!")
    if bare.startswith("'"):
        bare = bare[1:-1].replace("''", "'")
    return bare


def area_bounds(text: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom, right of a range, 1-based and included; None if it is no such range."""
    found = _AREA.fullmatch(text.replace("$", ""))
    if found is None:
        return None
    one = _parts(found[1])
    other = _parts(found[2]) if found[2] else one
    return one[3], column_number(one[1]), other[3], column_number(other[1])
