"""What coordination puts on pages that stand below it: its word on the rail, duties, a panel."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.coordination.duties.issues import issue_duties
from kaigong.coordination.pages.issues import rows_of
from kaigong.coordination.selectors import open_issues_for
from kaigong.portfolio import registries
from kaigong.portfolio.registries import OpenProject, Side
from kaigong.web import rail
from kaigong.wording import say

SHOWN = 8


def issues_of_project(opened: OpenProject) -> Mapping[str, object] | None:
    """The open issues of a project; on a past day the panel stays away, since it knows today."""
    if opened.is_past:
        return None
    found = open_issues_for(opened.standing).filter(project=opened.project)
    rows = rows_of(
        found.select_related("lead", "owner", "raised_for", "raised_by", "zone"), opened.today
    )
    return {"rows": rows[:SHOWN], "left": max(0, len(rows) - SHOWN), "project": opened.project}


rail.register(
    rail.Word(
        say("问题", "Issues"), "coordination:issues", right="coordination.see_issues", order=26
    )
)
registries.duties.register(registries.DutySource("issues", 15, issue_duties))
registries.panels.register(
    registries.Panel(
        "issues",
        "coordination/panel.html",
        order=10,
        side=Side.WIDE,
        facts=issues_of_project,
        right="coordination.see_issues",
    )
)
