"""Units as headings state them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaigong.engines.ledgers import Unit, stated_unit
from kaigong.engines.ledgers.units import without_unit

TEN_THOUSAND = Unit(Decimal(10**4), "CNY")
MILLION_POUNDS = Unit(Decimal(10**6), "GBP")


@pytest.mark.parametrize(
    ("heading", "unit", "name"),
    [
        ("总投资（亿元）", Unit(Decimal(10**8), "CNY"), "总投资"),
        ("总投资(单位：万元)", TEN_THOUSAND, "总投资"),
        ("计划投资/万元", TEN_THOUSAND, "计划投资"),
        ("Cost £m", MILLION_POUNDS, "Cost"),
        ("Budget ($000)", Unit(Decimal(1000), "USD"), "Budget"),
        ("金额单位:人民币万元", TEN_THOUSAND, None),
        ("Amounts in thousand US dollars", Unit(Decimal(1000), "USD"), None),
        ("建筑面积（万平方米）", None, "建筑面积"),
        ("项目名称", None, "项目名称"),
        ("Rank B", None, "Rank B"),
    ],
)
def test_units_stated_in_headings(heading, unit, name):
    assert stated_unit(heading) == unit
    if name is not None:
        assert without_unit(heading) == name
