"""The catalogue of the ledger's columns: one list for grid, import, export, API and docs.

A column says how it is called, how it is read (an SQL expression over the sources of
`portfolio.sheet`), and where an edit of it is kept. Whoever adds a field adds one row here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.db import models

from kaigong.portfolio.models import Colour, ProjectKind, ReserveMaturity, Stage
from kaigong.portfolio.report_register import ReportDuty
from kaigong.wording import say


class Kind(StrEnum):
    TEXT = "text"
    AMOUNT = "amount"  # exact, in the zone's currency unit
    NUMBER = "number"
    PERCENT = "percent"  # a fraction; 1 is 100 %
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    ORGANISATION = "organisation"
    PERSON = "person"
    SECTOR = "sector"
    LEVEL = "level"
    LAMP = "lamp"


class Home(StrEnum):
    """Where the value of an edited cell is kept."""

    PROJECT = "project"
    PLAN = "plan"  # of the year in view
    REPORT = "report"  # of the month in view
    TO_DATE = "to_date"  # of the month, stated as the sum since January
    EXTRA = "extra"  # a column of the office's own, kept with the plan of the year


@dataclass(frozen=True)
class Group:
    key: str
    label: str


GROUPS = [
    Group("project", say("项目", "Project")),
    Group("nature", say("性质", "Nature")),
    Group("investment", say("投资", "Investment")),
    Group("progress", say("进度与责任", "Progress and owners")),
    Group("dates", say("时间", "Dates")),
    Group("other", say("其他", "Other")),
    Group("lamp", say("灯的原因", "Why the lamp")),
]


@dataclass(frozen=True)
class Column:
    """One column of the ledger.

    Attributes:
        sql: The value, over the aliases p (project), a (annual plan of the year), r (report of the
            month), y (sum of the year to the month), b (all that was done before the year),
            t (monthly targets of the year to the month), l (lamp) and names joined by `needs`.
        needs: The joins that the expressions use, see `portfolio.sheet.JOINS`.
        label_sql: What is shown and sorted by, where the value itself is a key.
        order_sql: What it is sorted by instead, where the label's alphabet is no order.
        home, field: Where an edit is kept; without a home the column is computed.
    """

    key: str
    zh: str
    en: str
    group: str
    kind: Kind
    sql: str
    needs: tuple[str, ...] = ()
    label_sql: str = ""
    order_sql: str = ""
    home: Home | None = None
    field: str = ""
    choices: type[models.TextChoices] | None = None
    width: int = 84
    digits: int = 2
    is_shown: bool = False
    is_frozen: bool = False
    is_summed: bool = False
    is_typed_in_grid: bool = True  # some cells change only by a service of their own
    synonyms: tuple[str, ...] = ()
    help_zh: str = ""
    help_en: str = ""

    @property
    def label(self) -> str:
        return say(self.zh, self.en)

    @cached_property
    def is_editable(self) -> bool:
        return self.home is not None and self.is_typed_in_grid

    @cached_property
    def attribute(self) -> str:
        """Where a row of its home holds the value, or the key of what it names."""
        is_key = self.kind in {Kind.ORGANISATION, Kind.PERSON, Kind.SECTOR}
        return f"{self.field}_id" if is_key else self.field

    @property
    def sort_sql(self) -> str:
        """What is shown of the value, as SQL."""
        return self.label_sql or self.sql

    @property
    def order(self) -> str:
        """What the column is sorted by: choices by their place in life, not by the alphabet."""
        if self.order_sql:
            return self.order_sql
        if self.choices is None or self.label_sql:
            return self.sort_sql
        places = " ".join(
            f"WHEN '{value}' THEN {place}" for place, value in enumerate(self.choices.values)
        )
        return f"CASE {self.sql} {places} END"


def _name(alias: str, *, english: bool = True) -> str:
    """The name of a joined row in the reader's language; `sheet` fills the preference."""
    return f"COALESCE(NULLIF({alias}.{{name}}, ''), {alias}.name)" if english else f"{alias}.name"


_P, _A, _R = Home.PROJECT, Home.PLAN, Home.REPORT

