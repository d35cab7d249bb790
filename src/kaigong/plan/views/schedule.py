"""The plan of one project: page and feed, and what planners do to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.errors import KaigongError
from kaigong.plan.forms import (
    ActivityForm,
    DrawPlanForm,
    LockForm,
    ProgressForm,
    ReasonForm,
    initial_of,
)
from kaigong.plan.models import ReasonCode, Trade
from kaigong.plan.moments import begin_of, start_day
from kaigong.plan.pages.durations import known_words
from kaigong.plan.pages.feeds import Chart
from kaigong.plan.pages.interfaces import interfaces_of
from kaigong.plan.pages.papers import paper_context
from kaigong.plan.pages.plan_chart import chart_of, lines_of
from kaigong.plan.pages.plan_files import beyond_in_words
from kaigong.plan.pages.plan_head import head_of, past_context
from kaigong.plan.pages.resources import short_resources
from kaigong.plan.pasted_cells import MOST_ROWS
from kaigong.plan.resources import needs_written, resources_of
from kaigong.plan.selectors.condition_durations import known_conditions
from kaigong.plan.selectors.past import plan_on
from kaigong.plan.selectors.plans import OpenPlan, open_plan, plan_of
from kaigong.plan.services.activities import (
    add_activity,
    change_activity,
    remove_activities,
    report_progress,
    undo_edit,
)
from kaigong.plan.services.plans import draw_plan, lock_plan
from kaigong.plan.templates import template_called, templates
from kaigong.plan.views.effects import first_shown
from kaigong.web.amounts import ledger_unit
from kaigong.web.asof import day_asked, on_the_same_day
from kaigong.wording import explain, said


def _is_backward(request: InZone) -> bool:
    return request.GET.get("way") != "forward"


@require_GET
@in_zone("plan.see_plans")
def schedule(request: InZone, code: str) -> HttpResponse:
    """The plan of a project, or how to begin one."""
    project, opened = plan_of(request.standing, code)
    if opened is None:
        context = {
            "project": project,
            "may_draw": request.standing.may("plan.edit_plans"),
            "templates": templates().values(),
            "start_on": project.started_on or project.planned_start_on or request.zone.today(),
            "today": request.zone.today(),
        }
        return render(request, "plan/no_plan.html", context)
    return _page(request, plan_on(opened, day_asked(request)))


def _page(
    request: InZone,
    opened: OpenPlan,
    *,
    form: ActivityForm | None = None,
    row: str = "",
    status: int = 200,
) -> HttpResponse:
    zone, standing, project = request.zone, request.standing, opened.project
    day = day_asked(request)
    is_backward = _is_backward(request)
    lines = lines_of(opened)
    chosen = row or request.GET.get("row", "")
    line = next((each for each in lines if each.row.key == chosen), None)
    may_edit = standing.may("plan.edit_plans") and day is None
    if form is None and may_edit:
        initial: dict[str, object] = {"trade": Trade.WORKS}
        if line is not None:
            per_day = opened.per_day(line.row)
            ledger = ledger_unit(zone.currency)
            initial = initial_of(line.row, per_day=per_day, links=line.links, ledger=ledger)
            initial["needs"] = needs_written(line.row.needs, resources_of(opened.plan))
        form = _activity_form(opened, initial=initial)
    feed = reverse("plan:schedule_feed", args=[zone.slug, project.code])
    way = "" if is_backward else "?way=forward"
    on = urlencode({"as_of": day.isoformat()}) if day else ""
    context = {
        "project": project,
        "outline": reverse("plan:edit_outline", args=[zone.slug, project.code]) + way,
        "plan": opened.plan,
        "opened": opened,
        "interfaces": interfaces_of(opened),
        "moved_by": opened.moved_by,
        "lines": lines,
        "line": line,
        "head": head_of(opened) if lines else None,
        "why": opened.why(line.row) if line is not None and not line.is_summary else "",
        "known": known_words(opened, line.row)
        if line is not None and may_edit and line.row.started is None and not line.is_summary
        else "",
        "beyond": beyond_in_words(line.row.beyond) if line is not None else (),
        "feed": on_the_same_day(request, feed) + (way.replace("?", "&") if day else way),
        **past_context(request, opened),
        "kept": [] if is_backward else [("way", "forward")],
        "is_backward": is_backward,
        "edits": opened.edits(),
        "form": form,
        "reasons": ReasonCode.choices,
        "conditions": known_conditions(zone) if may_edit and line is None else (),
        "short": short_resources(opened) if lines and not opened.plan.fault else (),
        "levelled_on": None
        if line is None or line.row.levelled is None or line.row.started is not None
        else start_day(line.row.levelled),
        "may_edit": may_edit,
        "may_report": standing.may("plan.report_progress") and day is None,
        "may_lock": standing.may("plan.lock_plans") and day is None,
        "most_pasted": MOST_ROWS,
        "asked": f"{on}&" * bool(on) + "way=forward&" * (not is_backward),
        **paper_context(request),
    }
    template = "plan/schedule_print.html" if context["is_print"] else "plan/schedule.html"
    return render(request, template, context, status=status)


@require_GET
@in_zone("plan.see_plans")
def schedule_feed(request: InZone, code: str) -> HttpResponse:
    """The plan as columns for the chart; without a plan they are empty."""
    _project, opened = plan_of(request.standing, code)
    if opened is None:
        return JsonResponse(Chart(today=begin_of(request.zone.today())).as_feed())
    day = day_asked(request)
    chart = chart_of(
        plan_on(opened, day),
        is_backward=_is_backward(request),
        is_edited=request.standing.may("plan.edit_plans") and day is None,
    )
    return JsonResponse(chart.as_feed())


@require_POST
@in_zone("plan.edit_plans")
def draw(request: InZone, code: str) -> HttpResponse:
    """Begin the plan of a project, from a template or empty."""
    project, _opened = plan_of(request.standing, code)
    form = DrawPlanForm(request.POST)
    if not form.is_valid():
        return _refused(request, code, form)
    given = form.cleaned_data
    draw_plan(
        project,
        standing=request.standing,
        start=given["start_on"],
        template=template_called(given["template"]) if given["template"] else None,
        promised_on=given["promised_on"],
    )
    return _back(request, code, told=said("已编制", "The plan is drawn"))


@require_POST
@in_zone("plan.edit_plans")
def add(request: InZone, code: str) -> HttpResponse:
    """Put an activity into the plan."""
    opened = open_plan(request.standing, code)
    form = _activity_form(opened, request.POST)
    if not form.is_valid():
        return _told(request, opened, form)
    given = form.cleaned_data
    try:
        add_activity(
            opened.plan,
            given["key"],
            form.words(),
            standing=request.standing,
            below=given["below"],
            after_line=given["after_line"],
            seen_version=given["version"],
            reason=given["reason"],
            why=given["why"],
        )
    except KaigongError as refused:
        return _typed_again(request, opened, form, refused)
    told = said("已新增", "Added") + _is_past(request, given)
    return _back(request, code, told=told, row=given["key"])


@require_POST
@in_zone("plan.edit_plans")
def change(request: InZone, code: str, key: str, *, is_trial: bool = False) -> HttpResponse:
    """Say an activity anew; as a trial it shows what that would move."""
    opened = open_plan(request.standing, code)
    form = _activity_form(opened, request.POST)
    if not form.is_valid():
        if request.htmx:
            return render(request, "plan/effects_faults.html", {"form": form}, status=422)
        return _told(request, opened, form, row=key)
    given = form.cleaned_data

    def act() -> None:
        change_activity(
            opened.plan,
            key,
            form.words(),
            standing=request.standing,
            seen_version=given["version"],
            reason=_reason(given, is_trial=is_trial),
            why=given["why"],
        )

    try:
        shown = first_shown(
            request, opened, act, name="change_activity", key=key, is_trial=is_trial
        )
        if shown is not None:
            return shown
        act()
    except KaigongError as refused:
        if request.htmx:
            raise
        return _typed_again(request, opened, form, refused, row=key)
    told = said("已修改", "Changed") + _is_past(request, given)
    return _back(request, code, told=told, row=key)


@require_POST
@in_zone("plan.edit_plans")
def remove(request: InZone, code: str, key: str, *, is_trial: bool = False) -> HttpResponse:
    """Take an activity out, with what lies below it; as a trial it shows what that would move."""
    opened = open_plan(request.standing, code)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _refused(request, code, form, row=key)

    given = form.cleaned_data
    reason = _reason(given, is_trial=is_trial)

    def act() -> None:
        remove_activities(
            opened.plan, [key], standing=request.standing, reason=reason, why=given["why"]
        )

    shown = first_shown(request, opened, act, name="remove_activity", key=key, is_trial=is_trial)
    if shown is not None:
        return shown
    act()
    return _back(request, code, told=said("已删除，可撤销", "Removed; it can be undone"))


@require_POST
@in_zone("plan.report_progress")
def progress(request: InZone, code: str, key: str, *, is_trial: bool = False) -> HttpResponse:
    """Keep what happened to an activity; as a trial it shows what that would move."""
    opened = open_plan(request.standing, code)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return _refused(request, code, form, row=key)
    given = form.cleaned_data
    share = given["percent"]

    def act() -> None:
        report_progress(
            opened.plan,
            key,
            standing=request.standing,
            started_on=given["started_on"],
            finished_on=given["finished_on"],
            share=None if share is None else float(share) / 100,
            quantity_done=given["quantity_done"],
            seen_version=given["version"],
            reason=_reason(given, is_trial=is_trial),
            why=given["why"],
        )

    shown = first_shown(request, opened, act, name="progress", key=key, is_trial=is_trial)
    if shown is not None:
        return shown
    act()
    return _back(request, code, told=said("进度已记", "Progress is kept"), row=key)


@require_POST
@in_zone("plan.edit_plans")
def undo(request: InZone, code: str, number: int) -> HttpResponse:
    """Take one edit back."""
    plan = open_plan(request.standing, code).plan
    edit = plan.edits.filter(number=number).first()
    if edit is None:
        raise Http404
    undo_edit(plan, number, standing=request.standing)
    told = said(f"已撤销第 {number} 次修编", f"Edit {number} is undone")
    if edit.jointly_id is not None:
        told += said(
            "；它是几份计划一起排的一部分，其他计划没有动",
            "; it was part of a joint levelling, and the other plans keep theirs",
        )
    return _back(request, code, told=told)


@require_POST
@in_zone("plan.lock_plans")
def lock(request: InZone, code: str) -> HttpResponse:
    """Lock the plan as approved."""
    plan = open_plan(request.standing, code).plan
    form = LockForm(request.POST)
    if not form.is_valid():
        return _refused(request, code, form)
    made = lock_plan(plan, reason=form.cleaned_data["reason"], standing=request.standing)
    told = said(f"已锁定为第 {made.number} 版基线", f"Locked as baseline {made.number}")
    return _back(request, code, told=told)


def _reason(given: dict[str, Any], *, is_trial: bool) -> str:
    """Why dates move; a trial keeps nothing, so one of a locked plan is not asked for a reason."""
    reason: str = given["reason"]
    return reason or (ReasonCode.OUTSIDE.value if is_trial else reason)


def _is_past(request: InZone, given: dict[str, Any]) -> str:
    """A promise of a day that is over may be meant, or mistyped: it is kept and said."""
    day = given["committed_on"]
    if day is None or day >= request.zone.today():
        return ""
    return said(f"；承诺的 {day} 已经过去", f"; the day promised, {day}, has passed")


def _typed_again(
    request: InZone, opened: OpenPlan, form: ActivityForm, refused: KaigongError, *, row: str = ""
) -> HttpResponse:
    """What was typed comes back with the reason; the frame's own page would lose it."""
    form.add_error(None, explain(refused))
    return _told(request, opened, form, row=row)


def _told(request: InZone, opened: OpenPlan, form: ActivityForm, *, row: str = "") -> HttpResponse:
    """The page again with what was typed, and on top of it what is wrong."""
    for faults in form.errors.values():
        for fault in faults:
            messages.error(request, str(fault))
    return _page(request, opened, form=form, row=row, status=422)


def _activity_form(opened: OpenPlan, data: Any = None, **given: Any) -> ActivityForm:
    return ActivityForm(
        data,
        standing=opened.standing,
        calendars=opened.calendars,
        plan_calendar=opened.plan.calendar_id,
        known=[row.key for row in opened.rows],
        resources=resources_of(opened.plan),
        **given,
    )


def _refused(request: InZone, code: str, form: forms.Form, *, row: str = "") -> HttpResponse:
    for faults in form.errors.values():
        for fault in faults:
            messages.error(request, str(fault))
    return _back(request, code, row=row)


def _back(request: InZone, code: str, *, told: str = "", row: str = "") -> HttpResponse:
    if told:
        messages.success(request, told)
    page = reverse("plan:schedule", args=[request.zone.slug, code])
    return redirect(f"{page}?row={row}#row" if row else page)
