"""The agenda as it is sent round: to all who are called, and to the groups of their bodies."""

from __future__ import annotations

import hashlib

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.models import AgendaItem, ItemState, Meeting, MeetingState
from kaigong.coordination.services.meeting_errors import EmptyAgendaError, NobodyCalledError
from kaigong.coordination.services.meetings import held_meeting, require
from kaigong.wording import said


@transaction.atomic
def send_agenda(meeting: Meeting, *, standing: Standing) -> list[AgendaItem]:
    """Tell all who are called what is on the agenda; the same agenda twice is told once.

    Raises:
        MeetingStateError, EmptyAgendaError, NobodyCalledError: nobody is told.
    """
    held = held_meeting(meeting, standing)
    require(held, [MeetingState.PLANNED], said("发议程", "send its agenda"))
    items = list(held.items.exclude(state=ItemState.DROPPED))
    if not items:
        raise EmptyAgendaError(meeting=str(held))
    if not held.attendances.exclude(organisation=None, person=None).exists():
        raise NobodyCalledError(meeting=str(held))
    titles = "\n".join(f"{item.title}\t{item.ball}" for item in items)
    version = hashlib.sha256(titles.encode()).hexdigest()[:16]
    record(
        "coordination.agenda.sent", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", count=len(items),
    )  # fmt: skip
    events.agenda_sent.send(
        sender=Meeting, zone=held.zone, meeting=held, by=standing.user, version=version,
        items=len(items),
    )  # fmt: skip
    return items
