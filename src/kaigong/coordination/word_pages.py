"""What the office's Word files share: the page of an official paper, and layouts of its own."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from kaigong.web.word import repeat_head, set_font, without_border
from kaigong.wording import said

# GB/T 9704-2012: A4, 37 mm above, 28 mm at the left, 156 × 225 mm of text; 3 号 is 16 pt.
BODY_FONT, HEAD_FONT = "FangSong", "SimHei"
TITLE_POINTS, BODY_POINTS, SMALL_POINTS = 22, 16, 12
LINE_POINTS, TABLE_LINE_POINTS = 28, 18
BLACK = (0, 0, 0)


def office_page(document: Any, *, title: str, office: str, is_wide: bool = False) -> None:
    """Give a new document the page, the fonts and the lines of an official paper.

    Args:
        is_wide: Turned, with even margins: for a table of many columns.
    """
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Mm, Pt

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    if is_wide:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
        page.top_margin = page.bottom_margin = Mm(24)
        page.left_margin = page.right_margin = Mm(20)
    document.core_properties.title = title
    document.core_properties.author = office
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


def small(document: Any, words: str) -> None:
    """A line in small letters."""
    from docx.shared import Pt

    document.add_paragraph().add_run(words).font.size = Pt(SMALL_POINTS)


def ruled_table(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths_cm: Sequence[float],
) -> None:
    """A table with lines whose headings stand on each page that it runs over."""
    from docx.shared import Cm, Pt

    made = document.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
    made.autofit = False
    for number, (row, line) in enumerate(zip(made.rows, [heads, *rows], strict=True)):
        for cell, words, width in zip(row.cells, line, widths_cm, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(TABLE_LINE_POINTS)
            run = paragraph.add_run(words)
            run.font.size = Pt(SMALL_POINTS)
            if number == 0:
                in_font(run, HEAD_FONT)
    repeat_head(made.rows[0])


def in_font(run: Any, font: str) -> None:
    """Set one stretch of words in a font, Chinese ones too."""
    from docx.oxml.ns import qn

    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


class LayoutFault(Exception):  # noqa: N818  (who fills it says which error that is for the person)
    """What is wrong in a layout, in the reader's words."""


def filled_layout(layout: bytes, marks: Mapping[str, object]) -> bytes:
    """An office's own layout with its marks filled in: `{{ minutes.title }}`, `{% for item … %}`.

    The marks are run in a sandbox: a layout may print what it is given and nothing else.

    Raises:
        LayoutFault: it is no Word file, or a mark in it is wrong.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Word files hold XML: names with < or & must not break it.
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        document = DocxTemplate(io.BytesIO(layout))
        document.render(dict(marks), jinja_env=sandbox, autoescape=True)
        file = io.BytesIO()
        document.save(file)
    except Exception as fault:
        # Whatever a stranger's file holds (a broken zip, XML or mark), the person learns why.
        raise LayoutFault(_fault_in(fault)) from fault
    return file.getvalue()


def _fault_in(fault: Exception) -> str:
    """What is wrong, so that somebody who has only Word before the eyes finds it."""
    from jinja2 import TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    told = str(fault)[:200]
    if isinstance(fault, UndefinedError):
        return said(f"里面有不认识的记号（{told}）", f"it has a mark that we do not know ({told})")
    if isinstance(fault, TemplateSyntaxError):
        return said(f"有一个记号没写完整（{told}）", f"one of its marks is not whole ({told})")
    if isinstance(fault, SecurityError):
        return said("有一个记号要做打印以外的事", "one of its marks would do more than print")
    return said("文件是坏的，Word 也打不开", "the file is damaged and Word does not open it either")
