"""What the worker does by itself every day; no cron entry has to be remembered."""

from __future__ import annotations

import threading

import structlog
from django.db import close_old_connections

from kaigong.coordination.sending import call_sender_if_due
from kaigong.coordination.services.late_tasks import note_all_late_tasks
from kaigong.coordination.tasks import enqueue_escalation_due
from kaigong.plan.tasks import enqueue_forecasts_due, enqueue_reckoning_due
from kaigong.portfolio.tasks import enqueue_rounds_due

log = structlog.get_logger("kaigong.rounds")

# How often the worker asks whether a new day has begun somewhere.
PAUSE_SECONDS = 300.0


def keep_rounds(*, pause_seconds: float = PAUSE_SECONDS) -> None:
    """Ask now and then in a thread of its own, which ends with the process."""

    def ask_for_ever() -> None:
        while True:
            ask_once()
            threading.Event().wait(pause_seconds)

    threading.Thread(target=ask_for_ever, name="rounds", daemon=True).start()


def ask_once() -> None:
    """Put the rounds that are due into the queue; a fault is told and asked again later."""
    close_old_connections()
    try:
        due, asked = enqueue_rounds_due(), enqueue_escalation_due()
        plans = enqueue_reckoning_due()
        enqueue_forecasts_due()
        late = note_all_late_tasks()
        call_sender_if_due()
    except Exception:
        # A database that is away for a minute must not end the daily round for good.
        log.exception("rounds were not asked for")
    else:
        if due:
            log.info("lamps will be judged", zones=due)
        if asked:
            log.info("rules of escalation will be asked", zones=asked)
        if plans:
            log.info("plans will be reckoned", zones=plans)
        if late:
            log.info("decisions passed their day", count=late)
    finally:
        close_old_connections()
