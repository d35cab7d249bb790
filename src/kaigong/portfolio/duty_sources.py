"""The duties that the ledger knows: the month's round, milestones owned, plans that are missing."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import AnnualPlan, ImportRun, Milestone, ProjectKind
from kaigong.portfolio.models.intake import RunState
from kaigong.portfolio.registries import Duty
from kaigong.portfolio.report_register import FINISHED
from kaigong.portfolio.selectors.months import rounds_counted
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.portfolio.services.reports import is_closed
from kaigong.wording import said

MOST = 50


def reports_due(standing: Standing, today: date) -> Iterator[Duty]:
    """The round of this month, and of the one before where reports are still missing."""
    if not standing.may("portfolio.report_month"):
        return
    this = today.replace(day=1)
    before = date(this.year - (this.month == 1), (this.month - 2) % 12 + 1, 1)
    months = [month for month in (before, this) if not is_closed(standing.zone, month)]
    for month, counts in zip(months, rounds_counted(standing, months), strict=True):
        of, done = counts.of, counts.done
        if done < of:
            last_day = calendar.monthrange(month.year, month.month)[1]
            left = of - done
            yield Duty(
                key=f"reports-{month:%Y-%m}",
                due_on=month.replace(day=min(standing.zone.reports_due_day, last_day)),
                what=said(
                    f"{month.month} 月月报，还差 {left} 个项目",
                    f"Reports of {month:%Y-%m}: {left} projects left",
                ),
                why=said("上月数已带入", "last month's figures are filled in"),
                verb=said("接着报", "Go on"),
                url=reverse("portfolio:month", args=[standing.zone.slug, f"{month:%Y-%m}"]),
                done=done,
                of=of,
            )


def milestones_owned(standing: Standing, today: date) -> Iterator[Duty]:
    """The milestones that the person owns, not done: overdue ones, and those a month ahead."""
    ahead = date.fromordinal(today.toordinal() + 31)
    owned = Milestone.objects.filter(
        owner=standing.user, done_on=None, due_on__lte=ahead, project__in=projects_for(standing)
    )
    for milestone in owned.select_related("project").order_by("due_on", "id")[:MOST]:
        url = reverse("portfolio:project", args=[standing.zone.slug, milestone.project.code])
        yield Duty(
            key=f"milestone-{milestone.pk}",
            due_on=milestone.due_on,
            what=said(f"{milestone.project}：{milestone}", f"{milestone.project}: {milestone}"),
            why=said(f"你承诺 {milestone.due_on} 完成", f"you promised it for {milestone.due_on}"),
            verb=said("去办", "Act"),
            url=url,
        )


def plans_missing(standing: Standing, today: date) -> Iterator[Duty]:
    """Projects under way without a plan of the year, for who draws it up."""
    if not standing.may("portfolio.plan_year"):
        return
    plan = AnnualPlan.objects.filter(
        project=OuterRef("pk"), year=today.year, planned_amount__isnull=False
    )
    bare = (
        projects_for(standing)
        .filter(~Exists(plan), counts_in=None, stage__in=("started", "construction"))
        .exclude(kind=ProjectKind.RESERVE)
        .exclude(stage__in=FINISHED)
        .count()
    )
    if bare:
        yield Duty(
            key=f"plans-{today.year}",
            due_on=None,
            what=said(
                f"{bare} 个在建项目没有 {today.year} 年计划",
                f"{bare} projects under way have no plan for {today.year}",
            ),
            why=said("没有计划就看不出滞后", "without a plan nobody sees that one is late"),
            verb=said("编计划", "Plan"),
            url=reverse("portfolio:plan", args=[standing.zone.slug, today.year]),
        )


def faults_in_my_rows(standing: Standing, _today: date) -> Iterator[Duty]:
    """Imports of the person that wait for an answer or were tried with faults."""
    waiting = ImportRun.objects.filter(
        zone=standing.zone, by=standing.user, state__in=(RunState.ASKING, RunState.TRIED)
    )
    for run in waiting[:MOST]:
        yield Duty(
            key=f"import-{run.pk}",
            due_on=None,
            what=said(
                f"导入「{run.file_name}」还没有写入", f"Import “{run.file_name}” is not applied"
            ),
            why=str(RunState(run.state).label),
            verb=said("接着做", "Go on"),
            url=reverse("portfolio:import_run", args=[standing.zone.slug, run.pk]),
        )
