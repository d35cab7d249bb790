"""One person's duties: what is late, what is due today, this week, later; and the month's round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kaigong.accounts.selectors import Standing
from kaigong.portfolio import registries
from kaigong.portfolio.moments import Look
from kaigong.portfolio.registries import Duty
from kaigong.wording import said

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@dataclass(frozen=True)
class DutyRow:
    """A duty with its day as people say it."""

    duty: Duty
    due: str
    urgency: str  # now, soon, or empty


@dataclass(frozen=True)
class DutyGroup:
    """Duties of one nearness; the lamp stands before its name."""

    key: str
    name: str
    lamp: str
    rows: tuple[DutyRow, ...]


def duties_of(standing: Standing, look: Look) -> list[Duty]:
    """All duties that the slices know of, what breaches first first, those without a day last."""
    found = [duty for source in registries.duties for duty in source.duties(standing, look.today)]
    return sorted(found, key=lambda duty: (duty.due_on or date.max, duty.what))


def grouped(duties: Iterable[Duty], today: date) -> list[DutyGroup]:
    """Duties by nearness: overdue, today, this week, later, no date; empty groups are left out."""
    week_end = today + timedelta(days=7 - today.isoweekday())
    names = {
        "overdue": (said("已逾期", "Overdue"), "red"),
        "today": (said("今天", "Today"), "amber"),
        "week": (said("本周", "This week"), ""),
        "later": (said("以后", "Later"), ""),
        "open": (said("没有期限", "No date"), "grey"),
    }
    rows: dict[str, list[DutyRow]] = {key: [] for key in names}
    for duty in duties:
        key = _nearness(duty.due_on, today, week_end)
        rows[key].append(DutyRow(duty, _due(duty.due_on, today), _urgency(key, duty, today)))
    return [
        DutyGroup(key, name, lamp, tuple(rows[key]))
        for key, (name, lamp) in names.items()
        if rows[key]
    ]


def row_of(duty: Duty, today: date) -> DutyRow:
    """One duty with its day as people say it."""
    key = "overdue" if duty.due_on is not None and duty.due_on < today else ""
    return DutyRow(duty, _due(duty.due_on, today), _urgency(key, duty, today))


def _nearness(due: date | None, today: date, week_end: date) -> str:
    if due is None:
        return "open"
    if due < today:
        return "overdue"
    if due == today:
        return "today"
    return "week" if due <= week_end else "later"


def _urgency(key: str, duty: Duty, today: date) -> str:
    if key == "overdue":
        return "now"
    is_near = duty.due_on is not None and (duty.due_on - today).days <= 1
    return "soon" if is_near else ""


def _due(due: date | None, today: date) -> str:
    if due is None:
        return said("没有期限", "no date")
    days = (due - today).days
    if days < 0:
        return said(f"逾期 {-days} 天", f"{-days} days overdue")
    if days == 0:
        return said("今天", "today")
    if days == 1:
        return said("明天截止", "due tomorrow")
    weekday = due.weekday()
    day = f"{due.month}-{due.day:02d}"
    return said(f"{day} 周{WEEKDAYS_ZH[weekday]}", f"{day} {WEEKDAYS_EN[weekday]}")
