"""Amounts as people write them, and what they come to."""

# A table of examples is easier to check with one example on each line.

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import FormulaError, Misread, Unit
from kaigong.engines.ledgers.amounts import amount

TEN_THOUSAND = Unit(Decimal(10**4), "CNY")
MILLION_POUNDS = Unit(Decimal(10**6), "GBP")


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        (13600, "136000000"),
        (1731.4999999999998, "17315000"),
        ("1.36亿", "136000000"),
        ("1.36亿元", "136000000"),
        ("13600万元", "136000000"),
        ("１３６００", "136000000"),
        ("13,600.5", "136005000"),
        ("100元", "100"),
        ("（1,200.50）", "-12005000"),
        ("-3", "-30000"),
        ("1.234,50", "12345000"),
        ("RMB 300万", "3000000"),
        ("￥30", "300000"),
        ("三千万元", "30000000"),
        ("2億", "200000000"),
        ("0", "0"),
    ],
)
def test_an_amount_in_a_column_of_ten_thousand_yuan(written, yuan):
    assert amount(written, unit=TEN_THOUSAND, currency="CNY") == Decimal(yuan)


def test_pounds_take_the_scale_of_their_column_unless_they_have_one():
    assert amount("£32.24", unit=MILLION_POUNDS, currency="GBP") == 32_240_000
    assert amount("£1.5bn", unit=MILLION_POUNDS, currency="GBP") == 1_500_000_000


@pytest.mark.parametrize(
    ("written", "fault", "proposal"),
    [
        ("1,23", "ledgers.ambiguous-number", "1.23"),
        ("1200-1500", "ledgers.several-numbers", ""),
        ("1200+300", "ledgers.several-numbers", "1500"),
        ("一点三六亿", "ledgers.spoken-number", "1.36亿"),
        ("一亿二", "ledgers.not-a-number", ""),
        ("1.5亿美元", "ledgers.other-currency", ""),
        ("总投资136亿元，分三期", "ledgers.not-a-number", ""),
        (FormulaError("#REF!"), "ledgers.formula-error", ""),
        ("#DIV/0!", "ledgers.formula-error", ""),
        (date(2021, 3, 1), "ledgers.date-in-number", ""),
        (float("nan"), "ledgers.not-a-number", ""),
        (float("inf"), "ledgers.not-a-number", ""),
    ],
)
def test_what_has_two_meanings_is_a_fault_and_never_a_guess(written, fault, proposal):
    read = amount(written, unit=TEN_THOUSAND, currency="CNY")
    assert isinstance(read, Misread)
    assert read.code == fault
    if proposal:
        assert read.proposal == proposal
    assert read.zh
    assert read.en


def test_an_approximate_amount_is_taken_and_remarked_upon():
    read = amount("约1.36亿元", unit=TEN_THOUSAND, currency="CNY")
    assert isinstance(read, Misread)
    assert (read.weight, read.value) == ("remark", Decimal(136_000_000))


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(["", ",", "full"]))
def test_an_amount_written_in_any_style_reads_back_exactly(value, style):
    written = f"{value:,}" if style == "," else str(value)
    if style == "full":
        written = written.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    assert amount(written, unit=Unit(), currency="CNY") == value


@given(
    st.decimals(min_value=-(10**14), max_value=10**14, places=4),
    st.sampled_from(["", "元", "万", "万元", "亿", "亿元"]),
    st.sampled_from([TEN_THOUSAND, MILLION_POUNDS, Unit()]),
    st.sampled_from(["CNY", "GBP", ""]),
)
def test_the_usual_way_of_writing_is_read_like_any_other(value, after, unit, currency):
    # The blank in front, which counts for nothing, takes it out of the usual form.
    written = f"{value:f}{after}"
    told = amount(written, unit=unit, currency=currency)
    other = amount(f" {written}", unit=unit, currency=currency)
    if isinstance(told, Misread) and isinstance(other, Misread):
        assert told.code == other.code
    else:
        assert told == other
