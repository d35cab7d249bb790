"""Workbooks as two producers write them, with all that offices put beside the cells."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

HEAD = ["序号", "项目名称", "建设性质", "总投资", "本年计划投资", "累计完成投资", "完成率",
        "开工时间", "责任单位", "备注"]  # fmt: skip
PROJECTS = [
    [1, "净月潭生态修复", "续建", 10000, 3000, 1200, None, datetime(2020, 4, 1), "住建局", "甲"],  # noqa: DTZ001
    [2, "长发智慧城市", "续建", 136000, 30000, 12500, None, datetime(2020, 9, 1), "经发局", "乙"],  # noqa: DTZ001
    [3, "天安国际健康城", "新建", 50000, 20000, 6000, None, datetime(2021, 4, 1), "招商局", "丙"],  # noqa: DTZ001
    [4, "影视基地二期", "新建", 60000, 8000, 500, None, datetime(2021, 5, 1), "文旅局", "丁"],  # noqa: DTZ001
]
# Rows: 1 title, 2 unit, 3-5 head, 6 group, 7-8, 9 subtotal, 10 group, 11-12, 13 subtotal, 14 total.
ROWS_OF = {1: 7, 2: 8, 3: 11, 4: 12}
SUMMED = "DEF"
# The smallest picture there is.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6338"
    "a0a0f01f0004a40200c2f5f3e50000000049454e44ae426082"
)


def by_xlsxwriter() -> bytes:
    """A head of three merged rows, sums by formula, chart, picture, validation, formats, names."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("项目大表")
    other = book.add_worksheet("汇总 表")
    amount = book.add_format({"num_format": "#,##0.0", "border": 1, "font_name": "SimSun"})
    moment = book.add_format({"num_format": 'yyyy"年"m"月"', "align": "center"})
    share = book.add_format({"num_format": "0.0%", "italic": True})
    words = book.add_format({"text_wrap": True, "bg_color": "#fff2cc"})
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
    red = book.add_format({"font_color": "#9c0006"})
    page.merge_range("A1:J1", "2021年重点项目大表", head)
    page.write("A2", "单位：万元")
    _head(page, head)
    for number, row in enumerate(PROJECTS, start=1):
        at = ROWS_OF[number]
        page.set_row(at - 1, 30 + number)
        for column, value in enumerate(row):
            if column == 7:
                page.write_datetime(at - 1, column, value, moment)
            elif column == 6:
                page.write_formula(at - 1, column, f"=F{at}/E{at}", share, row[5] / row[4])
            elif value is not None:
                page.write(at - 1, column, value, amount if column in (3, 4, 5) else words)
    page.merge_range("A6:C6", "一、续建项目", head)
    page.merge_range("A10:C10", "二、新建项目", head)
    for at, first, last in ((9, 7, 8), (13, 11, 12)):
        page.write(f"B{at}", "小计", head)
        for column in SUMMED:
            total = sum(PROJECTS[n - 1]["ABCDEF".index(column)] for n, r in ROWS_OF.items()
                        if first <= r <= last)  # fmt: skip
            page.write_formula(
                f"{column}{at}", f"=SUM({column}{first}:{column}{last})", amount, total
            )
    page.write("B14", "合计", head)
    for column in SUMMED:
        total = sum(row["ABCDEF".index(column)] for row in PROJECTS)
        page.write_formula(f"{column}14", f"={column}9+{column}13", amount, total)
    page.write("A15", "注：总投资含土地费用。")
    page.conditional_format(
        "F7:F12", {"type": "cell", "criteria": ">", "value": 5000, "format": red}
    )
    page.conditional_format("D11:D12", {"type": "data_bar", "bar_solid": True})
    page.data_validation("C7:C8", {"validate": "list", "source": ["新建", "续建"]})
    page.data_validation("C11:C12", {"validate": "list", "source": ["新建", "续建"]})
    page.write_comment("B8", "老批注")
    page.freeze_panes(5, 2)
    page.autofilter("A5:J13")
    page.print_area("A1:J14")
    page.repeat_rows(2, 4)
    page.set_h_pagebreaks([9])
    page.add_sparkline("K8", {"range": "项目大表!D8:F8"})
    book.define_name("全部总投资", "=项目大表!$D$7:$D$12")
    other.write_formula("A1", "=SUM(项目大表!D11:D12)", None, 110000)
    other.write_formula("A2", "=项目大表!D14", None, 256000)
    other.write_formula("A3", '=COUNTIF(项目大表!C7:C12,"新建")&"E12"', None, "2E12")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=项目大表!$B$11:$B$12", "values": "=项目大表!$D$11:$D$12"})
    page.insert_chart("B20", chart)
    page.insert_image("L13", "logo.png", {"image_data": io.BytesIO(PNG)})
    book.close()
    return stream.getvalue()


