"""Plans that share something, levelled together: accepted as one, and taken back as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.plan.drafting import redrawing
from kaigong.plan.errors import (
    JointlyOverlaidError,
    JointlyUnseenError,
    NothingLeftJointlyError,
    NothingToLevelError,
    SharedPlansChangedError,
)
from kaigong.plan.joint_levelling import Jointly, levelled_jointly
from kaigong.plan.models import JointLevelling, SubPlan
from kaigong.plan.selectors.joint_levellings import parts_of
from kaigong.plan.services.activities import undo_edit
from kaigong.plan.together import plans_together
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@transaction.atomic
def accept_jointly(standing: Standing, *, seen: str) -> Jointly:
    """Put a joint levelling into all its plans, an edit in each; it is done whole or not at all.

    Args:
        seen: What the one that was shown was reckoned from, see `Jointly`.

    Raises:
        SharedPlansChangedError: something of it has changed since.
        NothingToLevelError: nothing would move.
        KaigongError: as of `levelled_jointly`.
    """
    plans = SubPlan.objects.filter(project__zone=standing.zone).exclude(resources={})
    _lock(plans.select_related("project"))  # nobody edits them meanwhile
    found = levelled_jointly(standing)
    if found.seen != seen:
        raise SharedPlansChangedError
    moving = [each for each in found.plans if each.moves]
    names = "、".join(str(each.opened.project) for each in moving or found.plans)
    if not moving:
        raise NothingToLevelError(project=names)
    made = JointLevelling.objects.create(
        zone=standing.zone,
        at=clock.now(),
        by=standing.user,
        projects=[_named(each.opened.project) for each in moving],
    )
    for each in moving:
        with redrawing(each.opened.plan, standing=standing, verb="level", jointly=made) as draft:
            for key, row in draft.activities.items():
                row.levelled = each.held.get(key)
    record(
        "plan.shared.levelled",
        by=standing.user,
        zone=standing.zone.slug,
        subject=_codes([each.opened.project for each in moving]),
        projects=len(moving),
    )
    return found


@transaction.atomic
def undo_jointly(levelling: JointLevelling, *, standing: Standing) -> list[Project]:
    """Take a joint levelling back in all its plans, an edit in each; whole or not at all.

    What was taken back on the page of its own plan stays so. A plan that was locked since is
    undone as any edit of it is: its baseline stays what it was.

    Returns:
        The projects in whose plans it was taken back.

    Raises:
        NothingLeftJointlyError: none of it stands any more.
        JointlyUnseenError: it moved a plan that this person may not see.
        JointlyOverlaidError: activities that it moved were changed since.
    """
    _lock(edit.sub_plan for edit in levelling.edits.select_related("sub_plan__project"))
    parts = parts_of(levelling, standing)
    left = [each for each in parts if each.stands]
    if not left:
        raise NothingLeftJointlyError(parts=said("；", "; ").join(map(str, parts)))
    if not all(each.is_seen for each in left):
        raise JointlyUnseenError()
    in_the_way = [str(each) for each in left if each.in_the_way]
    if in_the_way:
        raise JointlyOverlaidError(changes=said("；", "; ").join(in_the_way))
    edits = [each.to_undo for each in left if each.to_undo]
    for edit in edits:
        undo_edit(edit.sub_plan, edit.number, standing=standing)
    projects = [edit.sub_plan.project for edit in edits]
    record(
        "plan.shared.levelling-undone",
        by=standing.user,
        zone=standing.zone.slug,
        subject=_codes(projects),
        projects=len(projects),
    )
    return projects


def _lock(plans: Iterable[SubPlan]) -> None:
    """Plans and all that links lead to, in one order: who comes second waits, then looks."""
    all_of_them = list(plans)
    if all_of_them:
        numbers = plans_together(all_of_them[0], also={each.pk for each in all_of_them})
        held = SubPlan.objects.select_for_update().filter(pk__in=numbers)
        list(held.order_by("pk").values_list("pk", flat=True))


def _codes(projects: Sequence[Project]) -> str:
    return ", ".join(each.code for each in projects)[:200]


def _named(project: Project) -> dict[str, object]:
    return {"project": project.pk, "name": project.name, "name_en": project.name_en}
