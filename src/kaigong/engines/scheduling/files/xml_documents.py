"""XML as a tree that is changed in place and written again: what is not understood stays."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache, wraps
from typing import Final, ParamSpec, TypeVar
from xml.etree.ElementTree import (
    Element,
    ParseError,
    SubElement,
    TreeBuilder,
    XMLParser,
    tostring,
)
from xml.parsers import expat

from defusedxml.common import DefusedXmlException, DTDForbidden

from kaigong.engines.scheduling.files.errors import (
    BrokenXmlError,
    TooLargeScheduleError,
    UnreadableCellError,
    UnreadableDateError,
)
from kaigong.engines.scheduling.files.paths import whole
from kaigong.engines.scheduling.files.xer_tables import moment_of

P = ParamSpec("P")
R = TypeVar("R")
MOST_BYTES: Final = 500_000_000
_MOST_MINUTES: Final = 60 * 24 * 366 * 100
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_NAMESPACE = re.compile(rb"\sxmlns=(?:\"[^\"]*\"|'[^']*')")
_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
# What the parser raises for bytes of an unknown or wrong encoding, beside its own error.
_DAMAGES: Final = (ParseError, expat.ExpatError, DefusedXmlException, ValueError, LookupError)


def without_collecting(function: Callable[P, R]) -> Callable[P, R]:
    """A function during which no cycles of objects are looked for.

    The tree of a large document is some million objects without one, and Python would go through
    all of them again and again while it grows: a sixth of the time of reading.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not gc.isenabled():
            return function(*args, **kwargs)
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            gc.enable()

    return run


