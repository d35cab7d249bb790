"""Networks with the dates that other programs stored for them, from the shared archives."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kaigong.engines.scheduling import (
    ALL_HOURS,
    MSP,
    P6,
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
    Shift,
    SpecialDays,
)
from kaigong.engines.scheduling.schedule import Schedule

FIELDS = ("es", "ef", "ls", "lf", "tf")

CONSTRAINTS = {
    "START_NO_EARLIER_THAN": ConstraintKind.START_NO_EARLIER,
    "START_NO_LATER_THAN": ConstraintKind.START_NO_LATER,
    "FINISH_NO_EARLIER_THAN": ConstraintKind.FINISH_NO_EARLIER,
    "FINISH_NO_LATER_THAN": ConstraintKind.FINISH_NO_LATER,
    "START_ON": ConstraintKind.START_ON,
    "FINISH_ON": ConstraintKind.FINISH_ON,
    "MUST_START_ON": ConstraintKind.MANDATORY_START,
    "MUST_FINISH_ON": ConstraintKind.MANDATORY_FINISH,
    "AS_LATE_AS_POSSIBLE": ConstraintKind.AS_LATE_AS_POSSIBLE,
}
KINDS = {
    "TASK_DEPENDENT": ActivityKind.TASK,
    "RESOURCE_DEPENDENT": ActivityKind.RESOURCE_DEPENDENT,
    "FINISH_MILESTONE": ActivityKind.FINISH_MILESTONE,
    "START_MILESTONE": ActivityKind.START_MILESTONE,
}
LAG_CALENDARS = {
    "PREDECESSOR": LagCalendar.PREDECESSOR,
    "SUCCESSOR": LagCalendar.SUCCESSOR,
    "TWENTY_FOUR_HOUR": LagCalendar.ALL_HOURS,
    "PROJECT_DEFAULT": LagCalendar.PROJECT,
}
PROGRESS = {
    "RETAINED_LOGIC": ProgressRule.RETAINED_LOGIC,
    "PROGRESS_OVERRIDE": ProgressRule.PROGRESS_OVERRIDE,
    "ACTUAL_DATES": ProgressRule.ACTUAL_DATES,
}


@dataclass
class Oracle:
    """One project of a file: the network, and what was stored for its activities."""

    name: str
    network: Network
    rows: dict[str, dict[str, Any]]

    def score(self, schedule: Schedule) -> Score:
        """Which stored dates of unfinished, automatic activities are ours too."""
        score = Score()
        for key, row in self.rows.items():
            if row.get("actual_finish") or row.get("manual"):
                continue
            view = schedule[key]
            ours = {
                "es": view.early.start,
                "ef": view.early.finish,
                "ls": view.late.start,
                "lf": view.late.finish,
            }
            for name, moment in ours.items():
                stored = row["stored"][name]
                if stored:
                    apart = schedule.work_between(key, moment, datetime.fromisoformat(stored))
                    score.count(name, apart == 0, f"{self.name} {key} {name} {moment} {stored}")
            stored = row["stored"]["tf_h"]
            if stored is not None:
                agrees = abs(view.total_float / 60 - stored) <= 0.1
                score.count("tf", agrees, f"{self.name} {key} tf {view.total_float / 60} {stored}")
            stored = row["stored"]["ff_h"]
            if stored is not None:
                agrees = abs(view.free_float / 60 - stored) <= 0.1
                score.count("ff", agrees, f"{self.name} {key} ff {view.free_float / 60} {stored}")
        return score


@dataclass
class Score:
    """How many of the stored dates are met, by field, and which are missed."""

    asked: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def count(self, name: str, agrees: bool, what: str) -> None:
        self.asked[name] += 1
        self.met[name] += agrees
        if not agrees:
            self.misses.append(what)

    def __add__(self, other: Score) -> Score:
        return Score(self.asked + other.asked, self.met + other.met, self.misses + other.misses)

    def share(self, name: str) -> float:
        return self.met[name] / self.asked[name]

    def __str__(self) -> str:
        table = [f"{name} {self.met[name]}/{self.asked[name]}" for name in sorted(self.asked)]
        return "\n".join([*table, *self.misses])


def oracles(archive: Path, *, inside: str = "oracle/") -> Iterator[Oracle]:
    """Every project of an archive, with activities in it."""
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda each: each.name):
            if inside not in member.name or not member.name.endswith(".json"):
                continue
            file = tar.extractfile(member)
            assert file
            for project in json.load(file):
                if project["activities"] and project["project"]["start"]:
                    yield oracle(Path(member.name).stem, project)


def oracle(name: str, described: dict[str, Any]) -> Oracle:
    """A network of a described project."""
    project = described["project"]
    is_p6 = described["application"] == "Primavera P6" or name.startswith("p6_")
    calendars = {str(each["id"]): calendar(each) for each in described["calendars"]}
    calendars["people"] = next(iter(calendars.values()))
    calendars["nights"] = Calendar.weekly("Mon 23-24; Tue-Fri 0-3 4-8 23-24; Sat 0-3 4-8")
    network = Network(
        start=project["planned_start"] or project["start"],
        data_date=project["data_date"],
        must_finish_by=project["must_finish_by"],
        calendar=calendars.get(str(project["default_calendar"])),
        calendars=calendars,
        rules=p6_rules(project) if is_p6 else MSP,
        name=name,
    )
    network.resource_calendars.update(engineer="people", watchman="nights")
    rows = {str(each["id"]): each for each in described["activities"]}
    below = summaries_of(name)
    for key in below:
        network.add(Activity(key=key, kind=ActivityKind.SUMMARY))
    for key, row in rows.items():
        above = "/".join(each for each, members in below.items() if int(key) in members)
        network.add(activity(name, key, row, above))
    for each in described["links"]:
        link = Link(
            before=str(each["pred"]),
            after=str(each["succ"]),
            kind=LinkKind(each["type"]),
            **lag(each),
        )
        network.link(link)
    return Oracle(name, network, rows)


def p6_rules(project: dict[str, Any]) -> Any:
    floats = {"FINISH_SLACK": FloatKind.FINISH, "START_SLACK": FloatKind.START}
    return replace(
        P6,
        progress=PROGRESS[project["progress"]],
        lag_calendar=LAG_CALENDARS[project["lag_calendar"]],
        total_float=floats.get(project["total_float"], FloatKind.SMALLEST),
    )


def summaries_of(name: str) -> dict[str, set[int]]:
    return SUMMARIES.get(name, {})


# What lies below the summaries that links lead to; the descriptions leave it out.
SUMMARIES: dict[str, dict[str, set[int]]] = {
    "ExtractEmbeddedObjects.mpp": {"87": {77, 78, 92, 93}, "101": {49, 51, 103, 105}},
    "ReadWorkWeeksInformation.mpp": {"5": {6, 7}},
    "ViewSplitTasks.mpp": {"5": {6, 7}},
}
# Further facts the descriptions leave out: elapsed durations, splits, calendars of resources.
FACTS: dict[tuple[str, int], dict[str, Any]] = {
    ("DurationTest8.mpp", 11): {"calendar": ALL_HOURS},
    ("DurationTest8.mpp", 12): {"calendar": ALL_HOURS},
    ("DurationTest8.mpp", 13): {"calendar": ALL_HOURS},
    ("DurationTest8.mpp", 14): {"calendar": ALL_HOURS},
    # Two people share task 2; the task runs when one of them works, 16 hours a day.
    ("sample.mpp", 2): {"calendar": None, "needs": {"engineer": 0.5, "watchman": 0.75}},
    ("sample.xml", 2): {"calendar": None, "needs": {"engineer": 0.5, "watchman": 0.75}},
    ("sample.mpp", 24): {"calendar": "nights"},
    ("sample.xml", 24): {"calendar": "nights"},
    ("ViewSplitTasks.mpp", 4): {"interruption": 24 * 60},
    ("splits9b.mpp", 1): {"interruption": 48 * 60},
    ("splits9b.mpp", 4): {"interruption": 16 * 60},
    ("splits9b.mpp", 5): {"interruption": 16 * 60},
    ("OzBuild_16_Orig.mpp", 20): {"needs": {"engineer": 1}},
    ("OzBuild_16_Orig.mpp", 22): {"needs": {"engineer": 1}},
}


def activity(name: str, key: str, row: dict[str, Any], wbs: str) -> Activity:
    constraint = None
    if row.get("constraint"):
        kind, on = row["constraint"]
        constraint = Constraint(CONSTRAINTS[kind], moment(on))
    is_manual = bool(row.get("manual"))
    described = Activity(
        key=key,
        name=row["code"],
        duration=round((row["duration_h"] or 0) * 60),
        remaining=round((row["remaining_h"] or 0) * 60),
        calendar=str(row["calendar"]),
        kind=KINDS[row["type"]] if row.get("type") else ActivityKind.TASK,
        wbs=wbs,
        constraint=constraint,
        started=moment(row.get("actual_start")),
        finished=moment(row.get("actual_finish")),
        is_manual=is_manual,
        manual_start=moment(row["stored"]["start"]) if is_manual else None,
        manual_finish=moment(row["stored"]["finish"]) if is_manual else None,
    )
    return replace(described, **FACTS.get((name, int(key)), {}))


def lag(row: dict[str, Any]) -> dict[str, Any]:
    if "lag" not in row:
        return {}
    amount, unit = row["lag"]
    if unit == "%":
        return {"lag_share": amount / 100}
    return {"lag": round(row["lag_h"] * 60)}


def calendar(row: dict[str, Any]) -> Calendar:
    return Calendar(
        name=row["name"],
        week=tuple(shifts(day) for day in row["week_mon_to_sun"]),
        changes=tuple(
            SpecialDays(date.fromisoformat(day), date.fromisoformat(day), shifts(times))
            for day, times in row["exceptions"]
        ),
    )


def shifts(spans: list[list[str]]) -> tuple[Shift, ...]:
    return tuple(Shift(minute(start), minute(end) or 1440) for start, end in spans)


def minute(text: str) -> int:
    hour, minutes = text.split(":")[:2]
    return int(hour) * 60 + int(minutes)


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
