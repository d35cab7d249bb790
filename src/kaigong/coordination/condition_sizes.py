"""A capacity in a cell of an office's sheet: 400 kVA, 400/630 kVA (given of asked)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
# How offices write the units of condition_units.toml besides.
_ALSO = {
    "m³/d": ("立方米/天", "立方米/日", "方/天", "方/日", "m³/天", "m³/日"),
    "kVA": ("千伏安",),
    "m²": ("平方米", "平米", "㎡"),
    "m": ("米", "延米"),
}


class Size(NamedTuple):
    """What a cell says of a capacity, in the unit of its kind, and the cell without it.

    Attributes:
        given: Before a stroke: what is given of what is asked.
        last: Behind it, or alone: whether it is asked or given, the rest of the cell tells.
    """

    rest: str
    given: Decimal | None = None
    last: Decimal | None = None


def size_in(text: str, units: Iterable[str]) -> Size:
    """Take the capacity out of a cell; a number without one of the units is none."""
    found = _pattern(tuple(unit for unit in units if unit)).search(text)
    if found is None:
        return Size(text)
    rest = text[: found.start()] + text[found.end() :]
    return Size(rest, _number(found["given"]), _number(found["last"]))


def _number(text: str | None) -> Decimal | None:
    return Decimal(text.replace(",", "")) if text else None


@lru_cache(maxsize=64)
def _pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    if not units:
        return re.compile(r"(?!)")  # a kind without a unit has no capacity to read
    called = [name for unit in units for name in (unit, *_ALSO.get(unit, ()))]
    words = "|".join(
        re.escape(name).replace("³", "[³3]").replace("²", "[²2]")
        for name in sorted(called, key=len, reverse=True)
    )
    return re.compile(
        rf"[（(，,、;；：:]?\s*(?<![\d.\-/])(?:(?P<given>{_NUMBER})\s*[/／]\s*)?(?P<last>{_NUMBER})"
        rf"\s*(?:{words})(?![\w³²/])\s*[)）]?",
        re.IGNORECASE,
    )
