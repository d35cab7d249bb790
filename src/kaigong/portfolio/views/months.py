"""The month's round: an officer's projects one after the other, the statistician's sign-off."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.engines.counting import month_before
from kaigong.errors import KaigongError
from kaigong.portfolio.forms import CloseForm, RestateForm, month_in
from kaigong.portfolio.models import Project
from kaigong.portfolio.pages.report_form import (
    ReportForm,
    filled_form,
    is_unchanged,
    read_form,
    typed_values,
)
from kaigong.portfolio.selectors.months import (
    RoundLine,
    chase_list,
    close_of,
    month_sums,
    projects_in_round,
    round_lines,
    round_of,
    works_to_confirm,
)
from kaigong.portfolio.selectors.projects import project_for
from kaigong.portfolio.services.closing import close_month, restate_month
from kaigong.portfolio.services.reports import (
    RefusedReportError,
    check_month,
    keep_draft,
    mark_of,
    report_month,
    report_unchanged,
)
from kaigong.portfolio.views.answers import led_to, refused
from kaigong.web.amounts import ledger_unit
from kaigong.web.asof import day_asked, moment_asked
from kaigong.wording import explain, said


def _month(request: InZone, text: str) -> date:
    month = month_in(text)
    if month is None:
        raise Http404
    return check_month(request.zone, month)


@require_GET
@in_zone("portfolio.see_ledger")
def this_month(request: InZone) -> HttpResponse:
    """The round of the running month."""
    return redirect("portfolio:month", request.zone.slug, f"{request.zone.today():%Y-%m}")


@require_GET
@in_zone("portfolio.see_ledger")
def month(request: InZone, month: str) -> HttpResponse:
    """A month: report one project after the other; or, for the statistician, sign it off."""
    first = _month(request, month)
    code = request.GET.get("project", "")
    lines = _lines(request, first)
    # Who signs the month off reports only what he or she chooses to.
    own = None if request.standing.may("portfolio.close_month") else _next(lines)
    chosen = project_for(request.standing, code) if code else own
    form, is_past = None, day_asked(request) is not None
    if chosen and not is_past and request.standing.may("portfolio.report_month"):
        form = _form(request, chosen, first)
    return _page(request, first, lines, form)


def _lines(request: InZone, first: date) -> list[RoundLine]:
    moment = moment_asked(request, request.zone)
    everybody = request.GET.get("all") == "1"
    projects = round_of(request.standing, first, everybody=everybody, moment=moment)
    return round_lines(projects.order_by("code"), first, user=request.user, moment=moment)


def _next(lines: list[RoundLine], *, after: str = "") -> Project | None:
    """The next project that is not in yet, beginning behind the one just done."""
    codes = [line.project.code for line in lines]
    start = codes.index(after) + 1 if after in codes else 0
    for line in lines[start:] + lines[:start]:
        if not line.is_in:
            return line.project
    return None


def _form(request: InZone, project: Project, first: date) -> ReportForm:
    (row,) = projects_in_round([project], first, user=request.user)
    return filled_form(row, first, unit=ledger_unit(request.zone.currency))


def _page(
    request: InZone,
    first: date,
    lines: list[RoundLine],
    form: ReportForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    zone, moment = request.zone, moment_asked(request, request.zone)

    def may(right: str) -> bool:
        return moment is None and request.standing.may(right)

    close = close_of(zone, first)
    if close and moment and close.closed_at > moment:
        close = None
    done = sum(line.is_in for line in lines)
    this = zone.today().replace(day=1)
    context: dict[str, object] = {
        "month": first,
        "as_of": day_asked(request),
        "before": month_before(first),
        "after": first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1),
        "is_running": first == this,
        "due_on": _due_on(first, zone.reports_due_day),
        "lines": lines,
        "done": done,
        "share": done / len(lines) if lines else None,
        "form": form,
        "chosen": form.row.project.code if form else "",
        "close": close,
        "unit": ledger_unit(zone.currency),
        "is_all": request.GET.get("all") == "1",
        "may_report": may("portfolio.report_month") and close is None,
        "may_close": may("portfolio.close_month") and close is None,
        "signs_off": may("portfolio.close_month"),
        "may_restate": may("portfolio.restate_month") and close is not None,
    }
    if may("portfolio.close_month") or may("cockpit.see_command"):
        context["sums"] = month_sums(request.standing, first)
        context["chased"] = chase_list(request.standing, first)
    if moment is None and close is None:
        works = works_to_confirm(request.standing, first, everybody=bool(context["is_all"]))
        context["to_confirm"] = works.select_related("service_officer").order_by("code")
    return render(request, "portfolio/month.html", context, status=status)


def _due_on(first: date, day: int) -> date:
    """The day on which reports are due: the zone's day, or the last of a shorter month."""
    for each in range(min(day, 31), 27, -1):
        try:
            return first.replace(day=each)
        except ValueError:
            continue
    return first.replace(day=max(1, min(day, 28)))


