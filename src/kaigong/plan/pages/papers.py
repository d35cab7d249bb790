"""The sizes of paper that a chart is printed on."""

from __future__ import annotations

from django.http import HttpRequest

PAPERS = (("a3", "A3"), ("a2", "A2"), ("a1", "A1"), ("a0", "A0"))


def paper_context(request: HttpRequest) -> dict[str, object]:
    """What the pages with a chart say of paper: the sizes, and the one that is asked for."""
    names = dict(PAPERS)
    asked = request.GET.get("paper", "")
    paper = asked if asked in names else PAPERS[0][0]
    is_print = request.GET.get("print") == "1"
    return {"papers": PAPERS, "paper": paper, "paper_name": names[paper], "is_print": is_print}
