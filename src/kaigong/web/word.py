"""What every Word file of the house needs: fonts that hold for Chinese too, heads that repeat."""

from __future__ import annotations

from typing import Any

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
INK = (0x1D, 0x27, 0x33)


def set_font(style: Any, *, font: str, points: float, ink: tuple[int, int, int] = INK) -> None:
    """Give a style one font for Latin letters and Chinese alike."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = font, Pt(points)
    style.font.color.rgb = RGBColor(*ink)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)  # `name` sets the Latin letters only
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def without_border(style: Any) -> None:
    """Take away the blue line of Word's own title."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def repeat_head(row: Any) -> None:
    """A table that runs over pages shows its headings on each."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
