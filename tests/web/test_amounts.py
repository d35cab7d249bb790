"""In which unit a table of sums is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from kaigong.web.amounts import estimate_in_words, shown_amount, table_unit


@pytest.mark.parametrize(
    ("language", "largest", "key"),
    [
        ("zh-hans", 173_150_000_000, "yi"),
        ("zh-hans", 40_000_000, "yi"),
        ("en", 173_150_000_000, "bn"),
        ("en", 10_000_000_000, "bn"),
        ("en", 9_990_000_000, "m"),
    ],
)
def test_a_table_of_sums_is_written_in_the_unit_of_its_largest(
    language: str, largest: int, key: str
) -> None:
    with override(language):
        assert table_unit(Decimal(largest), "CNY").key == key


@pytest.mark.parametrize(
    ("language", "amount", "words"),
    [
        ("zh-hans", "99282800", "9,930 万元"),
        ("zh-hans", "2174118.37", "217 万元"),
        ("zh-hans", "331500", "33.2 万元"),
        ("zh-hans", "0", "0 万元"),
        ("zh-hans", "-1234567890", "-12.3 亿元"),
        ("en", "99282800", "CNY 99.3 m"),
    ],
)
def test_an_estimate_is_told_in_three_figures(language: str, amount: str, words: str) -> None:
    with override(language):
        assert estimate_in_words(Decimal(amount), currency="CNY") == words


def test_what_rounds_to_nothing_has_no_sign() -> None:
    for unit in ("", "ledger"):
        assert shown_amount(Decimal("-0.001"), currency="CNY", unit=unit).digits in ("0", "0.00")
