"""The pages of meetings: the list, calling one, and one meeting before and after its session."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.forms.meetings import (
    CallForm,
    ItemForm,
    MeetingForm,
    OrderForm,
    PresenceForm,
    WordsForm,
)
from kaigong.coordination.models import (
    Attendance,
    ItemState,
    Meeting,
    MeetingKind,
    MeetingState,
    Presence,
)
from kaigong.coordination.pages.meetings import item_rows, progress_of
from kaigong.coordination.selectors.issues import open_issues_for
from kaigong.coordination.selectors.meetings import item_for, meeting_for, meetings_for
from kaigong.coordination.services.agenda_sending import send_agenda
from kaigong.coordination.services.agendas import (
    add_item,
    draw_agenda,
    drop_item,
    move_item,
    order_items,
    restore_item,
)
from kaigong.coordination.services.meetings import (
    begin_meeting,
    call_off_meeting,
    call_to_meeting,
    change_meeting,
    end_meeting,
    note_presence,
    plan_meeting,
)
from kaigong.coordination.services.minutes import confirm_minutes, reopen_minutes
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said

COMING = [MeetingState.PLANNED, MeetingState.IN_SESSION, MeetingState.ENDED]
SHOWN = 100


def back(request: InZone, meeting: Meeting, told: str = "", to: str = "meeting") -> HttpResponse:
    """To the page of a meeting again, with what was done."""
    if told:
        messages.success(request, told)
    return redirect(f"coordination:{to}", zone=request.zone.slug, meeting=meeting.pk)


@require_GET
@in_zone("coordination.see_meetings")
def meetings(request: InZone) -> HttpResponse:
    """The meetings that a person takes part in: those to come first, then those that were."""
    found = meetings_for(request.standing).select_related("zone", "chair", "clerk")
    context = {
        "coming": list(found.filter(state__in=COMING).order_by("planned_at", "id")),
        "past": list(found.exclude(state__in=COMING)[:SHOWN]),
        "may_run": request.standing.may("coordination.run_meetings"),
        "tab": "meetings",
    }
    return render(request, "coordination/meetings.html", context)


@require_http_methods(["GET", "POST"])
@in_zone("coordination.run_meetings")
def new(request: InZone) -> HttpResponse:
    """Call a meeting; its agenda is drawn at once."""
    standing = request.standing
    kinds = dict(MeetingKind.choices)
    kind = request.GET.get("kind", "")
    initial = {
        "kind": kind if kind in kinds else MeetingKind.DISPATCH,
        "day": request.zone.today(),
        "hour": "09:00",
        "clerk": request.user,
    }
    posted = request.POST if request.method == "POST" else None
    form = MeetingForm(posted, standing=standing, initial=initial)
    if posted is not None and form.is_valid():
        made = plan_meeting(request.zone, standing=standing, **form.given())
        items = draw_agenda(made, standing=standing)
        told = said(f"已召集{made}，排出 {len(items)} 项", f"{made} is called, {len(items)} items")
        return back(request, made, told)
    status = 422 if form.errors else 200
    return render(request, "coordination/meeting_new.html", {"form": form}, status=status)


@require_GET
@in_zone("coordination.see_meetings")
def meeting(request: InZone, meeting: int) -> HttpResponse:
    """One meeting: its agenda and who is called; after it what was decided."""
    standing = request.standing
    found = meeting_for(standing, meeting)
    rows = item_rows(found, request.zone.today())
    may_chair = standing.may("coordination.chair_meetings")
    may_run = standing.may("coordination.run_meetings")
    is_open = found.state in {MeetingState.PLANNED, MeetingState.IN_SESSION}
    called = list(found.attendances.select_related("organisation", "person"))
    context = {
        "meeting": found,
        "rows": [row for row in rows if row.item.state != ItemState.DROPPED],
        "dropped": [row for row in rows if row.item.state == ItemState.DROPPED],
        "progress": progress_of(rows),
        "called": called,
        "presences": Presence,
        "came": len([each for each in called if each.presence == Presence.CAME]),
        "minutes": list(found.minutes.select_related("confirmed_by")),
        "may_chair": may_chair,
        "may_run": may_run,
        "may_order": may_chair and is_open,
        "may_call": may_run and found.state in COMING,
        "tab": "meetings",
    }
    if context["may_order"]:
        context["projects"] = projects_for(standing).order_by("name")
        context["issues"] = open_issues_for(standing)[:200]
    if context["may_call"]:
        context["bodies"] = solvers(standing)
        context["form"] = _change_form(request, found)
    return render(request, "coordination/meeting.html", context)


def _change_form(request: InZone, meeting: Meeting) -> MeetingForm:
    there = meeting.planned_there
    initial = {
        "kind": meeting.kind, "day": there.date(), "hour": there.time(), "place": meeting.place,
        "subject": meeting.subject, "chair": meeting.chair_id, "clerk": meeting.clerk_id,
        "distribution": meeting.distribution,
    }  # fmt: skip
    return MeetingForm(standing=request.standing, initial=initial, prefix=None)


@require_POST
@in_zone("coordination.run_meetings")
def change(request: InZone, meeting: int) -> HttpResponse:
    """Another hour, place, chair or clerk; the kind stays, since the number hangs on it."""
    found = meeting_for(request.standing, meeting)
    form = MeetingForm({**request.POST.dict(), "kind": found.kind}, standing=request.standing)
    if not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, " ".join(str(fault) for fault in faults))
        return back(request, found)
    facts = form.given()
    del facts["kind"]
    change_meeting(found, standing=request.standing, **facts)
    return back(request, found, said("已改", "Changed"))


@require_POST
@in_zone("coordination.chair_meetings")
def step(request: InZone, meeting: int, step: str) -> HttpResponse:
    """Begin, end, call off; confirm the minutes, or open them again."""
    standing = request.standing
    found = meeting_for(standing, meeting)
    words = request.POST.get("words", "")
    if step == "begin":
        return back(request, begin_meeting(found, standing=standing), to="session")
    if step == "end":
        end_meeting(found, standing=standing)
        return back(request, found, said("已散会，纪要已成稿", "Ended; the minutes are drafted"))
    if step == "call-off":
        call_off_meeting(found, reason=words, standing=standing)
        return back(request, found, said("已取消", "Called off"))
    if step == "confirm":
        minutes = confirm_minutes(found, standing=standing)
        version = minutes.version
        return back(request, found, said(f"纪要第 {version} 稿已确认", f"Version {version} stands"))
    if step == "reopen":
        reopen_minutes(found, reason=words, standing=standing)
        return back(request, found, said("可以更正了", "Open for a correction"))
    raise Http404


@require_POST
@in_zone("coordination.chair_meetings")
def draw(request: InZone, meeting: int) -> HttpResponse:
    """Draw the agenda anew; what a hand has done stays."""
    found = meeting_for(request.standing, meeting)
    items = draw_agenda(found, standing=request.standing)
    return back(request, found, said(f"议程 {len(items)} 项", f"{len(items)} items"))


@require_POST
@in_zone("coordination.run_meetings")
def send(request: InZone, meeting: int) -> HttpResponse:
    """The agenda to all who are called, and to the groups of their bodies."""
    found = meeting_for(request.standing, meeting)
    items = send_agenda(found, standing=request.standing)
    told = said(f"议程 {len(items)} 项已发给参会单位", f"{len(items)} items sent to the called")
    return back(request, found, told)


@require_POST
@in_zone("coordination.chair_meetings")
def order(request: InZone, meeting: int) -> HttpResponse:
    """The chair's order, all at once, as a dragging hand leaves it."""
    found = meeting_for(request.standing, meeting)
    form = OrderForm(request.POST)
    if form.is_valid():
        order_items(found, keys=form.keys(), standing=request.standing)
    return back(request, found)


