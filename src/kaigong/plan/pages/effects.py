"""The effects of an edit as its page shows them, to somebody who may not see every project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaigong.accounts.selectors import Standing
from kaigong.plan.crossing import called, hidden_among, nameless
from kaigong.plan.models import FrontProject
from kaigong.plan.moments import finish_day
from kaigong.plan.services.effects import Effects
from kaigong.wording import said


@dataclass(frozen=True)
class ShownMove:
    """A promise that moves. Whose project may not be seen has no name, front and code."""

    name: str
    project: str
    code: str
    front: str
    leader: str
    promised_on: date | None
    was_on: date
    becomes_on: date
    days: int
    short_days: int
    is_own: bool


@dataclass(frozen=True)
class ShownEffects:
    moves: Sequence[ShownMove]
    ends: tuple[date | None, date | None]

    @property
    def later(self) -> list[ShownMove]:
        return [move for move in self.moves if move.days > 0]

    @property
    def elsewhere(self) -> list[ShownMove]:
        return [move for move in self.later if not move.is_own]


def effects_shown(effects: Effects, standing: Standing) -> ShownEffects:
    """Effects in days and words."""
    projects = {each.activity.sub_plan.project for each in effects.moved}
    hidden = hidden_among(standing, [called(project.code, "") for project in projects])
    fronts = {
        member.project_id: member.front
        for member in FrontProject.objects.filter(project__in=projects, until=None).select_related(
            "front__leader"
        )
    }
    moves = []
    for each in effects.moved:
        row, project = each.activity, each.activity.sub_plan.project
        is_hidden = called(project.code, "") in hidden
        front = None if is_hidden else fronts.get(project.pk)
        moves.append(
            ShownMove(
                name=nameless() if is_hidden else str(row),
                project=said("另一个项目", "another project") if is_hidden else str(project),
                code="" if is_hidden else project.code,
                front=str(front) if front else "",
                leader=str(front.leader) if front and front.leader else "",
                promised_on=None if is_hidden or not row.committed else finish_day(row.committed),
                was_on=finish_day(each.was),
                becomes_on=finish_day(each.becomes),
                days=each.days,
                short_days=each.short_days,
                is_own=row.sub_plan_id == effects.plan.pk,
            )
        )
    was, becomes = (None if end is None else finish_day(end) for end in effects.ends)
    return ShownEffects(moves, (was, becomes))
