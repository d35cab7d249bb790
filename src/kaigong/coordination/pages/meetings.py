"""A meeting as its pages show it: items with their reasons, and what the chair needs to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kaigong.accounts.selectors import Standing
from kaigong.coordination.agenda import agenda_sources
from kaigong.coordination.life import move_called
from kaigong.coordination.models import (
    AgendaItem,
    IssueState,
    IssueTurn,
    ItemState,
    Meeting,
    MeetingTask,
    PaperUse,
    TaskState,
)
from kaigong.coordination.models.meetings import SETTLED
from kaigong.coordination.pages.issues import ball_of
from kaigong.coordination.selectors.issues import turns_for
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.services.decisions import DecisionAct, acts_on
from kaigong.portfolio.selectors.calendars import calendar_of
from kaigong.wording import said

TURNS = 3
USUAL_DAYS = 5  # working days that the form proposes


@dataclass(frozen=True)
class TaskRow:
    """A task with what a line of a list says of it; urgency is now, soon or empty."""

    task: MeetingTask
    due: str
    urgency: str


@dataclass(frozen=True)
class ItemRow:
    """One item of an agenda; `source` says in words where it comes from."""

    item: AgendaItem
    number: int
    source: str
    ball: str
    tasks: list[TaskRow] = field(default_factory=list)
    is_current: bool = False

    @property
    def is_open(self) -> bool:
        return self.item.state == ItemState.WAITING


@dataclass(frozen=True)
class OpenItem:
    """The item that is open in the session, with what one needs to decide it."""

    row: ItemRow
    turns: list[tuple[IssueTurn, str]]
    papers: list[PaperUse]
    acts: list[DecisionAct]
    usual_act: str
    usual_body: int | None
    usual_person: int | None
    usual_day: date


def task_row(task: MeetingTask, today: date) -> TaskRow:
    if task.state != TaskState.OPEN:
        return TaskRow(task, "", "")
    left = (task.due_on - today).days
    if left < 0:
        return TaskRow(task, said(f"逾期 {-left} 天", f"{-left} days overdue"), "now")
    if left == 0:
        return TaskRow(task, said("今天", "today"), "now")
    shown = f"{task.due_on.month}-{task.due_on.day:02d}"
    return TaskRow(task, shown, "soon" if left <= 2 else "")


def task_rows(tasks: Iterable[MeetingTask], today: date) -> list[TaskRow]:
    return [task_row(task, today) for task in tasks]


def item_rows(meeting: Meeting, today: date) -> list[ItemRow]:
    """All items in order; the dropped ones last, without a number."""
    labels = {source.key: str(source.label) for source in agenda_sources}
    by_item: dict[int, list[TaskRow]] = {}
    for task in meeting.tasks.select_related("organisation", "person"):
        by_item.setdefault(task.item_id, []).append(task_row(task, today))
    items = meeting.items.select_related(
        "project", "task", "issue__zone", "issue__project", "issue__lead", "issue__owner",
        "issue__raised_by", "issue__raised_for",
    )  # fmt: skip
    ordered = sorted(items, key=lambda item: item.state == ItemState.DROPPED)
    return [
        ItemRow(
            item,
            number,
            labels.get(item.source, said("会议加题", "Added by hand")),
            ball_of(item.issue) if item.issue and item.task is None else item.holder,
            by_item.get(item.pk, []),
            item.pk == meeting.current_id,
        )
        for number, item in enumerate(ordered, start=1)
    ]


def open_item(row: ItemRow, standing: Standing) -> OpenItem:
    """What stands on the screen while an item is spoken of."""
    item = row.item
    turns: list[tuple[IssueTurn, str]] = []
    papers: list[PaperUse] = []
    if item.issue is not None:
        latest = list(turns_for(standing, item.issue).order_by("-id")[:TURNS])
        for turn in latest:
            move = move_called(turn.move)
            turns.append((turn, str(move.label) if move else ""))
        papers = list(uses_for(standing).filter(issue=item.issue).select_related("paper"))
    if item.task is not None:
        papers += list(uses_for(standing).filter(task=item.task).select_related("paper"))
    acts = acts_on(item, standing)
    earlier, issue, project = item.task, item.issue, item.project
    body = person = None
    if earlier is not None:
        body, person = earlier.organisation_id, earlier.person_id
    elif issue is not None:
        body, person = issue.lead_id, issue.owner_id
    elif project is not None:
        body = project.task_force_id or project.lead_department_id
    zone = standing.zone
    return OpenItem(
        row,
        turns,
        papers,
        acts,
        usual_act=_usual_act(item, acts),
        usual_body=body,
        usual_person=person,
        usual_day=calendar_of(zone).due(zone.today(), USUAL_DAYS).on,
    )


def _usual_act(item: AgendaItem, acts: list[DecisionAct]) -> str:
    """What nearly always follows: an earlier decision is replaced, an issue of nobody is assigned.

    A deadline is not moved unless somebody says so: else a late issue would be late no more.
    """
    offered = {act.key for act in acts}
    if "replace" in offered:
        return "replace"
    is_nobody_s = item.issue is not None and item.issue.state in {
        IssueState.RAISED,
        IssueState.TRIAGED,
    }
    return "assign" if is_nobody_s and "assign" in offered else ""


@dataclass(frozen=True)
class Progress:
    """How far a session is."""

    settled: int
    of: int
    tasks: int


def progress_of(rows: Iterable[ItemRow]) -> Progress:
    spoken = [row for row in rows if row.item.state != ItemState.DROPPED]
    settled = [row for row in spoken if row.item.state in SETTLED]
    return Progress(len(settled), len(spoken), sum(len(row.tasks) for row in spoken))
