"""The look-ahead of a plan, as a page and as a workbook."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.pages.look_ahead import GROUPINGS, MOST_WEEKS, USUAL_WEEKS, LookAhead, look_ahead
from kaigong.plan.pages.plan_head import past_context
from kaigong.plan.selectors.past import plan_on
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.table_workbooks import Table, as_attachment, table_workbook
from kaigong.web.asof import day_asked
from kaigong.wording import said

FIXED_COLUMNS = 5  # beside those of the weeks


@require_GET
@in_zone("plan.see_plans")
def page(request: InZone, code: str) -> HttpResponse:
    """What starts, runs and finishes in the next weeks."""
    opened = plan_on(open_plan(request.standing, code), day_asked(request))
    ahead = _asked(request, opened)
    context = {
        **past_context(request, opened),
        "project": opened.project,
        "plan": opened.plan,
        "ahead": ahead,
        "last_week": ahead.weeks[-1],
        "week_choices": range(1, MOST_WEEKS + 1),
        "width": FIXED_COLUMNS + len(ahead.weeks),
        "kept": [("weeks", len(ahead.weeks)), ("by", ahead.by)],
    }
    return render(request, "plan/look_ahead.html", context)


@require_GET
@in_zone("plan.see_plans")
def workbook(request: InZone, code: str) -> FileResponse:
    """The same in Excel."""
    opened = plan_on(open_plan(request.standing, code), day_asked(request))
    ahead = _asked(request, opened)
    marks = {
        "start": said("开始", "starts"),
        "run": said("进行", "runs"),
        "finish": said("完成", "finishes"),
        "whole": said("开始并完成", "starts, finishes"),
    }
    rows: list[list[object]] = [
        [
            name, line.row.key, str(line.row), line.starts_on, line.finishes_on,
            line.line.percent / 100, *(marks.get(mark, "") for mark in line.weeks),
            "；".join(wait.words for wait in line.waits),
        ]
        for name, lines in ahead.groups
        for line in lines
    ]  # fmt: skip
    count = len(ahead.weeks)
    table = Table(
        title=f"{opened.project} {said(f'{count} 周滚动计划', f'{count} weeks ahead')}",
        told=said(f"截至 {opened.today}", f"As of {opened.today}"),
        heads=[
            said("责任人", "Owner") if ahead.by == "owner" else said("类别", "Trade"),
            said("编号", "Code"), said("工作", "Activity"), said("开始", "Start"),
            said("完成", "Finish"), said("完成比例", "Done"),
            *(f"{week.first:%m-%d}" for week in ahead.weeks), said("在等什么", "Waits for"),
        ],
        rows=rows,
        shares=(5,),
    )  # fmt: skip
    content = table_workbook(table, standing=request.standing, project=opened.project.code)
    return as_attachment(content, f"{opened.project.code}-{said('滚动计划', 'look-ahead')}.xlsx")


def _asked(request: InZone, opened: OpenPlan) -> LookAhead:
    weeks = request.GET.get("weeks", "")
    by = request.GET.get("by", "")
    is_known = weeks in {str(number) for number in range(1, MOST_WEEKS + 1)}
    return look_ahead(
        opened,
        weeks=int(weeks) if is_known else USUAL_WEEKS,
        by=by if by in GROUPINGS else GROUPINGS[0],
    )
