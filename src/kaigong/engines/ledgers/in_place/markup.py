"""XML as bytes: elements are found by name and spliced, so that all around them stays as it was.

Only for parts that `checked` has looked at: well-formed UTF-8 without document type, comments and
CDATA. Names are local names; whatever prefix a producer uses is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from xml.parsers import expat
from xml.sax.saxutils import escape

# Takes in the slash of an empty tag; a lazy pattern that leaves it costs several times as much.
_ATTRIBUTES = rb"""(?:\s[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*)?"""
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.S)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_DECLARED = re.compile(r"""^(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
# Characters that XML 1.0 cannot hold; Excel writes them as _x0001_, people never mean them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class BrokenMarkupError(ValueError):
    """A part that is not the XML it should be."""


def checked(xml: bytes) -> bytes:
    """The part as UTF-8 that can be spliced: no comments, no CDATA, proved well-formed.

    Raises:
        BrokenMarkupError: it is not well-formed, or it has a document type.
    """
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = _DECLARED.sub(r"\1", xml.decode("utf-16")).encode()
    prove(xml)
    if b"<!" in xml:
        xml = _CDATA.sub(lambda found: escape(found[1].decode()).encode(), xml)
        xml = _COMMENT.sub(b"", xml)
    return xml


def prove(xml: bytes) -> None:
    """Raises: BrokenMarkupError: not well-formed, of another encoding, or with a document type."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise BrokenMarkupError("DOCTYPE")

    def look(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.casefold() not in ("utf-8", "us-ascii", "ascii"):
            raise BrokenMarkupError(encoding[:20])

    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = look
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError) as broken:
        raise BrokenMarkupError(str(broken)[:80]) from broken


def text_markup(text: str) -> bytes:
    return escape(_UNPRINTABLE.sub("", text)).encode()


def attribute_markup(text: str) -> bytes:
    cleaned = _UNPRINTABLE.sub("", text)
    return escape(cleaned, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}).encode()


@dataclass(slots=True)  # not frozen: half a million are made of one sheet
class Element:
    """Where an element stands: `start:inner` is its tag, `inner:inner_end` what it holds."""

    xml: bytes
    start: int
    inner: int
    inner_end: int
    end: int
    prefix: bytes

    @property
    def is_empty_tag(self) -> bool:
        return self.inner == self.end

    @property
    def tag(self) -> bytes:
        return self.xml[self.start : self.inner]

    @property
    def content(self) -> bytes:
        return self.xml[self.inner : self.inner_end]

    @property
    def markup(self) -> bytes:
        return self.xml[self.start : self.end]

    @property
    def text(self) -> str:
        return unescape(self.content.decode())

    def get(self, name: str) -> str | None:
        """An attribute by local name."""
        return attribute(self.tag, name)


def attribute(tag: bytes, name: str) -> str | None:
    wanted = name.encode()
    for key, value in _ATTRIBUTE.findall(tag):
        if key == wanted or key.endswith(b":" + wanted):
            return unescape(str(value[1:-1], "utf-8"))
    return None


def with_attributes(tag: bytes, changes: Mapping[str, str | None]) -> bytes:
    """A start tag with attributes set anew, added, or (None) taken away."""
    for name, value in changes.items():
        pattern = re.compile(rb"""\s((?:[\w.-]+:)?%s)\s*=\s*("[^"]*"|'[^']*')""" % name.encode())
        found = pattern.search(tag)
        new = b"" if value is None else b' %s="%s"' % (name.encode(), attribute_markup(value))
        if found:
            if value is not None:
                new = b' %s="%s"' % (found[1], attribute_markup(value))
            tag = tag[: found.start()] + new + tag[found.end() :]
        elif new:
            close = len(tag) - (2 if tag.endswith(b"/>") else 1)
            tag = tag[:close].rstrip() + new + tag[close:]
    return tag


_SLASH = ord("/")
_ANY_OPENING = re.compile(rb"<(?![?!/])((?:[\w.-]+:)?)([\w.-]+)(?:/|%s)>" % _ATTRIBUTES)


@lru_cache(maxsize=200)
def _opening(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"<((?:[\w.-]+:)?)(?:%s)(?:/|%s)>" % (name.encode(), _ATTRIBUTES))


def elements(xml: bytes, name: str, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """Elements of a local name, in order. For names that do not stand inside themselves."""
    at, limit = start, len(xml) if end is None else end
    pattern = _opening(name)
    while found := pattern.search(xml, at, limit):
        start, inner = found.span()
        if xml[inner - 2] == _SLASH:
            yield Element(xml, start, inner, inner, inner, found[1])
            at = inner
            continue
        local = re.match(rb"<(?:[\w.-]+:)?([\w.-]+)", found[0])
        closing = b"</" + found[1] + (local[1] if local else name.encode())
        inner_end = xml.find(closing, found.end())
        close = xml.find(b">", inner_end)
        if inner_end < 0 or close < 0:
            raise BrokenMarkupError(name)
        yield Element(xml, start, inner, inner_end, close + 1, found[1])
        at = close + 1


def element(xml: bytes, name: str, start: int = 0, end: int | None = None) -> Element | None:
    return next(elements(xml, name, start, end), None)


def root(xml: bytes) -> Element:
    """The outermost element."""
    found = _ANY_OPENING.search(xml)
    if found is None:
        raise BrokenMarkupError("root")
    if xml[found.end() - 2] == _SLASH:
        return Element(xml, found.start(), found.end(), found.end(), found.end(), found[1])
    inner_end = xml.rfind(b"</")
    return Element(xml, found.start(), found.end(), inner_end, len(xml.rstrip()), found[1])


def opened(found: Element) -> tuple[bytes, bytes, bytes]:
    """Start tag, content and end tag; an empty tag is opened up."""
    if not found.is_empty_tag:
        return found.tag, found.content, found.xml[found.inner_end : found.end]
    name = re.match(rb"<([\w:.-]+)", found.tag)
    assert name is not None  # noqa: S101  (an element begins with its name)
    return found.tag[:-2].rstrip() + b">", b"", b"</" + name[1] + b">"


@dataclass
class Splices:
    """Bytes to put in place of others, applied all at once."""

    xml: bytes
    edits: list[tuple[int, int, bytes]] = field(default_factory=list)

    def put(self, start: int, end: int, new: bytes) -> None:
        self.edits.append((start, end, new))

    def applied(self) -> bytes:
        parts, at = [], 0
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2]):
            parts += [self.xml[at:start], new]
            at = end
        return b"".join([*parts, self.xml[at:]])


