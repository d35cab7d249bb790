"""What the portfolio does when a zone is opened."""

from __future__ import annotations

from django.dispatch import receiver

from kaigong.accounts.events import zone_opened
from kaigong.accounts.models import User, Zone
from kaigong.portfolio.services.notices import begin_notices


@receiver(zone_opened)
def give_notices(zone: Zone, by: User | None, **_: object) -> None:
    begin_notices(zone, by=by)
