"""What the articles tell of the named projects, entered on the day from which it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from kaigong.demo.chapters.opening import FIRST_DAY
from kaigong.demo.facts import NamedMilestone, NamedProject, named_projects
from kaigong.demo.life_stages import kind_of, maturity_of, stage_of
from kaigong.demo.plan_rows import EXACT_STARTS, TODAY, plan_rows
from kaigong.demo.record import Act, Cell, Record, is_in_plan, moment
from kaigong.portfolio.services.milestones import complete_milestone, set_milestone
from kaigong.portfolio.services.projects import add_project

CORE_AREA, FILMING_BASE = "P001", "P002"
# Rows of the plan that the articles of March 2021 name for the first time stand in the plan that
# was locked in January, so the ledger has them from here on; their stage until then is a sample.
PLAN_IS_DRAWN_UP = date(2021, 1, 12)


def news() -> Iterator[Act]:
    """New projects and new stages on each day of news, and the dated events of each project."""
    days = {
        max(observation.known_from, FIRST_DAY)
        for project in named_projects()
        if in_zone(project)
        for observation in project.observations
    }
    for day in sorted(day for day in days if day <= TODAY):
        # The first day begins with the opening, the last one is looked at from 08:30 on.
        yield Act(moment(day, 9 if day == FIRST_DAY else 7, 30), partial(_tell, day=day))
    yield Act(moment(EXACT_STARTS[FILMING_BASE], 17, 0), _enter_filming_base)
    yield Act(moment(PLAN_IS_DRAWN_UP, 9, 0), _enter_rest_of_plan)
    yield Act(moment(PLAN_IS_DRAWN_UP, 9, 30), _enter_core_area)
    yield Act(moment(TODAY, 7, 35), _tell_core_area)
    # The zone knows at once what an article tells later with its exact day.
    for key, day in EXACT_STARTS.items():
        if key == FILMING_BASE:
            continue
        yield Act(moment(day, 17, 0), partial(_begin, key=key, day=day))
    for project in named_projects():
        for milestone in project.milestones:
            yield from _milestone(project, milestone)


def in_zone(project: NamedProject) -> bool:
    return all(each.scope == "zone" for each in project.observations)


def _tell(record: Record, *, day: date) -> None:
    rows = {row.named.key: row for row in plan_rows() if row.named}
    fresh, moved = [], dict[str, dict[str, Cell]]()
    for project in named_projects():
        known = project.known_on(day)
        if not known or not in_zone(project) or project.key == CORE_AREA:
            continue
        stage = stage_of(known)
        if project.key in record.codes:
            if record.stages[project.key] != stage:
                record.stages[project.key] = stage
                cells = moved.setdefault(record.codes[project.key], {"stage": stage})
                if not is_in_plan(project):
                    cells |= {"kind": kind_of(known), "maturity": maturity_of(known)}
        elif is_in_plan(project):
            fresh.append(record.entry_of_row(rows[project.key], stage=stage))
        else:
            fresh.append(record.entry_of_named(project, known))
    record.enter(fresh)
    record.learn(moved, note=f"报道：截至 {day} 的阶段")


def _enter_filming_base(record: Record) -> None:
    (row,) = (row for row in plan_rows() if row.named and row.named.key == FILMING_BASE)
    record.enter([record.entry_of_row(row, stage="started")])


def _enter_rest_of_plan(record: Record) -> None:
    rows = [row for row in plan_rows() if row.named and row.named.key not in record.codes]
    record.enter(record.entry_of_row(row, stage="signed") for row in rows)


def _enter_core_area(record: Record) -> None:
    """The core area stands in one list where another list names its filming base: it counts once.

    So it is a project of the ledger without a plan of its own, and counts in the filming base.
    """
    project = _core_area()
    entry = record.entry_of_named(project, project.known_on(PLAN_IS_DRAWN_UP))
    fields = dict(entry.fields) | {"counts_in": record.project(FILMING_BASE), "kind": "resumed"}
    made = add_project(
        record.zone, name=entry.name, code=entry.code, aliases=entry.aliases,
        by=record.cast.command, **fields,
    )  # fmt: skip
    record.projects[made.code] = made


def _tell_core_area(record: Record) -> None:
    stage = stage_of(_core_area().known_on(TODAY))
    record.learn({record.codes[CORE_AREA]: {"stage": stage}}, note=f"报道：截至 {TODAY} 的阶段")


def _core_area() -> NamedProject:
    return next(each for each in named_projects() if each.key == CORE_AREA)


def _begin(record: Record, *, key: str, day: date) -> None:
    record.stages[key] = "started"
    cells: dict[str, Cell] = {"stage": "started", "started_on": day}
    record.learn({record.codes[key]: cells}, note=f"报道：{day} 开工")


def _milestone(project: NamedProject, milestone: NamedMilestone) -> Iterator[Act]:
    """What is done is done on its day; a promise is on record from the day it was told."""
    if not milestone.is_done:
        told = milestone.source.told_on
        day = max(told, PLAN_IS_DRAWN_UP)
        hour = 7 if day == TODAY else 18
        yield Act(moment(day, hour, 40), partial(_promise, key=project.key, milestone=milestone))
    elif milestone.day <= TODAY:
        act = partial(_keep, key=project.key, milestone=milestone)
        # An event of a day on which the project was not yet in the ledger is noted when it comes.
        first = min(each.known_from for each in project.observations)
        day = max(milestone.day, PLAN_IS_DRAWN_UP if is_in_plan(project) else first)
        if project.key == FILMING_BASE:
            day = milestone.day
        yield Act(moment(day, 19, 0), act)


def _promise(record: Record, *, key: str, milestone: NamedMilestone) -> None:
    project = record.project(key)
    set_milestone(
        project, name=milestone.name, name_en=milestone.name_en, due_on=milestone.day,
        owner=project.service_officer, by=record.cast.command, source=milestone.source.call,
    )  # fmt: skip


def _keep(record: Record, *, key: str, milestone: NamedMilestone) -> None:
    project = record.project(key)
    held = set_milestone(
        project, name=milestone.name, name_en=milestone.name_en, due_on=milestone.day,
        owner=project.service_officer, by=record.cast.command, source=milestone.source.call,
    )  # fmt: skip
    complete_milestone(held, on=milestone.day, by=record.cast.command)
