"""Working time against minutes counted one by one."""

# ruff: noqa: DTZ001 - a plan's moments are local
from __future__ import annotations

import gc
import tomllib
import weakref
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines import calendars
from kaigong.engines.calendars import WorkCalendar, notices_from
from kaigong.engines.scheduling import Calendar, Season, Shift, SpecialDays, SpecialWeeks
from kaigong.engines.scheduling.calendars import Change, Shifts, in_order
from kaigong.engines.scheduling.instants import tables_of
from kaigong.engines.scheduling.worktime import Worktime, worktime_of

NOTICES = notices_from(
    tomllib.loads(Path(calendars.__file__).with_name("china.toml").read_text("utf-8"))["notice"]
)
ORIGIN = datetime(2025, 12, 20)
DAYS = 30  # over the turn of the year


def times(*spans: tuple[int, int]) -> Shifts:
    return in_order(Shift(start, end) for start, end in spans)


SHIFTS = st.sampled_from(
    [
        (),
        times((480, 720), (780, 1020)),
        times((0, 1440)),
        times((0, 360), (1320, 1440)),
        times((600, 601)),
        times((1, 2), (3, 4), (5, 1439)),
    ]
)
WEEKS = st.tuples(*[SHIFTS] * 7)
PARTIAL_WEEKS = st.tuples(*[st.none() | SHIFTS] * 7)
SPANS = st.tuples(st.integers(-5, DAYS + 3), st.integers(0, 9)).map(
    lambda span: (
        ORIGIN.date() + timedelta(days=span[0]),
        ORIGIN.date() + timedelta(days=span[0] + span[1]),
    )
)
CHANGES = st.one_of(
    st.builds(lambda span, shifts: SpecialDays(span[0], span[1], shifts), SPANS, SHIFTS),
    st.builds(lambda span, week: SpecialWeeks(span[0], span[1], week), SPANS, PARTIAL_WEEKS),
    st.builds(
        Season,
        st.sampled_from([(12, 25), (11, 15), (1, 2), (2, 29)]),
        st.sampled_from([(12, 31), (1, 5), (3, 15), (2, 29)]),
        SHIFTS,
    ),
)
CHANGE_LISTS = st.lists(CHANGES, max_size=3).map(tuple)
BASES = st.builds(Calendar, week=WEEKS, changes=CHANGE_LISTS)
CALENDARS = BASES | st.builds(Calendar, week=PARTIAL_WEEKS, changes=CHANGE_LISTS, base=BASES)


def holds(change: Change, day: date) -> bool:
    if not isinstance(change, Season):
        return change.first <= day <= change.last
    first, last = ((min(d, 28) if m == 2 else d) + 100 * m for m, d in (change.first, change.last))
    this = day.month * 100 + day.day
    return first <= this <= last if first <= last else this >= first or this <= last


def shifts_on(calendar: Calendar, day: date) -> Shifts:
    """The rule of the docstring, one day at a time."""
    own = calendar.week[day.weekday()]
    base = calendar.base
    shifts: Shifts = own if own is not None else (base.week[day.weekday()] if base else ()) or ()
    for change in [*(base.changes if base else ()), *calendar.changes]:
        if holds(change, day):
            if isinstance(change, SpecialWeeks):
                of_week = change.week[day.weekday()]
                shifts = shifts if of_week is None else of_week
            else:
                shifts = change.shifts
    return shifts


def minute_by_minute(calendar: Calendar) -> np.ndarray:
    """Whether each minute is worked."""
    worked = np.zeros(DAYS * 1440, dtype=bool)
    for n in range(DAYS):
        for shift in shifts_on(calendar, ORIGIN.date() + timedelta(days=n)):
            worked[n * 1440 + shift.start : n * 1440 + shift.end] = True
    return worked