@require_POST
@in_zone("coordination.chair_meetings")
def add(request: InZone, meeting: int) -> HttpResponse:
    """An item by hand."""
    found = meeting_for(request.standing, meeting)
    form = ItemForm(request.POST, standing=request.standing)
    if not form.is_valid():
        messages.error(request, said("没有这个项目或问题", "There is no such project or issue"))
        return back(request, found)
    item = add_item(found, standing=request.standing, **form.cleaned_data)
    to = "session" if found.state == MeetingState.IN_SESSION else "meeting"
    return back(request, found, said(f"已加：{item}", f"Added: {item}"), to=to)


@require_POST
@in_zone("coordination.chair_meetings")
def move(request: InZone, meeting: int, item: int, way: str) -> HttpResponse:
    """One place up or down, or to the top."""
    found = item_for(request.standing, meeting, item)
    move_item(found, way=way, standing=request.standing)
    response = back(request, found.meeting)
    response["Location"] += f"#item-{found.pk}"
    return response


@require_POST
@in_zone("coordination.chair_meetings")
def drop(request: InZone, meeting: int, item: int) -> HttpResponse:
    """Off the agenda, with a reason."""
    found = item_for(request.standing, meeting, item)
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    drop_item(found, reason=words, standing=request.standing)
    return back(request, found.meeting, said(f"已撤下：{found}", f"Dropped: {found}"))


@require_POST
@in_zone("coordination.chair_meetings")
def restore(request: InZone, meeting: int, item: int) -> HttpResponse:
    """Back onto the agenda."""
    found = item_for(request.standing, meeting, item)
    restore_item(found, standing=request.standing)
    return back(request, found.meeting, said(f"已恢复：{found}", f"Back again: {found}"))


@require_POST
@in_zone("coordination.run_meetings")
def call(request: InZone, meeting: int) -> HttpResponse:
    """Ask bodies, a person or a guest to come."""
    found = meeting_for(request.standing, meeting)
    form = CallForm(request.POST, standing=request.standing)
    if not form.is_valid():
        messages.error(request, said("没有这个单位或人", "There is no such body or person"))
        return back(request, found)
    given = form.cleaned_data
    bodies = list(given["organisations"])
    for body in bodies:
        call_to_meeting(found, organisation=body, standing=request.standing)
    if given["person"] or given["guest"].strip() or not bodies:
        call_to_meeting(
            found, person=given["person"], guest=given["guest"], standing=request.standing
        )
    return back(request, found, said("已列入名单", "On the list"))


@require_POST
@in_zone("coordination.run_meetings")
def presence(request: InZone, meeting: int, attendance: int) -> HttpResponse:
    """Who came."""
    found = meeting_for(request.standing, meeting)
    row = get_object_or_404(
        Attendance.objects.select_related("meeting", "organisation", "person"),
        pk=attendance,
        meeting=found,
    )
    form = PresenceForm(request.POST)
    if form.is_valid():
        note_presence(row, standing=request.standing, **form.cleaned_data)
    return back(request, found)
