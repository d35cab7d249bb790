"""Reading one's messages."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.coordination.models import EscalationMessage


@transaction.atomic
def read_messages(standing: Standing, *, until: int) -> int:
    """Note that a person has looked at the messages up to one; how many were new.

    What one has read is nobody else's business, so no line of audit tells it.

    Args:
        until: The newest key that the page showed; what came meanwhile stays unread.
    """
    return EscalationMessage.objects.filter(
        zone=standing.zone, person=standing.user, delivery=None, read_at=None, pk__lte=until
    ).update(read_at=clock.now())
