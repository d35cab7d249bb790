"""The ledger as one query: rows in windows, groups, subtotals, now or as of any past moment.

Why SQL by hand: the same text reads the live tables or, for a past moment, the history rows of
that moment, so that both days are computed by one path; and a window of 100,000 projects must cost
a few milliseconds. Column expressions come from the catalogue, never from a person's input; what a
person gives (filters, bounds) goes in as parameters. Only standard SQL that SQLite and PostgreSQL
share is used.

What `as_of` does not rewind: names of organisations, people and sectors are today's, and what a
person may see is decided by today's circle.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from kaigong.accounts.models import Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.errors import KaigongError
from kaigong.portfolio.columns import COLUMNS, Column, Kind, columns_called
from kaigong.portfolio.models import (
    AnnualPlan,
    LevelThreshold,
    MonthlyReport,
    MonthlyTarget,
    Project,
    ProjectLamp,
)
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.wording import is_chinese

CENT = Decimal("0.01")
LARGEST_WINDOW = 1000
LARGEST_BOUND = Decimal(10) ** 20  # beyond it PostgreSQL's numbers and SQLite's part ways
LARGEST_KEY = 2**63
Value = str | int | float | Decimal | date | bool | None


class UnreadableFilterError(KaigongError):
    code = "portfolio.unreadable-filter"
    zh = "筛选条件「{what}」看不懂；请清除筛选后再试。"
    en = "The filter “{what}” cannot be read; clear the filters and try again."


# Each join is named, so that a query takes only those it needs.
JOINS = {
    "plan": "LEFT JOIN plan a ON a.project_id = p.id",
    "report": "LEFT JOIN report r ON r.project_id = p.id",
    "year": "LEFT JOIN year_sum y ON y.project_id = p.id",
    "before": "LEFT JOIN before_sum b ON b.project_id = p.id",
    "target": "LEFT JOIN target_sum t ON t.plan_id = a.id",
    "lamp": "LEFT JOIN lamp l ON l.project_id = p.id",
    "sector": "LEFT JOIN portfolio_sector sector ON sector.id = p.sector_id",
    "task_force": "LEFT JOIN accounts_organisation task_force ON task_force.id = p.task_force_id",
    "lead_department": (
        "LEFT JOIN accounts_organisation lead_department"
        " ON lead_department.id = p.lead_department_id"
    ),
    "investor": "LEFT JOIN accounts_organisation investor ON investor.id = p.investor_id",
    "service_officer": (
        "LEFT JOIN accounts_user service_officer ON service_officer.id = p.service_officer_id"
    ),
    "leader": "LEFT JOIN accounts_user leader ON leader.id = p.leader_id",
}
_ALSO = {"target": ("plan",)}


@dataclass(frozen=True)
class View:
    """What somebody looks at: which year and month, which rows, in which order.

    Attributes:
        month: The first day of the month in view; its year is the plan's.
        filters: Column key → one of {"in": [...]}, {"from": x, "to": y}, {"contains": text},
            {"empty": bool}.
        sort: Column keys, a leading "-" for descending.
        group: A column key, or empty.
        as_of: The moment of record asked for; none is now.
    """

    month: date
    filters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    sort: Sequence[str] = ()
    group: str = ""
    as_of: datetime | None = None

    @property
    def year(self) -> int:
        return self.month.year


@dataclass(frozen=True)
class Window:
    """Some rows of a view: `rows[i][j]` is the value of `keys[j]`."""

    total: int
    offset: int
    keys: list[str]
    rows: list[list[Value]]


@dataclass(frozen=True)
class Bundle:
    """One group of a view, or its total: how many rows, and the sums of the summed columns."""

    key: Value
    label: str
    count: int
    sums: dict[str, Decimal]
    lamps: dict[str, int]
    offset: int = 0


class Sheet:
    """The ledger of a zone as one person sees it through a view."""

    def __init__(self, standing: Standing, view: View) -> None:
        self.zone: Zone = standing.zone
        self.view = view
        self._standing = standing
        self._parameters: dict[str, Any] = {}
        self._level_sql = ""  # read when a column asks for it: most views show no level

    # --- what a caller asks for ---------------------------------------------------------------

    def count(self) -> int:
        """How many rows the view has."""
        where, needs = self._where()
        sql = f"SELECT COUNT(*) FROM project p {self._joins(needs)} WHERE {where}"
        return int(self._fetch(sql, needs)[0][0])

    def window(self, keys: Iterable[str], *, offset: int = 0, limit: int = 200) -> Window:
        """Rows `offset` to `offset + limit` of the view, in its order.

        Two steps: first the ids by the columns that order and filter, then all the values of those
        few rows. So a sum over all months is never made for rows that nobody looks at.
        """
        limit = max(0, min(limit, LARGEST_WINDOW))
        ids = self._ids(offset, limit)
        columns = columns_called(keys)
        found = self._values_of(ids, columns)
        rows = [found[each] for each in ids if each in found]
        keys_with_id = ["id", *(key for column in columns for key in _keys_of(column))]
        return Window(self.count(), offset, keys_with_id, rows)

    def every_row(self, keys: Iterable[str]) -> Window:
        """All rows of the view, for exports and print."""
        ids = self._ids(0, None)
        columns = columns_called(keys)
        found = self._values_of(None, columns)
        rows = [found[each] for each in ids if each in found]
        keys_with_id = ["id", *(key for column in columns for key in _keys_of(column))]
        return Window(len(rows), 0, keys_with_id, rows)

    def extras(self) -> dict[int, dict[str, str]]:
        """The office's own columns of the view's year, by project."""
        sql = "SELECT a.project_id, a.extras FROM plan a"
        return {int(key): _mapping(extras) for key, extras in self._fetch(sql, {"plan"})}

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

    # --- sources ----------------------------------------------------------------------------------

    def _source(self, model: type[models.Model], condition: str) -> str:
        """The rows of a table that hold in the view's moment, under a condition."""
        if self.view.as_of is None:
            return f"SELECT * FROM {model._meta.db_table} WHERE {condition}"
        history = model.history.model._meta.db_table  # type: ignore[attr-defined]
        key = model._meta.pk.column
        return (
            "SELECT * FROM (SELECT h.*, ROW_NUMBER() OVER (PARTITION BY "
            f"h.{key} ORDER BY h.history_date DESC, h.history_id DESC) AS newest "
            f"FROM {history} h WHERE h.history_date <= %(moment)s) latest "
            f"WHERE newest = 1 AND history_type <> '-' AND {condition}"
        )

    def _sources(self, needs: set[str], ids: Sequence[int] | None) -> str:
        few = "" if ids is None else " AND project_id IN (SELECT id FROM page)"
        zone = "zone_id = %(zone)s"
        parts = []
        if ids is not None:
            parts.append(f"page AS ({_id_list(ids)})")
        rows = "" if ids is None else " AND id IN (SELECT id FROM page)"
        parts.append(f"project AS ({self._source(Project, zone + rows)})")
        parts.append(f"visible AS ({self._visible()})")
        plans = self._source(AnnualPlan, f"{zone} AND year = %(year)s{few}")
        if "plan" in needs:
            parts.append(f"plan AS ({plans})")
        if "report" in needs:
            parts.append(
                f"report AS ({self._source(MonthlyReport, zone + ' AND month = %(month)s' + few)})"
            )
        if "year" in needs:
            within = f"{zone} AND month >= %(january)s AND month <= %(month)s{few}"
            parts.append(f"year_sum AS ({self._summed_reports(within)})")
        if "before" in needs:
            parts.append(
                f"before_sum AS ({self._summed_reports(f'{zone} AND month < %(january)s{few}')})"
            )
        if "target" in needs:
            # The plans once more, not `FROM plan`: SQLite makes a table of a part that is named
            # twice, and without statistics joins it without an index (20,000 rows took 35 s).
            months = self._source(
                MonthlyTarget,
                f"month <= %(month_number)s AND plan_id IN (SELECT id FROM ({plans}) plans)",
            )
            parts.append(
                "target_sum AS (SELECT plan_id, SUM(planned_amount) AS amount "
                f"FROM ({months}) months GROUP BY plan_id)"
            )
        if "lamp" in needs:
            parts.append(f"lamp AS ({self._source(ProjectLamp, zone + few)})")
        return "WITH " + ", ".join(parts)

    def _summed_reports(self, condition: str) -> str:
        reports = self._source(MonthlyReport, condition)
        return (
            "SELECT project_id, SUM(record_amount) AS amount "
            f"FROM ({reports}) reports GROUP BY project_id"
        )

    def _visible(self) -> str:
        """The ids that the person may see, by the one definition in `selectors.projects_for`."""
        if self.view.as_of is not None and self._standing.reach is Reach.ZONE:
            return "SELECT id FROM project"  # projects that are gone today belong to that day too
        sql, positional = (
            projects_for(self._standing).order_by().values("id").query.sql_with_params()
        )
        for value in positional:
            name = f"visible{len(self._parameters)}"
            self._parameters[name] = value
            sql = sql.replace("%s", f"%({name})s", 1)
        return sql

    # --- parts of a query ------------------------------------------------------------------------

    def _ids(self, offset: int, limit: int | None) -> list[int]:
        where, needs = self._where()
        order, more = self._order()
        needs |= more
        sql = f"SELECT p.id FROM project p {self._joins(needs)} WHERE {where} ORDER BY {order}"
        if limit is not None:
            self._parameters |= {"limit": limit, "offset": max(0, offset)}
            sql += " LIMIT %(limit)s OFFSET %(offset)s"
        return [int(row[0]) for row in self._fetch(sql, needs)]

    def _values_of(
        self, ids: Sequence[int] | None, columns: Sequence[Column]
    ) -> dict[int, list[Value]]:
        needs = {need for column in columns for need in column.needs}
        expressions = ["p.id"]
        readers: list[Kind] = [Kind.NUMBER]
        for column in columns:
            for sql, kind in _expressions(column):
                expressions.append(self._filled(sql))
                readers.append(kind)
        sql = f"SELECT {', '.join(expressions)} FROM project p {self._joins(needs)}"
        found = self._fetch(sql, needs, ids=ids)
        return {
            int(row[0]): [
                int(row[0]),
                *(_read(value, kind) for value, kind in zip(row[1:], readers[1:], strict=True)),
            ]
            for row in found
        }

    def _bundles(self, by: Column | None, summed: Iterable[str] | None) -> list[Bundle]:
        keys = list(summed) if summed is not None else _SUMMED
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
            for colour in _COLOURS
        ]
        sql = (
            f"SELECT {', '.join([key, label, 'COUNT(*)', *sums, *lamps])} "
            f"FROM project p {self._joins(needs)} WHERE {where}"
        )
        if by is not None:
            order = self._group_order(by)
            sql += f" GROUP BY {key}, {label}, {self._filled(by.order)} ORDER BY {order}"
        bundles = []
        for row in self._fetch(sql, needs):
            amounts = row[3 : 3 + len(columns)]
            bundles.append(
                Bundle(
                    key=_read(row[0], by.kind if by else Kind.TEXT),
                    label=_label(row[1], by),
                    count=int(row[2]),
                    sums={
                        column.key: _amount(value) or Decimal(0)
                        for column, value in zip(columns, amounts, strict=True)
                    },
                    lamps={
                        colour: int(count or 0)
                        for colour, count in zip(_COLOURS, row[3 + len(columns) :], strict=True)
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

    def _where(self) -> tuple[str, set[str]]:
        needs: set[str] = set()
        parts = ["p.id IN (SELECT id FROM visible)"]
        for key, wanted in self.view.filters.items():
            column = COLUMNS.get(key)
            if column is None:
                raise UnreadableFilterError(what=key[:40])
            needs |= set(column.needs)
            parts += [self._condition(column, test, value) for test, value in wanted.items()]
        return " AND ".join(part for part in parts if part), needs

    def _condition(self, column: Column, test: str, value: object) -> str:
        sql = self._filled(column.sql)
        if test == "empty":
            blank = f"({sql} IS NULL OR CAST({sql} AS TEXT) = '')"
            return blank if value else f"NOT {blank}"
        if test == "contains":
            return self._contains(column, str(value))
        if test == "in" and isinstance(value, list):
            return self._one_of(column, sql, value)
        if test in {"from", "to"}:
            if value in (None, ""):
                return ""
            name = self._parameter(_bound(column, value))
            sign = ">=" if test == "from" else "<="
            # A number as text compares as text on SQLite: say what it is.
            bound = name if column.kind is Kind.DATE else f"CAST({name} AS NUMERIC)"
            return f"{sql} {sign} {bound}"
        raise UnreadableFilterError(what=f"{column.key} {test}"[:40])

    def _contains(self, column: Column, text: str) -> str:
        for sign in "!%_":
            text = text.replace(sign, f"!{sign}")
        name = self._parameter(f"%{text.lower()}%")
        shown = self._filled(column.sort_sql)
        like = f"LOWER(CAST({shown} AS TEXT)) LIKE {name} ESCAPE '!'"
        if column.key == "name":  # a project is also found by its other names
            like = (
                f"({like} OR LOWER(p.name) LIKE {name} ESCAPE '!' OR LOWER(p.code) LIKE {name} "
                "ESCAPE '!' OR p.id IN (SELECT project_id FROM portfolio_projectalias "
                f"WHERE LOWER(name) LIKE {name} ESCAPE '!'))"
            )
        return like

    def _one_of(self, column: Column, sql: str, values: list[object]) -> str:
        known = [value for value in values if value not in (None, "")]
        parts = []
        if len(known) < len(values):
            parts.append(f"({sql} IS NULL OR CAST({sql} AS TEXT) = '')")
        if known:
            names = ", ".join(self._parameter(_member(column, value)) for value in known)
            parts.append(f"{sql} IN ({names})")
        return f"({' OR '.join(parts)})" if parts else "1 = 0"

    def _parameter(self, value: object) -> str:
        name = f"given{len(self._parameters)}"
        self._parameters[name] = value
        return f"%({name})s"

    def _joins(self, needs: set[str]) -> str:
        wanted = needs | {also for need in needs for also in _ALSO.get(need, ())}
        return " ".join(sql for name, sql in JOINS.items() if name in wanted)

    def _filled(self, sql: str) -> str:
        if "{level}" in sql:
            self._level_sql = self._level_sql or self._levels()
            sql = sql.replace("{level}", self._level_sql)
        chinese = is_chinese()
        return sql.replace("{name}", "name" if chinese else "name_en").replace(
            "{reason}", "reason" if chinese else "reason_en"
        )

    def _levels(self) -> str:
        """The level of a project by the thresholds in force in the view's year, highest first."""
        rows = list(
            LevelThreshold.objects.filter(zone=self.zone, first_year__lte=self.view.year)
            .order_by("-first_year", "-from_amount")
            .values_list("first_year", "from_amount", "id")
        )
        steps = [(amount, key) for year, amount, key in rows if year == rows[0][0]]
        cases = " ".join(
            f"WHEN p.total_amount >= CAST({self._parameter(str(amount))} AS NUMERIC) THEN {key}"
            for amount, key in steps
        )
        return f"(CASE {cases} END)" if cases else "CAST(NULL AS INTEGER)"

    def _fetch(
        self, sql: str, needs: set[str], *, ids: Sequence[int] | None = None
    ) -> list[tuple[Any, ...]]:
        wanted = needs | {also for need in needs for also in _ALSO.get(need, ())}
        statement = f"{self._sources(wanted, ids)} {sql}"
        adapt = connection.ops
        month = self.view.month
        common = {
            "zone": self.zone.pk,
            "year": self.view.year,
            "month": adapt.adapt_datefield_value(month),
            "month_number": month.month,
            "january": adapt.adapt_datefield_value(month.replace(month=1, day=1)),
        }
        if self.view.as_of is not None:
            common["moment"] = adapt.adapt_datetimefield_value(self.view.as_of)
        with connection.cursor() as cursor:
            cursor.execute(statement, self._parameters | common)
            return list(cursor.fetchall())


_SUMMED = [key for key, column in COLUMNS.items() if column.is_summed]
_COLOURS = ("red", "amber", "grey", "green")
_KEYED = {Kind.ORGANISATION, Kind.PERSON, Kind.SECTOR, Kind.LEVEL}


def _id_list(ids: Sequence[int]) -> str:
    """Ids as rows. Whole numbers of our own need no parameter, and their count has no limit."""
    if not ids:
        return "SELECT 0 AS id"
    return "SELECT 0 AS id UNION ALL VALUES " + ", ".join(f"({int(each)})" for each in ids)


def _keys_of(column: Column) -> list[str]:
    """A column of keys brings a second one, with what is shown for the key."""
    if column.kind in _KEYED and column.label_sql:
        return [column.key, f"{column.key}.label"]
    return [column.key]


def _expressions(column: Column) -> list[tuple[str, Kind]]:
    if column.kind in _KEYED and column.label_sql:
        return [(column.sql, column.kind), (column.label_sql, Kind.TEXT)]
    return [(column.sql, column.kind)]


def _amount(value: object) -> Decimal | None:
    """SQLite keeps amounts as binary numbers; two decimals bring the exact amount back."""
    return None if value is None else Decimal(str(value)).quantize(CENT)


def _read(value: Any, kind: Kind) -> Value:
    """A value as Python knows it, alike from both databases."""
    if value is None:
        return None
    if kind is Kind.AMOUNT:
        return _amount(value)
    if kind is Kind.DATE:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    if kind is Kind.FLAG:
        return bool(value)
    if kind is Kind.PERCENT:
        return float(value)
    if kind in _KEYED:
        return int(value)
    if kind is Kind.NUMBER:
        return float(value) if not isinstance(value, int) else value
    return str(value)


def _mapping(value: object) -> dict[str, str]:
    """A JSON column as both databases hand it out: text, or what the text says."""
    kept: object = json.loads(value) if isinstance(value, str | bytes) else value
    return {str(key): str(text) for key, text in kept.items()} if isinstance(kept, dict) else {}


def _label(value: object, by: Column | None) -> str:
    if value is None or by is None:
        return ""
    if by.choices is not None and by.kind is Kind.CHOICE:
        return dict(by.choices.choices).get(str(value), str(value))
    return str(value)


def _bound(column: Column, value: object) -> object:
    try:
        if column.kind is Kind.DATE:
            return connection.ops.adapt_datefield_value(date.fromisoformat(str(value)))
        bound = Decimal(str(value))
        if not bound.is_finite() or abs(bound) > LARGEST_BOUND:
            raise UnreadableFilterError(what=f"{column.key}: {value}"[:40])
        return format(bound, "f")
    except (ValueError, ArithmeticError) as error:
        raise UnreadableFilterError(what=f"{column.key}: {value}"[:40]) from error


def _member(column: Column, value: object) -> object:
    if column.kind in _KEYED:
        try:
            key = int(str(value))
            if abs(key) >= LARGEST_KEY:
                raise UnreadableFilterError(what=f"{column.key}: {value}"[:40])
            return key
        except ValueError as error:
            raise UnreadableFilterError(what=f"{column.key}: {value}"[:40]) from error
    if column.kind is Kind.FLAG:
        return value in (True, "true", "1", 1)
    return str(value)
