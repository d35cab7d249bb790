"""A start-up condition is asked for, promised and provided; each move keeps who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction

from kaigong.accounts.models import Organisation
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.condition_errors import (
    MissingForConditionError,
    NotYourConditionError,
)
from kaigong.coordination.condition_life import (
    SIDE_LABELS,
    ConditionMove,
)
from kaigong.coordination.condition_sides import sides_of, spoken_for
from kaigong.coordination.models import (
    Condition,
    ConditionIssue,
    ConditionKind,
    ConditionState,
    ConditionTurn,
    Issue,
    Severity,
)
from kaigong.coordination.services.condition_checks import (
    possible_move,
    refuse_incomplete,
    refuse_stranger,
    refuse_unfit,
)
from kaigong.coordination.services.issues import raise_issue
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.portfolio.selectors import projects_for
from kaigong.portfolio.selectors.calendars import calendar_of
from kaigong.portfolio.services.lamps import judge_projects
from kaigong.wording import say

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@dataclass(frozen=True)
class Asked:
    """One condition as the officer asks for it: of whom, how much, with which word."""

    kind: ConditionKind
    owner: Organisation
    capacity: Decimal | None = None
    words: str = ""


@transaction.atomic
def ask_conditions(
    project: Project, asks: Sequence[Asked], *, standing: Standing
) -> list[Condition]:
    """Ask for several conditions of one project at once: all of them, or with a fault none.

    Raises:
        ConditionMoveNotPossibleError, NotYourConditionError, ClosedKindError: nothing was asked.
    """
    made = [
        make_condition_move(
            project, each.kind, "ask", standing=standing, owner=each.owner,
            capacity=each.capacity, words=each.words,
        )
        for each in asks
    ]  # fmt: skip
    judge_projects(standing.zone, [project.pk])
    return made


@transaction.atomic
def move_condition(
    project: Project,
    kind: ConditionKind,
    key: str,
    *,
    standing: Standing,
    owner: Organisation | None = None,
    day: date | None = None,
    capacity: Decimal | None = None,
    words: str = "",
    file: File[bytes] | None = None,
    seen_version: int | None = None,
    is_sample: bool = False,
) -> Condition:
    """Make one move in the life of a condition; the project's lamp is judged anew.

    Args:
        key: Of `coordination.condition_life.MOVES`.
        owner: Who is asked; for that move only.
        day: Promised, or provided (today where it is left out).
        capacity: Asked for or given, in the unit of the kind.
        file: A proof; kept as a paper beside the condition.
        seen_version: The version that the person had before the eyes; None when not told.

    Raises:
        ConditionMoveNotPossibleError, NotYourConditionError, MissingForConditionError,
        ConditionMovedMeanwhileError, PastPromiseError, FutureProvisionError,
        NegativeCapacityError, ClosedKindError: nothing has moved.
    """
    condition = make_condition_move(
        project, kind, key, standing=standing, owner=owner, day=day, capacity=capacity,
        words=words, file=file, seen_version=seen_version, is_sample=is_sample,
    )  # fmt: skip
    judge_projects(standing.zone, [project.pk])
    return condition


@transaction.atomic
def remark_on_condition(condition: Condition, *, words: str, standing: Standing) -> Condition:
    """Keep one line beside a condition, for whoever looks at the wall chart.

    Raises:
        NotYourConditionError: neither of the project, nor of who owes it, nor the command office.
    """
    held = (
        Condition.objects.select_for_update(of=("self",))
        .select_related("project", "kind")
        .get(pk=condition.pk)
    )
    is_of_project = projects_for(standing).filter(pk=held.project_id).exists()
    if not sides_of(held, standing, is_of_project=is_of_project):
        whom = "、".join(str(label) for label in SIDE_LABELS.values())
        raise NotYourConditionError(project=held.project, kind=held.kind, move=_REMARK, whom=whom)
    held.remark, held.moved_at = words.strip()[:300], clock.now()
    held.save()
    record(
        "coordination.condition.remarked",
        by=standing.user,
        zone=standing.zone.slug,
        subject=condition.project.code,
        kind=condition.kind.name,
        words=held.remark,
    )
    return held


@transaction.atomic
def raise_issue_from(
    condition: Condition,
    *,
    title: str,
    standing: Standing,
    text: str = "",
    severity: int = Severity.SERIOUS,
) -> Issue:
    """Raise an issue because a condition is late or missing; each shows the other.

    Raises:
        NamelessIssueError, ClosedCategoryError, MissingForConditionError: nothing is on record.
    """
    kind = condition.kind
    if kind.category is None:
        raise MissingForConditionError(move=_ISSUE, kind=kind, missing=_CATEGORY)
    issue = raise_issue(
        standing.zone,
        title=title,
        category=kind.category,
        by=standing.user,
        project=condition.project,
        raised_for=spoken_for(condition, standing),
        text=text,
        severity=severity,
        is_sample=condition.is_sample,
    )
    ConditionIssue.objects.create(condition=condition, issue=issue)
    return issue


_REMARK = say("备注", "Remark")
_ISSUE, _CATEGORY = say("提出问题", "Raise an issue"), say("问题类别", "a category of issues")
# Written out, so that a test can read which acts there are.
_ACTS = {
    "ask": "coordination.condition.ask",
    "promise": "coordination.condition.promise",
    "provide": "coordination.condition.provide",
    "postpone": "coordination.condition.postpone",
    "refuse": "coordination.condition.refuse",
    "withdraw": "coordination.condition.withdraw",
    "dispute": "coordination.condition.dispute",
    "spare": "coordination.condition.spare",
}


@transaction.atomic
def make_condition_move(
    project: Project,
    kind: ConditionKind,
    key: str,
    *,
    standing: Standing,
    owner: Organisation | None = None,
    day: date | None = None,
    capacity: Decimal | None = None,
    words: str = "",
    file: File[bytes] | None = None,
    seen_version: int | None = None,
    is_sample: bool = False,
) -> Condition:
    """The same as `move_condition` without judging the lamp, for who makes many and judges once."""
    held = _held(project, kind, is_sample=is_sample)
    move = possible_move(held, key, seen_version)
    refuse_stranger(held, move, standing)
    refuse_incomplete(held, move, owner=owner, day=day, words=words, file=file)
    refuse_unfit(held, move, day=day, capacity=capacity)
    before, body = held.state, spoken_for(held, standing)
    _stamp(held, move, owner=owner, day=day, capacity=capacity)
    held.state = move.after
    held.version += 1
    held.save()
    turn = ConditionTurn.objects.create(
        condition=held,
        move=move.key,
        before=before,
        after=held.state,
        at=held.moved_at,
        by=standing.user,
        acting_for=body,
        day={"provide": held.provided_on}.get(key, day),
        capacity=capacity,
        words=words.strip(),
    )
    if file is not None:
        paper = keep_paper(standing.zone, file=file, by=standing.user, organisation=body)
        put_beside(paper, held, by=standing.user)
    record(
        _ACTS[move.key],
        by=standing.user,
        zone=standing.zone.slug,
        subject=project.code,
        kind=kind.name,
        before=before,
        after=held.state,
        owner=held.owner.name if held.owner else "",
        day=turn.day,
        capacity=capacity,
        words=turn.words,
    )
    events.condition_moved.send(
        sender=Condition,
        zone=standing.zone,
        condition=held,
        by=standing.user,
        move=move.key,
        before=before,
    )
    return held


def _held(project: Project, kind: ConditionKind, *, is_sample: bool) -> Condition:
    """The row of a condition, locked; one that was never asked is made."""
    facts = {"moved_at": clock.now(), "is_sample": is_sample or project.is_sample}
    Condition.objects.get_or_create(project=project, kind=kind, defaults=facts)
    return (
        Condition.objects.select_for_update(of=("self",))
        .select_related("project", "kind", "owner")
        .get(project=project, kind=kind)
    )


def _stamp(
    condition: Condition,
    move: ConditionMove,
    *,
    owner: Organisation | None,
    day: date | None,
    capacity: Decimal | None,
) -> None:
    """Set what a move changes beside the state: days, capacities, owner."""
    zone = condition.project.zone
    today = zone.today()
    condition.moved_at = clock.now()
    if move.key == "ask":
        condition.owner, condition.asked_on = owner, today
        condition.capacity_asked = capacity if capacity is not None else condition.capacity_asked
    if move.after == ConditionState.ASKED:
        days = condition.kind.answer_days
        condition.answer_due_on = calendar_of(zone).due(today, days).on
    else:
        condition.answer_due_on = None
    if move.after == ConditionState.PROMISED:
        condition.promised_on = day
        condition.first_promised_on = condition.first_promised_on or day
    elif move.after != ConditionState.PROVIDED:
        condition.promised_on = condition.provided_on = condition.capacity_given = None
    if move.after == ConditionState.PROVIDED:
        condition.provided_on = day or today
    if move.key in _ANSWERED and capacity is not None:
        condition.capacity_given = capacity
    if move.key == "refuse":
        condition.owner = None


_ANSWERED = {"promise", "postpone", "provide"}
