"""How a firm found the answer it got."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.models import OrganisationKind
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.models import Issue, IssueState, Rating
from kaigong.errors import KaigongError

RATED_IN = (IssueState.VERIFIED, IssueState.CLOSED)


class NotRateableError(KaigongError):
    code = "coordination.not-rateable"
    zh = "{number} 现在不能评价：由提出它的企业在核实通过以后评。"
    en = "{number} cannot be rated now: the firm that raised it rates it once it is verified."


class ScoreError(KaigongError):
    code = "coordination.score"
    zh = "评分是 1 到 5；5 最好。"
    en = "A score is 1 to 5; 5 is best."


def may_rate(issue: Issue, standing: Standing) -> bool:
    """Whether a person speaks for the firm that raised an issue which is solved by now."""
    body = issue.raised_for
    return (
        body is not None
        and body.kind == OrganisationKind.FIRM
        and body.pk in standing.organisation_ids
        and issue.state in RATED_IN
        and issue.lead_id is not None
    )


@transaction.atomic
def rate_issue(issue: Issue, *, score: int, words: str = "", standing: Standing) -> Rating:
    """Rate the solution of an issue for the firm, or change what it said; one rating a firm.

    Raises:
        NotRateableError, ScoreError: nothing was rated.
    """
    held = (
        Issue.objects.select_for_update(of=("self",))
        .select_related("raised_for", "lead")
        .get(pk=issue.pk, zone=standing.zone)
    )
    if not may_rate(held, standing):
        raise NotRateableError(number=held.number)
    if not 1 <= score <= 5:
        raise ScoreError
    rating, _ = Rating.objects.update_or_create(
        issue=held,
        organisation=held.raised_for,
        defaults={
            "lead": held.lead, "score": score, "words": words.strip()[:500],
            "by": standing.user, "at": clock.now(),
        },
    )  # fmt: skip
    record(
        "coordination.issue.rated",
        by=standing.user,
        zone=standing.zone.slug,
        subject=held.number,
        organisation=rating.organisation.name,
        score=score,
        words=rating.words,
    )
    return rating
