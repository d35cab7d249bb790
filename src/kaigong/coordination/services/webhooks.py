"""Telling other systems: an address is entered, letters are written, sent, sent again."""

from __future__ import annotations

import http.client
import json
import secrets
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import outgoing
from kaigong.coordination.hooks import EVENTS, secret_of, signature_of
from kaigong.coordination.models import Letter, LetterState, Webhook
from kaigong.coordination.reach import (
    AddressNotReachableError,
    may_reach_inside,
    post,
    target_of,
)
from kaigong.errors import KaigongError

PATIENCE = timedelta(seconds=60)  # how long a hand may hold a letter: longer than a try may take
MOST_WEBHOOKS = 20


class EventlessWebhookError(KaigongError):
    code = "coordination.eventless-webhook"
    zh = "请至少选一种事件：{known}。"
    en = "Choose at least one event: {known}."


class TooManyWebhooksError(KaigongError):
    code = "coordination.too-many-webhooks"
    zh = "已有 {most} 个推送地址；请先停掉不用的。"
    en = "There are {most} webhooks; end those that are no longer used."


@transaction.atomic
def enter_webhook(
    zone: Zone, *, address: str, events: Iterable[str], by: User
) -> tuple[Webhook, str]:
    """Have an address told of some events from now on.

    Returns:
        The webhook, and the secret that its letters are signed with.

    Raises:
        EventlessWebhookError, AddressNotReachableError, TooManyWebhooksError: none was entered.
    """
    chosen = [each for each in EVENTS if each in set(events)]
    if not chosen:
        raise EventlessWebhookError(known=", ".join(EVENTS))
    target_of(address, inside=may_reach_inside(zone))
    if Webhook.objects.filter(zone=zone, ended_at=None).count() >= MOST_WEBHOOKS:
        raise TooManyWebhooksError(most=MOST_WEBHOOKS)
    webhook = Webhook.objects.create(
        zone=zone, address=address, events=chosen, salt=secrets.token_hex(32), made_by=by,
        made_at=clock.now(),
    )  # fmt: skip
    record("coordination.webhook.entered", by=by, zone=zone.slug, subject=address, events=chosen)
    return webhook, secret_of(webhook.salt)


@transaction.atomic
def end_webhook(webhook: Webhook, *, by: User) -> None:
    """Tell the address nothing more; what it was told stays in the list."""
    open_ones = Webhook.objects.filter(pk=webhook.pk, ended_at=None)
    if open_ones.update(ended_at=clock.now()):
        record("coordination.webhook.ended", by=by, zone=webhook.zone.slug, subject=webhook.address)


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: User) -> None:
    """Go on after a pause: what waited is tried at once, in its order."""
    paused = Webhook.objects.filter(pk=webhook.pk, ended_at=None).exclude(paused_at=None)
    if not paused.update(paused_at=None):
        return
    waiting = Letter.objects.filter(webhook=webhook, state=LetterState.WAITING)
    waiting.update(attempts=0, next_at=clock.now())
    record("coordination.webhook.resumed", by=by, zone=webhook.zone.slug, subject=webhook.address)


@transaction.atomic
def replay_letters(webhook: Webhook, *, since: Letter, by: User, only: bool = False) -> int:
    """Send letters once more, from one on or only that one, behind all that wait.

    Returns:
        How many there are.
    """
    moment = clock.now()
    again = webhook.letters.filter(pk__gte=since.pk, replay_of=None, state=LetterState.SENT)
    if only:
        again = webhook.letters.filter(pk=since.pk)
    copies = [
        Letter(
            webhook=webhook, event=each.event, subject=each.subject, body=each.body,
            made_at=moment, next_at=moment, replay_of=each,
        )
        for each in again.order_by("pk")
    ]  # fmt: skip
    Letter.objects.bulk_create(copies)
    record(
        "coordination.webhook.replayed", by=by, zone=webhook.zone.slug, subject=webhook.address,
        count=len(copies),
    )  # fmt: skip
    return len(copies)


