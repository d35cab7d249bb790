"""A line of the target tree as a page shows it, and the words of its nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaigong.plan.indicators import Indicator
from kaigong.plan.models import ForecastAction
from kaigong.plan.moments import finish_day
from kaigong.plan.pages.forecast import ActionLine
from kaigong.plan.pages.target_words import Lamp
from kaigong.plan.target_tree import Level, Node
from kaigong.plan.target_years import Work
from kaigong.web.amounts import plain
from kaigong.wording import said

NO_LAMP = Lamp("", "")


@dataclass(frozen=True)
class MonthCell:
    """A month's target and what was done in it, or up to its end."""

    target: str
    done: str = ""


@dataclass(frozen=True)
class TargetLine:
    """A row of the page. `kind` is the level of a node, or rest, proof or measure.

    Attributes:
        chance: P(target), in percent.
        gap: What is missing by the forecast's P50; empty where nothing is.
        due: What was due by the end of the month in view.
    """

    kind: str
    name: str
    key: str = ""
    parent: str = ""
    url: str = ""
    owner: str = ""
    note: str = ""
    target: str = ""
    is_set: bool = False
    set_url: str = ""
    done: str = ""
    expected: str = ""
    chance: float | None = None
    gap: str = ""
    due: str = ""
    lamp: Lamp = NO_LAMP
    is_red: bool = False
    months: Sequence[MonthCell] = ()


@dataclass(frozen=True)
class TargetCard:
    """One indicator at the head of the page."""

    indicator: Indicator
    target: str
    unit: str
    done: str
    chance: float | None
    is_red: bool


def owner_of(node: Node) -> str:
    if node.level is Level.FRONT:
        return str(node.front.leader or "") if node.front else ""
    if node.prospect is not None:
        return str(node.prospect.project.service_officer or "")
    return ""


def lead_of(row: ForecastAction) -> str:
    return str(row.issue.lead or "") if row.issue else ""


def days_of(line: ActionLine) -> str:
    parts = []
    if line.row.due_on:
        day = f"{line.row.due_on:%m-%d}"
        parts.append(said(f"{day} 前", f"by {day}"))
    if line.slip:
        parts.append(said(f"早 {line.slip:.0f} 天", f"{line.slip:.0f} days sooner"))
    return said("，", ", ").join(parts)


def percent_done(work: Work) -> int:
    row = work.row
    if row.finished is not None:
        return 100
    if row.started is None or row.remaining is None or not row.duration:
        return 0
    return round(100 * max(0, row.duration - row.remaining) / row.duration)


def quantity_of(work: Work) -> str:
    if not work.row.quantity:
        return ""
    done = f"{plain(work.row.quantity_done or Decimal(0))}/{plain(work.row.quantity)}"
    done = f"{done} {work.row.unit_shown}".rstrip()
    return said(f"工程量 {done}", f"quantity {done}")


def promise_of(work: Work) -> Lamp:
    """How a work stands to what was promised for it."""
    row = work.row
    if row.committed is None or row.early_finish is None:
        return NO_LAMP
    promised, comes = finish_day(row.committed), finish_day(row.early_finish)
    late = (comes - promised).days
    if late > 0:
        return Lamp(
            "red",
            said(
                f"承诺 {promised:%m-%d}，推算 {comes:%m-%d}，晚 {late} 天",
                f"promised {promised:%m-%d}, comes {comes:%m-%d}, {late} days late",
            ),
        )
    return Lamp("green", said(f"承诺 {promised:%m-%d} 守得住", f"{promised:%m-%d} holds"))
