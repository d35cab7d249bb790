"""XER as tables: every line and cell as it came, so that what is not understood is not lost.

A line is a mark, then cells parted by tabs: ERMHDR, %T table, %F fields, %R row, %E end. P6 writes
what people typed as it is, so a cell may go on in the next line; rows may be short or long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Final

from kaigong.engines.scheduling.files.errors import UnreadableCellError, UnreadableDateError

_MARKS: Final = ("%", "ERMHDR")
_MOST_MINUTES: Final = 60 * 24 * 366 * 100  # a century: what is longer is no length of work


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rows as text, split when they are asked for, and no further than that.

    Rows that were split and kept would cost three times as much: most of it in memory. The first
    cell of a row, which held the mark, is empty: it stands for fields the table has not got.
    """

    name: str
    line: int  # of its %T, counted from 1
    places: Mapping[str, int]  # index of each field in a row; names are in lower case
    texts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # of each row

    @property
    def rows(self) -> Iterator[list[str]]:
        """The cells of each row, filled up to the number of fields."""
        width = self._width()
        return (_cells(text, width, -1) for text in self.texts)

    def each(self) -> Iterator[tuple[int, list[str]]]:
        """The rows with their lines."""
        return zip(self.lines, self.rows, strict=True)

    def value(self, row: Sequence[str], name: str) -> str:
        """The cell of a field; empty where table or row have not got it."""
        return row[self.places.get(name, 0)]

    def picked(self, *names: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Only the cells of these fields, two at least, of each row, with its line."""
        places = [self.places.get(name, 0) for name in names]
        width = max(places) + 1
        pick = itemgetter(*places)
        for line, text in zip(self.lines, self.texts, strict=True):
            yield line, pick(_cells(text, width, width))

    def _width(self) -> int:
        return max(self.places.values(), default=0) + 1


def _cells(text: str, width: int, most: int) -> list[str]:
    cells = text.split("\t", most)
    cells[0] = ""
    if len(cells) < width:
        cells += [""] * (width - len(cells))
    return cells


@dataclass(frozen=True)
class Tables:
    """A whole file: its lines without their ends, and the tables in them.

    Attributes:
        unread: Table, first line and number of the rows that belong to no table with their fields.
    """

    lines: list[str]
    tables: dict[str, Table]
    line_end: str
    ends_with_line_end: bool
    unread: list[tuple[str, int, int]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Table:
        return self.tables.get(name) or Table(name, 0, {})


def tables_of(text: str) -> Tables:
    """The tables of a text; of two tables of one name the second goes on with the first."""
    lines = _logical_lines(text)
    tables: dict[str, Table] = {}
    table: Table | None = None
    name, begins = "", 0
    stray: dict[tuple[str, int], list[int]] = {}  # lines of rows by table and line of its %T
    for number, line in enumerate(lines, 1):
        mark = line[:2]
        if mark == "%R":
            if table is not None:
                table.texts.append(line)
                table.lines.append(number)
            if table is None or tables.get(name) is not table:
                stray.setdefault((name or "?", begins), []).append(number)
        elif mark == "%T":
            name, begins, table = line[2:].strip(), number, None
        elif mark == "%F" and name:
            places = _places(line.split("\t"))
            table = tables.get(name)
            if table is None or table.places != places:
                table = Table(name, begins, places)
                tables.setdefault(name, table)
        elif mark == "%E":
            table, name = None, ""
    line_end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    unread = [(name, rows[0], len(rows)) for (name, _), rows in stray.items()]
    return Tables(lines, tables, line_end, text.endswith(("\n", "\r")), unread)


def _places(cells: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if place:
            places.setdefault(cell.strip().lower(), place)
    return places


def _logical_lines(text: str) -> list[str]:
    """Lines, with those that go on a cell of a row joined to it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if all(line[:1] == "%" or not line or line.startswith("ERMHDR") for line in lines):
        return lines
    joined: list[str] = []
    row = -1  # the row that a line may go on with
    for line in lines:
        if row >= 0 and line and not line.startswith(_MARKS):
            joined[row:] = ["\n".join([*joined[row:], line])]  # empty lines between them belong
            continue
        joined.append(line)
        if line:
            row = len(joined) - 1 if line.startswith("%R") else -1
    return joined


# --- cells ------------------------------------------------------------------------------------


@lru_cache(4096)
def moment_of(text: str) -> datetime | None:
    """A date and time to the minute; None for none.

    Raises:
        ValueError: it is no date.
    """
    if not text or text.isspace():
        return None
    moment = datetime.fromisoformat(text.strip())
    if moment.second or moment.microsecond or moment.tzinfo:
        return moment.replace(second=0, microsecond=0, tzinfo=None)
    return moment


@lru_cache(4096)
def minutes_of_hours(text: str) -> int | None:
    """Minutes of a number of hours; None for none. Some machines write a decimal comma.

    Raises:
        ValueError: it is no number, or beyond a century.
    """
    if not text or text.isspace():
        return None
    minutes = float(text.replace(",", ".")) * 60
    if not -_MOST_MINUTES <= minutes <= _MOST_MINUTES:
        raise ValueError(text)
    return round(minutes)


def hours_text(minutes: int) -> str:
    """Hours as P6 writes them: at most six digits, none that say nothing."""
    return f"{minutes / 60:.6f}".rstrip("0").rstrip(".")


def moment_text(moment: datetime | None) -> str:
    return moment.isoformat(" ", timespec="minutes") if moment else ""


def unreadable(
    table: str, line: int, name: str, text: str, *, is_date: bool
) -> UnreadableCellError:
    """The error for a cell that is no date, or no number of hours."""
    kind = UnreadableDateError if is_date else UnreadableCellError
    return kind(table=table, line=line, field=name, text=text)
