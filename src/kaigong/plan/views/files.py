"""Files of schedulers in and out of a plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.errors import KaigongError
from kaigong.plan.errors import ChoiceChangedSinceTrialError, PlanMovedSinceTrialError
from kaigong.plan.forms import PlanFileForm
from kaigong.plan.models import BringWay, PlanFile
from kaigong.plan.pages.plan_files import TrialPage, given_files, lost_in_words
from kaigong.plan.selectors.files import file_of, origin_of
from kaigong.plan.selectors.plans import open_plan, plan_of
from kaigong.plan.sending import IFC, IN_PLACE, SUFFIXES, plan_as_file
from kaigong.plan.services.file_trial import lost_by_sort
from kaigong.plan.services.plan_files import (
    MOST_BYTES,
    Choice,
    accept_plan_file,
    discard_plan_file,
    receive_plan_file,
    try_plan_file,
)
from kaigong.web.kept_files import answer_with
from kaigong.wording import explain, said

LATEST = 30
FORMATS = (
    ("xer", "P6 XER"), ("pmxml", "P6 XML"), ("mspdi", "MS Project XML"), (IFC, "IFC 4.3"),
)  # fmt: skip
PLAIN = "application/octet-stream"


@require_GET
@in_zone("plan.see_plans")
def plan_files(request: InZone, code: str) -> HttpResponse:
    """The files that came for a plan, the way to bring one, and the plan as a file."""
    return _list(request, code, PlanFileForm())


@require_POST
@in_zone("plan.edit_plans")
def bring_file(request: InZone, code: str) -> HttpResponse:
    """Keep a file and try it; the next page says what it would do."""
    project, opened = plan_of(request.standing, code)
    form = PlanFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, code, form)
    given = form.cleaned_data["file"]
    kept = receive_plan_file(
        project,
        content=given.read(),
        name=given.name,
        way=form.cleaned_data["way"] if opened else BringWay.REPLACE,
        standing=request.standing,
    )
    return redirect("plan:plan_file", request.zone.slug, code, kept.pk)


def _list(request: InZone, code: str, form: PlanFileForm) -> HttpResponse:
    project, opened = plan_of(request.standing, code)
    origin = origin_of(opened.plan) if opened else None
    files = PlanFile.objects.filter(project=project).select_related("by", "edit__undone_by")
    context = {
        "project": project,
        "opened": opened,
        "form": form,
        "origin": origin,
        "files": given_files(files.defer("report")[:LATEST], origin),
        "ways": BringWay.choices,
        "formats": FORMATS,
        "may_edit": request.standing.may("plan.edit_plans"),
        "most_megabytes": MOST_BYTES // 2**20,
    }
    return render(request, "plan/plan_files.html", context, status=422 if form.errors else 200)


@require_GET
@in_zone("plan.edit_plans")
def plan_file(request: InZone, code: str, file: int) -> HttpResponse:
    """What one file would do to the plan, or did."""
    project, _opened = plan_of(request.standing, code)
    return _page(request, file_of(project, file))


@require_POST
@in_zone("plan.edit_plans")
def try_file(request: InZone, code: str, file: int) -> HttpResponse:
    """Try it with another of its projects, the other way, or with resources that are scarce."""
    project, opened = plan_of(request.standing, code)
    kept = file_of(project, file)
    try:
        _try(request, kept, _choice(request, kept, has_plan=opened is not None))
    except KaigongError as refused:
        return _page(request, kept, refused)
    return redirect("plan:plan_file", request.zone.slug, code, kept.pk)


def _choice(request: InZone, kept: PlanFile, *, has_plan: bool) -> Choice:
    """What the form says, and as it was tried where it says nothing."""
    way = request.POST.get("way", "")
    ticked = frozenset(request.POST.getlist("scarce")) if "listed" in request.POST else None
    return Choice(
        request.POST.get("chosen", kept.chosen),
        way if has_plan and way in BringWay else kept.way,
        ticked,
    )


def _try(request: InZone, kept: PlanFile, choice: Choice) -> None:
    try_plan_file(
        kept,
        standing=request.standing,
        chosen=choice.project,
        way=choice.way,
        resources=choice.resources,
    )


@require_POST
@in_zone("plan.edit_plans")
def accept_file(request: InZone, code: str, file: int) -> HttpResponse:
    """Bring it into the plan as it was tried."""
    project, opened = plan_of(request.standing, code)
    kept = file_of(project, file)
    choice = _choice(request, kept, has_plan=opened is not None)
    try:
        accept_plan_file(kept, standing=request.standing, choice=choice)
    except (PlanMovedSinceTrialError, ChoiceChangedSinceTrialError) as other:
        try:
            _try(request, kept, choice)
        except KaigongError as refused:
            return _page(request, kept, refused)
        return _page(request, kept, other)
    except KaigongError as refused:
        return _page(request, kept, refused)
    told = said("已编入计划，可在修编里撤销", "It is in the plan; undo it among the edits")
    messages.success(request, told)
    return redirect("plan:schedule", request.zone.slug, code)


@require_POST
@in_zone("plan.edit_plans")
def discard_file(request: InZone, code: str, file: int) -> HttpResponse:
    """Let it be."""
    project, _opened = plan_of(request.standing, code)
    kept = file_of(project, file)
    try:
        discard_plan_file(kept, standing=request.standing)
    except KaigongError as refused:
        return _page(request, kept, refused)
    return redirect("plan:plan_files", request.zone.slug, code)


@require_GET
@in_zone("plan.edit_plans")
def original_file(request: InZone, code: str, file: int) -> FileResponse:
    """The file as it was given."""
    project, _opened = plan_of(request.standing, code)
    kept = file_of(project, file)
    return answer_with(kept.file, name=kept.name, media_type=PLAIN)


@require_GET
@in_zone("plan.see_plans")
def send_file(request: InZone, code: str, into: str) -> HttpResponse:
    """The plan as a file: first what it cannot hold, then the file itself."""
    opened = open_plan(request.standing, code)
    # Who may not edit does not get the original, with costs and people of another office in it.
    may_edit = request.standing.may("plan.edit_plans")
    origin = origin_of(opened.plan) if into == IN_PLACE and may_edit else None
    if into not in dict(FORMATS) and origin is None:
        raise Http404
    written = plan_as_file(opened, into)
    if "file" in request.GET:
        format_ = origin.format if origin else into
        stem = origin.name.rpartition(".")[0] if origin else str(opened.project)
        response = HttpResponse(written.content, content_type=PLAIN)
        name = f"{stem}{SUFFIXES[format_]}"
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
        return response
    context = {
        "project": opened.project,
        "into": into,
        "format": dict(FORMATS).get(into, ""),
        "origin": origin,
        "size": len(written.content),
        "lost": list(lost_in_words(lost_by_sort(written.lost))),
    }
    return render(request, "plan/send_file.html", context)


def _page(request: InZone, kept: PlanFile, refused: KaigongError | None = None) -> HttpResponse:
    context = {
        "project": kept.project,
        "kept": kept,
        "page": TrialPage(kept),
        "ways": BringWay.choices,
        "error": explain(refused) if refused else "",
        "has_plan": kept.seen_version > 0 or hasattr(kept.project, "sub_plan"),
    }
    return render(request, "plan/plan_file.html", context, status=422 if refused else 200)
