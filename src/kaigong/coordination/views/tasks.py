"""The tasks that meetings gave: the list, one task, claiming and confirming it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.meetings import TaskDeadlineForm, WordsForm
from kaigong.coordination.minutes.workbook import tasks_workbook
from kaigong.coordination.models import MeetingTask, TaskState
from kaigong.coordination.pages.meetings import task_row, task_rows
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.selectors.meetings import (
    TASK_VIEWS,
    UNDONE,
    is_mine,
    meetings_for,
    task_for,
    tasks_for,
    tasks_in_view,
)
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.services.tasks import (
    claim_task,
    confirm_task,
    move_task_deadline,
    send_task_back,
    withdraw_task,
)
from kaigong.coordination.views.minutes import XLSX
from kaigong.coordination.views.taking import taken
from kaigong.wording import said

PAGE = 100


@require_GET
@in_zone("coordination.see_meetings")
def tasks(request: InZone) -> HttpResponse:
    """Tasks: those that wait for the reader first."""
    counts = {view: tasks_in_view(request.standing, view).count() for view in TASK_VIEWS}
    asked = request.GET.get("view", "")
    view = asked if asked in TASK_VIEWS else ("mine" if counts["mine"] else "open")
    found = tasks_in_view(request.standing, view).select_related(
        "zone", "meeting", "organisation", "person", "project", "issue"
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "views": [(key, label, counts[key]) for key, label in TASK_VIEWS.items()],
        "view": view,
        "page": page,
        "rows": task_rows(page.object_list, request.zone.today()),
        "tab": "tasks",
    }
    return render(request, "coordination/tasks.html", context)


@require_GET
@in_zone("coordination.see_meetings")
def workbook(request: InZone) -> HttpResponse:
    """All tasks that a person may see, as a workbook."""
    found = tasks_for(request.standing).select_related(
        "meeting", "organisation", "person", "project", "issue"
    )
    title = said("议定事项", "Decisions of meetings")
    content = tasks_workbook(found.order_by("due_on", "id"), title=f"{request.zone} · {title}")
    name = f"{request.zone}-{title}-{request.zone.today()}.xlsx"
    return taken(content, name=name, kind=XLSX)


@require_GET
@in_zone("coordination.see_meetings")
def task(request: InZone, task: int) -> HttpResponse:
    """One task: what, who, until when, and the next step."""
    standing = request.standing
    found = task_for(standing, task)
    may_run = standing.may("coordination.run_meetings")
    context = {
        "task": found,
        "row": task_row(found, request.zone.today()),
        "papers": uses_for(standing).filter(task=found).select_related("paper"),
        "sees_meeting": meetings_for(standing).filter(pk=found.meeting_id).exists(),
        "sees_issue": found.issue is not None
        and issues_for(standing).filter(pk=found.issue.pk).exists(),
        "may_claim": found.state == TaskState.OPEN and (may_run or is_mine(standing, found)),
        "may_judge": found.state == TaskState.CLAIMED and may_run,
        "may_withdraw": found.state in UNDONE and may_run,
        "may_move": found.state == TaskState.OPEN and may_run,
        "tab": "tasks",
    }
    return render(request, "coordination/task.html", context)


@require_POST
@in_zone("coordination.see_meetings")
def claim(request: InZone, task: int) -> HttpResponse:
    """Done, in words or with papers."""
    found = task_for(request.standing, task)
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    files = request.FILES.getlist("files")
    claim_task(found, words=words, files=files, standing=request.standing)
    return _back(request, found, said("已报完成，待确认", "Claimed done"))


@require_POST
@in_zone("coordination.run_meetings")
def judge(request: InZone, task: int, verdict: str) -> HttpResponse:
    """Confirmed, sent back, or withdrawn."""
    found = task_for(request.standing, task)
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    if verdict == "confirm":
        confirm_task(found, words=words, standing=request.standing)
        return _back(request, found, said("已确认完成", "Confirmed"))
    if verdict == "send-back":
        send_task_back(found, words=words, standing=request.standing)
        return _back(request, found, said("已退回", "Sent back"))
    if verdict == "withdraw":
        withdraw_task(found, words=words, standing=request.standing)
        return _back(request, found, said("已撤销", "Withdrawn"))
    raise Http404


@require_POST
@in_zone("coordination.run_meetings")
def deadline(request: InZone, task: int) -> HttpResponse:
    """Another day, with a reason."""
    found = task_for(request.standing, task)
    form = TaskDeadlineForm(request.POST)
    if not form.is_valid():
        messages.error(request, said("请选择新的期限", "Choose the new day"))
        return redirect("coordination:task", zone=request.zone.slug, task=found.pk)
    given = form.cleaned_data
    move_task_deadline(found, to=given["to"], reason=given["words"], standing=request.standing)
    return _back(request, found, said("已改期", "Moved"))


def _back(request: InZone, task: MeetingTask, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("coordination:task", zone=request.zone.slug, task=task.pk)
