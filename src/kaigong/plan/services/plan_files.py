"""A scheduler's file comes to a plan: kept, tried, accepted as one edit, or discarded."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines.scheduling import MSP, P6, PLAIN, Network, files
from kaigong.engines.scheduling.files import Format, ScheduleFile
from kaigong.plan.drafting import redrawing
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import (
    ChoiceChangedSinceTrialError,
    EmptyPlanFileError,
    FileNotOpenError,
    NoWorkInFileError,
    PackedPlanFileError,
    PlanMovedSinceTrialError,
    TooManyActivitiesError,
    UnknownFileResourceError,
)
from kaigong.plan.file_merging import merged_links, merged_rows
from kaigong.plan.file_resources import FileScarce, scarce_of
from kaigong.plan.file_rows import FileRows, rows_of
from kaigong.plan.models import Activity, BringState, BringWay, DurationSource, PlanFile, SubPlan
from kaigong.plan.moments import minute_of
from kaigong.plan.reckoning import ENDS
from kaigong.plan.row_changes import Row
from kaigong.plan.selectors.files import origin_of, project_in, read_kept
from kaigong.plan.services.file_calendars import calendars_brought
from kaigong.plan.services.file_resources import LastScarce, Taken, resources_brought
from kaigong.plan.services.file_trial import Trial, told_of
from kaigong.plan.services.plans import draw_plan

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

MOST_BYTES = 64 * 2**20
MOST_ACTIVITIES = 20_000  # of one plan: each is a row that is reckoned with every edit
COLUMNS = (
    "name", "place", "kind", "duration", "constraint", "constraint_at", "started", "finished",
    "remaining", "beyond",
)  # fmt: skip
_RULES = {rules.name: rules for rules in (PLAIN, P6, MSP)}


class _TakenBackError(Exception):
    """Ends a dry run."""


def receive_plan_file(
    project: Project, *, content: bytes, name: str, way: str, standing: Standing
) -> PlanFile:
    """Keep a file for a project's plan and try it; no plan is drawn or changed.

    Args:
        way: Of BringWay; for a project without a plan the file holds.

    Raises:
        EmptyPlanFileError, PackedPlanFileError, NoWorkInFileError, TooManyActivitiesError,
        TooLargeScheduleError: it was not kept.
        KaigongError: why there is no plan in its text, what its reader raises, or that its plan
            cannot be reckoned.
    """
    _look_at(content, name)
    file = files.read(content, name=name)
    worked = [each for each in file.projects if each.network.activities]
    if not worked:
        flaw = files.flaw_of(content, name=name) if file.format is Format.XER else None
        raise flaw or NoWorkInFileError(name=name)
    sha256 = hashlib.sha256(content).hexdigest()
    kept = PlanFile(
        project=project, name=name[-200:], format=file.format.value, sha256=sha256,
        size_bytes=len(content), by=standing.user, at=clock.now(), way=way,
        chosen=worked[0].key if len(worked) == 1 else "",
        resources=_chosen_before(project),
    )  # fmt: skip
    with transaction.atomic():
        kept.file.save(f"{sha256}.bin", ContentFile(content), save=False)
        kept.save()
        record(
            "plan.file.received", by=standing.user, zone=standing.zone.slug, subject=project.code,
            name=kept.name, sha256=sha256, size_bytes=kept.size_bytes,
        )  # fmt: skip
        if len(worked) == 1:
            _try(kept, file, standing=standing)
        else:
            kept.report = {"projects": _projects(file)}
            kept.save(update_fields=["report"])
    return kept


@dataclass(frozen=True)
class Choice:
    """What a person chooses of a file.

    Args:
        project: Key of the project that is taken.
        way: Of BringWay.
        resources: Keys of the resources that are scarce; None leaves them as they were.
    """

    project: str
    way: str
    resources: frozenset[str] | None = None

    def is_tried(self, kept: PlanFile) -> bool:
        """Whether it is what the file was tried with."""
        others = self.resources is not None and self.resources != kept.resources.keys()
        return (self.project, self.way) == (kept.chosen, kept.way) and not others


def try_plan_file(
    kept: PlanFile,
    *,
    standing: Standing,
    chosen: str,
    way: str,
    resources: Collection[str] | None = None,
) -> None:
    """Try a file again: with another of its projects, the other way, other resources, or after
    the plan moved.

    Args:
        resources: Keys of those that come into the plan as scarce ones; None leaves them as chosen.

    Raises:
        FileNotOpenError: it was accepted or discarded.
        UnknownFileProjectError: the file has no such project.
        UnknownFileResourceError: it has no such resource, or none that could be scarce.
        KaigongError: its plan cannot be reckoned.
    """
    _see_open(kept)
    file = read_kept(kept)
    if resources is not None:
        known = project_in(file, chosen).resources
        for key in sorted(set(resources) - known.keys()):
            raise UnknownFileResourceError(name=kept.name, key=key)
        kept.resources = dict.fromkeys(sorted(resources), "")
    kept.chosen, kept.way = chosen, way
    _try(kept, file, standing=standing)


def accept_plan_file(
    kept: PlanFile, *, standing: Standing, choice: Choice | None = None
) -> SubPlan:
    """Bring a file into the plan as it was tried: one edit, which can be undone.

    Args:
        choice: What the person had chosen when accepting it; None is what was tried.

    Raises:
        FileNotOpenError: it was accepted or discarded, or never tried.
        PlanMovedSinceTrialError: the plan changed since; nothing was written.
        ChoiceChangedSinceTrialError: something else was tried; nothing was written.
    """
    _see_open(kept)
    if choice is not None and not choice.is_tried(kept):
        raise ChoiceChangedSinceTrialError
    plan = SubPlan.objects.filter(project=kept.project).first()
    if "rows" not in kept.report or (plan.version if plan else 0) != kept.seen_version:
        raise PlanMovedSinceTrialError
    with transaction.atomic():
        made, _taken = _bring(kept, read_kept(kept), standing=standing)
        kept.edit = made.edits.filter(number__gt=kept.seen_version, verb="bring").first()
        kept.state = BringState.BROUGHT
        kept.save(update_fields=["edit", "state", "calendars", "resources"])
    return made


def discard_plan_file(kept: PlanFile, *, standing: Standing) -> None:
    """Let a tried file be; it stays among those that were given.

    Raises:
        FileNotOpenError: it was accepted or discarded.
    """
    _see_open(kept)
    kept.state = BringState.DISCARDED
    kept.save(update_fields=["state"])
    record(
        "plan.file.discarded", by=standing.user, zone=standing.zone.slug,
        subject=kept.project.code, name=kept.name,
    )  # fmt: skip


def _look_at(content: bytes, name: str) -> None:
    if not content:
        raise EmptyPlanFileError(name=name)
    if len(content) > MOST_BYTES:
        raise files.TooLargeScheduleError(name=name, most=MOST_BYTES // 2**20)
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise PackedPlanFileError(name=name)


def _see_open(kept: PlanFile) -> None:
    kept.refresh_from_db(fields=["state"])
    if kept.state != BringState.TRIED:
        raise FileNotOpenError(name=kept.name, state=BringState(kept.state).label)


def _projects(file: ScheduleFile) -> list[list[Any]]:
    return [
        [each.key, each.network.name, len(each.network.activities)]
        for each in file.projects
        if each.network.activities
    ]


def _try(kept: PlanFile, file: ScheduleFile, *, standing: Standing) -> None:
    """Bring the file, see what that does, and take it back."""
    plan = SubPlan.objects.filter(project=kept.project).first()
    kept.seen_version = plan.version if plan else 0
    trial = Trial.before(plan)
    report: dict[str, Any] = {}
    with suppress(_TakenBackError), transaction.atomic():
        made, taken = _bring(kept, file, standing=standing)
        report = told_of(made, kept, file, trial, taken=taken)
        raise _TakenBackError
    kept.report, kept.calendars, kept.edit = report | {"projects": _projects(file)}, {}, None
    kept.save(update_fields=["report", "seen_version", "chosen", "way", "calendars", "resources"])


def _bring(
    kept: PlanFile, file: ScheduleFile, *, standing: Standing
) -> tuple[SubPlan, Mapping[str, Taken]]:
    project = project_in(file, kept.chosen)
    network = project.network
    if len(network.activities) > MOST_ACTIVITIES:
        count = len(network.activities)
        raise TooManyActivitiesError(name=kept.name, count=count, most=MOST_ACTIVITIES)
    plan = SubPlan.objects.filter(project=kept.project).first()
    if plan is None:
        plan = draw_plan(kept.project, standing=standing, start=network.start.date())
    kept.calendars, own = calendars_brought(plan, network)
    read = rows_of(project)
    origin = origin_of(plan)
    base = _last_issue(origin) if origin and kept.way == BringWay.UPDATE else None
    last = LastScarce(
        origin.resources if origin else {},
        base.scarce if base else FileScarce(),
        is_merged=kept.way == BringWay.UPDATE,
    )
    with redrawing(plan, standing=standing, verb="bring", words=kept.name) as draft:
        _say_plan(draft.plan, network, own, base)
        _put(draft, read, kept, base)
        taken = resources_brought(draft, kept.resources, scarce_of(project, read), last)
    kept.resources = {key: each.key for key, each in taken.items()}
    return SubPlan.objects.get(pk=plan.pk), taken


@dataclass(frozen=True)
class _Issue:
    """What the last issue of a file had brought."""

    rows: FileRows
    calendars: dict[str, int]
    scarce: FileScarce
    data_date: int | None


def _last_issue(origin: PlanFile) -> _Issue:
    project = project_in(read_kept(origin), origin.chosen)
    read = rows_of(project)
    return _Issue(read, origin.calendars, scarce_of(project, read), _data_date(project.network))


def _chosen_before(project: Project) -> dict[str, str]:
    """The resources that the last issue brought and that the plan still has."""
    plan = SubPlan.objects.filter(project=project).first()
    origin = origin_of(plan) if plan else None
    if plan is None or origin is None:
        return {}
    return {key: ours for key, ours in origin.resources.items() if ours in plan.resources}


def _say_plan(plan: SubPlan, network: Network, calendar: int, base: _Issue | None) -> None:
    """What the file says of the plan itself, with the data date that progress here has moved."""
    plan.rules, plan.options = network.rules.name, _options(network)
    plan.calendar_id = calendar
    plan.start = minute_of(network.start)
    theirs, ours = _data_date(network), plan.data_date
    if base is None or ours in (None, base.data_date):
        plan.data_date = theirs
    elif theirs not in (None, base.data_date):  # both know of progress: of the later day
        plan.data_date = max(filter(None, (ours, theirs)))


def _data_date(network: Network) -> int | None:
    return minute_of(network.data_date) if network.data_date else None


def _options(network: Network) -> dict[str, Any]:
    """Where a file's rules are not those of its program, and the ends that it sets."""
    usual = _RULES[network.rules.name]
    options: dict[str, Any] = {}
    for each in fields(network.rules):
        value = getattr(network.rules, each.name)
        if value != getattr(usual, each.name):
            options[each.name] = value.value if isinstance(value, Enum) else value
    for name in ENDS:
        if moment := getattr(network, name):
            options[name] = minute_of(moment)
    return options


