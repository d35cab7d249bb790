"""The week's progress on one page: read, written cell by cell, taken back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.errors import KaigongError
from kaigong.plan.errors import PlanChangedMeanwhileError, UnreadableEditError
from kaigong.plan.models import ReasonCode
from kaigong.plan.pages.weekly import (
    ALL,
    MOST,
    OWN,
    WeekLine,
    last_told,
    line_of,
    lines_of_plan,
    week_page,
)
from kaigong.plan.selectors.plans import plans_for
from kaigong.plan.services.weekly import CELLS, Told, tell_progress, undo_progress
from kaigong.web.asof import day_asked, on_the_same_day
from kaigong.wording import explain, said


@require_GET
@in_zone("plan.report_progress")
def weekly(request: InZone) -> HttpResponse:
    """Activities to report on; `?who=own` only one's own, `?project=CODE` of one project; of a
    past day (`?as_of=`) to read alone."""
    day = day_asked(request)
    is_past = day is not None and day < request.zone.today()
    today = day if day is not None and is_past else request.zone.today()
    who = OWN if request.GET.get("who") == OWN else ALL
    code = request.GET.get("project", "")
    context = {
        "page": week_page(request.standing, who=who, code=code, day=day),
        "who": who,
        "code": code,
        "most": MOST,
        "today": today,
        "as_of": day if is_past else None,
        "as_of_said": said(f"你在看 {today} 的周进度", f"Weekly progress as of {today}"),
        "on": f"as_of={today}&" if is_past else "",
        "then": on_the_same_day(request, "") if is_past else "",
        "kept": [(name, value) for name, value in (("who", who), ("project", code)) if value],
        "last_day": request.zone.today(),
        "last": None if is_past else last_told(request.standing),
        "reasons": ReasonCode.choices,
    }
    return render(request, "plan/weekly.html", context)


@require_POST
@in_zone("plan.report_progress")
def tell(request: InZone, code: str, key: str) -> HttpResponse:
    """Write the cells that were sent and differ; with `unchanged` all is as it was.

    A script is answered with the lines of the plan as they stand then, and where somebody else has
    told of the same activity meanwhile, with what he or she wrote.
    """
    line = line_of(request.standing, code, key)
    if line is None:
        raise Http404
    told = _told(request, line)
    if told != Told() or "unchanged" in request.POST:
        try:
            tell_progress(
                line.row.sub_plan, key, told, per_day=line.per_day, standing=request.standing,
                seen_version=_version(request),
            )  # fmt: skip
        except PlanChangedMeanwhileError as refused:
            return _refused(request, code, refused, row=line.row.pk, status=409)
        except KaigongError as refused:
            return _refused(request, code, refused, row=line.row.pk, status=422)
    return _answer(request, code, said("已存", "Saved"), row=line.row.pk)


@require_POST
@in_zone("plan.report_progress")
def undo(request: InZone, code: str, number: int) -> HttpResponse:
    """Take one's own report back."""
    plan = plans_for(request.standing).filter(project__code=code).first()
    if plan is None or not plan.edits.filter(number=number).exists():
        raise Http404
    try:
        undo_progress(plan, number, standing=request.standing)
    except KaigongError as refused:
        return _refused(request, code, refused, status=422)
    return _answer(request, code, said("已撤销", "Taken back"))


def _told(request: InZone, line: WeekLine) -> Told:
    shown = line.cells
    given = {name: request.POST[name] for name in CELLS if name in request.POST}
    return Told(**{name: text for name, text in given.items() if text.strip() != shown[name]})


def _version(request: HttpRequest) -> int:
    try:
        return int(request.POST["version"])
    except (MultiValueDictKeyError, ValueError):
        raise UnreadableEditError(what="version") from None


def _is_scripted(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _answer(request: InZone, code: str, told: str, *, row: int = 0) -> HttpResponse:
    if _is_scripted(request):
        return JsonResponse({**_pieces(request, code), "told": told})
    messages.success(request, told)
    return _back(request, row)


def _refused(
    request: InZone, code: str, error: KaigongError, *, status: int, row: int = 0
) -> HttpResponse:
    if _is_scripted(request):
        pieces: dict[str, Any] = _pieces(request, code) if status == 409 else {}
        told = {"code": error.code, "message": explain(error)}
        return JsonResponse({**pieces, **told}, status=status)
    messages.error(request, explain(error))
    return _back(request, row)


def _pieces(request: InZone, code: str) -> dict[str, Any]:
    """The lines of the plan and the undo, as the page shows them."""
    frame = {"zone": request.zone, "reasons": ReasonCode.choices, "today": request.zone.today()}
    rows = {
        str(line.row.pk): render_to_string(
            "plan/weekly.html#row", {**frame, "line": line}, request=request
        )
        for line in lines_of_plan(request.standing, code)
    }
    back = {**frame, "last": last_told(request.standing)}
    return {"rows": rows, "undo": render_to_string("plan/weekly.html#undo", back, request=request)}


def _back(request: InZone, row: int) -> HttpResponse:
    """The page again, as it was narrowed."""
    kept = {name: request.GET[name] for name in ("who", "project") if name in request.GET}
    page = reverse("plan:weekly", args=[request.zone.slug])
    anchor = f"#w-{row}" if row else ""
    return HttpResponseRedirect((f"{page}?{urlencode(kept)}" if kept else page) + anchor)
