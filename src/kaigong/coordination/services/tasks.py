"""The short life of a task: open, claimed done with words or paper, confirmed or sent back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.files.base import File
from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.models import MeetingTask, TaskState
from kaigong.coordination.selectors.meetings import is_mine
from kaigong.coordination.services.issues import remark_on_issue
from kaigong.coordination.services.meeting_errors import (
    DecisionPastError,
    NotYourTaskError,
    TaskStateError,
    WordsForTaskError,
)
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.wording import said


@transaction.atomic
def claim_task(
    task: MeetingTask, *, words: str, standing: Standing, files: Iterable[File[bytes]] = ()
) -> MeetingTask:
    """Say that a task is done, in words or with papers.

    Raises:
        NotYourTaskError, TaskStateError, WordsForTaskError: it stays open.
        ProofTooLargeError, ProofKindError, EmptyProofError: so it does.
    """
    held = _held(task, standing)
    if not (is_mine(standing, held) or standing.may("coordination.run_meetings")):
        raise NotYourTaskError(whom=str(held.person or held.organisation))
    _require(held, TaskState.OPEN, said("报完成", "claim it done"))
    papers = [
        keep_paper(held.zone, file=file, by=standing.user, organisation=held.organisation)
        for file in files
    ]
    if not words.strip() and not papers:
        raise WordsForTaskError()
    for paper in papers:
        put_beside(paper, held, by=standing.user)
    held.state, held.claim = TaskState.CLAIMED, words.strip()[:500]
    held.claimed_by, held.claimed_at = standing.user, clock.now()
    held.save()
    record(
        "coordination.task.claimed", by=standing.user, zone=held.zone.slug,
        subject=f"task-{held.pk}", words=held.claim, papers=len(papers),
    )  # fmt: skip
    _moved(held, TaskState.OPEN, standing)
    return held


@transaction.atomic
def confirm_task(task: MeetingTask, *, standing: Standing, words: str = "") -> MeetingTask:
    """Confirm that a task is done; its issue is told.

    Raises:
        TaskStateError: it is over already.
    """
    held = _held(task, standing)
    _require(held, TaskState.CLAIMED, said("确认", "confirm it"))
    held.state, held.answer = TaskState.DONE, words.strip()[:500]
    held.confirmed_by, held.confirmed_at = standing.user, clock.now()
    held.save()
    record(
        "coordination.task.confirmed", by=standing.user, zone=held.zone.slug,
        subject=f"task-{held.pk}", words=held.answer,
    )  # fmt: skip
    if held.issue is not None:
        told = said(f"议定事项已完成：{held.words}", f"Decision kept: {held.words}")
        remark_on_issue(held.issue, standing=standing, words=told, is_internal=held.is_internal)
    _moved(held, TaskState.CLAIMED, standing)
    return held


@transaction.atomic
def send_task_back(task: MeetingTask, *, words: str, standing: Standing) -> MeetingTask:
    """A claim does not hold; the task is open again, with the reason.

    Raises:
        TaskStateError, WordsForTaskError: it stays claimed.
    """
    held = _held(task, standing)
    _require(held, TaskState.CLAIMED, said("退回", "send it back"))
    if not words.strip():
        raise WordsForTaskError()
    held.state, held.answer = TaskState.OPEN, words.strip()[:500]
    held.claimed_at = None
    held.save()
    record(
        "coordination.task.sent-back", by=standing.user, zone=held.zone.slug,
        subject=f"task-{held.pk}", reason=held.answer,
    )  # fmt: skip
    _moved(held, TaskState.CLAIMED, standing)
    return held


@transaction.atomic
def withdraw_task(task: MeetingTask, *, words: str, standing: Standing) -> MeetingTask:
    """A task is not to be done any more, with the reason.

    Raises:
        TaskStateError, WordsForTaskError: it stays as it is.
    """
    held = _held(task, standing)
    if held.state != TaskState.CLAIMED:
        _require(held, TaskState.OPEN, said("撤销", "withdraw it"))
    if not words.strip():
        raise WordsForTaskError()
    before = TaskState(held.state)
    held.state, held.answer = TaskState.WITHDRAWN, words.strip()[:500]
    held.save()
    record(
        "coordination.task.withdrawn", by=standing.user, zone=held.zone.slug,
        subject=f"task-{held.pk}", reason=held.answer,
    )  # fmt: skip
    _moved(held, before, standing)
    return held


@transaction.atomic
def move_task_deadline(
    task: MeetingTask, *, to: date, reason: str, standing: Standing
) -> MeetingTask:
    """Give a decision another day, with a reason; its issue is told.

    Raises:
        TaskStateError, WordsForTaskError, DecisionPastError: it keeps its day.
    """
    held = _held(task, standing)
    _require(held, TaskState.OPEN, said("改期", "move its day"))
    if not reason.strip():
        raise WordsForTaskError()
    today = held.zone.today()
    if to < today:
        raise DecisionPastError(due_on=to, today=today)
    before = held.due_on
    if to == before:
        return held
    held.due_on = to
    held.save()
    record(
        "coordination.task.due-moved", by=standing.user, zone=held.zone.slug,
        subject=f"task-{held.pk}", before=before, after=to, reason=reason.strip(),
    )  # fmt: skip
    if held.issue is not None:
        told = said(
            f"议定事项改期 {before} → {to}（{held.words}）：{reason.strip()}",
            f"Decision moved {before} → {to} ({held.words}): {reason.strip()}",
        )
        remark_on_issue(held.issue, standing=standing, words=told, is_internal=held.is_internal)
    events.task_due_moved.send(
        sender=MeetingTask, zone=held.zone, task=held, by=standing.user, before=before
    )
    return held


def _moved(task: MeetingTask, before: TaskState, standing: Standing) -> None:
    events.task_moved.send(
        sender=MeetingTask, zone=task.zone, task=task, by=standing.user, before=before
    )


def _held(task: MeetingTask, standing: Standing) -> MeetingTask:
    return (
        MeetingTask.objects.select_for_update(of=("self",))
        .select_related("zone", "meeting", "organisation", "person", "issue")
        .get(pk=task.pk, zone=standing.zone)
    )


def _require(task: MeetingTask, state: TaskState, what: str) -> None:
    if task.state != state:
        raise TaskStateError(state=TaskState(task.state).label, what=what)
