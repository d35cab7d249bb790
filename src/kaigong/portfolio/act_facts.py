"""What the facts of acts upon the ledger are called, and how each is told to a reader."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kaigong.audit import facts
from kaigong.audit.facts import (
    CHANGE,
    SUBJECT,
    About,
    Fact,
    Named,
    Piece,
    Tell,
    choice,
    named,
    several,
    short,
    some,
    text,
    yes,
)
from kaigong.portfolio.cells import parse_place
from kaigong.portfolio.columns import Column, Kind, column_called
from kaigong.portfolio.lifecycle import WAY_LABELS
from kaigong.portfolio.models import ReserveMaturity, Stage
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.web.amounts import exactly, in_words, plain
from kaigong.wording import said, say

_FORMS = {
    "xlsx": say("Excel", "Excel"),
    "layout": say("办公室原表", "the office's own layout"),
    "csv": say("CSV", "CSV"),
    "oc4ids": say("OC4IDS", "OC4IDS"),
}


# --- how values are told --------------------------------------------------------------------------


def amount(value: object, about: About) -> list[Piece]:
    """An amount with no digit lost."""
    if value in (None, ""):
        return []
    return [exactly(Decimal(str(value)), currency=about.zone.currency)]


def quantity(value: object, _about: About) -> list[Piece]:
    """A quantity or a share without empty decimals."""
    return [plain(str(value))] if value not in (None, "") else []


def per_key(kind: str, tell: Tell) -> Tell:
    """Values by what they belong to: `JY-1 2,507 万元、JY-2 …`; of many, the first ones."""

    def tell_all(value: object, about: About) -> list[Piece]:
        pairs = list(value.items()) if isinstance(value, dict) else []
        pieces: list[Piece] = []
        for key, each in pairs[: facts.MOST]:
            if pieces:
                pieces.append(said("、", ", "))
            pieces += [Named(kind, str(key)), " ", *(tell(each, about) or ["–"])]
        if len(pairs) > facts.MOST:
            pieces.append(said(f" …… 共 {len(pairs)} 个", f" … {len(pairs)} in all"))
        return pieces

    return tell_all


def both_names(value: object, about: About) -> list[Piece]:
    """A name in both languages, `[name, name_en]`, perhaps with what follows; or one name."""
    if not isinstance(value, list):
        return text(value, about)
    return [said(" / ", " / ").join(str(each) for each in value if each)] if any(value) else []


def place_and_names(value: object, about: About) -> list[Piece]:
    """A sector as it was drawn: `[place, name, name_en]`."""
    if not isinstance(value, list):
        return text(value, about)
    place, *names = value
    told = " / ".join(str(each) for each in names if each)
    return [said(f"第 {int(place) + 1} {told}", f"no. {int(place) + 1} {told}")]


def levels(value: object, about: About) -> list[Piece]:
    """A ladder of levels, lowest first: `[[from, name, name_en], …]`."""
    steps = value if isinstance(value, list) else []
    currency = about.zone.currency
    told = [
        f"{said(str(zh), str(en or zh))} ≥ {in_words(Decimal(str(low)), currency=currency)}"
        for low, zh, en in steps
    ]
    return [said("、", ", ").join(told)] if told else []


def successors(value: object, about: About) -> list[Piece]:
    """Where a sector leads to; `none` is a decision."""
    return [said("没有对应", "none")] if value == "none" else text(value, about)


def _columns(value: object, about: About) -> list[Piece]:
    keys = value if isinstance(value, list) else []
    labels = [str(cell(str(key)).label) for key in keys]
    return several(text)(labels, about) if labels else []


def _months(value: object, about: About) -> list[Piece]:
    plan = value.items() if isinstance(value, dict) else ()
    parts = [
        said(f"{month} 月 ", f"{month}: ") + "".join(map(str, amount(each, about)))
        for month, each in plan
    ]
    return [said("、", ", ").join(parts)] if parts else []


# --- cells of the ledger --------------------------------------------------------------------------

_BY_KIND: dict[Kind, Tell] = {
    Kind.AMOUNT: amount,
    Kind.NUMBER: quantity,
    Kind.PERCENT: quantity,
    Kind.FLAG: yes,
    Kind.PERSON: named("person by id"),
    Kind.ORGANISATION: named("organisation"),
    Kind.SECTOR: named("sector"),
}


def cell(place: str) -> Fact:
    """A cell by its place in the record of a change: `name`, `2021:planned_amount`, `2021-03:…`."""
    when, key = parse_place(place)
    column = column_called(key)
    label = str(column.label) if column else key
    if when is not None:
        period = place.partition(":")[0]
        label = said(f"{label}（{period}）", f"{label} ({period})")
    return Fact(label, _tell(column))


def _tell(column: Column | None) -> Tell:
    if column is None:
        return text
    if column.choices is not None:
        return choice(column.choices)
    return _BY_KIND.get(column.kind, text)


_PLAN_FACTS = {
    "months": Fact(say("月计划", "By month"), _months),
}
_WORK_FACTS = {
    "quantity": Fact(say("总量", "Quantity"), quantity),
    "unit": Fact(say("单位", "Unit")),
    "due_on": Fact(say("最迟完成", "Latest finish")),
    "place": Fact(say("次序", "Place"), some),
}


def _plan_cell(key: str) -> Fact:
    return _PLAN_FACTS.get(key) or cell(key)


def _work_cell(key: str) -> Fact:
    return _WORK_FACTS.get(key) or Fact(key)


def _sector_cell(key: str) -> Fact:
    return Fact(said(f"「{key}」", f"“{key}”"), place_and_names)


_CELLS: dict[str, Callable[[str], Fact]] = {
    "portfolio.cells.changed": cell,
    "portfolio.plan.set": _plan_cell,
    "portfolio.work_item.set": _work_cell,
    "portfolio.sectors.redrawn": _sector_cell,
}

# --- acts and their facts -------------------------------------------------------------------------

_EVERYWHERE = {
    "name": Fact(say("名称", "Name")),
    "name_en": Fact(say("英文名称", "Name in English")),
    "note": Fact(say("说明", "Note")),
    "reason": Fact(say("理由", "Reason")),
    "source": Fact(say("方式", "How"), choice(ChangeSource)),
    "change_set": Fact(say("改动", "Change"), named("change set")),
    "rows": Fact(say("行", "Rows"), some),
    "notices": Fact(say("通知份数", "Notices"), some),
    "days_off": Fact(say("放假天数", "Days off"), some),
    "days_worked": Fact(say("上班的周末", "Weekend days worked"), some),
    "cells": Fact(say("格", "Cells"), some),
    "new": Fact(say("新增", "New"), some),
    "changed": Fact(say("改动", "Changed"), some),
    "unchanged": Fact(say("未变", "Unchanged"), some),
    "conflicting": Fact(say("冲突", "Conflicting"), some),
    "rejected": Fact(say("未收", "Rejected"), some),
    "left_out": Fact(say("略过", "Left out"), some),
    "good_only": Fact(say("只写合格的行", "Good rows only"), yes),
    "codes": Fact(say("项目", "Projects"), several(named("project"))),
    "projects": Fact(say("项目数", "Projects"), some),
    "planned_amount": Fact(say("计划投资", "Planned"), amount),
    "total_amount": Fact(say("完成投资", "Done"), amount),
    "is_outside_plan": Fact(say("计划外", "Outside the plan"), yes),
    "year": Fact(say("年度", "Year")),
    "month": Fact(say("月份", "Month"), named("month")),
    "number": Fact(say("第几版", "Version"), some),
    "approver": Fact(say("批准人", "Approved by"), named("person")),
    "owner": Fact(say("负责人", "Owner"), named("person")),
    "reported": Fact(say("已报", "Reported"), some),
    "missing": Fact(say("未报", "Missing"), some),
    "amounts": Fact(say("完成投资", "Done"), per_key("project", amount)),
    "readings": Fact(say("工序", "Work items"), per_key("work item", quantity)),
    "is_unchanged": Fact(say("本月无变化", "No change"), yes),
    "first": Fact(say("原报", "First figure"), amount),
    "on": Fact(say("日期", "On")),
    "due_on": Fact(say("应于", "Due")),
    "way": Fact(say("步骤", "Step"), choice({str(k): v for k, v in WAY_LABELS.items()})),
    "maturity": Fact(say("成熟度", "Maturity"), choice(ReserveMaturity)),
    "sha256": Fact(say("校验码", "Check sum"), short),
    "size_bytes": Fact(say("大小", "Size"), facts.size),
    "bytes": Fact(say("大小", "Size"), facts.size),
    "form": Fact(say("格式", "Format"), choice(_FORMS)),
    "columns": Fact(say("列", "Columns"), _columns),
    "as_of": Fact(say("截至", "As of"), facts.moment),
    "layout": Fact(say("版式", "Layout")),
    "file": Fact(say("文件", "File")),
    "is_office": Fact(say("全办公室可用", "For the office"), yes),
    "sectors": Fact(say("产业", "Sectors")),
    "sector": Fact(say("产业", "Sector")),
    "copied_from": Fact(say("沿用", "Copied from")),
}
_CHANGES: dict[str, Fact] = {
    "portfolio.project.moved": Fact(say("阶段", "Stage"), choice(Stage)),
    "portfolio.month.reported": Fact(say("完成投资", "Done"), amount),
    "portfolio.month.corrected": Fact(say("完成投资", "Done"), amount),
    "portfolio.month.restated": Fact(say("完成投资", "Done"), amount),
    "portfolio.milestone.set": Fact(say("应于", "Due")),
    "portfolio.milestone.passed-on": Fact(say("责任人", "Owner"), facts.named("person")),
    "portfolio.milestone.reopened": Fact(say("完成日期", "Kept on")),
    "portfolio.reserve.ripened": Fact(say("成熟度", "Maturity"), choice(ReserveMaturity)),
    "portfolio.sectors.renamed": Fact(say("名称", "Name"), both_names),
    "portfolio.sectors.withdrawn": Fact(say("口径", "Scheme"), several(text)),
    "portfolio.sectors.sector_added": Fact(say("产业", "Sector")),
    "portfolio.sectors.sector_deleted": Fact(say("产业", "Sector"), both_names),
    "portfolio.sectors.mapped": Fact(say("对应", "Mapped to"), successors),
    "portfolio.thresholds.set": Fact(say("级别标准", "Levels"), levels),
}
_SUBJECTS = {
    "project": (
        "project.added", "project.moved", "cells.changed", "plan.set", "month.reported",
        "month.corrected", "month.restated", "milestone.set", "milestone.done",
        "milestone.reopened", "milestone.passed-on", "work_item.set", "proof.kept",
        "reserve.ripened", "reserve.taken_into_plan",
    ),
    "month": ("month.closed", "round.reported"),
    "plan of a year": ("plans.set", "plan.locked"),
    "view": ("view.kept", "view.dropped"),
    "setting": (
        "sectors.opened", "sectors.renamed", "sectors.withdrawn", "sectors.sector_added",
        "sectors.redrawn", "sectors.sector_closed", "sectors.sector_reopened",
        "sectors.sector_deleted", "sectors.mapped", "thresholds.set",
    ),
}  # fmt: skip

facts.register("portfolio", _EVERYWHERE)
for _act, _change in _CHANGES.items():
    facts.register(_act, {CHANGE: _change})
for _act, _cells in _CELLS.items():
    facts.register_cells(_act, _cells)
for _kind, _acts in _SUBJECTS.items():
    for _act in _acts:
        facts.register(f"portfolio.{_act}", {SUBJECT: Fact("", named(_kind))})
