"""What an address of the ledger asks for: one reading for page, feeds, exports and print."""

from __future__ import annotations

import json
from datetime import date

from kaigong.accounts.doors import InZone
from kaigong.errors import KaigongError
from kaigong.portfolio.columns import COLUMNS, SHOWN_FIRST
from kaigong.portfolio.sheet import UnreadableFilterError, View
from kaigong.web.asof import day_asked


class UnreadableMonthError(KaigongError):
    code = "portfolio.unreadable-month"
    zh = "看不懂月份「{text}」；请写成 2021-03 这样。"
    en = "“{text}” is not a month we can read; write it like 2021-03."


def day_in_view(request: InZone) -> date:
    """The day that the page stands on: the past day asked for, else the zone's today."""
    return day_asked(request) or request.zone.today()


def month_asked(request: InZone) -> date:
    """The first day of the month in view; of a whole year, its last month that has begun."""
    text = request.GET.get("month", "").strip()
    day = day_in_view(request)
    try:
        if text:
            return date.fromisoformat(f"{text[:7]}-01")
        year = int(request.GET.get("year") or day.year)
        if year == day.year:
            return day.replace(day=1)
        return date(year, 12 if year < day.year else 1, 1)
    except ValueError as error:
        raise UnreadableMonthError(text=(text or request.GET.get("year", ""))[:20]) from error


def view_asked(request: InZone) -> View:
    """Which rows, in which order and grouping, of which month and day of record.

    Raises:
        UnreadableMonthError, UnreadableDayError, UnreadableFilterError: the address was damaged.
    """
    day = day_asked(request)
    group = request.GET.get("group", "")
    sort = [key for key in _listed(request.GET.get("sort", "")) if key.lstrip("-") in COLUMNS]
    return View(
        month=month_asked(request),
        filters=read_filters(request.GET.get("filter", "")),
        sort=sort,
        group=group if group in COLUMNS else "",
        as_of=request.zone.end_of(day) if day else None,
    )


def columns_asked(request: InZone) -> list[str]:
    """The keys of the columns to show: the frozen ones always, and first."""
    asked = [key for key in _listed(request.GET.get("columns", "")) if key in COLUMNS]
    frozen = [key for key, column in COLUMNS.items() if column.is_frozen]
    chosen = asked or SHOWN_FIRST
    return [*frozen, *(key for key in chosen if key not in frozen)]


def share_of_year(view: View, *, day: date) -> float:
    """How much of the view's year has passed on a day (序时进度), a fraction."""
    if day.year != view.year:
        return 1.0 if day.year > view.year else 0.0
    days = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    return day.timetuple().tm_yday / days


def _listed(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def read_filters(text: str) -> dict[str, dict[str, object]]:
    """Column key → condition, from the JSON of an address or a saved view."""
    if not text:
        return {}
    try:
        read = json.loads(text)
    except ValueError as error:
        raise UnreadableFilterError(what=text[:40]) from error
    if not isinstance(read, dict) or not all(isinstance(each, dict) for each in read.values()):
        raise UnreadableFilterError(what=text[:40])
    return read
