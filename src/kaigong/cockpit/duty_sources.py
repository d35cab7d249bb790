"""The duties that the cockpit itself knows: decisions that wait, and questions that came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.cockpit import selectors
from kaigong.cockpit.models import DecisionState
from kaigong.portfolio.registries import Duty
from kaigong.wording import said


def decision_duties(standing: Standing, _today: date) -> Iterator[Duty]:
    """For a leader what waits for him; for who asked, what came back."""
    zone = standing.zone
    place = ZoneInfo(zone.timezone)
    url = reverse("cockpit:decisions", args=[zone.slug])
    if standing.may("cockpit.decide"):
        for decision in selectors.decisions_waiting(standing).select_related(None):
            yield Duty(
                key=f"decision-{decision.pk}",
                due_on=decision.due_at.astimezone(place).date(),
                what=str(decision),
                why=said(decision.why, decision.why_en or decision.why),
                verb=said("去定", "Decide"),
                url=f"{url}#decision-{decision.pk}",
            )
    returned = selectors.decisions_for(standing).filter(
        state=DecisionState.RETURNED, asked_by=standing.user
    )
    for decision in returned.select_related(None)[:20]:
        yield Duty(
            key=f"returned-{decision.pk}",
            due_on=decision.due_at.astimezone(place).date(),
            what=str(decision),
            why=said(f"被退回：{decision.reason}", f"Returned: {decision.reason}"),
            verb=said("看理由", "See why"),
            url=f"{url}#decision-{decision.pk}",
        )
