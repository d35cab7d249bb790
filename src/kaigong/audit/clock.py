"""The moment at which something goes on record.

Everybody who records (audit lines, history rows, reports) asks here. A demo zone is built as if on
past days, through the same services; nothing else may set the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_as_if: ContextVar[datetime | None] = ContextVar("kaigong_as_if", default=None)


def now() -> datetime:
    """The moment of record, with its time zone."""
    return _as_if.get() or timezone.now()


@contextmanager
def as_if(moment: datetime) -> Iterator[None]:
    """Record what is done inside as done at that moment."""
    token = _as_if.set(moment)
    try:
        yield
    finally:
        _as_if.reset(token)
