"""Giving out a file that somebody uploaded."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from kaigong.web.file_kinds import KINDS

# What a browser may show in its own window; all else is saved, so that nothing uploaded runs.
SHOWN_IN_PLACE = frozenset(kind.media_type for kind in KINDS if kind.is_picture)


def answer_with(stored: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """The file under the name it came with: pictures in place, all else to be saved.

    Raises:
        Http404: the file is gone from the disk.
    """
    try:
        content = stored.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(
        content,
        as_attachment=media_type not in SHOWN_IN_PLACE,
        filename=name,
        content_type=media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