def parsed(content: bytes, *, name: str = "") -> tuple[Element, str]:
    """The root of a document whose tags have lost their namespace, and that namespace.

    Raises:
        BrokenXmlError: no XML, cut short, or with a document type, which could hold entities.
        TooLargeScheduleError: more than 500 MB.
    """
    if len(content) > MOST_BYTES:
        raise TooLargeScheduleError(name=name, most=MOST_BYTES // 1_000_000)
    try:
        namespace = _namespace_of(content)
        if namespace and content.count(b"xmlns=") == 1:  # then it is the root's
            return _tree(_NAMESPACE.sub(b"", content, count=1)), namespace
        root = _tree(content)
    except _DAMAGES as error:
        raise BrokenXmlError(name=name, place=str(error)) from error
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    _strip(root, f"{{{namespace}}}")
    return root, namespace


def _tree(content: bytes) -> Element:
    # defusedxml's own parser calls Python for each element and takes five times as long;
    # what it refuses, and how it says so, is the same here.
    builder = TreeBuilder(insert_comments=True, insert_pis=True)
    parser = XMLParser(target=builder)  # noqa: S314  nothing with a document type comes here
    parser.feed(content)
    root: Element = parser.close()
    return root


class _BodyBeginsError(Exception):
    """The prolog is over, and with it the only place where a document type may stand."""


def _namespace_of(content: bytes) -> str:
    """The namespace that the root declares for all without a prefix; refuses document types."""
    found = ""

    def refuse(name: str, system: str | None, public: str | None, _internal: int) -> None:
        raise DTDForbidden(name, system, public)

    def stop(_name: str, attributes: dict[str, str]) -> None:
        nonlocal found
        found = attributes.get("xmlns", "")
        raise _BodyBeginsError

    prolog = expat.ParserCreate()
    prolog.StartDoctypeDeclHandler = refuse
    prolog.StartElementHandler = stop
    try:
        prolog.Parse(content, True)
    except _BodyBeginsError:
        return found
    return ""


def _strip(root: Element, inside: str) -> None:
    """Take a namespace off all tags; there are few different ones."""
    short: dict[str, str] = {}
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue  # a comment
        name = short.get(tag)
        if name is None:
            name = short[tag] = tag.removeprefix(inside)
        element.tag = name


def written(root: Element, namespace: str) -> bytes:
    """The document as UTF-8; only its root bears the namespace."""
    if namespace:
        root.set("xmlns", namespace)
    try:
        text = _plain_text(root) or tostring(root, encoding="unicode")
    except RecursionError:
        raise BrokenXmlError(name="", place="nested too deep") from None
    return _DECLARATION + _bytes_of(text) + b"\n"


def _bytes_of(text: str) -> bytes:
    """A text as UTF-8, without what may not stand in XML."""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        return _NOT_XML.sub("", text).encode("utf-8", "replace")
    if not text.isascii() and (b"\xef\xbf\xbe" in content or b"\xef\xbf\xbf" in content):
        return _NOT_XML.sub("", text).encode()
    return content.translate(None, _CONTROLS)


def _plain_text(root: Element) -> str:
    """What `tostring` gives, faster; nothing where the tree holds what it must not.

    That is comments and whatever bears attributes, of which a prefix may have to be declared.
    """
    if not (root.text or len(root)) or any(
        name.startswith("{") for name in (root.tag, *root.attrib)
    ):
        return ""
    empty = Element(root.tag, root.attrib)
    empty.text = " "  # so that its end is a tag of its own
    begin, _, end = tostring(empty, encoding="unicode").rpartition("> <")
    parts = [begin, ">"]
    if not _put_inside(parts, root):
        return ""
    parts += ["<", end]
    return "".join(parts)


def _put_inside(parts: list[str], element: Element) -> bool:
    """Put the text and the children of an element; not where one of them is no plain element."""
    put = parts.append
    if element.text:
        put(_escaped(element.text))
    for child in element:
        tag, text = child.tag, child.text
        if tag.__class__ is not str or child.keys() or tag[0] == "{":
            return False
        if len(child):
            put(f"<{tag}>")
            if not _put_inside(parts, child):
                return False
            put(f"</{tag}>")
        elif not text:
            put(f"<{tag} />")
        elif "&" in text or "<" in text or ">" in text:
            put(f"<{tag}>{_escaped(text)}</{tag}>")
        else:
            put(f"<{tag}>{text}</{tag}>")
        if child.tail:
            put(_escaped(child.tail))
    return True


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def texts(element: Element) -> dict[str, str]:
    """Texts of the children by tag; of several of one tag the last."""
    return {child.tag: text.strip() for child in element if (text := child.text)}


class Order(tuple[str, ...]):
    """The order that a format has its elements in; without any it is the alphabet's."""

    @cached_property
    def rank(self) -> dict[str, int]:
        return {tag: place for place, tag in enumerate(self)}

    @cached_property
    def _known(self) -> dict[tuple[str, ...], list[str]]:
        return {}

    def of(self, tags: Iterable[str]) -> list[str]:
        """These tags in order."""
        asked = tuple(tags)
        found = self._known.get(asked)
        if found is None:
            found = sorted(asked, key=lambda tag: (self.rank.get(tag, 0), tag))
            self._known[asked] = found
        return found


ALPHABET: Final = Order()


def set_texts(element: Element, values: Mapping[str, str], order: Order = ALPHABET) -> None:
    """Set children, made where the order has them; empty values take them away."""
    if not len(element):
        for tag in order.of(values):
            if values[tag]:
                SubElement(element, tag).text = values[tag]
        return
    for tag, text in values.items():
        child = element.find(tag)
        if not text:
            if child is not None:
                element.remove(child)
            continue
        if child is None:
            child = Element(tag)
            insert(element, child, order)
        child.attrib.pop(_NIL, None)
        child.text = text


def insert(element: Element, child: Element, order: Order = ALPHABET) -> None:
    """Put a child behind all that come before it in the order.

    Without an order it goes by the alphabet, before whatever has children of its own.
    """
    if not order:
        later = (
            place
            for place, each in enumerate(element)
            if len(each) or (isinstance(each.tag, str) and each.tag > child.tag)
        )
        element.insert(next(later, len(element)), child)
        return
    rank = order.rank
    own = rank[child.tag]
    for place in range(len(element), 0, -1):
        if rank.get(element[place - 1].tag, own + 1) <= own:
            element.insert(place, child)
            return
    element.insert(0, child)


def insert_lists(
    element: Element, fresh: Mapping[str, list[Element]], lists: Sequence[str]
) -> None:
    """Put new children of these tags behind their like, before the lists that come later."""
    for tag, children in fresh.items():
        later = set(lists[lists.index(tag) + 1 :])
        places = (place for place, each in enumerate(element) if each.tag in later)
        place = next(places, len(element))
        element[place:place] = children


def sub(parent: Element, tag: str, values: Mapping[str, str]) -> Element:
    """A new child with children of its own."""
    element = SubElement(parent, tag)
    for name, text in values.items():
        if text:
            SubElement(element, name).text = text
    return element


class Cells:
    """Reads values of one element; errors name it."""

    def __init__(self, element: Element, what: str, number: int) -> None:
        self.what, self.number = what, number
        self.texts = texts(element)

    def text(self, tag: str) -> str:
        return self.texts.get(tag, "")

    def moment(self, tag: str) -> datetime | None:
        """A date and time to the minute; None for none."""
        text = self.texts.get(tag)
        if not text:
            return None
        try:
            return moment_of(text)
        except ValueError:
            raise UnreadableDateError(**self._place(tag, text)) from None

    def number_of(self, tag: str) -> float | None:
        """A number of a sensible size; None for none."""
        text = self.texts.get(tag)
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))  # some machines write a decimal comma
        except ValueError:
            number = float("nan")
        if not -_MOST_MINUTES * 10 <= number <= _MOST_MINUTES * 10:
            raise UnreadableCellError(**self._place(tag, text))
        return number

    def span(self, tag: str) -> int | None:
        """Minutes of an ISO duration such as PT8H30M0S, a day being 24 hours; None for none."""
        text = self.texts.get(tag)
        if not text:
            return None
        minutes = _minutes_of_span(text)
        if minutes is None:
            raise UnreadableCellError(**self._place(tag, text))
        return minutes

    def hours(self, tag: str) -> int | None:
        """Minutes of a number of hours; None for none."""
        number = self.number_of(tag)
        return None if number is None else round(number * 60)

    def is_set(self, tag: str) -> bool:
        return self.texts.get(tag, "").lower() in ("1", "true")

    def _place(self, tag: str, text: str) -> dict[str, object]:
        return {"table": self.what, "line": self.number, "field": tag, "text": text}