_CATALOGUE = [
    # --- project ---
    Column("lamp", "灯", "Lamp", "project", Kind.LAMP, "l.colour", ("lamp",),
           label_sql="COALESCE(l.rank, 3)", width=34, is_shown=True, is_frozen=True, choices=Colour),
    Column("name", "名称", "Name", "project", Kind.TEXT, "p.name", home=_P, field="name",
           label_sql=_name("p"), width=224, is_shown=True, is_frozen=True,
           help_zh="英文界面显示英文名，没有时显示名称；在这一格里改的总是名称。",
           help_en="In English the English name is shown, where there is one; an edit here is of "
           "the name.",
           synonyms=("项目名称", "工程名称", "项目", "建设项目名称", "project name", "project title",
                     "project description", "title")),
    Column("code", "编码", "Code", "project", Kind.TEXT, "p.code", home=_P, field="code", width=110,
           is_typed_in_grid=False,
           synonyms=("项目编码", "项目代码", "项目编号", "编号", "统一代码", "project number",
                     "project id", "project code", "id", "gmpp id")),
    Column("name_en", "英文名", "English name", "project", Kind.TEXT, "p.name_en", home=_P,
           field="name_en", width=180, synonyms=("英文名称", "english name")),
    # --- nature ---
    Column("kind", "类型", "Kind", "nature", Kind.CHOICE, "p.kind", home=_P, field="kind", width=58,
           choices=ProjectKind, is_shown=True,
           synonyms=("建设性质", "项目性质", "性质", "新续建", "新建/续建", "项目类型")),
    Column("stage", "阶段", "Stage", "nature", Kind.CHOICE, "p.stage", home=_P, field="stage",
           width=58, choices=Stage, is_shown=True, is_typed_in_grid=False,
           synonyms=("项目阶段", "当前阶段", "建设状态", "项目状态", "status", "phase")),
    Column("sector", "产业", "Sector", "nature", Kind.SECTOR, "{sector}", ("sector",), home=_P,
           field="sector", label_sql=_name("sector"), order_sql="sector.place", width=84,
           synonyms=("行业", "产业类别", "所属产业", "行业类别", "产业分类", "项目类别", "category",
                     "report category", "ten year plan category", "sector"),
           help_zh="按所看年份的产业口径；对应不到的仍用原来的名称。口径在「设置」里看和改。",
           help_en="By the scheme of the year in view, set under Settings; what leads nowhere keeps "
                   "its old name."),
    Column("given_sector", "原填产业", "Sector as given", "nature", Kind.SECTOR, "p.sector_id",
           ("given_sector",), label_sql=_name("given_sector"), order_sql="given_sector.place",
           width=96,
           help_zh="填项目时所选的产业，可能属于别的年份的口径。",
           help_en="What the project was given, perhaps by the scheme of another year."),
    Column("level", "级别", "Level", "nature", Kind.LEVEL, "{level}", width=96,
           help_zh="按当年的级别标准由总投资得出；标准在「设置」里看和改。",
           help_en="From the total investment by the levels of the year, set under Settings."),
    Column("maturity", "成熟度", "Maturity", "nature", Kind.CHOICE, "p.maturity", home=_P,
           field="maturity", choices=ReserveMaturity, width=84, synonyms=("储备成熟度",)),
    Column("batch", "批次", "Batch", "nature", Kind.TEXT, "a.batch", ("plan",), home=_A,
           field="batch", width=96, synonyms=("开工批次", "批次")),
    # --- investment ---
    Column("total_amount", "总投资", "Total", "investment", Kind.AMOUNT, "p.total_amount", home=_P,
           field="total_amount", width=92, is_shown=True, is_summed=True,
           synonyms=("计划总投资", "项目总投资", "投资总额", "概算总投资", "总投资额", "total investment",
                     "total cost", "whole life cost", "wlc baseline incl ncg", "original budget",
                     "total budget")),
    Column("planned_amount", "年计划", "Plan", "investment", Kind.AMOUNT, "a.planned_amount",
           ("plan",), home=_A, field="planned_amount", width=84, is_shown=True, is_summed=True,
           synonyms=("年度计划投资", "年度计划", "年计划投资", "本年计划", "计划完成投资", "当年计划投资",
                     "annual plan", "yearly budget", "total baseline", "year budget")),
    Column("expected_amount", "全年预计", "Expected", "investment", Kind.AMOUNT, "a.expected_amount",
           ("plan",), home=_A, field="expected_amount", width=84, is_summed=True,
           synonyms=("预计全年完成", "全年预计完成", "年度预计", "yearly forecast", "forecast incl ngc",
                     "forecast incl ncg", "forecast")),
    Column("year_amount", "累计完成", "Done", "investment", Kind.AMOUNT, "y.amount", ("year",),
           home=Home.TO_DATE, field="record_amount", width=84, is_shown=True, is_summed=True,
           synonyms=("本年累计完成投资", "年内累计完成投资", "年初至今完成投资",
                     "本年累计完成", "年内累计完成", "累计完成投资", "本年完成投资", "年累计完成",
                     "1至本月完成", "本年完成", "year to date"),
           help_zh="本年 1 月到所选月份的合计。改它等于改所选月份。",
           help_en="The sum from January to the month in view. Editing it edits that month."),
    Column("year_share", "完成 %", "Done %", "investment", Kind.PERCENT,
           "CASE WHEN a.planned_amount > 0 THEN 1.0 * y.amount / a.planned_amount END",
           ("plan", "year"), width=116, is_shown=True, digits=1),
    Column("month_amount", "本月完成", "Month", "investment", Kind.AMOUNT, "r.record_amount",
           ("report",), home=_R, field="record_amount", width=84, is_summed=True,
           synonyms=("本月完成投资", "当月完成", "当月完成投资", "本月投资")),
    Column("target_amount", "计划到月", "Plan to date", "investment", Kind.AMOUNT, "t.amount",
           ("plan", "target"), width=84, is_summed=True),
    Column("done_amount", "开工以来完成", "Done since start", "investment", Kind.AMOUNT,
           "COALESCE(p.earlier_amount, 0) + COALESCE(b.amount, 0) + COALESCE(y.amount, 0)",
           ("year", "before"), width=100, is_summed=True),
    Column("earlier_amount", "以前完成", "Done before", "investment", Kind.AMOUNT,
           "p.earlier_amount", home=_P, field="earlier_amount", width=84, is_summed=True,
           synonyms=("以前年度完成", "上年末累计完成", "截至上年底累计完成", "combined prior actuals")),
    Column("counted_amount", "计入总投资", "Counted total", "investment", Kind.AMOUNT,
           "CASE WHEN p.counts_in_id IS NULL THEN p.total_amount - p.counted_before_amount END",
           width=90, is_summed=True,
           help_zh="联合项目只计一次；扩建项目只计增加部分。",
           help_en="A joint project counts once; an enlarged one with its increase only."),
    Column("counted_before_amount", "原已计投资", "Counted before", "investment", Kind.AMOUNT,
           "p.counted_before_amount", home=_P, field="counted_before_amount", width=90,
           synonyms=("原投资", "扩建前投资")),
    Column("funding_source", "资金来源", "Funding", "investment", Kind.TEXT, "p.funding_source",
           home=_P, field="funding_source", width=120, synonyms=("资金来源及落实情况", "投资来源")),
    # --- progress and owners ---
    Column("physical_progress", "形象进度", "Progress", "progress", Kind.TEXT,
           "r.physical_progress", ("report",), home=_R, field="physical_progress", width=154,
           is_shown=True, synonyms=("目前形象进度", "工程进度", "进展情况", "当前进度", "项目进展")),
    Column("task_force", "专班", "Task force", "progress", Kind.ORGANISATION, "p.task_force_id",
           ("task_force",), home=_P, field="task_force", label_sql=_name("task_force"), width=84,
           is_shown=True, synonyms=("所属专班", "工作专班")),
    Column("service_officer", "专员", "Officer", "progress", Kind.PERSON, "p.service_officer_id",
           ("service_officer",), home=_P, field="service_officer",
           label_sql="service_officer.display_name", width=64, is_shown=True,
           synonyms=("服务专员", "项目服务专员", "项目专员", "责任人", "联系人")),
    Column("leader", "包保领导", "Leader", "progress", Kind.PERSON, "p.leader_id", ("leader",),
           home=_P, field="leader", label_sql="leader.display_name", width=76,
           synonyms=("分管领导", "责任领导", "包保责任领导", "senior responsible owner")),
    Column("lead_department", "牵头部门", "Department", "progress", Kind.ORGANISATION,
           "p.lead_department_id", ("lead_department",), home=_P, field="lead_department",
           label_sql=_name("lead_department"), width=100,
           synonyms=("责任部门", "责任单位", "牵头单位", "主管部门", "行业主管部门", "department",
                     "managing agency", "agency")),
    Column("investor", "投资主体", "Investor", "progress", Kind.ORGANISATION, "p.investor_id",
           ("investor",), home=_P, field="investor", label_sql=_name("investor"), width=140,
           synonyms=("建设单位", "投资方", "业主单位", "项目单位", "投资企业", "项目业主", "企业名称")),
    Column("problems", "存在问题", "Problems", "progress", Kind.TEXT, "r.problems", ("report",),
           home=_R, field="problems", width=200, synonyms=("问题", "存在的问题", "需协调问题",
                                                           "explanation for delay")),
    # --- dates ---
    Column("planned_completion_on", "承诺完成", "Promised", "dates", Kind.DATE,
           "p.planned_completion_on", home=_P, field="planned_completion_on", width=92,
           is_shown=True, synonyms=("计划竣工时间", "计划竣工日期", "计划竣工", "计划完工时间", "竣工时间",
                                    "计划建成时间", "end date", "completion date")),
    Column("planned_start_on", "计划开工", "Planned start", "dates", Kind.DATE,
           "p.planned_start_on", home=_P, field="planned_start_on", width=96,
           synonyms=("计划开工时间", "计划开工日期", "拟开工时间", "开工时间", "start date")),
    Column("started_on", "实际开工", "Started", "dates", Kind.DATE, "p.started_on", home=_P,
           field="started_on", width=96, synonyms=("实际开工时间", "实际开工日期")),
    Column("completed_on", "实际竣工", "Completed", "dates", Kind.DATE, "p.completed_on", home=_P,
           field="completed_on", width=96, synonyms=("实际竣工时间", "实际竣工日期")),
    Column("is_start_planned", "今年开工", "Starts this year", "dates", Kind.FLAG,
           "a.is_start_planned", ("plan",), home=_A, field="is_start_planned", width=76,
           synonyms=("年内开工", "本年开工", "是否开工")),
    Column("is_completion_planned", "今年竣工", "Completes this year", "dates", Kind.FLAG,
           "a.is_completion_planned", ("plan",), home=_A, field="is_completion_planned", width=76,
           synonyms=("年内竣工", "本年竣工", "是否竣工")),
    Column("is_outside_plan", "计划外", "Outside plan", "dates", Kind.FLAG, "a.is_outside_plan",
           ("plan",), home=_A, field="is_outside_plan", width=64),
    # --- other ---
    Column("place", "地点", "Place", "other", Kind.TEXT, "p.place", home=_P, field="place",
           width=140, synonyms=("建设地点", "项目地点", "地址", "位置", "project location", "borough",
                                "location")),
    Column("content", "建设规模及内容", "Scale and content", "other", Kind.TEXT, "p.content",
           home=_P, field="content", width=260,
           synonyms=("建设内容", "建设规模", "主要建设内容", "项目概况", "建设内容及规模",
                     "description aims", "scope summary", "description")),
    Column("longitude", "经度", "Longitude", "other", Kind.NUMBER, "p.longitude", home=_P,
           field="longitude", width=90, digits=6, synonyms=("lon", "lng", "x")),
    Column("latitude", "纬度", "Latitude", "other", Kind.NUMBER, "p.latitude", home=_P,
           field="latitude", width=90, digits=6, synonyms=("lat", "y")),
    Column("source", "来源", "Source", "other", Kind.TEXT, "p.source", home=_P, field="source",
           width=160),
    Column("is_sample", "样例", "Sample", "other", Kind.FLAG, "p.is_sample", width=58,
           help_zh="为补足演示数量而编的行，不是实际项目。",
           help_en="Made up to fill a demo; not a real project."),
    Column("has_sample_amounts", "样例金额", "Sample amounts", "other", Kind.FLAG,
           "CASE WHEN a.is_sample OR r.is_sample THEN 1 ELSE 0 END", ("plan", "report"), width=76,
           help_zh="项目属实，金额是为演示而编的。",
           help_en="The project is real; its amounts are made up for a demo."),
    Column("month_state", "月报", "Report", "other", Kind.TEXT, "r.state", ("report",), width=70),
    Column("report_duty", "在库", "On the register", "other", Kind.CHOICE, "({report_duty})",
           ("plan",), choices=ReportDuty, width=76,
           help_zh="本月是否应报月报：应报；或在建但不在年度计划、从未报过，待核实。",
           help_en="Whether the month's report is owed; or works that no plan of the year holds and "
           "that never reported, to confirm."),
    # --- lamp ---
    Column("reason", "为什么", "Why", "lamp", Kind.TEXT, "l.{reason}", ("lamp",), width=230,
           is_shown=True),
]  # fmt: skip

COLUMNS: dict[str, Column] = {column.key: column for column in _CATALOGUE}
SHOWN_FIRST = [column.key for column in _CATALOGUE if column.is_shown]


EXTRA = "extra:"


def column_called(key: str) -> Column | None:
    """The column of a key; `extra:…` is a column of the office's own workbook, by its heading."""
    if key.startswith(EXTRA):
        heading = key.removeprefix(EXTRA)
        return Column(key, heading, heading, "other", Kind.TEXT, "''", home=Home.EXTRA)
    return COLUMNS.get(key)


def columns_called(keys: Iterable[str]) -> list[Column]:
    """The columns of some keys, in that order; unknown keys are left out."""
    return [COLUMNS[key] for key in keys if key in COLUMNS]


def sums_of(keys: Iterable[str]) -> list[str]:
    """The columns whose sums are shown under some columns; a share needs both its parts."""
    asked = set(keys)
    if "year_share" in asked:
        asked |= {"planned_amount", "year_amount"}
    return [column.key for column in _CATALOGUE if column.is_summed and column.key in asked]
