"""Minutes as a Word file: the usual form of an office paper."""

from __future__ import annotations

import io
from typing import Any

from kaigong.coordination.minutes.gathering import Gathered, ItemLine
from kaigong.coordination.word_pages import (
    BODY_POINTS,
    HEAD_FONT,
    in_font,
    office_page,
    ruled_table,
    small,
)
from kaigong.wording import said


def minutes_docx(minutes: Gathered) -> bytes:
    """The minutes in the usual Chinese form, ready to be sent round."""
    import docx

    document = docx.Document()
    title = f"{minutes.heading} {minutes.number}"
    office_page(document, title=title, office=minutes.office)
    writer = _Writer(document, minutes)
    writer.write()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    def __init__(self, document: Any, minutes: Gathered) -> None:
        self.document, self.minutes = document, minutes

    def write(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        minutes = self.minutes
        marks = [said("草稿，未确认", "Draft, not confirmed")] if minutes.is_draft else []
        marks += [said("样例", "Sample")] if minutes.is_sample else []
        if minutes.version > 1:
            marks.append(said(f"第{minutes.version}稿（更正）", f"Version {minutes.version}"))
        if marks:
            small(self.document, "　".join(marks))
        for words, style in ((minutes.office, None), (minutes.heading, "Title")):
            self.document.add_paragraph(words, style=style).alignment = WD_ALIGN_PARAGRAPH.CENTER
        number = self.document.add_paragraph(said(f"（{minutes.number}）", f"({minutes.number})"))
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._facts()
        for item in minutes.items:
            self._item(item)
        if not minutes.items:
            self._body(said("会议没有议题。", "There were no items."))
        if minutes.tasks:
            self._tasks()
        if minutes.distribution:
            to = said(f"分送：{minutes.distribution}", f"To: {minutes.distribution}")
            small(self.document, to)

    def _facts(self) -> None:
        minutes = self.minutes
        comma = said("、", ", ")
        for label, words in (
            (said("时间", "Time"), minutes.time),
            (said("地点", "Place"), minutes.place),
            (said("主持", "Chair"), minutes.chair),
            (said("出席", "Present"), comma.join(minutes.present)),
            (said("列席", "Guests"), comma.join(minutes.guests)),
            (said("请假、缺席", "Absent"), comma.join(minutes.excused)),
            (said("记录", "Recorder"), minutes.clerk),
        ):
            if words:
                paragraph = self.document.add_paragraph()
                head = paragraph.add_run(said(f"{label}：", f"{label}: "))
                in_font(head, HEAD_FONT)
                paragraph.add_run(words)

    def _item(self, item: ItemLine) -> None:
        self.document.add_heading(said(f"{item.number}、", f"{item.number}. ") + item.title, 1)
        if item.reason:
            self._body(item.reason + said("。", "."))
        if item.outcome:
            self._body(said(f"{item.outcome}：{item.words}", f"{item.outcome}: {item.words}"))
        elif item.words:
            self._body(item.words)
        for place, task in enumerate(item.tasks, start=1):
            mark = said(f"（{place}）", f"({place}) ") if len(item.tasks) > 1 else ""
            self._body(
                mark
                + said(
                    f"{task.words}。责任单位：{task.owner}；完成时限：{task.due}。",
                    f"{task.words}. Responsible: {task.owner}; by {task.due}.",
                )
            )

    def _body(self, words: str) -> None:
        from docx.shared import Pt

        paragraph = self.document.add_paragraph(words)
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_POINTS)

    def _tasks(self) -> None:
        self.document.add_heading(said("议定事项清单", "List of decisions"), 1)
        heads = [
            said("序号", "No."), said("事项", "Decision"), said("责任单位", "Responsible"),
            said("完成时限", "By"),
        ]  # fmt: skip
        rows = [[str(task.number), task.words, task.owner, task.due] for task in self.minutes.tasks]
        ruled_table(self.document, heads, rows, widths_cm=(1.4, 7.6, 3.6, 3.0))
