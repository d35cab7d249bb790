"""What plans do when something happens below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from kaigong.accounts.models import Zone
from kaigong.plan.services.mornings import forget_dates
from kaigong.plan.services.targets import keep_targets
from kaigong.portfolio.events import notices_changed, plan_locked

if TYPE_CHECKING:
    from kaigong.accounts.models import User
    from kaigong.portfolio.models import PlanLock


@receiver(notices_changed)
def other_working_days(zone: Zone, **_: object) -> None:
    """Other holidays, other dates."""
    forget_dates(zone)


@receiver(plan_locked)
def targets_with_the_plan(zone: Zone, by: User, lock: PlanLock, **_: object) -> None:
    """What fronts and works had to reach when the plan was locked stays in sight."""
    keep_targets(zone, lock.year, number=lock.number, by=by)
