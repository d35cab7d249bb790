"""Small cases with dates derived by hand, read as networks and as what is expected of them.

A case in days is read with working days of 24 hours, so a day's end is the next midnight.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kaigong.engines.scheduling import (
    ALL_HOURS,
    PLAIN,
    Activity,
    ActivityKind,
    Calendar,
    Constraint,
    ConstraintKind,
    CriticalBy,
    FloatKind,
    Link,
    LinkKind,
    Network,
    Reckoned,
    Schedule,
    Shift,
    SpecialDays,
)

Case = dict[str, Any]
MINUTE = timedelta(minutes=1)
KINDS = {
    "SNET": ConstraintKind.START_NO_EARLIER,
    "SNLT": ConstraintKind.START_NO_LATER,
    "FNET": ConstraintKind.FINISH_NO_EARLIER,
    "FNLT": ConstraintKind.FINISH_NO_LATER,
    "MSO": ConstraintKind.START_ON,
    "MFO": ConstraintKind.FINISH_ON,
    "ALAP": ConstraintKind.AS_LATE_AS_POSSIBLE,
}
MUST = {
    ConstraintKind.START_ON: ConstraintKind.MANDATORY_START,
    ConstraintKind.FINISH_ON: ConstraintKind.MANDATORY_FINISH,
}
AT_FINISH = {"FNET", "FNLT", "MFO"}
WORKED_DAY = (Shift(0, 1440),)


def cases(archive: Path) -> Iterator[tuple[str, Case]]:
    """Every case of an archive, with the name of its file."""
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda each: each.name):
            if member.name.endswith(".json"):
                file = tar.extractfile(member)
                assert file
                for case in json.load(file)["cases"]:
                    yield Path(member.name).stem.removeprefix("cases-"), case


def network_of(case: Case) -> Network:
    """The case as a network."""
    calendars = {each["name"]: calendar(each) for each in case.get("calendars", ())}
    options = case.get("schedulingOptions", {})
    critical = options.get("criticalDefinition", {})
    own = calendar(case.get("calendar", {}))
    rules = replace(
        PLAIN,
        total_float=FloatKind.SMALLEST,
        critical=CriticalBy.LONGEST_PATH
        if critical.get("mode") == "longestPath"
        else CriticalBy.FLOAT,
        critical_float=critical.get("threshold", 0) * own.minutes_per_day,
    )
    network = Network(
        start=start_of(case.get("anchor", "2026-06-01")),
        data_date=case.get("statusDate"),
        calendar=own,
        calendars=calendars,
        rules=rules,
    )
    followed = {each["succ"] for each in case.get("links", ())}
    for task in case["tasks"]:
        network.add(activity(network, task, is_root=task["name"] not in followed))
    for each in case.get("links", ()):
        network.link(link(network, each))
    return network


def activity(network: Network, task: Case, *, is_root: bool) -> Activity:
    is_elapsed = task.get("durationType") == "ELAPSEDTIME"
    key = ALL_HOURS if is_elapsed else task.get("calendar")
    works = (
        Calendar.all_hours() if is_elapsed else network.calendars.get(str(key), network.calendar)
    )
    duration = minutes(task.get("dur") or 0, works)
    made = Activity(
        key=task["name"],
        duration=duration,
        calendar=key,
        kind=kind(task),
        interruption=standing_still(task, duration, works),
        deadline=end_of(task["deadline"]) if task.get("deadline") else None,
        constraint=constraint(task.get("constraint")),
        second_constraint=constraint(task.get("constraint2")),
    )
    if task.get("manuallyScheduled"):
        return replace(made, is_manual=True, manual_start=start_of(task["start"]))
    if task.get("actualStart") or task.get("completion"):
        made = progressed(made, task, works, network)
    elif is_root and task.get("start") and not made.constraint:
        on = start_of(task["start"])
        made = replace(made, constraint=Constraint(ConstraintKind.START_NO_EARLIER, on))
    for each in task.get("externalLinks", ()):
        made = beside_another_project(made, each, works)
    return made


def standing_still(task: Case, duration: int, works: Calendar) -> int:
    """What splits add; in cases in days they are written for days of eight hours."""
    scale = 3 if works.minutes_per_day == 1440 else 1
    gaps = task.get("splitGaps", ())
    return sum(gap["gapMinutes"] * scale for gap in gaps if gap["afterMinutes"] * scale < duration)


def progressed(made: Activity, task: Case, works: Calendar, network: Network) -> Activity:
    left = task.get("remainingMinutes", made.duration * (1 - task.get("completion", 0)))
    return replace(
        made,
        started=start_of(task["actualStart"]) if task.get("actualStart") else network.start,
        finished=end_of(task["actualFinish"]) if task.get("actualFinish") else None,
        remaining=round(left),
    )


def beside_another_project(made: Activity, outside: Case, works: Calendar) -> Activity:
    """An activity with a link to a project that is not at hand, as a constraint."""
    of = outside["relType"]
    at = (
        end_of(outside["anchorDate"])
        if of[outside["direction"] == "successor"] == "F"
        else (start_of(outside["anchorDate"]))
    )
    lag = outside.get("lagMinutes", outside.get("lag", 0) * works.minutes_per_day)
    at = later(works, at, lag if outside["direction"] == "predecessor" else -lag)
    if outside["direction"] == "predecessor":
        name = "SNET" if of[1] == "S" else "FNET"
    else:
        name = "FNLT" if of[0] == "F" else "SNLT"
    return replace(made, second_constraint=Constraint(KINDS[name], at))


def later(works: Calendar, at: datetime, lag: int) -> datetime:
    from kaigong.engines.scheduling.worktime import worktime_of

    origin = at.replace(hour=0, minute=0) - timedelta(days=60)
    tables = worktime_of([works], origin=origin, days=120)
    return tables.moment(int(tables.add(0, tables.instant(at), lag)))


def kind(task: Case) -> ActivityKind:
    if task.get("hammock"):
        return ActivityKind.LEVEL_OF_EFFORT
    if not task.get("milestone") or task.get("dur"):
        return ActivityKind.TASK
    is_finish = task.get("milestoneKind") == "FINISH"
    return ActivityKind.FINISH_MILESTONE if is_finish else ActivityKind.START_MILESTONE


def constraint(described: Case | None) -> Constraint | None:
    if not described or described["type"] == "ASAP":
        return None
    found = KINDS[described["type"]]
    if described.get("hard"):
        found = MUST.get(found, found)
    if "date" not in described:
        return Constraint(found)
    at = end_of if described["type"] in AT_FINISH else start_of
    return Constraint(found, at(described["date"]))


def link(network: Network, each: Case) -> Link:
    first, last = each["type"].split("_")
    before = network.activities[each["pred"]]
    works = network.calendar_of(before)
    is_elapsed = each.get("lagUnit") == "ELAPSEDTIME"
    per_day = 1440 if is_elapsed else works.minutes_per_day
    lag = each.get("lagMinutes")
    return Link(
        before=each["pred"],
        after=each["succ"],
        kind=LinkKind(first[0] + last[0]),
        lag=minutes(each.get("lag", 0), replace(works, minutes_per_day=per_day))
        if lag is None
        else lag,
        lag_share=each["lagPercent"] / 100 if "lagPercent" in each else None,
        lag_calendar=ALL_HOURS if is_elapsed else None,
    )


def calendar(described: Case) -> Calendar:
    week: tuple[tuple[Shift, ...], ...]
    times = described.get("workTime", {}).get("byWeekday")
    if times is None:
        days = described.get("workDays", [1, 2, 3, 4, 5])
        week = tuple(WORKED_DAY if day in days else () for day in range(1, 8))
    else:
        week = tuple(shifts(times.get(str(day), ())) for day in range(1, 8))
    holidays = [
        SpecialDays(
            date.fromisoformat(each["startDate"][:10]), date.fromisoformat(each["endDate"][:10])
        )
        for each in described.get("holidays", ())
    ]
    special = [
        SpecialDays(
            date.fromisoformat(each["date"]),
            date.fromisoformat(each["date"]),
            shifts(each["bands"]),
        )
        for each in described.get("workTime", {}).get("exceptions", ())
    ]
    longest = max((sum(each.end - each.start for each in day) for day in week), default=0)
    return Calendar(
        name=described.get("name", ""),
        week=week,
        changes=(*holidays, *special),
        minutes_per_day=longest or 480,
    )


def shifts(bands: Any) -> tuple[Shift, ...]:
    return tuple(Shift(band["start"], band["end"]) for band in bands)


def minutes(length: int | float | str, works: Calendar) -> int:
    if isinstance(length, str):
        unit = {"u": 60, "h": 60, "m": 1, "d": works.minutes_per_day}[length[-1]]
        return round(float(length[:-1]) * unit)
    return round(length * works.minutes_per_day)


def start_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def end_of(text: str) -> datetime:
    """A day's end is the next midnight; a moment is itself."""
    moment = datetime.fromisoformat(text)
    return moment if "T" in text else moment + timedelta(days=1)


