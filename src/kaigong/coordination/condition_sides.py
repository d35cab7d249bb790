"""What a person is to a start-up condition: of the project, of who owes it, or of the command."""

from __future__ import annotations

from kaigong.accounts.models import Organisation
from kaigong.accounts.selectors import Standing
from kaigong.coordination.condition_life import ConditionMove, Side, condition_moves_from
from kaigong.coordination.models import Condition


def sides_of(condition: Condition, standing: Standing, *, is_of_project: bool) -> set[Side]:
    """The sides that a person may act for; several at once, or none.

    Args:
        is_of_project: Whether the person sees the project in the ledger.
    """
    found = set()
    if is_of_project and standing.may("coordination.ask_conditions"):
        found.add(Side.PROJECT)
    if condition.owner_id in standing.organisation_ids and standing.may(
        "coordination.answer_conditions"
    ):
        found.add(Side.OWNER)
    if standing.may("coordination.dispatch_conditions"):
        found.add(Side.COMMAND)
    return found


def condition_moves_for(
    condition: Condition, standing: Standing, *, is_of_project: bool
) -> list[ConditionMove]:
    """The moves that a person can make now, the usual one first."""
    sides = sides_of(condition, standing, is_of_project=is_of_project)
    moves = [move for move in condition_moves_from(condition.state) if sides & set(move.sides)]
    # What is asked is answered; to ask another one instead is the exception.
    return sorted(moves, key=lambda move: move.key == "ask" and condition.state != "unasked")


def spoken_for(condition: Condition, standing: Standing) -> Organisation | None:
    """The body that a person speaks for: who owes it where the person belongs there."""
    mine = {each.organisation_id: each.organisation for each in standing.memberships}
    if condition.owner_id in mine:
        return mine[condition.owner_id]
    return next(iter(mine.values()), None)
