"""The worker's part of webhooks: letters that are due are sent, and failed ones tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.coordination.models import Letter, LetterState
from kaigong.coordination.services.webhooks import send_due, write_letters


def tell(
    zone: Zone,
    event: str,
    *,
    subject: str,
    by: User | None,
    facts: Callable[[], dict[str, Any]],
) -> None:
    """Tell the webhooks of a zone what happened, within the transaction in which it happens.

    Args:
        subject: What it is about; letters about the same go one after the other.
        facts: Asked for only where somebody is told.
    """

    def whole() -> dict[str, Any]:
        return {"by": by.username if by else None, **facts()}

    if write_letters(zone, event, subject=subject, facts=whole):
        transaction.on_commit(call_sender)


@task()
def send_letters() -> None:
    """Send what is due, and come again when the next try is."""
    if (again := send_due()) is not None:
        call_sender(at=again)


def call_sender(at: datetime | None = None) -> bool:
    """Put the sending into the queue, unless it stands there already; whether it was put."""
    moment = at or clock.now()
    queued = DBTaskResult.objects.filter(
        Q(run_after=get_date_max()) | Q(run_after__lte=moment),
        task_path=send_letters.module_path,
        status=TaskResultStatus.READY,
    )
    if queued.exists():
        return False
    (send_letters.using(run_after=at) if at else send_letters).enqueue()
    return True


def call_sender_if_due() -> bool:
    """For the daily rounds: letters whose worker died before it could ask for the next try."""
    due = Letter.objects.filter(
        state=LetterState.WAITING,
        next_at__lte=clock.now(),
        webhook__paused_at=None,
        webhook__ended_at=None,
    )
    return due.exists() and call_sender()
