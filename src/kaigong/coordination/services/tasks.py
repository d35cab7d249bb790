"""The short life of a task: open, claimed done with words or paper, confirmed or sent back."""

from __future__ import annotations

from collections.abc import Iterable

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
    events.task_confirmed.send(sender=MeetingTask, zone=held.zone, task=held, by=standing.user)
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
    held.state, held.answer = TaskState.WITHDRAWN, words.strip()[:500]
    held.save()
    record(
        "coordination.task.withdrawn", by=standing.user, zone=held.zone.slug,
        subject=f"task-{held.pk}", reason=held.answer,
    )  # fmt: skip
    return held


def _held(task: MeetingTask, standing: Standing) -> MeetingTask:
    return (
        MeetingTask.objects.select_for_update(of=("self",))
        .select_related("zone", "meeting", "organisation", "person", "issue")
        .get(pk=task.pk, zone=standing.zone)
    )


def _require(task: MeetingTask, state: TaskState, what: str) -> None:
    if task.state != state:
        raise TaskStateError(state=TaskState(task.state).label, what=what)
