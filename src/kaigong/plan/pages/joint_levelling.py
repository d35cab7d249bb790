"""Plans that share something, levelled together, on a page: what moves, and which promises slip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kaigong.accounts.selectors import Standing
from kaigong.plan.joint_levelling import Jointly
from kaigong.plan.measuring import Ruler
from kaigong.plan.models import Activity, JointLevelling
from kaigong.plan.moments import finish_day
from kaigong.plan.selectors.joint_levellings import Part, last_joint_levelling, parts_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.portfolio.selectors import projects_for

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@dataclass(frozen=True)
class PlanMoved:
    """One plan, in its turn.

    Attributes:
        count: Activities that move.
        days: Working days by which all of it is done later; negative is sooner.
    """

    project: Project
    count: int
    now_on: date
    then_on: date
    days: int


@dataclass(frozen=True)
class PromiseOf:
    """A promise that comes out on another day; `short` working days are missing then."""

    project: Project
    row: Activity
    promised_on: date
    now_on: date
    then_on: date
    short_now: int
    short_then: int


@dataclass(frozen=True)
class JointShown:
    """Attributes:
    linked: Promises of plans that the reader may not see that move with these by links.
    """

    plans: Sequence[PlanMoved]
    turns: int
    promises: Sequence[PromiseOf]
    unseen: int
    linked: int
    moves: bool
    seen: str


@dataclass(frozen=True)
class LastJoint:
    """The joint levelling that was accepted last, and what has become of it in each plan."""

    levelling: JointLevelling
    parts: Sequence[Part]

    @property
    def is_taken_back(self) -> bool:
        return not any(each.stands for each in self.parts)

    @property
    def is_in_the_way(self) -> bool:
        """Whether something that was changed since does not let it be undone."""
        return any(each.in_the_way for each in self.parts)

    @property
    def is_hidden(self) -> bool:
        """Whether it stands in a plan that the reader may not see."""
        return any(each.stands and not each.is_seen for each in self.parts)

    @property
    def may_be_undone(self) -> bool:
        return not (self.is_taken_back or self.is_in_the_way or self.is_hidden)


def last_joint(standing: Standing) -> LastJoint | None:
    """The last one of a zone, as a person may know it; none where no plan of it is theirs."""
    levelling = last_joint_levelling(standing)
    parts = parts_of(levelling, standing) if levelling else []
    return LastJoint(levelling, parts) if levelling and any(p.is_seen for p in parts) else None


def joint_shown(standing: Standing, found: Jointly) -> JointShown:
    """What a joint levelling would do to plans and promises."""
    promises: list[PromiseOf] = []
    linked = 0
    ours = {each.opened.plan.pk: each.opened for each in found.plans}
    asked = projects_for(standing).filter(sub_plan__in=list(found.after))
    seen = set(asked.values_list("pk", flat=True))
    for number, draft in found.after.items():
        opened = ours.get(number) or OpenPlan(draft.plan.project, standing, draft.plan)
        moved = list(_moved(opened, draft.activities))
        if opened.project.pk in seen:
            promises += moved
        else:
            linked += len(moved)
    return JointShown(
        [_plan(each.opened, found.after[each.opened.plan.pk].activities) for each in found.plans],
        found.turns,
        sorted(promises, key=lambda each: (-each.short_then, each.project.code)),
        found.unseen,
        linked,
        any(each.moves for each in found.plans),
        found.seen,
    )


def _plan(opened: OpenPlan, then: Mapping[str, Activity]) -> PlanMoved:
    work = [row for row in opened.work if row.finished is None and row.early_finish is not None]
    moved = [row for row in work if row.started is None and _span(row) != _span(then[row.key])]
    now = max((row.early_finish or 0 for row in work), default=opened.plan.start)
    ends = max((then[row.key].early_finish or 0 for row in work), default=now)
    calendar = opened.calendars[opened.plan.calendar_id]
    today, then_on = finish_day(now), finish_day(ends)
    days = Ruler(calendar, (now, ends)).days(now, ends) if then_on != today else 0
    return PlanMoved(opened.project, len(moved), today, then_on, days)


def _span(row: Activity) -> tuple[int | None, int | None]:
    return row.early_start, row.early_finish


def _moved(opened: OpenPlan, then: Mapping[str, Activity]) -> Iterator[PromiseOf]:
    """The open promises of a plan that come out on another day."""
    for row in opened.work:
        after = then[row.key].early_finish
        if row.committed is None or row.finished is not None or row.early_finish is None:
            continue
        if after is None or finish_day(after) == finish_day(row.early_finish):
            continue
        calendar = opened.calendars[row.calendar_id or opened.plan.calendar_id]
        ruler = Ruler(calendar, (row.committed, row.early_finish, after))
        yield PromiseOf(
            opened.project,
            row,
            finish_day(row.committed),
            finish_day(row.early_finish),
            finish_day(after),
            max(0, ruler.days(row.committed, row.early_finish)),
            max(0, ruler.days(row.committed, after)),
        )
