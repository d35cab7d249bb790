"""Random networks that use everything a plan may say, from a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from kaigong.engines.scheduling import (
    ALL_HOURS,
    MSP,
    P6,
    PLAIN,
    Activity,
    ActivityKind,
    Calendar,
    Constraint,
    ConstraintKind,
    FloatKind,
    LagCalendar,
    Link,
    LinkKind,
    Network,
    ProgressRule,
    Rules,
)

START = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - a plan's moments are local
CALENDARS = {
    "office": Calendar.weekly("Mon-Fri 8-12 13-17", name="office"),
    "site": Calendar.weekly("Mon-Sat 7-12 13-18", name="site").closed("--11-15/--03-15"),
    "nights": Calendar.weekly("Mon-Fri 22-24; Tue-Sat 0-6", name="nights"),
}
RULES: tuple[Rules, ...] = (
    PLAIN,
    replace(PLAIN, lag_calendar=LagCalendar.PROJECT, total_float=FloatKind.START),
    P6,
    replace(P6, progress=ProgressRule.PROGRESS_OVERRIDE, lag_calendar=LagCalendar.SUCCESSOR),
    replace(P6, progress=ProgressRule.ACTUAL_DATES, lag_calendar=LagCalendar.ALL_HOURS),
    replace(P6, start_lag_from_early_start=True, total_float=FloatKind.SMALLEST),
    MSP,
    replace(MSP, constraints_beat_links=False),
)


def random_network(seed: int, *, size: int, rules: Rules, with_progress: bool = True) -> Network:
    """A network of activities of all kinds, links of all kinds, and progress up to a data date."""
    rng = np.random.default_rng(seed)
    data_date = START + timedelta(days=20, hours=2)
    network = Network(
        start=START,
        data_date=data_date if with_progress else None,
        must_finish_by="2026-12-24 17:00" if rng.random() < 0.2 else None,
        calendar=CALENDARS["office"],
        calendars=CALENDARS,
        rules=rules,
    )
    for number in range(size):
        network.add(_activity(rng, number, with_progress=with_progress))
    for number in range(1, size):
        for _ in range(int(rng.integers(0, 3))):
            before = int(rng.integers(max(0, number - 12), number))
            network.link(
                Link(
                    f"a{before}",
                    f"a{number}",
                    kind=LinkKind(rng.choice(["FS", "FS", "SS", "FF", "SF"])),
                    lag=int(rng.choice([0, 0, 480, -240, 90, 2000])),
                    lag_share=0.5 if rng.random() < 0.05 else None,
                    lag_calendar=ALL_HOURS if rng.random() < 0.1 else None,
                )
            )
    return network


def _activity(rng: np.random.Generator, number: int, *, with_progress: bool) -> Activity:
    kind = ActivityKind(
        rng.choice(
            ["task", "start milestone", "finish milestone", "level of effort"],
            p=[0.82, 0.08, 0.08, 0.02],
        )
    )
    is_task = kind in (ActivityKind.TASK, ActivityKind.LEVEL_OF_EFFORT)
    activity = Activity(
        key=f"a{number}",
        duration=int(rng.choice([480, 960, 30, 2400, 0])) if is_task else 0,
        calendar=str(rng.choice(["office", "site", "nights", ALL_HOURS])),
        kind=kind,
    )
    if rng.random() < 0.15:
        activity = replace(activity, constraint=_constraint(rng))
    if rng.random() < 0.05:
        activity = replace(activity, second_constraint=_constraint(rng))
    if rng.random() < 0.1:
        activity = replace(activity, committed=_moment(rng))
    if rng.random() < 0.05 and is_task:
        activity = replace(activity, expected_finish=_moment(rng))
    if with_progress and number < 12 and rng.random() < 0.6:
        started = START + timedelta(days=int(rng.integers(0, 18)), hours=int(rng.integers(0, 9)))
        activity = replace(activity, started=started, remaining=int(rng.integers(0, 900)))
        if rng.random() < 0.5:
            activity = replace(activity, finished=started + timedelta(hours=30))
    return activity


def _constraint(rng: np.random.Generator) -> Constraint:
    kind = ConstraintKind(rng.choice([each.value for each in ConstraintKind]))
    is_late = kind is ConstraintKind.AS_LATE_AS_POSSIBLE
    return Constraint(kind, None if is_late else _moment(rng))


def _moment(rng: np.random.Generator) -> datetime:
    return START + timedelta(days=int(rng.integers(0, 120)), hours=int(rng.integers(-8, 12)))
