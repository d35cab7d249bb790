"""Working days against a slow reference, two public calendars, and cases worked out by hand."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources

import chinese_calendar
import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.calendars import (
    Due,
    UnknownDayError,
    UnreadableNoticeError,
    WorkCalendar,
    notices_from,
)

DAY = timedelta(days=1)
TEXT = resources.files("kaigong.engines.calendars").joinpath("china.toml").read_text("utf-8")
NOTICES = notices_from(tomllib.loads(TEXT)["notice"])
CHINA = WorkCalendar(NOTICES)
ANNOUNCED = [date(2016, 1, 1) + DAY * n for n in range((date(2027, 1, 1) - date(2016, 1, 1)).days)]
days_of_years = st.dates(date(2016, 1, 1), date(2026, 12, 31))


def slow_due(calendar: WorkCalendar, start: date, days: int) -> date:
    """Day by day, as a clerk counts on a calendar."""
    day = start
    if days == 0:
        while not calendar.is_working(day):
            day += DAY
        return day
    left = abs(days)
    while left:
        day += DAY if days > 0 else -DAY
        left -= calendar.is_working(day)
    return day


def test_every_day_of_2016_to_2026_is_as_two_public_calendars_have_it() -> None:
    other = holidays.country_holidays("CN", years=range(2016, 2027))
    for day in ANNOUNCED:
        assert CHINA.is_working(day) == chinese_calendar.is_workday(day), day
        assert CHINA.is_working(day) == other.is_working_day(day), day


def test_the_working_days_of_a_year_are_as_many_as_counted_elsewhere() -> None:
    found = [
        CHINA.elapsed(date(year - 1, 12, 31), date(year, 12, 31)) for year in range(2017, 2027)
    ]
    assert found == [249, 250, 250, 249, 250, 249, 249, 251, 248, 248]


@given(start=days_of_years, days=st.integers(-600, 600))
def test_a_limit_ends_where_a_clerk_counting_day_by_day_ends(start: date, days: int) -> None:
    try:
        expected = slow_due(CHINA, start, days)
    except UnknownDayError:
        with pytest.raises(UnknownDayError):
            CHINA.due(start, days)
    else:
        assert CHINA.due(start, days).on == expected


def test_a_million_limits_reckoned_at_once_end_where_the_clerk_ends() -> None:
    # The clerk's answers once per start and day; the million draws from them.
    draw = np.random.default_rng(20211129)
    every = np.array(ANNOUNCED, dtype="datetime64[D]")
    places, limits = draw.integers(0, every.size, 1_000_000), draw.integers(0, 61, 1_000_000)
    walked: dict[date, list[date]] = {}
    for start in ANNOUNCED:
        ends = [slow_due(CHINA, start, 0)]
        day = start
        while len(ends) < 61:
            day += DAY
            if CHINA.is_working(day):
                ends.append(day)
        walked[start] = ends
    expected = np.array([walked[start] for start in ANNOUNCED], dtype="datetime64[D]")
    found, _ = CHINA.due_of(every[places], limits)
    assert (found == expected[places, limits]).all()


@given(start=days_of_years, end=days_of_years)
def test_the_days_gone_are_those_worked_after_the_start_to_the_end(start: date, end: date) -> None:
    low, high = sorted([start, end])
    worked = sum(CHINA.is_working(low + DAY * n) for n in range(1, (high - low).days + 1))
    assert CHINA.elapsed(start, end) == (worked if start <= end else -worked)
    spans = np.array([start, end], dtype="datetime64[D]")
    assert CHINA.elapsed_of(spans, spans[::-1]).tolist() == [
        CHINA.elapsed(start, end),
        CHINA.elapsed(end, start),
    ]


@given(start=days_of_years, length=st.integers(-3, 60))
def test_the_working_days_of_a_span_are_those_that_are_worked(start: date, length: int) -> None:
    every = [start + DAY * n for n in range(length + 1)]
    found = CHINA.working_days(start, start + DAY * length)
    assert found == [day for day in every if CHINA.is_working(day)]


@given(start=days_of_years, days=st.integers(1, 200))
def test_a_limit_and_the_days_gone_to_its_end_are_one_number(start: date, days: int) -> None:
    assert CHINA.elapsed(start, CHINA.due(start, days).on) == days


def test_a_limit_over_the_spring_festival_of_2021_by_hand() -> None:
    # Wednesday 10 February; off from the 11th to the 17th; Saturday the 20th is worked.
    assert CHINA.due(date(2021, 2, 10), 1) == Due(date(2021, 2, 18), is_provisional=False)
    assert CHINA.due(date(2021, 2, 10), 3).on == date(2021, 2, 20)
    assert CHINA.due(date(2021, 2, 10), 4).on == date(2021, 2, 22)
    assert CHINA.due(date(2021, 2, 14), 0).on == date(2021, 2, 18)
    assert CHINA.due(date(2021, 2, 18), -1).on == date(2021, 2, 10)
    assert CHINA.name(date(2021, 2, 14)) == "春节"
    assert CHINA.name(date(2021, 2, 20)) == ""
    assert CHINA.name(date(2021, 2, 24)) is None


def test_a_past_day_is_reckoned_by_the_notices_known_then() -> None:
    # The Spring Festival of 2020 was prolonged on 26 January; Saturday 1 February was to be worked.
    before = WorkCalendar(NOTICES, known_on=date(2020, 1, 25))
    assert before.due(date(2020, 1, 23), 1).on == date(2020, 1, 31)
    assert CHINA.due(date(2020, 1, 23), 1).on == date(2020, 2, 3)
    # Labour Day of 2019 was one day, until a notice of March made it four.
    assert WorkCalendar(NOTICES, known_on=date(2019, 3, 1)).is_working(date(2019, 5, 2))
    assert not CHINA.is_working(date(2019, 5, 2))
    assert CHINA.is_working(date(2019, 5, 5))


def test_what_reaches_a_year_not_announced_yet_is_provisional_until_its_notice_comes() -> None:
    in_november = WorkCalendar(NOTICES, known_on=date(2018, 11, 30))
    assert in_november.provisional_from == date(2018, 12, 25)
    assert not in_november.due(date(2018, 12, 17), 5).is_provisional
    due = in_november.due(date(2018, 12, 28), 1)
    assert due == Due(date(2018, 12, 31), is_provisional=True)
    # The notice of December made that Monday free, and the Saturday before it worked.
    assert CHINA.due(date(2018, 12, 28), 1) == Due(date(2018, 12, 29), is_provisional=False)
    ends, provisional = CHINA.due_of(
        np.array(["2026-12-01", "2026-12-01"], dtype="datetime64[D]"), np.array([5, 40])
    )
    assert provisional.tolist() == [False, True]
    assert ends.tolist() == [date(2026, 12, 8), date(2027, 1, 26)]


def test_a_gap_between_announced_years_is_provisional_from_there_on() -> None:
    holed = WorkCalendar([notice for notice in NOTICES if notice.year != 2020])
    assert holed.provisional_from == date(2019, 12, 25)
    assert holed.due(date(2021, 3, 1), 5).is_provisional


def test_a_calendar_without_notices_knows_weekends_only() -> None:
    plain = WorkCalendar()
    assert plain.due(date(2026, 1, 2), 1) == Due(date(2026, 1, 5), is_provisional=True)
    gulf = WorkCalendar(weekend=(4, 5))
    assert gulf.due(date(2026, 1, 1), 1).on == date(2026, 1, 4)  # Thursday → Sunday


def test_days_outside_the_calendar_are_refused_not_guessed() -> None:
    for start, days in ((date(2015, 12, 31), 1), (date(2016, 1, 4), -1), (CHINA.last, 1)):
        with pytest.raises(UnknownDayError):
            CHINA.due(start, days)
    with pytest.raises(UnknownDayError):
        CHINA.elapsed(date(2016, 1, 1), CHINA.last + DAY)
    with pytest.raises(UnknownDayError, match="2015-12-31"):
        CHINA.due_of(
            np.array(["2016-02-01", "2015-12-31"], dtype="datetime64[D]"), np.array([1, 1])
        )


def test_no_limits_have_no_ends() -> None:
    ends, provisional = CHINA.due_of(np.array([], dtype="datetime64[D]"), np.array([], dtype=int))
    assert (ends.size, provisional.size) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_on": "soon"},
        {"year": "2021"},
        {"off": "春节"},
        {"off": [["春节", date(2021, 2, 17), date(2021, 2, 11)]]},
        {"off": [["春节", date(2021, 2, 11), date(2021, 4, 11)]]},
        {"off": [["春节", date(2020, 2, 11), date(2020, 2, 17)]]},
        {"off": [["春节", date(2021, 2, 11)]]},
        {"working": ["2021-02-20"]},
        {"working": [date(2021, 1, 2)]},  # off and worked at once
    ],
)
def test_a_notice_with_a_slip_is_refused(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {
        "number": "国办发明电〔2020〕27号",
        "signed_on": date(2020, 11, 25),
        "year": 2021,
        "off": [["元旦", date(2021, 1, 1), date(2021, 1, 3)]],
        "working": [],
    }
    assert len(notices_from([right])) == 1
    with pytest.raises(UnreadableNoticeError, match="27号"):
        notices_from([right | wrong])
