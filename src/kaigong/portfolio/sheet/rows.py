"""The ledger's rows in windows, its groups and totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from kaigong.portfolio.columns import COLUMNS, Column, Kind, columns_called
from kaigong.portfolio.sheet.statements import Row, Statement
from kaigong.portfolio.sheet.values import (
    exact_amount,
    expressions_of,
    keys_of,
    label_of,
    mapping_of,
    read_value,
)
from kaigong.portfolio.sheet.views import Bundle, Value, Window

LARGEST_WINDOW = 1000
SUMMED = [key for key, column in COLUMNS.items() if column.is_summed]
COLOURS = ("red", "amber", "grey", "green")


class Sheet(Statement):
    """The ledger of a zone as one person sees it through a view."""

    def count(self) -> int:
        """How many rows the view has."""
        where, needs = self._where()
        sql = f"SELECT COUNT(*) {self._projects(needs)} WHERE {where}"
        return int(self._fetch(sql, needs)[0][0])

    def window(self, keys: Iterable[str], *, offset: int = 0, limit: int = 200) -> Window:
        """Rows `offset` to `offset + limit` of the view, in its order.

        Two steps: first the ids by the columns that order and filter, then all the values of those
        few rows. So a sum over all months is never made for rows that nobody looks at.
        """
        limit = max(0, min(limit, LARGEST_WINDOW))
        ids, count = self._ids_and_count(offset, limit)
        columns = columns_called(keys)
        found = self._values_of(ids, columns)
        rows = [found[each] for each in ids if each in found]
        keys_with_id = ["id", *(key for column in columns for key in keys_of(column))]
        return Window(count, offset, keys_with_id, rows)

    def every_row(self, keys: Iterable[str]) -> Window:
        """All rows of the view, for exports and print."""
        ids = self._ids(0, None)
        columns = columns_called(keys)
        # Of a few rows only their own months are summed; a long list of ids costs more than that.
        found = self._values_of(ids if len(ids) <= LARGEST_WINDOW else None, columns)
        rows = [found[each] for each in ids if each in found]
        keys_with_id = ["id", *(key for column in columns for key in keys_of(column))]
        return Window(len(rows), 0, keys_with_id, rows)

    def extras(self) -> dict[int, dict[str, str]]:
        """The office's own columns of the view's year, by project."""
        sql = "SELECT a.project_id, a.extras FROM plan a"
        return {int(key): mapping_of(extras) for key, extras in self._fetch(sql, {"plan"})}

    def project_ids(self) -> list[int]:
        """The ids of all rows of the view, in its order."""
        return self._ids(0, None)

    def groups(self, summed: Iterable[str] | None = None) -> list[Bundle]:
        """The groups of the view in their order, each with count, sums and lamps."""
        if not self.view.group:
            return []
        bundles = self._bundles(COLUMNS.get(self.view.group), summed)
        offset, placed = 0, []
        for bundle in bundles:
            placed.append(replace(bundle, offset=offset))
            offset += bundle.count
        return placed

    def total(self, summed: Iterable[str] | None = None) -> Bundle:
        """The whole view as one bundle."""
        (bundle,) = self._bundles(None, summed)
        return bundle

    # --- parts of a query ------------------------------------------------------------------------

    def _ids(self, offset: int, limit: int | None) -> list[int]:
        return [int(row[0]) for row in self._ordered("p.id", offset, limit)]

    def _ids_and_count(self, offset: int, limit: int) -> tuple[list[int], int]:
        """The ids of a window, and how many rows the view has.

        Behind a filter both come from one reading, which costs more than what it finds; a whole
        zone is counted by itself, from an index.
        """
        if not self.view.filters:
            return self._ids(offset, limit), self.count()
        rows = self._ordered("p.id, COUNT(*) OVER ()", offset, limit)
        return [int(row[0]) for row in rows], int(rows[0][1]) if rows else self.count()

    def _ordered(self, selected: str, offset: int, limit: int | None) -> list[Row]:
        where, needs = self._where()
        order, more = self._order()
        needs |= more
        sql = f"SELECT {selected} {self._projects(needs)} WHERE {where} ORDER BY {order}"
        if limit is not None:
            given = self._conditions.given
            sql += f" LIMIT {given(limit)} OFFSET {given(max(0, offset))}"
        return self._fetch(sql, needs)

    def _values_of(
        self, ids: Sequence[int] | None, columns: Sequence[Column]
    ) -> dict[int, list[Value]]:
        needs = {need for column in columns for need in column.needs}
        expressions = ["p.id"]
        readers: list[Kind] = [Kind.NUMBER]
        for column in columns:
            for sql, kind in expressions_of(column):
                expressions.append(self._filled(sql))
                readers.append(kind)
        sql = f"SELECT {', '.join(expressions)} {self._projects(needs)}"
        found = self._fetch(sql, needs, ids=ids)
        return {
            int(row[0]): [
                int(row[0]),
                *map(read_value, row[1:], readers[1:]),
            ]
            for row in found
        }

    def _bundles(self, by: Column | None, summed: Iterable[str] | None) -> list[Bundle]:
        keys = list(summed) if summed is not None else SUMMED
        columns = [column for column in columns_called(keys) if column.is_summed]
        where, needs = self._where()
        needs |= {need for column in columns for need in column.needs} | {"lamp"}
        key, label = "NULL", "NULL"
        if by is not None:
            needs |= set(by.needs)
            key, label = self._filled(by.sql), self._filled(by.sort_sql)
        sums = [f"SUM({self._filled(column.sql)})" for column in columns]
        lamps = [
            f"SUM(CASE WHEN COALESCE(l.colour, 'green') = '{colour}' THEN 1 ELSE 0 END)"
            for colour in COLOURS
        ]
        sql = (
            f"SELECT {', '.join([key, label, 'COUNT(*)', *sums, *lamps])} "
            f"{self._projects(needs)} WHERE {where}"
        )
        if by is not None:
            order = self._group_order(by)
            sql += f" GROUP BY {key}, {label}, {self._filled(by.order)} ORDER BY {order}"
        bundles = []
        for row in self._fetch(sql, needs):
            amounts = row[3 : 3 + len(columns)]
            bundles.append(
                Bundle(
                    key=read_value(row[0], by.kind if by else Kind.TEXT),
                    label=label_of(row[1], by),
                    count=int(row[2]),
                    sums={
                        column.key: exact_amount(value) or Decimal(0)
                        for column, value in zip(columns, amounts, strict=True)
                    },
                    lamps={
                        colour: int(count or 0)
                        for colour, count in zip(COLOURS, row[3 + len(columns) :], strict=True)
                    },
                )
            )
        return bundles

    def _group_order(self, by: Column) -> str:
        order, label = self._filled(by.order), self._filled(by.sort_sql)
        # Empty groups stand last, on both databases alike.
        empty = f"CASE WHEN {label} IS NULL THEN 1 ELSE 0 END"
        return f"{empty}, {order}, {label}, {self._filled(by.sql)}"

    def _order(self) -> tuple[str, set[str]]:
        needs: set[str] = set()
        parts = []
        group = COLUMNS.get(self.view.group)
        if group:
            needs |= set(group.needs)
            parts.append(self._group_order(group))
        for key in self.view.sort:
            column = COLUMNS.get(key.lstrip("-"))
            if column is None:
                continue
            needs |= set(column.needs)
            sql = self._filled(column.order)
            direction = "DESC" if key.startswith("-") else "ASC"
            parts.append(f"CASE WHEN {sql} IS NULL THEN 1 ELSE 0 END, {sql} {direction}")
        parts.append("p.code, p.id")
        return ", ".join(parts), needs
