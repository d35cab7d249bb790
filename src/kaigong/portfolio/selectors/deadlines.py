"""The days by which one person has to do something: for his or her own calendar."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kaigong.accounts.selectors import Standing
from kaigong.portfolio import registries
from kaigong.portfolio.models import Milestone, Project
from kaigong.portfolio.report_register import FINISHED
from kaigong.portfolio.selectors.months import round_of
from kaigong.portfolio.selectors.projects import looked_after_by, projects_for
from kaigong.wording import said

MONTHS_AHEAD = 2


@dataclass(frozen=True)
class Deadline:
    """One day of one person; the key stays while the day moves, so that a calendar moves it too."""

    key: str
    on: date
    what: str
    why: str
    code: str = ""  # of the project
    is_done: bool = False
    url: str = ""  # the page's address without its host, where it is not the project's


def deadlines_of(standing: Standing) -> Iterator[Deadline]:
    """Milestones owned, months to report, planned starts and completions of one's own projects,
    and what the slices above know."""
    yield from _milestones(standing)
    yield from _months(standing)
    yield from _projects(standing)
    for source in registries.deadlines:
        yield from source.deadlines(standing)


def _milestones(standing: Standing) -> Iterator[Deadline]:
    owned = Milestone.objects.filter(
        owner=standing.user, project__in=projects_for(standing)
    ).select_related("project")
    for each in owned.order_by("due_on", "id"):
        yield Deadline(
            key=f"milestone-{each.pk}",
            on=each.due_on,
            what=said(f"{_named(each.project)}：{each}", f"{_named(each.project)}: {each}"),
            why=said("节点，由你负责", "a milestone that you own"),
            code=each.project.code,
            is_done=each.done_on is not None,
        )


def _months(standing: Standing) -> Iterator[Deadline]:
    if not standing.may("portfolio.report_month"):
        return
    today = standing.zone.today()
    for step in range(-1, MONTHS_AHEAD):
        number = today.year * 12 + today.month - 1 + step
        month = date(number // 12, number % 12 + 1, 1)
        count = round_of(standing, month).count()
        if not count:
            continue
        last = calendar.monthrange(month.year, month.month)[1]
        yield Deadline(
            key=f"month-{month:%Y-%m}",
            on=month.replace(day=min(standing.zone.reports_due_day, last)),
            what=said(f"{month:%Y-%m} 月报，{count} 个项目", f"Reports of {month:%Y-%m}: {count}"),
            why=said("月报期限", "the day by which months are reported"),
        )


def _projects(standing: Standing) -> Iterator[Deadline]:
    own = projects_for(standing).filter(looked_after_by(standing) | Q(leader=standing.user))
    for project in own.exclude(stage__in=FINISHED).order_by("code"):
        if project.planned_start_on and not project.started_on:
            yield _planned(project, "start", project.planned_start_on, said("计划开工", "start"))
        if project.planned_completion_on and not project.completed_on:
            yield _planned(
                project, "completion", project.planned_completion_on,
                said("承诺竣工", "completion"),
            )  # fmt: skip


def _planned(project: Project, key: str, on: date, what: str) -> Deadline:
    return Deadline(
        key=f"project-{project.pk}-{key}",
        on=on,
        what=said(f"{_named(project)}：{what}", f"{_named(project)}: {what}"),
        why=said("你负责的项目", "a project in your charge"),
        code=project.code,
    )


def _named(project: Project) -> str:
    return f"{project}{said('（样例）', ' (sample)') if project.is_sample else ''}"
