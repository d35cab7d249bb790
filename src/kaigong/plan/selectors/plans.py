"""Which plans a person may see, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from kaigong.accounts.selectors import Standing
from kaigong.engines import scheduling
from kaigong.plan.calendars import definitions_of
from kaigong.plan.crossing import activities_called, called, hidden_among, shown_names
from kaigong.plan.drafts import links_of
from kaigong.plan.errors import NoSuchActivityError
from kaigong.plan.models import Activity, Baseline, Link, PlanEdit, SubPlan, in_one_outline
from kaigong.plan.moments import begin_of
from kaigong.plan.reckoning import network_of, schedule_of
from kaigong.portfolio.selectors import project_for, projects_for
from kaigong.wording import CHINESE, ENGLISH, said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


def plans_for(standing: Standing) -> QuerySet[SubPlan]:
    """The plans of the projects that a person may see."""
    if not standing.may("plan.see_plans"):
        return SubPlan.objects.none()
    return SubPlan.objects.filter(project__in=projects_for(standing).values("pk"))


@dataclass(frozen=True)
class OpenPlan:
    """A project's plan, read: its rows in order, links, edits and baselines."""

    project: Project
    standing: Standing
    plan: SubPlan

    @property
    def today(self) -> date:
        """The day that the plan is looked at."""
        return self.standing.zone.today()

    @cached_property
    def rows(self) -> list[Activity]:
        rows = Activity.objects.filter(sub_plan=self.plan).order_by("place", "id")
        return in_one_outline(rows.prefetch_related("calendar", "owner"))

    @cached_property
    def links(self) -> list[tuple[str, str, str, int]]:
        """Name before, key after, kind, lag in working minutes; see `crossing` for names."""
        return links_of(self.plan)

    @cached_property
    def others(self) -> dict[str, Activity]:
        """The activities of other plans that it waits for, by the name they have in links."""
        return activities_called(self.standing.zone, self.across)

    @property
    def across(self) -> set[str]:
        """The names in links that are not its own."""
        return {before for before, *_ in self.links} - {row.key for row in self.rows}

    @cached_property
    def hidden(self) -> dict[str, str]:
        """What stands for names of other plans that the reader may not know."""
        return hidden_among(self.standing, self.across)

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every activity of the network, in words."""
        own = {row.key: str(row) for row in self.rows}
        return {**own, **shown_names(self.others, self.hidden)}

    @cached_property
    def awaited(self) -> list[tuple[Link, bool]]:
        """What waits for it in other plans, and whether the reader may see those."""
        found = list(
            Link.objects.filter(is_across=True, before__sub_plan=self.plan)
            .select_related("before", "after__sub_plan__project")
            .order_by("pk")
        )
        codes = {link.pk: called(link.after.sub_plan.project.code, "") for link in found}
        hidden = hidden_among(self.standing, codes.values())
        return [(link, codes[link.pk] not in hidden) for link in found]

    @cached_property
    def summaries(self) -> set[str]:
        return {row.parent.key for row in self.rows if row.parent}

    @cached_property
    def work(self) -> list[Activity]:
        """The rows that are done themselves, not through what lies below them."""
        return [row for row in self.rows if row.key not in self.summaries]

    @cached_property
    def calendars(self) -> dict[int, scheduling.Calendar]:
        return definitions_of(self.standing.zone, plans=[self.plan])

    def row(self, key: str) -> Activity:
        """The row of a key.

        Raises:
            NoSuchActivityError: the plan has none.
        """
        found = next((row for row in self.rows if row.key == key), None)
        if found is None:
            raise NoSuchActivityError(key=key)
        return found

    @property
    def minutes_per_day(self) -> int:
        """Working minutes of one day of the plan's own calendar."""
        return self.calendars[self.plan.calendar_id].minutes_per_day

    def per_day(self, row: Activity) -> int:
        """Working minutes of one day of an activity."""
        return self.calendars[row.calendar_id or self.plan.calendar_id].minutes_per_day

    @cached_property
    def network(self) -> scheduling.Network:
        """The plan as the engine reads it, as of the day its dates were reckoned for."""
        links = {(before, after, kind): lag for before, after, kind, lag in self.links}
        data_date = self.plan.reckoned_for
        if data_date is None:
            data_date = begin_of(self.today)
        network = network_of(
            self.plan, self.rows, links,
            data_date=data_date, calendars=self.calendars, others=self.others,
        )  # fmt: skip
        for name in self.others:
            network.change(name, name=self.names[name])
        return network

    @cached_property
    def schedule(self) -> scheduling.Schedule:
        """The plan reckoned, as of the day of its dates."""
        return schedule_of(self.network)

    @cached_property
    def driving(self) -> set[tuple[str, str, str]]:
        """The links that set an early date: key before, key after, kind."""
        links = self.network.links
        driving = (links[number] for number in self.schedule.driving_links())
        return {(link.before, link.after, link.kind.value) for link in driving}

    def why(self, row: Activity) -> str:
        """Why an activity starts when it starts, in the reader's language."""
        if row.started is not None:
            return ""
        why = self.schedule[row.key].why()
        return said(why.in_language(CHINESE), why.in_language(ENGLISH))

    @cached_property
    def baselines(self) -> list[Baseline]:
        return list(self.plan.baselines.select_related("approved_by"))

    @property
    def moved_by(self) -> str:
        """Whose edit moved the dates of this plan since its own last one, in words."""
        edit = self.plan.moved_by
        if edit is None:
            return ""
        code = edit.sub_plan.project.code
        is_hidden = hidden_among(self.standing, [called(code, "")])
        whose = said("另一个项目", "another project")
        return whose if is_hidden else f"{edit.sub_plan.project} ({code})"

    def edits(self, most: int = 30) -> list[PlanEdit]:
        """The latest edits, the last one first."""
        return list(self.plan.edits.select_related("by", "undoes", "undone_by")[:most])


def plan_of(standing: Standing, code: str) -> tuple[Project, OpenPlan | None]:
    """A project that a person may see, with its plan where one was drawn.

    Raises:
        Http404: the person may not see the project.
    """
    project = project_for(standing, code)
    plan = (
        plans_for(standing)
        .filter(project=project)
        .select_related("calendar", "moved_by__sub_plan__project")
        .first()
    )
    return project, None if plan is None else OpenPlan(project, standing, plan)


def open_plan(standing: Standing, code: str) -> OpenPlan:
    """The plan of a project that a person may see.

    Raises:
        Http404: the person may not see the project, or it has no plan.
    """
    _project, opened = plan_of(standing, code)
    if opened is None:
        raise Http404
    return opened
