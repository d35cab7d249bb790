"""A meeting in session: one screen, item by item."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.forms.meetings import SETTLE_CHOICES, DecideForm, SettleForm, owners
from kaigong.coordination.models import ItemState, Meeting
from kaigong.coordination.pages.meetings import item_rows, open_item, progress_of
from kaigong.coordination.selectors.meetings import item_for, meeting_for
from kaigong.coordination.services.agendas import open_item as open_item_now
from kaigong.coordination.services.agendas import settle_item
from kaigong.coordination.services.decisions import decide_item
from kaigong.wording import said


@require_GET
@in_zone("coordination.see_meetings")
def session(request: InZone, meeting: int) -> HttpResponse:
    """The item that is open, the way here and what is left; `?screen=1` for the wall."""
    return _shown(request, meeting_for(request.standing, meeting))


def _shown(request: InZone, meeting: Meeting, form: DecideForm | None = None) -> HttpResponse:
    standing = request.standing
    rows = [
        row
        for row in item_rows(meeting, request.zone.today())
        if row.item.state != ItemState.DROPPED
    ]
    current = next((row for row in rows if row.is_current), None)
    is_wall = request.GET.get("screen") == "1"
    may_decide = standing.may("coordination.chair_meetings") and not is_wall
    context = {
        "meeting": meeting,
        "rows": rows,
        "progress": progress_of(rows),
        "open": open_item(current, standing) if current else None,
        "may_decide": may_decide,
        "form": form,
        "outcomes": SETTLE_CHOICES,
        "tab": "meetings",
    }
    if may_decide and current:
        context |= {"solvers": solvers(standing), "owners": owners(standing)}
    template = "coordination/session_wall.html" if is_wall else "coordination/session.html"
    return render(request, template, context, status=422 if form is not None else 200)


def _to_session(request: InZone, meeting: int) -> HttpResponse:
    return redirect("coordination:session", zone=request.zone.slug, meeting=meeting)


@require_POST
@in_zone("coordination.chair_meetings")
def open_(request: InZone, meeting: int, item: int) -> HttpResponse:
    """Open another item; the open one has to be settled."""
    open_item_now(item_for(request.standing, meeting, item), standing=request.standing)
    return _to_session(request, meeting)


@require_POST
@in_zone("coordination.chair_meetings")
def decide(request: InZone, meeting: int, item: int) -> HttpResponse:
    """A decision: a task with owner and day, and what it does to the issue."""
    found = item_for(request.standing, meeting, item)
    form = DecideForm(request.POST, standing=request.standing)
    if not form.is_valid():
        return _shown(request, found.meeting, form)
    facts = dict(form.cleaned_data)
    and_next = facts.pop("then") == "next"
    task = decide_item(found, standing=request.standing, and_next=and_next, **facts)
    told = said(f"议定第 {task.number} 件：{task.words}", f"Decision {task.number}: {task.words}")
    messages.success(request, told)
    return _to_session(request, meeting)


@require_POST
@in_zone("coordination.chair_meetings")
def settle(request: InZone, meeting: int, item: int) -> HttpResponse:
    """Put off or noted, with a reason."""
    found = item_for(request.standing, meeting, item)
    form = SettleForm(request.POST)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ItemState.NOTED
    words = form.cleaned_data.get("words", "")
    settle_item(found, outcome=outcome, reason=words, standing=request.standing)
    return _to_session(request, meeting)
