"""What differs between a network we read and what the oracle tells of the same file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from kaigong.engines.scheduling import ActivityKind, ConstraintKind, Network
from kaigong.engines.scheduling.files.days import week_and_special_days
from kaigong.engines.scheduling.files.projects import FileProject, StoredDates

_KINDS = {
    "TASK_DEPENDENT": ActivityKind.TASK,
    "RESOURCE_DEPENDENT": ActivityKind.RESOURCE_DEPENDENT,
    "START_MILESTONE": ActivityKind.START_MILESTONE,
    "FINISH_MILESTONE": ActivityKind.FINISH_MILESTONE,
}
_CONSTRAINTS = {
    "START_NO_EARLIER_THAN": ConstraintKind.START_NO_EARLIER,
    "START_NO_LATER_THAN": ConstraintKind.START_NO_LATER,
    "FINISH_NO_EARLIER_THAN": ConstraintKind.FINISH_NO_EARLIER,
    "FINISH_NO_LATER_THAN": ConstraintKind.FINISH_NO_LATER,
    "MUST_START_ON": ConstraintKind.MANDATORY_START,
    "MUST_FINISH_ON": ConstraintKind.MANDATORY_FINISH,
    "START_ON": ConstraintKind.START_ON,
    "FINISH_ON": ConstraintKind.FINISH_ON,
    "AS_LATE_AS_POSSIBLE": ConstraintKind.AS_LATE_AS_POSSIBLE,
}
_STORED = {
    "es": "early_start",
    "ef": "early_finish",
    "ls": "late_start",
    "lf": "late_finish",
}
_OPTIONS = {
    "RETAINED_LOGIC": "retained logic",
    "PROGRESS_OVERRIDE": "progress override",
    "PREDECESSOR": "predecessor",
    "SUCCESSOR": "successor",
    "TWENTY_FOUR_HOUR": "24 h",
    "PROJECT_DEFAULT": "project",
    "PROJECT_OR_TASK (MS Project)": "successor",
    "FINISH_SLACK": "finish",
    "SMALLEST_SLACK": "smallest",
    "MIN(start,finish)": "smallest",
    "START": "start",
}


def matching(project: FileProject, told: list[dict[str, Any]]) -> dict[str, Any]:
    """What is told of the project with the same activities."""
    ids = {int(source) for source in project.sources.values()}
    return max(told, key=lambda each: len(ids & {a["id"] for a in each["activities"]}))


def misses(project: FileProject, told: dict[str, Any]) -> Iterator[str]:
    """Every fact of the oracle that we read otherwise, as "place: theirs, ours"."""
    network = project.network
    yield from _options(network, told["project"])
    yield from _calendars(network, told)
    keys = {int(source): key for key, source in project.sources.items()}
    for activity in told["activities"]:
        key = keys.get(activity["id"])
        if key is None:
            yield f"{activity['id']}: not read"
            continue
        yield from _activity(network, project.stored[key], key, activity)
    yield from _links(network, keys, told["links"])


def _options(network: Network, told: dict[str, Any]) -> Iterator[str]:
    rules = network.rules
    for name, ours in (
        ("data_date", network.data_date),
        ("must_finish_by", network.must_finish_by),
        ("schedule_from", rules.schedule_from.value),
        ("progress", rules.progress.value if told["progress"] else None),
        ("lag_calendar", rules.lag_calendar.value),
        ("total_float", rules.total_float.value),
        ("default_calendar", network.calendar.source_key),
    ):
        theirs = told[name]
        if isinstance(ours, datetime):
            ours = f"{ours:%Y-%m-%dT%H:%M}"
        if str(_OPTIONS.get(theirs, theirs)) != str(ours):
            yield f"{name}: {theirs}, {ours}"


def _calendars(network: Network, told: dict[str, Any]) -> Iterator[str]:
    ours = {calendar.source_key: calendar for calendar in network.calendars.values()}
    ours[network.calendar.source_key] = network.calendar
    window = [date.fromisoformat(told["project"][end][:10]) for end in ("start", "finish")]
    first, last = window[0] - timedelta(days=120), window[1] + timedelta(days=200)
    for calendar in told["calendars"]:
        mine = ours.get(str(calendar["id"]))
        if mine is None:
            yield f"calendar {calendar['id']}: not read"
            continue
        week, days = week_and_special_days(mine, range(first.year - 1, last.year + 1))
        if [_shifts(day) for day in week] != calendar["week_mon_to_sun"]:
            yield f"calendar {calendar['id']}: week"
        theirs = {each["date"]: each["shifts"] for each in map(_exception, calendar["exceptions"])}
        mine_days = {day.isoformat(): _shifts(its) for day, its in days.items()}
        within = {day.isoformat() for day in days if first <= day <= last}
        for day in sorted(theirs.keys() | within):
            if theirs.get(day) != mine_days.get(day):
                yield f"calendar {calendar['id']} on {day}: {theirs.get(day)}, {mine_days.get(day)}"


def _exception(told: Any) -> dict[str, Any]:
    if isinstance(told, dict):
        return {"date": told["date"], "shifts": told.get("shifts", [])}
    return {"date": told[0], "shifts": told[1] if len(told) > 1 else []}


def _shifts(day: tuple[Any, ...]) -> list[list[str]]:
    return [[_clock(shift.start), _clock(shift.end)] for shift in day]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _activity(
    network: Network, stored: StoredDates, key: str, told: dict[str, Any]
) -> Iterator[str]:
    ours = network.activities[key]
    remaining = ours.remaining
    if remaining is None:
        remaining = 0 if ours.finished else ours.duration
    facts: dict[str, tuple[object, object]] = {
        "calendar": (told["calendar"], int(network.calendar_of(ours).source_key or 0)),
        "remaining": (round((told["remaining_h"] or 0) * 60), remaining),
        "actual_start": (told.get("actual_start"), _iso(ours.started)),
        "actual_finish": (told.get("actual_finish"), _iso(ours.finished)),
    }
    if not ours.started:  # of started ones the oracle tells what was worked and what remains
        facts["duration"] = (round((told["duration_h"] or 0) * 60), ours.duration)
    if "type" in told:
        facts["kind"] = (_KINDS[told["type"]], ours.kind)
        facts["code"] = (told["code"], key)
    if "manual" in told:
        facts["manual"] = (told["manual"], ours.is_manual)
        facts["active"] = (told["active"], ours.is_active)
        facts["milestone"] = (told["milestone"], ours.kind is ActivityKind.FINISH_MILESTONE)
    constraint = ours.constraint
    kind, on = told.get("constraint") or (None, None)
    facts["constraint"] = (
        (_CONSTRAINTS.get(kind, kind), on),
        (constraint and constraint.kind, constraint and _iso(constraint.on)),
    )
    for name, mine in _STORED.items():
        facts[name] = (told["stored"][name], _iso(getattr(stored, mine)))
    for name, minutes in (("tf_h", stored.total_float), ("ff_h", stored.free_float)):
        if told["stored"]["es"] is not None and not ours.finished:
            theirs = told["stored"][name]
            facts[name] = (None if theirs is None else round(theirs * 60), minutes)
    for name, (theirs, mine) in facts.items():
        if theirs != mine:
            yield f"{key} {name}: {theirs}, {mine}"


def _links(network: Network, keys: dict[int, str], told: list[dict[str, Any]]) -> Iterator[str]:
    theirs = Counter(
        (keys.get(link["pred"]), keys.get(link["succ"]), link["type"], round(lag * 60))
        for link in told
        for lag in [link.get("lag_h", 0)]
    )
    mine = Counter((link.before, link.after, link.kind.value, link.lag) for link in network.links)
    for link in theirs - mine:
        yield f"link {link}: only theirs"
    for link in mine - theirs:
        yield f"link {link}: only ours"


def _iso(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else None
