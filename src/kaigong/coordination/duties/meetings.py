"""The duties that meetings give: to prepare, to hold, to confirm; and the tasks decided there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Meeting, MeetingState, TaskState
from kaigong.coordination.selectors.meetings import (
    meetings_calling,
    meetings_for,
    tasks_waiting_for,
)
from kaigong.portfolio.registries import Duty
from kaigong.wording import said

MOST = 200
AHEAD = timedelta(days=3)  # of a planned meeting: time to look its agenda through


def meeting_duties(standing: Standing, today: date) -> Iterator[Duty]:
    """Meetings near at hand, minutes to confirm, tasks to do and to confirm."""
    if not standing.may("coordination.see_meetings"):
        return
    slug = standing.zone.slug
    waiting = tasks_waiting_for(standing).select_related(None).select_related("meeting")
    for task in waiting[:MOST]:
        is_claimed = task.state == TaskState.CLAIMED
        yield Duty(
            key=f"meeting-task-{task.pk}",
            due_on=today if is_claimed else task.due_on,
            what=task.words,
            why=said(f"{task.meeting}议定", f"decided at {task.meeting}"),
            verb=said("确认", "Confirm") if is_claimed else said("办理", "Work on it"),
            url=reverse("coordination:task", args=[slug, task.pk]),
        )
    prepared = set()
    for duty in _prepared(standing, today):
        prepared.add(duty.key)
        yield duty
    for meeting in meetings_calling(standing)[:MOST]:
        duty = _called(meeting, slug)
        day = meeting.planned_there.date()
        is_over = meeting.state == MeetingState.PLANNED and day < today
        if duty.key not in prepared and not is_over:
            yield duty


def _called(meeting: Meeting, slug: str) -> Duty:
    """To come to a meeting that the person, or the person's body, is called to."""
    return Duty(
        key=f"meeting-{meeting.pk}",
        due_on=meeting.planned_there.date(),
        what=said(f"{meeting}：请参加", f"{meeting}: please come"),
        why=f"{meeting.planned_there:%m-%d %H:%M} · {meeting.place}",
        verb=said("看议程", "Agenda"),
        url=reverse("coordination:meeting", args=[slug, meeting.pk]),
    )


def _prepared(standing: Standing, today: date) -> Iterator[Duty]:
    """Meetings near at hand, for who chairs or runs them."""
    slug = standing.zone.slug
    if not standing.may("coordination.chair_meetings"):
        return
    mine = meetings_for(standing)
    if not standing.may("coordination.run_meetings"):
        mine = mine.filter(chair=standing.user)
    near = mine.filter(
        state__in=[MeetingState.PLANNED, MeetingState.IN_SESSION, MeetingState.ENDED]
    ).select_related("zone")
    for meeting in near.order_by("planned_at")[:MOST]:
        day = meeting.planned_there.date()
        if meeting.state == MeetingState.PLANNED and day > today + AHEAD:
            continue
        what, verb = _asked(meeting.state)
        yield Duty(
            key=f"meeting-{meeting.pk}",
            due_on=day,
            what=f"{meeting}{said('：', ': ')}{what}",
            why=f"{meeting.planned_there:%m-%d %H:%M} · {meeting.place}",
            verb=verb,
            url=reverse("coordination:meeting", args=[slug, meeting.pk]),
        )


def _asked(state: str) -> tuple[str, str]:
    if state == MeetingState.PLANNED:
        return said("看议程", "look at the agenda"), said("看议程", "Agenda")
    if state == MeetingState.IN_SESSION:
        return said("开会中", "in session"), said("进入会议", "Enter")
    return said("确认纪要", "confirm the minutes"), said("看纪要", "Minutes")
