"""Issues that may tell what somebody is about to raise once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.coordination.life import OVER
from kaigong.coordination.models import Issue, IssueCategory, IssueState
from kaigong.coordination.selectors.issues import issues_for
from kaigong.engines.ledgers.folding import half_width, simplified
from kaigong.engines.likeness import Report, alike

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

LATELY = timedelta(days=30)  # a closed one may have come back
MOST_COMPARED = 1000  # the newest; one project has a few dozen of a category
_MOST_LETTERS = 500


@dataclass(frozen=True)
class AlikeIssue:
    """An issue that may be the same matter, and how alike it is, 0 to 1."""

    issue: Issue
    likeness: float

    @property
    def may_be_joined(self) -> bool:
        return self.issue.state not in OVER


def alike_issues(
    standing: Standing,
    report: Report,
    *,
    category: IssueCategory,
    project: Project | None,
    beside: Issue | None = None,
) -> list[AlikeIssue]:
    """Issues of the same project and category that a person sees and that may tell the same.

    Those that are open and those closed within the last thirty days. What a person does not see
    is not hinted at either: a firm meets its own issues here, and no others.

    Args:
        beside: The issue that is asked about, where it is on record already.
    """
    open_or_lately = ~Q(state__in=OVER) | Q(
        state=IssueState.CLOSED, closed_at__gte=clock.now() - LATELY
    )
    found = issues_for(standing).filter(open_or_lately, category=category, project=project)
    if beside is not None:
        found = found.exclude(pk=beside.pk)
    known = list(
        found.select_related("zone", "project", "category", "lead", "owner", "raised_by")
        .select_related("raised_for")
        .order_by("-raised_at", "-id")[:MOST_COMPARED]
    )
    near = alike(report, [report_of(each) for each in known], fold=_folded)
    return [AlikeIssue(known[each.at], each.likeness) for each in near]


def report_of(issue: Issue) -> Report:
    """An issue as it is compared."""
    point = None
    if issue.longitude is not None and issue.latitude is not None:
        point = (float(issue.longitude), float(issue.latitude))
    return report_from(issue.title, issue.text, issue.location, point=point)


def report_from(*words: str, point: tuple[float, float] | None = None) -> Report:
    """What somebody types, as it is compared."""
    told = " ".join(each.strip() for each in words if each.strip())
    return Report(told[:_MOST_LETTERS], point)


def _folded(text: str) -> str:
    return simplified(half_width(text))
