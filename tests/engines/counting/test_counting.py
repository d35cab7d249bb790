"""What counts, once, with which amount: printed figures, laws, and a slow reference."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines import counting
from kaigong.engines.counting import (
    CircularJointError,
    Threshold,
    UnequalColumnsError,
    UnorderedThresholdsError,
    counts_once,
    levels_of,
    plan_to_date,
    start_rate,
    tally,
    tally_by_plan,
    thresholds_in_force,
    time_share,
)

YI = 10**10  # 亿元 in 分


def ints(*values: int) -> counting.once.Ints:
    return np.array(values, dtype=np.int64)


def bools(*values: bool) -> counting.once.Bools:
    return np.array(values, dtype=np.bool_)


# --- printed figures: the zone's own report of 29 March 2021 ---------------------------------


def test_the_share_of_the_year_on_the_day_of_the_report() -> None:
    assert round(time_share(date(2021, 3, 29), year=2021), 3) == 0.241  # 88 of 365 days


def test_forty_of_seventy_starts() -> None:
    rate = start_rate(40, 70)
    assert rate is not None
    assert round(rate, 3) == 0.571


def test_the_share_of_new_projects_in_the_plan() -> None:
    share = counting.completion_share(13346 * YI // 100, 243 * YI)
    assert share is not None
    assert round(share * 100, 2) == 54.92


def test_a_plan_that_grew_by_twelve_percent() -> None:
    grown = counting.change(243 * YI, 217 * YI)
    assert grown is not None
    assert round(grown, 2) == 0.12


# --- a project counts once ----------------------------------------------------------------------


def test_a_joint_project_counts_in_its_main_row_only() -> None:
    assert counts_once(ints(1, 2, 3), ints(0, 1, 1)).tolist() == [True, False, False]


def test_a_part_of_a_part_counts_at_the_end_of_the_chain() -> None:
    assert counts_once(ints(5, 6, 7), ints(6, 7, 0)).tolist() == [False, False, True]


def test_where_the_main_row_is_out_of_sight_one_part_stands_for_it() -> None:
    assert counts_once(ints(4, 5), ints(9, 9)).tolist() == [True, False]


@pytest.mark.parametrize("size", [2, 3, 4, 5, 8])
def test_a_circle_is_named(size: int) -> None:
    ids = np.arange(1, size + 1, dtype=np.int64)
    with pytest.raises(CircularJointError) as caught:
        counts_once(ids, np.roll(ids, -1))
    assert caught.value.facts["example"] in ids


def test_a_circle_is_named_even_beside_a_long_tail() -> None:
    with pytest.raises(CircularJointError):
        counts_once(ints(1, 2, 3, 4, 5), ints(2, 3, 4, 3, 1))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Rows whose joint parts point to a smaller id, so that no circle can arise."""
    size = draw(st.integers(0, 12))
    ids = draw(st.lists(st.integers(3, 40), min_size=size, max_size=size, unique=True))
    counts_in = [draw(st.one_of(st.just(0), st.integers(1, each - 1))) for each in ids]
    return ids, counts_in


def reference_once(ids: list[int], counts_in: list[int]) -> list[bool]:
    """One row after the other: follow the words, keep the first of each end."""
    main = dict(zip(ids, counts_in, strict=True))

    def end(row: int) -> int:
        while main.get(row):
            row = main[row]
        return row

    taken = {row for row in ids if not main[row]}
    result = []
    for row in ids:
        if not main[row]:
            result.append(True)
            continue
        last = end(row)
        result.append(last not in main and last not in taken)
        if last not in main:
            taken.add(last)
    return result


@given(ledgers())
def test_counting_agrees_with_going_through_the_rows_by_hand(
    rows: tuple[list[int], list[int]],
) -> None:
    ids, counts_in = rows
    assert counts_once(ints(*ids), ints(*counts_in)).tolist() == reference_once(ids, counts_in)


@given(ledgers())
def test_carrying_the_whole_list_twice_changes_no_count(rows: tuple[list[int], list[int]]) -> None:
    ids, counts_in = rows
    once = counts_once(ints(*ids), ints(*counts_in)).sum()
    assert counts_once(ints(*ids, *ids), ints(*counts_in, *counts_in)).sum() == once


# --- amounts ------------------------------------------------------------------------------------


def test_an_enlarged_project_counts_with_its_increase() -> None:
    found = tally(
        ints(1, 2), ints(0, 0), ints(30 * YI, 5 * YI), ints(20 * YI, 0),
        has_amount=bools(True, True), chosen=bools(True, True),
    )  # fmt: skip
    assert (found.projects, found.amount_cents) == (2, 15 * YI)


def test_a_project_without_an_amount_counts_and_is_named() -> None:
    found = tally(
        ints(1, 2), ints(0, 0), ints(7, 999), ints(0, 0),
        has_amount=bools(True, False), chosen=bools(True, True),
    )  # fmt: skip
    assert found == counting.Tally(projects=2, amount_cents=7, without_amount=1)


