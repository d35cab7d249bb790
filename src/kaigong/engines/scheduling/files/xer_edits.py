"""Editing XER in place: cells are set, rows come and go, all other lines stay as they came."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.engines.scheduling.files.paths import whole
from kaigong.engines.scheduling.files.xer_tables import Table, Tables


class Edits:
    """What is to change in the lines of a file."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.cells: dict[int, dict[int, str]] = {}
        self.gone: set[int] = set()
        self.come: dict[str, list[dict[str, str]]] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def set(self, table: Table, line: int, cells: Mapping[str, str]) -> None:
        """Set cells of a row; fields the table has not got are left out."""
        for name, text in cells.items():
            place = table.places.get(name)
            if place:
                self.cells.setdefault(line, {})[place] = cell_text(text)

    def remove(self, line: int) -> None:
        self.gone.add(line)

    def add(self, name: str, cells: Mapping[str, str]) -> None:
        self.come.setdefault(name, []).append(dict(cells))

    def new_number(self, name: str, field: str) -> str:
        """A number that no row of a table has yet."""
        place = (name, field)
        if place not in self._numbers:
            table = self.tables[name]
            values = (table.value(row, field) for row in table.rows)
            self._numbers[place] = max((whole(each) or 0 for each in values), default=0)
        self._numbers[place] += 1
        return str(self._numbers[place])

    def text(self) -> str:
        """All lines, edited."""
        lines: list[str] = []
        after = self._rows_after()
        for number, line in enumerate(self.tables.lines, 1):
            if number not in self.gone:
                lines.append(_edited(line, self.cells.get(number, {})))
            lines += after.get(number, ())
        end = self.tables.line_end
        text = end.join(line.replace("\n", end) for line in lines)
        return text + end if self.tables.ends_with_line_end else text

    def _rows_after(self) -> dict[int, list[str]]:
        """New rows, by the line they come after; tables that are not there come before the end."""
        after: dict[int, list[str]] = {}
        for name, rows in self.come.items():
            table = self.tables.tables.get(name)
            if table:
                last = max(table.lines, default=self._line_of_fields(table))
                after.setdefault(last, []).extend(_row(table, cells) for cells in rows)
                continue
            names = list(dict.fromkeys(field for cells in rows for field in cells))
            places = {field: place for place, field in enumerate(names, 1)}
            new = Table(name, 0, places)
            lines = [f"%T\t{name}", "\t".join(["%F", *names]), *(_row(new, each) for each in rows)]
            after.setdefault(self._last_line(), []).extend(lines)
        return after

    def _line_of_fields(self, table: Table) -> int:
        lines = self.tables.lines
        return next(at for at in range(table.line, len(lines) + 1) if lines[at - 1][:2] == "%F")

    def _last_line(self) -> int:
        """The line before the last %E; the last line where there is none."""
        lines = self.tables.lines
        ends = [at for at in range(len(lines), 0, -1) if lines[at - 1][:2] == "%E"]
        return ends[0] - 1 if ends else len(lines)


def cell_text(text: str) -> str:
    """A text that fits into a cell: P6 writes a new line as two DEL."""
    return (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\x7f\x7f").replace("\t", " ")
    )


def _edited(line: str, cells: Mapping[int, str]) -> str:
    if not cells:
        return line
    parts = line.split("\t")
    parts += [""] * (max(cells) + 1 - len(parts))
    for place, text in cells.items():
        parts[place] = text
    return "\t".join(parts)


def _row(table: Table, cells: Mapping[str, str]) -> str:
    parts = ["%R", *[""] * max(table.places.values(), default=0)]
    for name, text in cells.items():
        place = table.places.get(name)
        if place:
            parts[place] = cell_text(text)
    return "\t".join(parts)
