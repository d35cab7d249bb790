"""Rows of a plan as Excel, Project or P6 put them on the clipboard: columns, levels, cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from kaigong.engines.ledgers import Day
from kaigong.engines.ledgers.days import day
from kaigong.engines.ledgers.folding import folded
from kaigong.engines.scheduling import UnreadableSpanError
from kaigong.errors import KaigongError
from kaigong.plan.duration_words import minutes_in
from kaigong.plan.errors import NothingPastedError, TooManyRowsPastedError
from kaigong.plan.link_words import links_in

MOST_ROWS = 5_000
_HEADINGS = {
    "key": (
        "编号 代码 编码 作业代码 任务编号 工作编号 标识号 序号",
        "code id activityid taskid no",
    ),
    "wbs": ("wbs编码 wbs编号 大纲数字", "wbs outlinenumber"),
    "level": ("级别 大纲级别 层级", "level outlinelevel"),
    "name": (
        "名称 工作 工作名称 任务 任务名称 作业 作业名称 工序 工序名称 分部分项 内容",
        "name activity activityname task taskname",
    ),
    "duration": ("工期 持续时间 历时 天数 工期天 原定工期", "duration days originalduration"),
    "start": (
        "开始 开始时间 开始日期 计划开始 计划开始时间 计划开始日期",
        "start startdate plannedstart",
    ),
    "finish": (
        "完成 完成时间 完成日期 结束 结束时间 结束日期 计划完成 计划完成时间 计划完成日期 计划结束",
        "finish finishdate end enddate plannedfinish",
    ),
    "after": (
        "紧前 紧前工作 紧前工序 紧前作业 前置任务 前置作业 前导任务",
        "after predecessors predecessor",
    ),
    "owner": ("责任人 负责人", "owner responsible resourcenames assignedto"),
    "quantity": ("工程量 数量", "quantity qty"),
    "unit": ("单位 计量单位", "unit unitofmeasure"),
    "needs": ("资源 资源需求 所需资源 需用资源", "resources needs"),
}
_COLUMN_OF = {
    folded(word): name for name, some in _HEADINGS.items() for each in some for word in each.split()
}
_HEAD_ROWS = 5  # a title may stand above the headings
_SAMPLE = 200
_CODE = re.compile(r"[\w.\-/]{1,20}", re.ASCII)
_WBS = re.compile(r"\d+(?:\.\d+)*\.?")
_INDENT = re.compile(r"[\s　]*")


@dataclass(frozen=True)
class PastedRow:
    """One row as it was written: its number among all, its level, its cells by column."""

    number: int
    level: int
    cells: Mapping[str, str] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class PastedTable:
    """Rows with the columns that were found; `is_headed` tells whether headings said so."""

    columns: Mapping[str, int]
    rows: Sequence[PastedRow]
    is_headed: bool


def read_pasted(text: str) -> PastedTable:
    """The rows of a clipboard, by headings in either language, or by what stands in the columns.

    A level comes from a column of levels, else from WBS numbers, else from how far the name is
    moved in.

    Raises:
        TooManyRowsPastedError: told before anything is taken apart.
        NothingPastedError: no column of names.
    """
    count = text.count("\n")
    if count > MOST_ROWS + _HEAD_ROWS:
        raise TooManyRowsPastedError(count=count, most=MOST_ROWS)
    lines = [row for row in csv.reader(StringIO(text), delimiter="\t") if any(map(str.strip, row))]
    head = next((at for at, row in enumerate(lines[:_HEAD_ROWS]) if len(_named(row)) > 1), None)
    body = lines if head is None else lines[head + 1 :]
    columns = _guessed(body) if head is None else _named(lines[head])
    if "name" not in columns or not body:
        raise NothingPastedError()
    if len(body) > MOST_ROWS:
        raise TooManyRowsPastedError(count=len(body), most=MOST_ROWS)
    levels = _levels(body, columns)
    first = 1 if head is None else head + 2
    rows = [
        PastedRow(
            first + at,
            level,
            {name: row[column].strip() for name, column in columns.items() if column < len(row)},
        )
        for at, (row, level) in enumerate(zip(body, levels, strict=True))
    ]
    return PastedTable(columns, rows, head is not None)


def _named(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        plain = re.sub(r"[(（].*?[)）]", "", cell)
        name = _COLUMN_OF.get(folded(plain))
        if name:
            found.setdefault(name, at)
    return found


def _guessed(lines: Sequence[Sequence[str]]) -> dict[str, int]:
    """Columns by what stands in them: a code, a name, a duration, two days, links."""
    width = max(map(len, lines), default=0)
    columns = [
        [cell for row in lines[:_SAMPLE] if at < len(row) and (cell := row[at].strip())]
        for at in range(width)
    ]
    found: dict[str, int] = {}
    keys: set[str] = set()
    for at, cells in enumerate(columns):
        if not cells:
            continue
        name = _kind_of(cells, found, keys)
        if name:
            found[name] = at
        if name == "key":
            keys = {row[at].strip() for row in lines if at < len(row)}
    return found


def _kind_of(cells: Sequence[str], found: Mapping[str, int], keys: set[str]) -> str | None:
    if "name" not in found:
        is_code = all(_CODE.fullmatch(cell) for cell in cells) and len(set(cells)) == len(cells)
        if is_code and "key" not in found:
            return "key"
        return "name"
    if "start" not in found and all(map(_is_day, cells)):
        return "start"
    if "start" in found and "finish" not in found and all(map(_is_day, cells)):
        return "finish"
    if "after" not in found and keys and all(_links_to(cell, keys) for cell in cells):
        return "after"
    if "duration" not in found and all(map(_is_duration, cells)):
        return "duration"
    return None


def _is_day(cell: str) -> bool:
    # A bare number is a duration or a quantity sooner than a day's serial.
    return not cell.replace(".", "").isdigit() and isinstance(day(cell), Day)


def _is_duration(cell: str) -> bool:
    try:
        minutes_in(cell, per_day=1440)
    except UnreadableSpanError:
        return False
    return True


def _links_to(cell: str, keys: set[str]) -> bool:
    try:
        return all(link.before in keys for link in links_in(cell, per_day=1440, known=keys))
    except KaigongError:
        return False


def _levels(body: Sequence[Sequence[str]], columns: Mapping[str, int]) -> list[int]:
    def column(name: str) -> list[str]:
        at = columns.get(name)
        return [row[at] if at is not None and at < len(row) else "" for row in body]

    stated = [cell.strip() for cell in column("level")]
    if any(stated):
        found = [int(cell) if cell.isdecimal() else 0 for cell in stated]
        least = min(found, default=0)
        return [level - least for level in found]
    for name in ("wbs", "key"):
        numbers = [cell.strip().rstrip(".") for cell in column(name)]
        if any("." in cell for cell in numbers) and all(map(_WBS.fullmatch, filter(None, numbers))):
            least = min((cell.count(".") for cell in numbers if cell), default=0)
            return [max(0, cell.count(".") - least) for cell in numbers]
    return _by_indent(column("name"))


def _by_indent(names: Sequence[str]) -> list[int]:
    """How deep each name is moved in; any width counts, a full-width space as two."""
    levels, open_widths = [], [-1]
    for name in names:
        blank = _INDENT.match(name)
        width = sum(2 if sign == "　" else 1 for sign in blank[0]) if blank else 0
        while open_widths[-1] >= width and len(open_widths) > 1:
            open_widths.pop()
        levels.append(len(open_widths) - 1)
        open_widths.append(width)
    return levels
