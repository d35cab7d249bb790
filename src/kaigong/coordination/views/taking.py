"""What is taken along: a file by its name; a paper as Word, in a layout that can hold it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header, urlencode

from kaigong.accounts.doors import InZone
from kaigong.coordination.services.meeting_errors import LayoutBrokenError
from kaigong.web.word import MEDIA_TYPE
from kaigong.wording import explain


def taken(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """A file to take along."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def as_word(request: InZone, write: Callable[[bool], bytes], *, name: str) -> HttpResponse:
    """A paper as Word; where the office's layout cannot hold it, the way to the default one.

    Args:
        write: Given whether the default layout is asked for.
    """
    try:
        content = write(request.GET.get("layout") == "default")
    except LayoutBrokenError as broken:
        asked = urlencode({**request.GET.dict(), "layout": "default"})
        context = {
            "text": explain(broken),
            "code": broken.code,
            "default": f"?{asked}",
            "may_change": request.standing.may("coordination.keep_layouts"),
        }
        return render(request, "coordination/layout_broken.html", context, status=422)
    return taken(content, name=name, kind=MEDIA_TYPE)
