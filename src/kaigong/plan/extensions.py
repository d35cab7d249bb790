"""What plans put on pages that stand below: the rail, the project page, lamps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse

from kaigong.accounts.models import Zone
from kaigong.engines.scheduling import Calendar
from kaigong.plan.deadlines import deadlines_of_plans
from kaigong.plan.duties import plan_duties
from kaigong.plan.models import Activity, WorkCalendar
from kaigong.plan.moments import whole_days
from kaigong.plan.pages.plan_head import head_of
from kaigong.plan.selectors.plans import OpenPlan, plans_for
from kaigong.portfolio import registries
from kaigong.portfolio.registries import LitLamp, OpenProject, ShownFigure, Side
from kaigong.web import rail
from kaigong.wording import said, say


def plan_of_project(opened: OpenProject) -> Mapping[str, object] | None:
    """The panel of a project: its promises, what must start next, or the way to begin a plan."""
    if opened.is_past or not opened.standing.may("plan.see_plans"):
        return None
    plan = plans_for(opened.standing).filter(project=opened.project).first()
    may_draw = opened.standing.may("plan.edit_plans")
    if plan is None:
        return {"may_draw": True} if may_draw else None
    found = OpenPlan(opened.project, opened.standing, plan)
    return {"plan": plan, "head": head_of(found)} if found.rows else {"may_draw": may_draw}


def days_left_figure(opened: OpenProject) -> ShownFigure | None:
    """Working days that are left, or have to be won, for what was promised."""
    if opened.is_past:
        return None
    plan = plans_for(opened.standing).filter(project=opened.project).first()
    if plan is None:
        return None
    worst = head_of(OpenPlan(opened.project, opened.standing, plan)).worst
    if worst is None or worst.days_left is None:
        return None
    short = worst.short
    return ShownFigure(
        label=said("倒排缺天数", "Days to win") if short else said("倒排余量", "Days left"),
        value=str(short or worst.days_left),
        unit=said("工作日", "working days"),
        comparison=said(f"推算 {worst.comes_on} 完成", f"comes out {worst.comes_on}"),
        age=said(f"承诺 {worst.promised_on}", f"promised {worst.promised_on}"),
        url=reverse("plan:schedule", args=[opened.zone.slug, opened.project.code]),
        is_sample=plan.is_sample,
    )


def judge_plans(zone: Zone, project_ids: Sequence[int], _on: date) -> Iterable[LitLamp]:
    """Red where a plan misses what its project promised, with the days that have to be won.

    A sample plan says nothing of a real project: no lateness is made up.
    """
    late = Activity.objects.filter(
        sub_plan__project__in=project_ids,
        sub_plan__project__zone=zone,
        committed__isnull=False,
        total_float__lt=0,
    ).exclude(sub_plan__is_sample=True, sub_plan__project__is_sample=False)
    worst: dict[int, Activity] = {}
    for row in late.select_related("sub_plan").order_by("total_float", "pk"):
        worst.setdefault(row.sub_plan.project_id, row)
    if not worst:
        return
    hours = {each.pk: each for each in WorkCalendar.objects.filter(zone=zone)}
    for project_id, row in worst.items():
        days = days_short(row, hours)
        yield LitLamp(
            project_id,
            "red",
            "plan-short",
            f"施工计划推算，「{row.name}」要晚 {days} 个工作日",
            f"By its plan “{row.name_en or row.name}” comes {days} working days late",
        )


def days_short(row: Activity, calendars: Mapping[int, WorkCalendar]) -> int:
    """Whole working days by which an activity misses its promise."""
    calendar = calendars[row.calendar_id or row.sub_plan.calendar_id]
    per_day = Calendar.weekly(calendar.week).minutes_per_day
    return -whole_days(row.total_float or 0, per_day=per_day)


rail.register(
    rail.Word(
        say("作战图", "War map"),
        "plan:war_map",
        right="plan.see_plans",
        order=25,
        covers=("schedules", "shared-resources"),
    )
)
rail.register(
    rail.Word(say("周进度", "Weekly"), "plan:weekly", right="plan.report_progress", order=23)
)
rail.register(
    rail.Word(say("预测", "Forecast"), "plan:forecast", right="plan.see_forecast", order=24)
)
rail.register_setting(
    rail.Word(say("战线", "Fronts"), "plan:fronts", right="plan.set_fronts", order=34)
)
rail.register_setting(
    rail.Word(
        say("共用资源", "Shared resources"),
        "plan:shared_resources",
        right="plan.set_fronts",
        order=34,
    )
)
rail.register_setting(
    rail.Word(
        say("工作日历", "Work calendars"), "plan:calendars", right="plan.set_fronts", order=35
    )
)
rail.register_setting(
    rail.Word(
        say("工期库", "Library of durations"), "plan:durations", right="plan.edit_plans", order=36
    )
)
registries.panels.register(
    registries.Panel(
        "plan",
        "plan/plan_panel.html",
        order=6,
        side=Side.WIDE,
        facts=plan_of_project,
        right="plan.see_plans",
    )
)
registries.figures.register(registries.FigureSource("plan", 8, days_left_figure))
registries.duties.register(registries.DutySource("plans-of-projects", 18, plan_duties))
registries.deadlines.register(registries.DeadlineSource("plans", 30, deadlines_of_plans))
registries.lamps.register(registries.LampSource("plan", 12, judge_plans))
