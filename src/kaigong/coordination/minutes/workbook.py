"""The tasks of a meeting, or of all meetings, as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter

from kaigong.coordination.models import MeetingTask
from kaigong.wording import said


def tasks_workbook(tasks: Iterable[MeetingTask], *, title: str) -> bytes:
    """One row a task: what, of which meeting, who, until when, where it stands."""
    file = io.BytesIO()
    # Words of people never become formulas or links.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, plain)
    sheet = book.add_worksheet(said("议定事项", "Decisions"))
    bold = book.add_format({"bold": True, "bg_color": "#eeece6", "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    heads = [
        (said("会议", "Meeting"), 18), (said("序号", "No."), 6), (said("事项", "Decision"), 44),
        (said("项目", "Project"), 24), (said("问题", "Issue"), 14),
        (said("责任单位", "Responsible"), 20), (said("责任人", "Person"), 12),
        (said("完成期限", "By"), 12), (said("状态", "State"), 14),
        (said("办理情况", "What was done"), 40), (said("样例", "Sample"), 7),
    ]  # fmt: skip
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for place, (head, width) in enumerate(heads):
        sheet.set_column(place, place, width)
        sheet.write_string(1, place, head, bold)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    for row, task in enumerate(tasks, start=2):
        words = [
            str(task.meeting), str(task.number), task.words, str(task.project or ""),
            task.issue.number if task.issue else "", str(task.organisation),
            str(task.person or ""), "", task.get_state_display(), task.claim,
            said("样例", "sample") if task.is_sample else "",
        ]  # fmt: skip
        for place, value in enumerate(words):
            sheet.write_string(row, place, value, text)
        sheet.write_datetime(row, 7, task.due_on, day)
    book.close()
    return file.getvalue()
