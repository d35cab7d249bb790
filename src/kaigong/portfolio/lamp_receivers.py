"""News that may turn a lamp: the project it is about is judged again in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from kaigong.accounts.models import Zone
from kaigong.portfolio import events
from kaigong.portfolio.models import Project
from kaigong.portfolio.services.lamps import judge_projects, judge_zone
from kaigong.portfolio.tasks import judge_lamps

# A paste of thousands of rows is not to wait for its lamps: the worker judges them right after.
MOST_AT_ONCE = 500


@receiver(
    [
        events.project_added,
        events.stage_moved,
        events.plan_set,
        events.taken_into_plan,
        events.month_reported,
        events.month_restated,
        events.milestone_set,
        events.milestone_done,
    ]
)
def judge_the_project(zone: Zone, project: Any, **_: object) -> None:
    judge_projects(zone, [project.pk])


@receiver([events.plans_set, events.round_reported, events.cells_changed])
def judge_the_projects(zone: Zone, project_ids: Sequence[int], **_: object) -> None:
    if len(project_ids) > MOST_AT_ONCE:
        judge_lamps.enqueue(zone.pk)
    else:
        judge_projects(zone, project_ids)


@receiver(events.month_closed)
def judge_the_zone(zone: Zone, **_: object) -> None:
    if Project.objects.filter(zone=zone).count() > MOST_AT_ONCE:
        judge_lamps.enqueue(zone.pk)
    else:
        judge_zone(zone)
