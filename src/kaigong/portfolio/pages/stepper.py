"""The nine steps of a project's life, each with its date."""

from __future__ import annotations

from dataclasses import dataclass

from kaigong.portfolio.lifecycle import ORDER
from kaigong.portfolio.models import Stage
from kaigong.portfolio.selectors.dossier import Dossier
from kaigong.wording import said


@dataclass(frozen=True)
class ShownStep:
    """One step: done, here, or to come."""

    label: str
    state: str  # done, here, or empty
    words: str
    outside: str = ""  # suspended or cancelled, while it stands here


def shown_steps(dossier: Dossier) -> list[ShownStep]:
    """The steps with their dates; what has no date on record shows a dash."""
    project, today = dossier.project, dossier.opened.today
    days = {Stage(step.stage): step.entered_on for step in dossier.steps}
    if project.started_on:
        days[Stage.STARTED] = project.started_on
    if project.completed_on:
        days[Stage.COMPLETED] = project.completed_on
    stage, outside = Stage(project.stage), ""
    if stage not in ORDER:
        outside = str(stage.label)
        since = days.get(stage)
        if since:
            outside += said(f"，{since} 起", f" since {since}")
        stage = next(
            (Stage(step.stage) for step in reversed(dossier.steps) if step.stage in ORDER),
            Stage.STARTED if project.started_on else Stage.LEAD,
        )
    here = ORDER.index(stage)
    rows = []
    for place, each in enumerate(ORDER):
        day = days.get(each)
        words = f"{day}" if day and place <= here else "—"
        if place == here and day:
            count = (today - day).days + 1
            words = said(f"{day}，第 {count} 天", f"{day}, day {count}")
        if place > here and each is Stage.STARTED and project.planned_start_on:
            words = said(f"计划 {project.planned_start_on}", f"due {project.planned_start_on}")
        if place > here and each is Stage.COMPLETED and project.planned_completion_on:
            due = project.planned_completion_on
            words = said(f"承诺 {due}", f"promised {due}")
        state = "done" if place < here else "here" if place == here else ""
        rows.append(ShownStep(each.label, state, words, outside if place == here else ""))
    return rows
