"""What a file would do to a plan, told in plain values that a page puts into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kaigong.engines.scheduling.comparing import FIELDS, agreement_of
from kaigong.engines.scheduling.files import LostField, ScheduleFile, lost_fields
from kaigong.plan.calendars import definitions_of
from kaigong.plan.drafts import links_of
from kaigong.plan.file_networks import network_sent_back
from kaigong.plan.file_resources import FileScarce, scarce_of
from kaigong.plan.file_rows import FileRows, rows_of
from kaigong.plan.models import Activity, PlanFile, SubPlan, WorkCalendar, in_one_outline
from kaigong.plan.reckoning import network_of
from kaigong.plan.resources_sent_back import ScarceBack
from kaigong.plan.selectors.files import origin_of, project_in
from kaigong.plan.services.file_loads import resources_told
from kaigong.plan.services.file_resources import Taken

SHOWN = 300  # rows of each sort that the page names
# What no scheduler's file says of an activity, or what follows from what it says.
_UNTOLD = {"place", "duration_source", "learned_from", "template_duration"}
_OURS = {"trade", "committed"}  # no scheduler's file has them
Moments = dict[str, int | None]


@dataclass(frozen=True)
class Trial:
    """The plan as it was: which calendars it had, its end, and when what is promised comes."""

    calendars: set[int] = field(default_factory=set)
    finish: int | None = None
    promised: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def before(cls, plan: SubPlan | None) -> Trial:
        if plan is None:
            return cls()
        rows = list(Activity.objects.filter(sub_plan=plan))
        return cls(
            set(WorkCalendar.objects.filter(sub_plan=plan).values_list("pk", flat=True)),
            _finish(rows),
            {row.key: row.early_finish for row in rows if row.committed is not None},
        )


def told_of(
    plan: SubPlan,
    kept: PlanFile,
    file: ScheduleFile,
    was: Trial,
    *,
    taken: Mapping[str, Taken],
) -> dict[str, Any]:
    """The report of a dry run, while the file is in the plan.

    Args:
        taken: Resources of the file that came into the plan, by their keys in it.
    """
    project = project_in(file, kept.chosen)
    read = rows_of(project)
    rows = in_one_outline(Activity.objects.filter(sub_plan=plan).order_by("place"))
    links = {(before, after, kind): lag for before, after, kind, lag in links_of(plan)}
    edit = plan.edits.filter(number=plan.version, verb="bring").first()
    changes = edit.changes if edit and plan.version > kept.seen_version else []
    scarce = scarce_of(project, read)
    held = network_sent_back(
        project.network,
        read,
        rows,
        links,
        calendars=kept.calendars,
        definitions=definitions_of(plan.project.zone, plans=[plan]),
        whole=True,
        scarce=ScarceBack({key: each.key for key, each in taken.items()}, scarce),
    )
    return {
        "rows": _rows(changes),
        "links": _count(changes, "link"),
        "unchanged": len(rows)
        - sum(1 for each in changes if each["after"] and each["table"] == "activity"),
        "resources": {
            "count": _count(changes, "resource"),
            "told": resources_told(plan, rows, links, scarce, taken),
            "unused": sum(1 for key in scarce.told if not scarce.used.get(key)),
            "gone": _gone(plan, kept, scarce),
            "names": {key: [row["name"], row["name_en"]] for key, row in plan.resources.items()},
        },
        "calendars": _calendars(plan, was),
        "lost": lost_by_sort(lost_fields(project.network, held)),
        "remarks": [[each.zh, each.en] for each in (*file.remarks, *read.remarks)],
        "agreement": _agreement(plan, rows, links, read, project.stored),
        "rules": [plan.rules, plan.options],
        "data_date": plan.data_date,
        "plan": _of_plan(changes),
        "finish": [was.finish, _finish(rows)],
        "promised": [
            [row.key, row.name, row.committed, was.promised.get(row.key), row.early_finish]
            for row in rows
            if row.committed is not None
        ]
        + [
            [key, key, None, finish, None]
            for key, finish in was.promised.items()
            if key not in {row.key for row in rows}
        ],
    }


def _finish(rows: list[Activity]) -> int | None:
    return max((row.early_finish for row in rows if row.early_finish is not None), default=None)


def _rows(changes: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts, and the first rows of each sort with the columns that differ."""
    told: dict[str, Any] = {
        "new": [],
        "changed": [],
        "gone": [],
        "count": _count(changes, "activity"),
    }
    for each in changes:
        if each["table"] != "activity":
            continue
        before, after = each["before"], each["after"]
        name = (after or before)["name"]
        if before and after:
            cells = [
                [column, before[column], after[column]]
                for column in after
                if before[column] != after[column] and column not in _UNTOLD
            ]
            if cells:
                told["changed"].append([each["key"], name, cells])
        else:
            told["new" if after else "gone"].append([each["key"], name])
    return told | {sort: told[sort][:SHOWN] for sort in ("new", "changed", "gone")}


def _of_plan(changes: list[dict[str, Any]]) -> list[list[Any]]:
    """What the plan itself says otherwise: column, before, after."""
    return [
        [column, each["before"][column], value]
        for each in changes
        if each["table"] == "plan"
        for column, value in each["after"].items()
        if each["before"][column] != value
    ]


def _count(changes: list[dict[str, Any]], table: str) -> dict[str, int]:
    counts = Counter(
        "new" if not each["before"] else "changed" if each["after"] else "gone"
        for each in changes
        if each["table"] == table
    )
    return {sort: counts[sort] for sort in ("new", "changed", "gone")}


def _gone(plan: SubPlan, kept: PlanFile, scarce: FileScarce) -> list[list[str]]:
    """Names of what the plan took from the last issue and still has, and this file has not."""
    origin = origin_of(plan)
    before = origin.resources if origin and origin.pk != kept.pk else {}
    rows = (plan.resources.get(ours) for key, ours in before.items() if key not in scarce.told)
    return [[row["name"], row["name_en"]] for row in rows if row]


def _calendars(plan: SubPlan, was: Trial) -> list[list[str]]:
    """Name, week and exceptions of the calendars that come with the file."""
    fresh = WorkCalendar.objects.filter(sub_plan=plan).exclude(pk__in=was.calendars)
    return [[each.name, each.week, str(len(each.changes.splitlines()))] for each in fresh]


def lost_by_sort(lost: Iterable[LostField]) -> list[list[Any]]:
    """How many of each sort that is not ours alone, what it is in both languages, an example."""
    first: dict[tuple[str, str], LostField] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for each in lost:
        if each.field in _OURS:
            continue
        sort = each.thing, each.field
        first.setdefault(sort, each)
        counts[sort] += 1
    return [
        [
            count,
            first[sort].sort_in_language("zh"),
            first[sort].sort_in_language("en"),
            first[sort].key,
        ]
        for sort, count in counts.most_common()
    ]


def _agreement(
    plan: SubPlan,
    rows: list[Activity],
    links: dict[tuple[str, str, str], int],
    read: FileRows,
    stored: Any,
) -> dict[str, list[int]]:
    """How many stored dates there are of each kind, and how many are ours as well."""
    keys = {source: key for key, source in read.sources.items()}
    ours = {keys[source]: dates for source, dates in stored.items() if source in keys}
    data_date = plan.data_date or plan.start
    found = agreement_of(network_of(plan, rows, links, data_date=data_date).run(), ours)
    return {name: [found.met[name], found.asked[name]] for name in FIELDS}
