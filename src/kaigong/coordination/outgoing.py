"""One hand on what goes out, and when it is tried again: letters of webhooks, messages of rules.

A hand takes a row by one conditional UPDATE before a word leaves, so no two workers send it; it may
write what became of it only while the row is still in it. Two tables use this and stay two, see
decision 0014.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet

from kaigong.audit import clock
from kaigong.coordination.models.outgoing import Outgoing
from kaigong.coordination.quiet import after_quiet

# After each failed try the next one waits so long. Another system may be away for days and is to
# learn of everything; a reminder that is a day old is not worth a sound: the next morning speaks.
LETTER_PAUSES = tuple(timedelta(seconds=each) for each in (30, 120, 600, 3600, 21600, 86400, 86400))
MESSAGE_PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240))

Kind = TypeVar("Kind", bound=Outgoing)


def take(free: QuerySet[Kind], **values: Any) -> str:
    """Take a row into this hand alone and count the try; empty where another was quicker.

    Args:
        free: That row, on the conditions that nobody has it.
    """
    hand = uuid.uuid4().hex
    won = free.update(claim=hand, claimed_at=clock.now(), attempts=F("attempts") + 1, **values)
    return hand if won else ""


def put_down(row: Outgoing, hand: str, **values: Any) -> bool:
    """Note what became of a row; who was thought dead and is not changes nothing."""
    held = type(row)._default_manager.filter(pk=row.pk, claim=hand)
    return bool(held.update(claim="", claimed_at=None, **values))


def left_by(patience: timedelta) -> Q:
    """What a hand has held for longer than any answer is waited for: it is dead."""
    return Q(claimed_at__lt=clock.now() - patience) & ~Q(claim="")


def next_try(
    attempts: int,
    pauses: tuple[timedelta, ...],
    *,
    quiet: tuple[time | None, time | None] = (None, None),
    place: tzinfo | None = None,
) -> datetime | None:
    """When a row is tried again after so many tries; none after the last.

    Args:
        quiet: Begin and end of the hours in which nobody is to be woken, in the time of `place`;
            another system sleeps never.
    """
    if attempts > len(pauses):
        return None
    moment = clock.now() + pauses[attempts - 1]
    return moment if place is None else after_quiet(moment, *quiet, place)
