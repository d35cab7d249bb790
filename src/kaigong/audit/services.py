"""Writing the chain, and proving that nobody else has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from kaigong.audit import clock
from kaigong.audit.models import Chain, Entry

if TYPE_CHECKING:
    from kaigong.accounts.models import User

request_name: ContextVar[str] = ContextVar("kaigong_request", default="")


def _plain(value: object) -> object:
    """A fact as JSON keeps it; amounts as text, so that no digit is lost."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def _sealed(entry: Entry, before: str) -> str:
    line = [
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.act,
        entry.zone,
        entry.subject,
        entry.facts,
        entry.request,
        before,
    ]
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    act: str, *, by: User | None, zone: str = "", subject: str = "", **facts: object
) -> Entry:
    """Add one line to the chain, inside the transaction of the act itself.

    The row of the chain's end stays locked until that transaction commits: acts follow each other,
    so record late in a transaction and keep what comes after it short.
    """
    with transaction.atomic():
        end = _end()
        entry = Entry(
            id=end.length + 1,
            at=clock.now(),
            actor=by,
            act=act,
            zone=zone,
            subject=subject[:200],
            facts=_plain(facts),
            request=request_name.get()[:64],
        )
        entry.seal = _sealed(entry, end.seal)
        entry.save(force_insert=True)
        end.length, end.seal = entry.id, entry.seal
        end.save()
    return entry


def _end() -> Chain:
    """The chain's end, locked; the first line of an installation makes it."""
    end = Chain.objects.select_for_update().filter(pk=1).first()
    if end is None:
        Chain.objects.get_or_create(pk=1)
        end = Chain.objects.select_for_update().get(pk=1)
    return end


@dataclass(frozen=True)
class Verdict:
    """What a walk over the chain found: the count of sound lines and the first broken one."""

    sound: int
    broken_at: int | None
    reason_zh: str = ""
    reason_en: str = ""

    @property
    def is_clean(self) -> bool:
        return self.broken_at is None


def verify() -> Verdict:
    """Walk the whole chain from its first line and stop at the first that does not fit."""
    seal, place = "", 0
    for entry in _lines():
        if entry.id != place + 1:
            return Verdict(place, place + 1, "这一行不见了", "this line is gone")
        if entry.seal != _sealed(entry, seal):
            return Verdict(place, entry.id, "内容与封签不符", "its content does not fit its seal")
        seal, place = entry.seal, entry.id
    end = Chain.objects.filter(pk=1).first()
    if end and (end.length, end.seal) != (place, seal):
        return Verdict(place, place + 1, "链尾被截去", "the end of the chain was cut off")
    if not end and place:
        return Verdict(place, place, "链尾记录不见了", "the record of the chain's end is gone")
    return Verdict(place, None)


def _lines() -> Iterator[Entry]:
    yield from Entry.objects.order_by("id").iterator(chunk_size=2000)
