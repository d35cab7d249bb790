"""What project service puts on pages below: word, panel, duties, the reach of substitutes."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.coordination import registries as own
from kaigong.coordination.dealings import condition_dealings, issue_dealings
from kaigong.coordination.duties.service import service_duties
from kaigong.coordination.models import OfficerPart
from kaigong.coordination.selectors.service import (
    contacts_of,
    mandate_of,
    running_terms,
    stood_in_for,
)
from kaigong.portfolio import registries
from kaigong.portfolio.registries import OpenProject, Side
from kaigong.web import rail
from kaigong.wording import say


def service_of_project(opened: OpenProject) -> Mapping[str, object] | None:
    """Substitute, mandate and last contact; the officer stands in the ledger's own card."""
    if opened.is_past:
        return None
    project = opened.project
    substitutes = running_terms(opened.today).filter(project=project, part=OfficerPart.SUBSTITUTE)
    return {
        "project": project,
        "substitutes": substitutes.select_related("person"),
        "mandate": mandate_of(project),
        "contact": contacts_of(project).first(),
        "today": opened.today,
    }


rail.register(
    rail.Word(
        say("专员", "Officers"),
        "coordination:week",
        right="coordination.see_week",
        order=28,
        covers=("officers", "service", "dealings", "hand-overs"),
    )
)
registries.duties.register(registries.DutySource("service", 17, service_duties))
registries.reaches.register(registries.ReachSource("substitutes", 10, stood_in_for))
registries.panels.register(
    registries.Panel(
        "service",
        "coordination/service_panel.html",
        order=20,
        side=Side.NARROW,
        facts=service_of_project,
        right="coordination.see_service",
    )
)
own.dealings.register(own.DealingSource("issues", 10, issue_dealings))
own.dealings.register(own.DealingSource("conditions", 20, condition_dealings))
