"""Everything on record about one project, now or at the end of a past day.

What a past day does not rewind: aliases, and names of people and organisations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404

from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.audit.selectors import entries_about
from kaigong.portfolio.models import (
    AnnualPlan,
    LockedPlan,
    Milestone,
    MonthlyReport,
    MonthlyTarget,
    Project,
    ProjectLamp,
    Proof,
    Restatement,
    Sector,
    StageStep,
    WorkItem,
    WorkItemReading,
)
from kaigong.portfolio.registries import OpenProject
from kaigong.portfolio.selectors.projects import held_on, project_for, projects_for
from kaigong.portfolio.selectors.sectors import SectorsOfYear

if TYPE_CHECKING:
    from kaigong.audit.models import Entry

PEOPLE = ("sector", "investor", "lead_department", "task_force", "service_officer", "leader")


def open_project(standing: Standing, code: str, *, moment: datetime | None) -> OpenProject:
    """A project by its code for the person who asks, as it stood at a moment.

    Raises:
        Http404: no such project, not for this person, or not yet on record on that day.
    """
    now = project_for(standing, code)
    today = standing.zone.today()
    if moment is None:
        return OpenProject(now, standing, today)
    found = held_on(Project, moment, id=now.pk)
    if not found:
        raise Http404
    (then,) = found
    if standing.reach is Reach.OWN and then.investor_id not in standing.organisation_ids:
        raise Http404  # on that day it was another firm's
    for name in PEOPLE:  # most have not changed; only those that have are asked for again
        if getattr(then, f"{name}_id") == getattr(now, f"{name}_id"):
            setattr(then, name, getattr(now, name))
    then.zone = standing.zone
    day = moment.astimezone(moment.tzinfo).date()
    return OpenProject(then, standing, min(day, today), moment)


@dataclass(frozen=True)
class MonthOfYear:
    """One month of a project's year: planned and done; none where nothing is on record."""

    month: date
    planned: Decimal | None
    done: Decimal | None
    first: Decimal | None  # the first figure, where a restatement stands beside it
    report: MonthlyReport | None


