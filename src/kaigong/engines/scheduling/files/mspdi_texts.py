"""A network in the elements of MSPDI: what a task, a link, a project say."""

from __future__ import annotations

from typing import Final

from kaigong.engines.scheduling.files import mspdi_words as words
from kaigong.engines.scheduling.files.projects import StoredDates
from kaigong.engines.scheduling.files.xml_documents import moment_text, span_text
from kaigong.engines.scheduling.network import (
    ALL_HOURS,
    Activity,
    ActivityKind,
    ConstraintKind,
    Link,
    Network,
)
from kaigong.engines.scheduling.rules import From

_LINKS: Final = {ours: theirs for theirs, ours in words.LINKS.items()}
_CONSTRAINTS: Final = {
    **{ours: theirs for theirs, ours in words.CONSTRAINTS.items()},
    ConstraintKind.MANDATORY_START: "2",
    ConstraintKind.MANDATORY_FINISH: "3",
}
_MILESTONES: Final = (ActivityKind.START_MILESTONE, ActivityKind.FINISH_MILESTONE)


def activity_texts(activity: Activity) -> dict[str, str]:
    """What a task says of an activity itself; not its calendar and where it belongs."""
    remaining = activity.left
    constraint = activity.constraint
    manual = (activity.manual_start, activity.manual_finish) if activity.is_manual else (None, None)
    return {
        "Name": activity.name,
        "Active": _flag(activity.is_active),
        "Manual": _flag(activity.is_manual),
        "Duration": span_text(activity.duration),
        "ManualStart": moment_text(manual[0]),
        "ManualFinish": moment_text(manual[1]),
        "DurationFormat": words.ELAPSED_DAYS if activity.calendar == ALL_HOURS else words.DAYS,
        "Resume": moment_text(activity.resumes),
        "Milestone": _flag(activity.kind in _MILESTONES),
        "Summary": _flag(activity.kind is ActivityKind.SUMMARY),
        "PercentComplete": str(_percent(activity, remaining)),
        "ActualStart": moment_text(activity.started),
        "ActualFinish": moment_text(activity.finished),
        "RemainingDuration": span_text(remaining),
        "ConstraintType": _CONSTRAINTS[constraint.kind] if constraint else "0",
        "ConstraintDate": moment_text(constraint.on) if constraint else "",
        "Deadline": moment_text(activity.deadline),
        "IgnoreResourceCalendar": _flag(activity.ignores_resource_calendars),
    }


def _percent(activity: Activity, remaining: int) -> int:
    if activity.finished:
        return 100
    if not activity.started or not activity.duration:
        return 0
    return max(0, min(99, 100 - round(100 * remaining / activity.duration)))


def stored_texts(stored: StoredDates) -> dict[str, str]:
    """Dates and slacks that were reckoned; slacks in tenths of a minute."""
    slacks = {theirs: getattr(stored, ours) for theirs, ours in words.STORED_SLACKS.items()}
    return {
        **{
            theirs: moment_text(getattr(stored, ours))
            for theirs, ours in words.STORED_DATES.items()
        },
        **{name: "" if minutes is None else str(minutes * 10) for name, minutes in slacks.items()},
        "Critical": "" if stored.is_critical is None else _flag(stored.is_critical),
    }


def link_texts(link: Link) -> dict[str, str]:
    """What a PredecessorLink says; its UID comes from elsewhere."""
    is_elapsed = link.lag_calendar == ALL_HOURS
    if link.lag_share is not None:
        lag, form = round(link.lag_share * 100), "20" if is_elapsed else "19"
    else:
        lag = link.lag * 10
        form = words.ELAPSED_DAYS if is_elapsed and link.lag else words.DAYS
    return {
        "Type": _LINKS[link.kind],
        "CrossProject": "0",
        "LinkLag": str(lag),
        "LagFormat": form,
    }


def project_texts(network: Network) -> dict[str, str]:
    """What the project says of a network."""
    rules, per_day = network.rules, network.calendar.minutes_per_day
    is_from_finish = rules.schedule_from is From.FINISH
    return {
        "Title": network.name,
        "ScheduleFromStart": _flag(not is_from_finish),
        "StartDate": moment_text(network.start),
        "FinishDate": moment_text(network.finish) if is_from_finish else "",
        "CriticalSlackLimit": str(round(rules.critical_float / per_day)),
        "MinutesPerDay": str(per_day),
        "MultipleCriticalPaths": _flag(rules.open_ends_are_critical),
        "StatusDate": moment_text(network.data_date),
    }


def _flag(is_so: bool) -> str:
    return "1" if is_so else "0"