@lru_cache(4096)
def _minutes_of_span(text: str) -> int | None:
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    parts = [float(part or 0) for part in found.groups()[1:]]
    years, months, days, hours, minutes, seconds = parts
    whole = (years * 365 + months * 30 + days) * 1440 + hours * 60 + minutes + seconds / 60
    if whole > _MOST_MINUTES:
        return None
    return round(-whole if found[1] else whole)


def span_text(minutes: int) -> str:
    """Minutes as an ISO duration of hours and minutes."""
    sign, minutes = ("-" if minutes < 0 else ""), abs(minutes)
    return f"{sign}PT{minutes // 60}H{minutes % 60}M0S"


def moment_text(moment: datetime | None) -> str:
    if not moment:
        return ""
    return moment.isoformat(timespec="seconds") if moment.microsecond else moment.isoformat()


def clock_minutes(text: str) -> int | None:
    """Minutes of the day of "08:30:00"; None where it is none."""
    hours, minutes, *_ = (*map(whole, text.strip().split(":")), None)
    if hours is None or minutes is None:
        return None
    return min(hours * 60 + minutes, 1440)


def clock_text(minutes: int) -> str:
    """The end of the day is written as its beginning."""
    minutes %= 1440
    return f"{minutes // 60:02}:{minutes % 60:02}:00"
