"""The archive: its parts, what leads from one to another, and what kind each one is."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kaigong.engines.ledgers.errors import DamagedFileError

from . import markup
from .markup import BrokenMarkupError, Element

TYPES, WORKBOOK = "[Content_Types].xml", "xl/workbook.xml"
_BROKEN = (
    ValueError, KeyError, IndexError, EOFError, NotImplementedError, OverflowError, OSError,
    struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_AFTER_SHEETS = "functionGroups|externalReferences|definedNames|calcPr|oleSize"
_AFTER_RECKONING = (
    "oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|"
    "fileRecoveryPr|webPublishObjects|extLst"
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One part leads to another: `kind` is the last word of its type (`worksheet`, `chart`)."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it."""

    title: str
    part: str
    index: int


@contextmanager
def refusing_damage(name: str) -> Iterator[None]:
    """Whatever a damaged part makes fail is one error that people can read.

    Raises:
        DamagedFileError: instead of any of them.
    """
    try:
        yield
    except _BROKEN as broken:
        reason = f"{type(broken).__name__}: {broken}"[:120]
        raise DamagedFileError(name=name, reason=reason) from broken


class Package:
    """An XLSX whose parts are read when they are asked for, and kept as they are unless put.

    Args:
        content: Already looked through by `read_workbook`: its size and its kind are right.

    Raises:
        DamagedFileError: a part that has to be changed cannot be read.
    """

    def __init__(self, content: bytes, *, name: str) -> None:
        self.name = name
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._entries = {
            entry.filename.replace("\\", "/").lstrip("/"): entry
            for entry in self._archive.infolist()
            if not entry.is_dir()
        }
        self._new: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._checked: dict[str, bytes] = {}

    # --- parts ---------------------------------------------------------------------------

    def parts(self) -> list[str]:
        return [part for part in {**self._entries, **self._new} if part not in self._dropped]

    def __contains__(self, part: str) -> bool:
        return part not in self._dropped and (part in self._new or part in self._entries)

    def xml(self, part: str) -> bytes:
        """A part, ready to be spliced."""
        if part in self._new:
            return self._new[part]
        if part.endswith(".vml"):  # Excel's own drawings are not always well-formed
            return self.raw(part)
        if part not in self._checked:
            try:
                self._checked[part] = markup.checked(self._archive.read(self._entries[part]))
            except (KeyError, BrokenMarkupError, UnicodeDecodeError, zipfile.BadZipFile) as broken:
                raise self.damaged(f"{part}: {broken}") from broken
        return self._checked[part]

    def raw(self, part: str) -> bytes:
        """A part as it is, unchecked: to see whether there is anything in it for us."""
        return self._new[part] if part in self._new else self._archive.read(self._entries[part])

    def put(self, part: str, xml: bytes) -> None:
        self._dropped.discard(part)
        if part in self._new or part not in self._entries or xml != self.xml(part):
            self._new[part] = xml

    def damaged(self, reason: str) -> DamagedFileError:
        return DamagedFileError(name=self.name, reason=reason[:120])

    def unused(self, pattern: str) -> str:
        """A part name that is free: `xl/comments{}.xml` with the first number that fits."""
        taken = {part.casefold() for part in {**self._entries, **self._new}}
        number = 1
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    # --- content types and relations -------------------------------------------------------

    def name_type(self, part: str, content_type: str) -> None:
        xml = self.xml(TYPES)
        prefix = markup.root(xml).prefix
        child = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (
            prefix, part.encode(), content_type.encode(),
        )  # fmt: skip
        self.put(TYPES, markup.put_child(xml, child, before=""))

    def name_ending(self, ending: str, content_type: str) -> None:
        xml = self.xml(TYPES)
        for known in markup.elements(xml, "Default"):
            if (known.get("Extension") or "").casefold() == ending:
                return
        prefix = markup.root(xml).prefix
        child = b'<%sDefault Extension="%s" ContentType="%s"/>' % (
            prefix, ending.encode(), content_type.encode(),
        )  # fmt: skip
        self.put(TYPES, markup.put_child(xml, child, before="Default|Override"))

    def relations(self, part: str) -> list[Relation]:
        rels = _relations_part(part)
        if rels not in self:
            return []
        found = []
        for one in markup.elements(self.xml(rels), "Relationship"):
            if one.get("TargetMode") != "External":
                target = _resolved(part, one.get("Target") or "")
                kind = (one.get("Type") or "").rpartition("/")[2]
                found.append(Relation(one.get("Id") or "", kind, target))
        return found

    def related(self, part: str, *kinds: str) -> list[str]:
        return [
            one.target for one in self.relations(part) if one.kind in kinds and one.target in self
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Lead from one part to another; the id that the part may name it by."""
        rels = _relations_part(part)
        if rels in self:
            xml = self.xml(rels)
        else:
            xml = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            xml += b'<Relationships xmlns="%s"/>' % _PACKAGE_RELATIONS.encode()
        taken = {one.get("Id") for one in markup.elements(xml, "Relationship")}
        number = 1
        while f"rId{number}" in taken:
            number += 1
        path = posixpath.relpath(target, posixpath.dirname(part))
        child = b'<%sRelationship Id="rId%d" Type="%s/%s" Target="%s"/>' % (
            markup.root(xml).prefix, number, self.office.encode(), kind.encode(), path.encode(),
        )  # fmt: skip
        self.put(rels, markup.put_child(xml, child, before=""))
        return f"rId{number}"

    @property
    def office(self) -> str:
        """The address of Office relations: transitional workbooks and strict ones differ."""
        for one in markup.elements(self.xml(_relations_part(WORKBOOK)), "Relationship"):
            base, _, kind = (one.get("Type") or "").rpartition("/")
            if kind == "worksheet":
                return base
        return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def drop(self, part: str, *, of: str) -> None:
        """Take a part out, with its content type and the relation that leads to it."""
        if part not in self:
            return
        self._dropped.add(part)
        self._new.pop(part, None)

        def without(found: Element) -> bytes | None:
            return b"" if (found.get("PartName") or "").lstrip("/") == part else None

        def unrelated(found: Element) -> bytes | None:
            return b"" if _resolved(of, found.get("Target") or "") == part else None

        self.put(TYPES, markup.each_changed(self.xml(TYPES), "Override", without))
        rels = _relations_part(of)
        self.put(rels, markup.each_changed(self.xml(rels), "Relationship", unrelated))

    # --- the workbook ------------------------------------------------------------------------

    def sheets(self) -> list[SheetPart]:
        """The sheets in the order of their tabs; chart sheets have a part of another kind."""
        targets = {one.id: one.target for one in self.relations(WORKBOOK)}
        xml = self.xml(WORKBOOK)
        outer = markup.element(xml, "sheets")
        if outer is None:
            return []
        listed = markup.elements(xml, "sheet", outer.inner, outer.inner_end)
        return [
            SheetPart(one.get("name") or "", targets.get(_relation_id(one), ""), place)
            for place, one in enumerate(listed)
        ]

    @property
    def counts_from_1904(self) -> bool:
        facts = markup.element(self.xml(WORKBOOK), "workbookPr")
        return facts is not None and facts.get("date1904") in ("1", "true")

    def reckon_on_opening(self, *, drop_chain: bool) -> None:
        """Have Excel compute all formulas anew when it opens the workbook."""
        xml = self.xml(WORKBOOK)
        found = markup.element(xml, "calcPr")
        if found is None:
            prefix = markup.root(xml).prefix
            child = b'<%scalcPr fullCalcOnLoad="1"/>' % prefix
            xml = markup.put_child(xml, child, before=_AFTER_RECKONING)
        else:
            tag = markup.with_attributes(found.tag, {"fullCalcOnLoad": "1"})
            xml = xml[: found.start] + tag + xml[found.inner :]
        self.put(WORKBOOK, xml)
        if drop_chain:
            for chain in self.related(WORKBOOK, "calcChain"):
                self.drop(chain, of=WORKBOOK)

    def add_sheet(self, title: str, xml: bytes, *, is_first: bool) -> None:
        """A sheet after all others, or before them and then the one that is seen first."""
        part = self.unused("xl/worksheets/sheet{}.xml")
        self.put(part, xml)
        self.name_type(
            part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        )
        key = self.relate(WORKBOOK, "worksheet", part)
        if is_first:
            self._unselect()
        book = self.xml(WORKBOOK)
        outer = markup.element(book, "sheets")
        if outer is None:
            raise self.damaged("sheets")
        taken = [
            int(one.get("sheetId") or 0)
            for one in markup.elements(book, "sheet", outer.inner, outer.inner_end)
        ]
        # The prefix of relations may be bound anywhere above; one of our own is bound here.
        child = b'<%ssheet name="%s" sheetId="%d" kgr:id="%s" xmlns:kgr="%s"/>' % (
            outer.prefix, markup.attribute_markup(title), max(taken, default=0) + 1,
            key.encode(), self.office.encode(),
        )  # fmt: skip
        at = outer.inner if is_first else outer.inner_end
        book = book[:at] + child + book[at:]
        if is_first:
            book = markup.each_changed(book, "definedName", _one_sheet_further)
            book = markup.each_changed(book, "workbookView", _seeing_the_first)
        self.put(WORKBOOK, book)

    def _unselect(self) -> None:
        # Two selected sheets are a group in Excel: what is typed in one goes into both.
        for sheet in self.sheets():
            if sheet.part in self and b"tabSelected" in self.raw(sheet.part):
                self.put(
                    sheet.part,
                    markup.each_changed(self.xml(sheet.part), "sheetView", _unselected),
                )

    def saved(self) -> bytes:
        """The archive; what nobody put is packed from the very bytes that came.

        Raises:
            DamagedFileError: what would be written is not well-formed: rather nothing than that.
        """
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, entry in self._entries.items():
                if part in self._dropped:
                    continue
                info = zipfile.ZipInfo(part, entry.date_time)
                info.compress_type = entry.compress_type
                info.external_attr = entry.external_attr
                archive.writestr(info, self._proved(part) or self._archive.read(entry))
            for part in self._new:
                if part not in self._entries:
                    info = zipfile.ZipInfo(part)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, self._proved(part) or b"")
        return stream.getvalue()

    def _proved(self, part: str) -> bytes | None:
        xml = self._new.get(part)
        if xml is not None and not part.endswith(".vml"):
            try:
                markup.prove(xml)
            except BrokenMarkupError as broken:
                raise self.damaged(f"{part}: {broken}") from broken
        return xml


def _one_sheet_further(found: Element) -> bytes | None:
    place = found.get("localSheetId")
    if place is None or not place.isdigit():
        return None
    tag = markup.with_attributes(found.tag, {"localSheetId": str(int(place) + 1)})
    return tag + found.xml[found.inner : found.end]


def _seeing_the_first(found: Element) -> bytes:
    tag = markup.with_attributes(found.tag, {"activeTab": "0", "firstSheet": None})
    return tag + found.xml[found.inner : found.end]


def _unselected(found: Element) -> bytes:
    tag = markup.with_attributes(found.tag, {"tabSelected": None})
    return tag + found.xml[found.inner : found.end]


def _relation_id(sheet: Element) -> str:
    found = re.search(rb"""[\w.-]+:id\s*=\s*["']([^"']*)["']""", sheet.tag)
    return found[1].decode() if found else sheet.get("id") or ""


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
