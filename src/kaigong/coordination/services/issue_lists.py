"""The list of issues as an Excel workbook: the rows that the page shows, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.coordination.models import Issue
from kaigong.coordination.pages.issues import IssueRow, row_of
from kaigong.errors import KaigongError
from kaigong.wording import said, say

MOST_ROWS = 50_000

Cell = str | int | date | None
# fmt: off  (a table is read by its columns)
COLUMNS: list[tuple[str, int, Callable[[IssueRow, Zone], Cell]]] = [
    (say("编号", "Number"), 14, lambda row, _zone: row.issue.number),
    (say("问题", "Issue"), 44, lambda row, _zone: row.issue.title),
    (say("项目", "Project"), 30, lambda row, _zone: str(row.issue.project or "")),
    (say("类别", "Category"), 14, lambda row, _zone: str(row.issue.category)),
    (say("轻重", "Severity"), 8, lambda row, _zone: str(row.issue.get_severity_display())),
    (say("状态", "State"), 12, lambda row, _zone: str(row.issue.get_state_display())),
    (say("现在由", "Now with"), 24, lambda row, _zone: row.ball),
    (say("提出单位", "Raised by"), 24, lambda row, _zone: str(row.issue.raised_for or "")),
    (say("提出日期", "Raised on"), 12, lambda row, zone: _day(row.issue.raised_at, zone)),
    (say("牵头部门", "Lead"), 24, lambda row, _zone: str(row.issue.lead or "")),
    (say("受理期限", "Accept by"), 12, lambda row, _zone: row.issue.acceptance_due_on),
    (say("办结期限", "Solve by"), 12, lambda row, _zone: row.issue.solution_due_on),
    (say("了结日期", "Over on"), 12, lambda row, zone: _day(row.issue.closed_at, zone)),
    (say("已历天数", "Age in days"), 10, lambda row, _zone: row.age_days),
    (say("退回次数", "Refusals"), 10, lambda row, _zone: row.issue.refusals),
    (say("位置", "Place"), 24, lambda row, _zone: row.issue.location),
    (say("说明", "Details"), 60, lambda row, _zone: row.issue.text),
]
# fmt: on


class TooManyIssuesError(KaigongError):
    code = "coordination.too-many-issues"
    zh = "这一视图有 {count} 个问题，一次最多导出 {most} 个；请先筛选。"
    en = "This view has {count} issues, and {most} go into one workbook; narrow it first."


def _day(moment: datetime | None, zone: Zone) -> date | None:
    return zone.moment_there(moment).date() if moment else None


def issue_workbook(issues: Iterable[Issue], standing: Standing, *, count: int) -> bytes:
    """The issues as a workbook, in the reader's language.

    Args:
        issues: With their names fetched.
        count: How many they are.

    Raises:
        TooManyIssuesError: more than one workbook takes.
    """
    if count > MOST_ROWS:
        raise TooManyIssuesError(count=count, most=MOST_ROWS)
    zone, today, out = standing.zone, standing.zone.today(), BytesIO()
    # Text stays text, whatever it begins with: no formula, no link, no number.
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, how) as book:
        sheet = book.add_worksheet(said("问题台账", "Issues"))
        font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        plain: Any = book.add_format({**font, "text_wrap": True, "quote_prefix": True})
        day: Any = book.add_format({**font, "num_format": "yyyy-mm-dd", "align": "center"})
        number: Any = book.add_format({**font, "num_format": "0"})
        head: Any = book.add_format({**font, "bold": True, "bg_color": "#eef1f4", "bottom": 1})
        title: Any = book.add_format({**font, "bold": True, "font_size": 14})
        told = said(f"{zone} 问题台账 {today}", f"Issues of {zone}, {today}")
        sheet.write_string(0, 0, told, title)
        for place, (label, width, _) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(1, place, str(label), head)
        sheet.freeze_panes(2, 2)
        last = 1
        for last, issue in enumerate(issues, start=2):
            row = row_of(issue, today)
            for place, (_, _, cell_of) in enumerate(COLUMNS):
                value = cell_of(row, zone)
                if isinstance(value, date):
                    sheet.write_datetime(last, place, value, day)
                elif isinstance(value, int):
                    sheet.write_number(last, place, value, number)
                elif value:
                    sheet.write_string(last, place, value[:32_767], plain)
        sheet.autofilter(1, 0, max(last, 1), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
    record("coordination.issues.exported", by=standing.user, zone=zone.slug, rows=count)
    return out.getvalue()
