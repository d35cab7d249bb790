"""Ledgers as offices write them, made at test time; the facts in them are invented."""

# Rows of a ledger are easier to check on one line, and Excel knows no time zones.
# ruff: noqa: E501, DTZ001

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from kaigong.engines.ledgers import Choice, Field

FIELDS = (
    Field("code", "项目编码", "Project code", "code", ("编码", "项目代码", "project id", "project number"), is_unique=True),
    Field("name", "项目名称", "Project name", "name", ("项目", "名称", "工程名称", "project", "project title"), is_required=True, is_unique=True),
    Field("kind", "建设性质", "Kind", "choice", ("项目性质", "新建/续建", "性质"), choices=(
        Choice("new", "新建", "New", ("新开工",)),
        Choice("continuing", "续建", "Continuing"),
        Choice("resumed", "复工", "Resumed", ("复建",)),
        Choice("reserve", "储备", "Reserve", ("谋划",)),
    )),
    Field("content", "建设规模及内容", "Scale and content", "text", ("建设内容", "建设内容及规模", "主要建设内容", "description")),
    Field("total_cny", "总投资", "Total investment", "amount", ("计划总投资", "项目总投资", "投资总额", "total cost", "whole life cost")),
    Field("plan_cny", "年度计划投资", "Planned this year", "amount", ("年计划投资", "本年计划投资", "年度投资计划", "plan of the year")),
    Field("month_cny", "本月完成投资", "Invested this month", "amount", ("本月完成", "当月完成投资")),
    Field("done_cny", "本年累计完成投资", "Invested to date", "amount", ("累计完成投资", "累计完成", "年累计完成投资"), not_below="month_cny"),
    Field("progress", "形象进度", "Physical progress", "percent", ("完成比例", "完成率", "进度")),
    Field("starts_on", "开工时间", "Start", "date", ("开工日期", "计划开工时间", "start date")),
    Field("completes_on", "竣工时间", "Completion", "date", ("竣工日期", "计划竣工时间", "end date", "completion date"), is_end=True, not_before="starts_on"),
    Field("lead_department", "责任单位", "Lead department", "organisation", ("牵头单位", "责任部门", "department")),
    Field("leader", "包保领导", "Leader in charge", "person", ("分管领导", "责任领导")),
    Field("is_bond", "是否专项债", "Special bond", "flag", ("专项债",)),
    Field("longitude", "经度", "Longitude", "longitude"),
    Field("latitude", "纬度", "Latitude", "latitude"),
)  # fmt: skip


