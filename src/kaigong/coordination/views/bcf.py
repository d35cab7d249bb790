"""Issues to and from building models."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.asked import Asked
from kaigong.coordination.forms.bcf import BcfForm
from kaigong.coordination.models import BcfRun
from kaigong.coordination.services.bcf import apply_bcf, receive_bcf, trial_of
from kaigong.coordination.services.bcf_out import bcf_of
from kaigong.coordination.views.taking import taken
from kaigong.engines.bcf import NotBcfError, TooLargeBcfError
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import explain, said

BRING = "coordination.answer_issues"
SHOWN = 30


def _runs(request: InZone) -> QuerySet[BcfRun]:
    seen = Q(project__in=projects_for(request.standing).values("pk")) | Q(by=request.user)
    return BcfRun.objects.filter(seen, zone=request.zone).select_related("project", "category")


@require_http_methods(["GET", "POST"])
@in_zone(BRING)
def door(request: InZone) -> HttpResponse:
    """Bring an archive; the next page shows what it would raise."""
    form = (
        BcfForm(request.POST, request.FILES, standing=request.standing)
        if request.method == "POST"
        else BcfForm(standing=request.standing)
    )
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = receive_bcf(
                request.zone, content=file.read(), name=file.name, standing=request.standing,
                project=form.cleaned_data["project"], category=form.cleaned_data["category"],
            )  # fmt: skip
        except (NotBcfError, TooLargeBcfError) as error:
            form.add_error("file", explain(error))
        else:
            return redirect("coordination:bcf_run", zone=request.zone.slug, bcf_run=run.pk)
    context = {"form": form, "runs": _runs(request)[:SHOWN]}
    return render(request, "coordination/bcf.html", context, status=422 if form.errors else 200)


@require_GET
@in_zone(BRING)
def show(request: InZone, bcf_run: int) -> HttpResponse:
    """What an archive would raise, what is an issue already, and what cannot be read."""
    run = get_object_or_404(_runs(request), pk=bcf_run)
    context = {"run": run, "trial": trial_of(run, request.standing)}
    return render(request, "coordination/bcf_run.html", context)


@require_POST
@in_zone(BRING)
def apply(request: InZone, bcf_run: int) -> HttpResponse:
    """Raise an issue for each topic that is none yet, and take in the answers to the others."""
    run = get_object_or_404(_runs(request), pk=bcf_run)
    brought = apply_bcf(run, standing=request.standing)
    count, left = len(brought.issues), len(brought.unread)
    told = said(f"提出了 {count} 个问题", f"{count} issues were raised")
    if answered := len(brought.answered):
        told += said(f"，{answered} 个问题有了答复", f", {answered} were answered")
    if left:
        told += said(f"，{left} 处没有读进来", f", {left} parts were not taken in")
    messages.success(request, told)
    return redirect("coordination:bcf_run", zone=request.zone.slug, bcf_run=run.pk)


@require_GET
@in_zone("coordination.see_issues")
def issues_bcf(request: InZone) -> HttpResponse:
    """The issues in view, or those named by `number`, as a BCF 3.0 archive."""
    rows = Asked.of(request.GET.dict()).rows(request.standing)
    if numbers := request.GET.getlist("number"):
        rows = Asked(view="all").rows(request.standing).filter(number__in=numbers)
    named = rows.select_related("zone", "category", "lead", "owner", "raised_by")
    content = bcf_of(list(named[:10_000]), request.standing)
    name = f"{request.zone.slug} {request.zone.today():%Y-%m-%d}.bcf"
    return taken(content, name=name, kind="application/octet-stream")