def test_projects_outside_the_plan_stand_apart() -> None:
    found = tally_by_plan(
        ints(1, 2, 3), ints(0, 0, 1), ints(10, 20, 40), ints(0, 0, 0),
        has_amount=bools(True, True, True), chosen=bools(True, True, True),
        is_outside_plan=bools(False, True, True),
    )  # fmt: skip
    assert (found.inside.projects, found.inside.amount_cents) == (1, 10)
    assert (found.outside.projects, found.outside.amount_cents) == (1, 20)


@given(ledgers(), st.data())
def test_inside_and_outside_add_up_to_the_whole_number(
    rows: tuple[list[int], list[int]], data: st.DataObject
) -> None:
    ids, counts_in = ints(*rows[0]), ints(*rows[1])
    size = len(ids)
    flags = st.lists(st.booleans(), min_size=size, max_size=size)
    columns = (ids, counts_in, np.full(size, 3, np.int64), np.ones(size, np.int64))
    has_amount, chosen, outside = (np.array(data.draw(flags), np.bool_) for _ in range(3))
    whole = tally(*columns, has_amount=has_amount, chosen=chosen)
    parts = tally_by_plan(*columns, has_amount=has_amount, chosen=chosen, is_outside_plan=outside)
    assert parts.inside.projects + parts.outside.projects == whole.projects


# --- rates ---------------------------------------------------------------------------------------


def test_more_starts_than_planned_pass_one_hundred_percent() -> None:
    assert start_rate(12, 10) == 1.2


def test_without_a_plan_there_is_no_rate() -> None:
    assert start_rate(3, 0) is None
    assert counting.completion_share(5, 0) is None
    assert counting.change(5, 0) is None
    assert counting.change(None, 5) is None


# --- time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "share"),
    [(date(2020, 12, 31), 0.0), (date(2021, 12, 31), 1.0), (date(2022, 1, 1), 1.0)],
)
def test_a_year_begins_at_nothing_and_ends_whole(on: date, share: float) -> None:
    assert time_share(on, year=2021) == share


@given(st.dates(date(2020, 1, 1), date(2021, 12, 30)))
def test_time_never_runs_backwards(on: date) -> None:
    assert time_share(on, year=2021) <= time_share(on + timedelta(days=1), year=2021)


months = st.lists(st.integers(0, 10**13), min_size=12, max_size=12)


@given(months, st.dates(date(2019, 6, 1), date(2025, 6, 1)), st.booleans())
def test_the_plan_to_date_agrees_with_adding_up_day_by_day(
    targets: list[int], on: date, has_months: bool
) -> None:
    year = 2024
    planned = sum(targets)
    due = Fraction(0)
    day = date(year, 1, 1)
    while day <= on and day.year == year:
        month_days = (date(year + day.month // 12, day.month % 12 + 1, 1) - day.replace(day=1)).days
        due += (
            Fraction(targets[day.month - 1], month_days) if has_months else Fraction(planned, 366)
        )
        day += timedelta(days=1)
    (found,) = plan_to_date(
        ints(planned), np.array([targets], np.int64), bools(has_months), on=on, year=year
    )
    assert found == int(due)


def test_last_year_and_last_month() -> None:
    assert counting.month_before(date(2021, 1, 1)) == date(2020, 12, 1)
    assert counting.month_before(date(2021, 3, 1)) == date(2021, 2, 1)
    assert counting.year_before(date(2021, 3, 1)) == date(2020, 3, 1)


def test_done_from_january_to_a_month() -> None:
    assert counting.year_to_date(np.arange(12, dtype=np.int64)[None], month=3).tolist() == [3]


# --- levels ---------------------------------------------------------------------------------------


def test_thresholds_of_a_later_year_do_not_count_backwards() -> None:
    rows = [Threshold(2021, 5000), Threshold(2021, 10000), Threshold(2023, 100000)]
    assert [each.from_cents for each in thresholds_in_force(rows, year=2022)] == [5000, 10000]
    assert [each.from_cents for each in thresholds_in_force(rows, year=2023)] == [100000]
    assert thresholds_in_force(rows, year=2020) == []


@given(st.lists(st.integers(0, 100), max_size=9), st.sets(st.integers(0, 100), max_size=4))
def test_levels_agree_with_comparing_one_by_one(amounts: list[int], edges: set[int]) -> None:
    ascending = sorted(edges)
    expected = [sum(amount >= edge for edge in ascending) - 1 for amount in amounts]
    assert levels_of(ints(*amounts), ascending).tolist() == expected


# --- manners --------------------------------------------------------------------------------------


def test_the_columns_are_left_as_they_were() -> None:
    ids, counts_in = ints(3, 1, 2), ints(1, 0, 1)
    before = ids.copy(), counts_in.copy()
    first = counts_once(ids, counts_in)
    assert np.array_equal(first, counts_once(ids, counts_in))
    assert np.array_equal(ids, before[0])
    assert np.array_equal(counts_in, before[1])


def test_columns_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(UnequalColumnsError):
        counts_once(ints(1, 2), ints(0))


def test_thresholds_must_ascend() -> None:
    with pytest.raises(UnorderedThresholdsError):
        levels_of(ints(1), [5, 5])


def test_nothing_counts_as_nothing() -> None:
    assert counts_once(ints(), ints()).tolist() == []
