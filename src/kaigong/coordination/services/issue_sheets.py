"""Issues leave the house as Word: one to hand on, a view for a meeting, in the office's layout."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.asked import Asked
from kaigong.coordination.models import Issue, IssueLayout, IssuePaper
from kaigong.coordination.services.layouts import word_in
from kaigong.coordination.sheets.gathering import IssueSheet, IssueTable, sheet_of, table_of
from kaigong.coordination.sheets.word import sheet_docx, table_docx
from kaigong.coordination.word_pages import filled_layout
from kaigong.errors import KaigongError

MOST_ROWS = 1000  # Word lays tables out row by row; more is read by nobody around a table


class TooManyForWordError(KaigongError):
    code = "coordination.too-many-for-word"
    zh = "这一视图有 {count} 个问题，一张 Word 表最多 {most} 个；请先筛选，或导出 Excel。"
    en = "This view has {count} issues, and a table in Word takes {most}; narrow it, or take Excel."


def issue_sheet(issue: Issue, standing: Standing) -> bytes:
    """One issue as Word, as far as the person may read it.

    Raises:
        TemplateUnreadableError: the office's layout cannot hold it.
    """
    sheet = sheet_of(issue, standing)
    content = _in_own_layout(standing.zone, IssuePaper.SHEET, {"issue": sheet})
    record(
        "coordination.issue.taken", by=standing.user, zone=standing.zone.slug,
        subject=issue.number, form="docx",
    )  # fmt: skip
    return content or sheet_docx(sheet)


def issue_table(issues: QuerySet[Issue], asked: Asked, standing: Standing) -> bytes:
    """The issues of a view as one table in Word.

    Args:
        issues: With their names fetched.

    Raises:
        TooManyForWordError: more than such a table takes.
        TemplateUnreadableError: the office's layout cannot hold them.
    """
    count = issues.count()
    if count > MOST_ROWS:
        raise TooManyForWordError(count=count, most=MOST_ROWS)
    table = table_of(issues, asked, standing)
    content = _in_own_layout(standing.zone, IssuePaper.TABLE, {"list": table})
    record(
        "coordination.issues.exported", by=standing.user, zone=standing.zone.slug, rows=count,
        form="docx",
    )  # fmt: skip
    return content or table_docx(table)


def layout_of(zone: Zone, paper: IssuePaper) -> IssueLayout | None:
    """The office's own layout in use; none is the default one."""
    return IssueLayout.objects.filter(zone=zone, paper=paper, withdrawn_at=None).first()


@transaction.atomic
def keep_issue_layout(paper: IssuePaper, *, file: File[bytes], standing: Standing) -> IssueLayout:
    """Use the office's own Word layout from now on, after it was tried on an empty paper.

    Raises:
        TemplateUnreadableError: it is not used.
        ProofTooLargeError, ProofKindError, EmptyProofError: neither.
    """
    read = word_in(file)
    filled_layout(read.content, _TRIALS[paper], name=read.name)
    layout = IssueLayout(
        zone=standing.zone, paper=paper, name=read.name, sha256=read.sha256, by=standing.user,
        at=clock.now(),
    )  # fmt: skip
    layout.file.save(read.stored_name, ContentFile(read.content), save=False)
    layout.save()
    record(
        "coordination.issue-layout.kept", by=standing.user, zone=standing.zone.slug,
        subject=read.name, paper=str(paper), sha256=read.sha256,
    )  # fmt: skip
    return layout


@transaction.atomic
def withdraw_issue_layouts(paper: IssuePaper, *, standing: Standing) -> None:
    """Go back to the default layout of a paper."""
    in_use = IssueLayout.objects.filter(zone=standing.zone, paper=paper, withdrawn_at=None)
    if in_use.update(withdrawn_at=clock.now()):
        record(
            "coordination.issue-layout.withdrawn", by=standing.user, zone=standing.zone.slug,
            paper=str(paper),
        )  # fmt: skip


def _in_own_layout(zone: Zone, paper: IssuePaper, marks: dict[str, object]) -> bytes | None:
    layout = layout_of(zone, paper)
    if layout is None:
        return None
    with layout.file.open("rb") as file:
        return filled_layout(file.read(), marks, name=layout.name)


def _empty(paper: type[IssueSheet | IssueTable]) -> Any:
    """A paper that says nothing, to try a layout on."""
    nothing: dict[str, Any] = {"int": 0, "bool": False, "str": ""}
    return paper(**{each.name: nothing.get(str(each.type), []) for each in fields(paper)})


_TRIALS: dict[IssuePaper, dict[str, object]] = {
    IssuePaper.SHEET: {"issue": _empty(IssueSheet)},
    IssuePaper.TABLE: {"list": _empty(IssueTable)},
}
