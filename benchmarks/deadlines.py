"""Deadlines of many open issues after a new year table, against counting day by day.

Both sides know the same working days; the peer is the loop that everybody writes first, with the
working days in a set. Both must end on the same days. The second measurement is one morning's run
of eight escalation rules over all of them, against asking each rule of each issue.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources
from typing import Any

import numpy as np

from benchmarks.timing import agree, in_turns

DAY = timedelta(days=1)
MORNING = date(2021, 11, 29)


def measure(issues: int, *, turns: int) -> dict[str, Any]:
    from kaigong.engines import escalation
    from kaigong.engines.calendars import WorkCalendar, notices_from

    text = resources.files("kaigong.engines.calendars").joinpath("china.toml").read_text("utf-8")
    notices = notices_from(tomllib.loads(text)["notice"])
    calendar = WorkCalendar(notices)
    draw = np.random.default_rng(5)
    starts = np.datetime64("2021-09-01") + draw.integers(0, 90, issues)
    limits = draw.integers(1, 45, issues)
    worked = set(calendar.working_days(date(2021, 1, 1), date(2022, 12, 31)))

    def after_the_table() -> Any:
        return WorkCalendar(notices).due_of(starts, limits)[0]

    def day_by_day() -> Any:
        found = []
        for start, limit in zip(starts.tolist(), limits.tolist(), strict=True):
            day, left = start, limit
            while left:
                day += DAY
                left -= day in worked
            found.append(day)
        return found

    agree("deadlines", after_the_table().tolist(), day_by_day())
    found: dict[str, Any] = {"issues": issues}
    found["after a new year table"] = {
        "seconds": in_turns(
            {"ours": after_the_table, "day by day": day_by_day},
            turns=turns,
            once=("day by day",),
        )
    }
    rules = escalation.escalation_rules_from(
        {
            "key": f"rule-{number}",
            "in_force_from": date(2021, 1, 1),
            "watch": "solution",
            "after": number - 2,
            "every": (0, 1, 2, 5)[number % 4],
            "from_severity": 1 + number % 3,
            "to": ["lead"],
            "zh": "-",
            "en": "-",
            "source": "benchmark",
        }
        for number in range(8)
    )
    clocks = escalation.Clocks(
        calendar.due_of(starts, limits)[0],
        np.full(issues, np.datetime64("NaT", "D")),
        draw.integers(1, 4, issues),
    )

    def this_morning() -> int:
        return sum(
            escalation.calls(rule, clocks, calendar, since=MORNING, until=MORNING).clock.size
            for rule in rules
        )

    def one_by_one() -> int:
        told = 0
        severities = clocks.severity.tolist()
        for rule in rules:
            for due, severity in zip(clocks.due.tolist(), severities, strict=True):
                if rule.from_severity is not None and severity > rule.from_severity:
                    continue
                waited = calendar.elapsed(due, MORNING) - rule.after
                told += waited == 0 or (rule.every > 0 and waited > 0 and not waited % rule.every)
        return told

    agree("escalation", this_morning(), one_by_one())
    found["eight rules, one morning"] = {
        "calls": this_morning(),
        "seconds": in_turns(
            {"ours": this_morning, "one by one": one_by_one}, turns=turns, once=("one by one",)
        ),
    }
    return found
