"""Reading one's messages."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.coordination.models import EscalationMessage, Notice


@transaction.atomic
def read_messages(standing: Standing, *, until: int, until_notice: int) -> int:
    """Note that a person has looked at the messages up to one; how many were new.

    What one has read is nobody else's business, so no line of audit tells it.

    Args:
        until, until_notice: The newest keys that the page showed, of what rules say and of
            notices; what came meanwhile stays unread.
    """
    mine = {"zone": standing.zone, "person": standing.user, "delivery": None, "read_at": None}
    now = clock.now()
    said = EscalationMessage.objects.filter(**mine, pk__lte=until).update(read_at=now)
    return said + Notice.objects.filter(**mine, pk__lte=until_notice).update(read_at=now)
