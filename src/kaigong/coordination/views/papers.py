"""Reading a paper."""

from __future__ import annotations

from django.http import FileResponse
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.selectors.papers import paper_for
from kaigong.web.kept_files import answer_with


@require_GET
@in_zone("coordination.see_issues")
def paper(request: InZone, paper: int) -> FileResponse:
    """A kept paper; who sees none of its uses learns nothing of it."""
    kept = paper_for(request.standing, paper)
    return answer_with(kept.file, name=kept.name, media_type=kept.media_type)