def _head(page: Any, form: Any) -> None:
    for cells, text in (
        ("A3:A5", HEAD[0]), ("B3:B5", HEAD[1]), ("C3:C5", HEAD[2]), ("D3:G3", "投资情况"),
        ("D4:D5", HEAD[3]), ("E4:E5", HEAD[4]), ("F4:G4", "完成"), ("H3:H5", HEAD[7]),
        ("I3:I5", HEAD[8]), ("J3:J5", HEAD[9]),
    ):  # fmt: skip
        page.merge_range(cells, text, form)
    page.write("F5", HEAD[5], form)
    page.write("G5", HEAD[6], form)


def by_openpyxl(*, table: bool = False) -> bytes:
    """One head row; with `table` an Excel table (ListObject) of all rows and no sums."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "项目大表"
    page.append(["单位：万元"])
    page.append(HEAD)
    for row in PROJECTS:
        page.append(row)
    last = page.max_row
    for at in range(3, last + 1):
        page.cell(at, 7, f"=F{at}/E{at}").number_format = "0.0%"
        page.cell(at, 8).number_format = "yyyy-mm-dd"
        page.cell(at, 4).fill = PatternFill("solid", start_color="FFEEEEEE")
        page.cell(at, 2).font = Font(bold=True, name="SimSun")
        page.row_dimensions[at].height = 20 + at
    page["B3"].comment = Comment("原批注", "张三")
    if table:
        page.add_table(Table(displayName="项目", ref=f"A2:J{last}"))
    else:
        page.append([None, "合计", None, *(f"=SUM({c}3:{c}{last})" for c in SUMMED)])
    page.conditional_formatting.add(
        f"F3:F{last}", CellIsRule("greaterThan", ["5000"], font=Font(color="FFFF0000"))
    )
    page.conditional_formatting.add(
        f"A3:J{last}", FormulaRule(["$F3<$E3"], fill=PatternFill(bgColor="FFFFFF00"))
    )
    validation = DataValidation("list", formula1='"新建,续建"')
    validation.add(f"C3:C{last}")
    page.add_data_validation(validation)
    page.merge_cells("K3:L3")
    page.merge_cells(f"K{last}:L{last}")
    chart = BarChart()
    chart.add_data(Reference(page, min_col=4, min_row=3, max_row=last))
    page.add_chart(chart, "B12")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def assert_whole(content: bytes) -> None:
    """Well-formed parts, each of a stated kind, and no relation that leads nowhere."""
    held = parts(content)
    for name, xml in held.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(xml)  # noqa: S314  (made a moment ago, by us)
    types = ElementTree.fromstring(held["[Content_Types].xml"])  # noqa: S314
    stated = {one.get("PartName", "").lstrip("/") for one in types if one.get("PartName")}
    endings = {one.get("Extension") for one in types if one.get("Extension")}
    assert stated <= set(held), stated - set(held)
    for name in held:
        assert name in stated or name.rpartition(".")[2] in endings, name
    for name, xml in held.items():
        if not name.endswith(".rels"):
            continue
        folder = normpath(join(dirname(name), ".."))
        ids = []
        for one in ElementTree.fromstring(xml):  # noqa: S314
            ids.append(one.get("Id"))
            if one.get("TargetMode") != "External":
                target = one.get("Target", "")
                path = target.lstrip("/") if target[0] == "/" else normpath(join(folder, target))
                assert path in held, (name, target)
        assert len(ids) == len(set(ids)), name
