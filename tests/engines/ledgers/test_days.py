"""Dates as people write them."""

# A table of examples is easier to check with one example on each line.

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import Day, Misread
from kaigong.engines.ledgers.day_orders import orders_in
from kaigong.engines.ledgers.days import day


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
    assert orders_in({"F": starts})["F"].order is None
    assert orders_in({"F": starts, "G": ends})["F"].order == "dmy"
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
