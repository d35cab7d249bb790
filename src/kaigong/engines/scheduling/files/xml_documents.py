"""XML as a tree that is changed in place and written again: what is not understood stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
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

MOST_BYTES: Final = 500_000_000
_MOST_MINUTES: Final = 60 * 24 * 366 * 100
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
# What the parser raises for bytes of an unknown or wrong encoding, beside its own error.
_DAMAGES: Final = (ParseError, expat.ExpatError, DefusedXmlException, ValueError, LookupError)


def parsed(content: bytes, *, name: str = "") -> tuple[Element, str]:
    """The root of a document whose tags have lost their namespace, and that namespace.

    Raises:
        BrokenXmlError: no XML, cut short, or with a document type, which could hold entities.
        TooLargeScheduleError: more than 500 MB.
    """
    if len(content) > MOST_BYTES:
        raise TooLargeScheduleError(name=name, most=MOST_BYTES // 1_000_000)
    try:
        _refuse_document_type(content)
        # defusedxml's own parser calls Python for each element and takes five times as long;
        # what it refuses, and how it says so, is the same here.
        builder = TreeBuilder(insert_comments=True, insert_pis=True)
        parser = XMLParser(target=builder)  # noqa: S314  nothing with a document type comes here
        parser.feed(content)
        root: Element = parser.close()
    except _DAMAGES as error:
        raise BrokenXmlError(name=name, place=str(error)) from error
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    _strip(root, f"{{{namespace}}}")
    return root, namespace


class _BodyBeginsError(Exception):
    """The prolog is over, and with it the only place where a document type may stand."""


def _refuse_document_type(content: bytes) -> None:
    def refuse(name: str, system: str | None, public: str | None, _internal: int) -> None:
        raise DTDForbidden(name, system, public)

    def stop(_name: str, _attributes: dict[str, str]) -> None:
        raise _BodyBeginsError

    prolog = expat.ParserCreate()
    prolog.StartDoctypeDeclHandler = refuse
    prolog.StartElementHandler = stop
    try:
        prolog.Parse(content, True)
    except _BodyBeginsError:
        return


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
        text = _NOT_XML.sub("", tostring(root, encoding="unicode"))
    except RecursionError:
        raise BrokenXmlError(name="", place="nested too deep") from None
    return _DECLARATION + text.encode("utf-8", "replace") + b"\n"


def texts(element: Element) -> dict[str, str]:
    """Texts of the children by tag; of several of one tag the last."""
    return {child.tag: child.text.strip() for child in element if child.text}


def set_texts(element: Element, values: Mapping[str, str], order: tuple[str, ...] = ()) -> None:
    """Set children, made where the order has them; empty values take them away."""
    if not len(element):
        rank = _ranks(order)
        for tag in sorted(values, key=lambda tag: (rank.get(tag, 0), tag)):
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


def insert(element: Element, child: Element, order: tuple[str, ...] = ()) -> None:
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
    rank = _ranks(order)
    own = rank[child.tag]
    for place in range(len(element), 0, -1):
        if rank.get(element[place - 1].tag, own + 1) <= own:
            element.insert(place, child)
            return
    element.insert(0, child)


@lru_cache(16)
def _ranks(order: tuple[str, ...]) -> dict[str, int]:
    return {tag: place for place, tag in enumerate(order)}


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
    return moment.isoformat(timespec="seconds") if moment else ""


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
