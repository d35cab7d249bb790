"""What people write in a cell, and what it says."""

# A table of examples is easier to check with one example on each line.

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import Choice, Day, FormulaError, Misread, Unit, Withheld, stated_unit
from kaigong.engines.ledgers.days import day, order_of
from kaigong.engines.ledgers.units import without_unit
from kaigong.engines.ledgers.values import (
    amount,
    choice,
    code,
    coordinate,
    flag,
    percentage,
    writes_points,
)

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


@pytest.mark.parametrize(
    ("written", "begins", "ends", "precision"),
    [
        ("2021年3月", "2021-03-01", "2021-03-31", "month"),
        ("二〇二一年三月", "2021-03-01", "2021-03-31", "month"),
        ("3月底", "2021-03-31", "2021-03-31", "month"),
        ("2021年3月上旬", "2021-03-01", "2021-03-10", "month"),
        ("2021年3月底前", "2021-03-31", "2021-03-31", "month"),
        ("2022.7.30", "2022-07-30", "2022-07-30", "day"),
        ("2021-03", "2021-03-01", "2021-03-31", "month"),
        ("2021/3/1 0:00", "2021-03-01", "2021-03-01", "day"),
        ("2021-03-01T08:00:00Z", "2021-03-01", "2021-03-01", "day"),
        ("2023年底前", "2023-12-31", "2023-12-31", "year"),
        ("2023年", "2023-01-01", "2023-12-31", "year"),
        ("四季度", "2021-10-01", "2021-12-31", "quarter"),
        ("Q4 2021", "2021-10-01", "2021-12-31", "quarter"),
        ("2021年上半年", "2021-01-01", "2021-06-30", "half"),
        ("31/12/2040", "2040-12-31", "2040-12-31", "day"),
        ("31 December 2026", "2026-12-31", "2026-12-31", "day"),
        ("Mar-21", "2021-03-01", "2021-03-31", "month"),
        ("计划2021年4月开工", "2021-04-01", "2021-04-30", "month"),
        ("2021年10月31日前竣工", "2021-10-31", "2021-10-31", "day"),
        (44256.0, "2021-03-01", "2021-03-01", "day"),
        (202103.0, "2021-03-01", "2021-03-31", "month"),
        (20210315.0, "2021-03-15", "2021-03-15", "day"),
        (2021.3, "2021-03-01", "2021-03-31", "month"),
        (2021.0, "2021-01-01", "2021-12-31", "year"),
        (datetime(2021, 3, 1, 12, 30), "2021-03-01", "2021-03-01", "day"),  # noqa: DTZ001
    ],
)
def test_a_date_as_people_write_it(written, begins, ends, precision):
    assert day(written, year=2021) == Day(date.fromisoformat(begins), precision)
    assert day(written, year=2021, is_end=True) == Day(date.fromisoformat(ends), precision)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("03/04/2021", "ledgers.ambiguous-date"),
        ("30.06.08", "ledgers.ambiguous-date"),
        (2021.1, "ledgers.ambiguous-date"),
        ("2021年中", "ledgers.ambiguous-date"),
        ("2021年2月30日", "ledgers.no-such-day"),
        ("已开工", "ledgers.not-a-date"),
        ("2020-2023", "ledgers.not-a-date"),
        ("2021/22", "ledgers.not-a-date"),
        ("13月", "ledgers.not-a-date"),
        (12.5, "ledgers.not-a-date"),
        (True, "ledgers.not-a-date"),
    ],
)
def test_a_date_that_is_none_or_two_is_a_fault(written, fault):
    read = day(written, year=2021)
    assert isinstance(read, Misread)
    assert read.code == fault


def test_a_month_without_a_year_needs_the_year_of_the_ledger():
    read = day("3月底")
    assert isinstance(read, Misread)
    assert read.code == "ledgers.date-without-year"


def test_one_date_column_settles_how_another_is_meant():
    starts, ends = ["30.06.08", "01.04.15"], ["31.12.40", "Exempt under Section 22"]
    assert order_of({"F": starts}) is None
    assert order_of({"F": starts, "G": ends}) == "dmy"
    assert day("30.06.08", year=2018, order="dmy") == Day(date(2008, 6, 30))


@given(st.dates(date(1950, 1, 1), date(2119, 12, 31)))
def test_every_day_reads_back_in_every_clear_style(on):
    serial = float((on - date(1899, 12, 30)).days)
    for written in (
        on.isoformat(),
        f"{on.year}年{on.month}月{on.day}日",
        f"{on:%Y/%m/%d}",
        serial,
        on,
    ):
        assert day(written) == Day(on)


def test_percentages_are_fractions_whatever_the_column_writes():
    assert percentage("54.92%", in_points=True) == Decimal("0.5492")
    assert percentage("百分之六十", in_points=False) == Decimal("0.6")
    assert writes_points([54.92, 0.5, 100.0], heading="完成率")
    assert not writes_points([0.5492, 1.0], heading="完成率")
    assert percentage(54.92, in_points=True) == Decimal("0.5492")
    assert percentage(0.5492, in_points=False) == Decimal("0.5492")


CHOICES = (Choice("amber-red", "黄红", "Amber/Red"), Choice("red", "红", "Red", ("红色",)))


def test_a_choice_is_found_in_either_language_and_a_near_miss_is_proposed():
    assert choice("Amber/red", CHOICES) == "amber-red"
    assert choice("紅色", CHOICES) == "red"
    near = choice("Amber-Redd", CHOICES)
    assert isinstance(near, Misread)
    assert near.proposal == "黄红"


@pytest.mark.parametrize(
    ("written", "meant"), [("是", True), ("√", True), ("N", False), (0.0, False), ("／", None)]
)
def test_yes_and_no(written, meant):
    assert flag(written) is meant


def test_codes_lose_no_digit_in_silence():
    assert code(1001.0) == "1001"
    assert isinstance(code(2.2e17), Misread)
    assert isinstance(code("2.2E+17"), Misread)


def test_coordinates():
    assert coordinate("125°18′36″E", is_longitude=True) == Decimal("125.31")
    assert coordinate(-73.98765, is_longitude=True) == Decimal("-73.98765")
    assert isinstance(coordinate(125.3, is_longitude=False), Misread)
