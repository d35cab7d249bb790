"""What was said between an officer and a firm, and the written mandates to act for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction

from kaigong.accounts.models import User
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.models import Contact, Mandate
from kaigong.coordination.service_errors import (
    FutureContactError,
    MandateOfDaysError,
    MandateWithoutPaperError,
    StepWithoutDayError,
    WordlessContactError,
)
from kaigong.coordination.services.papers import keep_paper, put_beside

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@transaction.atomic
def log_contact(
    project: Project,
    *,
    way: str,
    on: date,
    words: str,
    by: User,
    whom: str = "",
    next_step: str = "",
    next_on: date | None = None,
) -> Contact:
    """Keep one contact with the firm; a next step with its day becomes a duty of the officer.

    Raises:
        WordlessContactError, StepWithoutDayError, FutureContactError: nothing is on record.
    """
    words, next_step = words.strip(), next_step.strip()
    if not words:
        raise WordlessContactError()
    if bool(next_step) != (next_on is not None):
        raise StepWithoutDayError()
    if on > project.zone.today():
        raise FutureContactError(day=on)
    contact = Contact(
        project=project, way=way, on=on, whom=whom.strip(), words=words, next_step=next_step,
        next_on=next_on, by=by, at=clock.now(), is_sample=project.is_sample,
    )  # fmt: skip
    contact.full_clean(exclude=["project", "by"])
    contact.save()
    record(
        "coordination.contact.logged",
        by=by,
        zone=project.zone.slug,
        subject=project.code,
        way=way,
        on=on,
        next_step=next_step,
        next_on=next_on,
    )
    return contact


@transaction.atomic
def finish_step(contact: Contact, *, by: User) -> Contact:
    """Note that the next step of a contact was taken; once is enough."""
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.done_at is None and held.next_step:
        held.done_at = clock.now()
        held.save(update_fields=["done_at"])
        record(
            "coordination.contact.step-done",
            by=by,
            zone=contact.project.zone.slug,
            subject=contact.project.code,
            next_step=held.next_step,
        )
    return held


@transaction.atomic
def keep_mandate(
    project: Project,
    *,
    scope: str,
    valid_from: date,
    valid_until: date,
    file: File[bytes] | None,
    by: User,
) -> Mandate:
    """Keep a firm's written mandate with its paper and the days from and until which it holds.

    Raises:
        MandateWithoutPaperError, MandateOfDaysError: nothing was kept.
    """
    if file is None:
        raise MandateWithoutPaperError()
    if valid_until < valid_from:
        raise MandateOfDaysError(until=valid_until, start=valid_from)
    mandate = Mandate.objects.create(
        project=project, firm=project.investor, scope=scope.strip()[:300],
        valid_from=valid_from, valid_until=valid_until, by=by, at=clock.now(),
    )  # fmt: skip
    paper = keep_paper(project.zone, file=file, by=by, organisation=project.investor)
    put_beside(paper, mandate, by=by)
    record(
        "coordination.mandate.kept",
        by=by,
        zone=project.zone.slug,
        subject=project.code,
        from_on=valid_from,
        until_on=valid_until,
    )
    return mandate
