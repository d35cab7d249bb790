"""Entering projects into the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines import ledgers
from kaigong.errors import KaigongError
from kaigong.portfolio import bulk, events
from kaigong.portfolio.models import Project, ProjectAlias, Stage, StageStep


class TakenCodeError(KaigongError):
    code = "portfolio.taken-code"
    zh = "编码「{code}」已经有项目了；请换一个，或留空由系统编号。"
    en = "Code “{code}” belongs to a project already; choose another, or leave it empty."


class NamelessProjectError(KaigongError):
    code = "portfolio.nameless-project"
    zh = "项目没有名称；请填写名称。"
    en = "The project has no name; give it one."


def next_codes(zone: Zone, *, year: int, count: int) -> list[str]:
    """Free codes such as JY-2021-0144, following the highest one of the year."""
    prefix = f"{zone.slug[:2].upper()}-{year}-"
    taken = Project.objects.filter(zone=zone, code__startswith=prefix).values_list(
        "code", flat=True
    )
    numbers = [int(code.removeprefix(prefix)) for code in taken if code[len(prefix) :].isdigit()]
    highest = max(numbers, default=0)
    return [f"{prefix}{highest + step:04d}" for step in range(1, count + 1)]


@transaction.atomic
def add_project(
    zone: Zone,
    *,
    name: str,
    by: User | None,
    code: str = "",
    aliases: Sequence[str] = (),
    **fields: object,
) -> Project:
    """Enter one project; without a code it gets the next free one of the year."""
    name = name.strip()
    if not name:
        raise NamelessProjectError
    code = code.strip() or next_codes(zone, year=zone.today().year, count=1)[0]
    if Project.objects.filter(zone=zone, code=code).exists():
        raise TakenCodeError(code=code)
    project = Project(
        zone=zone, code=code, name=name, folded_name=ledgers.fold_name(name), **fields
    )
    project.full_clean(exclude=["folded_name"])
    project.save()
    add_aliases(project, aliases)
    begin_life(zone, [project], by=by)
    record("portfolio.project.added", by=by, zone=zone.slug, subject=code, name=name)
    events.project_added.send(sender=Project, zone=zone, by=by, project=project)
    return project


def add_aliases(project: Project, names: Sequence[str]) -> None:
    """Keep other names of a project; its own name and doubles are left out."""
    seen = {project.folded_name} | {alias.folded_name for alias in project.aliases.all()}
    for name in names:
        folded = ledgers.fold_name(name)
        if folded and folded not in seen:
            seen.add(folded)
            ProjectAlias.objects.create(project=project, name=name, folded_name=folded)


def add_projects(projects: Sequence[Project], *, by: User | None) -> None:
    """Enter many projects in a handful of statements, with their history and first step."""
    for project in projects:
        project.folded_name = ledgers.fold_name(project.name)
    bulk.create_rows(projects, by=by)
    if projects:
        begin_life(projects[0].zone, projects, by=by)


@dataclass(frozen=True)
class Entry:
    """A project as somebody enters it: `fields` are those of the project, by name."""

    code: str
    name: str
    aliases: Sequence[str] = ()
    fields: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def enter_projects(zone: Zone, entries: Sequence[Entry], *, by: User | None) -> list[Project]:
    """Enter many projects with their codes and other names, in the order given: all or none.

    Raises:
        NamelessProjectError, TakenCodeError: nothing was entered.
    """
    codes = [entry.code.strip() for entry in entries]
    taken = set(Project.objects.filter(zone=zone, code__in=codes).values_list("code", flat=True))
    for place, entry in enumerate(entries):
        if not entry.name.strip():
            raise NamelessProjectError
        if codes[place] in taken or codes[place] in codes[:place]:
            raise TakenCodeError(code=codes[place])
    projects = [
        Project(zone=zone, code=code, name=entry.name.strip(), **entry.fields)
        for code, entry in zip(codes, entries, strict=True)
    ]
    for project in projects:
        project.folded_name = ledgers.fold_name(project.name)
        project.clean_fields(exclude=_POINTERS)  # each pointer would cost a query
    add_projects(projects, by=by)
    aliases = [
        ProjectAlias(project=project, name=name, folded_name=ledgers.fold_name(name))
        for project, entry in zip(projects, entries, strict=True)
        for name in entry.aliases
    ]
    # Another spelling of the same name (長髮 for 长发) is kept: papers carry it.
    fresh = [each for each in aliases if each.folded_name and each.name != each.project.name]
    ProjectAlias.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    record("portfolio.projects.entered", by=by, zone=zone.slug, codes=codes)
    return projects


_POINTERS = [each.name for each in Project._meta.concrete_fields if each.is_relation]


def begin_life(zone: Zone, projects: Sequence[Project], *, by: User | None) -> None:
    """The first step of each project: the stage in which the ledger met it."""
    today = zone.today()
    StageStep.objects.bulk_create(
        [
            StageStep(
                project=project,
                stage=project.stage,
                entered_on=_day_of_stage(project) or today,
                by=by,
                recorded_at=clock.now(),
            )
            for project in projects
        ],
        batch_size=500,
    )


def _day_of_stage(project: Project) -> date | None:
    if project.stage in {Stage.COMPLETED, Stage.PRODUCTION}:
        return project.completed_on
    if project.stage in {Stage.STARTED, Stage.CONSTRUCTION}:
        return project.started_on
    return None


def stage_by_evidence(project: Project, *, today: date) -> str:
    """The stage of a project that came without one, by what its dates and its kind say."""
    if project.completed_on and project.completed_on <= today:
        return Stage.COMPLETED
    if (project.started_on and project.started_on <= today) or project.kind in {
        "continuing",
        "resumed",
    }:
        return Stage.CONSTRUCTION
    return Stage.SIGNED if project.kind == "new" else Stage.LEAD
