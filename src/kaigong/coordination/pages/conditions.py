"""Start-up conditions as pages show them: one cell, one row, and what blocks which start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaigong.coordination.models import Condition, ConditionKind, ConditionState
from kaigong.coordination.selectors.conditions import ProjectConditions, is_before_start
from kaigong.engines.readiness import Readiness
from kaigong.wording import said

# As the ledger's own rule for late starts: half a month can still be caught up in the quarter.
RED_FROM_DAYS = 15


@dataclass(frozen=True)
class ShownCell:
    """One condition in one cell: a lamp where it needs a look, a word or a day, a small line.

    Attributes:
        lamp: red, amber, grey, green, or empty where there is nothing to judge.
    """

    kind: ConditionKind
    condition: Condition | None
    lamp: str
    text: str
    note: str

    @property
    def lamp_label(self) -> str:
        """The lamp for who does not see it."""
        return {
            "red": said("滞后", "Late"),
            "amber": said("预警", "At risk"),
            "green": said("正常", "On track"),
        }.get(self.lamp, "")


@dataclass(frozen=True)
class ShownRow:
    """One project of the wall chart."""

    of: ProjectConditions
    cells: Sequence[ShownCell]
    lamp: str
    blocks: str
    forecast: str

    @property
    def shown_kinds(self) -> set[int]:
        """The kinds of which the reader sees a cell, by their numbers."""
        return {cell.kind.pk for cell in self.cells}

    @property
    def is_blocked(self) -> bool:
        """Whether something stands in the way of the planned start."""
        return self.lamp in ("red", "amber")


def short(day: date, today: date) -> str:
    """A near date as people say it; one of another year with its year."""
    return f"{day.month}-{day.day:02d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def days_en(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def quantity(value: Decimal | None) -> str:
    """A capacity without zeros that say nothing."""
    return "" if value is None else f"{value.normalize():,f}"


def capacity_words(kind: ConditionKind, condition: Condition) -> str:
    """Capacity given of asked, with its unit: 400/630 kVA."""
    asked, given = quantity(condition.capacity_asked), quantity(condition.capacity_given)
    numbers = f"{given}/{asked}" if given and asked and given != asked else given or asked
    return f"{numbers} {kind.unit_shown}".strip() if numbers else ""


def shown_cell(
    kind: ConditionKind, condition: Condition | None, *, start: date | None, today: date
) -> ShownCell:
    """One cell; `start` is the planned start while works have not begun."""
    state = condition.state if condition else ConditionState.UNASKED
    is_near = start is not None and (start - today).days <= kind.warn_days
    amber = "amber" if is_near else ""
    size = capacity_words(kind, condition) if condition else ""
    owner = str(condition.owner) if condition and condition.owner else ""
    if condition is None or state == ConditionState.UNASKED:
        return ShownCell(kind, condition, amber, said("未提请", "not asked"), "")
    if state == ConditionState.UNNEEDED:
        return ShownCell(kind, condition, "", said("不需要", "not needed"), "")
    if state == ConditionState.PROVIDED:
        day = short(condition.provided_on, today) if condition.provided_on else ""
        return ShownCell(kind, condition, "green", said(f"已到位 {day}", f"there {day}"), size)
    if state == ConditionState.WITHDRAWN:
        return ShownCell(kind, condition, "amber", said("已撤回", "withdrawn"), owner)
    if state == ConditionState.ASKED:
        due = condition.answer_due_on
        if due is not None and due < today:
            late = (today - due).days
            text = said(f"未答复，逾期 {late} 天", f"no answer, {days_en(late)} late")
            return ShownCell(kind, condition, "amber", text, owner)
        return ShownCell(kind, condition, amber, said("待承诺", "asked"), owner)
    return _promised(kind, condition, size or owner, start=start, today=today)


def _promised(
    kind: ConditionKind, condition: Condition, note: str, *, start: date | None, today: date
) -> ShownCell:
    day = condition.promised_on or today
    shown = short(day, today)
    if day < today:
        late = (today - day).days
        text = said(f"{shown} 已过 {late} 天", f"{shown}, {days_en(late)} ago")
        return ShownCell(kind, condition, "red", text, note)
    first = condition.first_promised_on
    if first is not None and first != day:
        note = said(f"原 {short(first, today)}", f"first {short(first, today)}") + (
            said("，", ", ") + note if note else ""
        )
    behind = (day - start).days if start is not None else 0
    lamp = "red" if behind >= RED_FROM_DAYS else "amber" if behind > 0 else ""
    return ShownCell(kind, condition, lamp, shown, note)


def shown_row(of: ProjectConditions, *, today: date) -> ShownRow:
    """One project's row: its cells, its lamp, and in words what blocks its start."""
    start = of.project.planned_start_on if is_before_start(of.project) else None
    cells = [shown_cell(kind, held, start=start, today=today) for kind, held in of.cells]
    if of.readiness is None:
        return ShownRow(of, cells, _worst(cells), "", "")
    names = {kind.key: str(kind) for kind, _ in of.cells}
    warn_days = {kind.key: kind.warn_days for kind, _ in of.cells}
    lamp = lamp_of(of.readiness, start=start, today=today, warn_days=warn_days)
    return ShownRow(
        of, cells, lamp, blocks_of(
            of.readiness, names, unasked=unasked_of(of.cells), start=start, today=today
        ),
        forecast_words(of.readiness, today=today),
    )  # fmt: skip


