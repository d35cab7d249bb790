"""Reading shares and coordinates: numbers with a sign of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from .amounts import NUMBER, NumberReading, amount, digits_of, tidy
from .cells import Cell
from .faults import Misread
from .folding import half_width, simplified
from .numerals import chinese_number
from .silence import not_a_value, said_nothing
from .units import Unit


def percentage(cell: Cell, *, in_points: bool) -> NumberReading:
    """A share as a fraction: `54.92%` is 0.5492.

    Args:
        cell: What stands there.
        in_points: How the column writes numbers without a sign: 54.92 (True) or 0.5492 (False).
    """
    if isinstance(cell, str):
        if (instead := not_a_value(cell)) is not None:
            return instead
        text = simplified(half_width(cell))
        if said_nothing(text):
            return None
        signed = re.fullmatch(
            rf"([-−+])?\s*({NUMBER})\s*(%|‰|percent|per cent|个?百分点)", text, re.I
        )
        if signed:
            value = Decimal(signed[2]) / (1000 if signed[3] == "‰" else 100)
            return tidy(-value if signed[1] in ("-", "−") else value)
        if spoken := re.fullmatch(r"百分之([零一二两三四五六七八九十百点]+)", text):
            share = chinese_number(spoken[1])
            if share is not None:
                return tidy(share / 100)
    read = amount(cell, unit=Unit(), currency="")
    if not isinstance(read, Decimal):
        return read
    return tidy(read / 100) if in_points else read


def writes_points(cells: Sequence[Cell], *, heading: str) -> bool:
    """Whether a column of percentages writes 54.92 (True) or 0.5492 (False) without a sign.

    Decided for the whole column, since 0.5 alone says nothing: numbers above 1.5 settle it, and a
    column that never exceeds 1.5 counts as fractions (as Excel stores `54.92%`).
    """
    largest = max(
        (
            abs(cell)
            for cell in cells
            if isinstance(cell, int | float) and not isinstance(cell, bool)
        ),
        default=None,
    )
    if largest is None:
        typed = [digits_of(half_width(cell)) for cell in cells if isinstance(cell, str)]
        known = [abs(value) for value in typed if value is not None]
        if not known:
            return True
        return max(known) > Decimal("1.5") or "%" in half_width(heading)
    return largest > 1.5


_DEGREES = re.compile(
    r"([NSEW])?\s*(-?\d{1,3}(?:\.\d+)?)\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′分]\s*)?"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|″|''|秒)\s*)?([NSEW东西南北])?",
    re.I,
)


def _plain_degrees(text: str) -> str:
    # NFKC takes the double prime apart.
    return half_width(text).replace("''", '"').replace("′′", '"')


def coordinate(cell: Cell, *, is_longitude: bool) -> NumberReading:
    """Degrees east or north: a decimal number, or `125°18′20″`; out of range is a fault."""
    limit = 180 if is_longitude else 90
    read: NumberReading
    if isinstance(cell, str) and (found := _DEGREES.fullmatch(_plain_degrees(cell))):
        degrees = Decimal(found[2])
        parts = Decimal(found[3] or 0) / 60 + Decimal(found[4] or 0) / 3600
        value = degrees - parts if degrees < 0 else degrees + parts
        side = (found[1] or found[5] or "").upper()
        read = (-value if side in ("S", "W", "南", "西") else value).quantize(Decimal("1e-9"))
    else:
        read = amount(cell, unit=Unit(), currency="")
    if isinstance(read, Decimal) and abs(read) > limit:
        kind_zh, kind_en = ("经度", "longitude") if is_longitude else ("纬度", "latitude")
        return Misread(
            "ledgers.coordinate-out-of-range",
            f"{kind_zh} {read} 超出 ±{limit}；请核对经纬度是否填反，坐标应为度。",
            f"{kind_en} {read} is beyond ±{limit}; check whether longitude and latitude are "
            "swapped, and that it is in degrees.",
        )
    return tidy(read) if isinstance(read, Decimal) else read
