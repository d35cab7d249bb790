"""Which rule speaks when, against a clerk who looks at every problem every morning."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.calendars import WorkCalendar, notices_from
from kaigong.engines.escalation import (
    Clocks,
    EscalationRule,
    Rung,
    UnequalClocksError,
    UnreadableEscalationRuleError,
    Watch,
    calls,
    escalation_rules_from,
    in_force_until,
)

DAY = timedelta(days=1)
TEXT = resources.files("kaigong.engines.calendars").joinpath("china.toml").read_text("utf-8")
CHINA = WorkCalendar(notices_from(tomllib.loads(TEXT)["notice"]))
ROW: dict[str, object] = {
    "key": "not-accepted",
    "in_force_from": date(2021, 1, 1),
    "watch": "acceptance",
    "after": 1,
    "to": ["command"],
    "zh": "「{problem}」应于 {due} 前受理，至今无人受理",
    "en": "“{problem}” should have been accepted by {due}, nobody has",
    "source": "test",
}
Row = tuple[date, date | None, int]
days = st.dates(date(2021, 1, 1), date(2021, 12, 31))
rows = st.lists(st.tuples(days, st.none() | days, st.integers(1, 3)), max_size=8)


def rule(**given: object) -> EscalationRule:
    return escalation_rules_from([ROW | given])[0]


def clocks(found: list[Row]) -> Clocks:
    return Clocks(
        np.array([due for due, _, _ in found], dtype="datetime64[D]"),
        np.array([ended for _, ended, _ in found], dtype="datetime64[D]"),
        np.array([severity for _, _, severity in found], dtype=np.int64),
    )


def by_the_clerk(
    one: EscalationRule, found: list[Row], since: date, until: date
) -> list[tuple[int, date, int]]:
    said = []
    for clock, (due, ended, severity) in enumerate(found):
        if one.from_severity is not None and severity > one.from_severity:
            continue
        turn, day = 0, due
        while not CHINA.is_working(day):
            day += DAY
        for _ in range(abs(one.after)):
            day += DAY if one.after > 0 else -DAY
            while not CHINA.is_working(day):
                day += DAY if one.after > 0 else -DAY
        while day <= until and not (ended and ended < day):
            if day >= max(since, one.in_force_from):
                said.append((clock, day, turn))
            if not one.every:
                break
            turn += 1
            for _ in range(one.every):
                day += DAY
                while not CHINA.is_working(day):
                    day += DAY
    return sorted(said, key=lambda call: (call[1], call[0]))


@given(
    found=rows,
    after=st.integers(-6, 12),
    every=st.integers(0, 4),
    worst=st.none() | st.integers(1, 3),
    since=days,
    length=st.integers(0, 40),
)
def test_a_rule_speaks_when_a_clerk_would(
    found: list[Row], after: int, every: int, worst: int | None, since: date, length: int
) -> None:
    one = rule(after=after, every=every, from_severity=worst, in_force_from=date(2021, 3, 1))
    until = since + DAY * length
    told = calls(one, clocks(found), CHINA, since=since, until=until)
    expected = by_the_clerk(one, found, since, until)
    assert list(zip(told.clock.tolist(), told.on.tolist(), told.turn.tolist(), strict=True)) == (
        expected
    )


@given(found=rows, every=st.integers(0, 3), cut=st.integers(0, 30))
def test_two_runs_say_together_what_one_says(found: list[Row], every: int, cut: int) -> None:
    one, since, until = rule(every=every), date(2021, 5, 1), date(2021, 6, 15)
    between = since + DAY * cut
    parts = [
        calls(one, clocks(found), CHINA, since=since, until=between),
        calls(one, clocks(found), CHINA, since=between + DAY, until=until),
    ]
    whole = calls(one, clocks(found), CHINA, since=since, until=until)
    for name in ("clock", "on", "turn"):
        together = np.concatenate([getattr(part, name) for part in parts])
        assert (together == getattr(whole, name)).all()


def test_a_later_version_takes_over_on_its_day() -> None:
    old, new = escalation_rules_from(
        [ROW | {"every": 1}, ROW | {"every": 1, "after": 3, "in_force_from": date(2021, 4, 12)}]
    )
    assert in_force_until(old, [old, new]) == date(2021, 4, 12)
    assert in_force_until(new, [old, new]) is None
    running = clocks([(date(2021, 4, 6), None, 1)])
    told = calls(
        old,
        running,
        CHINA,
        since=date(2021, 4, 1),
        until=date(2021, 4, 30),
        replaced_on=date(2021, 4, 12),
    )
    assert told.on.tolist() == [date(2021, 4, 7), date(2021, 4, 8), date(2021, 4, 9)]
    told = calls(new, running, CHINA, since=date(2021, 4, 1), until=date(2021, 4, 13))
    assert told.on.tolist() == [date(2021, 4, 12), date(2021, 4, 13)]
    assert told.turn.tolist() == [1, 2]


def test_a_clock_that_never_began_says_nothing() -> None:
    unborn = Clocks(
        np.array(["NaT"], dtype="datetime64[D]"),
        np.array(["NaT"], dtype="datetime64[D]"),
        np.array([1]),
    )
    told = calls(rule(), unborn, CHINA, since=date(2021, 1, 1), until=date(2021, 12, 31))
    assert told.clock.size == 0


def test_what_ends_in_the_afternoon_was_called_in_the_morning() -> None:
    # Due on Monday, accepted on Tuesday afternoon: the rule spoke on Tuesday morning, not again.
    told = calls(
        rule(every=1),
        clocks([(date(2021, 3, 29), date(2021, 3, 30), 2)]),
        CHINA,
        since=date(2021, 3, 1),
        until=date(2021, 4, 30),
    )
    assert told.on.tolist() == [date(2021, 3, 30)]


def test_columns_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(UnequalClocksError):
        Clocks(
            np.array(["2021-01-01"], dtype="datetime64[D]"),
            np.array([], dtype="datetime64[D]"),
            np.array([1]),
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"in_force_from": "2021-01-01"},
        {"watch": "weather"},
        {"after": "soon"},
        {"after": True},
        {"every": -1},
        {"to": []},
        {"to": ["mayor"]},
        {"to": "command"},
        {"from_severity": "worst"},
        {"zh": " "},
        {"source": ""},
    ],
)
def test_a_rule_with_a_slip_is_refused_with_its_name(wrong: dict[str, object]) -> None:
    assert rule().to == (Rung.COMMAND,)
    assert rule().watch is Watch.ACCEPTANCE
    with pytest.raises(UnreadableEscalationRuleError, match="not-accepted"):
        rule(**wrong)


def test_two_versions_of_one_day_are_refused() -> None:
    with pytest.raises(UnreadableEscalationRuleError, match="2021-01-01"):
        escalation_rules_from([ROW, ROW | {"after": 2}])
