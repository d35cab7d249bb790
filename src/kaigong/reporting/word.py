"""A briefing as a Word file that the office goes on writing in."""

from __future__ import annotations

import io
from typing import Any

from kaigong.reporting.briefing import Briefing, Run, Section, Table
from kaigong.reporting.footnotes import Footnotes
from kaigong.reporting.printing import chart_png, widths_of
from kaigong.web.word import repeat_head, set_font, without_border
from kaigong.wording import is_chinese

HOUSE_FONT = "Microsoft YaHei"  # on every office machine; others take the nearest they have
TEXT_CM = 15.8


def briefing_docx(briefing: Briefing) -> bytes:
    """The briefing as Word: real headings, tables and footnotes, the chart as a picture."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.6)
    document.core_properties.title = briefing.title
    document.core_properties.author = briefing.zone_name
    document.core_properties.comments = briefing.age
    _set_fonts(document)
    _Writer(document, briefing).write()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_fonts(document: Any) -> None:
    for name, points in (("Normal", 11), ("Title", 18), ("Heading 1", 13), ("Caption", 9.5)):
        set_font(document.styles[name], font=HOUSE_FONT, points=points)
    without_border(document.styles["Title"])


class _Writer:
    def __init__(self, document: Any, briefing: Briefing) -> None:
        self.document, self.briefing = document, briefing
        self.footnotes = Footnotes(document)
        self.told: dict[int, int] = {}

    def write(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        zone = self.document.add_paragraph(self.briefing.zone_name)
        title = self.document.add_paragraph(self.briefing.title, style="Title")
        age = self._small(self.briefing.age)
        for each in (zone, title, age):
            each.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for section in self.briefing.sections:
            self._section(section)

    def _section(self, section: Section) -> None:
        from docx.shared import Cm

        self.document.add_heading(section.title, level=1)
        for runs in section.paragraphs:
            self._paragraph(runs)
        if section.has_chart and self.briefing.chart is not None:
            picture = io.BytesIO(chart_png(self.briefing.chart))
            self.document.add_picture(picture, width=Cm(TEXT_CM))
            self._describe_picture(self.briefing.chart.title)
        for table in section.tables:
            self._table(table)

    def _describe_picture(self, words: str) -> None:
        """What a reader hears who cannot see it."""
        self.document.inline_shapes[-1]._inline.docPr.set("descr", words)

    def _paragraph(self, runs: list[Run]) -> None:
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        if is_chinese():
            paragraph.paragraph_format.first_line_indent = Pt(22)
        for run in runs:
            written = paragraph.add_run(run.text)
            if run.note is not None:
                written.bold = True
                self._refer(paragraph, run.note)

    def _refer(self, paragraph: Any, note: int) -> None:
        """The note where its figure stands first; later only its number."""
        if note in self.told:
            again = paragraph.add_run(f"[{self.told[note]}]")
            again.font.superscript = True
            return
        self.told[note] = len(self.told) + 1
        self.footnotes.add(paragraph, self.briefing.notes[note - 1])

    def _small(self, words: str) -> Any:
        from docx.shared import Pt, RGBColor

        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(words)
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor(0x5B, 0x66, 0x73)
        return paragraph

    def _table(self, table: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        self.document.add_paragraph(table.caption, style="Caption")
        lines = [table.heads, *table.rows, *([table.total] if table.total else [])]
        made = self.document.add_table(rows=len(lines), cols=len(table.heads), style="Table Grid")
        widths = widths_of(table)
        for number, line in enumerate(lines):
            is_bold = number == 0 or (bool(table.total) and number == len(lines) - 1)
            for place, words in enumerate(line):
                cell = made.rows[number].cells[place]
                cell.width = Cm(TEXT_CM * widths[place] / sum(widths))
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                if place >= table.words:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                run = paragraph.add_run(words)
                run.font.size, run.bold = Pt(9), is_bold
        repeat_head(made.rows[0])
        self._small(table.source)
