"""Cell formats: a new one is the old one with one thing changed, appended to the list."""

from __future__ import annotations

from . import markup
from .package import WORKBOOK, Package

_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FIRST_OWN_FORMAT = 164
_MINIMAL = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b"</styleSheet>"
) % _MAIN.encode()


class Styles:
    """The list of cell formats of a workbook; existing ones keep their number."""

    def __init__(self, package: Package) -> None:
        self.package = package
        found = package.related(WORKBOOK, "styles")
        if found:
            self.part = found[0]
        else:
            self.part = package.unused("xl/styles.xml")
            package.put(self.part, _MINIMAL)
            package.name_type(
                self.part,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
            )
            package.relate(WORKBOOK, "styles", self.part)
        xml = package.xml(self.part)
        self._forms = [one.markup for one in self._list(xml, "cellXfs", "xf")]
        self._codes = {
            int(one.get("numFmtId") or 0): one.get("formatCode") or ""
            for one in self._list(xml, "numFmts", "numFmt")
        }
        self._made: dict[tuple[str, bytes], int] = {}

    @staticmethod
    def _list(xml: bytes, outer: str, inner: str) -> list[markup.Element]:
        found = markup.element(xml, outer)
        return list(markup.elements(xml, inner, found.inner, found.inner_end)) if found else []

    def is_date(self, form: int) -> bool:
        from openpyxl.styles.numbers import is_date_format

        number = self._number(form)
        return number in _DATE_FORMATS or bool(is_date_format(self._codes.get(number, "")))

    def _number(self, form: int) -> int:
        tag = self._forms[form] if form < len(self._forms) else b""
        return int(markup.attribute(tag, "numFmtId") or 0)

    def as_date(self, form: int) -> int:
        """The format with days shown as 2021-03-29."""
        key = next((number for number, code in self._codes.items() if code == "yyyy-mm-dd"), None)
        if key is None:
            key = max([_FIRST_OWN_FORMAT - 1, *self._codes]) + 1
            self._codes[key] = "yyyy-mm-dd"
            self._name_date(key)
        return self._changed(form, {"numFmtId": str(key), "applyNumberFormat": "1"})

    def filled(self, form: int, colour: str) -> int:
        """The format with a fill of its own (ARGB)."""
        return self._changed(form, {"fillId": str(self.fill(colour)), "applyFill": "1"})

    def fill(self, colour: str) -> int:
        made = b'<fill><patternFill patternType="solid"><fgColor rgb="%s"/></patternFill></fill>'
        return self._once("fills", made % colour.encode())

    def font(self, facts: bytes) -> int:
        made = b'<font>%s<sz val="11"/>%s<name val="Calibri"/></font>'
        before, _, after = facts.partition(b"|")
        return self._once("fonts", made % (before, after))

    def plain(self, *, font: int = 0, fill: int = 0, wraps: bool = False) -> int:
        """A format of our own: text, as it is no cell of the office's."""
        made = b'<xf numFmtId="49" fontId="%d" fillId="%d" borderId="0" applyNumberFormat="1"'
        made = made % (font, fill) + b' applyFont="1" applyFill="1" applyAlignment="1">'
        made += b'<alignment vertical="top"%s/></xf>' % (b' wrapText="1"' if wraps else b"")
        return self._once("cellXfs", made)

    def _changed(self, form: int, changes: dict[str, str]) -> int:
        old = self._forms[form] if form < len(self._forms) else b"<xf/>"
        end = old.index(b">") + 1
        return self._once("cellXfs", markup.with_attributes(old[:end], dict(changes)) + old[end:])

    def _once(self, outer: str, made: bytes) -> int:
        """The number of an entry, appended if it is not there from an earlier time."""
        if (outer, made) not in self._made:
            prefix = markup.root(self.package.xml(self.part)).prefix
            # An old format is written as the office has it, its prefix included.
            is_theirs = made.startswith(b"<" + prefix)
            child = made if is_theirs else markup.prefixed(made, prefix)
            self._made[outer, made] = self._append(outer, child)
            if outer == "cellXfs":
                self._forms.append(child)
        return self._made[outer, made]

    def _name_date(self, key: int) -> None:
        xml = self.package.xml(self.part)
        prefix = markup.root(xml).prefix
        made = markup.prefixed(b'<numFmt numFmtId="%d" formatCode="yyyy-mm-dd"/>' % key, prefix)
        if markup.element(xml, "numFmts") is not None:
            self._append("numFmts", made)
            return
        listed = markup.prefixed(b'<numFmts count="1">', prefix) + made
        listed += markup.prefixed(b"</numFmts>", prefix)
        # It is the first of all lists.
        outer = markup.root(xml)
        self.package.put(self.part, xml[: outer.inner] + listed + xml[outer.inner :])

    def _append(self, outer: str, child: bytes) -> int:
        xml = self.package.xml(self.part)
        found = markup.element(xml, outer)
        if found is None:
            raise self.package.damaged(f"{self.part}: {outer}")
        inner = {"cellXfs": "xf", "fills": "fill", "fonts": "font", "numFmts": "numFmt"}[outer]
        count = sum(1 for _ in markup.elements(xml, inner, found.inner, found.inner_end))
        tag, content, closing = markup.opened(found)
        tag = markup.with_attributes(tag, {"count": str(count + 1)})
        new = tag + content + child + closing
        self.package.put(self.part, xml[: found.start] + new + xml[found.end :])
        return count
