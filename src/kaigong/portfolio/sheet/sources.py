"""Where the rows of a statement come from: the live tables, or the history as of a moment.

Each part is named, so that a statement takes only those it needs.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime

from django.db import models

from kaigong.portfolio.models import (
    AnnualPlan,
    MonthlyReport,
    MonthlyTarget,
    Project,
    ProjectLamp,
)
from kaigong.portfolio.on_record import rows_of
from kaigong.portfolio.sheet.values import id_list

# The tables behind the keys of a project, by the alias that the catalogue uses for them.
NAMED = {
    "sector": "portfolio_sector",
    "given_sector": "portfolio_sector",
    "task_force": "accounts_organisation",
    "lead_department": "accounts_organisation",
    "investor": "accounts_organisation",
    "service_officer": "accounts_user",
    "leader": "accounts_user",
}
_KEYS = {"sector": "{sector}", "given_sector": "p.sector_id"}  # the rest is named as its column
JOINS = {
    "plan": "LEFT JOIN plan a ON a.project_id = p.id",
    "report": "LEFT JOIN report r ON r.project_id = p.id",
    "year": "LEFT JOIN year_sum y ON y.project_id = p.id",
    "before": "LEFT JOIN before_sum b ON b.project_id = p.id",
    "target": "LEFT JOIN target_sum t ON t.plan_id = a.id",
    "lamp": "LEFT JOIN lamp l ON l.project_id = p.id",
    **{
        alias: f"LEFT JOIN {table} {alias} ON {alias}.id = {_KEYS.get(alias, f'p.{alias}_id')}"
        for alias, table in NAMED.items()
    },
}
_ALSO = {"target": ("plan",)}
_ZONE = "zone_id = %(zone)s"


def with_their_own(needs: Set[str]) -> set[str]:
    """The parts asked for and those that they join to."""
    return {*needs, *(also for need in needs for also in _ALSO.get(need, ()))}


def joins(needs: Set[str]) -> str:
    wanted = with_their_own(needs)
    return " ".join(sql for name, sql in JOINS.items() if name in wanted)


class Sources:
    """The parts that a statement may join, as `WITH` clauses."""

    def __init__(self, as_of: datetime | None) -> None:
        self._as_of = as_of

    def rows(self, model: type[models.Model], condition: str) -> str:
        return rows_of(model, condition, is_past=self._as_of is not None)

    def parts(self, needs: Set[str], *, ids: Sequence[int] | None, visible: str) -> str:
        """The parts asked for; `ids` keeps all of them to a few projects."""
        wanted = with_their_own(needs)
        few = "" if ids is None else " AND project_id IN (SELECT id FROM page)"
        parts = [] if ids is None else [("page", id_list(ids))]
        rows = "" if ids is None else " AND id IN (SELECT id FROM page)"
        parts.append(("project", self.rows(Project, _ZONE + rows)))
        if visible:
            parts.append(("visible", visible))
        parts += [(name, sql) for name, (need, sql) in self._joined(few).items() if need in wanted]
        # A sum is made once: PostgreSQL, short of statistics, would make it for each project anew.
        return "WITH " + ", ".join(
            f"{name} AS {'MATERIALIZED ' if name.endswith('_sum') else ''}({sql})"
            for name, sql in parts
        )

    def _joined(self, few: str) -> dict[str, tuple[str, str]]:
        plans = self.rows(AnnualPlan, f"{_ZONE} AND year = %(year)s{few}")
        in_month = f"{_ZONE} AND month = %(month)s{few}"
        to_month = f"{_ZONE} AND month >= %(january)s AND month <= %(month)s{few}"
        earlier = f"{_ZONE} AND month < %(january)s{few}"
        # The plans once more, not `FROM plan`: SQLite makes a table of a part that is named
        # twice, and without statistics joins it without an index (20,000 rows took 35 s).
        targets = self.rows(
            MonthlyTarget,
            f"month <= %(month_number)s AND plan_id IN (SELECT id FROM ({plans}) plans)",
        )
        return {
            "plan": ("plan", plans),
            "report": ("report", self.rows(MonthlyReport, in_month)),
            "year_sum": ("year", self._summed_reports(to_month)),
            "before_sum": ("before", self._summed_reports(earlier)),
            "target_sum": (
                "target",
                "SELECT plan_id, SUM(planned_amount) AS amount "
                f"FROM ({targets}) months GROUP BY plan_id",
            ),
            "lamp": ("lamp", self.rows(ProjectLamp, _ZONE + few)),
        }

    def _summed_reports(self, condition: str) -> str:
        reports = self.rows(MonthlyReport, condition)
        return (
            "SELECT project_id, SUM(record_amount) AS amount "
            f"FROM ({reports}) reports GROUP BY project_id"
        )
