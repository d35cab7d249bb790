"""In which unit a table of sums is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from kaigong.web.amounts import table_unit


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
