"""What stands in one cell, and where the officer finds it in Excel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

# Overlapping ranges, each as large as the sheet, would cost more than the sheet itself.
MAX_MERGED_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class FormulaError:
    """A formula that failed: `#REF!`, `#DIV/0!`, `#N/A`, …"""

    text: str

    def __str__(self) -> str:
        return self.text


# Plain values, not objects: a ledger of 10,000 rows x 60 columns has 600,000 of them.
# A blank cell is the empty text.
Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | FormulaError


def is_blank(cell: Cell) -> bool:
    return cell == "" or (isinstance(cell, str) and not cell.strip())


def is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def text_of(cell: Cell) -> str:
    """The cell as a person would type it: whole numbers without `.0`, dates in ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Excel itself shows 15 significant digits; more would show binary noise.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    return str(cell)


def column_letter(column: int) -> str:
    """The letter of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The 1-based column of a letter: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, by 0-based indexes into `Sheet.rows`, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    def meets(self, other: Merge) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its filled area, and where this area begins in the officer's own file.

    Attributes:
        rows: Cells, all rows of equal length.
        merged: Merged ranges inside `rows`, none overlapping another.
        first_row: Row number of `rows[0]` as Excel shows it (1-based).
        first_column: Column number of `rows[…][0]` (1: A).
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[Merge, ...] = ()
    first_row: int = 1
    first_column: int = 1
    is_hidden: bool = False

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def row_number(self, index: int) -> int:
        return self.first_row + index

    def letter(self, index: int) -> str:
        return column_letter(self.first_column + index)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as it was read. `kind` is `xlsx`, `xls`, `csv` or `geojson`."""

    name: str
    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.sheets)


def apart(merges: list[Merge], *, height: int, width: int) -> tuple[Merge, ...]:
    """Merges that lie inside the sheet and do not overlap; of two that do, the first is kept."""
    kept: list[Merge] = []
    taken: set[tuple[int, int]] = set()
    looked_at = 0
    for merge in merges:
        inside = Merge(
            max(merge.top, 0),
            max(merge.left, 0),
            min(merge.bottom, height - 1),
            min(merge.right, width - 1),
        )
        if inside.height < 1 or inside.width < 1 or inside.height * inside.width == 1:
            continue
        looked_at += inside.height * inside.width
        if looked_at > MAX_MERGED_CELLS:
            break
        covered = {
            (row, column)
            for row in range(inside.top, inside.bottom + 1)
            for column in range(inside.left, inside.right + 1)
        }
        if covered & taken:
            continue
        taken |= covered
        kept.append(inside)
    return tuple(kept)
