"""The firm's own pages: its projects, what is asked of it, its papers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination import selectors
from kaigong.coordination.forms.questions import PaperUseForm, RatingForm
from kaigong.coordination.pages.firm import duties_here, firms_of, project_rows
from kaigong.coordination.pages.issues import due_words, rows_of
from kaigong.coordination.selectors.papers import own_papers, uses_for
from kaigong.coordination.selectors.questions import issues_to_rate, questions_to_answer
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.coordination.services.ratings import rate_issue
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said

DOOR = "coordination.use_firm_door"
TO_RATE = 5


@require_GET
@in_zone(DOOR)
def home(request: InZone) -> HttpResponse:
    """A firm's first page: what it is asked, its projects, its open issues."""
    standing, today = request.standing, request.zone.today()
    firms = firms_of(standing)
    projects = (
        projects_for(standing)
        .filter(investor__in=firms)
        .select_related("zone", "lead_department", "task_force", "service_officer", "lamp")
        .prefetch_related("milestones__owner", "steps")
    )
    issues = list(
        selectors.open_issues_for(standing)
        .filter(raised_for__in=firms)
        .select_related("zone", "project", "category", "lead", "owner", "raised_by", "raised_for")
    )
    questions = list(questions_to_answer(standing))
    context = {
        "firms": firms,
        "duties": [(duty, due_words(duty.due_on, today)) for duty in duties_here(standing, today)],
        "projects": project_rows(projects, issues, questions, today),
        "rows": rows_of(issues, today),
        "to_rate": issues_to_rate(standing)[:TO_RATE],
        "scores": range(5, 0, -1),
        "papers": own_papers(standing).count(),
        "month": f"{today:%Y-%m}",
        "may_report": standing.may("portfolio.report_month"),
    }
    return render(request, "coordination/firm.html", context)


@require_http_methods(["GET", "POST"])
@in_zone(DOOR)
def papers(request: InZone) -> HttpResponse:
    """The papers that a firm gave once, and where each was used."""
    standing = request.standing
    firms = firms_of(standing)
    if request.method == "POST":
        files = request.FILES.getlist("files")
        for file in files:
            keep_paper(
                request.zone, file=file, by=request.user, organisation=firms[0] if firms else None
            )
        if files:
            count = len(files)
            messages.success(request, said(f"已存 {count} 份材料", f"{count} papers are kept"))
        else:
            messages.error(request, said("请先选择文件", "Choose a file first"))
        return redirect("coordination:firm_papers", zone=request.zone.slug)
    kept = list(own_papers(standing)[:500])
    uses: dict[int, list[object]] = {}
    beside = uses_for(standing).filter(paper__in=kept).select_related("issue", "question__issue")
    for use in beside:
        uses.setdefault(use.paper_id, []).append(use)
    context = {
        "rows": [(paper, uses.get(paper.pk, [])) for paper in kept],
        "issues": selectors.open_issues_for(standing),
    }
    return render(request, "coordination/firm_papers.html", context)


@require_POST
@in_zone(DOOR)
def use_paper(request: InZone, firm_paper: int) -> HttpResponse:
    """Put a paper that was given before beside an open issue."""
    kept = get_object_or_404(own_papers(request.standing), pk=firm_paper)
    form = PaperUseForm(request.POST, standing=request.standing)
    if form.is_valid():
        issue = form.cleaned_data["issue"]
        put_beside(kept, issue, by=request.user)
        told = said(f"「{kept}」已附到 {issue.number}", f"“{kept}” stands beside {issue.number}")
        messages.success(request, told)
    else:
        messages.error(request, said("请选一个未了结的问题", "Choose an open issue"))
    return redirect("coordination:firm_papers", zone=request.zone.slug)


@require_POST
@in_zone(DOOR)
def rate(request: InZone, issue: str) -> HttpResponse:
    """Say how the firm found the solution."""
    found = selectors.issue_for(request.standing, issue)
    form = RatingForm(request.POST)
    if form.is_valid():
        rate_issue(found, standing=request.standing, **form.cleaned_data)
        messages.success(request, said("谢谢，已记下", "Thank you, it is kept"))
    else:
        messages.error(request, said("请给 1 到 5 分", "Give a score from 1 to 5"))
    return redirect("coordination:issue", zone=request.zone.slug, issue=found.number)
