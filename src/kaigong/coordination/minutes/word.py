"""Minutes as a Word file: the usual form of an office paper, or the office's own layout."""

from __future__ import annotations

import io
from typing import Any

from kaigong.coordination.minutes.gathering import Gathered, ItemLine
from kaigong.coordination.services.meeting_errors import TemplateUnreadableError
from kaigong.web.word import repeat_head, set_font, without_border
from kaigong.wording import said

# GB/T 9704-2012: A4, 37 mm above, 28 mm at the left, 156 × 225 mm of text; 3 号 is 16 pt.
BODY_FONT, HEAD_FONT = "FangSong", "SimHei"
TITLE_POINTS, BODY_POINTS, SMALL_POINTS = 22, 16, 12
LINE_POINTS = 28
TEXT_CM = 15.6
BLACK = (0, 0, 0)


def minutes_docx(minutes: Gathered) -> bytes:
    """The minutes in the usual Chinese form, ready to be sent round."""
    import docx

    document = docx.Document()
    _set_page(document, minutes)
    writer = _Writer(document, minutes)
    writer.write()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def minutes_by_template(minutes: Gathered, template: bytes, *, name: str) -> bytes:
    """The minutes in the office's own layout: `{{ minutes.title }}`, `{% for item … %}`.

    The marks are run in a sandbox: a layout may print what it is given and nothing else.

    Raises:
        TemplateUnreadableError: it is no Word file, or a mark in it is wrong.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Word files hold XML: names with < or & must not break it.
    marks = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        layout = DocxTemplate(io.BytesIO(template))
        layout.render({"minutes": minutes}, jinja_env=marks, autoescape=True)
        file = io.BytesIO()
        layout.save(file)
    except Exception as fault:
        # Whatever a stranger's file holds (a broken zip, XML or mark), the person learns why.
        raise TemplateUnreadableError(name=name, fault=str(fault)[:200]) from fault
    return file.getvalue()


def _set_page(document: Any, minutes: Gathered) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Mm, Pt

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    document.core_properties.title = f"{minutes.heading} {minutes.number}"
    document.core_properties.author = minutes.office
    styles = document.styles
    set_font(styles["Normal"], font=BODY_FONT, points=BODY_POINTS, ink=BLACK)
    set_font(styles["Title"], font="SimSun", points=TITLE_POINTS, ink=BLACK)
    set_font(styles["Heading 1"], font=HEAD_FONT, points=BODY_POINTS, ink=BLACK)
    without_border(styles["Title"])
    styles["Title"].font.bold = True
    styles["Heading 1"].font.bold = False
    for name in ("Normal", "Heading 1"):
        form = styles[name].paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_POINTS)
        form.space_before = form.space_after = Pt(0)


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
            self._small("　".join(marks))
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
            self._small(said(f"分送：{minutes.distribution}", f"To: {minutes.distribution}"))

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
                _in_font(head, HEAD_FONT)
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

    def _small(self, words: str) -> None:
        from docx.shared import Pt

        self.document.add_paragraph().add_run(words).font.size = Pt(SMALL_POINTS)

    def _tasks(self) -> None:
        from docx.shared import Cm, Pt

        self.document.add_heading(said("议定事项清单", "List of decisions"), 1)
        heads = [
            said("序号", "No."), said("事项", "Decision"), said("责任单位", "Responsible"),
            said("完成时限", "By"),
        ]  # fmt: skip
        rows = [[str(task.number), task.words, task.owner, task.due] for task in self.minutes.tasks]
        made = self.document.add_table(rows=1 + len(rows), cols=4, style="Table Grid")
        widths = (1.4, 7.6, 3.6, 3.0)
        for number, line in enumerate([heads, *rows]):
            for place, words in enumerate(line):
                cell = made.rows[number].cells[place]
                cell.width = Cm(widths[place])
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.line_spacing = Pt(18)
                run = paragraph.add_run(words)
                run.font.size = Pt(SMALL_POINTS)
                if number == 0:
                    _in_font(run, HEAD_FONT)
        repeat_head(made.rows[0])


def _in_font(run: Any, font: str) -> None:
    from docx.oxml.ns import qn

    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
