"""Day and month: settled by one value, by the other columns, by the money, or asked."""

from __future__ import annotations

from datetime import date, datetime
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import (
    ORDERS,
    Context,
    Field,
    LedgerRows,
    Misread,
    match_columns,
    read_rows,
)
from kaigong.engines.ledgers.cells import Sheet
from kaigong.engines.ledgers.day_orders import WrittenOrder, orders_in
from kaigong.engines.ledgers.days import Day, day
from kaigong.engines.ledgers.short_dates import Order, in_order, orders_of, short_date
from kaigong.engines.ledgers.tables import find_tables

FORMATS = {
    "dmy": ("%d/%m/%Y", "%d/%m/%y"),
    "mdy": ("%m/%d/%Y", "%m/%d/%y"),
    "ymd": ("%y/%m/%d",),
}
days = st.dates(date(2000, 1, 1), date(2049, 12, 31))


def by_brute_force(text: str) -> set[str]:
    """The orders that the standard library can read a text in."""
    found = set()
    for order, formats in FORMATS.items():
        for form in formats:
            year = text.rpartition("/")[2] if order != "ymd" else ""
            if ("%Y" in form) != (len(year) == 4):
                continue
            try:
                datetime.strptime(text, form)  # noqa: DTZ007
            except ValueError:
                continue
            found.add(order)
    return found


def written(on: date, order: str) -> str:
    return on.strftime(FORMATS[order][0])


def only(*cells: str, currency: str = "", answer: Order | None = None) -> WrittenOrder:
    answers = {"A": answer} if answer else {}
    return orders_in({"A": cells}, answers=answers, currency=currency)["A"]


def test_the_orders_of_a_text_are_those_that_the_library_can_read() -> None:
    numbers = ["1", "02", "09", "12", "13", "28", "31", "32"]
    for first in numbers:
        for second in numbers:
            for year in ("2020", "20", "08"):
                text = f"{first}/{second}/{year}"
                found = short_date(text)
                assert found
                ours = set(orders_of(found))
                theirs = by_brute_force(text)
                if "31" in (first, second):  # the library knows that April has 30 days: a fault
                    assert theirs <= ours
                elif len(first) == 2:  # it takes 1/02/20 for the year 1, which nobody writes
                    assert ours == theirs, text
                else:
                    assert ours == theirs - {"ymd"}, text


@given(st.lists(days, min_size=1, max_size=8), st.sampled_from(["dmy", "mdy"]))
def test_one_value_above_twelve_settles_the_column(ons: list[date], order: str) -> None:
    cells = [written(on, order) for on in ons]
    found = only(*cells)
    fits = set.intersection(*(by_brute_force(cell) for cell in cells))
    if fits == {order}:
        assert (found.order, found.by) == (order, "column")
        for on, cell in zip(ons, cells, strict=True):
            assert day(cell, order=found.order) == Day(on)
    elif any(on.day != on.month for on in ons):
        assert found.order is None
        assert set(found.asked) == fits
        assert by_brute_force(found.example) >= {"dmy", "mdy"}
    else:
        assert found == WrittenOrder()  # 05/05/2021 is the same day in both


def test_what_two_columns_leave_open_together_is_what_brute_force_leaves_open() -> None:
    samples = ["03/04/2021", "13/04/2021", "04/13/2021", "05/05/2021", "30/06/08", "08/06/30"]
    for one, other in combinations_with_replacement(samples, 2):
        found = orders_in({"A": [one], "B": [other]})
        fits = {"A": by_brute_force(one), "B": by_brute_force(other)}
        for key, cell in (("A", one), ("B", other)):
            both = fits["A"] & fits["B"]
            settled = fits[key] if len(fits[key]) == 1 else both if len(both) == 1 else set()
            if cell == "05/05/2021" and not settled:
                continue
            assert found[key].order == (next(iter(settled)) if settled else None), (one, other)
            assert set(found[key].asked) == (set() if settled else fits[key])


