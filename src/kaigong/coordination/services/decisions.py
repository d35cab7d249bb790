"""A meeting decides: a task with owner and day, and what it does to the issue, in one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from kaigong.accounts.models import Organisation, User
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.life import OVER, Party, moves_from
from kaigong.coordination.models import (
    AgendaItem,
    Issue,
    ItemState,
    Meeting,
    MeetingState,
    MeetingTask,
    TaskState,
)
from kaigong.coordination.parties import parties_of
from kaigong.coordination.services.agendas import open_next, require_turn
from kaigong.coordination.services.helps import ask_for_help
from kaigong.coordination.services.issues import move_deadline, move_issue, remark_on_issue
from kaigong.coordination.services.meeting_errors import (
    ActNotPossibleError,
    DecisionIncompleteError,
    DecisionPastError,
    ItemSettledError,
    NotOfBodyError,
)
from kaigong.coordination.services.meetings import held_meeting, require
from kaigong.wording import said, say


@dataclass(frozen=True)
class Decided:
    """What was decided, as it is told to the issue."""

    task: MeetingTask
    standing: Standing

    @property
    def sentence(self) -> str:
        """As it stands on the issue's trail."""
        task = self.task
        who = f"{task.organisation} · {task.person}" if task.person else str(task.organisation)
        return said(
            f"{task.meeting}议定：{task.words}（{who}，{task.due_on} 前）",
            f"{task.meeting} decided: {task.words} ({who}, by {task.due_on})",
        )


@dataclass(frozen=True)
class DecisionAct:
    """What a decision can do at once to the issue, or the earlier task, that it is about."""

    key: str
    label: str
    fits: Callable[[AgendaItem, Standing], bool]


def _may_assign(item: AgendaItem, standing: Standing) -> bool:
    issue = item.issue
    if issue is None or Party.DISPATCH not in parties_of(issue, standing):
        return False
    return any(move.key == "assign" for move in moves_from(issue.state))


def _may_move_deadline(item: AgendaItem, standing: Standing) -> bool:
    issue = item.issue
    if issue is None or issue.state in OVER or issue.solution_due_on is None:
        return False
    return Party.DISPATCH in parties_of(issue, standing)


def _may_ask_help(item: AgendaItem, standing: Standing) -> bool:
    issue = item.issue
    if issue is None or issue.state in OVER:
        return False
    return bool({Party.DISPATCH, Party.LEAD} & parties_of(issue, standing))


def _may_replace(item: AgendaItem, _standing: Standing) -> bool:
    task = item.task
    return task is not None and task.state in {TaskState.OPEN, TaskState.CLAIMED}


ACTS: tuple[DecisionAct, ...] = (
    DecisionAct("replace", say("代替原议定事项", "In place of the earlier decision"), _may_replace),
    DecisionAct("assign", say("交办该单位牵头", "Assign the issue to this body"), _may_assign),
    DecisionAct("deadline", say("改问题办结期限", "Move the issue's deadline"), _may_move_deadline),
    DecisionAct("help", say("请该单位配合", "Ask this body to help"), _may_ask_help),
)
_BY_KEY = {act.key: act for act in ACTS}


def acts_on(item: AgendaItem, standing: Standing) -> list[DecisionAct]:
    """What a decision on an item can do at once; the usual one first."""
    return [act for act in ACTS if act.fits(item, standing)]


