"""What plans do when something happens below them."""

from __future__ import annotations

from django.dispatch import receiver

from kaigong.accounts.models import Zone
from kaigong.plan.services.mornings import forget_dates
from kaigong.portfolio.events import notices_changed


@receiver(notices_changed)
def other_working_days(zone: Zone, **_: object) -> None:
    """Other holidays, other dates."""
    forget_dates(zone)
