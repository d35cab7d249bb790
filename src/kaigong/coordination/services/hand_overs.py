"""Handing projects from one officer to another: offered, accepted, and only then moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.models import HandOver, HandOverState
from kaigong.coordination.service_errors import (
    DeclinedWithoutReasonError,
    HandOverAnsweredError,
    HandOverToSelfError,
    MovedOnError,
    NothingToHandOverError,
    NotYourHandOverError,
)
from kaigong.coordination.services.officers import assign_officer

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@transaction.atomic
def offer_hand_over(
    zone: Zone,
    *,
    giver: User,
    taker: User,
    projects: Sequence[Project],
    by: User,
    note: str = "",
) -> HandOver:
    """Offer the projects of one officer to another; nothing moves yet.

    Raises:
        HandOverToSelfError, NothingToHandOverError: nothing was offered.
    """
    if giver == taker:
        raise HandOverToSelfError(person=giver)
    theirs = [each for each in projects if each.service_officer_id == giver.pk]
    if not theirs:
        raise NothingToHandOverError(giver=giver)
    made = HandOver.objects.create(
        zone=zone, giver=giver, taker=taker, note=note.strip(), by=by, offered_at=clock.now()
    )
    made.projects.set(theirs)
    record(
        "coordination.hand-over.offered",
        by=by,
        zone=zone.slug,
        subject=taker.username,
        giver=giver.username,
        codes=[each.code for each in theirs],
    )
    return made


@transaction.atomic
def answer_hand_over(hand_over: HandOver, *, accepts: bool, by: User, answer: str = "") -> HandOver:
    """Take the projects over, or say why not. With acceptance the ledger names the new officer.

    Raises:
        NotYourHandOverError, HandOverAnsweredError, DeclinedWithoutReasonError, MovedOnError:
            nothing has moved.
    """
    held = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("zone", "giver", "taker")
        .get(pk=hand_over.pk)
    )
    if held.taker_id != by.pk:
        raise NotYourHandOverError(taker=held.taker)
    if held.state != HandOverState.OFFERED:
        raise HandOverAnsweredError(state=HandOverState(held.state).label)
    if not accepts and not answer.strip():
        raise DeclinedWithoutReasonError()
    projects = list(held.projects.select_related("service_officer", "zone"))
    for project in projects if accepts else ():
        if project.service_officer_id != held.giver_id:
            raise MovedOnError(
                project=project, person=project.service_officer or "—", giver=held.giver
            )
    held.state = HandOverState.ACCEPTED if accepts else HandOverState.DECLINED
    held.answered_at, held.answer = clock.now(), answer.strip()[:300]
    held.save()
    if accepts:
        assign_officer(
            held.zone, projects, officer=held.taker, by=by, reason=f"{held.giver} → {held.taker}"
        )
    record(
        "coordination.hand-over.answered",
        by=by,
        zone=held.zone.slug,
        subject=held.giver.username,
        state=held.state,
        words=held.answer,
        codes=[each.code for each in projects],
    )
    return held