@transaction.atomic
def decide_item(
    item: AgendaItem,
    *,
    words: str,
    organisation: Organisation | None,
    due_on: date | None,
    standing: Standing,
    person: User | None = None,
    act: str = "",
    is_internal: bool = False,
    and_next: bool = False,
) -> MeetingTask:
    """Decide: who does what by which day, and do at once to the issue what that says.

    Args:
        act: Of `ACTS`, or empty for the task alone; the issue is told either way.
        is_internal: The issue's firm does not read it.

    Raises:
        DecisionIncompleteError, DecisionPastError, NotOfBodyError, ActNotPossibleError,
        ItemSettledError, ItemUnsettledError, MeetingStateError: nothing is decided, and the issue
            stays as it is.
    """
    held = held_meeting(item.meeting, standing)
    require(held, [MeetingState.IN_SESSION], said("议定", "decide"))
    item = AgendaItem.objects.select_related("issue", "issue__zone", "task", "project").get(
        pk=item.pk
    )
    if item.state not in {ItemState.WAITING, ItemState.DECIDED}:
        state = ItemState(item.state).label
        raise ItemSettledError(title=str(item), state=state, what=said("议定", "decide"))
    require_turn(held, item)
    _check(held, words, organisation, due_on, person)
    assert organisation is not None and due_on is not None  # noqa: S101, PT018  (checked above)
    chosen = _BY_KEY.get(act)
    if act and (chosen is None or not chosen.fits(item, standing)):
        raise ActNotPossibleError(act=chosen.label if chosen else act, title=str(item))
    last = held.tasks.aggregate(Max("number"))["number__max"] or 0
    task = MeetingTask.objects.create(
        zone=held.zone, meeting=held, item=item, number=last + 1, words=words.strip()[:500],
        organisation=organisation, person=person, due_on=due_on, project_id=item.project_id,
        issue=item.issue, act=act, is_internal=is_internal, decided_at=clock.now(),
        decided_by=standing.user, is_sample=held.is_sample,
    )  # fmt: skip
    _tell(Decided(task, standing))
    if act == "replace" and item.task is not None:
        _replace(item.task, task, standing)
    item.state, item.settled_at = ItemState.DECIDED, task.decided_at
    item.save()
    if and_next:
        open_next(held)
    record(
        "coordination.meeting.decided", by=standing.user, zone=held.zone.slug,
        subject=f"meeting-{held.pk}", title=item.title, task=task.words,
        organisation=organisation.name, person=person.username if person else "", due_on=due_on,
        issue=item.issue.number if item.issue else "",
        project=item.project.code if item.project else "", internal=is_internal,
    )  # fmt: skip
    events.meeting_decided.send(
        sender=MeetingTask, zone=held.zone, meeting=held, task=task, by=standing.user
    )
    return task


def _check(
    meeting: Meeting,
    words: str,
    organisation: Organisation | None,
    due_on: date | None,
    person: User | None,
) -> None:
    missing = []
    if not words.strip():
        missing.append(said("做什么", "what is done"))
    if organisation is None:
        missing.append(said("责任单位", "the responsible body"))
    if due_on is None:
        missing.append(said("完成期限", "the day"))
    if missing:
        raise DecisionIncompleteError(missing="、".join(missing))
    today = meeting.zone.today()
    if due_on is not None and due_on < today:
        raise DecisionPastError(due_on=due_on, today=today)
    if organisation is None or person is None:
        return
    if not organisation.memberships.filter(user=person).exists():
        raise NotOfBodyError(person=str(person), organisation=str(organisation))


def _tell(decided: Decided) -> None:
    """Do to the issue what was decided; its own trail says which meeting decided it."""
    task, standing = decided.task, decided.standing
    issue = task.issue
    if issue is None:
        return
    if task.is_internal:
        shown = said("会议议定", "decided by a meeting")
        remark_on_issue(issue, standing=standing, words=decided.sentence, is_internal=True)
    else:
        shown = decided.sentence
    if task.act == "assign":
        _assign(issue, decided, shown)
    elif task.act == "deadline":
        move_deadline(issue, to=task.due_on, reason=shown, standing=standing)
    elif not task.is_internal:
        remark_on_issue(issue, standing=standing, words=decided.sentence)
    if task.act == "help":
        ask_for_help(
            issue, of=task.organisation, task=task.words, due_on=task.due_on, standing=standing
        )


def _assign(issue: Issue, decided: Decided, words: str) -> None:
    task, standing = decided.task, decided.standing
    move_issue(issue, "assign", standing=standing, lead=task.organisation, words=words)
    if issue.solution_due_on != task.due_on:
        reason = said(f"{task.meeting}定", f"set by {task.meeting}")
        move_deadline(issue, to=task.due_on, reason=reason, standing=standing)


def _replace(earlier: MeetingTask, task: MeetingTask, standing: Standing) -> None:
    before = TaskState(earlier.state)
    earlier.state, earlier.replaced_by = TaskState.REPLACED, task
    earlier.save()
    events.task_moved.send(
        sender=MeetingTask, zone=task.zone, task=earlier, by=standing.user, before=before
    )
