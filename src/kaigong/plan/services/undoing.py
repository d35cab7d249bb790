"""Ctrl+Z and Ctrl+Y: which edit of a planner is taken back next, and which comes again."""

from __future__ import annotations

from kaigong.accounts.selectors import Standing
from kaigong.plan.errors import NothingToUndoError
from kaigong.plan.models import PlanEdit, SubPlan
from kaigong.plan.services.activities import undo_edit


def undo_own(plan: SubPlan, *, standing: Standing, is_again: bool = False) -> PlanEdit:
    """Take back a planner's latest edit that stands; or do again what was taken back last.

    Others' edits are left alone, so two planners at one plan do not undo each other's work.

    Returns:
        The edit that was taken back.

    Raises:
        NothingToUndoError: there is none.
        EditOverlaidError: somebody has changed the same row since.
    """
    found = _next_to_undo(plan, standing, is_again=is_again)
    if found is None:
        raise NothingToUndoError()
    undo_edit(plan, found.number, standing=standing)
    return found


def _next_to_undo(plan: SubPlan, standing: Standing, *, is_again: bool) -> PlanEdit | None:
    """Of an edit, its undoing, the undoing of that and so on, every second one does something."""
    depth: dict[int, int] = {}
    undone: set[int] = set()
    own: list[int] = []
    edits = plan.edits.order_by("number").values_list("pk", "undoes_id", "by_id")
    for pk, undoes, by in edits:
        depth[pk] = 0 if undoes is None else depth[undoes] + 1
        if undoes is not None:
            undone.add(undoes)
        if by == standing.user.pk:
            own.append(pk)
    for pk in reversed(own):
        if is_again and not depth[pk]:
            return None  # something was done since: what was taken back before stays so
        if pk not in undone and depth[pk] % 2 == is_again:
            return plan.edits.get(pk=pk)
    return None
