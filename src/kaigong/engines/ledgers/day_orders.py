"""In which order each column of a table writes its short dates, and what has to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .cells import Cell
from .columns import ColumnMatch, Question
from .days import Day, day
from .folding import half_width
from .short_dates import ORDERS, Order, in_order, orders_of, short_date

By: TypeAlias = Literal["answer", "column", "table", "currency", ""]

# Where a ledger counts in such money, its offices write days so; yuan and the rest settle nothing.
_OF_CURRENCY: dict[str, Order] = {"GBP": "dmy", "EUR": "dmy", "USD": "mdy"}
NAMES: dict[Order, tuple[str, str]] = {
    "dmy": ("日/月/年", "day/month/year"),
    "mdy": ("月/日/年", "month/day/year"),
    "ymd": ("年/月/日", "year/month/day"),
}


@dataclass(frozen=True, slots=True)
class WrittenOrder:
    """How a column writes days as three short numbers.

    Attributes:
        order: None where it is not known, or where no two orders would make a difference.
        by: What settled it: an answer, the column itself, the other columns, the currency.
        asked: The orders to choose from where nothing settles it; empty where nothing is asked.
        example: A cell that reads differently in these orders.
    """

    order: Order | None = None
    by: By = ""
    asked: tuple[Order, ...] = ()
    example: str = ""


def orders_in(
    columns: Mapping[str, Iterable[Cell]],
    *,
    answers: Mapping[str, Order] | None = None,
    currency: str = "",
) -> dict[str, WrittenOrder]:
    """How each column with short dates writes them.

    One cell whose day is above 12 settles its column. A column whose cells are all ambiguous takes
    the one order that all columns agree with (31.12.40 in one says how 30.06.08 in another is
    meant), then the order of the currency; else it is asked. A column that writes both orders
    settles nothing: there each cell is read by itself, and what is ambiguous is a fault.

    Args:
        columns: The cells of every date column, by any key.
        answers: What somebody said about a column, by the same key.
        currency: ISO 4217 code of the ledger; blank settles nothing.
    """
    texts = {key: _short_texts(cells) for key, cells in columns.items()}
    fits = {key: _common(found) for key, found in texts.items() if found}
    agreed = set(ORDERS)
    for orders in fits.values():
        agreed &= orders or agreed  # one that contradicts itself says nothing of the others
    said = answers or {}
    return {key: _written(texts[key], fits[key], agreed, said.get(key), currency) for key in fits}


def _written(
    texts: Sequence[str],
    fits: set[Order],
    agreed: set[Order],
    answer: Order | None,
    currency: str,
) -> WrittenOrder:
    if answer is not None:
        return WrittenOrder(answer, "answer")
    if len(fits) == 1:
        return WrittenOrder(next(iter(fits)), "column")
    if not fits:
        return WrittenOrder()
    if len(agreed) == 1:
        return WrittenOrder(next(iter(agreed)), "table")
    customary = _OF_CURRENCY.get(currency)
    if customary in fits:
        return WrittenOrder(customary, "currency")
    possible = tuple(order for order in ORDERS if order in fits)
    example = next((text for text in texts if _differs(text, possible)), "")
    return WrittenOrder(asked=possible, example=example) if example else WrittenOrder()


def _short_texts(cells: Iterable[Cell]) -> list[str]:
    """The distinct cells of a column that make a day in some order, as they first occur."""
    texts = dict.fromkeys(half_width(cell) for cell in cells if isinstance(cell, str))
    return [text for text in texts if (found := short_date(text)) and orders_of(found)]


def _common(texts: Iterable[str]) -> set[Order]:
    fits = set(ORDERS)
    for text in texts:
        if found := short_date(text):
            fits &= orders_of(found)
    return fits


def _differs(text: str, orders: Iterable[Order]) -> bool:
    found = short_date(text)
    return found is not None and len({in_order(found, order) for order in orders}) > 1


def order_question(match: ColumnMatch, written: WrittenOrder, *, year: int | None) -> Question:
    """What an officer is asked about a column whose order nothing settles."""
    letter, heading = match.column.letter, match.column.heading
    readings = {order: _reading(written.example, order, year) for order in written.asked}
    zh = "，或".join(f"{NAMES[order][0]} {on}" for order, on in readings.items())
    en = ", or ".join(f"{NAMES[order][1]} {on}" for order, on in readings.items())
    return Question(
        "order",
        match.column,
        f"{letter} 列「{heading}」里的 {written.example} 是哪一天？{zh}。",
        f"Which day is {written.example} in column {letter} “{heading}”? {en}.",
        tuple(readings),
        match.proposal,
        readings=tuple(readings.items()),
    )


def _reading(text: str, order: Order, year: int | None) -> str:
    found = day(text, year=year, order=order)
    return str(found) if isinstance(found, Day) else "–"