def _worst(cells: Iterable[ShownCell]) -> str:
    lamps = {cell.lamp for cell in cells}
    return next((lamp for lamp in ("red", "amber") if lamp in lamps), "")


def lamp_of(
    readiness: Readiness, *, start: date | None, today: date, warn_days: dict[str, int]
) -> str:
    """The colour that the conditions of a start deserve; empty where nothing needs a look.

    Red and amber when the forecast passes the planned start, amber when something has no promise
    that holds and the start is near.
    """
    if start is None or readiness.is_ready:
        return ""
    if readiness.late_days is not None:
        if readiness.late_days <= 0:
            return ""
        return "red" if readiness.late_days >= RED_FROM_DAYS else "amber"
    open_ones = (*readiness.unpromised, *readiness.broken)
    left = (start - today).days
    return "amber" if any(left <= warn_days.get(key, 0) for key in open_ones) else ""


def forecast_words(readiness: Readiness, *, today: date) -> str:
    """By which day all will be there, in words; never a day that nobody stands for."""
    if readiness.is_ready:
        return said("齐备", "ready")
    if readiness.forecast_on is None:
        return said("说不准", "open")
    return short(readiness.forecast_on, today)


def unasked_of(cells: Iterable[tuple[ConditionKind, Condition | None]]) -> frozenset[str]:
    """The kinds that nobody has been asked for, by their keys."""
    return frozenset(
        kind.key for kind, held in cells if held is None or held.state == ConditionState.UNASKED
    )


def blocks_of(
    readiness: Readiness,
    names: dict[str, str],
    *,
    unasked: frozenset[str],
    start: date | None,
    today: date,
) -> str:
    """What stands in the way, in one line; nothing to say without a planned start."""
    if start is None:
        return ""
    if readiness.of and len(unasked) == readiness.of:
        return said("都还没有提请", "nothing was asked for")
    parts = []
    if readiness.broken:
        them = _listed(readiness.broken, names)
        parts.append(said(f"{them}承诺已过，未到位", f"{them}: promise passed, not there"))
    silent = [key for key in readiness.unpromised if key not in unasked]
    if silent:
        them = _listed(silent, names)
        parts.append(said(f"{them}没有承诺", f"{them}: no promise"))
    left = [key for key in readiness.unpromised if key in unasked]
    if left:
        them = _listed(left, names)
        parts.append(said(f"{them}没有提请", f"{them}: not asked for"))
    if readiness.late_days is not None and readiness.late_days > 0 and readiness.forecast_on:
        them, day = _listed(readiness.last, names), readiness.forecast_on
        late, shown = readiness.late_days, short(day, today)
        parts.append(
            said(
                f"{them} {shown} 到位，比计划开工晚 {late} 天",
                f"{them} on {shown}, {days_en(late)} after the planned start",
            )
        )
    return said("；", "; ").join(parts)


MOST_NAMED = 3


def _listed(keys: Sequence[str], names: dict[str, str]) -> str:
    first = said("、", ", ").join(names[key] for key in keys[:MOST_NAMED])
    if len(keys) <= MOST_NAMED:
        return first
    return said(f"{first}等 {len(keys)} 项", f"{first} and {len(keys) - MOST_NAMED} more")
