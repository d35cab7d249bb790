"""The officer's own workbook, given back: faults in place, current values in, all else kept."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.ledgers import (
    Context,
    Day,
    Withheld,
    escape_formula,
    fill_workbook,
    find_tables,
    marked_workbook,
    match_columns,
    read_rows,
    read_workbook,
)
from kaigong.engines.ledgers.words import text
from tests.engines.ledgers.ledgers_of_offices import FIELDS, csv_ledger, rows_xlsx, zone_ledger

CONTEXT = Context(year=2021)


def understood(content: bytes):
    (table,) = find_tables(read_workbook(content, name="表").sheets[0])
    mapping = match_columns(table, FIELDS, year=2021)
    return table, mapping, read_rows(table, mapping, fields=FIELDS, context=CONTEXT)


def filled(content: bytes, values):
    table, mapping, _ = understood(content)
    return fill_workbook(content, table, mapping, values, fields=FIELDS, context=CONTEXT).content


def book(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_faults_are_marked_where_they_stand_and_listed_first():
    content = rows_xlsx(
        [["项目名称", "总投资（万元）"], ["甲", "abc"], ["乙", "约5"], ["丙", "=cmd|'/c calc'!A1"]]
    )
    _, _, rows = understood(content)
    marked = book(marked_workbook(content, rows.faults))
    assert marked.sheetnames[0] == "问题清单"
    page = marked["项目大表"]
    assert page["B2"].fill.start_color.rgb == "FFFFC7CE"
    assert page["B3"].fill.start_color.rgb == "FFFFEB9C"
    assert "不是数字" in page["B2"].comment.text
    assert "is no number" in page["B2"].comment.text
    assert page["A2"].comment is None
    listed = marked["问题清单"]
    assert [listed.cell(n, 2).value for n in (2, 3, 4)] == ["B2", "B3", "B4"]
    assert listed["B2"].hyperlink.location == "'项目大表'!B2"
    assert not any(cell.data_type == "f" for row in listed.rows for cell in row)


def test_marking_keeps_formats_merges_and_formulas():
    source = openpyxl.load_workbook(io.BytesIO(zone_ledger()))
    source["项目大表"]["J12"] = "=H12/F12"
    source["项目大表"]["E12"].number_format = "0.00"
    source["项目大表"].column_dimensions["C"].width = 41
    stream = io.BytesIO()
    source.save(stream)
    _, _, rows = understood(stream.getvalue())
    page = book(marked_workbook(stream.getvalue(), rows.faults))["项目大表"]
    assert page["J12"].value == "=H12/F12"
    assert page["E12"].number_format == "0.00"
    assert page.column_dimensions["C"].width == 41
    assert "B9:D9" in {str(merged) for merged in page.merged_cells.ranges}


def test_a_csv_is_given_back_as_a_workbook_with_the_same_addresses():
    content = csv_ledger().replace("136000", "abc").encode("gb18030")
    _, _, rows = understood(content)
    page = book(marked_workbook(content, rows.faults, name="表.csv")).worksheets[1]
    assert page["C4"].value == "abc"
    assert page["C4"].comment is not None


def test_a_fault_in_a_merged_cell_is_marked_on_its_first_cell():
    content = zone_ledger()
    _, _, rows = understood(content)
    fault = rows.faults[0]
    inside = type(fault)(
        **{**{k: getattr(fault, k) for k in fault.__slots__}, "row": 20, "column_letter": "C"}
    )
    page = book(marked_workbook(content, [inside]))["项目大表"]
    assert page["B20"].comment is not None


def test_filling_with_what_is_there_changes_no_cell():
    content = zone_ledger()
    _, _, rows = understood(content)
    before = book(content)["项目大表"]
    after = book(filled(content, {row.number: row.values for row in rows}))["项目大表"]
    assert [[c.value for c in r] for r in after.rows] == [[c.value for c in r] for r in before.rows]


def test_filled_values_read_back_as_the_same_in_the_units_of_the_column():
    content = zone_ledger()
    wanted = {
        "total_cny": Decimal(123_450_000),
        "plan_cny": Withheld("保密"),
        "done_cny": None,
        "progress": Decimal("0.655"),
        "starts_on": Day(date(2021, 5, 1), "month"),
        "completes_on": Day(date(2023, 12, 31), "quarter"),
        "kind": "resumed",
        "lead_department": "=HYPERLINK(1)",
    }
    result = filled(content, {11: wanted})
    page = book(result)["项目大表"]
    assert page["E11"].value == 12345
    assert page["K11"].value == "2021年5月"
    assert page["D11"].value == "复工"
    assert page["M11"].value == "'=HYPERLINK(1)"
    _, _, rows = understood(result)
    assert {key: rows.rows[0].values[key] for key in wanted} == wanted


def test_a_formula_is_never_overwritten():
    source = openpyxl.load_workbook(io.BytesIO(zone_ledger()))
    source["项目大表"]["J11"] = "=H11/F11"
    stream = io.BytesIO()
    source.save(stream)
    result = filled(stream.getvalue(), {11: {"progress": Decimal("0.9")}})
    assert book(result)["项目大表"]["J11"].value == "=H11/F11"


days = st.builds(
    Day,
    st.dates(date(2015, 1, 1), date(2030, 12, 31)),
    st.just("day"),
)


@settings(max_examples=40)
@given(days, st.sampled_from(["starts_on", "completes_on"]))
def test_any_day_written_reads_back(day, field):
    content = rows_xlsx([["项目名称", "开工时间", "竣工时间"], ["甲", "2021-03", ""]])
    other = {"starts_on": None} if field == "completes_on" else {}
    _, _, rows = understood(filled(content, {2: {**other, field: day}}))
    assert rows.rows[0].values[field] == day


@pytest.mark.parametrize(
    "attack", ["=cmd|' /C calc'!A0", "+1+cmd", "-2+3+cmd", "@SUM(1)", "\tx", "＝1+1"]
)
def test_no_text_starts_a_formula_and_reading_gives_it_back(attack):
    assert escape_formula(attack) == f"'{attack}"
    assert text(escape_formula(attack)) == attack.strip()


@pytest.mark.parametrize("harmless", ["-3.5", "-", "+5%", "长发", ""])
def test_numbers_and_dashes_need_no_escape(harmless):
    assert escape_formula(harmless) == harmless


def test_a_string_that_looks_like_a_formula_stays_a_string_in_place():
    content = rows_xlsx([["项目名称", "总投资（万元）", "备注"], ["甲", "x", ""]])
    source = openpyxl.load_workbook(io.BytesIO(content))
    source["项目大表"]["C2"].value = "=1+1"
    source["项目大表"]["C2"].data_type = "s"
    stream = io.BytesIO()
    source.save(stream)
    _, _, rows = understood(stream.getvalue())
    marked = book(marked_workbook(stream.getvalue(), rows.faults))
    assert marked["项目大表"]["C2"].data_type == "s"
