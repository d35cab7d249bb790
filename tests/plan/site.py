"""A zone with its planner, and one project to be planned."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.plan.link_words import links_in
from kaigong.plan.models import Activity, SubPlan, WorkCalendar
from kaigong.plan.services.activities import ActivityWords, add_activity
from kaigong.plan.services.plans import draw_plan
from kaigong.plan.templates import template_called
from tests.builders import a_person, a_project, a_standing, a_zone, an_organisation

DAY = 480


class Site:
    """Monday 29 March 2021; the project's plan is empty until something is put in."""

    def __init__(self) -> None:
        self.zone = a_zone()
        self.firm = an_organisation(self.zone, "长发集团", kind="firm")
        self.planner = self.somebody(Role.COMMAND)
        self.project = a_project(
            self.zone, "影视基地", investor=self.firm, planned_completion_on=date(2022, 7, 30)
        )

    def somebody(self, role: Role, body: Any = None) -> Standing:
        return a_standing(a_person(self.zone, role, organisation=body), self.zone)

    def drawn(self, template: str = "", **given: Any) -> SubPlan:
        return draw_plan(
            self.project,
            standing=self.planner,
            start=given.pop("start", date(2021, 3, 29)),
            template=template_called(template) if template else None,
            **given,
        )

    def on_its_own_calendar(self, plan: SubPlan) -> SubPlan:
        """The plan works on a calendar that no other has, as one that a file brought does."""
        plan.calendar = WorkCalendar.objects.create(
            zone=self.zone, sub_plan=plan, key="brought", name="文件日历", week="Mon-Sat 8-12 13-17"
        )
        plan.save()
        return plan

    def add(self, plan: SubPlan, key: str, days: float, after: str = "", **given: Any) -> Activity:
        below = given.pop("below", "")
        words = ActivityWords(
            name=given.pop("name", key),
            duration=round(days * DAY),
            links=tuple(links_in(after, per_day=DAY)),
            **given,
        )
        return add_activity(plan, key, words, standing=self.planner, below=below)


def row(plan: SubPlan, key: str) -> Activity:
    return Activity.objects.get(sub_plan=plan, key=key)
