"""Handing projects from one officer to another: offered, accepted, and only then moved.

The promises of these projects that the giver owns go with them. What was taken over can be given
back as a whole, until the projects are in other hands.
"""

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
from kaigong.portfolio.selectors.milestones import open_milestones_of
from kaigong.portfolio.services.milestones import pass_milestones_on

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
    reason = f"{held.giver} → {held.taker}"
    if accepts:
        held.milestones = pass_milestones_on(
            [each.pk for each in open_milestones_of(held.giver, [p.pk for p in projects])],
            owner=held.giver, to=held.taker, by=by, reason=reason,
        )  # fmt: skip
    held.state = HandOverState.ACCEPTED if accepts else HandOverState.DECLINED
    held.answered_at, held.answer = clock.now(), answer.strip()[:300]
    held.save()
    if accepts:
        assign_officer(held.zone, projects, officer=held.taker, by=by, reason=reason)
    record(
        "coordination.hand-over.answered",
        by=by,
        zone=held.zone.slug,
        subject=held.giver.username,
        state=held.state,
        words=held.answer,
        codes=[each.code for each in projects],
        milestones=len(held.milestones),
    )
    return held


@transaction.atomic
def undo_hand_over(hand_over: HandOver, *, by: User, may_assign: bool) -> HandOver:
    """Give back what was taken over: the projects, and the promises that the taker still owns.

    Args:
        may_assign: Whether the person may name officers, and so undo it for the taker.

    Raises:
        NotYourHandOverError, HandOverAnsweredError, MovedOnError: nothing has moved.
    """
    held = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("zone", "giver", "taker")
        .get(pk=hand_over.pk)
    )
    if held.taker_id != by.pk and not may_assign:
        raise NotYourHandOverError(taker=held.taker)
    if held.state != HandOverState.ACCEPTED:
        raise HandOverAnsweredError(state=HandOverState(held.state).label)
    projects = list(held.projects.select_related("service_officer", "zone"))
    for project in projects:
        if project.service_officer_id != held.taker_id:
            raise MovedOnError(
                project=project, person=project.service_officer or "—", giver=held.taker
            )
    reason = f"{held.taker} → {held.giver}"
    back = pass_milestones_on(
        held.milestones, owner=held.taker, to=held.giver, by=by, reason=reason
    )
    assign_officer(held.zone, projects, officer=held.giver, by=by, reason=reason)
    held.state, held.undone_at, held.undone_by = HandOverState.UNDONE, clock.now(), by
    held.save()
    record(
        "coordination.hand-over.undone",
        by=by,
        zone=held.zone.slug,
        subject=held.giver.username,
        codes=[each.code for each in projects],
        milestones=len(back),
    )
    return held
