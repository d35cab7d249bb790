"""A project package of OC4IDS from what somebody sees of a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.errors import KaigongError
from kaigong.portfolio.models import AnnualPlan, Milestone, MonthlyReport, Project
from kaigong.portfolio.selectors.projects import projects_for, rows_at
from kaigong.portfolio.selectors.sectors import SectorsOfYear
from kaigong.portfolio.services.oc4ids.terms import (
    DONE,
    KIND_SCHEME,
    MARK_SCHEME,
    PLAN,
    ROLES,
    SAMPLE,
    SECTOR_SCHEME,
    STAGE_SCHEME,
    STATUS,
    VERSION,
    Json,
)


class EmptyPackageError(KaigongError):
    code = "portfolio.empty-package"
    zh = "「{zone}」没有你能看到的项目；OC4IDS 文件至少要有一个项目。"
    en = "{zone} has no project that you can see; an OC4IDS package needs one at least."


def package(standing: Standing, *, as_of: datetime | None = None, year: int | None = None) -> Json:
    """All projects that somebody sees, now or as on record at a past moment.

    Args:
        year: Whose scheme of sectors the projects are classified by; that of the day by default.

    Raises:
        EmptyPackageError: there are none, and the standard wants one.
    """
    writer = _Writer(standing, as_of, year)
    projects = writer.projects()
    if not projects:
        raise EmptyPackageError(zone=standing.zone)
    at = (as_of or clock.now()).isoformat()
    return {
        "uri": f"urn:kaigong:{standing.zone.slug}:{at}",
        "version": VERSION,
        "publishedDate": at,
        "publisher": {"name": standing.zone.name},
        "projects": projects,
    }


class _Writer:
    def __init__(self, standing: Standing, as_of: datetime | None, year: int | None) -> None:
        self.standing, self.zone, self.as_of = standing, standing.zone, as_of
        self.place = ZoneInfo(self.zone.timezone)
        seen = projects_for(standing).values("pk")
        # By `id`: of a past row `pk` is the key of its history.
        rows = rows_at(Project, as_of).filter(zone_id=self.zone.pk, id__in=seen)
        self.rows = sorted(rows, key=lambda project: project.code)
        self.plans = _by_project(rows_at(AnnualPlan, as_of).filter(zone_id=self.zone.pk))
        self.reports = _by_project(rows_at(MonthlyReport, as_of).filter(zone_id=self.zone.pk))
        ids = {project.pk for project in self.rows}
        self.milestones = _by_project(
            each for each in rows_at(Milestone, as_of).all() if each.project_id in ids
        )
        # Names are today's, as everywhere in the ledger.
        self.named = (
            projects_for(standing)
            .select_related("investor", "lead_department", "task_force")
            .in_bulk(ids)
        )
        today = as_of.astimezone(self.place).date() if as_of else self.zone.today()
        self.sectors = SectorsOfYear(self.zone, year or today.year, moment=as_of)

    def projects(self) -> list[Json]:
        return [self._project(row) for row in self.rows]

    def _project(self, row: Project) -> Json:
        named = self.named[row.pk]
        found: Json = {
            "id": f"kaigong-{self.zone.slug}-{row.code}",
            "identifiers": [{"id": row.code, "scheme": f"kaigong-{self.zone.slug}"}],
            "title": row.name,
            "title_en": row.name_en,
            "description": row.content,
            "language": "zh",
            "status": STATUS[row.stage],
            "type": "expansion" if row.counted_before_amount else "construction",
            "period": self._period(row.planned_start_on, row.planned_completion_on),
            "implementationPeriod": self._period(row.started_on, row.completed_on),
            "budget": self._budget(row),
            "completion": {"endDate": self._day(row.completed_on)} if row.completed_on else None,
            "locations": _locations(row),
            "additionalClassifications": _classifications(row, self.sectors),
            "parties": _parties(named),
            "publicAuthority": _authority(named),
            "forecasts": self._plans(self.plans.get(row.pk, [])),
            "metrics": self._reports(self.reports.get(row.pk, [])),
            "milestones": [self._milestone(each) for each in self.milestones.get(row.pk, [])],
        }
        return {key: value for key, value in found.items() if value}

    def _day(self, on: date | None) -> str | None:
        if on is None:
            return None
        return datetime.combine(on, time.min, self.place).isoformat()

    def _period(self, start: date | None, end: date | None) -> Json:
        period = {"startDate": self._day(start), "endDate": self._day(end)}
        return {key: value for key, value in period.items() if value}

    def _value(self, amount: Decimal) -> Json:
        exact = int(amount) if amount == amount.to_integral_value() else float(amount)
        return {"amount": exact, "currency": self.zone.currency}

    def _budget(self, row: Project) -> Json:
        budget: Json = {}
        if row.total_amount is not None:
            budget["amount"] = self._value(row.total_amount)
        if row.funding_source:
            budget["description"] = row.funding_source
        return budget

    def _plans(self, plans: Sequence[AnnualPlan]) -> list[Json]:
        observations = [
            {
                "id": str(plan.year),
                "period": self._period(date(plan.year, 1, 1), date(plan.year, 12, 31)),
                "value": self._value(plan.planned_amount),
            }
            for plan in sorted(plans, key=lambda plan: plan.year)
            if plan.planned_amount is not None
        ]
        return _metric(PLAN, "年度计划投资", observations)

    def _reports(self, reports: Sequence[MonthlyReport]) -> list[Json]:
        observations = [
            {
                "id": f"{report.month:%Y-%m}",
                "period": self._period(report.month, None),
                "value": self._value(report.record_amount),
            }
            | ({"notes": report.physical_progress} if report.physical_progress else {})
            for report in sorted(reports, key=lambda report: report.month)
            if report.record_amount is not None
        ]
        return _metric(DONE, "月度完成投资", observations)

    def _milestone(self, milestone: Milestone) -> Json:
        found = {
            "id": str(milestone.pk),
            "title": milestone.name,
            "title_en": milestone.name_en,
            "dueDate": self._day(milestone.due_on),
            "dateMet": self._day(milestone.done_on),
            "status": "met" if milestone.done_on else self._unmet(milestone.due_on),
        }
        return {key: value for key, value in found.items() if value}

    def _unmet(self, due_on: date) -> str:
        today = self.as_of.astimezone(self.place).date() if self.as_of else self.zone.today()
        return "notMet" if due_on < today else "scheduled"


def _metric(key: str, title: str, observations: list[Json]) -> list[Json]:
    return [{"id": key, "title": title, "observations": observations}] if observations else []


Row = TypeVar("Row", AnnualPlan, MonthlyReport, Milestone)


def _by_project(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.project_id, []).append(row)
    return found


def _locations(row: Project) -> list[Json]:
    if not row.place and row.longitude is None:
        return []
    place: Json = {"id": "1"}
    if row.place:
        place["description"] = row.place
    if row.longitude is not None and row.latitude is not None:
        point = [float(row.longitude), float(row.latitude)]
        place["geometry"] = {"type": "Point", "coordinates": point}
    return [place]


def _classifications(row: Project, sectors: SectorsOfYear) -> list[Json]:
    """Stage, kind, and the sector: by the scheme of the year, then as it was given."""
    found = [
        {"scheme": STAGE_SCHEME, "id": row.stage},
        {"scheme": KIND_SCHEME, "id": row.kind},
    ]
    told = dict.fromkeys([sectors.shown(row.sector_id), sectors.given(row.sector_id)])
    found += [
        {
            "scheme": f"{SECTOR_SCHEME}-{sector.scheme.first_year}",
            "id": str(sector.pk),
            "description": sector.name,
        }
        for sector in told
        if sector is not None
    ]
    if row.is_sample:
        found.append({"scheme": MARK_SCHEME, "id": SAMPLE, "description": "样例，不是实际项目"})
    return found


def _parties(named: Project) -> list[Json]:
    found = []
    for attribute, role in ROLES.items():
        body = getattr(named, attribute)
        if body is not None:
            found.append({"id": str(body.pk), "name": body.name, "roles": [role]})
    return found


def _authority(named: Project) -> Json:
    body = named.lead_department
    return {"id": str(body.pk), "name": body.name} if body else {}
