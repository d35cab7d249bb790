"""Papers as a page shows them: beside the turn that brought them."""

from __future__ import annotations

from collections.abc import Iterable

from kaigong.coordination.models import PaperUse
from kaigong.web.kept_files import SHOWN_IN_PLACE


def papers_by_turn(uses: Iterable[PaperUse]) -> dict[int | None, list[tuple[PaperUse, bool]]]:
    """Uses and whether a browser can show them as a picture, by turn; None is how it was raised."""
    found: dict[int | None, list[tuple[PaperUse, bool]]] = {}
    for use in uses:
        shown = (use, use.paper.media_type in SHOWN_IN_PLACE)
        found.setdefault(use.turn_id, []).append(shown)
    return found
