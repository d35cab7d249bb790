"""A network in the cells of XER: what stands in a row for an activity, a link, a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from kaigong.engines.scheduling.calendars import Calendar, Shifts
from kaigong.engines.scheduling.files import xer_words as words
from kaigong.engines.scheduling.files.days import YEARS_AHEAD, week_and_special_days
from kaigong.engines.scheduling.files.projects import StoredDates
from kaigong.engines.scheduling.files.xer_calendars import calendar_text
from kaigong.engines.scheduling.files.xer_tables import hours_text, moment_text
from kaigong.engines.scheduling.network import Activity, Constraint, Link, Network
from kaigong.engines.scheduling.rules import ProgressRule, Rules

_KINDS: Final = {ours: theirs for theirs, ours in words.KINDS.items()}
_CONSTRAINTS: Final = {ours: theirs for theirs, ours in words.CONSTRAINTS.items()}
_LINKS: Final = {ours: theirs for theirs, ours in words.LINKS.items()}
_LAG_CALENDARS: Final = {ours: theirs for theirs, ours in words.LAG_CALENDARS.items()}
_FLOATS: Final = {ours: theirs for theirs, ours in words.FLOATS.items()}
_CRITICAL: Final = {ours: theirs for theirs, ours in words.CRITICAL.items()}


def years_of(network: Network) -> range:
    """For which a season is written as days: XER knows no seasons."""
    return range(network.start.year - 1, network.start.year + YEARS_AHEAD + 1)


def activity_cells(activity: Activity) -> dict[str, str]:
    """What a row of TASK says of an activity itself; not where it belongs."""
    status = "TK_NotStart"
    if activity.started or activity.finished:
        status = "TK_Complete" if activity.finished else "TK_Active"
    return {
        "task_code": activity.key,
        "task_name": activity.name,
        "task_type": _KINDS[activity.kind],
        "status_code": status,
        "target_drtn_hr_cnt": hours_text(activity.duration),
        "remain_drtn_hr_cnt": hours_text(activity.left),
        **{theirs: moment_text(getattr(activity, ours)) for theirs, ours in words.DATES.items()},
        **_constraint_cells(activity.constraint, ""),
        **_constraint_cells(activity.second_constraint, "2"),
    }


def _constraint_cells(constraint: Constraint | None, number: str) -> dict[str, str]:
    return {
        f"cstr_type{number}": _CONSTRAINTS[constraint.kind] if constraint else "",
        f"cstr_date{number}": moment_text(constraint.on) if constraint else "",
    }


def stored_cells(stored: StoredDates) -> dict[str, str]:
    """Dates and floats that were reckoned."""
    cells = {}
    for theirs, ours in words.STORED.items():
        value = getattr(stored, ours)
        is_hours = theirs.endswith("_hr_cnt")
        text = hours_text(value) if is_hours and value is not None else ""
        cells[theirs] = text if is_hours else moment_text(value)
    driving = {True: "Y", False: "N", None: ""}[stored.is_critical]
    return {**cells, "driving_path_flag": driving}


def planned_cells(stored: StoredDates) -> dict[str, str]:
    """The plan of an activity that P6 has not seen before."""
    return {
        "target_start_date": moment_text(stored.start),
        "target_end_date": moment_text(stored.finish),
    }


def link_cells(link: Link) -> dict[str, str]:
    """What a row of TASKPRED says of a link itself."""
    return {"pred_type": _LINKS[link.kind], "lag_hr_cnt": hours_text(link.lag)}


def lag_of(link: Link, network: Network) -> int:
    """The lag in minutes: a share becomes what it is of the duration today."""
    if link.lag_share is None:
        return link.lag
    before = network.activities.get(link.before)
    return round(link.lag_share * before.duration) if before else 0


def project_cells(network: Network) -> dict[str, str]:
    """What a row of PROJECT says."""
    return {
        "proj_short_name": network.name,
        "last_recalc_date": moment_text(network.data_date),
        "plan_start_date": moment_text(network.start),
        "plan_end_date": moment_text(network.must_finish_by),
        "critical_drtn_hr_cnt": hours_text(network.rules.critical_float),
        "critical_path_type": _CRITICAL[network.rules.critical],
    }


def option_cells(rules: Rules) -> dict[str, str]:
    """What a row of SCHEDOPTIONS says."""
    return {
        "sched_retained_logic": _flag(rules.progress is ProgressRule.RETAINED_LOGIC),
        "sched_progress_override": _flag(rules.progress is ProgressRule.PROGRESS_OVERRIDE),
        "sched_calendar_on_relationship_lag": _LAG_CALENDARS[rules.lag_calendar],
        "sched_float_type": _FLOATS[rules.total_float],
        "sched_lag_early_start_flag": _flag(rules.start_lag_from_early_start),
        "sched_use_expect_end_flag": _flag(rules.uses_expected_finish),
        "sched_open_critical_flag": _flag(rules.open_ends_are_critical),
        "sched_outer_depend_type": "SD_None" if rules.ignores_other_projects else "SD_Both",
    }


def calendar_cells(calendar: Calendar, years: Iterable[int]) -> dict[str, str]:
    """What a row of CALENDAR says: the whole week, and every day that differs."""
    week, days = week_and_special_days(calendar, years)
    if calendar.base:
        days = {**_opened_again(calendar.base, week, years), **days}
    per_week = sum(shift.end - shift.start for day in week for shift in day)
    return {
        "day_hr_cnt": hours_text(calendar.minutes_per_day),
        "week_hr_cnt": hours_text(per_week),
        "clndr_data": calendar_text(week, days),
    }


def _opened_again(
    base: Calendar, week: tuple[Shifts, ...], years: Iterable[int]
) -> dict[date, Shifts]:
    """Days apart of the base, as the week has them: P6 takes a base's days over otherwise."""
    return {day: week[day.weekday()] for day in week_and_special_days(base, years)[1]}


def _flag(is_so: bool) -> str:
    return "Y" if is_so else "N"
