"""Real footnotes for Word, which python-docx 1.2 does not write.

ECMA-376-1:2016, 17.11 (footnotes): a part of its own with two separators and one entry a note.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/>'
    "</w:r></w:p></w:footnote>"
)


class Footnotes:
    """The notes of one document, in the order of their numbers."""

    def __init__(self, document: Any) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        self._notes: list[str] = []
        self._part = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", document.part.package)
        document.part.relate_to(self._part, _RELATION)
        self._write()

    def add(self, paragraph: Any, text: str) -> None:
        """Put a note's number at the end of a paragraph, and its text at the foot of the page."""
        from docx.oxml import parse_xml

        self._notes.append(text)
        number = len(self._notes)
        paragraph._p.append(
            parse_xml(
                f'<w:r xmlns:w="{_SPACE}"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                f'<w:footnoteReference w:id="{number}"/></w:r>'
            )
        )
        self._write()

    def _write(self) -> None:
        entries = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:spacing w:before="0" w:after="0" '
            'w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:rPr><w:sz w:val="16"/>'
            '<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
            '<w:r><w:rPr><w:color w:val="5B6673"/><w:sz w:val="15"/></w:rPr>'
            f'<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self._notes, start=1)
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        whole = f'{head}<w:footnotes xmlns:w="{_SPACE}">{_SEPARATORS}{entries}</w:footnotes>'
        self._part._blob = whole.encode()