@pytest.mark.parametrize(
    ("currency", "order"), [("GBP", "dmy"), ("EUR", "dmy"), ("USD", "mdy"), ("CNY", None)]
)
def test_the_money_of_the_ledger_settles_what_the_cells_leave_open(
    currency: str, order: str | None
) -> None:
    found = only("03/04/2021", currency=currency)
    assert found.order == order
    assert bool(found.asked) is (order is None)
    assert only("04/13/2021", currency="GBP").order == "mdy"  # what stands there goes before it


def test_an_answer_goes_before_everything_and_what_does_not_fit_it_is_a_fault() -> None:
    assert only("13/04/2021", answer="mdy") == WrittenOrder("mdy", "answer")
    refused = day("13/04/2021", order="mdy")
    assert isinstance(refused, Misread)
    assert (refused.code, refused.proposal) == ("ledgers.other-order", "2021-04-13")
    assert day("03/04/2021", order="mdy") == Day(date(2021, 3, 4))


def test_a_column_that_writes_both_orders_asks_nothing_and_settles_nothing() -> None:
    both = ["13/04/2021", "04/14/2021", "03/04/2021"]
    found = orders_in({"A": both, "B": ["05/06/2021"]}, currency="GBP")
    assert found["A"] == WrittenOrder()
    assert found["B"].by == "currency"
    read = [day(cell) for cell in both]
    assert read[:2] == [Day(date(2021, 4, 13)), Day(date(2021, 4, 14))]
    assert isinstance(read[2], Misread)


def test_the_order_in_which_the_cells_stand_does_not_matter_and_they_stay_as_they_are() -> None:
    cells = ["03/04/2021", "07/08/2021", "2021-05-06", "13/04/2021", "", "withdrawn"]
    before = list(cells)
    assert only(*cells) == only(*reversed(cells))
    assert cells == before


def test_reading_an_order_is_what_the_library_reads() -> None:
    for order in ORDERS:
        text = "04/05/06"
        found = short_date(text)
        assert found
        year, month, on = in_order(found, order)
        library = datetime.strptime(text, FORMATS[order][-1])  # noqa: DTZ007
        assert (int(year) + 2000, month, on) == (library.year, library.month, library.day)


FIELDS = [
    Field("name", "项目名称", "Name", "name", is_required=True),
    Field("start", "开工时间", "Start", "date"),
    Field("end", "竣工时间", "End", "date"),
]


def rows_of(*starts: str, ends: tuple[str, ...] = (), currency: str = "CNY") -> LedgerRows:
    ends = ends or ("",) * len(starts)
    body = [
        [f"项目{n}", start, end] for n, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    (table,) = find_tables(Sheet("一", [["项目名称", "开工时间", "竣工时间"], *body]))
    mapping = match_columns(table, FIELDS)
    return read_rows(table, mapping, fields=FIELDS, context=Context(year=2021, currency=currency))


def test_an_open_column_is_asked_about_with_the_days_that_each_order_makes() -> None:
    rows = rows_of("05/05/2021", "03/04/2021", "03/04/2021")
    (question,) = rows.questions
    assert (question.kind, question.column.letter) == ("order", "B")
    assert question.readings == (("dmy", "2021-04-03"), ("mdy", "2021-03-04"))
    assert [fault.code for fault in rows.faults] == ["ledgers.ambiguous-date"] * 2


def test_one_day_above_twelve_reads_the_whole_column_and_its_neighbour() -> None:
    rows = rows_of("03/04/2021", "14/04/2021", ends=("05/06/2021", "07/08/2021"))
    assert rows.questions == ()
    assert rows.faults == ()
    assert [row.values["start"].on for row in rows] == [date(2021, 4, 3), date(2021, 4, 14)]
    assert [row.values["end"].on for row in rows] == [date(2021, 6, 5), date(2021, 8, 7)]
    assert rows.orders["C"].by == "table"
