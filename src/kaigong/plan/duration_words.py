"""Durations as planners and their programs write them: "20", "20d", "12 hrs", "3周", "5 days?"."""

from __future__ import annotations

import re
import unicodedata

from kaigong.engines.scheduling import UnreadableSpanError
from kaigong.engines.scheduling.network import minutes_of

_MOST = 2**31  # minutes that a row can hold
_WRITTEN = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([^\d\s?]*)\s*\??")
_WORDS = {
    "d": "d day days 天 日 工日 工作日 个工作日",
    "h": "h hr hrs hour hours 时 小时 工时",
    "w": "w wk wks week weeks 周",
    "min": "min mins minute minutes 分 分钟",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}


def minutes_in(text: str, *, per_day: int) -> int:
    """Working minutes of a duration; a bare number is days, nothing is none.

    Args:
        per_day: Working minutes of a day of the activity's calendar.

    Raises:
        UnreadableSpanError: it is no duration, or one below none.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain:
        return 0
    found = _WRITTEN.fullmatch(plain)
    unit = _UNITS.get(found[2] or "d") if found else None
    if found is None or unit is None or len(found[1]) > 12:
        raise UnreadableSpanError(text=text)
    minutes = minutes_of(f"{found[1]}{unit}", per_day=per_day)
    if not 0 <= minutes < _MOST:
        raise UnreadableSpanError(text=text)
    return minutes


def written(minutes: int, *, per_day: int) -> str:
    """A duration as a planner writes it; read again it is the same to the minute."""
    days = minutes / per_day
    return f"{days:g}d" if round(float(f"{days:g}") * per_day) == minutes else f"{minutes}min"
