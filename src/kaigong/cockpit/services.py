"""Asking for a decision and giving it, keeping published figures, noting a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.cockpit import events
from kaigong.cockpit.errors import (
    AlreadyDecidedError,
    NoOptionsError,
    NoReasonError,
    NotAskedError,
    UnknownAnswerError,
)
from kaigong.cockpit.models import Decision, DecisionState, LastVisit, PublishedFigure
from kaigong.portfolio.moments import zone_moment

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

VISIT_PAUSE = timedelta(hours=1)
FIRST_LOOK_BACK = timedelta(days=7)


class Option(TypedDict):
    """One answer that is offered: its key, and the verb on the button in both languages."""

    key: str
    zh: str
    en: str


class Paper(TypedDict):
    """A paper that goes with a question."""

    name: str
    url: str


AGREE: Option = {"key": "agree", "zh": "同意", "en": "Agree"}


@transaction.atomic
def ask_for_decision(
    zone: Zone,
    *,
    title: str,
    why: str,
    due_at: datetime,
    by: User | None,
    options: Sequence[Option] = (AGREE,),
    title_en: str = "",
    why_en: str = "",
    asked_of: User | None = None,
    project: Project | None = None,
    subject: str = "",
    papers: Sequence[Paper] = (),
    is_sample: bool = False,
) -> Decision:
    """Put a question before one leader, or before all of the zone who may decide.

    Raises:
        NoOptionsError: no answer is offered.
    """
    if not options:
        raise NoOptionsError(title=title)
    decision = Decision(
        zone=zone, title=title, title_en=title_en, why=why, why_en=why_en, project=project,
        subject=subject, asked_by=by, asked_of=asked_of, asked_at=clock.now(), due_at=due_at,
        options=list(options), papers=list(papers), is_sample=is_sample,
    )  # fmt: skip
    decision.full_clean()
    decision.save()
    record(
        "cockpit.decision.asked",
        by=by,
        zone=zone.slug,
        subject=f"decision-{decision.pk}",
        title=title,
        due_at=due_at,
        asked_of=asked_of.username if asked_of else "",
    )
    events.decision_asked.send(sender=Decision, zone=zone, decision=decision, by=by)
    return decision


@transaction.atomic
def decide(decision: Decision, *, answer: str, by: User, reason: str = "") -> Decision:
    """Give one of the offered answers; it stands from then on.

    Raises:
        UnknownAnswerError, AlreadyDecidedError, NotAskedError: nothing is changed.
    """
    waiting = _waiting(decision, by)
    known = {option["key"]: option for option in waiting.options}
    if answer not in known:
        raise UnknownAnswerError(answer=answer, known="、".join(known))
    if waiting.subject:
        _settle(waiting, answer)
    _close(waiting, DecisionState.DECIDED, answer=answer, reason=reason, by=by)
    record(
        "cockpit.decision.made",
        by=by,
        zone=waiting.zone.slug,
        subject=f"decision-{waiting.pk}",
        title=waiting.title,
        answer=answer,
        reason=reason,
    )
    events.decision_made.send(sender=Decision, zone=waiting.zone, decision=waiting, by=by)
    return waiting


@transaction.atomic
def return_decision(decision: Decision, *, reason: str, by: User) -> Decision:
    """Send a question back to who asked it, with the reason.

    Raises:
        NoReasonError, AlreadyDecidedError, NotAskedError: nothing is changed.
    """
    waiting = _waiting(decision, by)
    if not reason.strip():
        raise NoReasonError(title=waiting.title)
    _close(waiting, DecisionState.RETURNED, answer="", reason=reason.strip(), by=by)
    record(
        "cockpit.decision.returned",
        by=by,
        zone=waiting.zone.slug,
        subject=f"decision-{waiting.pk}",
        title=waiting.title,
        reason=reason.strip(),
    )
    events.decision_returned.send(sender=Decision, zone=waiting.zone, decision=waiting, by=by)
    return waiting


def _waiting(decision: Decision, by: User) -> Decision:
    """The question under lock, if it still waits, and for this person."""
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if locked.state != DecisionState.WAITING:
        at = f"{locked.decided_at:%Y-%m-%d %H:%M}"
        raise AlreadyDecidedError(title=locked.title, who=str(locked.decided_by), at=at)
    if locked.asked_of_id not in (None, by.pk):
        raise NotAskedError(title=locked.title, whom=str(locked.asked_of))
    return locked


def _close(decision: Decision, state: DecisionState, *, answer: str, reason: str, by: User) -> None:
    decision.state = state
    decision.answer, decision.reason = answer, reason[:400]
    decision.decided_by, decision.decided_at = by, clock.now()
    decision.save(update_fields=["state", "answer", "reason", "decided_by", "decided_at"])


def _settle(decision: Decision, answer: str) -> None:
    """Of published figures that contradict each other the chosen ones become those of record.

    An option's key names the scope of the figures that it stands for; any other answer (none of
    them, ask again) leaves all as they are.
    """
    disputed = PublishedFigure.objects.filter(zone=decision.zone, subject=decision.subject)
    if disputed.filter(scope=answer).exists():
        disputed.update(is_of_record=False)
        disputed.filter(scope=answer).update(is_of_record=True)


@transaction.atomic
def keep_published_figure(
    zone: Zone,
    *,
    subject: str,
    name: str,
    value: Decimal,
    unit: str,
    period: str,
    source: str,
    by: User | None,
    name_en: str = "",
    figure: str = "",
    scope: str = "",
    scope_en: str = "",
    as_of: date | None = None,
    published_on: date | None = None,
) -> PublishedFigure:
    """Keep a figure as it was published; the same figure of the same source is kept once."""
    kept, is_new = PublishedFigure.objects.update_or_create(
        zone=zone,
        subject=subject,
        period=period,
        scope=scope,
        source=source,
        defaults={
            "name": name, "name_en": name_en, "value": value, "unit": unit, "figure": figure,
            "scope_en": scope_en, "as_of": as_of, "published_on": published_on,
        },
    )  # fmt: skip
    if is_new:
        record(
            "cockpit.figure.kept",
            by=by,
            zone=zone.slug,
            subject=subject,
            value=value,
            period=period,
            scope=scope,
            source=source,
        )
    return kept


def note_visit(standing: Standing) -> datetime:
    """Note that a person looks at the command page, and return since when things are new.

    A first visit looks back a week. Looking again within an hour is the same visit.
    """
    now = min(clock.now(), zone_moment(standing.zone))
    visit, is_first = LastVisit.objects.get_or_create(
        user=standing.user,
        zone=standing.zone,
        defaults={"since": now - FIRST_LOOK_BACK, "seen_at": now},
    )
    if not is_first and now > visit.seen_at:
        if now - visit.seen_at > VISIT_PAUSE:
            visit.since = visit.seen_at
        visit.seen_at = now
        visit.save(update_fields=["since", "seen_at"])
    return visit.since
