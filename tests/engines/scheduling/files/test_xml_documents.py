"""Trees of large documents: parsed and written fast, and the same as the library does it."""

from __future__ import annotations

import gc
from xml.etree.ElementTree import Comment, Element, SubElement, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.scheduling.files.errors import BrokenXmlError
from kaigong.engines.scheduling.files.xml_documents import (
    Order,
    parsed,
    set_texts,
    without_collecting,
    written,
)

_TEXTS = st.none() | st.text(alphabet="a <>&\"'\n\t桩é\u2028😀", max_size=6)


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> Element:
    element = Element(draw(st.sampled_from(["Task", "名", "x.y"])))
    element.text = draw(_TEXTS)
    element.tail = draw(_TEXTS) if depth else None
    if draw(st.integers(0, 9)) == 0:
        element.set("kind", draw(st.text(alphabet="a<&\"' ", max_size=4)))
    for _ in range(draw(st.integers(0, 3)) if depth < 3 else 0):
        element.append(draw(trees(depth=depth + 1)))
    if depth and draw(st.integers(0, 9)) == 0:
        element.append(Comment("as it was"))
    return element


@given(trees())
def test_a_tree_is_written_as_the_library_writes_it(tree: Element) -> None:
    tree.set("xmlns", "urn:plan")
    assert (
        written(tree, "urn:plan").split(b"\n", 1)[1] == (tostring(tree, "unicode") + "\n").encode()
    )


def test_what_may_not_stand_in_xml_is_left_out() -> None:
    root = Element("Project")
    SubElement(root, "Name").text = "a\x00b\x1bc\ufffed\ud800e"
    assert b"<Name>abcde</Name>" in written(root, "")
    root[0].text = "plain\x07"
    assert b"<Name>plain</Name>" in written(root, "")


@pytest.mark.parametrize(
    "content",
    [
        b"<P xmlns='urn:a'><T>1</T></P>",
        b'<!-- xmlns --><P xmlns="urn:a"><T>1</T></P>',
        b'<P  xmlns = "urn:a"><T>1</T></P>',
        b'<p:P xmlns:p="urn:a"><p:T>1</p:T></p:P>',
        '<?xml version="1.0" encoding="UTF-16"?><P xmlns="urn:a"><T>1</T></P>'.encode("utf-16"),
        b'<P xmlns="urn:a" xmlns:x="urn:b" x:y="1"><T>1</T></P>',
    ],
)
def test_tags_lose_the_namespace_of_the_root_however_it_is_declared(content: bytes) -> None:
    root, namespace = parsed(content)
    assert (root.tag, root[0].tag, root[0].text, namespace) == ("P", "T", "1", "urn:a")


def test_a_namespace_declared_again_inside_stays() -> None:
    root, _ = parsed(b'<P xmlns="urn:a"><T xmlns="urn:b">1</T><!-- xmlns="urn:a" --></P>')
    assert (root.tag, root[0].tag) == ("P", "{urn:b}T")
    again, _ = parsed(b'<P><T xmlns="urn:b">1</T></P>')
    assert (again.tag, again[0].tag) == ("P", "{urn:b}T")


def test_new_children_come_in_the_order_of_the_format() -> None:
    element = Element("Task")
    set_texts(
        element,
        {"Finish": "2", "Start": "1", "Note": "", "UID": "7"},
        Order(["UID", "Start", "Finish"]),
    )
    assert [child.tag for child in element] == ["UID", "Start", "Finish"]
    set_texts(element, {"Start": "", "Name": "n"}, Order(["UID", "Name", "Start", "Finish"]))
    assert [child.tag for child in element] == ["UID", "Name", "Finish"]


def test_cycles_are_looked_for_again_after_an_error() -> None:
    @without_collecting
    def breaks() -> None:
        assert not gc.isenabled()
        parsed(b"<P>")

    with pytest.raises(BrokenXmlError):
        breaks()
    assert gc.isenabled()
