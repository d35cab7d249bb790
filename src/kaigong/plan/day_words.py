"""Days that have passed, as they are typed into a cell: "3-29", "今天", "2021-03-29"."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from kaigong.engines.ledgers import Day
from kaigong.engines.ledgers.days import day
from kaigong.plan.errors import UnreadableDayError

_SHORT = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_BACK = {"今天": 0, "今日": 0, "today": 0, "t": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_YEARS = 4  # a 29 February is found within


def day_in(text: str, *, today: date) -> date | None:
    """The day of a cell; none where it is empty. A day without a year is the last one up to today.

    Raises:
        UnreadableDayError: it names no day.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain:
        return None
    if plain in _BACK:
        return today - timedelta(days=_BACK[plain])
    if found := _SHORT.fullmatch(plain):
        return _last(int(found[1]), int(found[2]), today, text)
    read = day(plain)
    if not isinstance(read, Day) or read.precision != "day":
        raise UnreadableDayError(text=text[:40])
    return read.on


def _last(month: int, number: int, today: date, text: str) -> date:
    for year in range(today.year, today.year - _YEARS - 1, -1):
        try:
            found = date(year, month, number)
        except ValueError:
            continue
        if found <= today:
            return found
    raise UnreadableDayError(text=text[:40])