def each_changed(xml: bytes, name: str, change: Callable[[Element], bytes | None]) -> bytes:
    """The part with every element of a name replaced; None leaves one as it is."""
    splices = Splices(xml)
    for found in elements(xml, name):
        new = change(found)
        if new is not None and new != found.markup:
            splices.put(found.start, found.end, new)
    return splices.applied() if splices.edits else xml


def children(xml: bytes, outer: Element) -> Iterator[Element]:
    """The direct children, whatever stands inside them."""
    at = outer.inner
    while found := _ANY_OPENING.search(xml, at, outer.inner_end):
        if xml[found.end() - 2] == _SLASH:
            yield Element(xml, found.start(), found.end(), found.end(), found.end(), found[1])
            at = found.end()
            continue
        inner_end, end = _closed(xml, found[1] + found[2], found.end())
        yield Element(xml, found.start(), found.end(), inner_end, end, found[1])
        at = end


def _closed(xml: bytes, name: bytes, at: int) -> tuple[int, int]:
    """Where the element that was opened before `at` is closed, others of its name inside it."""
    pattern = re.compile(rb"<(/?)%s(?:/|%s)>" % (re.escape(name), _ATTRIBUTES))
    depth = 1
    for found in pattern.finditer(xml, at):
        is_empty = xml[found.end() - 2] == _SLASH
        depth += -1 if found[1] else (0 if is_empty else 1)
        if depth == 0:
            return found.start(), found.end()
    raise BrokenMarkupError(name.decode())


def local(found: Element) -> str:
    """The name of an element without its prefix."""
    named = re.match(rb"<(?:[\w.-]+:)?([\w.-]+)", found.tag)
    return named[1].decode() if named else ""


def prefixed(made: bytes, prefix: bytes) -> bytes:
    """Markup of ours in the prefix of the part it goes into."""
    return re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix, made) if prefix else made


def put_child(xml: bytes, child: bytes, *, before: str) -> bytes:
    """A child of the root put before the first of the siblings named (`a|b|c`), else last.

    The schema of every part fixes the order of children; a wrong one makes Excel repair the file.
    """
    outer = root(xml)
    if outer.is_empty_tag:
        tag, _, closing = opened(outer)
        return xml[: outer.start] + tag + child + closing + xml[outer.end :]
    wanted = set(before.split("|"))
    at = next((one.start for one in children(xml, outer) if local(one) in wanted), outer.inner_end)
    return xml[:at] + child + xml[at:]
