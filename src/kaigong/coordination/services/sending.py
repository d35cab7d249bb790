"""Sending what waits: one hand on each message, and an honest word where it died in between.

A message is in one hand (`coordination.outgoing`). Between the other side's taking it and our
noting that, a process can die. Then nobody knows, and the channel decides (`Channel.may_repeat`):
mail and JSON carry an id, so they are sent again (at least once); a robot takes none, so its
message is kept as *perhaps sent* for a person to decide (at most once).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from kaigong.accounts.models import OrganisationKind, User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import outgoing, posting
from kaigong.coordination.models import (
    KNOWS_AGAIN,
    Delivery,
    DeliveryState,
    EscalationCall,
    Notice,
)
from kaigong.coordination.pages.messages import LINES, Words, words_of
from kaigong.coordination.pages.notices import is_moot
from kaigong.coordination.reach import may_reach_inside
from kaigong.coordination.sealing import SealBrokenError, opened
from kaigong.coordination.selectors.digests import still_said
from kaigong.errors import KaigongError

log = structlog.get_logger("kaigong.coordination")

# How long a hand may hold a message: far longer than any web answer is waited for.
PATIENCE = timedelta(minutes=10)
AT_ONCE = 50


class NothingToRetryError(KaigongError):
    code = "coordination.nothing-to-retry"
    zh = "这条消息现在是「{state}」，不能重发。"
    en = "This message is “{state}” and cannot be sent again."


@dataclass(frozen=True)
class Sent:
    """What a round of sending did."""

    sent: int = 0
    moot: int = 0
    put_off: int = 0
    failed: int = 0
    unsure: int = 0


def send_due(zone: Zone, *, most: int = 1000) -> Sent:
    """Send what waits and whose time has come; what a dead process held is taken up first."""
    counts = dict.fromkeys(("sent", "moot", "put_off", "failed", "unsure"), 0)
    counts["unsure"] += _take_up_the_dead(zone)
    done = 0
    while done < most:
        due = Delivery.objects.filter(
            zone=zone, state=DeliveryState.WAITING, next_at__lte=clock.now()
        )
        keys = list(due.order_by("next_at", "id").values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            break
        for pk in keys:
            waiting = Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING)
            if hand := outgoing.take(waiting, state=DeliveryState.SENDING):
                counts[_send(zone, pk, hand)] += 1
        done += len(keys)
    return Sent(**counts)


def _take_up_the_dead(zone: Zone) -> int:
    """What a process held that is gone: again where the other side can tell, else perhaps sent."""
    held = Delivery.objects.filter(
        outgoing.left_by(PATIENCE), zone=zone, state=DeliveryState.SENDING
    )
    again = Q(channel__kind__in=KNOWS_AGAIN)
    held.filter(again).update(state=DeliveryState.WAITING, claim="", next_at=clock.now())
    return held.exclude(again).update(
        state=DeliveryState.UNSURE, claim="", error="the process ended while sending"
    )


def _send(zone: Zone, pk: int, hand: str) -> str:
    held = Delivery.objects.select_related("channel__organisation", "person", "zone")
    delivery = held.get(pk=pk)
    words = _words(zone, delivery)
    if words is None:
        outgoing.put_down(delivery, hand, state=DeliveryState.MOOT, error="")
        return "moot"
    # Kept before it leaves, so that a page can tell what perhaps went out.
    Delivery.objects.filter(pk=pk, claim=hand).update(title=words.title, body=words.body)
    answer = _post(delivery, words)
    if answer.outcome == posting.Outcome.SENT:
        outgoing.put_down(delivery, hand, state=DeliveryState.SENT, error="", sent_at=clock.now())
        return "sent"
    log.warning(
        "a message did not go out", channel=delivery.channel_id, attempt=delivery.attempts,
        outcome=answer.outcome.value,
    )  # fmt: skip
    if answer.outcome == posting.Outcome.UNSURE and not delivery.channel.may_repeat:
        outgoing.put_down(delivery, hand, state=DeliveryState.UNSURE, error=answer.words)
        return "unsure"
    again_at = outgoing.next_try(
        delivery.attempts, outgoing.MESSAGE_PAUSES,
        quiet=(delivery.quiet_from, delivery.quiet_until), place=ZoneInfo(zone.timezone),
    )  # fmt: skip
    if again_at is None:
        outgoing.put_down(delivery, hand, state=DeliveryState.FAILED, error=answer.words)
        return "failed"
    outgoing.put_down(
        delivery, hand, state=DeliveryState.WAITING, error=answer.words, next_at=again_at
    )
    return "put_off"


def _post(delivery: Delivery, words: Words) -> posting.Answer:
    channel = delivery.channel
    try:
        address = opened(channel.sealed, channel=channel.name)
    except SealBrokenError as error:
        return posting.Answer(posting.Outcome.REFUSED, str(error))
    return posting.post(
        address, title=words.title, body=words.body, key=f"kaigong-{delivery.pk}",
        email=delivery.person.email if delivery.person else "",
        inside=may_reach_inside(delivery.zone),
    )  # fmt: skip


def _words(zone: Zone, delivery: Delivery) -> Words | None:
    """What to say, of clocks that still run and notices that still hold; none where nothing is."""
    if delivery.channel.closed_at is not None:
        return None
    told_of = (
        Q(audience__listeners__digest=delivery.key)
        if delivery.is_digest
        else Q(pk=delivery.call_id)
    )
    group = delivery.channel.organisation
    if group is not None and group.kind == OrganisationKind.FIRM:
        told_of &= Q(issue__raised_for=group)  # whatever a rule says, a firm reads of its own alone
    still = still_said(zone, EscalationCall.objects.filter(told_of), most=LINES)
    told = Notice.objects.filter(delivery_id=delivery.key).select_related(
        "zone", "meeting__zone", "issue__zone", "brought"
    )
    notices = [notice for notice in told.order_by("id") if not is_moot(notice)]
    if not still.issues and not notices:
        return None
    language = delivery.person.language if delivery.person else delivery.channel.language
    with translation.override(language):
        return words_of(
            zone, still.calls, notices, issues=still.issues, is_digest=delivery.is_digest,
            is_group=delivery.person is None,
        )  # fmt: skip


@transaction.atomic
def retry(delivery: Delivery, *, by: User) -> None:
    """Have a message that failed, or perhaps went out, sent once more.

    Raises:
        NothingToRetryError: it is neither.
    """
    state = DeliveryState(delivery.state)
    again = Delivery.objects.filter(
        pk=delivery.pk, state__in=[DeliveryState.FAILED, DeliveryState.UNSURE]
    ).update(state=DeliveryState.WAITING, attempts=0, next_at=clock.now(), error="")
    if not again:
        raise NothingToRetryError(state=state.label)
    record(
        "coordination.delivery.retried",
        by=by,
        zone=delivery.zone.slug,
        subject=delivery.channel.name,
        words=delivery.key,
    )