class Dossier:
    """The rows behind a project's page; each kind is read once, when it is first asked for."""

    def __init__(self, opened: OpenProject) -> None:
        self.opened = opened
        self.project = opened.project
        self._moment = opened.moment

    @property
    def _pk(self) -> int:
        return self.project.pk

    @cached_property
    def counts_in(self) -> Project | None:
        """The project that this joint one counts in, where the person may see that."""
        if self.project.counts_in_id is None:
            return None
        return projects_for(self.opened.standing).filter(pk=self.project.counts_in_id).first()

    @cached_property
    def aliases(self) -> list[str]:
        return [alias.name for alias in self.project.aliases.all()]

    @cached_property
    def sector(self) -> Sector | None:
        """The project's sector by the scheme of the year in view, as the ledger shows it."""
        if self.project.sector_id is None:
            return None
        sectors = SectorsOfYear(self.opened.zone, self.year, moment=self._moment)
        return sectors.shown(self.project.sector_id)

    @property
    def given_sector(self) -> Sector | None:
        """The sector that was given, where the scheme of the year calls it otherwise."""
        given = self.project.sector
        return given if given is not None and str(given) != str(self.sector) else None

    @cached_property
    def steps(self) -> list[StageStep]:
        """The steps in force, in the order in which they were entered."""
        rows = StageStep.objects.filter(project=self._pk).select_related("by")
        if self._moment is None:
            rows = rows.filter(taken_back_at=None)
        else:
            rows = rows.filter(recorded_at__lte=self._moment).filter(
                Q(taken_back_at=None) | Q(taken_back_at__gt=self._moment)
            )
        return list(rows.order_by("entered_on", "id"))

    @cached_property
    def reports(self) -> list[MonthlyReport]:
        """All reports, first month to last."""
        rows = held_on(MonthlyReport, self._moment, project=self._pk)
        return sorted(rows, key=lambda report: report.month)

    @cached_property
    def restatements(self) -> list[Restatement]:
        rows = Restatement.objects.filter(report__project=self._pk).select_related("report", "by")
        return list(rows if self._moment is None else rows.filter(at__lte=self._moment))

    @cached_property
    def plan(self) -> AnnualPlan | None:
        """The plan of the year in view."""
        rows = held_on(AnnualPlan, self._moment, project=self._pk, year=self.opened.today.year)
        return rows[0] if rows else None

    @cached_property
    def targets(self) -> dict[int, Decimal]:
        if self.plan is None:
            return {}
        rows = held_on(MonthlyTarget, self._moment, plan=self.plan.pk)
        return {target.month: target.planned_amount for target in rows}

    @cached_property
    def locked(self) -> LockedPlan | None:
        """What the newest locked version says of the project."""
        rows = LockedPlan.objects.filter(
            project=self._pk, lock__year=self.opened.today.year
        ).select_related("lock")
        if self._moment is not None:
            rows = rows.filter(lock__locked_at__lte=self._moment)
        return rows.order_by("lock__number").last()

    @cached_property
    def lamp(self) -> ProjectLamp | None:
        rows = held_on(ProjectLamp, self._moment, project=self._pk)
        return rows[0] if rows else None

    @cached_property
    def milestones(self) -> list[Milestone]:
        rows = held_on(Milestone, self._moment, project=self._pk)
        return sorted(rows, key=lambda row: (row.due_on, row.pk))

    @cached_property
    def work_items(self) -> list[WorkItem]:
        rows = held_on(WorkItem, self._moment, project=self._pk)
        return sorted(rows, key=lambda item: (item.place, item.pk))

    @cached_property
    def readings(self) -> dict[int, Decimal]:
        """Work item → the quantity done to date by the newest report that reads it."""
        months = {each.pk: each.month for each in self.reports if each.month <= self.opened.today}
        rows = held_on(WorkItemReading, self._moment, report__in=list(months))
        rows.sort(key=lambda row: (months[row.report_id], row.pk))
        return {row.item_id: row.done_quantity for row in rows}

    @cached_property
    def work_item_history(self) -> list[Any]:
        """Every version of every work item with who set it, oldest first."""
        history: Any = WorkItem.history  # simple_history has no types
        rows = history.filter(project=self._pk).select_related("history_user")
        if self._moment is not None:
            rows = rows.filter(history_date__lte=self._moment)
        return list(rows.order_by("history_date", "history_id"))

    @cached_property
    def proofs(self) -> list[Proof]:
        rows = Proof.objects.filter(project=self._pk).select_related("by").order_by("-at", "-id")
        return list(rows if self._moment is None else rows.filter(at__lte=self._moment))

    @cached_property
    def acts(self) -> list[Entry]:
        """What was done to the project, newest first."""
        rows = entries_about(self.opened.zone.slug, self.project.code)
        return list(rows if self._moment is None else rows.filter(at__lte=self._moment))

    @property
    def year(self) -> int:
        return self.opened.today.year

    @cached_property
    def months(self) -> list[MonthOfYear]:
        """The twelve months of the year in view."""
        by_month = {report.month: report for report in self.reports}
        restated = {each.report_id for each in self.restatements}
        rows = []
        for number in range(1, 13):
            month = date(self.year, number, 1)
            report = by_month.get(month)
            rows.append(
                MonthOfYear(
                    month=month,
                    planned=self.targets.get(number),
                    done=report.record_amount if report else None,
                    first=report.first_amount if report and report.pk in restated else None,
                    report=report,
                )
            )
        return rows

    @cached_property
    def done_this_year(self) -> Decimal | None:
        """The sum of the year's reports up to the day; none where none has a figure."""
        return _sum(row.done for row in self.months if row.month <= self.opened.today)

    @cached_property
    def done_to_date(self) -> Decimal:
        """All investment on record up to the day."""
        past = (each.record_amount for each in self.reports if each.month <= self.opened.today)
        return self.project.earlier_amount + (_sum(past) or Decimal(0))

    @cached_property
    def last_report(self) -> MonthlyReport | None:
        past = [report for report in self.reports if report.month <= self.opened.today]
        return past[-1] if past else None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
