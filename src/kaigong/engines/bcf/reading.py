"""Reading BCF 1.0, 2.0, 2.1 and 3.0, as programs write it and not only as the schema has it.

buildingSMART, *BIM Collaboration Format*, schemas 1.0 to 3.0. The versions differ in where a thing
stands, hardly in what it is called, so elements are found by their names. Where a strict reader
gives up (no `bcf.version`, an empty title, seven digits of a second, a comment without text, a view
that no list names), the topic comes in with what it has. A part that cannot be read is named.
Lines, clipping planes, bitmaps, colours, snippets and documents are not taken in.
"""

from __future__ import annotations

import re
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kaigong.engines.bcf.errors import NotBcfError, TooLargeBcfError
from kaigong.engines.bcf.topics import (
    Archive,
    Camera,
    Comment,
    ModelFile,
    Topic,
    Unread,
    Vector,
    View,
)

MOST_BYTES: Final = 500_000_000
MOST_PARTS: Final = 20_000
# What zipfile raises for damaged archives: names that are no UTF-8 are a ValueError.
_DAMAGES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError)
_OURS = uuid.UUID("6f0c4a52-98a4-4a0e-9c1b-2d5e7a1f3b64")  # for topics that bear no GUID
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?$", re.I
)


def read_bcf(content: bytes, *, name: str = "") -> Archive:
    """The topics of an archive.

    Args:
        content: The file as it is.
        name: How the file is called, for what is said of it.

    Raises:
        NotBcfError: no ZIP archive, protected by a password, or without any topic folder.
        TooLargeBcfError: it unpacks to more than 500 MB or 20,000 files.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _DAMAGES as error:
        raise NotBcfError(name=name, what="ZIP") from error
    with archive:
        parts = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
        if sum(part.file_size for part in parts.values()) > MOST_BYTES or len(parts) > MOST_PARTS:
            raise TooLargeBcfError(name=name, most=MOST_BYTES // 1_000_000, count=MOST_PARTS)
        if any(part.flag_bits & 1 for part in parts.values()):
            raise NotBcfError(name=name, what="password")
        marked = [part for part in parts if PurePosixPath(part).name.casefold() == "markup.bcf"]
        if not marked:
            raise NotBcfError(name=name, what="markup.bcf")
        reading = _Reading(archive, parts)
        topics = [topic for part in marked if (topic := reading.topic(part)) is not None]
        return Archive(reading.version(), tuple(topics), tuple(reading.unread))


class _Reading:
    def __init__(self, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> None:
        self.archive, self.parts = archive, parts
        self.unread: list[Unread] = []

    def version(self) -> str:
        """What the archive says of itself; the first version had no such part."""
        found = self._tree("bcf.version") if "bcf.version" in self.parts else None
        return (found.get("VersionId") or "").strip() if found is not None else "1.0"

    def topic(self, part: str) -> Topic | None:
        markup = self._tree(part)
        if markup is None:
            return None
        folder = PurePosixPath(part).parent
        topic = _first(markup, "Topic")
        if topic is None:
            self._leave(part, "没有 Topic", "there is no Topic")
            return None
        guid = topic.get("Guid") or folder.name or str(uuid.uuid5(_OURS, part))
        return Topic(
            guid=guid,
            title=_text(topic, "Title"),
            kind=topic.get("TopicType", "").strip(),
            status=topic.get("TopicStatus", "").strip(),
            priority=_text(topic, "Priority"),
            stage=_text(topic, "Stage"),
            description=_text(topic, "Description"),
            labels=_texts(topic, "Labels", "Label"),
            links=_texts(topic, "ReferenceLinks", "ReferenceLink"),
            created_by=_text(topic, "CreationAuthor"),
            created_at=_moment(_text(topic, "CreationDate")),
            modified_by=_text(topic, "ModifiedAuthor"),
            modified_at=_moment(_text(topic, "ModifiedDate")),
            assigned_to=_text(topic, "AssignedTo"),
            due_at=_moment(_text(topic, "DueDate")),
            number=topic.get("ServerAssignedId", "").strip(),
            related=tuple(
                each.get("Guid", "")
                for each in _every(topic, "RelatedTopic", "RelatedTopics")
                if each.get("Guid")
            ),
            files=tuple(_file(each) for each in _every(markup, "File")),
            comments=tuple(_comments(markup)),
            views=tuple(self._views(markup, folder)),
        )

    def _views(self, markup: Element, folder: PurePosixPath) -> Iterator[View]:
        named: list[tuple[str, str, str]] = []
        for each in _every(markup, "Viewpoints", "ViewPoint"):
            file, picture = _text(each, "Viewpoint"), _text(each, "Snapshot")
            if file or picture:
                named.append((each.get("Guid", ""), file, picture))
        if not named:
            # The first version names no views; later programs forget to.
            named = [("", "viewpoint.bcfv", "snapshot.png")]
        for guid, file, picture in named:
            place = self._place(folder, file)
            seen = self._tree(place) if place else None
            image = self._place(folder, picture)
            if seen is None and not image:
                continue
            yield View(
                guid=guid or (seen.get("Guid", "") if seen is not None else "")
                or str(uuid.uuid5(_OURS, f"{folder}/{file or picture}")),
                camera=_camera(seen) if seen is not None else None,
                elements=tuple(_elements(seen, is_hidden=False)) if seen is not None else (),
                hidden=tuple(_elements(seen, is_hidden=True)) if seen is not None else (),
                picture=self._bytes(image) if image else b"",
            )  # fmt: skip

    def _place(self, folder: PurePosixPath, file: str) -> str:
        """The part of a file beside the markup, however its capitals stand; empty without one."""
        wanted = str(folder / PurePosixPath(file).name).casefold() if file else ""
        return next((part for part in self.parts if part.casefold() == wanted), "")

    def _bytes(self, part: str) -> bytes:
        """A part's content; empty, and told, where it is damaged."""
        try:
            return self.archive.read(part)
        except _DAMAGES:
            self._leave(part, "损坏", "it is damaged")
            return b""

    def _tree(self, part: str) -> Element | None:
        told = len(self.unread)
        content = self._bytes(part)
        if len(self.unread) > told:
            return None
        try:
            tree: Element = fromstring(content)
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            self._leave(part, f"XML 读不懂（{error}）", f"its XML cannot be read ({error})")
            return None
        return tree

    def _leave(self, part: str, zh: str, en: str) -> None:
        self.unread.append(Unread(part, zh, en))


