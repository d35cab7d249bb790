"""Minutes are a draft until they are confirmed; a correction is a new version beside the old."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.minutes.gathering import Gathered, gather
from kaigong.coordination.minutes.word import minutes_by_template, minutes_docx
from kaigong.coordination.models import (
    AgendaItem,
    Meeting,
    MeetingState,
    Minutes,
    MinutesTemplate,
)
from kaigong.coordination.services.layouts import word_in
from kaigong.coordination.services.meeting_errors import (
    ReasonForItemError,
)
from kaigong.coordination.services.meetings import held_meeting, require
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.accounts.models import Zone


def template_of(zone: Zone) -> MinutesTemplate | None:
    """The office's own layout in use; none is the default one."""
    return MinutesTemplate.objects.filter(zone=zone, withdrawn_at=None).first()


def written(meeting: Meeting, *, version: int = 0) -> bytes:
    """The minutes as Word, in the office's own layout where there is one.

    Raises:
        TemplateUnreadableError: the layout cannot hold these minutes.
    """
    return _laid_out(gather(meeting, version=version), template_of(meeting.zone))


def _laid_out(minutes: Gathered, template: MinutesTemplate | None) -> bytes:
    if template is None:
        return minutes_docx(minutes)
    with template.file.open("rb") as file:
        return minutes_by_template(minutes, file.read(), name=template.name)


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
        TemplateUnreadableError: the office's layout cannot hold them.
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


@transaction.atomic
def keep_template(zone: Zone, *, file: File[bytes], standing: Standing) -> MinutesTemplate:
    """Use the office's own Word layout from now on, after it was tried on empty minutes.

    Raises:
        TemplateUnreadableError: it is not used.
        ProofTooLargeError, ProofKindError, EmptyProofError: neither.
    """
    read = word_in(file)
    minutes_by_template(_TRIAL, read.content, name=read.name)
    template = MinutesTemplate(
        zone=zone, name=read.name, sha256=read.sha256, by=standing.user, at=clock.now()
    )
    template.file.save(read.stored_name, ContentFile(read.content), save=False)
    template.save()
    record(
        "coordination.minutes-template.kept", by=standing.user, zone=zone.slug,
        subject=read.name, sha256=read.sha256,
    )  # fmt: skip
    return template


@transaction.atomic
def withdraw_templates(zone: Zone, *, standing: Standing) -> None:
    """Go back to the default layout."""
    if MinutesTemplate.objects.filter(zone=zone, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    ):
        record("coordination.minutes-template.withdrawn", by=standing.user, zone=zone.slug)


_TRIAL = Gathered(
    office="", heading="", number="", title="", time="", place="", chair="", clerk="", present=[],
    excused=[], guests=[], items=[], tasks=[], distribution="", is_draft=True, is_sample=False,
    version=0,
)  # fmt: skip
