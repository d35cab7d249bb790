"""Issues leave the house as Word: one to hand on, a view for a meeting, in the office's layout."""

from __future__ import annotations

from django.db.models import QuerySet

from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.coordination.asked import Asked
from kaigong.coordination.models import Issue, WordPaper
from kaigong.coordination.services.layouts import in_own_layout
from kaigong.coordination.sheets.gathering import sheet_of, table_of
from kaigong.coordination.sheets.word import sheet_docx, table_docx
from kaigong.errors import KaigongError

MOST_ROWS = 1000  # Word lays tables out row by row; more is read by nobody around a table


class TooManyForWordError(KaigongError):
    code = "coordination.too-many-for-word"
    zh = "这一视图有 {count} 个问题，一张 Word 表最多 {most} 个；请先筛选，或导出 Excel。"
    en = "This view has {count} issues, and a table in Word takes {most}; narrow it, or take Excel."


def issue_sheet(issue: Issue, standing: Standing, *, is_plain: bool = False) -> bytes:
    """One issue as Word, as far as the person may read it.

    Args:
        is_plain: In the default layout, whatever the office's own.

    Raises:
        LayoutBrokenError: the office's layout cannot hold it.
    """
    sheet = sheet_of(issue, standing)
    content = None if is_plain else in_own_layout(standing.zone, WordPaper.SHEET, sheet)
    record(
        "coordination.issue.taken", by=standing.user, zone=standing.zone.slug,
        subject=issue.number, form="docx",
    )  # fmt: skip
    return content or sheet_docx(sheet)


def issue_table(
    issues: QuerySet[Issue], asked: Asked, standing: Standing, *, is_plain: bool = False
) -> bytes:
    """The issues of a view as one table in Word.

    Args:
        issues: With their names fetched.
        is_plain: In the default layout, whatever the office's own.

    Raises:
        TooManyForWordError: more than such a table takes.
        LayoutBrokenError: the office's layout cannot hold them.
    """
    count = issues.count()
    if count > MOST_ROWS:
        raise TooManyForWordError(count=count, most=MOST_ROWS)
    table = table_of(issues, asked, standing)
    content = None if is_plain else in_own_layout(standing.zone, WordPaper.TABLE, table)
    record(
        "coordination.issues.exported", by=standing.user, zone=standing.zone.slug, rows=count,
        form="docx",
    )  # fmt: skip
    return content or table_docx(table)
