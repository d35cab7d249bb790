"""History rows carry the moment of record, not the machine's clock."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from kaigong.audit import clock


@receiver(pre_create_historical_record)
def date_the_history_row(history_instance: Any, **_: object) -> None:
    history_instance.history_date = clock.now()