def _bare(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _every(root: Element, *names: str) -> Iterator[Element]:
    return (each for each in root.iter() if _bare(each) in names)


def _first(root: Element, name: str) -> Element | None:
    return next((each for each in root if _bare(each) == name), None)


def _text(root: Element, name: str) -> str:
    found = _first(root, name)
    return (found.text or "").strip() if found is not None else ""


def _texts(root: Element, *names: str) -> tuple[str, ...]:
    """Texts that a version keeps one by one, and another in a list of their own."""
    found = [(each.text or "").strip() for each in _every(root, *names)]
    return tuple(dict.fromkeys(filter(None, found)))


def _file(element: Element) -> ModelFile:
    return ModelFile(
        _text(element, "Filename"),
        element.get("IfcProject", "").strip(),
        _moment(_text(element, "Date")),
    )


def _comments(markup: Element) -> Iterator[Comment]:
    for place, each in enumerate(_every(markup, "Comment")):
        if not len(each):  # the text of a comment bears the same name as the comment
            continue
        view = _first(each, "Viewpoint")
        author = _text(each, "Author")
        yield Comment(
            guid=each.get("Guid") or str(uuid.uuid5(_OURS, f"{author}/{place}")),
            text=_text(each, "Comment"),
            author=author,
            at=_moment(_text(each, "Date")),
            view=view.get("Guid", "") if view is not None else "",
            modified_at=_moment(_text(each, "ModifiedDate")),
            modified_by=_text(each, "ModifiedAuthor"),
        )


def _elements(seen: Element, *, is_hidden: bool) -> Iterator[str]:
    """Selected elements, or hidden ones, in the order of the archive."""
    told: dict[str, None] = {}
    for each in _every(seen, "Component"):  # 1.0 and 2.0: one list, marked
        if each.get("Selected") is None and each.get("Visible") is None:
            continue
        is_wanted = (
            each.get("Visible", "true").casefold() in {"false", "0"}
            if is_hidden
            else each.get("Selected", "false").casefold() in {"true", "1"}
        )
        if is_wanted and each.get("IfcGuid"):
            told[each.get("IfcGuid", "")] = None
    if not is_hidden:
        for part in _every(seen, "Selection"):
            told |= dict.fromkeys(e.get("IfcGuid", "") for e in _every(part, "Component"))
    for part in _every(seen, "Visibility"):
        # With all visible by default the exceptions are what is hidden.
        shows_all = part.get("DefaultVisibility", "false").casefold() in {"true", "1"}
        if is_hidden and shows_all:
            told |= dict.fromkeys(e.get("IfcGuid", "") for e in _every(part, "Component"))
    yield from filter(None, told)


def _camera(seen: Element) -> Camera | None:
    for name in ("PerspectiveCamera", "OrthogonalCamera"):
        found = _first(seen, name)
        if found is None:
            continue
        at, direction, up = (
            _vector(found, part)
            for part in ("CameraViewPoint", "CameraDirection", "CameraUpVector")
        )
        if at is None or direction is None or up is None:
            return None
        is_perspective = name == "PerspectiveCamera"
        return Camera(
            at=at,
            direction=direction,
            up=up,
            angle_deg=_number(found, "FieldOfView") if is_perspective else None,
            height_m=None if is_perspective else _number(found, "ViewToWorldScale"),
            aspect=_number(found, "AspectRatio") or 1.0,
        )
    return None


def _vector(root: Element, name: str) -> Vector | None:
    found = _first(root, name)
    if found is None:
        return None
    x, y, z = (_number(found, axis) for axis in "XYZ")
    return Vector(x, y, z) if x is not None and y is not None and z is not None else None


def _number(root: Element, name: str) -> float | None:
    try:
        return float(_text(root, name).replace(",", "."))
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """A moment as programs write it: any number of digits of a second; without a zone it is UTC."""
    found = _MOMENT.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    told = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}.{(fraction or '')[:6]:0<6}"
    try:
        moment = datetime.fromisoformat(told + ("+00:00" if not zone or zone in "Zz" else zone))
    except ValueError:
        return None
    return moment.astimezone(UTC)
