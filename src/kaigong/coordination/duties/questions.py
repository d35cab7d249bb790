"""The duty of a firm: to answer what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.selectors.questions import questions_to_answer
from kaigong.portfolio.registries import Duty
from kaigong.wording import said

MOST = 200


def question_duties(standing: Standing, _today: date) -> Iterator[Duty]:
    """What a person's firm was asked and has not answered."""
    asked = questions_to_answer(standing).select_related(None)
    for question in asked.select_related("project", "asked_for", "asked_by")[:MOST]:
        who = question.asked_for or question.asked_by
        yield Duty(
            key=f"question-{question.pk}",
            due_on=question.due_on,
            what=question.text,
            why=" · ".join(str(each) for each in (question.project, who) if each),
            verb=said("答复", "Answer"),
            url=reverse("coordination:question", args=[standing.zone.slug, question.pk]),
        )
