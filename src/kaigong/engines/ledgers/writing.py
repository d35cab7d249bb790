"""Values as an officer's own column writes them, so that they read back as the same."""

from __future__ import annotations

import re
from decimal import Decimal

from .cells import Cell
from .columns import ColumnMatch
from .days import Day, day
from .fields import DATE_KINDS, Context, Field
from .folding import half_width
from .rows import Value
from .silence import Withheld
from .units import Unit

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[-+]?[\d.,\s]*%?|[-+—]+")
_HAN = re.compile("[\u3400-\u9fff]")


def escape_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula: `=cmd|…` gets an apostrophe before it.

    Numbers and dashes (`-3.5`, `-`) stay as they are: they start nothing. Reading takes the
    apostrophe off again.
    """
    if text.startswith(_STARTS_FORMULA) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def written_value(
    value: Value, one: Field, match: ColumnMatch, *, context: Context, in_points: bool
) -> Cell | None:
    """The value as this column writes it, so that it reads back as the same."""
    is_chinese = bool(_HAN.search(match.column.heading))
    if value is None:
        return None
    if isinstance(value, Withheld):
        return value.reason
    if isinstance(value, Day):
        return written_day(value, one, year=context.year, is_chinese=is_chinese)
    if isinstance(value, bool):
        return ("是" if value else "否") if is_chinese else ("Yes" if value else "No")
    if isinstance(value, Decimal):
        if one.kind == "amount":
            unit = match.unit or context.units.get(one.key) or context.default_unit or Unit()
            value = value / unit.factor
        elif one.kind == "percent" and in_points:
            value = value * 100
        return int(value) if value == value.to_integral_value() else float(value)
    if one.kind == "choice":
        found = next((option for option in one.choices if option.key == value), None)
        if found is not None:
            return found.zh if is_chinese else found.en
    return value


def written_day(value: Day, one: Field, *, year: int | None, is_chinese: bool) -> Cell:
    """A day in the precision it was meant in, in words that read back as the same day."""
    if one.kind not in DATE_KINDS or value.precision == "day":
        return value.on
    on = value.on
    quarter, half = (on.month + 2) // 3, "上" if on.month <= 6 else "下"
    month = f"{on.year}年{on.month}月"
    candidates = {
        "month": [month, *(f"{month}{part}" for part in ("底", "初", "上旬", "中旬", "下旬"))],
        "quarter": [f"{on.year}年第{quarter}季度"],
        "half": [f"{on.year}年{half}半年"],
        "year": [f"{on.year}年", f"{on.year}年底", f"{on.year}年初"],
    }[value.precision]
    if not is_chinese:
        plain = {
            "month": f"{on:%Y-%m}",
            "quarter": f"{on.year} Q{quarter}",
            "half": candidates[0],
            "year": str(on.year),
        }
        candidates.insert(0, plain[value.precision])
    for text in candidates:
        if day(half_width(text), year=year, is_end=one.is_end) == value:
            return text
    return on
