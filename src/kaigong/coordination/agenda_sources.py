"""What coordination itself puts on an agenda: unkept decisions first, then what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from kaigong.coordination.agenda import AgendaSource, Drawing, Topic, agenda_sources
from kaigong.coordination.models import (
    AgendaItem,
    Issue,
    IssueState,
    ItemState,
    MeetingTask,
    Outcome,
    TaskState,
    VisitFinding,
)
from kaigong.coordination.pages.issues import ball_of
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.selectors.meetings import meeting_before
from kaigong.portfolio.selectors.lamps import turned_red_since
from kaigong.portfolio.selectors.reds import red_projects
from kaigong.portfolio.sheet import View
from kaigong.wording import said, say

MOST = 60  # of one source; no meeting speaks of more
RED_STATES = (IssueState.ACCEPTED, IssueState.WORKING)


def unkept_tasks(drawing: Drawing) -> Iterator[Topic]:
    """Decisions of earlier meetings that are late, or said to be done and not confirmed."""
    found = (
        MeetingTask.objects.filter(zone=drawing.meeting.zone)
        .filter(state__in=[TaskState.OPEN, TaskState.CLAIMED])
        .exclude(meeting=drawing.meeting)
        .exclude(state=TaskState.OPEN, due_on__gte=drawing.today)
        .select_related("meeting", "organisation", "person")
        .order_by("due_on", "id")
    )
    for task in found[:MOST]:
        days = (drawing.today - task.due_on).days
        if task.state == TaskState.CLAIMED:
            why = said(
                f"{task.meeting}议定，报完成待确认", f"Decided at {task.meeting}; claimed done"
            )
            ball = said("指挥部", "Command office")
        else:
            why = said(
                f"{task.meeting}议定，应于 {task.due_on} 完成，逾期 {days} 天",
                f"Decided at {task.meeting}, due on {task.due_on}, {days} days overdue",
            )
            ball = f"{task.organisation} · {task.person}" if task.person else f"{task.organisation}"
        yield Topic(
            key=f"task-{task.pk}",
            title=task.words,
            why=why,
            ball=ball,
            begun_on=task.due_on,
            path=reverse("coordination:task", args=[drawing.meeting.zone.slug, task.pk]),
            project_id=task.project_id,
            issue_id=task.issue_id,
            task_id=task.pk,
        )


def postponed_items(drawing: Drawing) -> Iterator[Topic]:
    """What the last meeting of the kind put off."""
    last = meeting_before(drawing.meeting)
    if last is None:
        return
    found: QuerySet[AgendaItem] = last.items.filter(state=ItemState.POSTPONED)
    for item in found.exclude(task__state__in=[TaskState.DONE, TaskState.REPLACED]):
        yield Topic(
            key=item.key,
            title=str(item),
            why=said(f"{last}未定：{item.words}", f"Put off at {last}: {item.words}"),
            ball=item.holder,
            begun_on=item.begun_on,
            path=item.path,
            project_id=item.project_id,
            issue_id=item.issue_id,
            task_id=item.task_id,
        )


def findings_of_visits(drawing: Drawing) -> Iterator[Topic]:
    """What on-site working sent to the next meeting and no meeting has settled yet."""
    spoken_of = AgendaItem.objects.filter(
        meeting__zone=drawing.meeting.zone, state__in=[ItemState.DECIDED, ItemState.NOTED]
    )
    found = (
        VisitFinding.objects.filter(visit__zone=drawing.meeting.zone, outcome=Outcome.MEETING)
        .exclude(issue__state__in=[IssueState.CLOSED, IssueState.WITHDRAWN])
        .exclude(issue__in=spoken_of.filter(issue__isnull=False).values("issue"))
        .select_related("visit__by", "visit__zone", "visit__project", *_PEOPLE)
        .order_by("visit__visited_on", "id")
    )
    for finding in found[:MOST]:
        visit = finding.visit
        if finding.issue is not None:
            why = said(
                f"{visit.visited_on} 现场办公（{visit.by}）提交",
                f"Sent here from the site on {visit.visited_on} by {visit.by}",
            )
            yield _of_issue(finding.issue, why, visit.visited_on)


def refused_issues(drawing: Drawing) -> Iterator[Topic]:
    """What a department has returned and nobody leads now."""
    found = _issues(drawing).filter(
        state__in=[IssueState.RAISED, IssueState.TRIAGED], refusals__gt=0
    )
    for issue in found.order_by("severity", "moved_at", "pk")[:MOST]:
        why = said(f"被退回 {issue.refusals} 次，没有牵头部门", f"Refused {issue.refusals} times")
        yield _of_issue(issue, why, _day_of(issue))


def unaccepted_issues(drawing: Drawing) -> Iterator[Topic]:
    """What was assigned and not accepted in time."""
    found = _issues(drawing).filter(state=IssueState.ASSIGNED, acceptance_due_on__lt=drawing.today)
    for issue in found.order_by("severity", "acceptance_due_on", "pk")[:MOST]:
        due_on = issue.acceptance_due_on
        why = said(f"应于 {due_on} 受理，至今未受理", f"To be accepted by {due_on}, still is not")
        yield _of_issue(issue, why, due_on)


def overdue_issues(drawing: Drawing) -> Iterator[Topic]:
    """What is being worked on and late."""
    found = _issues(drawing).filter(state__in=RED_STATES, solution_due_on__lt=drawing.today)
    for issue in found.order_by("solution_due_on", "severity", "pk")[:MOST]:
        if (due_on := issue.solution_due_on) is not None:
            days = (drawing.today - due_on).days
            why = said(
                f"应于 {due_on} 办结，逾期 {days} 天",
                f"To be solved by {due_on}, {days} days overdue",
            )
            yield _of_issue(issue, why, due_on)


def turned_red(drawing: Drawing) -> Iterator[Topic]:
    """Projects whose lamp turned red since the meeting before."""
    new = {lamp.project_id for lamp in turned_red_since(drawing.standing, drawing.since)}
    if not new:
        return
    view = View(month=drawing.today.replace(day=1))
    slug = drawing.meeting.zone.slug
    for red in red_projects(drawing.standing, view, today=drawing.today):
        if red.project_id in new:
            next_ = said(f"；下一步：{red.next_step}", f"; next: {red.next_step}")
            yield Topic(
                key=f"red-{red.project_id}",
                title=red.name,
                why=red.reason + (next_ if red.next_step else ""),
                ball=red.holder,
                begun_on=drawing.meeting.zone.moment_there(red.since).date(),
                path=reverse("portfolio:project", args=[slug, red.code]),
                project_id=red.project_id,
            )


_PEOPLE = tuple(
    f"issue__{name}" for name in ("zone", "project", "lead", "owner", "raised_by", "raised_for")
)


def _issues(drawing: Drawing) -> QuerySet[Issue]:
    return issues_for(drawing.standing).select_related(
        "zone", "project", "lead", "owner", "raised_by", "raised_for"
    )


def _of_issue(issue: Issue, why: str, begun_on: date | None) -> Topic:
    where = said(f"{issue.project}：", f"{issue.project}: ") if issue.project else ""
    return Topic(
        key=f"issue-{issue.pk}",
        title=f"{where}{issue.title}",
        why=why,
        ball=ball_of(issue),
        begun_on=begun_on,
        path=reverse("coordination:issue", args=[issue.zone.slug, issue.number]),
        project_id=issue.project_id,
        issue_id=issue.pk,
    )


def _day_of(issue: Issue) -> date:
    return issue.zone.moment_there(issue.moved_at).date()


for _source in (
    AgendaSource("unkept", 10, say("未落实的议定事项", "Unkept decisions"), unkept_tasks),
    AgendaSource("postponed", 15, say("上次未定", "Put off last time"), postponed_items),
    AgendaSource("visits", 20, say("现场办公提交", "From the site"), findings_of_visits),
    AgendaSource("refused", 30, say("被退回", "Refused"), refused_issues),
    AgendaSource("unaccepted", 35, say("逾期未受理", "Not accepted in time"), unaccepted_issues),
    AgendaSource("overdue", 40, say("逾期未办结", "Overdue"), overdue_issues),
    AgendaSource("red", 50, say("新增红灯", "Turned red"), turned_red),
):
    agenda_sources.register(_source)
