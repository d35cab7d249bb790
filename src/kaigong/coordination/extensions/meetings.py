"""What meetings and visits put on pages below: a word on the rail, duties, lines of a timeline."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from kaigong.coordination import agenda_sources  # noqa: F401  (registers when imported)
from kaigong.coordination.duties.meetings import meeting_duties
from kaigong.coordination.selectors.meetings import tasks_for
from kaigong.coordination.selectors.visits import visits_for
from kaigong.portfolio import registries
from kaigong.portfolio.registries import Happening, HappeningSource, OpenProject
from kaigong.web import rail
from kaigong.wording import said, say

MOST = 100


def decided_for_project(opened: OpenProject) -> Iterator[Happening]:
    """What meetings decided for a project, up to the moment asked for."""
    found = tasks_for(opened.standing).filter(project=opened.project.pk)
    if opened.moment is not None:
        found = found.filter(decided_at__lte=opened.moment)
    for task in found.select_related("meeting", "organisation").order_by("-decided_at")[:MOST]:
        day = opened.zone.moment_there(task.decided_at).date()
        yield Happening(
            day,
            str(day),
            said(
                f"{task.meeting}议定：{task.words}（{task.organisation}，{task.due_on} 前）",
                f"{task.meeting} decided: {task.words} ({task.organisation}, by {task.due_on})",
            ),
            url=reverse("coordination:task", args=[opened.zone.slug, task.pk]),
        )


def visits_to_project(opened: OpenProject) -> Iterator[Happening]:
    """On-site working at a project."""
    found = visits_for(opened.standing).filter(project=opened.project.pk)
    if opened.moment is not None:
        found = found.filter(recorded_at__lte=opened.moment)
    for visit in found.select_related("by").order_by("-visited_on")[:MOST]:
        seen = visit.seen if len(visit.seen) <= 60 else f"{visit.seen[:60]}…"
        yield Happening(
            visit.visited_on,
            str(visit.visited_on),
            said(f"现场办公：{seen}", f"On site: {seen}"),
            by=str(visit.by),
            url=reverse("coordination:visit", args=[opened.zone.slug, visit.pk]),
        )


rail.register(
    rail.Word(
        say("会议", "Meetings"),
        "coordination:meetings",
        right="coordination.see_meetings",
        order=27,
        covers=("visits", "tasks"),
    )
)
registries.duties.register(registries.DutySource("meetings", 14, meeting_duties))
registries.happenings.register(HappeningSource("decided", 10, decided_for_project))
registries.happenings.register(HappeningSource("visits", 20, visits_to_project))
