"""The reserve pool: how ripe its projects are, and the move of one into the plan of a year."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.portfolio.forms import AmountField
from kaigong.portfolio.models import ReserveMaturity
from kaigong.portfolio.selectors.projects import project_for
from kaigong.portfolio.selectors.reserve import reserve_for, sums_by_maturity
from kaigong.portfolio.selectors.sectors import SectorsOfYear
from kaigong.portfolio.services.reserve import set_maturity, take_into_plan
from kaigong.portfolio.views.answers import led_to, refused
from kaigong.web.amounts import Unit, ledger_unit
from kaigong.wording import said, say

YEARS_AHEAD = 3


class MaturityForm(forms.Form):
    """How far a project has ripened."""

    maturity = forms.ChoiceField(choices=ReserveMaturity.choices, label=say("成熟度", "Maturity"))


class TakingForm(forms.Form):
    """The move of a project into the plan of a year."""

    is_start_planned = forms.BooleanField(required=False)
    batch = forms.CharField(max_length=100, required=False, label=say("批次", "Batch"))
    reason = forms.CharField(max_length=300, required=False, label=say("原因", "Reason"))

    def __init__(self, *args: object, unit: Unit, years: range, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["year"] = forms.TypedChoiceField(
            coerce=int, choices=[(year, year) for year in years], label=say("年度", "Year")
        )
        label = say("年计划投资", "Planned investment")
        self.fields["planned_amount"] = AmountField(unit=unit, required=False, label=label)


def _years(request: InZone) -> range:
    this_year = request.zone.today().year
    return range(this_year, this_year + YEARS_AHEAD)


@require_GET
@in_zone("portfolio.see_ledger")
def reserve(request: InZone) -> HttpResponse:
    """The pool, the ripest first."""
    projects = list(reserve_for(request.standing))
    sectors = SectorsOfYear(request.zone, request.zone.today().year)
    context = {
        "projects": projects,
        "rows": [(project, sectors.shown(project.sector_id)) for project in projects],
        "sums": sums_by_maturity(projects),
        "total": sum((each.total_amount or Decimal(0) for each in projects), Decimal(0)),
        "unnoted": sum(not each.maturity for each in projects),
        "maturities": ReserveMaturity.choices,
        "unit": ledger_unit(request.zone.currency),
        "years": _years(request),
        "may_plan": request.standing.may("portfolio.plan_year"),
    }
    return render(request, "portfolio/reserve.html", context)


@require_POST
@in_zone("portfolio.plan_year")
def ripen(request: InZone, code: str) -> HttpResponse:
    """Note how ripe a project is."""
    project = project_for(request.standing, code)
    form = MaturityForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    maturity = ReserveMaturity(form.cleaned_data["maturity"])
    set_maturity(project, maturity=maturity, by=request.user)
    told = said(f"「{project}」：{maturity.label}", f"“{project}”: {maturity.label}")
    return led_to(request, reverse("portfolio:reserve", args=[request.zone.slug]), told)


@require_POST
@in_zone("portfolio.plan_year")
def take(request: InZone, code: str) -> HttpResponse:
    """Take a project into the plan of a year; its record names who, when and why."""
    project = project_for(request.standing, code)
    unit = ledger_unit(request.zone.currency)
    form = TakingForm(request.POST, unit=unit, years=_years(request))
    if not form.is_valid():
        return refused(request, form)
    plan = take_into_plan(project, by=request.user, **form.cleaned_data)
    told = said(
        f"「{project}」已转入 {plan.year} 年计划", f"“{project}” is in the plan of {plan.year}"
    )
    return led_to(request, reverse("portfolio:plan", args=[request.zone.slug, plan.year]), told)
