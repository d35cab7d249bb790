"""The forecast of the year: its page, how past ones held, what a slip would do, and Excel."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import Zone
from kaigong.coordination.selectors import issue_for
from kaigong.plan.models import Activity
from kaigong.plan.pages.forecast import (
    SHOWN_ACTIONS,
    SHOWN_PROJECTS,
    ForecastPage,
)
from kaigong.plan.pages.ranges import ranges_of
from kaigong.plan.pages.what_if import Slipped, slipped
from kaigong.plan.playing import NetworkPlay
from kaigong.plan.programmes import programme_of
from kaigong.plan.selectors.forecasts import CHECKED, checks_for, forecast_for, held
from kaigong.plan.selectors.plans import open_plan, plans_for
from kaigong.plan.services.forecasts import make_forecast, tie_issue
from kaigong.plan.workbooks import forecast_workbook
from kaigong.portfolio.selectors import project_for
from kaigong.web.amounts import shown_amount, table_unit
from kaigong.web.asof import day_asked
from kaigong.wording import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEW_CHECKS = 12  # below so many nothing can be said of a forecast's calibration


class SlipForm(forms.Form):
    activity = forms.CharField(max_length=40)
    days = forms.DecimalField(min_value=-365, max_value=1000, decimal_places=1, max_digits=5)


@require_GET
@in_zone("plan.see_forecast")
def forecast(request: InZone) -> HttpResponse:
    """What the year will come to, who carries the risk, and what would help; `?all=1`: all rows."""
    day = day_asked(request)
    kept = forecast_for(request.standing, on=day)
    context = {
        "as_of": day,
        "page": ForecastPage(kept, request.zone) if kept else None,
        "shown_actions": SHOWN_ACTIONS,
        "shown_projects": None if request.GET.get("all") == "1" else SHOWN_PROJECTS,
        "may_make": request.standing.may("plan.make_forecast") and day is None,
    }
    return render(request, "plan/forecast.html", context)


@require_POST
@in_zone("plan.make_forecast")
def make(request: InZone) -> HttpResponse:
    """Make the forecast of today anew, by what is known now."""
    if make_forecast(request.zone, by=request.user) is None:
        messages.error(
            request,
            said(
                "今年还没有年度计划，作不了预测；请先在台账里编年度计划。",
                "There is no annual plan of this year to forecast by; draw one up in the ledger.",
            ),
        )
    else:
        messages.success(request, said("已重新预测", "The forecast is made anew"))
    return redirect("plan:forecast", zone=request.zone.slug)


@require_GET
@in_zone("plan.see_forecast")
def calibration(request: InZone) -> HttpResponse:
    """How past forecasts held against what came."""
    checks = checks_for(request.standing)
    kept = forecast_for(request.standing)
    page = ForecastPage(kept, request.zone) if kept else None
    context = {
        "checks": checks,
        "rows": [
            {
                "on": each.on,
                "month": each.month,
                "values": [page.digits(value) for value in each.quantiles],
                "came": page.digits(each.came),
            }
            for each in checks
            if page
        ],
        "held": held(checks),
        "names": [f"P{share * 100:.0f}" for share in CHECKED],
        "is_enough": len(checks) >= FEW_CHECKS,
        "few": FEW_CHECKS,
        "page": page,
    }
    return render(request, "plan/calibration.html", context)


@require_GET
@in_zone("plan.see_forecast")
def what_if(request: InZone, code: str) -> HttpResponse:
    """An activity of a plan takes some days longer: which start moves, how much money, P(target).

    `?activity=…&days=…`; nothing is kept.
    """
    project = project_for(request.standing, code)
    opened = open_plan(request.standing, code)
    kept = forecast_for(request.standing)
    form = SlipForm(request.GET if "activity" in request.GET else None)
    rows = [row for row in opened.work if row.finished is None]
    found: Slipped | None = None
    fault = ""
    if form.is_bound and kept is not None:
        row = next((each for each in rows if each.key == form.data.get("activity")), None)
        if not form.is_valid() or row is None:
            fault = said(
                "请选一项未完成的工作，天数填 -365 到 1000。",
                "Choose an activity that is not done, and days from -365 to 1000.",
            )
        else:
            programme = programme_of(request.standing, runs=kept.row.runs, only=project.code)
            play = programme.of.get(project.code) if programme else None
            if programme is None or not isinstance(play, NetworkPlay):
                fault = said(
                    "这个项目不在今年的预测里。",
                    "This project is not in the forecast of this year.",
                )
            else:
                days = float(form.cleaned_data["days"])
                found = slipped(kept, programme, play, request.standing, row, days)
    context: dict[str, object] = {
        "project": project,
        "opened": opened,
        "rows": rows,
        "form": form,
        "found": found,
        "fault": fault,
        "kept": kept,
        "ranges": ranges_of(opened, rows),
        "may_open_ranges": request.standing.may("plan.edit_plans"),
    }
    if found is not None:
        context |= _shown(found, request.zone)
    return render(request, "plan/what_if.html", context, status=422 if fault else 200)


def _shown(found: Slipped, zone: Zone) -> dict[str, object]:
    """Money in a unit of the project's size, not of the zone's."""
    amounts = [Decimal(f"{each:.2f}") for each in (*found.amounts, abs(found.lost))]
    unit = table_unit(max(amounts), zone.currency)
    was, becomes, lost = (
        shown_amount(each, currency=zone.currency, unit=unit.key).digits for each in amounts
    )
    return {
        "lost": f"{'-' if found.lost > 0 else '+'}{lost}",
        "before": was,
        "after": becomes,
        "unit": unit.name,
        "chance_before": found.chances[0] * 100,
        "chance_after": found.chances[1] * 100,
        "all_before": found.all_chances[0] * 100,
        "all_after": found.all_chances[1] * 100,
    }


@require_GET
@in_zone("plan.see_forecast")
def forecast_xlsx(request: InZone) -> HttpResponse:
    """The tables of the forecast as an Excel workbook."""
    kept = forecast_for(request.standing, on=day_asked(request))
    if kept is None:
        return redirect("plan:forecast", zone=request.zone.slug)
    content = forecast_workbook(ForecastPage(kept, request.zone))
    name = said(
        f"{request.zone} 年度预测 {kept.row.on:%Y-%m-%d}.xlsx",
        f"{request.zone} forecast {kept.row.on:%Y-%m-%d}.xlsx",
    )
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_POST
@in_zone("plan.edit_plans")
def tie(request: InZone, issue: str) -> HttpResponse:
    """Say which activity an issue stops."""
    found = issue_for(request.standing, issue)
    plans = plans_for(request.standing).filter(project=found.project_id)
    activity = (
        Activity.objects.select_related("sub_plan__project")
        .filter(sub_plan__in=plans, key=request.POST.get("activity", ""))
        .first()
    )
    if activity is None:
        messages.error(
            request,
            said("请选计划里的一项工作。", "Choose an activity of the project's plan."),
        )
    else:
        tie_issue(found.pk, found.number, activity, zone=request.zone, by=request.user)
        messages.success(
            request,
            said(
                f"已定在「{activity}」，下次预测按此计算",
                f"It stands on “{activity}”; the next forecast counts with it",
            ),
        )
    return redirect("coordination:issue", zone=request.zone.slug, issue=found.number)
