"""The firm on pages that stand below: its word on the rail, its duties, the officer's panel."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import firms_to_invite, memberships_in
from kaigong.coordination.duties.deadlines import deadlines_of_issues
from kaigong.coordination.duties.questions import question_duties
from kaigong.coordination.selectors.questions import questions_about
from kaigong.coordination.services.questions import firm_to_ask
from kaigong.portfolio import registries
from kaigong.portfolio.registries import OpenProject, Side
from kaigong.web import rail
from kaigong.wording import say

SHOWN = 6


def firm_of_project(opened: OpenProject) -> Mapping[str, object] | None:
    """The project's firm as its officers see it: who may come in, what it was asked."""
    firm = firm_to_ask(None, opened.project)
    if opened.is_past or firm is None:
        return None
    people = memberships_in(opened.zone).filter(organisation=firm, role=Role.FIRM)
    return {
        "project": opened.project,
        "firm": firm,
        "people": people.filter(user__is_active=True).values("user").distinct().count(),
        "may_invite": firms_to_invite(opened.standing).filter(pk=firm.pk).exists(),
        "questions": questions_about(opened.standing, project=opened.project)[:SHOWN],
        "today": opened.today,
    }


rail.register(
    rail.Word(
        say("企业", "Firm"),
        "coordination:firm",
        right="coordination.use_firm_door",
        order=5,
        covers=("firm", "questions"),
    )
)
registries.duties.register(registries.DutySource("questions", 14, question_duties))
registries.deadlines.register(registries.DeadlineSource("issues", 10, deadlines_of_issues))
registries.panels.register(
    registries.Panel(
        "firm",
        "coordination/firm_panel.html",
        order=40,
        side=Side.NARROW,
        facts=firm_of_project,
        right="coordination.ask_firms",
    )
)
