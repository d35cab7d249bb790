"""The duties that issues give: to assign, to accept, to solve, to verify, to help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import HelpState, IssueHelp, IssueState
from kaigong.coordination.pages.issues import due_now
from kaigong.coordination.selectors import first_waiting_for
from kaigong.portfolio.registries import Duty
from kaigong.wording import said

MOST = 100  # of a kind: who has more works from the list


def issue_duties(standing: Standing, today: date) -> Iterator[Duty]:
    """What waits for a person's move; what has no clock of its own waits since today."""
    slug = standing.zone.slug
    waiting = first_waiting_for(standing, MOST + 1)
    for issue in waiting[:MOST]:
        where = str(issue.project) if issue.project else str(issue.category)
        yield Duty(
            key=f"issue-{issue.pk}",
            due_on=due_now(issue) or today,
            what=issue.title,
            why=f"{issue.number} · {where}",
            verb=_verb(issue.state),
            url=reverse("coordination:issue", args=[slug, issue.number]),
        )
    for issue in waiting[MOST:]:
        yield Duty(
            key="issues-more",
            due_on=due_now(issue) or today,
            what=said("还有更多等您办的问题", "More issues wait for you"),
            why=said(f"这里只列最急的 {MOST} 件", f"only the {MOST} most urgent stand here"),
            verb=said("看全部", "See all"),
            url=f"{reverse('coordination:issues', args=[slug])}?view=mine",
        )
    asked = IssueHelp.objects.filter(
        issue__zone=standing.zone,
        organisation__in=standing.organisation_ids,
        state__in=[HelpState.ASKED, HelpState.TAKEN],
    ).select_related("issue")
    for help_ in asked.order_by("due_on")[:MOST]:
        yield Duty(
            key=f"help-{help_.pk}",
            due_on=help_.due_on,
            what=help_.task,
            why=f"{help_.issue.number} · {help_.issue.title}",
            verb=said("答复", "Answer"),
            url=reverse("coordination:issue", args=[slug, help_.issue.number]),
        )


_VERBS = {
    IssueState.ASSIGNED: ("受理", "Accept"),
    IssueState.ACCEPTED: ("办理", "Work on it"),
    IssueState.WORKING: ("办理", "Work on it"),
    IssueState.CLAIMED: ("核实", "Verify"),
    IssueState.VERIFIED: ("销号", "Close"),
}


def _verb(state: str) -> str:
    return said(*_VERBS.get(IssueState(state), ("交办", "Assign")))
