"""Minutes are a draft until they are confirmed; a correction is a new version beside the old."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.minutes.gathering import gather
from kaigong.coordination.minutes.word import minutes_docx
from kaigong.coordination.models import (
    AgendaItem,
    Meeting,
    MeetingState,
    Minutes,
    WordPaper,
)
from kaigong.coordination.services.layouts import in_own_layout
from kaigong.coordination.services.meeting_errors import (
    ReasonForItemError,
)
from kaigong.coordination.services.meetings import held_meeting, require
from kaigong.wording import said


def written(meeting: Meeting, *, version: int = 0, is_plain: bool = False) -> bytes:
    """The minutes as Word, in the office's own layout where there is one.

    Args:
        is_plain: In the default layout, whatever the office's own.

    Raises:
        LayoutBrokenError: the layout cannot hold these minutes.
    """
    minutes = gather(meeting, version=version)
    own = None if is_plain else in_own_layout(meeting.zone, WordPaper.MINUTES, minutes)
    return own or minutes_docx(minutes)


@transaction.atomic
def reword_item(item: AgendaItem, *, words: str, standing: Standing) -> AgendaItem:
    """Write what was said to an item; until the minutes are confirmed.

    Raises:
        MeetingStateError: the minutes are confirmed, or the meeting has not begun.
    """
    held = held_meeting(item.meeting, standing)
    open_ = [MeetingState.IN_SESSION, MeetingState.ENDED]
    require(held, open_, said("改纪要", "change the minutes"))
    before, item.words = item.words, words.strip()
    item.save()
    record(
        "coordination.minutes.reworded", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", title=item.title, before=before, after=item.words,
    )  # fmt: skip
    return item


@transaction.atomic
def confirm_minutes(meeting: Meeting, *, standing: Standing) -> Minutes:
    """Confirm the minutes; the file stands from then on, with its check sum in the chain.

    Raises:
        MeetingStateError: the meeting has not ended, or they are confirmed already.
        LayoutBrokenError: the office's layout cannot hold them.
    """
    held = held_meeting(meeting, standing)
    require(held, [MeetingState.ENDED], said("确认纪要", "confirm the minutes"))
    last = held.minutes.last()
    version = last.version + 1 if last else 1
    held.state = MeetingState.CONFIRMED
    held.save()
    content = written(held, version=version)
    digest = hashlib.sha256(content).hexdigest()
    minutes = Minutes(
        meeting=held, version=version, sha256=digest, confirmed_by=standing.user,
        confirmed_at=clock.now(),
    )  # fmt: skip
    minutes.file.save(f"{digest}.docx", ContentFile(content), save=False)
    minutes.save()
    record(
        "coordination.minutes.confirmed", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", version=version, sha256=digest,
    )  # fmt: skip
    events.minutes_confirmed.send(
        sender=Minutes, zone=held.zone, meeting=held, minutes=minutes, by=standing.user
    )
    return minutes


@transaction.atomic
def reopen_minutes(meeting: Meeting, *, reason: str, standing: Standing) -> Meeting:
    """Open confirmed minutes for a correction; the confirmed version stays beside the next one.

    Raises:
        MeetingStateError, ReasonForItemError: they stay as they are.
    """
    held = held_meeting(meeting, standing)
    require(held, [MeetingState.CONFIRMED], said("更正纪要", "correct the minutes"))
    if not reason.strip():
        raise ReasonForItemError(what=said("更正纪要", "Correct"), title=str(held))
    last = held.minutes.last()
    if last is not None:
        last.reason = reason.strip()[:400]
        last.save()
    held.state = MeetingState.ENDED
    held.save()
    record(
        "coordination.minutes.reopened", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", reason=reason.strip(),
    )  # fmt: skip
    return held