def differences(case: Case, network: Network, schedule: Schedule) -> list[str]:
    """What is not as expected."""
    expected = case["expect"]
    found = []
    for name, fields in expected.get("tasks", {}).items():
        view = schedule[name]
        for field, value in fields.items():
            ours = _field(network, schedule, view, field, value)
            if ours is not None:
                found.append(f"{name}.{field}: {ours}, expected {value}")
    if "criticalPathSet" in expected:
        ours = sorted(view.key for view in schedule if view.is_critical)
        if ours != sorted(expected["criticalPathSet"]):
            found.append(f"critical: {ours}, expected {expected['criticalPathSet']}")
    if "projectEnd" in expected:
        ends = {schedule.finish, end_shown(schedule.finish, expected["projectEnd"])}
        if not any(same_moment(end, expected["projectEnd"]) for end in ends):
            found.append(f"end: {schedule.finish}, expected {expected['projectEnd']}")
    if "drivingSet" in expected:
        links = [network.links[n] for n in schedule.driving_links()]
        ours = sorted([each.before, each.after, each.kind.value] for each in links)
        theirs = [
            [first, last, "".join(word[0] for word in kind.split("_"))]
            for first, last, kind in expected["drivingSet"]
        ]
        if ours != sorted(theirs):
            found.append(f"driving: {ours}, expected {theirs}")
    return found


