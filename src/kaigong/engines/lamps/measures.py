"""What the rules measure of each project, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]

Fact = str | float | int | date


@dataclass(frozen=True)
class ProjectFacts:
    """What is on record of each project, as columns of the same length.

    Days are datetime64[D] with NaT for none; amounts are in the zone's currency unit with NaN for
    none. `done_to_date` and `plan_to_date` cover this year up to the project's own last report.
    """

    is_to_start: Flags  # in a stage before the start, and not in the reserve pool
    is_under_way: Flags  # started, not completed
    has_own_figures: Flags  # under way, and no other project gives its figures
    is_unconfirmed: Flags  # on record as being built, in no plan of the year, never reported
    planned_start: Days
    started: Days
    planned_completion: Days
    completed: Days
    done_to_date: Floats
    plan_to_date: Floats
    compared_month: Days  # first day of the last month in the two sums
    missing_reports: Floats  # due and not there; NaN where none is asked
    first_missing_month: Days
    last_figure: Days  # last day of the last month with a figure
    milestone_due: Days  # of the earliest milestone that is passed and not done
    milestone_name: tuple[str, ...]
    milestone_name_en: tuple[str, ...]  # empty where it has none
    milestones_passed: Floats

    def __len__(self) -> int:
        return len(self.is_to_start)


@dataclass(frozen=True)
class Measured:
    """One value per project (NaN: the question does not arise) and the facts behind one of them."""

    values: Floats
    facts: Callable[[int], Mapping[str, Fact]]


def _days_since(days: Days, on: date, where: Flags) -> Floats:
    """Whole days from each day to `on`; NaN where there is no day or the question is not put."""
    passed: Floats = (np.datetime64(on) - days.astype("datetime64[D]")).astype(np.float64)
    return np.where(where & ~np.isnat(days), passed, np.nan)


def _day(days: Days, place: int) -> date:
    found: Any = days[place].astype("datetime64[D]").item()
    return date(found.year, found.month, found.day)


def late_start_days(projects: ProjectFacts, on: date) -> Measured:
    """Days since the planned start of a project that has not started; negative before it."""
    waits = projects.is_to_start & np.isnat(projects.started)
    values = _days_since(projects.planned_start, on, waits)
    return Measured(
        values,
        lambda place: {"day": _day(projects.planned_start, place), "days": int(values[place])},
    )


def late_completion_days(projects: ProjectFacts, on: date) -> Measured:
    """Days since the promised completion of a project that is not completed."""
    waits = (projects.is_to_start | projects.is_under_way) & np.isnat(projects.completed)
    values = _days_since(projects.planned_completion, on, waits)
    return Measured(
        values,
        lambda place: {"day": _day(projects.planned_completion, place), "days": int(values[place])},
    )


def plan_share(projects: ProjectFacts, _on: date) -> Measured:
    """Amount done this year as a fraction of the plan for the same months."""
    is_known = (projects.plan_to_date > 0) & ~np.isnan(projects.done_to_date)
    divisor = np.where(is_known, projects.plan_to_date, 1.0)
    values = np.where(is_known, projects.done_to_date / divisor, np.nan)
    return Measured(
        values,
        lambda place: {
            "share": float(values[place]),
            "done_amount": float(projects.done_to_date[place]),
            "plan_amount": float(projects.plan_to_date[place]),
            "month": _day(projects.compared_month, place),
        },
    )


def missing_reports(projects: ProjectFacts, _on: date) -> Measured:
    """Monthly reports that were due and are not there."""
    values = projects.missing_reports
    return Measured(
        values,
        lambda place: {
            "count": int(values[place]),
            "month": _day(projects.first_missing_month, place),
        },
    )


def unconfirmed_works(projects: ProjectFacts, on: date) -> Measured:
    """1 where it has to be found out first whether a project is still being built."""
    values = np.where(projects.is_unconfirmed, 1.0, np.nan)
    return Measured(values, lambda _place: {"year": on.year})


def milestone_days(projects: ProjectFacts, on: date) -> Measured:
    """Days since the earliest milestone that was passed without being done."""
    values = _days_since(projects.milestone_due, on, np.ones(len(projects), dtype=np.bool_))
    return Measured(
        values,
        lambda place: {
            "day": _day(projects.milestone_due, place),
            "days": int(values[place]),
            "name": projects.milestone_name[place],
            "name_en": projects.milestone_name_en[place],
            "count": int(projects.milestones_passed[place]),
        },
    )


def figure_age_days(projects: ProjectFacts, on: date) -> Measured:
    """Days since the last figure of a project under way that has its own."""
    values = _days_since(projects.last_figure, on, projects.has_own_figures)
    return Measured(
        values,
        lambda place: {"day": _day(projects.last_figure, place), "days": int(values[place])},
    )


def silence_days(projects: ProjectFacts, on: date) -> Measured:
    """Days since the start of a project under way that has no figure at all."""
    is_silent = projects.has_own_figures & np.isnat(projects.last_figure)
    values = _days_since(projects.started, on, is_silent)
    return Measured(
        values, lambda place: {"day": _day(projects.started, place), "days": int(values[place])}
    )


MEASURES: dict[str, Callable[[ProjectFacts, date], Measured]] = {
    measure.__name__: measure
    for measure in (
        late_start_days,
        late_completion_days,
        plan_share,
        missing_reports,
        unconfirmed_works,
        milestone_days,
        figure_age_days,
        silence_days,
    )
}
