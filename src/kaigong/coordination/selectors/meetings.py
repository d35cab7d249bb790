"""Which meetings and tasks a person may see, and which tasks wait for that person."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingState,
    MeetingTask,
    Presence,
    TaskState,
)
from kaigong.wording import say


def meetings_for(standing: Standing) -> QuerySet[Meeting]:
    """Who sees the whole zone sees all; a body those it is called to; firms none."""
    if not standing.may("coordination.see_meetings") or standing.reach is Reach.OWN:
        return Meeting.objects.none()
    found = Meeting.objects.filter(zone=standing.zone)
    if standing.reach is Reach.ZONE:
        return found
    called = Attendance.objects.filter(
        Q(organisation__in=standing.organisation_ids) | Q(person=standing.user)
    )
    mine = Q(chair=standing.user) | Q(clerk=standing.user)
    return found.filter(mine | Q(pk__in=called.values("meeting")))


def meetings_calling(standing: Standing) -> QuerySet[Meeting]:
    """The meetings to come that a person, or the person's body, is called to; nearest first."""
    called = Attendance.objects.filter(
        Q(organisation__in=standing.organisation_ids) | Q(person=standing.user),
        presence__in=[Presence.INVITED, Presence.CAME],
    )
    to_come = meetings_for(standing).filter(
        state__in=[MeetingState.PLANNED, MeetingState.IN_SESSION], pk__in=called.values("meeting")
    )
    return to_come.select_related("zone").order_by("planned_at", "id")


def meeting_for(standing: Standing, key: int) -> Meeting:
    """One meeting.

    Raises:
        Http404: no such meeting, or not for this person; the two cannot be told apart.
    """
    found = meetings_for(standing).select_related("zone", "chair", "clerk").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def item_for(standing: Standing, meeting: int, item: int) -> AgendaItem:
    """One item of a meeting's agenda.

    Raises:
        Http404: no such item, or its meeting is not for this person.
    """
    found = (
        AgendaItem.objects.filter(pk=item, meeting=meeting_for(standing, meeting))
        .select_related("meeting__zone", "project", "issue", "task")
        .first()
    )
    if found is None:
        raise Http404
    return found


def meeting_before(meeting: Meeting) -> Meeting | None:
    """The last meeting of the same kind that was held before."""
    held = [MeetingState.ENDED, MeetingState.CONFIRMED]
    return (
        Meeting.objects.filter(zone=meeting.zone_id, kind=meeting.kind, state__in=held)
        .filter(planned_at__lt=meeting.planned_at)
        .exclude(pk=meeting.pk)
        .order_by("-planned_at", "-id")
        .first()
    )


def tasks_for(standing: Standing) -> QuerySet[MeetingTask]:
    """The tasks of the meetings that a person sees, and those of the person's own body."""
    if not standing.may("coordination.see_meetings") or standing.reach is Reach.OWN:
        return MeetingTask.objects.none()
    found = MeetingTask.objects.filter(zone=standing.zone)
    if standing.reach is Reach.ZONE:
        return found
    mine = Q(organisation__in=standing.organisation_ids) | Q(person=standing.user)
    return found.filter(mine | Q(meeting__in=meetings_for(standing).values("pk")))


TASK_VIEWS = {
    "mine": say("等我办", "Waiting for me"),
    "open": say("未完成", "Open"),
    "late": say("逾期", "Overdue"),
    "over": say("已了结", "Over"),
}
UNDONE = [TaskState.OPEN, TaskState.CLAIMED]


def tasks_in_view(standing: Standing, view: str) -> QuerySet[MeetingTask]:
    """The tasks of one of `TASK_VIEWS`, in its order."""
    if view == "mine":
        return tasks_waiting_for(standing)
    found = tasks_for(standing)
    if view == "over":
        return found.exclude(state__in=UNDONE).order_by("-decided_at", "-id")
    if view == "late":
        found = found.filter(state=TaskState.OPEN, due_on__lt=standing.zone.today())
    return found.filter(state__in=UNDONE).order_by("due_on", "id")


def task_for(standing: Standing, key: int) -> MeetingTask:
    """One task.

    Raises:
        Http404: no such task, or not for this person; the two cannot be told apart.
    """
    found = (
        tasks_for(standing)
        .select_related("zone", "meeting", "item", "organisation", "person", "project", "issue")
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise Http404
    return found


def is_mine(standing: Standing, task: MeetingTask) -> bool:
    """Whether the person is to do a task: of its body, or named in it."""
    is_named = task.person_id == standing.user.pk
    return is_named or task.organisation_id in standing.organisation_ids


def tasks_waiting_for(standing: Standing) -> QuerySet[MeetingTask]:
    """The tasks in which this person is to act next, the nearest day first."""
    mine = Q(organisation__in=standing.organisation_ids) & (
        Q(person=None) | Q(person=standing.user)
    )
    waits = Q(state=TaskState.OPEN) & (mine | Q(person=standing.user))
    if standing.may("coordination.run_meetings"):
        waits |= Q(state=TaskState.CLAIMED)
    return (
        tasks_for(standing)
        .filter(waits)
        .select_related("zone", "meeting", "organisation", "person", "project", "issue")
        .order_by("due_on", "id")
    )