def _field(network: Network, schedule: Schedule, view: Reckoned, field: str, value: Any) -> Any:
    """Our value where it differs, or None."""
    if field in ("es", "ef", "ls", "lf"):
        dates = view.early if field[0] == "e" else view.late
        moment = dates.start if field[1] == "s" else dates.finish
        if field == "es" and view.activity.started:
            moment = view.start
        is_finish = field[1] == "f"
        theirs = {end_of(value) if is_finish else start_of(value)}
        if is_milestone(view) or view.activity.calendar == ALL_HOURS:  # a day may mean either end
            theirs = {start_of(value), end_of(value)}
        if view.key not in schedule.number:
            return None if moment in theirs else moment
        equal = (schedule.work_between(view.key, moment, each) == 0 for each in theirs)
        return None if any(equal) else moment
    if field in ("tf", "ff"):
        per_day = network.calendar_of(view.activity).minutes_per_day
        ours = (view.total_float if field == "tf" else view.free_float) / per_day
        return None if abs(ours - value) < 1e-3 else ours
    if field == "crit":
        return None if view.is_critical == value else view.is_critical
    return None


def is_milestone(view: Reckoned) -> bool:
    return view.activity.kind in (ActivityKind.START_MILESTONE, ActivityKind.FINISH_MILESTONE)


def end_shown(moment: datetime, like: str) -> datetime:
    return moment if "T" in like else moment - MINUTE


def same_moment(ours: datetime, theirs: str) -> bool:
    return (
        ours == datetime.fromisoformat(theirs)
        if "T" in theirs
        else ours.date().isoformat() == theirs
    )