def xlsx(write: Any, *, sheet: str = "项目大表") -> bytes:
    """A workbook with one sheet that `write(sheet, book)` fills."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    write(book.add_worksheet(sheet), book)
    book.close()
    return stream.getvalue()


def rows_xlsx(rows: list[list[Any]], *, sheet: str = "项目大表") -> bytes:
    def write(page: Any, book: Any) -> None:
        moment = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    page.write_datetime(number, column, value, moment)
                elif value not in ("", None):
                    page.write(number, column, value)

    return xlsx(write, sheet=sheet)


def zone_ledger() -> bytes:
    """Three header rows, group rows, subtotals, a total below, notes and a signature.

    Begins at B3. 5 projects; sums are right; the unit is stated above the table (万元).
    """

    def write(page: Any, book: Any) -> None:
        moment = book.add_format({"num_format": 'yyyy"年"m"月"'})
        page.merge_range("B3:M3", "2021年净月高新区重点项目大表", None)
        page.merge_range("B4:F4", "填报单位：净月高新区管委会", None)
        page.merge_range("G4:M4", "单位：万元", None)
        for cells, text in (
            ("B5:B7", "序号"), ("C5:C7", "项目名称"), ("D5:D7", "建设\n性质"),
            ("E5:J5", "投资情况"), ("E6:E7", "总投资"), ("F6:F7", "2021年计划投资"),
            ("G6:I6", "完成情况"), ("J6:J7", "完成率"), ("K5:L5", "建设工期"), ("K6:K7", "开工时间"),
            ("L6:L7", "竣工时间"), ("M5:M7", "责任单位"),
        ):  # fmt: skip
            page.merge_range(cells, text, None)
        page.write("G7", "本月完成投资")
        page.write("H7", "累计完成投资")
        page.write("I7", "备注")
        page.write_row("B8", [str(number) for number in range(1, 13)])
        page.merge_range("B9:D9", "一、产业项目", None)
        page.write_row("E9", [196000, 53000, 4400, 21500])
        page.write_row("B10", ["（一）", "续建项目"])
        page.write_row(
            "B11",
            [
                1,
                "长發智慧城市产业基地",
                "续建",
                136000,
                30000,
                3000,
                12500,
                "",
                0.4167,
                "2020年4月",
                "2022年底",
                "经济发展局",
            ],
        )
        page.write_row(
            "B12",
            [
                2,
                "净月潭生态修复工程",
                "续建",
                10000,
                3000,
                400,
                3000,
                "",
                1,
                "2019.6",
                "2021.10.30",
                "住建局",
            ],
        )
        page.write_row("B13", ["", "小计", "", 146000, 33000, 3400, 15500])
        page.write_row("B14", ["（二）", "新建项目"])
        page.write_row(
            "B15", [3, "天安国际健康城一期", "新开工", 50000, 20000, 1000, 6000, "需协调用地", 0.3]
        )
        page.write_datetime("K15", datetime(2021, 4, 1), moment)
        page.write_row("L15", ["2023年6月底", "招商局"])
        page.write_row("B16", ["", "小计", "", 50000, 20000, 1000, 6000])
        page.merge_range("B17:D17", "二、基础设施", None)
        page.write_row(
            "B18",
            [
                4,
                "福祉大路快速化改造",
                "新建",
                "8,000",
                "５０００",
                "",
                "约1200",
                "",
                "24%",
                "3月底",
                "四季度",
                "住建局",
            ],
        )
        page.write_row(
            "B19",
            [
                5,
                "生态大街下穿隧道",
                "新建",
                "1.2亿",
                "保密",
                "—",
                "",
                "",
                "",
                "待定",
                "2022年上半年",
                "住建局",
            ],
        )
        page.merge_range("B20:D20", "合　计", None)
        page.write_row("E20", [216000, "", "", "", ""])
        page.merge_range("B21:M21", "注：1.总投资含土地费用。2.累计完成投资截至2021年3月底。", None)
        page.write_row("B23", ["填表人：张三", "", "审核人：李四"])

    return xlsx(write)


def top_total_ledger() -> bytes:
    """The total first, groups numbered 一 二 with sums, units in headings, a repeated header."""
    header = [
        "序号",
        "项目名称",
        "总投资（亿元）",
        "年度计划投资(亿元)",
        "开工日期",
        "牵头单位",
        "专项债",
    ]
    return rows_xlsx(
        [
            ["附件1"],
            ["2022年高新区重点项目计划表"],
            header,
            ["", "总计（4个）", 30.5, 10.2],
            ["一", "新能源汽车", 20.5, 7.2],
            [1, "电池壳体生产线", 12.5, 4, "2022-03", "工信局", "是"],
            [2, "电驱动总成项目", 8, 3.2, datetime(2022, 5, 1), "工信局", "否"],
            header,
            ["二", "现代服务业", 11, 3],
            [3, "影视基地二期", 6, 2, "2022/9/1", "文旅局", "√"],
            [4, "会展中心", 4, 1, 44682, "商务局", ""],
        ]
    )


def csv_ledger() -> str:
    """A two-row header without merges, as saved from Excel."""
    return (
        "2021年项目表,,,,,,,\r\n"
        "序号,项目名称,投资情况（万元）,,,工期,,备注\r\n"
        ",,总投资,年度计划投资,累计完成,开工时间,竣工时间,\r\n"
        '1,长髮智慧城市産業基地,136000,30000,12500,2020年4月,2022年底,"含一期\n和二期"\r\n'
        "2,净月潭生态修复,10000,3000,3000,2019.6,2021.10.30,\r\n"
        ",合计,146000,33000,15500,,,\r\n"
    )
