"""What says nothing, and what is withheld, whatever was asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import Day, Misread, Unit, Withheld, stated_unit
from kaigong.engines.ledgers.amounts import amount
from kaigong.engines.ledgers.days import day
from kaigong.engines.ledgers.quantities import coordinate, percentage
from kaigong.engines.ledgers.units import without_unit
from kaigong.engines.ledgers.words import code

TEN_THOUSAND = Unit(Decimal(10**4), "CNY")


@pytest.mark.parametrize("blank", ["", " ", "-", "—", "/", "N/A", "无"])
def test_what_says_nothing_is_nothing(blank):
    assert amount(blank, unit=TEN_THOUSAND, currency="CNY") is None


@pytest.mark.parametrize(
    "refusal",
    [
        "保密",
        "Exempt under Section 43 of the Freedom of Information Act 2000",
        "Not provided",
        "待定",
    ],
)
def test_a_refusal_is_withheld_with_its_reason(refusal):
    assert amount(refusal, unit=TEN_THOUSAND, currency="CNY") == Withheld(refusal)
    assert day(refusal) == Withheld(refusal)


@given(st.text(max_size=30))
def test_no_text_makes_a_reader_fall_over(text):
    for read in (
        amount(text, unit=TEN_THOUSAND, currency="CNY"),
        percentage(text, in_points=True),
        coordinate(text, is_longitude=True),
    ):
        assert read is None or isinstance(read, Decimal | Withheld | Misread)
    assert day(text, year=2021) is None or isinstance(
        day(text, year=2021), Day | Withheld | Misread
    )
    stated_unit(text)
    without_unit(text)


@given(
    st.from_regex(
        r"[0-9零一二三四五六七八九十百千万亿点.,年月日季度底初上下半Q/\-]{1,14}", fullmatch=True
    )
)
def test_no_near_miss_makes_a_reader_fall_over(text):
    amount(text, unit=TEN_THOUSAND, currency="CNY")
    day(text, year=2021, is_end=True)


@given(st.floats())
def test_no_number_makes_a_reader_fall_over(value):
    amount(value, unit=TEN_THOUSAND, currency="CNY")
    day(value)
    code(value)
