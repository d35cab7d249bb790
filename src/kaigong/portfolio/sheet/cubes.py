"""Many figures from one reading: counts and sums of a view, crossed by columns and marks.

A page of figures asks the same rows a dozen times: by kind, by batch, by sector, those that have
started, those that reported. One statement crosses all of that; the figures are sums over its few
cells. A mark is a set of filters, written by the same hand as the filters of the ledger, so a
figure still opens to exactly the rows it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kaigong.portfolio.columns import COLUMNS, Column, columns_called
from kaigong.portfolio.sheet.sources import NAMED
from kaigong.portfolio.sheet.statements import Statement
from kaigong.portfolio.sheet.values import exact_amount, label_of, read_value
from kaigong.portfolio.sheet.views import Filters, Value


@dataclass(frozen=True)
class CubeCell:
    """The rows that agree in all crossed columns and in all marks."""

    values: Mapping[str, Value]
    marks: frozenset[str]
    count: int
    sums: Mapping[str, Decimal]


@dataclass(frozen=True)
class Cube:
    """Some cells, and what they sum up to."""

    cells: tuple[CubeCell, ...] = ()

    def marked(self, mark: str) -> Cube:
        """The rows that a mark holds for."""
        return Cube(tuple(cell for cell in self.cells if mark in cell.marks))

    def per(self, key: str) -> dict[Value, Cube]:
        """The rows by the value of a crossed column."""
        parts: dict[Value, list[CubeCell]] = {}
        for cell in self.cells:
            parts.setdefault(cell.values[key], []).append(cell)
        return {value: Cube(tuple(cells)) for value, cells in parts.items()}

    @cached_property
    def count(self) -> int:
        return sum(cell.count for cell in self.cells)

    def sum(self, column: str) -> Decimal:
        """The sum of a column, in the zone's currency unit."""
        return sum((cell.sums[column] for cell in self.cells), Decimal(0))


@dataclass(frozen=True)
class Name:
    """What is shown of a value, and its place among others; what is not stated stands last."""

    text: str
    place: tuple[bool, int, str]


class CrossedSheet(Statement):
    """A view of the ledger, crossed."""

    def cube(
        self, by: Iterable[str], *, marks: Mapping[str, Filters], summed: Iterable[str] = ()
    ) -> Cube:
        """All cells of the view.

        Args:
            by: Keys of the columns to cross by.
            marks: Name → filters of the rows that it holds for.
            summed: Keys of the columns to sum.
        """
        columns = columns_called(by)
        sums = [column for column in columns_called(summed) if column.is_summed]
        where, needs = self._where()
        needs |= {need for column in sums for need in column.needs}
        # A label is not asked of every row: the few names are looked up afterwards (`names`).
        needs |= {need for column in columns for need in column.needs if need not in NAMED}
        marked = []
        for filters in marks.values():
            conditions, more = self._conditions.of(filters)
            needs |= more
            holds = " AND ".join(conditions) or "1 = 1"
            # Each a truth of its own: PostgreSQL then knows that there are few cells, and does not
            # sort all rows to find them.
            marked.append(f"COALESCE(({holds}), FALSE)")
        crossed = [*(self._filled(column.sql) for column in columns), *marked]
        selected = [*crossed, "COUNT(*)", *(f"SUM({self._filled(each.sql)})" for each in sums)]
        keys = ", ".join(str(place) for place in range(1, len(crossed) + 1))
        group = f" GROUP BY {keys}" if crossed else " HAVING COUNT(*) > 0"
        sql = f"SELECT {', '.join(selected)} {self._projects(needs)} WHERE {where}{group}"
        width, counted = len(columns), len(crossed)
        return Cube(
            tuple(
                CubeCell(
                    values={
                        column.key: read_value(value, column.kind)
                        for column, value in zip(columns, row, strict=False)
                    },
                    marks=frozenset(
                        mark for mark, holds in zip(marks, row[width:counted], strict=True) if holds
                    ),
                    count=int(row[counted]),
                    sums={
                        column.key: exact_amount(value) or Decimal(0)
                        for column, value in zip(sums, row[counted + 1 :], strict=True)
                    },
                )
                for row in self._kept(sql, needs)
            )
        )

    def names(self, key: str, values: Iterable[Value]) -> dict[Value, Name]:
        """What is shown for values of a column, in the reader's language."""
        column, every = COLUMNS[key], set(values)
        blank = every & {None, ""}
        told = self._looked_up(column, every - blank) if key in NAMED else _chosen(column, every)
        return {value: told.get(value, Name("", (False, 0, ""))) for value in every - blank} | {
            value: Name("", (True, 0, "")) for value in blank
        }

    def _looked_up(self, column: Column, keys: Set[Value]) -> dict[Value, Name]:
        """The names of some keys, from the table behind the column."""
        alias, ids = column.key, ", ".join(str(int(str(each))) for each in keys) or "0"
        label, place = self._filled(column.label_sql), self._filled(column.order_sql or "0")
        found = self._fetch(
            f"SELECT {alias}.id, {label}, {place} FROM {NAMED[alias]} {alias} "
            f"WHERE {alias}.id IN ({ids})",
            set(),
        )
        return {int(key): Name(str(text), (False, int(at), str(text))) for key, text, at in found}


def _chosen(column: Column, values: Set[Value]) -> dict[Value, Name]:
    """The names of choices, placed as the trade orders them; a text is its own name."""
    order: list[Value] = list(column.choices.values) if column.choices else []
    return {
        value: Name(
            label_of(value, column),
            (False, order.index(value) if value in order else 0, label_of(value, column)),
        )
        for value in values
    }