def _put(draft: Draft, read: FileRows, kept: PlanFile, base: _Issue | None) -> None:
    own = draft.plan.calendar_id
    theirs = _in_numbers(read.activities, kept.calendars)
    links = read.links
    if kept.way == BringWay.UPDATE:
        ours = {key: _as_row(row) for key, row in draft.activities.items()}
        before = _in_numbers(base.rows.activities, base.calendars) if base else None
        theirs = merged_rows(before, theirs, ours)
        links = merged_links(base.rows.links if base else None, links, draft.links)
    across = {ends: lag for ends, lag in draft.links.items() if ends[0] not in draft.activities}
    for key in draft.activities.keys() - theirs.keys():
        del draft.activities[key]
    for key, row in theirs.items():
        activity = draft.activities.setdefault(key, Activity(sub_plan=draft.plan, key=key))
        if activity.pk is None or activity.duration != row["duration"]:
            activity.duration_source = DurationSource.FILE
            activity.learned_from = activity.template_duration = None
        for column in COLUMNS:
            setattr(activity, column, row[column])
        # What works on the plan's calendar without naming it stays so when the file names it.
        if not activity.pk or (activity.calendar_id or own) != (row["calendar_id"] or own):
            activity.calendar_id = row["calendar_id"]
    for key, row in theirs.items():
        activity = draft.activities[key]
        activity.parent = draft.activities[row["parent"]] if row["parent"] else None
    draft.links = {ends: lag for ends, lag in links.items() if ends[0] in draft.activities} | across
    draft.links = {ends: lag for ends, lag in draft.links.items() if ends[1] in draft.activities}


def _in_numbers(rows: dict[str, Row], calendars: dict[str, int]) -> dict[str, Row]:
    """Rows with our numbers of calendars in place of the file's keys."""
    return {
        key: {name: row[name] for name in (*COLUMNS, "parent")}
        | {"calendar_id": calendars[row["calendar"]] if row["calendar"] else None}
        for key, row in rows.items()
    }


def _as_row(activity: Activity) -> Row:
    row = {name: getattr(activity, name) for name in (*COLUMNS, "calendar_id")}
    return row | {"parent": activity.parent.key if activity.parent else None}
