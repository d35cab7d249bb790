"""What of a file a dry run did not read, and why: no row vanishes without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kaigong.engines import ledgers

Why = Literal["another-table", "no-headings", "empty"]


@dataclass(frozen=True)
class Unread:
    """A table, or a sheet without one, that was left alone.

    Attributes:
        sheet: Its name.
        row: Row number of the headings, or of the first cell; 0 for an empty sheet.
        rows: How many rows of data stand there; without headings, how many are not blank.
        is_lesser: Whether the table that was read, or a larger one, stands on this sheet too.
    """

    sheet: str
    row: int
    rows: int
    why: Why
    is_lesser: bool = False

    @property
    def zh(self) -> str:
        if self.why == "empty":
            return f"工作表「{self.sheet}」是空的。"
        if self.why == "no-headings":
            return f"工作表「{self.sheet}」没有认出表头，{self.rows} 行没有读。"
        where = f"第 {self.row} 行起" if self.is_lesser else ""
        return f"工作表「{self.sheet}」{where}另有一张表，{self.rows} 行没有读：一次只读一张表。"

    @property
    def en(self) -> str:
        rows = "1 row" if self.rows == 1 else f"{self.rows} rows"
        if self.why == "empty":
            return f"Sheet “{self.sheet}” is empty."
        if self.why == "no-headings":
            return f"Sheet “{self.sheet}” has no headings that we know: {rows} not read."
        where = f" from row {self.row} on" if self.is_lesser else ""
        return (
            f"Sheet “{self.sheet}” holds another table{where}: {rows} not read, "
            "for one table is read at a time."
        )

    def as_json(self) -> dict[str, object]:
        """Plain facts and both texts, for the report of a dry run."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "rows": self.rows,
            "why": self.why,
            "may_be_read": self.why == "another-table" and not self.is_lesser,
            "zh": self.zh,
            "en": self.en,
        }


def left_unread(
    workbook: ledgers.Workbook, tables: Sequence[ledgers.Table], read: ledgers.Table
) -> tuple[Unread, ...]:
    """All that stands in a workbook beside the table that was read.

    Args:
        tables: The tables of all sheets.
        read: The one of them that was read.
    """
    found: list[Unread] = []
    for sheet in workbook:
        own = [table for table in tables if table.sheet is sheet]
        # Whoever asks for a sheet gets its largest table: the first of those with the most rows.
        first = read if sheet is read.sheet else max(own, key=_size, default=None)
        for table in own:
            if table is not read and _size(table):
                row, is_lesser = sheet.row_number(table.header_top), table is not first
                found.append(Unread(sheet.name, row, _size(table), "another-table", is_lesser))
        if not own:
            filled = sum(any(not ledgers.is_blank(cell) for cell in row) for row in sheet.rows)
            why: Why = "no-headings" if filled else "empty"
            found.append(Unread(sheet.name, sheet.first_row if filled else 0, filled, why))
    return tuple(found)


def _size(table: ledgers.Table) -> int:
    return len(table.data_rows())
