"""The stored rows behind some cells: read together, changed in memory, written together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Model, QuerySet, Sum
from django.db.models.expressions import RawSQL

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.engines import ledgers
from kaigong.portfolio import bulk
from kaigong.portfolio.cells import Stored
from kaigong.portfolio.columns import Column, Home, Kind
from kaigong.portfolio.models import (
    AnnualPlan,
    MonthClose,
    MonthlyReport,
    Project,
    ProjectAlias,
    StageStep,
)
from kaigong.portfolio.models.reports import ReportState

# Of a project's nearly fifty fields a paste needs these and those of its own columns.
_ALWAYS = ["id", "zone", "code", "version", "name", "folded_name"]


@dataclass
class Holdings:
    """Projects of a zone with their plan of a year and their report of a month."""

    zone: Zone
    month: date
    projects: dict[int, Project]
    plans: dict[int, AnnualPlan] = field(default_factory=dict)
    reports: dict[int, MonthlyReport] = field(default_factory=dict)
    earlier_months: dict[int, Decimal] = field(default_factory=dict)
    is_signed_off: bool = False
    _changed: dict[tuple[type[Model], int], set[str]] = field(default_factory=dict)
    _touched: set[int] = field(default_factory=set)
    _renamed: list[tuple[Project, str]] = field(default_factory=list)
    _moved: dict[int, str] = field(default_factory=dict)
    begun: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        zone: Zone,
        project_ids: Iterable[int],
        *,
        month: date,
        columns: Iterable[Column],
        among: QuerySet[Project] | None = None,
    ) -> Holdings:
        """Read what the columns need, and lock it until the transaction ends.

        Args:
            among: The projects that somebody may see; those beyond are not read.
        """
        columns = list(columns)
        homes = {column.home for column in columns}
        every = Project.objects.all() if among is None else among
        projects = every.filter(zone=zone, id__in=bulk.among(set(project_ids))).select_for_update()
        asked = [column.field for column in columns if column.home is Home.PROJECT]
        read = bulk.read_rows(projects, dict.fromkeys([*_ALWAYS, *asked]))
        holdings = cls(zone, month, {project.pk: project for project in read})
        ids = bulk.among(holdings.projects)
        if homes & {Home.PLAN, Home.EXTRA}:
            plans = AnnualPlan.objects.filter(zone=zone, year=month.year, project_id__in=ids)
            holdings.plans = {plan.project_id: plan for plan in bulk.read_rows(plans)}
        if homes & {Home.REPORT, Home.TO_DATE}:
            reports = MonthlyReport.objects.filter(zone=zone, month=month, project_id__in=ids)
            holdings.reports = {row.project_id: row for row in bulk.read_rows(reports)}
            holdings.is_signed_off = MonthClose.objects.filter(zone=zone, month=month).exists()
        if Home.TO_DATE in homes:
            holdings._read_earlier_months(ids)
        return holdings

    def _read_earlier_months(self, ids: RawSQL) -> None:
        sums = (
            MonthlyReport.objects.filter(
                zone=self.zone,
                project_id__in=ids,
                month__gte=self.month.replace(month=1),
                month__lt=self.month,
            )
            .order_by()
            .values_list("project_id")
            .annotate(Sum("record_amount"))
        )
        self.earlier_months = {key: amount for key, amount in sums if amount is not None}

    def value(self, project_id: int, column: Column) -> Stored:
        """What a cell holds now; a plan or report that does not exist holds nothing."""
        row = self._row(project_id, column)
        if column.home is Home.EXTRA:
            return str(row.extras.get(column.zh, "")) if isinstance(row, AnnualPlan) else ""
        value: Stored = None if row is None else getattr(row, column.attribute)
        if value is not None and column.home is not Home.TO_DATE:
            return value
        if column.home is Home.TO_DATE:
            earlier = self.earlier_months.get(project_id)
            if value is None and earlier is None:
                return None
            return (earlier or Decimal(0)) + (value if isinstance(value, Decimal) else Decimal(0))
        if value is None and column.kind is Kind.TEXT:
            return ""
        if value is None and column.kind is Kind.FLAG:
            return False
        return value

    def is_closed(self, project_id: int, column: Column) -> bool:
        """Whether the cell belongs to a month that was signed off."""
        if column.home not in {Home.REPORT, Home.TO_DATE}:
            return False
        # By the sign-off itself: who did not report then has no closed report either.
        report = self.reports.get(project_id)
        return self.is_signed_off or (report is not None and report.state == ReportState.CLOSED)

    def put(self, project_id: int, column: Column, value: Stored) -> None:
        """Change a cell in memory; a plan or report that is missing is begun."""
        if column.home is Home.TO_DATE and isinstance(value, Decimal):
            value -= self.earlier_months.get(project_id, Decimal(0))
        row = self._row(project_id, column) or self._begun(project_id, column)
        self._touched.add(project_id)
        if column.key == "name" and isinstance(row, Project) and isinstance(value, str):
            self._renamed.append((row, row.name))
            row.folded_name = ledgers.fold_name(value)
            self._mark(row, "folded_name")
        if column.key == "stage":
            self._moved[project_id] = str(value)
        if column.home is Home.EXTRA and isinstance(row, AnnualPlan):
            # A new dict: the old one may still be shared with the row's history.
            kept = {key: text for key, text in row.extras.items() if key != column.zh}
            row.extras = kept | ({column.zh: str(value)} if value else {})
            self._mark(row, "extras")
            return
        setattr(row, column.attribute, value)
        self._mark(row, column.field)

    def withdraw(self, begun: Mapping[int, Iterable[str]]) -> None:
        """Remove plans and reports that a change had begun, where nothing else was put into them.

        Args:
            begun: By project: the months and years whose report and plan the change began.
        """
        reports, plans = [], []
        for project_id, when in begun.items():
            report, plan = self.reports.get(project_id), self.plans.get(project_id)
            if report and f"{self.month:%Y-%m}" in when and _is_bare(report):
                reports.append(report.pk)
            if plan and self.month.month == 1 and f"{self.month.year}" in when and _is_bare(plan):
                plans.append(plan.pk)
        # By the set: one at a time, 5,000 rows of an undone paste took over half a minute.
        MonthlyReport.objects.filter(pk__in=reports).delete()
        AnnualPlan.objects.filter(pk__in=plans).delete()

    def save(self, *, by: User | None) -> None:
        """Write every row changed since the last time with its history, in a handful of statements.

        A project counts a new version whichever of its rows changed.
        """
        elsewhere = []
        for key in self._touched:
            project = self.projects[key]
            if (Project, id(project)) in self._changed:
                project.version += 1
                self._mark(project, "version")
            else:
                elsewhere.append(key)
        if elsewhere:
            Project.objects.filter(pk__in=bulk.among(elsewhere)).update(version=F("version") + 1)
        self._save_rows(Project, self.projects, by)
        self._save_rows(AnnualPlan, self.plans, by)
        self._save_rows(MonthlyReport, self.reports, by)
        ProjectAlias.objects.bulk_create(
            [
                ProjectAlias(project=project, name=old, folded_name=ledgers.fold_name(old))
                for project, old in self._renamed
                if ledgers.fold_name(old) != project.folded_name
            ],
            ignore_conflicts=True,
        )
        StageStep.objects.bulk_create(
            [
                StageStep(
                    project_id=project_id,
                    stage=stage,
                    entered_on=self.zone.today(),
                    by=by,
                    recorded_at=clock.now(),
                )
                for project_id, stage in self._moved.items()
            ]
        )
        for waiting in (self._changed, self._touched, self._renamed, self._moved):
            waiting.clear()

    def _save_rows(self, model: type[Model], rows: Mapping[int, Model], by: User | None) -> None:
        found = [rows[key] for key in self._touched if key in rows]
        touched = [row for row in found if (model, id(row)) in self._changed]
        kept = {row: self._changed[model, id(row)] for row in touched if row.pk is not None}
        bulk.create_rows([row for row in touched if row.pk is None], by=by)
        bulk.update_rows(kept, by=by)

    def _row(self, project_id: int, column: Column) -> Model | None:
        if column.home is Home.PROJECT:
            return self.projects.get(project_id)
        if column.home in {Home.PLAN, Home.EXTRA}:
            return self.plans.get(project_id)
        return self.reports.get(project_id)

    def _begun(self, project_id: int, column: Column) -> Model:
        project = self.projects[project_id]
        if column.home in {Home.PLAN, Home.EXTRA}:
            plan = AnnualPlan(zone=self.zone, project=project, year=self.month.year)
            self.plans[project_id] = plan
            self.begun.setdefault(project_id, []).append(str(self.month.year))
            return plan
        report = MonthlyReport(zone=self.zone, project=project, month=self.month)
        report.reported_at = clock.now()
        self.reports[project_id] = report
        self.begun.setdefault(project_id, []).append(f"{self.month:%Y-%m}")
        return report

    def _mark(self, row: Model, name: str) -> None:
        self._changed.setdefault((type(row), id(row)), set()).add(name)


def _is_bare(row: Model) -> bool:
    """Whether a plan or report says nothing any more."""
    if isinstance(row, AnnualPlan):
        says = [row.planned_amount, row.expected_amount, row.batch, row.extras]
        says += [row.is_start_planned, row.is_completion_planned, row.is_outside_plan]
        return not any(says) and not row.months.exists()
    if isinstance(row, MonthlyReport):
        has_text = row.physical_progress or row.problems or row.is_unchanged
        return row.record_amount is None and row.first_amount is None and not has_text
    return False
