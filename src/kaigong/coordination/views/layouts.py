"""The office's own Word layouts of minutes, issue sheets and lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.models import WordPaper
from kaigong.coordination.services.layouts import keep_layout, layout_in_use, withdraw_layouts
from kaigong.wording import said


@require_http_methods(["GET", "POST"])
@in_zone("coordination.keep_layouts")
def layouts(request: InZone) -> HttpResponse:
    """The layout in use of each paper, and how to write one."""
    if request.method == "POST":
        _change(request)
        return redirect("coordination:word_layouts", zone=request.zone.slug)
    papers = [(paper, layout_in_use(request.zone, paper)) for paper in WordPaper]
    return render(request, "coordination/word_layouts.html", {"papers": papers})


def _change(request: InZone) -> None:
    asked, file = request.POST.get("paper", ""), request.FILES.get("file")
    paper = WordPaper(asked) if asked in WordPaper.values else None
    if paper is not None and file is not None:
        kept = keep_layout(paper, file=file, standing=request.standing)
        messages.success(request, said(f"以后用「{kept}」", f"“{kept}” is in use"))
    elif paper is not None and request.POST.get("withdraw"):
        withdraw_layouts(paper, standing=request.standing)
        messages.success(request, said("用回默认格式", "The default layout is in use"))
    else:
        messages.error(request, said("请选择一个 Word 文件", "Choose a Word file"))
