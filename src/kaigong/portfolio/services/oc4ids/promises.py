"""What a package promises beside its projects: investment plans of years, and milestones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kaigong.portfolio.services.oc4ids.reading import inside, listed
from kaigong.portfolio.services.oc4ids.terms import PLAN

_LARGEST = Decimal(10) ** 18
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class YearPlan:
    """What a project is to invest in a year."""

    year: int
    amount: Decimal


@dataclass(frozen=True)
class Promise:
    """A milestone as the package states it."""

    name: str
    due_on: date
    done_on: date | None
    name_en: str = ""


@dataclass(frozen=True)
class Unread:
    """A plan or milestone that cannot be taken, and why."""

    what: str
    zh: str
    en: str


Beside = YearPlan | Promise | Unread


def promises_of(content: bytes, *, currency: str) -> dict[int, list[Beside]]:
    """Plans and milestones by the row that their project has in `ledger_of`, from 2.

    Args:
        currency: The zone's: an amount in another one is named and never converted.
    """
    projects = json.loads(content, parse_float=Decimal)["projects"]
    return {
        row: [*_plans(project, currency), *_milestones(project)]
        for row, project in enumerate(projects, start=2)
    }


def _plans(project: Mapping[str, Any], currency: str) -> list[Beside]:
    found: list[Beside] = []
    seen: set[int] = set()
    for metric in listed(project, "forecasts"):
        if metric.get("id") != PLAN:
            continue  # other forecasts (traffic, jobs) are no plan of investment
        found += [_plan(one, currency, seen) for one in listed(metric, "observations")]
    return found


def _plan(one: Mapping[str, Any], currency: str, seen: set[int]) -> Beside:
    begun = str(inside(one, "period", "startDate") or one.get("id") or "")[:4]
    what = f"{begun or one.get('id')} · {PLAN}"
    if not begun.isdigit() or not 1900 <= int(begun) <= 2200:
        return Unread(what, "看不出是哪一年的计划", "the year of the plan cannot be told")
    if int(begun) in seen:
        return Unread(
            what, "同一年的计划出现两次，取前一个", "this year comes twice; the first is taken"
        )
    stated = inside(one, "value", "currency")
    if stated and stated != currency:
        return Unread(
            what, f"币种是 {stated}，园区用 {currency}，不换算",
            f"it is in {stated}, the zone counts in {currency}; nothing is converted",
        )  # fmt: skip
    try:
        amount = Decimal(str(inside(one, "value", "amount"))).quantize(_CENT)
    except (InvalidOperation, ValueError):
        return Unread(what, "金额不是数字", "its amount is no number")
    if not amount.is_finite() or not 0 <= amount < _LARGEST:
        return Unread(what, "金额为负或过大", "its amount is negative or too large")
    seen.add(int(begun))
    return YearPlan(int(begun), amount)


def _milestones(project: Mapping[str, Any]) -> list[Beside]:
    found: list[Beside] = []
    seen: set[str] = set()
    for one in listed(project, "milestones"):
        name = str(one.get("title") or one.get("description") or one.get("id") or "").strip()[:200]
        due_on, done_on = _day(one.get("dueDate")), _day(one.get("dateMet"))
        if not name:
            found.append(Unread("milestones", "节点没有名称", "the milestone has no title"))
        elif name in seen:
            found.append(
                Unread(name, "同名节点出现两次，取前一个", "it comes twice; the first is taken")
            )
        elif due_on is None and done_on is None:
            found.append(Unread(name, "节点没有日期", "the milestone has no date"))
        else:
            seen.add(name)
            name_en = str(one.get("title_en") or "").strip()[:200]
            found.append(Promise(name, due_on or done_on or date.min, done_on, name_en))
    return found


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
