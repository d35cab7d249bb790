"""What the cockpit puts on the agenda of a meeting: the decisions that wait."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from kaigong.cockpit.selectors import decisions_waiting
from kaigong.coordination.agenda import Drawing, Topic
from kaigong.wording import said


def waiting_decisions(drawing: Drawing) -> Iterator[Topic]:
    """Questions put before a leader and not answered yet, the nearest due first."""
    zone = drawing.meeting.zone
    url = reverse("cockpit:decisions", args=[zone.slug])
    for decision in decisions_waiting(drawing.standing):
        why = said(decision.why, decision.why_en or decision.why)
        yield Topic(
            key=f"decision-{decision.pk}",
            title=str(decision),
            why=said(f"提请决定：{why}", f"A decision is asked: {why}"),
            ball=str(decision.asked_of or said("领导", "A leader")),
            begun_on=zone.moment_there(decision.asked_at).date(),
            path=f"{url}#decision-{decision.pk}",
            project_id=decision.project_id,
        )
