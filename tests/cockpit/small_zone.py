"""A small zone whose figures can be reckoned in the head, for the tests of the cockpit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from kaigong.accounts.models import Role, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import LevelThreshold, MonthlyTarget, Project, Stage
from kaigong.portfolio.services.lamps import judge_zone
from tests.builders import (
    YI,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_sector,
    a_standing,
    a_zone,
    an_organisation,
)


@dataclass
class SmallZone:
    zone: Zone
    leader: User
    projects: list[Project]

    def standing(self, user: User | None = None) -> Standing:
        return a_standing(user or self.leader, self.zone)


def a_small_zone(slug: str = "", *, located: bool = True) -> SmallZone:
    """Ten projects of 10 亿, each with 1 亿 planned a month.

    Six are new and four continuing; four are in the spring batch, of which three have started;
    Number 1 has done a tenth of its plan, all others 100 %. One more stands outside the plan, one
    is too small, one is part of another.
    """
    zone = a_zone(slug)
    leader = a_person(zone, Role.LEADER)
    LevelThreshold.objects.create(
        zone=zone, name="5000 万元以上", first_year=2021, from_amount=YI / 2
    )
    sectors = [a_sector(zone, "影视文旅"), a_sector(zone, "数字经济")]
    force = an_organisation(zone, "影视专班", kind="task_force")
    projects = []
    for number in range(1, 11):
        project = a_project(
            zone,
            f"{zone.slug} 项目 {number}",
            kind="new" if number <= 6 else "continuing",
            stage=Stage.LAND if number == 4 else Stage.CONSTRUCTION,
            started_on=None if number == 4 else date(2020, 9, 1),
            planned_start_on=date(2021, 4, 10) if number == 4 else date(2020, 9, 1),
            sector=sectors[number % 2],
            task_force=force if number % 2 else None,
            longitude=Decimal("125.40") + Decimal(number) / 100 if located else None,
            latitude=Decimal("43.80") + Decimal(number % 3) / 100 if located else None,
        )
        plan = a_plan(project, planned=12 * YI, batch="春季开复工" if number <= 4 else "")
        year = [MonthlyTarget(plan=plan, month=month, planned_amount=YI) for month in range(1, 13)]
        bulk_create_with_history(year, MonthlyTarget)
        for month in (1, 2):
            a_report(project, date(2021, month, 1), YI / 10 if number == 1 else YI)
        projects.append(project)
    outside = a_project(zone, "计划外")
    a_plan(outside, is_outside_plan=True)
    small = a_project(zone, "太小", total_amount=YI / 4)
    a_plan(small)
    part = a_project(zone, "联合的一部分", counts_in=projects[0])
    a_plan(part)
    judge_zone(zone)
    return SmallZone(zone, leader, projects)