@settings(max_examples=25)
@given(st.lists(CALENDARS, min_size=1, max_size=3))
def test_work_gone_and_its_two_inverses_are_what_counting_minutes_gives(
    calendars: list[Calendar],
) -> None:
    tables = worktime_of(calendars, origin=ORIGIN, days=DAYS)
    every = np.arange(DAYS * 1440 + 1)
    for number, calendar in enumerate(calendars):
        gone = np.concatenate(([0], np.cumsum(minute_by_minute(calendar))))
        assert np.array_equal(tables.gone(number, every), gone)
        total = int(gone[-1])
        amounts = np.arange(total + 1)
        first_with = np.searchsorted(gone, amounts, side="left")
        last_with = np.searchsorted(gone, amounts, side="right") - 1
        assert np.array_equal(tables.earliest(number, amounts), first_with)
        assert np.array_equal(tables.latest(number, amounts[:-1]), last_with[:-1])
        assert tables.latest(number, total) == tables.earliest(number, total + 1) == tables.limit
        assert tables.latest(number, -1) == 0


def the_office() -> Worktime:
    office = Calendar.weekly("Mon-Fri 8-12 13-17")
    winter = office.closed("--11-15/--03-15").open("2025-12-21", "9-11")
    return worktime_of([office, winter, Calendar.all_hours()], origin=ORIGIN, days=200)


def test_friday_evening_and_monday_morning_are_the_same_point_of_work() -> None:
    tables = the_office()
    friday, monday = (
        tables.instant(datetime(2026, 1, 2, 17)),
        tables.instant(datetime(2026, 1, 5, 8)),
    )
    saturday = tables.instant(datetime(2026, 1, 3, 11))
    assert tables.gone(0, friday) == tables.gone(0, saturday) == tables.gone(0, monday)
    assert tables.start_snap(0, saturday) == tables.start_snap(0, friday) == monday
    assert tables.finish_snap(0, saturday) == tables.finish_snap(0, monday) == friday
    assert tables.add(0, saturday, 0) == saturday
    assert tables.between(0, friday, tables.add(0, friday, 60)) == 60


def test_work_waits_for_the_end_of_winter_but_for_a_day_opened() -> None:
    tables = the_office()
    opened = tables.instant(datetime(2025, 12, 21, 9))
    done = [tables.moment(int(tables.add(1, opened, work))) for work in (120, 121)]
    assert [each.strftime("%m-%d %H:%M") for each in done] == ["12-21 11:00", "03-16 08:01"]


def test_a_calendar_that_never_works_leads_behind_the_tables() -> None:
    tables = worktime_of([Calendar()], origin=ORIGIN, days=9)
    assert tables.start_snap(0, 5) == tables.add(0, 5, 1) == tables.limit


def test_official_notices_close_holidays_and_open_make_up_days() -> None:
    office = Calendar.weekly("Mon-Fri 8-12 13-17").by_notices(WorkCalendar(NOTICES))
    new_year = datetime(2025, 1, 1)
    tables = worktime_of([office], origin=new_year, days=365)
    assert tables.total[0] == 248 * 480  # 248 working days, as the notice for 2025 counts them


def test_equal_calendars_over_the_same_span_have_one_table_as_long_as_it_is_used() -> None:
    def week(name: str = "own") -> Calendar:
        return Calendar.weekly("Mon-Fri 8-12 13-17", name=name).closed("2026-01-01")

    held = worktime_of([week()], origin=ORIGIN, days=DAYS)
    assert worktime_of([week()], origin=ORIGIN, days=DAYS) is held
    assert tables_of(worktime_of([week()], origin=ORIGIN, days=DAYS)) is tables_of(held)
    others = [
        worktime_of([week("another name")], origin=ORIGIN, days=DAYS),
        worktime_of([week().open("2026-01-01", "8-12")], origin=ORIGIN, days=DAYS),
        worktime_of([week(), Calendar.all_hours()], origin=ORIGIN, days=DAYS),
        worktime_of([week()], origin=ORIGIN + timedelta(days=1), days=DAYS),
        worktime_of([week()], origin=ORIGIN, days=DAYS + 1),
    ]
    assert len({id(each) for each in (held, *others)}) == 6
    gone = weakref.ref(held)
    packed = weakref.ref(tables_of(held).shifts)
    del held
    gc.collect()
    assert gone() is None
    assert packed() is None
