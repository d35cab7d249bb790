"""The office's workbook changed in place: what nobody touched is the same, what is new fits in."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.ledgers import (
    Context,
    Filled,
    compare,
    fill_workbook,
    find_tables,
    identify,
    marked_workbook,
    match_columns,
    read_rows,
    read_workbook,
)
from kaigong.engines.ledgers.identity import KnownProject
from tests.engines.ledgers.ledgers_of_offices import FIELDS, rows_xlsx
from tests.engines.ledgers.office_workbooks import (
    ROWS_OF,
    assert_whole,
    by_openpyxl,
    by_xlsxwriter,
    parts,
)

CONTEXT = Context(year=2021)
NEW = {
    "name": "=新材料产业园",
    "kind": "new",
    "total_cny": Decimal(70_000_000),
    "plan_cny": Decimal(5_000_000),
    "done_cny": Decimal(1_000_000),
    "lead_department": "工信局",
}
MAKERS = {"xlsxwriter": by_xlsxwriter, "openpyxl": by_openpyxl}
makers = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def understood(content: bytes) -> Any:
    table = max(
        (one for sheet in read_workbook(content, name="表") for one in find_tables(sheet)),
        key=lambda one: len(one.data_rows()),
    )
    mapping = match_columns(table, FIELDS, year=2021)
    return table, mapping, read_rows(table, mapping, fields=FIELDS, context=CONTEXT)


def filled(content: bytes, values: Any, **more: Any) -> Filled:
    table, mapping, _ = understood(content)
    made = fill_workbook(content, table, mapping, values, fields=FIELDS, context=CONTEXT, **more)
    assert_whole(made.content)
    return made


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def changed_parts(before: bytes, after: bytes) -> set[str]:
    one, two = parts(before), parts(after)
    return {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}


@makers
def test_filling_in_what_is_there_changes_no_byte_of_any_part(make):
    content = make()
    _, _, rows = understood(content)
    result = filled(content, {row.number: row.values for row in rows}).content
    assert changed_parts(content, result) == set()


@makers
def test_a_value_changes_the_sheet_and_no_other_part_but_the_book(make):
    held = parts(make())
    held["xl/workbook.xml"] = held["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    content = packed(held)
    _, _, rows = understood(content)
    first = rows.rows[0].number
    result = filled(content, {first: {"total_cny": Decimal(123_450_000)}}).content
    # The second sheet of one of them reckons with the first: its old results would be untrue.
    beside = {"xl/worksheets/sheet2.xml"} & set(held)
    assert changed_parts(content, result) == {
        "xl/worksheets/sheet1.xml", "xl/workbook.xml", *beside,
    }  # fmt: skip
    before, after = book(content), book(result)
    assert after["项目大表"][f"D{first}"].value == 12345
    assert after.calculation.fullCalcOnLoad
    for sheet in before:
        page = after[sheet.title]
        assert {str(one) for one in page.merged_cells.ranges} == {
            str(one) for one in sheet.merged_cells.ranges
        }
        for row in sheet.iter_rows():
            for cell in row:
                other = page[cell.coordinate]
                assert other.style_id == cell.style_id
                if (sheet.title, cell.coordinate) != ("项目大表", f"D{first}"):
                    assert other.value == cell.value, cell.coordinate


WORDS = ["=1+1", "@x", "文旅局", "a<b>&\"c'", "\x07x"]
cells = st.fixed_dictionaries(
    {},
    optional={
        "total_cny": st.none() | st.integers(0, 10**9).map(lambda n: Decimal(n * 10_000)),
        "lead_department": st.none() | st.sampled_from(WORDS),
        "kind": st.sampled_from(["new", "continuing", "resumed"]),
    },
)


@settings(max_examples=40)
@given(st.sampled_from(sorted(MAKERS)), st.dictionaries(st.integers(1, 4), cells))
def test_whatever_is_put_in_reads_back_and_formats_stay(maker, wanted):
    content = MAKERS[maker]()
    _, _, rows = understood(content)
    values = {rows.rows[place - 1].number: held for place, held in wanted.items()}
    result = filled(content, values).content
    _, _, after = understood(result)
    for row in after.rows:
        for key, value in values.get(row.number, {}).items():
            value = value.strip("\x07") if isinstance(value, str) else value
            assert row.values[key] == value
    before, now = book(content)["项目大表"], book(result)["项目大表"]
    assert [[c.style_id for c in r] for r in now.rows] == [
        [c.style_id for c in r] for r in before.rows
    ]
    assert not any(c.data_type == "f" for c in now["I"])


def test_new_projects_come_at_the_end_of_their_group_above_its_sum():
    made = filled(by_xlsxwriter(), {}, new=[NEW, {**NEW, "name": "续建的", "kind": "continuing"}])
    assert (made.added, made.not_added) == ((14, 9), None)
    result = book(made.content)
    page = result["项目大表"]
    assert [page.cell(at, 2).value for at in range(6, 18)] == [
        None, "净月潭生态修复", "长发智慧城市", "续建的", "小计", None, "天安国际健康城",
        "影视基地二期", "'=新材料产业园", "小计", "合计", None,
    ]  # fmt: skip
    assert page["A6"].value == "一、续建项目"
    assert [page[f"A{at}"].value for at in (7, 8, 9, 12, 13, 14)] == [1, 2, 3, 4, 5, 6]
    assert page["D10"].value == "=SUM(D7:D9)"
    assert page["D15"].value == "=SUM(D12:D14)"
    assert page["D16"].value == "=D10+D15"
    assert [page[f"G{at}"].value for at in (8, 9, 14)] == ["=F8/E8", "=F9/E9", "=F14/E14"]
    assert page["D14"].value == 7000
    assert page["D14"].number_format == "#,##0.0"
    assert page["D14"].font.name == "SimSun"
    assert page["J14"].value is None
    assert page.row_dimensions[14].height == page.row_dimensions[13].height == 33.75


def test_all_that_points_at_rows_is_moved_along():
    content = by_xlsxwriter()
    made = filled(content, {}, new=[NEW, {**NEW, "name": "续建的", "kind": "continuing"}])
    result = book(made.content)
    page, other = result["项目大表"], result["汇总 表"]
    assert other["A1"].value == "=SUM(项目大表!D12:D14)"
    assert other["A2"].value == "=项目大表!D16"
    assert other["A3"].value == '=COUNTIF(项目大表!C7:C14,"新建")&"E12"'
    assert result.defined_names["全部总投资"].attr_text == "项目大表!$D$7:$D$14"
    assert page.print_area == "'项目大表'!$A$1:$J$16"
    assert page.auto_filter.ref == "A5:J15"
    assert page.freeze_panes == "C6"
    assert {str(one) for one in page.merged_cells.ranges} >= {"A6:C6", "A11:C11", "A3:A5"}
    formats = {str(one.sqref) for one in page.conditional_formatting}
    assert formats == {"F7:F14", "D12:D14"}
    validated = {str(one.sqref) for one in page.data_validations.dataValidation}
    assert validated == {"C7:C9", "C12:C14"}
    assert [one.id for one in page.row_breaks.brk] == [10]
    assert page["B8"].comment.text == "老批注"
    held = parts(made.content)
    assert b"$D$12:$D$14" in held["xl/charts/chart1.xml"]
    assert b"$B$12:$B$14" in held["xl/charts/chart1.xml"]
    before = parts(content)["xl/drawings/drawing1.xml"].decode()
    after = held["xl/drawings/drawing1.xml"].decode()
    assert "<xdr:row>19</xdr:row>" in before
    assert "<xdr:row>21</xdr:row>" in after
    assert b"<xm:f>" in held["xl/worksheets/sheet1.xml"]
    untouched = {name for name in held if name.startswith(("xl/media/", "xl/theme/"))}
    assert untouched
    assert not untouched & changed_parts(content, made.content)


def test_a_table_object_a_running_sum_and_merged_cells_take_new_rows_in():
    content = by_openpyxl(table=True)
    source = book(content)
    source["项目大表"]["M3"], source["项目大表"]["M6"] = "=SUM(D$3:D3)", "=SUM(D$3:D6)"
    stream = io.BytesIO()
    source.save(stream)
    made = filled(stream.getvalue(), {}, new=[NEW])
    page = book(made.content)["项目大表"]
    assert page.tables["项目"].ref == "A2:J7"
    assert page.tables["项目"].autoFilter is None or page.tables["项目"].autoFilter.ref == "A2:J7"
    assert [page[f"M{at}"].value for at in (3, 6, 7)] == [
        "=SUM(D$3:D3)", "=SUM(D$3:D6)", "=SUM(D$3:D7)",
    ]  # fmt: skip
    assert "K7:L7" in {str(one) for one in page.merged_cells.ranges}
    assert page["A7"].value == 5
    assert len(page._charts) == 1


@makers
def test_a_filled_workbook_comes_back_with_nothing_changed(make):
    content = make()
    made = filled(content, {}, new=[NEW])
    _, _, rows = understood(made.content)
    held = {row.number: {k: v for k, v in row.values.items() if v is not None} for row in rows}
    known = [KnownProject(str(at), "", (str(values["name"]),)) for at, values in held.items()]
    ledger = {str(at): values for at, values in held.items()}
    matches = identify(rows, known)
    (again,) = (filled(made.content, held).content,)
    assert changed_parts(made.content, again) == set()
    counts = compare(rows, ledger, matches=matches).counts
    assert (counts["unchanged"], counts["new"], counts["changed"]) == (5, 0, 0)
    assert held[made.added[0]] == NEW


def test_a_shared_formula_is_told_apart_when_rows_come_between():
    content = by_openpyxl()
    held = parts(content)
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>F3/E3</f>", '<f t="shared" ref="G3:G6" si="0">F3/E3</f>')
    for at in (4, 5, 6):
        sheet = sheet.replace(f"<f>F{at}/E{at}</f>", '<f t="shared" si="0"/>')
    held["xl/worksheets/sheet1.xml"] = sheet.encode()
    made = filled(packed(held), {}, new=[NEW])
    page = book(made.content)["项目大表"]
    assert [page[f"G{at}"].value for at in range(3, 8)] == [f"=F{at}/E{at}" for at in range(3, 8)]
    assert page["D8"].value == "=SUM(D3:D7)"


def test_what_cannot_be_moved_is_refused_and_the_projects_are_listed():
    held = parts(by_openpyxl())
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>F3/E3</f>", '<f t="dataTable" ref="G3:G6" dt2D="0" r1="A1"/>')
    held["xl/worksheets/sheet1.xml"] = sheet.encode()
    made = filled(packed(held), {3: {"total_cny": Decimal(10_000)}}, new=[NEW])
    assert made.added == ()
    assert made.not_added is not None
    assert "what-if" in made.not_added.en
    result = book(made.content)
    assert result.sheetnames == ["未列入的项目", "项目大表"]
    assert "'=新材料产业园" in {cell.value for cell in result["未列入的项目"]["A"]}
    assert result["项目大表"]["D3"].value == 1
    assert result["项目大表"]["B7"].value == "合计"


def test_a_pivot_source_takes_new_rows_in_and_is_read_anew():
    held = parts(by_openpyxl())
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    held["xl/pivotCache/pivotCacheDefinition1.xml"] = (
        f'<pivotCacheDefinition xmlns="{space}"><cacheSource type="worksheet">'
        '<worksheetSource ref="A2:J6" sheet="项目大表"/></cacheSource></pivotCacheDefinition>'
    ).encode()
    held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(
        b"</Types>",
        f'<Override PartName="/xl/pivotCache/pivotCacheDefinition1.xml" ContentType="{kind}"/>'
        "</Types>".encode(),
    )
    made = filled(packed(held), {}, new=[NEW])
    cache = parts(made.content)["xl/pivotCache/pivotCacheDefinition1.xml"]
    assert b'ref="A2:J7"' in cache
    assert b'refreshOnLoad="1"' in cache


def results(content: bytes, title: str = "项目大表") -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)[title]


def test_who_does_not_reckon_finds_the_sums_and_no_old_result():
    """Seen in LibreOffice, which trusts what it finds, and in previews of phones."""
    values = {7: {"total_cny": Decimal(500_000_000)}, 12: {"plan_cny": Decimal(10_000)}}
    made = filled(by_xlsxwriter(), values, new=[NEW])
    page, other = results(made.content), results(made.content, "汇总 表")
    assert [page[f"D{at}"].value for at in (9, 14, 15)] == [186_000, 117_000, 303_000]
    assert [page[f"E{at}"].value for at in (9, 14, 15)] == [33_000, 20_501, 53_501]
    assert [page[f"G{at}"].value for at in (7, 13)] == [None, None]
    assert [other[f"A{at}"].value for at in (1, 2, 3)] == [117_000, 303_000, None]


def test_a_sum_we_cannot_be_sure_of_keeps_no_result():
    source = book(by_openpyxl())
    page = source["项目大表"]
    formulas = {
        "M1": "=SUM(D3:D6)-1.5", "M2": "=SUBTOTAL(9,D3:D6)", "M3": "=SUBTOTAL(109,D3:D7)",
        "M4": "=SUM(G3:G6)", "M5": "=D3+B3", "M6": "=M7", "M7": "=M6", "M8": "=SUM(D3:D6)*2",
        "M9": "=SUM(D3:D4,项目大表!D5)", "M10": "=AVERAGE(D3:D6)", "M11": "=SUM(B3:D6)",
        "M12": "=D3+没有!D3", "M13": "=-D3+10%",
    }  # fmt: skip
    for place, formula in formulas.items():
        page[place] = formula
    page.row_dimensions[4].hidden = True
    stream = io.BytesIO()
    source.save(stream)
    made = results(filled(stream.getvalue(), {3: {"total_cny": Decimal(20_000)}}).content)
    assert {place: made[place].value for place in formulas} == {
        **dict.fromkeys(formulas), "M1": 246_000.5, "M3": 356_004, "M9": 186_002, "M11": 246_002,
    }  # fmt: skip
    assert made["D7"].value == 246_002


def test_a_sum_that_cells_share_comes_to_what_each_of_them_sums():
    held = parts(by_openpyxl())
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>SUM(D3:D6)</f>", '<f t="shared" ref="D7:F7" si="0">SUM(D3:D6)</f>')
    for column in "EF":
        sheet = sheet.replace(f"<f>SUM({column}3:{column}6)</f>", '<f t="shared" si="0"/>')
    held["xl/worksheets/sheet1.xml"] = sheet.encode()
    page = results(filled(packed(held), {3: {"total_cny": Decimal(20_000)}}).content)
    assert [page[f"{column}7"].value for column in "DEF"] == [246_002, 61_000, 20_200]


def test_rows_not_asked_for_are_hidden_and_no_sum_counts_them():
    made = filled(by_xlsxwriter(), {}, new=[NEW], left_out=[8, 12], remarks=["甲", "=乙"])
    page = book(made.content)["项目大表"]
    assert [at for at in range(1, 18) if page.row_dimensions[at].hidden] == [8, 12]
    assert {cell.value for at in (8, 12) for cell in page[at]} == {None}
    assert page["D8"].number_format == "#,##0.0"
    assert [results(made.content)[f"D{at}"].value for at in (9, 14, 15)] == [10_000, 57_000, 67_000]
    assert page["D9"].value == "=SUM(D7:D8)"
    whole = book(made.content)
    assert whole.sheetnames == ["项目大表", "汇总 表", "导出说明"]
    assert [cell.value for cell in whole["导出说明"]["A"]] == ["甲", "=乙"]
    assert [cell.data_type for cell in whole["导出说明"]["A"]] == ["s", "s"]
    assert [sheet.sheet_view.tabSelected for sheet in whole].count(True) == 1
    _, _, rows = understood(made.content)
    assert [row.values["name"] for row in rows] == [
        "净月潭生态修复", "天安国际健康城", "=新材料产业园",
    ]  # fmt: skip


def test_what_a_left_out_row_says_for_others_stays():
    source = book(by_openpyxl())
    page = source["项目大表"]
    page.merge_cells("I3:I4")
    stream = io.BytesIO()
    source.save(stream)
    held = parts(stream.getvalue())
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>F3/E3</f>", '<f t="shared" ref="G3:G6" si="0">F3/E3</f>')
    sheet = sheet.replace("<f>F4/E4</f>", '<f t="shared" si="0"/>')
    held["xl/worksheets/sheet1.xml"] = sheet.encode()
    page = book(filled(packed(held), {}, left_out=[3]).content)["项目大表"]
    assert [page[place].value for place in ("B3", "D3", "G3")] == [None, None, None]
    assert page["I3"].value == "住建局"
    assert page["G4"].value == "=F4/E4"


@makers
def test_marking_leaves_every_part_but_the_marked_ones_as_it_was(make):
    content = make()
    _, _, rows = understood(content)
    fault = faults_of(rows_xlsx([["项目名称", "总投资（万元）"], ["甲", "abc"]]))[0]
    at = rows.rows[0].number
    here = type(fault)(
        **{**{k: getattr(fault, k) for k in fault.__slots__}, "row": at, "column_letter": "B"}
    )
    result = marked_workbook(content, [here])
    assert_whole(result)
    for name in changed_parts(content, result):
        assert not name.startswith(("xl/charts", "xl/media", "xl/theme", "xl/sharedStrings")), name
    marked = book(result)
    assert marked.sheetnames[:2] == ["问题清单", "项目大表"]
    assert [sheet.sheet_view.tabSelected for sheet in marked].count(True) == 1
    page = marked["项目大表"]
    assert page[f"B{at}"].fill.start_color.rgb == "FFFFC7CE"
    assert page[f"B{at}"].font.name == book(content)["项目大表"][f"B{at}"].font.name
    assert "不是数字" in page[f"B{at}"].comment.text
    if "print_area" in dir(page) and page.print_area:
        assert page.print_area.startswith("'项目大表'!")
    old = "B8" if make is by_xlsxwriter else "B3"
    assert "批注" in page[old].comment.text


def faults_of(content: bytes) -> Any:
    return understood(content)[2].faults


def packed(held: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in held.items():
            archive.writestr(name, xml)
    return stream.getvalue()


def test_rows_of_the_fixture_are_where_the_tests_think():
    _, _, rows = understood(by_xlsxwriter())
    assert [row.number for row in rows.rows] == list(ROWS_OF.values())
