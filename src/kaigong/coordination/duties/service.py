"""The duties of project service: next steps agreed with firms, hand-overs, mandates that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Mandate
from kaigong.coordination.selectors.conditions import officers_project_ids
from kaigong.coordination.selectors.service import (
    AHEAD_DAYS,
    hand_overs_waiting,
    steps_due,
)
from kaigong.portfolio.registries import Duty
from kaigong.wording import said

MOST = 200
MANDATE_DAYS = 30  # before its end a mandate is called to mind


def service_duties(standing: Standing, today: date) -> Iterator[Duty]:
    """What waits for a person as an officer, or as one who stands in for one."""
    slug = standing.zone.slug
    if standing.may("coordination.hand_over"):
        for hand_over in hand_overs_waiting(standing)[:MOST]:
            yield Duty(
                key=f"hand-over-{hand_over.pk}",
                due_on=today,
                what=said(f"{hand_over.giver} 交接给你", f"{hand_over.giver} hands over to you"),
                why=said("接手后项目和职责才转过来", "projects and duties move when you accept"),
                verb=said("看交接", "Look"),
                url=reverse("coordination:hand_over", args=[slug, hand_over.pk]),
            )
    if not standing.may("coordination.log_contacts"):
        return
    projects = officers_project_ids(standing)
    if not projects:
        return
    for contact in steps_due(projects, today + timedelta(days=AHEAD_DAYS))[:MOST]:
        page = reverse("coordination:service", args=[slug, contact.project.code])
        yield Duty(
            key=f"contact-{contact.pk}",
            due_on=contact.next_on,
            what=contact.next_step,
            why=said(
                f"{contact.project}：{contact.on} 与企业约定",
                f"{contact.project}: agreed with the firm on {contact.on}",
            ),
            verb=said("去办", "Act"),
            url=f"{page}#contact-{contact.pk}",
        )
    ending = Mandate.objects.filter(
        project__in=projects,
        valid_until__range=(today, today + timedelta(days=MANDATE_DAYS)),
    ).select_related("project")
    for mandate in ending.order_by("valid_until", "id")[:MOST]:
        yield Duty(
            key=f"mandate-{mandate.pk}",
            due_on=mandate.valid_until,
            what=said(f"{mandate.project}：代办委托到期", f"{mandate.project}: the mandate ends"),
            why=mandate.scope,
            verb=said("续委托", "Renew"),
            url=reverse("coordination:service", args=[slug, mandate.project.code]),
        )
