"""From a sheet to values, faults and what was left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import (
    Answer,
    Context,
    Day,
    Unit,
    Withheld,
    find_tables,
    match_columns,
    read_rows,
    read_workbook,
    shape_key,
)
from kaigong.engines.ledgers.amounts import amount
from kaigong.engines.ledgers.days import day
from tests.engines.ledgers.ledgers_of_offices import FIELDS, csv_ledger, rows_xlsx, zone_ledger


def ledger_rows(content: bytes, *, year: int = 2021, answers: dict[str, Answer] | None = None):
    (table,) = find_tables(read_workbook(content, name="表").sheets[0])
    mapping = match_columns(table, FIELDS, remembered=answers, year=year)
    return read_rows(table, mapping, fields=FIELDS, context=Context(year=year))


def a_ledger(*rows: list[Any], header: list[str] | None = None):
    return rows_xlsx([header or ["项目名称", "总投资（万元）", "开工时间", "竣工时间"], *rows])


def codes(rows):
    return [(fault.address, fault.code) for fault in rows.faults]


def test_the_zone_ledger_reads_to_whole_yuan_and_meant_days():
    rows = ledger_rows(zone_ledger())
    first, _, third, fourth, fifth = rows.rows
    assert first.values["total_cny"] == 1_360_000_000
    assert first.values["progress"] == Decimal("0.4167")
    assert first.values["starts_on"] == Day(date(2020, 4, 1), "month")
    assert first.values["completes_on"] == Day(date(2022, 12, 31), "year")
    assert third.values["kind"] == "new"
    assert third.values["starts_on"] == Day(date(2021, 4, 1))
    assert third.extras["投资情况 / 完成情况 / 备注"] == "需协调用地"
    assert fourth.values["plan_cny"] == 50_000_000
    assert fourth.values["progress"] == Decimal("0.24")
    assert fifth.values["plan_cny"] == Withheld("保密")
    assert fifth.values["month_cny"] is None


def test_every_row_is_accounted_for():
    for content in (zone_ledger(), csv_ledger().encode()):
        rows = ledger_rows(content)
        numbers = [row.number for row in rows.rows] + [row.number for row in rows.left_out]
        assert rows.total == len(numbers) == len(set(numbers))


def test_all_faults_come_at_once_with_their_addresses():
    rows = ledger_rows(
        a_ledger(
            ["甲", "abc", "已开工", "2022年"],
            ["", 5, "2021-03-01", "2020-03-01"],
            ["甲", 1, "2021年2月30日", ""],
        )
    )
    assert codes(rows) == [
        ("B2", "ledgers.not-a-number"),
        ("C2", "ledgers.not-a-date"),
        ("A3", "ledgers.required"),
        ("D3", "ledgers.before-start"),
        ("A4", "ledgers.duplicate"),
        ("C4", "ledgers.no-such-day"),
    ]
    assert [row.is_rejected for row in rows] == [True, True, True]
    assert [row.is_unusable for row in rows] == [False, True, True]
    assert "total_cny" not in rows.rows[0].values


def test_a_sum_to_date_below_its_month_is_a_fault():
    rows = ledger_rows(
        a_ledger(
            ["甲", 300, 200], header=["项目名称", "本月完成投资（万元）", "累计完成投资（万元）"]
        )
    )
    assert codes(rows) == [("C2", "ledgers.below")]


def test_an_end_named_by_its_year_is_not_before_a_start_within_it():
    assert ledger_rows(a_ledger(["甲", 1, "2021年6月", "2021年"])).faults == ()


def test_a_ledger_without_a_required_column_says_so_once():
    rows = ledger_rows(a_ledger([1, "2021-03"], header=["总投资（万元）", "开工时间"]))
    assert [fault.code for fault in rows.faults] == ["ledgers.required-column"]
    assert all(row.is_unusable for row in rows)


def mapping_of(content: bytes, **options: Any):
    (table,) = find_tables(read_workbook(content, name="表").sheets[0])
    return match_columns(table, FIELDS, **options)


def test_columns_that_fit_equally_well_are_asked_about_and_the_answer_is_remembered():
    content = a_ledger(["甲", 1, 2], header=["项目名称", "总投资（万元）", "总投资（万元）"])
    mapping = mapping_of(content)
    questions = mapping.questions(FIELDS)
    assert [(q.kind, q.column.letter) for q in questions] == [("field", "B"), ("field", "C")]
    assert questions[0].candidates[0] == "total_cny"
    key = shape_key(questions[1].column)
    again = mapping_of(content, remembered={key: Answer("total_cny")})
    assert again.column_of("total_cny").letter == "C"
    assert [q for q in again.questions(FIELDS) if q.kind == "field"] == []
    assert mapping.with_answers({key: Answer("total_cny")}).column_of("total_cny").letter == "C"


def test_an_amount_without_any_unit_is_asked_about():
    content = a_ledger(["甲", 12.5], ["乙", 3], header=["项目名称", "总投资"])
    (question,) = mapping_of(content).questions(FIELDS)
    assert (question.kind, question.column.letter) == ("unit", "B")
    key = shape_key(question.column)
    answers = {key: Answer("total_cny", Unit(Decimal(10**8), "CNY"))}
    assert mapping_of(content, remembered=answers).questions(FIELDS) == ()
    assert ledger_rows(content, answers=answers).rows[0].values["total_cny"] == 1_250_000_000


def test_a_column_of_dates_is_not_taken_for_an_amount():
    content = a_ledger(
        ["甲", "2021年3月"],
        ["乙", "2021年4月"],
        ["丙", "2021年5月"],
        header=["项目名称", "年度计划投资"],
    )
    assert mapping_of(content).column_of("plan_cny") is None


def test_of_columns_that_differ_by_year_the_ledgers_year_is_meant():
    header = ["项目名称", "2020年计划投资（万元）", "2021年计划投资（万元）"]
    content = a_ledger(["甲", 1, 2], ["乙", 3, 4], header=header)
    assert mapping_of(content, year=2021).column_of("plan_cny").letter == "C"
    assert mapping_of(content, year=2020).column_of("plan_cny").letter == "B"


def test_unknown_columns_go_along_as_they_are():
    rows = ledger_rows(
        a_ledger(["甲", 1, "深蓝"], header=["项目名称", "总投资（万元）", "围挡颜色"])
    )
    assert rows.rows[0].extras == {"围挡颜色": "深蓝"}


amounts = st.sampled_from(["12", "1.2亿", "约3", "x", "", "保密", "1,23", "（4）", "12万元"])
dates = st.sampled_from(["2021-03", "3月底", "x", "", "2021.7.30", "待定", "30.06.08", "31.12.40"])


@given(st.lists(st.tuples(amounts, dates), min_size=1, max_size=25))
def test_reading_by_column_agrees_with_reading_cell_by_cell(cells):
    """The slow reference: no cache, no columns, one cell after the other."""
    lines = ["项目名称,总投资（万元）,开工时间,说明"]
    lines += [f'p{n},"{a}","{d}",x' for n, (a, d) in enumerate(cells)]
    rows = ledger_rows("\n".join(lines).encode())
    has_proof = any(d == "31.12.40" for _, d in cells)
    for row, (written, on) in zip(rows.rows, cells, strict=True):
        value = amount(written, unit=Unit(Decimal(10**4), "CNY"), currency="CNY")
        if getattr(value, "weight", "") == "remark":
            value = value.value
        start = day(on, year=2021, order="dmy" if has_proof else None)
        for key, expected in (("total_cny", value), ("starts_on", start)):
            if hasattr(expected, "weight"):
                assert key not in row.values
                assert row.is_rejected
            else:
                assert row.values[key] == expected
