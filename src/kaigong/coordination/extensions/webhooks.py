"""Webhooks: their word on the rail, and what happens to issues written to who is to be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.dispatch import Signal

from kaigong.accounts.models import User, Zone
from kaigong.coordination import events
from kaigong.coordination.models import (
    Issue,
    IssueHelp,
    IssueTurn,
    MeetingTask,
    Question,
    TaskState,
)
from kaigong.coordination.sending import tell
from kaigong.web import rail
from kaigong.wording import say

Facts = dict[str, Any]


def _issue(issue: Issue) -> Facts:
    from kaigong.coordination.api.issue_shapes import (
        issue_out,
    )  # laid out after the apps

    # The row is held, so that letters about one issue are numbered as things happened.
    held = Issue.objects.select_for_update(of=("self",)).select_related(
        "category", "project", "lead", "owner", "raised_by", "raised_for"
    )
    return {"issue": issue_out(held.get(pk=issue.pk)).model_dump(mode="json")}


def _help(help_: IssueHelp) -> Facts:
    return {
        "organisation": help_.organisation.name,
        "task": help_.task,
        "due_on": help_.due_on.isoformat(),
        "state": str(help_.state),
        "answer": help_.answer,
    }


def _question(question: Question) -> Facts:
    return {
        "firm": question.organisation.name,
        "project": question.project.code if question.project else None,
        "text": question.text,
        "due_on": question.due_on.isoformat(),
        "answer": question.answer,
    }


def _decision(task: MeetingTask) -> Facts:
    from kaigong.coordination.api.decisions import decision_out  # laid out after the apps

    held = MeetingTask.objects.select_for_update(of=("self",)).select_related(
        "zone", "meeting", "item", "organisation", "person", "project", "issue", "decided_by"
    )
    found = held.get(pk=task.pk)
    return {"decision": decision_out(found, found.zone).model_dump(mode="json")}


def _remark(turn: IssueTurn) -> Facts:
    return {
        "words": turn.words,
        "acting_for": turn.acting_for.name if turn.acting_for else None,
        "is_internal": turn.is_internal,
    }


def on_raised(zone: Zone, issue: Issue, by: User | None, **_: object) -> None:
    tell(zone, "issue.raised", subject=issue.number, by=by, facts=lambda: _issue(issue))


def on_moved(
    zone: Zone, issue: Issue, by: User | None, move: str, before: str, **_: object
) -> None:
    def facts() -> Facts:
        return {"move": move, "before": str(before), **_issue(issue)}

    tell(zone, "issue.moved", subject=issue.number, by=by, facts=facts)


def on_help(zone: Zone, issue: Issue, by: User | None, signal: Signal, **news: Any) -> None:
    def facts() -> Facts:
        return {"help": _help(news["help"]), **_issue(issue)}

    event = "help.asked" if signal is events.help_asked else "help.answered"
    tell(zone, event, subject=issue.number, by=by, facts=facts)


def on_question(
    zone: Zone, question: Question, by: User | None, signal: Signal, **_: object
) -> None:
    def facts() -> Facts:
        about = _issue(question.issue) if question.issue else {}
        return {"question": _question(question), **about}

    event = "question.asked" if signal is events.question_asked else "question.answered"
    about = question.issue.number if question.issue else getattr(question.project, "code", "")
    tell(zone, event, subject=about, by=by, facts=facts)


def on_remarked(zone: Zone, issue: Issue, by: User | None, turn: IssueTurn, **_: object) -> None:
    def facts() -> Facts:
        return {"remark": _remark(turn), **_issue(issue)}

    tell(zone, "issue.remarked", subject=issue.number, by=by, facts=facts)


def on_decided(zone: Zone, task: MeetingTask, by: User | None, **_: object) -> None:
    _tell_of(zone, "decision.decided", task, by, lambda: _decision(task))


def on_task_moved(zone: Zone, task: MeetingTask, by: User | None, before: str, **_: object) -> None:
    event = "decision.done" if task.state == TaskState.DONE else "decision.moved"
    _tell_of(zone, event, task, by, lambda: {"before": str(before), **_decision(task)})


def on_task_due_moved(
    zone: Zone, task: MeetingTask, by: User | None, before: date, **_: object
) -> None:
    _tell_of(
        zone, "decision.due-moved", task, by,
        lambda: {"before": before.isoformat(), **_decision(task)},
    )  # fmt: skip


def on_task_late(zone: Zone, task: MeetingTask, **_: object) -> None:
    _tell_of(zone, "decision.late", task, None, lambda: _decision(task))


def _tell_of(
    zone: Zone, event: str, task: MeetingTask, by: User | None, facts: Callable[[], Facts]
) -> None:
    tell(zone, event, subject=f"decision-{task.pk}", by=by, facts=facts)


events.issue_raised.connect(on_raised, dispatch_uid="webhooks")
events.issue_moved.connect(on_moved, dispatch_uid="webhooks")
events.help_asked.connect(on_help, dispatch_uid="webhooks")
events.help_answered.connect(on_help, dispatch_uid="webhooks")
events.question_asked.connect(on_question, dispatch_uid="webhooks")
events.question_answered.connect(on_question, dispatch_uid="webhooks")
events.issue_remarked.connect(on_remarked, dispatch_uid="webhooks")
events.meeting_decided.connect(on_decided, dispatch_uid="webhooks")
events.task_moved.connect(on_task_moved, dispatch_uid="webhooks")
events.task_due_moved.connect(on_task_due_moved, dispatch_uid="webhooks")
events.task_late.connect(on_task_late, dispatch_uid="webhooks")
rail.register(
    rail.Word(
        say("推送", "Hooks"),
        "coordination:webhooks",
        right="coordination.manage_webhooks",
        order=93,
        family="running the zone",
    )
)
