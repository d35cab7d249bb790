"""Reading one's messages."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import ReadMark


@transaction.atomic
def read_messages(standing: Standing, *, until: int, until_notice: int) -> None:
    """Note that a person has looked at the messages up to one.

    What one has read is nobody else's business, so no line of audit tells it.

    Args:
        until, until_notice: The newest keys that the page showed, of what rules say and of
            notices; what came meanwhile stays unread.
    """
    mark, _ = ReadMark.objects.select_for_update().get_or_create(
        zone=standing.zone, person=standing.user
    )
    mark.call, mark.notice = max(mark.call, until), max(mark.notice, until_notice)
    mark.save(update_fields=["call", "notice"])
