"""Days written as three short numbers, 03/04/2021 or 30.06.08: which orders a text allows."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from .cells import Cell
from .folding import half_width

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]

ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
_SHORT = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")


def known_order(text: str) -> Order | None:
    """The order that a text names; none if it names none."""
    return next((order for order in ORDERS if order == text), None)


def short_date(text: str) -> re.Match[str] | None:
    """The three numbers of a short date; the text is half-width already."""
    return _SHORT.fullmatch(text)


def orders_of(found: re.Match[str]) -> set[Order]:
    """The orders in which the three numbers can be a day, by their size alone."""
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    fits: set[Order] = set()
    if 1 <= second <= 12 and 1 <= first <= 31:
        fits.add("dmy")
    if 1 <= first <= 12 and 1 <= second <= 31:
        fits.add("mdy")
    if len(found[4]) == 2 and len(found[1]) == 2 and 1 <= second <= 12 and 1 <= third <= 31:
        fits.add("ymd")
    return fits


def in_order(found: re.Match[str], order: Order) -> tuple[str, int, int]:
    """Year as written, month and day of a short date read in an order."""
    first, second, third = found[1], found[3], found[4]
    if order == "ymd":
        first, third = third, first
    elif order == "mdy":
        first, second = second, first
    return third, int(second), int(first)


def is_short_date(cell: Cell) -> bool:
    """Whether a cell is three short numbers that make a day in some order."""
    found = short_date(half_width(cell)) if isinstance(cell, str) else None
    return found is not None and bool(orders_of(found))
