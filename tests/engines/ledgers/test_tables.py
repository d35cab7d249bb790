"""Tables as they stand on the sheets of offices."""

from __future__ import annotations

from decimal import Decimal

from kaigong.engines.ledgers import find_tables, read_workbook, shape_fingerprint
from tests.engines.ledgers.ledgers_of_offices import (
    csv_ledger,
    rows_xlsx,
    top_total_ledger,
    zone_ledger,
)


def only_table(content: bytes):
    (table,) = find_tables(read_workbook(content, name="表").sheets[0])
    return table


def kinds(table):
    return {row.number: row.kind for row in table.rows if row.kind != "data"}


def test_a_three_row_merged_header_becomes_heading_paths():
    table = only_table(zone_ledger())
    assert [column.path for column in table.columns] == [
        ("序号",),
        ("项目名称",),
        ("建设 性质",),
        ("投资情况", "总投资"),
        ("投资情况", "2021年计划投资"),
        ("投资情况", "完成情况", "本月完成投资"),
        ("投资情况", "完成情况", "累计完成投资"),
        ("投资情况", "完成情况", "备注"),
        ("投资情况", "完成率"),
        ("建设工期", "开工时间"),
        ("建设工期", "竣工时间"),
        ("责任单位",),
    ]
    assert table.titles[0] == "2021年净月高新区重点项目大表"
    assert table.unit is not None
    assert table.unit.factor == Decimal(10_000)


def test_every_row_that_is_no_project_is_told_with_its_kind():
    assert kinds(only_table(zone_ledger())) == {
        8: "numbering",
        9: "group",
        10: "group",
        13: "subtotal",
        14: "group",
        16: "subtotal",
        17: "group",
        20: "total",
        21: "note",
        22: "blank",
        23: "note",
    }


def test_rows_know_the_groups_they_stand_under():
    rows = only_table(zone_ledger()).data_rows()
    assert [row.group for row in rows] == [
        ("一、产业项目", "(一) 续建项目"),
        ("一、产业项目", "(一) 续建项目"),
        ("一、产业项目", "(二) 新建项目"),
        ("二、基础设施",),
        ("二、基础设施",),
    ]


def test_sums_that_add_up_are_not_complained_about():
    assert only_table(zone_ledger()).warnings == ()


def test_a_sum_that_disagrees_is_named_with_both_figures():
    table = only_table(top_total_ledger())
    (warning,) = table.warnings
    assert (warning.address, warning.raw, warning.proposal) == ("C9", "11", "10")
    assert kinds(table) == {4: "total", 5: "group", 8: "note", 9: "group"}


def test_a_header_of_two_rows_without_merges_is_understood():
    table = only_table(csv_ledger().encode())
    assert [column.path for column in table.columns][2:7] == [
        ("投资情况(万元)", "总投资"),
        ("投资情况(万元)", "年度计划投资"),
        ("投资情况(万元)", "累计完成"),
        ("工期", "开工时间"),
        ("工期", "竣工时间"),
    ]
    assert kinds(table) == {6: "total"}
    assert table.columns[2].unit is not None
    assert table.columns[2].unit.factor == Decimal(10_000)


def test_columns_of_the_same_name_are_kept_apart():
    table = only_table(rows_xlsx([["name", "rating", "rating"], ["a", "x", "y"], ["b", "", "z"]]))
    assert [column.heading for column in table.columns] == ["name", "rating", "rating (2)"]
    assert len({column.key for column in table.columns}) == 3


def test_two_tables_on_one_sheet_are_two_tables():
    sheet = read_workbook(
        rows_xlsx(
            [
                ["表一 续建项目"],
                ["序号", "项目名称", "总投资", "责任单位"],
                [1, "甲路", 10, "住建局"],
                [2, "乙路", 20, "住建局"],
                ["", "合计", 30],
                [],
                ["表二 招商项目"],
                ["序号", "企业名称", "投资金额", "联系人", "备注"],
                [1, "丙公司", 5, "王五", ""],
            ]
        ),
        name="表",
    ).sheets[0]
    first, second = find_tables(sheet)
    assert [row.number for row in first.data_rows()] == [3, 4]
    assert second.titles == ("表二 招商项目",)
    assert [row.number for row in second.data_rows()] == [9]
    assert len(first.rows) == 4


def test_an_english_ledger_with_a_total_is_understood():
    table = only_table(
        rows_xlsx(
            [
                ["Capital programme 2021/22"],
                ["Amounts in £ million"],
                [],
                ["Ref", "Project name", "Whole life cost", "Start date", "Status"],
                ["A1", "Total Rail Renewal", 12.5, "March 2021", "Amber"],
                ["A2", "Bridge", 7.5, "Q4 2021", "Green"],
                ["", "Grand Total", 20],
                ["Note: figures are rounded."],
            ]
        )
    )
    assert [row.number for row in table.data_rows()] == [5, 6]
    assert kinds(table) == {7: "total", 8: "note"}
    assert table.unit is not None
    assert (table.unit.factor, table.unit.currency) == (Decimal(10**6), "GBP")
    assert table.warnings == ()


def test_a_project_whose_name_sounds_like_a_sum_stays_a_project():
    table = only_table(
        rows_xlsx(
            [
                ["序号", "项目名称", "总投资", "责任单位", "备注"],
                [1, "合计科技产业园", 10, "招商局", "在建"],
                [2, "一、二期改造", 5, "住建局", "在建"],
                [3, "总计量中心", 5, "住建局", ""],
            ]
        )
    )
    assert len(table.data_rows()) == 3


def test_the_shape_is_the_same_next_year_and_another_with_another_column():
    header = ["项目名称", "2021年计划投资（万元）", "开工时间"]
    rows = [header, ["甲", 1, "2021-03"]]
    next_year = [["项目名称", "2022年计划投资（万元）", "开工时间"], ["乙", 2, "2022-03"]]
    wider = [[*header, "备注"], ["甲", 1, "2021-03", "x"]]
    shape = shape_fingerprint(only_table(rows_xlsx(rows)))
    assert shape == shape_fingerprint(only_table(rows_xlsx(next_year)))
    assert shape != shape_fingerprint(only_table(rows_xlsx(wider)))


def test_a_page_of_prose_has_no_table():
    sheet = read_workbook(
        "关于报送项目的通知\n请各部门于本月底前报送。\n".encode(), name="x"
    ).sheets[0]
    assert find_tables(sheet) == []
