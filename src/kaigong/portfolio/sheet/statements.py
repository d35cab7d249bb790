"""One statement over the ledger's parts, as one person sees them through a view."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from kaigong.accounts.models import Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.columns import Column
from kaigong.portfolio.report_register import MonthInSql, duty_sql
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.portfolio.selectors.sectors import SectorsOfYear, thresholds_of
from kaigong.portfolio.sheet.conditions import Conditions
from kaigong.portfolio.sheet.kept import reading
from kaigong.portfolio.sheet.sources import Sources, joins
from kaigong.portfolio.sheet.views import View
from kaigong.wording import is_chinese

Row = tuple[Any, ...]


class Statement:
    """Puts a statement together and runs it; its kinds say what is selected."""

    def __init__(self, standing: Standing, view: View) -> None:
        self.zone: Zone = standing.zone
        self.view = view
        self._standing = standing
        self._conditions = Conditions(self._filled, self._member)
        self._sources = Sources(view.as_of)
        self._level_sql = ""  # read when a column asks for it: most views show no level
        self._visible = self._limits()

    def _limits(self) -> str:
        """The ids that the person may see, by the one definition in `selectors.projects_for`.

        Nothing where that is the whole zone, which the sources are limited to anyway. So a project
        that is gone today still belongs to a past day.
        """
        standing = self._standing
        if standing.reach is Reach.ZONE and standing.may("portfolio.see_ledger"):
            return ""
        try:
            sql, positional = projects_for(standing).order_by().values("id").query.sql_with_params()
        except EmptyResultSet:  # Django's word for a circle with nobody in it
            return "SELECT 0 AS id"
        for value in positional:
            sql = sql.replace("%s", self._conditions.given(value), 1)
        return sql

    def _where(self) -> tuple[str, set[str]]:
        parts, needs = self._conditions.of(self.view.filters)
        if self._visible:
            parts.insert(0, "p.id IN (SELECT id FROM visible)")
        if self._standing.reach is Reach.OWN:
            # On a past day it may have been another firm's, which is not this firm's to know.
            own = [self._conditions.given(each) for each in sorted(self._standing.organisation_ids)]
            parts.insert(0, f"p.investor_id IN ({', '.join(own) or 'NULL'})")
        return " AND ".join(parts) or "1 = 1", needs

    def _fetch(self, sql: str, needs: Set[str], *, ids: Sequence[int] | None = None) -> list[Row]:
        """Run a statement over the parts that it needs; `ids` keeps these to a few projects."""
        return self._run(f"{self._sources.parts(needs, ids=ids, visible=self._visible)} {sql}")

    def _kept(self, sql: str, needs: Set[str]) -> list[Row]:
        """The same for sums that many ask: of a whole zone they are kept until a row changes."""
        statement = f"{self._sources.parts(needs, ids=None, visible=self._visible)} {sql}"
        if self._visible:
            return self._run(statement)
        return reading(statement, self._parameters, lambda: self._run(statement))

    def _run(self, statement: str) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._parameters)
            return list(cursor.fetchall())

    @property
    def _parameters(self) -> dict[str, Any]:
        return self._conditions.parameters | self._frame()

    def _frame(self) -> dict[str, Any]:
        adapt, view = connection.ops, self.view
        frame = {
            "zone": self.zone.pk,
            "year": view.year,
            "month": adapt.adapt_datefield_value(view.month),
            "month_number": view.month.month,
            "january": adapt.adapt_datefield_value(view.month.replace(month=1, day=1)),
        }
        if view.as_of is not None:
            frame["moment"] = adapt.adapt_datetimefield_value(view.as_of)
        return frame

    def _projects(self, needs: Set[str]) -> str:
        return f"FROM project p {self._filled(joins(needs))}"

    # --- what only the reader and the zone can fill in ----------------------------------------

    def _filled(self, sql: str) -> str:
        if "{level}" in sql:
            self._level_sql = self._level_sql or self._levels()
            sql = sql.replace("{level}", self._level_sql)
        if "{sector}" in sql:
            sql = sql.replace("{sector}", self._sector_sql)
        if "{report_duty}" in sql:
            month = MonthInSql.of(self.view.month, is_past=self.view.as_of is not None)
            sql = sql.replace("{report_duty}", duty_sql(month))
        chinese = is_chinese()
        return sql.replace("{name}", "name" if chinese else "name_en").replace(
            "{reason}", "reason" if chinese else "reason_en"
        )

    @cached_property
    def _moved(self) -> dict[int, int]:
        """Sectors of other schemes → where they stand in the scheme of the view's year and day."""
        return SectorsOfYear(self.zone, self.view.year, moment=self.view.as_of).moved

    @cached_property
    def _sector_sql(self) -> str:
        """The sector of a project as the year in view draws it; its own where that cannot be told.

        The ids are our own numbers, so the text is the same wherever a statement repeats it:
        PostgreSQL does not see that two parameters of a `GROUP BY` are equal.
        """
        cases = " ".join(f"WHEN {int(old)} THEN {int(new)}" for old, new in self._moved.items())
        return f"(CASE p.sector_id {cases} ELSE p.sector_id END)" if cases else "p.sector_id"

    def _member(self, column: Column, key: object) -> object:
        """What a filter names in the year in view: a view saved in 2021 still finds its rows."""
        return self._moved.get(key, key) if column.key == "sector" and type(key) is int else key

    def _levels(self) -> str:
        """The level of a project by the thresholds of the view's year and day, highest first."""
        steps = thresholds_of(self.zone, self.view.year, moment=self.view.as_of)
        cases = " ".join(
            f"WHEN p.total_amount >= CAST({self._conditions.given(str(step.from_amount))} "
            f"AS NUMERIC) THEN {step.pk}"
            for step in reversed(steps)
        )
        return f"(CASE {cases} END)" if cases else "CAST(NULL AS INTEGER)"
