"""Links in a planner's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.plan.errors import UnreadableLinksError
from kaigong.plan.link_words import WrittenLink, links_in, written


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", []),
        ("A10", [("A10", "FS", 0)]),
        ("A10, B20 SS+5d", [("A10", "FS", 0), ("B20", "SS", 2400)]),
        ("A10 FS-2d", [("A10", "FS", -960)]),
        ("A10+3d", [("A10", "FS", 1440)]),
        ("A10SS+4h", [("A10", "SS", 240)]),
        ("A10　ff，桩基 sf - 1天", [("A10", "FF", 0), ("桩基", "SF", -480)]),
        ("A.1.2 SS＋1w", [("A.1.2", "SS", 2400)]),
    ],
)  # fmt: skip
def test_links_are_read_as_planners_write_them(
    text: str, links: list[tuple[str, str, int]]
) -> None:
    assert links_in(text, per_day=480) == [WrittenLink(*link) for link in links]


def test_a_code_that_ends_like_a_kind_is_not_taken_apart() -> None:
    assert links_in("XSS", per_day=480, known=["XSS"]) == [WrittenLink("XSS", "FS", 0)]


@pytest.mark.parametrize("text", ["A10 SS+", "A10 after B", "SS+5d SS", "A10 XX+5d"])
def test_what_cannot_be_understood_is_said(text: str) -> None:
    with pytest.raises(UnreadableLinksError):
        links_in(text, per_day=480)


some_links = st.lists(
    st.builds(
        WrittenLink,
        before=st.integers(1, 999).map("A{}".format),
        kind=st.sampled_from(["FS", "SS", "FF", "SF"]),
        lag=st.integers(-40, 40).map(lambda hours: hours * 60),
    )
)


@given(some_links, st.sampled_from([450, 480, 540]))
def test_links_that_are_written_are_read_again(links: list[WrittenLink], per_day: int) -> None:
    assert links_in(written(links, per_day=per_day), per_day=per_day) == links
