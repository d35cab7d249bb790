"""A site visit goes on record: what was seen, what was solved there, what goes to a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import IntegrityError, transaction

from kaigong.accounts.models import Organisation
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.models import (
    Issue,
    IssueCategory,
    Outcome,
    SiteVisit,
    VisitFinding,
)
from kaigong.coordination.services.issues import raise_issue, remark_on_issue
from kaigong.coordination.services.meeting_errors import (
    FindingUnprovenError,
    VisitIncompleteError,
)
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@dataclass(frozen=True)
class Found:
    """One thing found on a site, as it was filled in.

    Attributes:
        issue: One that is on record already; none raises a new one where it is not solved.
        category: Of the new issue.
        files: Photos that prove it; they go with the issue.
    """

    words: str
    outcome: str
    solution: str = ""
    issue: Issue | None = None
    category: IssueCategory | None = None
    files: Sequence[File[bytes]] = field(default=())


@transaction.atomic
def record_visit(
    project: Project,
    *,
    visited_on: date,
    seen: str,
    client_key: str,
    standing: Standing,
    company: str = "",
    findings: Sequence[Found] = (),
    files: Sequence[File[bytes]] = (),
    is_sample: bool = False,
) -> SiteVisit:
    """Keep a visit with its photos; what was not solved there becomes an issue with its papers.

    Args:
        client_key: Made where the form was filled in; the same key again is the same visit.

    Raises:
        VisitIncompleteError, FindingUnprovenError: nothing is kept.
        ProofTooLargeError, ProofKindError, EmptyProofError: nothing either.
    """
    zone = standing.zone
    sent_before = SiteVisit.objects.filter(zone=zone, client_key=client_key, by=standing.user)
    if known := sent_before.first():
        return known
    _check(visited_on, seen, client_key, findings, zone.today())
    try:
        with transaction.atomic():
            visit = SiteVisit.objects.create(
                zone=zone, project=project, visited_on=visited_on, by=standing.user,
                company=company.strip()[:300], seen=seen.strip(), client_key=client_key[:64],
                recorded_at=clock.now(), is_sample=is_sample,
            )  # fmt: skip
    except IntegrityError:  # the same form, sent twice at once
        if known := sent_before.first():
            return known
        raise
    for file in files:
        paper = keep_paper(zone, file=file, by=standing.user, organisation=_body(standing))
        put_beside(paper, visit, by=standing.user)
    for found in findings:
        _keep(visit, found, standing, is_sample=is_sample)
    record(
        "coordination.visit.recorded", by=standing.user, zone=zone.slug,
        subject=f"visit-{visit.pk}", project=project.code, visited_on=visited_on,
        findings=len(findings),
        solved=len([each for each in findings if each.outcome == Outcome.SOLVED]),
        photos=len(files) + sum(len(each.files) for each in findings),
    )  # fmt: skip
    events.visit_recorded.send(sender=SiteVisit, zone=zone, visit=visit, by=standing.user)
    return visit


def _check(
    visited_on: date, seen: str, client_key: str, findings: Sequence[Found], today: date
) -> None:
    missing = []
    if not seen.strip():
        missing.append(said("看到了什么", "what was seen"))
    if visited_on > today:
        missing.append(said("不晚于今天的日期", "a day that is not to come"))
    if not client_key.strip():
        missing.append(said("表单编号", "the form's key"))
    missing += [
        said(f"「{each.words}」的类别", f"the category of “{each.words}”")
        for each in findings
        if each.outcome != Outcome.SOLVED and each.issue is None and each.category is None
    ]
    if missing:
        raise VisitIncompleteError(missing="、".join(missing))
    for each in findings:
        if each.outcome == Outcome.SOLVED and not (each.solution.strip() or each.files):
            raise FindingUnprovenError(words=each.words)


def _keep(visit: SiteVisit, found: Found, standing: Standing, *, is_sample: bool) -> None:
    issue = found.issue
    is_new = issue is None and found.outcome != Outcome.SOLVED
    if is_new and found.category is not None:
        issue = raise_issue(
            visit.zone, title=found.words, category=found.category, by=standing.user,
            project=visit.project, raised_for=_body(standing), text=visit.seen,
            is_sample=is_sample,
        )  # fmt: skip
    VisitFinding.objects.create(
        visit=visit, words=found.words.strip()[:300], outcome=Outcome(found.outcome),
        solution=found.solution.strip()[:500], issue=issue,
    )  # fmt: skip
    if issue is not None and not is_new:
        remark_on_issue(issue, standing=standing, words=_told(visit, found))
    for file in found.files:
        paper = keep_paper(visit.zone, file=file, by=standing.user, organisation=_body(standing))
        put_beside(paper, visit, by=standing.user)
        if issue is not None:
            put_beside(paper, issue, by=standing.user)


def _told(visit: SiteVisit, found: Found) -> str:
    """What the trail of an issue that was known before says of the visit."""
    if found.outcome == Outcome.SOLVED:
        how = found.solution.strip() or found.words
        return said(f"{visit.visited_on} 现场解决：{how}", f"Solved on {visit.visited_on}: {how}")
    where = said("，提交下次会议", ", goes to the next meeting")
    return (
        said(f"{visit.visited_on} 现场：", f"On site {visit.visited_on}: ")
        + found.words
        + (where if found.outcome == Outcome.MEETING else "")
    )


def _body(standing: Standing) -> Organisation | None:
    return next((each.organisation for each in standing.memberships), None)
