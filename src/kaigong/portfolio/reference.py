"""`docs/reference/lifecycle.md`, written from the tables of `lifecycle.py`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from kaigong.portfolio.columns import COLUMNS, Home, Kind
from kaigong.portfolio.lifecycle import (
    ALWAYS,
    ENTRY,
    EXIT,
    OF_WAY,
    ORDER,
    TRANSITIONS,
    WAY_LABELS,
    Condition,
    Way,
)
from kaigong.portfolio.models import Stage
from kaigong.wording import CHINESE, ENGLISH

HEAD = """# 生命周期 · Life cycle

<!-- Written from kaigong/portfolio/lifecycle.py by `python -m kaigong.config.reference`. -->

一个项目一次走一步；每一步有日期、经手人，可附凭证。走错的步撤回后仍留在案。
A project takes one step at a time; each has a day, a person and, where there is one, a proof. A
wrong step is taken back and stays on record.
"""


def lifecycle_page() -> str:
    """The stages, what may follow what, and every condition, in both languages."""
    return "\n".join([HEAD, *_picture(), *_steps(), *_conditions()]) + "\n"


def _name(stage: Stage) -> str:
    return f"{_in(CHINESE, stage.label)} {_in(ENGLISH, stage.label)}"


def _in(language: str, text: object) -> str:
    with translation.override(language):
        return str(text)


def _picture() -> list[str]:
    """Forward steps and the two ways out; resumptions and corrections are told in words."""
    rows = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    rows += [f'    state "{_name(stage)}" as {stage.value}' for stage in Stage]
    rows.append(f"    [*] --> {ORDER[0].value}")
    rows += [
        f"    {before.value} --> {after.value}"
        for (before, after), way in TRANSITIONS.items()
        if way is not Way.CORRECTION and way is not Way.RESUMPTION
    ]
    rows += [f"    {ORDER[-1].value} --> [*]", f"    {Stage.CANCELLED.value} --> [*]", "```", ""]
    return rows


def _steps() -> list[str]:
    rows = [
        "## 可走的步 · Steps",
        "",
        "| 从 From | 推进 Forward | 其他 Other |",
        "| --- | --- | --- |",
    ]
    for before in Stage:
        forward, other = [], []
        for (start, after), way in TRANSITIONS.items():
            if start is not before or way is Way.CORRECTION:
                continue
            if way is Way.FORWARD:
                forward.append(_name(after))
            elif way is not Way.RESUMPTION:
                label = WAY_LABELS[way]
                other.append(f"{_in(CHINESE, label)} {_in(ENGLISH, label)} → {_name(after)}")
        if before is Stage.SUSPENDED:
            other.insert(0, "复工到停工前的阶段 Resumption in the stage before")
        rows.append(f"| {_name(before)} | {'<br>'.join(forward)} | {'<br>'.join(other)} |")
    return [
        *rows,
        "",
        "更正：可写明原因回到任何更早的阶段；之后的各步撤回。取消的项目也这样恢复。",
        "Correction: with a reason back to any earlier stage, and the steps after it are taken "
        "back. A cancelled project is taken up again the same way.",
        "",
    ]


def _conditions() -> list[str]:
    rows = ["## 条件 · Conditions", "", "| 何时 When | 条件 Condition |", "| --- | --- |"]
    rows.append(f"| 每一步 Every step | {_told(ALWAYS)} |")
    for way, conditions in OF_WAY.items():
        label = WAY_LABELS[way]
        rows.append(f"| {_in(CHINESE, label)} {_in(ENGLISH, label)} | {_told(conditions)} |")
    for stage, conditions in EXIT.items():
        rows.append(f"| 离开 Leaving {_name(stage)} | {_told(conditions)} |")
    for stage, conditions in ENTRY.items():
        rows.append(f"| 进入 Entering {_name(stage)} | {_told(conditions)} |")
    return rows


def _told(conditions: Iterable[Condition]) -> str:
    return "<br>".join(f"{each.zh} {each.en}" for each in conditions)


def columns_page() -> str:
    """The catalogue of the ledger's columns, as the office and an importer need it."""
    kinds = {
        Kind.TEXT: "文字 text",
        Kind.AMOUNT: "金额 amount",
        Kind.NUMBER: "数 number",
        Kind.PERCENT: "百分比 percent",
        Kind.DATE: "日期 date",
        Kind.CHOICE: "选项 choice",
        Kind.FLAG: "是否 yes/no",
        Kind.ORGANISATION: "机构 organisation",
        Kind.PERSON: "人员 person",
        Kind.SECTOR: "产业 sector",
        Kind.LEVEL: "级别 level",
        Kind.LAMP: "灯 lamp",
    }
    homes = {
        None: "算出 computed",
        Home.PROJECT: "项目 project",
        Home.PLAN: "年度计划 annual plan",
        Home.REPORT: "月报 month's report",
        Home.TO_DATE: "月报（按累计填）month's report, typed to date",
        Home.EXTRA: "",
    }
    lines = [
        "# Columns of the ledger 项目大表的列",
        "",
        "Written from `portfolio/columns.py` by `python -m kaigong.config.reference`; do not edit.",
        "",
        "The field is what `kaigong import --map COLUMN=FIELD` and the API call it. Headings",
        "are recognised in any case, width and script, units left out. A column that no field",
        "fits is kept with the year under its own heading.",
        "",
        "| field | 中文 | English | kind | kept in | headings it is recognised by |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{column.key}` | {column.zh} | {column.en} | {kinds[column.kind]} | "
        f"{homes[column.home]} | {', '.join(column.synonyms)} |"
        for column in COLUMNS.values()
    ]
    return "\n".join(lines) + "\n"
