"""The news of plans. Sent inside the transaction in which it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from kaigong.plan.models import Activity

plan_edited = Signal()  # plan, edit: a plan was changed, whatever the verb
plan_locked = Signal()  # plan, baseline
promises_slipped = Signal()  # plan, slips, edit: of this or another plan; none is the day alone


@dataclass(frozen=True)
class Slip:
    """A promise that comes out later than before, and later than it was promised."""

    row: Activity
    before: date | None  # none: it was not promised, or had no dates
    after: date
