"""The page of one project, and the acts that stand on it."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import people_in
from kaigong.portfolio.forms import (
    MilestoneDoneForm,
    MilestoneForm,
    ProofForm,
    StepForm,
    WorkItemForm,
)
from kaigong.portfolio.lifecycle import WAY_LABELS, steps_from
from kaigong.portfolio.models import Milestone, Proof, Stage
from kaigong.portfolio.pages import acts
from kaigong.portfolio.pages.figures import own_figures
from kaigong.portfolio.pages.month_chart import month_chart
from kaigong.portfolio.pages.panels import registered_figures, shown_panels
from kaigong.portfolio.pages.physical import boxes_of, shown_items
from kaigong.portfolio.pages.stepper import shown_steps
from kaigong.portfolio.pages.timeline import timeline
from kaigong.portfolio.pages.work_history import work_item_changes
from kaigong.portfolio.registries import Side
from kaigong.portfolio.selectors.changes_of import changes_of, label_of
from kaigong.portfolio.selectors.dossier import Dossier, open_project
from kaigong.portfolio.selectors.projects import project_for, projects_for
from kaigong.portfolio.services.milestones import complete_milestone, set_milestone
from kaigong.portfolio.services.proofs import keep_proof
from kaigong.portfolio.services.stages import move_to_stage
from kaigong.portfolio.services.work_items import set_work_item
from kaigong.portfolio.views.answers import led_to, refused
from kaigong.web.amounts import ledger_unit
from kaigong.web.asof import day_asked, moment_asked
from kaigong.web.kept_files import answer_with
from kaigong.wording import said

LATEST = 8  # lines of the timeline that stand on the page itself


@require_GET
@in_zone("portfolio.see_ledger")
def project(request: InZone, code: str) -> HttpResponse:
    """One project: where it stands, what is promised, who is responsible."""
    opened = open_project(request.standing, code, moment=moment_asked(request, request.zone))
    dossier = Dossier(opened)
    items = shown_items(dossier)
    panels = shown_panels(opened, request)
    happened = timeline(dossier)
    unit = ledger_unit(request.zone.currency)
    may = request.standing.may
    context = {
        "opened": opened,
        "project": opened.project,
        "dossier": dossier,
        "as_of": day_asked(request),
        "steps": shown_steps(dossier),
        "figures": own_figures(dossier, items) + registered_figures(opened),
        "items": items,
        "work_changes": work_item_changes(dossier),
        "boxes": boxes_of(items),
        "chart": month_chart(dossier.months, unit=unit),
        "unit": unit,
        "has_months": bool(dossier.reports or dossier.targets),
        "wide_panels": [panel for panel in panels if panel.side is Side.WIDE],
        "narrow_panels": [panel for panel in panels if panel.side is Side.NARROW],
        "happened": happened[:LATEST],
        "happened_count": len(happened) + len(dossier.acts),
        "may_move": may("portfolio.move_stage") and not opened.is_past,
        "may_promise": may("portfolio.edit_ledger") and not opened.is_past,
        "may_restate": may("portfolio.restate_month") and not opened.is_past,
        "may_report": may("portfolio.report_month") and not opened.is_past,
        "next_steps": [
            (stage, WAY_LABELS[way]) for stage, way in steps_from(Stage(opened.project.stage))
        ],
    }
    if context["may_promise"]:
        context["has_english_milestones"] = any(one.name_en for one in dossier.milestones)
        context["people"] = people_in(request.zone)
    return render(request, "portfolio/project.html", context)


@require_GET
@in_zone("portfolio.see_ledger")
def project_history(request: InZone, code: str) -> HttpResponse:
    """Every value that a field of a project ever had, and every act upon the project."""
    moment = moment_asked(request, request.zone)
    opened = open_project(request.standing, code, moment=moment)
    field = request.GET.get("field", "")
    is_own = request.standing.reach is Reach.OWN
    found = changes_of(opened.project, field=field, until=moment, is_own=is_own)
    context = {
        "opened": opened,
        "project": opened.project,
        "as_of": day_asked(request),
        "field": field,
        "field_label": label_of(field) if field else "",
        "changes": found,
        "happened": [] if field else timeline(Dossier(opened)),
        "acts": [] if field else [(each, acts.in_words(each)) for each in Dossier(opened).acts],
    }
    return render(request, "portfolio/project_history.html", context)


def _back_to(request: InZone, code: str, told: str, anchor: str = "") -> HttpResponse:
    url = reverse("portfolio:project", args=[request.zone.slug, code]) + anchor
    return led_to(request, url, told)


@require_POST
@in_zone("portfolio.move_stage")
def move(request: InZone, code: str) -> HttpResponse:
    """Let a project enter a stage."""
    asked = project_for(request.standing, code)
    form = StepForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(request, form)
    step = move_to_stage(asked, by=request.user, **form.given())
    label = Stage(step.stage).label
    return _back_to(request, code, said(f"已移到「{label}」", f"Moved to “{label}”"))


@require_POST
@in_zone("portfolio.edit_ledger")
def promise(request: InZone, code: str) -> HttpResponse:
    """Set or move a milestone."""
    asked = project_for(request.standing, code)
    form = MilestoneForm(request.POST, people=people_in(request.zone))
    if not form.is_valid():
        return refused(request, form)
    milestone = set_milestone(asked, by=request.user, **form.given())
    told = said(f"已定节点「{milestone}」", f"“{milestone}” is promised")
    return _back_to(request, code, told, "#milestones")


@require_POST
@in_zone("portfolio.edit_ledger")
def measure(request: InZone, code: str) -> HttpResponse:
    """Say what part of the works is measured; a name that is there already is changed."""
    asked = project_for(request.standing, code)
    form = WorkItemForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    places = {item.name: item.place for item in asked.work_items.all()}
    place = places.get(form.cleaned_data["name"], max(places.values(), default=-1) + 1)
    facts = dict(form.cleaned_data)
    if not request.standing.may("portfolio.restate_month"):
        facts["reason"] = ""  # only who may restate a month may go below what it reported
    item = set_work_item(asked, place=place, by=request.user, **facts)
    return _back_to(
        request, code, said(f"已存工序「{item.name}」", f"“{item.name}” is kept"), "#works"
    )


@require_POST
@in_zone("portfolio.edit_ledger")
def keep_promise(request: InZone, milestone: int) -> HttpResponse:
    """Note that a milestone was reached."""
    visible = Milestone.objects.filter(project__in=projects_for(request.standing))
    asked = get_object_or_404(visible.select_related("project"), pk=milestone)
    form = MilestoneDoneForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(request, form)
    complete_milestone(asked, by=request.user, **form.cleaned_data)
    told = said(f"节点「{asked.name}」已完成", f"“{asked.name}” is done")
    return _back_to(request, asked.project.code, told, "#milestones")


@require_POST
@in_zone("portfolio.report_month")
def upload(request: InZone, code: str) -> HttpResponse:
    """Keep a photo or a paper with a project."""
    asked = project_for(request.standing, code)
    form = ProofForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(request, form)
    proof = keep_proof(asked, file=form.cleaned_data["file"], by=request.user)
    return _back_to(
        request, code, said(f"已上传「{proof.name}」", f"“{proof.name}” is kept"), "#proofs"
    )


@require_GET
@in_zone("portfolio.see_ledger")
def proof(request: InZone, proof: int) -> FileResponse:
    """A kept file; who may not see its project learns nothing of it."""
    visible = Proof.objects.filter(project__in=projects_for(request.standing))
    kept = get_object_or_404(visible, pk=proof)
    return answer_with(kept.file, name=kept.name, media_type=kept.media_type)
