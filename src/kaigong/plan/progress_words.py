"""Progress as it is typed into a cell: "50%", "120"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kaigong.plan.errors import UnreadableProgressError

_WRITTEN = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([%％])?.*")


@dataclass(frozen=True)
class Done:
    """How much of an activity is done: its share, and the quantity where that was told."""

    share: float
    quantity: Decimal | None = None


def done_in(text: str, *, whole: Decimal | None) -> Done | None:
    """What a cell says is done; none where it is empty.

    Args:
        whole: The activity's quantity; without one a bare number is a percentage.

    Raises:
        UnreadableProgressError: no number, or one above all there is to do.
    """
    plain = text.strip()
    if not plain:
        return None
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise UnreadableProgressError(text=text)
    try:
        number = Decimal(re.sub("[,，]", "", found[1]))
    except InvalidOperation:
        raise UnreadableProgressError(text=text) from None
    if whole and not found[2]:
        return Done(min(1.0, float(number / whole)), number)
    if number > 100:
        raise UnreadableProgressError(text=text)
    quantity = None if whole is None else (whole * number / 100).quantize(Decimal("0.01"))
    return Done(float(number) / 100, quantity)


def written(share: float, *, quantity: Decimal | None, whole: Decimal | None, unit: str) -> str:
    """Progress as a cell shows it; nothing where none was made."""
    if whole and quantity is not None:
        return f"{quantity.normalize():f}/{whole.normalize():f} {unit}".rstrip()
    return f"{round(share * 100)}%" if share else ""
