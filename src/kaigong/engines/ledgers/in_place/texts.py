"""A sheet of our own in the office's workbook: texts alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kaigong.engines.ledgers.cells import column_letter

from . import markup
from .package import WORKBOOK, Package
from .sheets import cell_markup


def text_sheet(
    package: Package,
    rows: Sequence[Sequence[str]],
    *,
    forms: Sequence[Sequence[int]],
    widths: Sequence[int],
    frozen: int,
    links: Mapping[tuple[int, int], str] | None = None,
    is_seen: bool = True,
) -> bytes:
    """A sheet of texts alone, which nothing in it can make a formula.

    Args:
        forms: The number of each cell's format.
        widths: Of the columns, in characters.
        frozen: How many rows stay above when it is scrolled.
        links: Places in the workbook (`'项目大表'!B2`) by row and column from 1.
        is_seen: Whether it is the sheet that is in front when the workbook is opened.
    """
    main = re.search(rb"""xmlns(?::[\w.-]+)?\s*=\s*["']([^"']*/main)["']""", package.xml(WORKBOOK))
    made = [
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%s">'
        % (main[1] if main else b""),
        b'<sheetViews><sheetView%s workbookViewId="0">'
        b'<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>'
        b"</sheetView></sheetViews><cols>"
        % (b' tabSelected="1"' if is_seen else b"", frozen, frozen + 1),
    ]
    made += [
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (place, place, width)
        for place, width in enumerate(widths, start=1)
    ]
    made.append(b"</cols><sheetData>")
    for number, (row, own) in enumerate(zip(rows, forms, strict=True), start=1):
        made.append(b'<row r="%d">' % number)
        for column, (text, form) in enumerate(zip(row, own, strict=True), start=1):
            address = column_letter(column).encode()
            made.append(cell_markup(b'r="%s%d" s="%d"' % (address, number, form), text))
        made.append(b"</row>")
    made.append(b"</sheetData>")
    if links:
        made.append(b"<hyperlinks>")
        made += [
            b'<hyperlink ref="%s%d" location="%s"/>'
            % (column_letter(column).encode(), row, markup.attribute_markup(place))
            for (row, column), place in links.items()
        ]
        made.append(b"</hyperlinks>")
    made.append(b"</worksheet>")
    return b"".join(made)
