"""A meeting is called, begins, ends; who was asked to come and who came."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from kaigong.accounts.models import Organisation, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.models import (
    Attendance,
    ItemState,
    Meeting,
    MeetingKind,
    MeetingState,
    Presence,
)
from kaigong.coordination.selectors.meetings import meeting_before
from kaigong.coordination.services.meeting_errors import (
    AttendeeMissingError,
    MeetingStateError,
    PlacelessMeetingError,
    ReasonForItemError,
)
from kaigong.wording import said

FIRST_LOOK_BACK = timedelta(days=7)


@transaction.atomic
def plan_meeting(
    zone: Zone,
    *,
    kind: str,
    planned_at: datetime,
    place: str,
    standing: Standing,
    subject: str = "",
    chair: User | None = None,
    clerk: User | None = None,
    distribution: str = "",
    is_sample: bool = False,
) -> Meeting:
    """Call a meeting; it gets the next number of its kind and year.

    Raises:
        PlacelessMeetingError: nothing is called.
    """
    if not place.strip():
        raise PlacelessMeetingError()
    # The zone's row is held, so that two people at once do not get one number.
    Zone.objects.select_for_update().get(pk=zone.pk)
    year = planned_at.astimezone(ZoneInfo(zone.timezone)).year
    last = Meeting.objects.filter(zone=zone, kind=kind, year=year).aggregate(Max("number"))
    meeting = Meeting(
        zone=zone, kind=MeetingKind(kind), year=year, number=(last["number__max"] or 0) + 1,
        subject=subject.strip(), planned_at=planned_at, place=place.strip(), chair=chair,
        clerk=clerk or standing.user, distribution=distribution.strip(),
        since=planned_at - FIRST_LOOK_BACK, is_sample=is_sample,
    )  # fmt: skip
    meeting.since = since_of(meeting)
    meeting.full_clean(exclude=["zone", "chair", "clerk"])
    meeting.save()
    record(
        "coordination.meeting.planned", by=standing.user, zone=zone.slug,
        subject=f"meeting-{meeting.pk}", kind=meeting.kind, year=year, number=meeting.number,
        planned_at=planned_at, place=meeting.place, chair=chair.username if chair else "",
    )  # fmt: skip
    events.meeting_planned.send(sender=Meeting, zone=zone, meeting=meeting, by=standing.user)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    standing: Standing,
    planned_at: datetime,
    place: str,
    subject: str = "",
    chair: User | None = None,
    clerk: User | None = None,
    distribution: str = "",
) -> Meeting:
    """Change hour, place, chair or clerk of a meeting that has not ended.

    Raises:
        MeetingStateError, PlacelessMeetingError: nothing is changed.
    """
    held = held_meeting(meeting, standing)
    require(held, _BEFORE_END, said("改会议信息", "change it"))
    if not place.strip():
        raise PlacelessMeetingError()
    before, place_before = held.planned_at, held.place
    held.planned_at, held.place, held.subject = planned_at, place.strip(), subject.strip()
    held.chair, held.clerk, held.distribution = chair, clerk, distribution.strip()
    held.save()
    record(
        "coordination.meeting.changed", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", before=before, after=planned_at, place=held.place,
        chair=chair.username if chair else "",
    )  # fmt: skip
    if (before, place_before) != (held.planned_at, held.place):
        events.meeting_moved.send(sender=Meeting, zone=held.zone, meeting=held, by=standing.user)
    return held


@transaction.atomic
def call_off_meeting(meeting: Meeting, *, reason: str, standing: Standing) -> Meeting:
    """A planned meeting is not held; its number stays its own.

    Raises:
        MeetingStateError, ReasonForItemError: it stays as it is.
    """
    held = held_meeting(meeting, standing)
    require(held, [MeetingState.PLANNED], said("取消", "call it off"))
    if not reason.strip():
        raise ReasonForItemError(what=said("取消会议", "Call off"), title=str(held))
    held.state = MeetingState.CALLED_OFF
    held.save()
    record(
        "coordination.meeting.called-off", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", reason=reason.strip(),
    )  # fmt: skip
    events.meeting_called_off.send(
        sender=Meeting, zone=held.zone, meeting=held, by=standing.user, reason=reason.strip()
    )
    return held


@transaction.atomic
def begin_meeting(meeting: Meeting, *, standing: Standing) -> Meeting:
    """Open the session, and its first item with it.

    Raises:
        MeetingStateError: it is not a planned one.
    """
    held = held_meeting(meeting, standing)
    require(held, [MeetingState.PLANNED], said("开会", "begin"))
    held.state, held.began_at = MeetingState.IN_SESSION, clock.now()
    held.current = held.items.filter(state=ItemState.WAITING).order_by("place", "id").first()
    held.save()
    record(
        "coordination.meeting.begun", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}",
    )  # fmt: skip
    events.meeting_begun.send(sender=Meeting, zone=held.zone, meeting=held, by=standing.user)
    return held


@transaction.atomic
def end_meeting(meeting: Meeting, *, standing: Standing) -> Meeting:
    """Close the session. What was not reached is put off, and so opens the next agenda.

    Raises:
        MeetingStateError: it is not in session.
    """
    held = held_meeting(meeting, standing)
    require(held, [MeetingState.IN_SESSION], said("散会", "end"))
    moment = clock.now()
    left = list(held.items.filter(state=ItemState.WAITING))
    for item in left:
        item.state, item.settled_at = ItemState.POSTPONED, moment
        item.words = said("本次未及讨论", "not reached")
        item.save()
    held.state, held.ended_at, held.current = MeetingState.ENDED, moment, None
    held.save()
    record(
        "coordination.meeting.ended", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", not_reached=len(left), tasks=held.tasks.count(),
    )  # fmt: skip
    events.meeting_ended.send(sender=Meeting, zone=held.zone, meeting=held, by=standing.user)
    return held


@transaction.atomic
def call_to_meeting(
    meeting: Meeting,
    *,
    standing: Standing,
    organisation: Organisation | None = None,
    person: User | None = None,
    guest: str = "",
) -> Attendance:
    """Ask a body or a person to come, or enter a guest by name; twice is once.

    Raises:
        AttendeeMissingError, MeetingStateError: nobody is entered.
    """
    held = held_meeting(meeting, standing)
    require(held, _BEFORE_CONFIRMED, said("改名单", "change who is called"))
    if organisation is None and person is None and not guest.strip():
        raise AttendeeMissingError()
    if organisation is None and person is None:
        made, is_new = Attendance.objects.get_or_create(
            meeting=held, name=guest.strip()[:100], is_guest=True
        )
    elif person is not None:
        made, is_new = Attendance.objects.get_or_create(meeting=held, person=person)
    else:
        made, is_new = Attendance.objects.get_or_create(meeting=held, organisation=organisation)
    if is_new:
        record(
            "coordination.attendance.called", by=standing.user, zone=held.zone.slug,
            subject=f"meeting-{held.pk}", whom=str(made),
        )  # fmt: skip
        events.called_to_meeting.send(
            sender=Attendance, zone=held.zone, meeting=held, attendance=made, by=standing.user
        )
    return made


@transaction.atomic
def note_presence(
    attendance: Attendance, *, presence: str, standing: Standing, name: str = ""
) -> Attendance:
    """Note who came; for a body also by whom.

    Raises:
        MeetingStateError: the minutes are confirmed.
    """
    held = held_meeting(attendance.meeting, standing)
    require(held, _BEFORE_CONFIRMED, said("改到会情况", "change who came"))
    before = attendance.presence
    attendance.presence = Presence(presence)
    if attendance.organisation_id is not None:
        attendance.name = name.strip()[:100]
    attendance.save()
    record(
        "coordination.attendance.noted", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", whom=str(attendance), before=before,
        after=attendance.presence,
    )  # fmt: skip
    return attendance


def since_of(meeting: Meeting) -> datetime:
    """From when things are new to a meeting: the end of the one before, else a week back."""
    last = meeting_before(meeting)
    if last is None:
        return meeting.planned_at - FIRST_LOOK_BACK
    return last.ended_at or last.planned_at


def held_meeting(meeting: Meeting, standing: Standing) -> Meeting:
    """The meeting's row under lock, so that two hands at one agenda follow each other."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("zone")
        .get(pk=meeting.pk, zone=standing.zone)
    )


def require(meeting: Meeting, states: list[MeetingState], what: str) -> None:
    """Raises: MeetingStateError: the meeting is in none of the states."""
    if meeting.state not in states:
        label = MeetingState(meeting.state).label
        raise MeetingStateError(meeting=str(meeting), state=label, what=what)


_BEFORE_END = [MeetingState.PLANNED, MeetingState.IN_SESSION]
_BEFORE_CONFIRMED = [*_BEFORE_END, MeetingState.ENDED]