def write_letters(
    zone: Zone, event: str, *, subject: str, facts: Callable[[], dict[str, Any]]
) -> int:
    """Write what happened to all who are to be told, within the transaction in which it happens.

    Args:
        facts: Asked for only where somebody is told.

    Returns:
        How many letters there are.
    """
    told = [
        each for each in Webhook.objects.filter(zone=zone, ended_at=None) if event in each.events
    ]
    if not told:
        return 0
    moment, news = clock.now(), facts()
    for webhook in told:
        whole = {
            "id": str(uuid.uuid4()),
            "event": event,
            "zone": zone.slug,
            "at": moment.isoformat(),
        }
        Letter.objects.create(
            webhook=webhook, event=event, subject=subject, made_at=moment, next_at=moment,
            body=json.dumps(whole | news, ensure_ascii=False),
        )  # fmt: skip
    return len(told)


def _first_ones() -> QuerySet[Letter]:
    """Of each webhook and thing the first letter that waits: no other may go before it."""
    earlier = Letter.objects.filter(
        webhook=OuterRef("webhook"), subject=OuterRef("subject"), state=LetterState.WAITING,
        pk__lt=OuterRef("pk"),
    )  # fmt: skip
    return Letter.objects.filter(
        ~Exists(earlier),
        state=LetterState.WAITING,
        webhook__paused_at=None,
        webhook__ended_at=None,
    )


def letters_due(now: datetime) -> list[Letter]:
    """The letters that may go now, in the order in which they were written."""
    due = _first_ones().filter(_in_no_hand(), next_at__lte=now)
    return list(due.select_related("webhook__zone").order_by("pk")[:200])


def send_due() -> datetime | None:
    """Send all that may go, until nothing is left to try now.

    Two workers may do it at once: each letter is held by one of them. A worker that dies in the
    middle lets its letter be sent again after a minute, with the same number.

    Returns:
        When the next try is due, if any waits.
    """
    while due := letters_due(clock.now()):
        sent = [_send(letter) for letter in due]
        if not any(sent):
            break  # others hold them
    waiting = _first_ones().order_by("next_at").values_list("next_at", "claimed_at")[:1000]
    return min((max(at, held + PATIENCE if held else at) for at, held in waiting), default=None)


def _in_no_hand() -> Q:
    return Q(claim="") | outgoing.left_by(PATIENCE)


def _send(letter: Letter) -> bool:
    free = Letter.objects.filter(_in_no_hand(), pk=letter.pk, state=LetterState.WAITING)
    if not (hand := outgoing.take(free)):
        return False
    webhook, timestamp = letter.webhook, int(clock.now().timestamp())
    signature = signature_of(letter.body, timestamp=timestamp, secret=secret_of(webhook.salt))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Kaigong-Webhook/1",
        "Kaigong-Event": letter.event,
        "Kaigong-Delivery": str(letter.pk),
        "Kaigong-Timestamp": str(timestamp),
        "Kaigong-Signature": f"v1={signature}",
    }
    if letter.replay_of_id:
        headers["Kaigong-Replay-Of"] = str(letter.replay_of_id)
    status, fault = None, ""
    try:
        target = target_of(webhook.address, inside=may_reach_inside(webhook.zone))
        status = post(target, letter.body, headers)
    except AddressNotReachableError as error:
        fault = error.in_language("en")
    except (OSError, http.client.HTTPException) as error:
        fault = f"{type(error).__name__}: {error}"
    _note(letter, hand, status=status, error=fault[:300])
    return True


@transaction.atomic
def _note(letter: Letter, hand: str, *, status: int | None, error: str) -> None:
    """Keep what became of a try. After the last one the webhook pauses, so that nothing is lost
    and nothing overtakes."""
    now, values = clock.now(), {"status": status, "error": error}
    if status is not None and 200 <= status < 300:
        outgoing.put_down(letter, hand, state=LetterState.SENT, sent_at=now, **values)
        return
    attempts = Letter.objects.values_list("attempts", flat=True).get(pk=letter.pk)
    if again_at := outgoing.next_try(attempts, outgoing.LETTER_PAUSES):
        outgoing.put_down(letter, hand, next_at=again_at, **values)
        return
    paused = Webhook.objects.filter(pk=letter.webhook_id, paused_at=None)
    if outgoing.put_down(letter, hand, **values) and paused.update(paused_at=now):
        record(
            "coordination.webhook.paused", by=None, zone=letter.webhook.zone.slug,
            subject=letter.webhook.address, tries=attempts,
        )  # fmt: skip
