"""The days of one's issues, helps and questions, for one's own calendar."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import HelpState, IssueHelp, IssueState
from kaigong.coordination.pages.issues import due_now, is_provisional_now
from kaigong.coordination.selectors.issues import first_waiting_for
from kaigong.coordination.selectors.questions import questions_to_answer
from kaigong.portfolio.selectors.deadlines import Deadline
from kaigong.wording import said

MOST = 500


def deadlines_of_issues(standing: Standing) -> Iterator[Deadline]:
    """What is to be accepted, solved, helped with or answered by a day.

    The key keeps the clock in it: an issue that was accepted moves from its day of acceptance to
    its day of solution as another entry.
    """
    slug = standing.zone.slug
    for issue in first_waiting_for(standing, MOST):
        if (due_on := due_now(issue)) is None:
            continue
        is_asked = issue.state == IssueState.ASSIGNED
        verb = said("受理", "accept") if is_asked else said("办结", "solve")
        where = str(issue.project or issue.category)
        if is_provisional_now(issue):
            where += said("，暂定：放假安排未公布", ", provisional: holidays not announced")
        yield Deadline(
            key=f"issue-{issue.pk}-{'accept' if is_asked else 'solve'}",
            on=due_on,
            what=said(f"{verb}：{issue.title}", f"{verb}: {issue.title}"),
            why=f"{issue.number} · {where}",
            url=reverse("coordination:issue", args=[slug, issue.number]),
        )
    asked = IssueHelp.objects.filter(
        issue__zone=standing.zone,
        organisation__in=standing.organisation_ids,
        state__in=[HelpState.ASKED, HelpState.TAKEN],
    )
    for help_ in asked.select_related("issue").order_by("due_on", "id")[:MOST]:
        yield Deadline(
            key=f"help-{help_.pk}",
            on=help_.due_on,
            what=said(f"配合：{help_.task}", f"help: {help_.task}"),
            why=f"{help_.issue.number} · {help_.issue.title}",
            url=reverse("coordination:issue", args=[slug, help_.issue.number]),
        )
    for question in questions_to_answer(standing)[:MOST]:
        yield Deadline(
            key=f"question-{question.pk}",
            on=question.due_on,
            what=said(f"答复：{question.text[:100]}", f"answer: {question.text[:100]}"),
            why=str(question.project or question.asked_for or ""),
            url=reverse("coordination:question", args=[slug, question.pk]),
        )
