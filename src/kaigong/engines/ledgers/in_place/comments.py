"""Comments on cells: those that are there stay, ours come beside them."""

from __future__ import annotations

import re

from kaigong.engines.ledgers.cells import column_letter

from . import markup
from .package import Package, SheetPart

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_SHAPES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER = "legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst"
_NO_SHAPES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout></xml>'
)
_KIND = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe" xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto" '
    b'style="position:absolute;margin-left:60pt;margin-top:2pt;width:270pt;height:%dpt;'
    b'z-index:%d;visibility:hidden" xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:fill color2="#ffffe1"/>'
    b'<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)


_FIRST_BOX = 60_001  # above the numbers that Excel gives in a block of its own


class Comments:
    """The comments of one sheet; `keep` writes them into the package."""

    def __init__(self, package: Package, sheet: SheetPart, *, author: str) -> None:
        self.package, self.sheet, self.author = package, sheet, author
        self._texts: dict[tuple[int, int], str] = {}

    def put(self, row: int, column: int, text: str) -> None:
        self._texts[row, column] = text

    def keep(self) -> None:
        if not self._texts:
            return
        part = self._part()
        beside = self._write(part)
        self._draw([place for place in self._texts if place not in beside])

    def _part(self) -> str:
        found = self.package.related(self.sheet.part, "comments")
        if found:
            return found[0]
        part = self.package.unused("xl/comments{}.xml")
        space = markup.root(self.package.xml(self.sheet.part))
        named = re.search(rb"""\sxmlns%s\s*=\s*["']([^"']*)""" % _bound(space.prefix), space.tag)
        main = named[1] if named else b""
        self.package.put(
            part,
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            b'<comments xmlns="%s"><authors></authors><commentList></commentList></comments>'
            % main,
        )
        self.package.name_type(part, _COMMENTS_TYPE)
        self.package.relate(self.sheet.part, "comments", part)
        return part

    def _write(self, part: str) -> set[tuple[int, int]]:
        """Put the texts in; the places that had a comment, and so have a box already."""
        xml = self.package.xml(part)
        prefix = markup.root(xml).prefix
        listed = markup.element(xml, "authors")
        authors = list(markup.elements(xml, "author"))
        if listed is None or markup.element(xml, "commentList") is None:
            raise self.package.damaged(part)
        tag, content, closing = markup.opened(listed)
        made = b"<author>%s</author>" % markup.text_markup(self.author)
        content += markup.prefixed(made, prefix)
        xml = xml[: listed.start] + tag + content + closing + xml[listed.end :]
        waiting = {f"{column_letter(c)}{r}": (r, c) for r, c in self._texts}
        beside: set[tuple[int, int]] = set()

        def add(found: markup.Element) -> bytes | None:
            place = waiting.get(found.get("ref") or "")
            body = markup.element(found.xml, "text", found.inner, found.inner_end)
            if place is None or body is None:
                return None
            beside.add(place)
            inner = markup.opened(body)
            words = _run(f"\n——\n{self._texts[place]}", prefix)
            new = inner[0] + _as_runs(inner[1], prefix) + words + inner[2]
            return found.xml[found.start : body.start] + new + found.xml[body.end : found.end]

        xml = markup.each_changed(xml, "comment", add)
        outer = markup.element(xml, "commentList")
        if outer is None:
            raise self.package.damaged(part)
        tag, content, closing = markup.opened(outer)
        for (row, column), text in self._texts.items():
            if (row, column) not in beside:
                ref = b'<comment ref="%s%d" authorId="%d"><text>' % (
                    column_letter(column).encode(), row, len(authors),
                )  # fmt: skip
                content += markup.prefixed(ref, prefix) + _run(text, prefix)
                content += markup.prefixed(b"</text></comment>", prefix)
        self.package.put(part, xml[: outer.start] + tag + content + closing + xml[outer.end :])
        return beside

    def _draw(self, places: list[tuple[int, int]]) -> None:
        part = self._shapes_part()
        xml = self.package.xml(part)
        boxes = [] if b"_x0000_t202" in xml else [_KIND]
        for number, (row, column) in enumerate(places, start=_FIRST_BOX + xml.count(b"<v:shape ")):
            lines = min(self._texts[row, column].count("\n") * 2 + 2, 12)
            boxes.append(
                _BOX % (number, 16 * lines + 10, number + 1, column, max(row - 2, 0), column + 4,
                        max(row - 2, 0) + lines, row - 1, column - 1)
            )  # fmt: skip
        outer = markup.root(xml)
        tag, content, closing = markup.opened(outer)
        self.package.put(
            part, xml[: outer.start] + tag + content + b"".join(boxes) + closing + xml[outer.end :]
        )

    def _shapes_part(self) -> str:
        xml = self.package.xml(self.sheet.part)
        outer = markup.root(xml)
        said = next(
            (one for one in markup.children(xml, outer) if markup.local(one) == "legacyDrawing"),
            None,
        )
        if said is not None:
            key = said.get("id")
            for one in self.package.relations(self.sheet.part):
                if one.id == key and one.target in self.package:
                    return one.target
        part = self.package.unused("xl/drawings/vmlDrawing{}.vml")
        self.package.put(part, _NO_SHAPES % (900 + len(self.package.parts())))
        self.package.name_ending("vml", _SHAPES_TYPE)
        key = self.package.relate(self.sheet.part, "vmlDrawing", part)
        made = b'<%slegacyDrawing kgr:id="%s" xmlns:kgr="%s"/>' % (
            outer.prefix, key.encode(), self.package.office.encode(),
        )  # fmt: skip
        self.package.put(self.sheet.part, markup.put_child(xml, made, before=_AFTER))
        return part


def _bound(prefix: bytes) -> bytes:
    return b":" + prefix.removesuffix(b":") if prefix else b""


def _run(text: str, prefix: bytes) -> bytes:
    made = b'<r><t xml:space="preserve">%s</t></r>' % markup.text_markup(text)
    return markup.prefixed(made, prefix)


def _as_runs(content: bytes, prefix: bytes) -> bytes:
    """What a comment says, as runs: a plain text may not stand beside them."""
    plain = re.match(rb"\s*<(?:[\w.-]+:)?t[\s>]", content)
    if plain is None:
        return content
    return markup.prefixed(b"<r>", prefix) + content + markup.prefixed(b"</r>", prefix)
