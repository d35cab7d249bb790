"""Readiness: by-hand cases, laws, and agreement with the plain definition."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.readiness import Need, readiness_of

TODAY = date(2021, 3, 29)
DAYS = st.integers(-60, 61).map(lambda days: TODAY + timedelta(days) if days < 61 else None)


@st.composite
def needs(draw: st.DrawFn) -> list[Need]:
    rows = draw(st.lists(st.tuples(st.booleans(), DAYS), max_size=6))
    return [Need(f"n{place}", met, day) for place, (met, day) in enumerate(rows)]


def test_the_latest_promise_of_what_is_missing_is_the_forecast() -> None:
    seen = readiness_of(
        [
            Need("water", True, date(2021, 6, 1)),  # it is there: its promise says nothing more
            Need("power", False, date(2021, 4, 20)),
            Need("road", False, date(2021, 4, 8)),
            Need("fencing", True),
        ],
        on=TODAY,
        planned_start_on=date(2021, 4, 15),
    )
    assert (seen.met, seen.of, seen.forecast_on, seen.late_days) == (2, 4, date(2021, 4, 20), 5)
    assert seen.last == ("power",)
    assert not seen.is_open
    assert not seen.is_ready


def test_one_missing_promise_leaves_the_day_open() -> None:
    seen = readiness_of(
        [Need("power", False, date(2021, 4, 20)), Need("road", False)],
        on=TODAY,
        planned_start_on=date(2021, 4, 1),
    )
    assert (seen.forecast_on, seen.late_days, seen.last) == (None, None, ())
    assert seen.unpromised == ("road",)
    assert seen.is_open


def test_a_promise_holds_on_its_day_and_is_broken_on_the_next() -> None:
    power = [Need("power", False, TODAY)]
    assert readiness_of(power, on=TODAY).forecast_on == TODAY
    later = readiness_of(power, on=TODAY + timedelta(1))
    assert (later.forecast_on, later.broken) == (None, ("power",))


def test_of_nothing_all_is_there() -> None:
    seen = readiness_of([], on=TODAY, planned_start_on=TODAY)
    assert (seen.met, seen.of, seen.is_ready, seen.is_open) == (0, 0, True, False)


@given(needs(), DAYS)
def test_a_forecast_is_a_day_that_somebody_promised_and_never_a_past_one(
    rows: list[Need], start: date | None
) -> None:
    seen = readiness_of(rows, on=TODAY, planned_start_on=start)
    assert seen.met + len(seen.missing) == seen.of == len(rows)
    if seen.forecast_on is not None:
        assert seen.forecast_on >= TODAY
        assert all(row.is_met or (row.promised_on or date.max) <= seen.forecast_on for row in rows)
        assert seen.last
    # Exactly one of the three holds: all there, a day, or open.
    assert [seen.is_ready, seen.forecast_on is not None, seen.is_open].count(True) == 1


@given(needs())
def test_what_is_met_takes_no_day_with_it(rows: list[Need]) -> None:
    """Meeting the last needs never makes the forecast later, and meeting all makes it ready."""
    before = readiness_of(rows, on=TODAY)
    met = [Need(row.key, row.is_met or row.key in before.last, row.promised_on) for row in rows]
    after = readiness_of(met, on=TODAY)
    if before.forecast_on and after.forecast_on:
        assert after.forecast_on < before.forecast_on
    everything = [Need(row.key, True, row.promised_on) for row in rows]
    assert readiness_of(everything, on=TODAY).is_ready
