"""The office's own Word layouts: tried on an empty paper, kept, used, withdrawn."""

from __future__ import annotations

from dataclasses import fields
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.minutes.gathering import Gathered
from kaigong.coordination.models import WordLayout, WordPaper
from kaigong.coordination.services.meeting_errors import (
    LayoutBrokenError,
    TemplateUnreadableError,
)
from kaigong.coordination.sheets.gathering import IssueSheet, IssueTable
from kaigong.coordination.word_pages import LayoutFault, filled_layout
from kaigong.portfolio.services.proofs import ProofKindError, ReadFile, look_into
from kaigong.web.word import MEDIA_TYPE
from kaigong.wording import said

OnPaper = Gathered | IssueSheet | IssueTable

# What a paper's marks begin with, and what they speak of.
_MARKS: dict[WordPaper, tuple[str, type[OnPaper]]] = {
    WordPaper.MINUTES: ("minutes", Gathered),
    WordPaper.SHEET: ("issue", IssueSheet),
    WordPaper.TABLE: ("list", IssueTable),
}


def layout_in_use(zone: Zone, paper: WordPaper) -> WordLayout | None:
    """The office's own layout of a paper; none is the default one."""
    return WordLayout.objects.filter(zone=zone, paper=paper, withdrawn_at=None).first()


def in_own_layout(zone: Zone, paper: WordPaper, content: OnPaper) -> bytes | None:
    """A paper in the office's own layout, as Word; none where the default one is in use.

    Raises:
        LayoutBrokenError: the layout cannot hold it.
    """
    layout = layout_in_use(zone, paper)
    if layout is None:
        return None
    with layout.file.open("rb") as file:
        try:
            return filled_layout(file.read(), {_MARKS[paper][0]: content})
        except LayoutFault as fault:
            raise LayoutBrokenError(paper=paper.label, name=layout.name, fault=fault) from fault


@transaction.atomic
def keep_layout(paper: WordPaper, *, file: File[bytes], standing: Standing) -> WordLayout:
    """Use the office's own Word layout from now on, after it was tried on an empty paper.

    Raises:
        TemplateUnreadableError: it is not used.
        ProofTooLargeError, EmptyProofError: neither.
    """
    read = _word_in(file)
    mark, kind = _MARKS[paper]
    try:
        filled_layout(read.content, {mark: _empty(kind)})
    except LayoutFault as fault:
        raise TemplateUnreadableError(name=read.name, fault=fault) from fault
    layout = WordLayout(
        zone=standing.zone, paper=paper, name=read.name, sha256=read.sha256, by=standing.user,
        at=clock.now(),
    )  # fmt: skip
    layout.file.save(read.stored_name, ContentFile(read.content), save=False)
    layout.save()
    record(
        "coordination.layout.kept", by=standing.user, zone=standing.zone.slug,
        subject=read.name, paper=str(paper), sha256=read.sha256,
    )  # fmt: skip
    return layout


@transaction.atomic
def withdraw_layouts(paper: WordPaper, *, standing: Standing) -> None:
    """Go back to the default layout of a paper."""
    in_use = WordLayout.objects.filter(zone=standing.zone, paper=paper, withdrawn_at=None)
    if in_use.update(withdrawn_at=clock.now()):
        record(
            "coordination.layout.withdrawn", by=standing.user, zone=standing.zone.slug,
            paper=str(paper),
        )  # fmt: skip


def _word_in(file: File[bytes]) -> ReadFile:
    """The file, if it is Word; what else may be kept as a proof is no layout."""
    fault = said("它不是 Word 文件（docx，不带宏）", "it is no Word file (docx, without macros)")
    try:
        read = look_into(file)
    except ProofKindError as refused:
        raise TemplateUnreadableError(name=PurePath(file.name or "").name, fault=fault) from refused
    if read.kind.media_type != MEDIA_TYPE:
        raise TemplateUnreadableError(name=read.name, fault=fault)
    return read


def _empty(paper: type[OnPaper]) -> Any:
    """A paper that says nothing, to try a layout on."""
    nothing: dict[str, Any] = {"int": 0, "bool": False, "str": ""}
    return paper(**{each.name: nothing.get(str(each.type), []) for each in fields(paper)})
