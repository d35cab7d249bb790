"""A network in the elements of P6's XML: what an activity, a relationship, a project say."""

from __future__ import annotations

from typing import Final

from kaigong.engines.scheduling.files import pmxml_words as words
from kaigong.engines.scheduling.files.projects import StoredDates
from kaigong.engines.scheduling.files.xer_tables import hours_text
from kaigong.engines.scheduling.files.xml_documents import moment_text
from kaigong.engines.scheduling.network import Activity, Constraint, Link, Network
from kaigong.engines.scheduling.rules import Rules

_KINDS: Final = {ours: theirs for theirs, ours in words.KINDS.items()}
_CONSTRAINTS: Final = {ours: theirs for theirs, ours in words.CONSTRAINTS.items()}
_LINKS: Final = {ours: theirs for theirs, ours in words.LINKS.items()}
_LAG_CALENDARS: Final = {ours: theirs for theirs, ours in words.LAG_CALENDARS.items()}
_FLOATS: Final = {ours: theirs for theirs, ours in words.FLOATS.items()}
_CRITICAL: Final = {ours: theirs for theirs, ours in words.CRITICAL.items()}
_PROGRESS: Final = {ours: theirs for theirs, ours in words.PROGRESS.items()}


def activity_texts(activity: Activity) -> dict[str, str]:
    """What an Activity says of itself; not its calendar and where it belongs."""
    status = "Not Started"
    if activity.started or activity.finished:
        status = "Completed" if activity.finished else "In Progress"
    return {
        # Once it has begun, P6 knows better what was worked.
        **({} if activity.started else {"AtCompletionDuration": hours_text(activity.left)}),
        "Id": activity.key,
        "Name": activity.name,
        "Type": _KINDS[activity.kind],
        "Status": status,
        "PlannedDuration": hours_text(activity.duration),
        "RemainingDuration": hours_text(activity.left),
        **{theirs: moment_text(getattr(activity, ours)) for theirs, ours in words.DATES.items()},
        **_constraint_texts(activity.constraint, "Primary"),
        **_constraint_texts(activity.second_constraint, "Secondary"),
    }


def _constraint_texts(constraint: Constraint | None, which: str) -> dict[str, str]:
    return {
        f"{which}ConstraintType": _CONSTRAINTS[constraint.kind] if constraint else "",
        f"{which}ConstraintDate": moment_text(constraint.on) if constraint else "",
    }


def stored_texts(stored: StoredDates) -> dict[str, str]:
    """Dates that were reckoned; floats are not in this format."""
    return {theirs: moment_text(getattr(stored, ours)) for theirs, ours in words.STORED.items()}


def planned_texts(stored: StoredDates) -> dict[str, str]:
    """The plan of an activity that P6 has not seen before."""
    return {
        "PlannedStartDate": moment_text(stored.start),
        "PlannedFinishDate": moment_text(stored.finish),
    }


def link_texts(link: Link) -> dict[str, str]:
    """What a Relationship says of itself."""
    return {"Type": _LINKS[link.kind], "Lag": hours_text(link.lag)}


def project_texts(network: Network) -> dict[str, str]:
    """What a Project says."""
    return {
        "Id": network.name,
        "DataDate": moment_text(network.data_date),
        "PlannedStartDate": moment_text(network.start),
        "MustFinishByDate": moment_text(network.must_finish_by),
        "CriticalActivityFloatLimit": hours_text(network.rules.critical_float),
        "CriticalActivityPathType": _CRITICAL[network.rules.critical],
    }


def option_texts(rules: Rules) -> dict[str, str]:
    """What its ScheduleOptions say."""
    return {
        "OutOfSequenceScheduleType": _PROGRESS[rules.progress],
        "RelationshipLagCalendar": _LAG_CALENDARS[rules.lag_calendar],
        "ComputeTotalFloatType": _FLOATS[rules.total_float],
        "StartToStartLagCalculationType": _flag(rules.start_lag_from_early_start),
        "UseExpectedFinishDates": _flag(rules.uses_expected_finish),
        "MakeOpenEndedActivitiesCritical": _flag(rules.open_ends_are_critical),
        "IgnoreOtherProjectRelationships": _flag(rules.ignores_other_projects),
    }


def _flag(is_so: bool) -> str:
    return "1" if is_so else "0"
