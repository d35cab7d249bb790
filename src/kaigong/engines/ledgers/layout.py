"""What a table is made of, once it has been found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .cells import Cell, Sheet
from .faults import Fault
from .folding import folded
from .units import Unit, without_unit

RowKind: TypeAlias = Literal["data", "subtotal", "total", "group", "note", "numbering", "blank"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        index: Index into `Sheet.rows[…]`.
        letter: As Excel shows it.
        path: Headings from the outermost to the innermost, as written.
        occurrence: 1 for the first column of this path, 2 for the next, …
        unit: Unit of money its heading states (or a heading above it), or None.
    """

    index: int
    letter: str
    path: tuple[str, ...]
    occurrence: int = 1
    unit: Unit | None = None

    @property
    def heading(self) -> str:
        """The heading as shown to people: `投资情况 / 总投资`, a second one with ` (2)`."""
        shown = " / ".join(self.path) or self.letter
        return shown if self.occurrence == 1 else f"{shown} ({self.occurrence})"

    @property
    def key(self) -> str:
        """The heading for comparing: folded, without units, second ones apart."""
        key = "/".join(folded(without_unit(part)) for part in self.path)
        return key if self.occurrence == 1 else f"{key}#{self.occurrence}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row under the header: what it is, why, and under which group rows it stands."""

    index: int
    number: int
    kind: RowKind
    reason: str = ""
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table found on a sheet.

    Attributes:
        titles: Rows above the header, as text.
        unit: Unit of money stated for the whole table (单位：万元), or None.
        header_top, header_bottom: Indexes of the header rows, both included.
        rows: Every row under the header, in order; nothing is dropped.
        warnings: Totals that disagree with the rows they cover.
    """

    sheet: Sheet
    titles: tuple[str, ...]
    unit: Unit | None
    header_top: int
    header_bottom: int
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    warnings: tuple[Fault, ...] = ()

    def data_rows(self) -> tuple[TableRow, ...]:
        return tuple(row for row in self.rows if row.kind == "data")

    def cells(self, column: Column) -> list[Cell]:
        """The cells of a column in the data rows."""
        rows = self.sheet.rows
        return [rows[row.index][column.index] for row in self.rows if row.kind == "data"]