@require_POST
@in_zone("portfolio.report_month")
def draft(request: InZone, month: str, code: str) -> HttpResponse:
    """Keep what is being typed; the page shows when it was kept."""
    first = _month(request, month)
    project = project_for(request.standing, code)
    form = _form(request, project, first)
    # A late draft must not come back to life behind the report it became.
    if request.POST.get("seen") == mark_of(form.row.report):
        kept = keep_draft(
            project, month=first, typed=typed_values(form, request.POST.dict()), by=request.user
        )
        return render(request, "portfolio/month.html#kept", {"kept": kept})
    return HttpResponse(status=204)


@require_POST
@in_zone("portfolio.report_month")
def report(request: InZone, month: str, code: str) -> HttpResponse:
    """Report one project, then go on to the next; what is wrong is told all at once."""
    first = _month(request, month)
    project = project_for(request.standing, code)
    form = _form(request, project, first)
    posted = request.POST.dict()
    form.values, form.comes_from = typed_values(form, posted), "typed"
    try:
        if is_unchanged(posted):
            report_unchanged(project, month=first, by=request.user, seen=posted.get("seen"))
        elif typed := read_form(form):
            report_month(
                project,
                month=first,
                amount=typed.amount,
                readings=typed.readings,
                proofs=request.FILES.getlist("proofs"),
                seen=posted.get("seen"),
                by=request.user,
                physical_progress=typed.physical_progress,
                problems=typed.problems,
                note=typed.note,
            )
    except RefusedReportError as refused:
        for fault in refused.facts["faults"]:  # type: ignore[attr-defined]  # ReportFault rows
            form.faults[fault.field] = said(fault.zh, fault.en)
    except KaigongError as refused:
        # Caught here and not by the frame: the person's typing must come back with the reason.
        form.told = explain(refused)
    lines = _lines(request, first)
    if form.faults or form.told:
        keep_draft(project, month=first, typed=form.values, by=request.user)
        return _page(request, first, lines, form, status=422)
    following = _next(lines, after=code)
    url = reverse("portfolio:month", args=[request.zone.slug, month])
    asked = {"all": "1"} if request.GET.get("all") == "1" else {}
    if following:
        asked["project"] = following.code
    else:
        messages.success(request, said("全部报完", "All reported"))
    return HttpResponseRedirect(f"{url}?{urlencode(asked)}" if asked else url)


@require_POST
@in_zone("portfolio.close_month")
def close(request: InZone, month: str) -> HttpResponse:
    """The statistician signs the month off."""
    first = _month(request, month)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    signed = close_month(request.zone, month=first, by=request.user, note=form.cleaned_data["note"])
    told = said(f"{first:%Y-%m} 已签审", f"{first:%Y-%m} is signed off")
    return _there(request, signed.month, told)


@require_POST
@in_zone("portfolio.restate_month")
def restate(request: InZone, month: str, code: str) -> HttpResponse:
    """Correct a closed month beside its first figure."""
    first = _month(request, month)
    project = project_for(request.standing, code)
    form = RestateForm(request.POST, unit=ledger_unit(request.zone.currency))
    if not form.is_valid():
        return refused(request, form)
    restate_month(project, month=first, by=request.user, **form.cleaned_data)
    return _there(request, first, said(f"已更正「{project}」", f"“{project}” is restated"))


def _there(request: InZone, month: date, told: str) -> HttpResponse:
    url = reverse("portfolio:month", args=[request.zone.slug, f"{month:%Y-%m}"])
    return led_to(request, url, told)
