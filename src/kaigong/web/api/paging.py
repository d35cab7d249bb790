"""Long lists page by page: all pages show one moment, however the ledger moves meanwhile."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from ninja import Schema

from kaigong.accounts.models import Zone
from kaigong.audit import clock
from kaigong.web.api.troubles import UnreadableCursorError

Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """Some items, and the cursor that leads to the following ones; none at the end."""

    items: list[Item]
    total: int
    next: str | None = None


@dataclass(frozen=True)
class Place:
    """Where in a list somebody reads, and of which moment; none is the present."""

    offset: int
    limit: int
    moment: datetime | None
    begun_at: datetime

    def next(self, total: int) -> str | None:
        """The cursor after this page. It pins the moment, so that no row is missed or met twice."""
        after = self.offset + self.limit
        if after >= total:
            return None
        said = json.dumps([after, (self.moment or self.begun_at).isoformat()])
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def place_asked(zone: Zone, *, cursor: str, limit: int, as_of: date | None) -> Place:
    """The place that a request asks for.

    Raises:
        UnreadableCursorError: the cursor is none of ours.
    """
    moment = zone.end_of(as_of) if as_of else None
    begun_at = clock.now()
    if not cursor:
        return Place(0, limit, moment, begun_at)
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        offset, text = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        pinned = datetime.fromisoformat(text).astimezone(UTC)
        if not isinstance(offset, int) or isinstance(offset, bool) or not 0 <= offset < 2**31:
            raise UnreadableCursorError
    except (ValueError, TypeError, OverflowError) as error:
        raise UnreadableCursorError from error
    return Place(offset, limit, pinned, begun_at)
