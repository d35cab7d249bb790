"""What lies over the cells: pictures, charts, the boxes of comments, moved when rows come in."""

from __future__ import annotations

import re

from . import markup
from .markup import Element
from .references import Shift


def moved_shapes(xml: bytes, shift: Shift) -> bytes:
    """Boxes of comments and controls: their rows count from 0."""

    def row(found: re.Match[bytes]) -> bytes:
        return found[1] + str(shift.row(int(found[2]) + 1) - 1).encode() + found[3]

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = [int(one) for one in found[2].split(b",")]
        if len(numbers) != 8:
            return found[0]
        numbers[2], numbers[6] = (shift.row(numbers[at] + 1) - 1 for at in (2, 6))
        return found[1] + ", ".join(map(str, numbers)).encode() + found[3]

    xml = re.sub(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)", row, xml)
    return re.sub(rb"(<x:Anchor>)([\s\d,]+)(</x:Anchor>)", anchor, xml)


def moved_anchors(xml: bytes, shift: Shift) -> bytes:
    """Pictures and charts: an anchor below the new rows moves; one across them is stretched."""

    def moved(found: Element, by: int | None = None) -> tuple[bytes, int]:
        at = markup.element(found.xml, "row", found.inner, found.inner_end)
        if at is None:
            return found.markup, 0
        number = int(at.text)
        new = number + by if by is not None else shift.row(number + 1) - 1
        text = str(new).encode()
        made = found.xml[found.start : at.inner] + text + found.xml[at.inner_end : found.end]
        return made, new - number

    def change(anchor: Element) -> bytes:
        first = markup.element(anchor.xml, "from", anchor.inner, anchor.inner_end)
        last = markup.element(anchor.xml, "to", anchor.inner, anchor.inner_end)
        splices = markup.Splices(anchor.xml)
        by: int | None = None
        if anchor.get("editAs") == "absolute":
            return anchor.markup
        if first is not None:
            made, moved_by = moved(first)
            splices.put(first.start, first.end, made)
            by = moved_by if anchor.get("editAs") == "oneCell" else None
        if last is not None:
            splices.put(last.start, last.end, moved(last, by)[0])
        whole = splices.applied()
        return whole[anchor.start : anchor.end + len(whole) - len(anchor.xml)]

    return markup.each_changed(xml, "twoCellAnchor|oneCellAnchor", change)
