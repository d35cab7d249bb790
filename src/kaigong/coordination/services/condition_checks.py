"""What a move of a start-up condition must fulfil before anything is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.files.base import File

from kaigong.accounts.models import Organisation
from kaigong.accounts.selectors import Standing
from kaigong.coordination.condition_errors import (
    ClosedKindError,
    ConditionMovedMeanwhileError,
    ConditionMoveNotPossibleError,
    FutureProvisionError,
    MissingForConditionError,
    NegativeCapacityError,
    NotYourConditionError,
    PastPromiseError,
)
from kaigong.coordination.condition_life import (
    NEEDS_LABELS,
    SIDE_LABELS,
    ConditionMove,
    Needs,
    condition_move_called,
    condition_moves_from,
)
from kaigong.coordination.condition_sides import sides_of
from kaigong.coordination.models import Condition, ConditionState
from kaigong.portfolio.selectors import projects_for


def possible_move(condition: Condition, key: str, seen_version: int | None) -> ConditionMove:
    """The move, if the condition's state knows it and the person has seen that state.

    Raises:
        ConditionMoveNotPossibleError, ClosedKindError, ConditionMovedMeanwhileError: it is not.
    """
    move = condition_move_called(key)
    named = {"project": condition.project, "kind": condition.kind}
    if move is None or condition.state not in move.before:
        possible = "、".join(str(each.label) for each in condition_moves_from(condition.state))
        raise ConditionMoveNotPossibleError(
            **named,
            state=ConditionState(condition.state).label,
            move=move.label if move else key,
            possible=possible or "—",
        )
    if move.key == "ask" and condition.kind.closed_at is not None:
        raise ClosedKindError(kind=condition.kind)
    if seen_version is not None and seen_version != condition.version:
        latest = condition.turns.select_related("by").last()
        raise ConditionMovedMeanwhileError(
            **named,
            who=latest.by if latest and latest.by else "?",
            state=ConditionState(condition.state).label,
        )
    return move


def refuse_stranger(condition: Condition, move: ConditionMove, standing: Standing) -> None:
    """Raises: NotYourConditionError: the move is another side's."""
    is_of_project = projects_for(standing).filter(pk=condition.project_id).exists()
    if not set(move.sides) & sides_of(condition, standing, is_of_project=is_of_project):
        raise NotYourConditionError(
            project=condition.project,
            kind=condition.kind,
            move=move.label,
            whom="、".join(str(SIDE_LABELS[side]) for side in move.sides),
        )


def refuse_incomplete(
    condition: Condition,
    move: ConditionMove,
    *,
    owner: Organisation | None,
    day: date | None,
    words: str,
    file: File[bytes] | None,
) -> None:
    """Raises: MissingForConditionError: the move needs what was not given."""
    given = {
        Needs.OWNER: owner is not None,
        Needs.DAY: day is not None,
        Needs.REASON: bool(words.strip()),
        Needs.PROOF: bool(words.strip()) or file is not None,
    }
    if missing := [str(NEEDS_LABELS[each]) for each in move.needs if not given[each]]:
        raise MissingForConditionError(
            move=move.label, kind=condition.kind, missing="、".join(missing)
        )


def refuse_unfit(
    condition: Condition, move: ConditionMove, *, day: date | None, capacity: Decimal | None
) -> None:
    """Raises: PastPromiseError, FutureProvisionError, NegativeCapacityError: it cannot be so."""
    today = condition.project.zone.today()
    if move.after == ConditionState.PROMISED and day is not None and day < today:
        raise PastPromiseError(day=day, today=today)
    if move.after == ConditionState.PROVIDED and day is not None and day > today:
        raise FutureProvisionError(day=day, today=today)
    if capacity is not None and capacity < 0:
        raise NegativeCapacityError(kind=condition.kind, capacity=capacity)
