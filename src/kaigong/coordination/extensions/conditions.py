"""What start-up conditions put on pages below: word, panel, figure, lamp, duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils import translation

from kaigong.accounts.models import Zone
from kaigong.coordination.duties.conditions import condition_duties
from kaigong.coordination.models import Condition
from kaigong.coordination.pages.conditions import (
    blocks_of,
    forecast_words,
    lamp_of,
    shown_row,
    unasked_of,
)
from kaigong.coordination.selectors.conditions import (
    BEFORE_START,
    ProjectConditions,
    condition_kinds_of,
    conditions_for,
    is_before_start,
    ready,
    shown_of,
)
from kaigong.portfolio import registries
from kaigong.portfolio.registries import LitLamp, OpenProject, ShownFigure, Side
from kaigong.web import rail
from kaigong.wording import CHINESE, ENGLISH, said, say


def _of(opened: OpenProject, *, only_asked: bool = False) -> ProjectConditions | None:
    """The conditions of an opened project; none on a past day, and none once works go on.

    Args:
        only_asked: None too where nothing was ever asked for.
    """
    if opened.is_past:
        return None
    seen = conditions_for(opened.standing).filter(project=opened.project.pk, kind__closed_at=None)
    held = list(seen.select_related("owner", "kind"))
    if not held and (only_asked or not is_before_start(opened.project)):
        return None
    has_open = any(not each.is_met for each in held)
    if not has_open and not is_before_start(opened.project):
        return None
    kinds = condition_kinds_of(opened.zone)
    # Who opens a project has it in the ledger.
    return (
        shown_of(opened.project, kinds, held, is_of_ledger=True, today=opened.today)
        if kinds
        else None
    )


def conditions_of_project(opened: OpenProject) -> Mapping[str, object] | None:
    """The six conditions of a start on the project's page."""
    found = _of(opened)
    if found is None:
        return None
    return {"row": shown_row(found, today=opened.today), "project": opened.project}


def readiness_figure(opened: OpenProject) -> ShownFigure | None:
    """How many of the conditions are there, and by when all will be."""
    found = _of(opened, only_asked=True)
    if found is None or found.readiness is None or all(held is None for _, held in found.cells):
        return None
    readiness = found.readiness
    words = forecast_words(readiness, today=opened.today)
    if not readiness.is_ready and readiness.forecast_on is None:
        comparison = said("还说不准哪天齐备", "no day can be given yet")
    elif readiness.is_ready:
        comparison = said("要素齐备，可以开工", "all there, works may begin")
    else:
        comparison = said(f"{words} 可齐备", f"ready by {words}")
    moved = [held.moved_at for _, held in found.cells if held is not None]
    day = opened.zone.moment_there(max(moved)).date()
    return ShownFigure(
        said("开工要素", "Start-up conditions"),
        f"{readiness.met}/{readiness.of}",
        comparison=comparison,
        age=said(f"{day} 更新", f"changed on {day}"),
        url=reverse("coordination:conditions_of", args=[opened.zone.slug, opened.project.code]),
        share=readiness.met / readiness.of if readiness.of else None,
        is_sample=any(held is not None and held.is_sample for _, held in found.cells),
    )


def judge_conditions(zone: Zone, project_ids: Sequence[int], on: date) -> Iterator[LitLamp]:
    """Starts that their conditions hold up. A project that has asked for nothing is not judged."""
    held: dict[int, list[Condition]] = {}
    waiting = Condition.objects.filter(
        kind__zone=zone,
        project__in=project_ids,
        project__stage__in=BEFORE_START,
        project__started_on=None,
        project__planned_start_on__isnull=False,
    )
    for condition in waiting.select_related("project", "kind"):
        held.setdefault(condition.project_id, []).append(condition)
    kinds = condition_kinds_of(zone) if held else []
    warn_days = {kind.key: kind.warn_days for kind in kinds}
    for project_id, conditions in held.items():
        project = conditions[0].project
        by_kind = {each.kind_id: each for each in conditions}
        cells = [(kind, by_kind.get(kind.pk)) for kind in kinds]
        readiness, unasked = ready(project, cells, today=on), unasked_of(cells)
        start = project.planned_start_on
        colour = lamp_of(readiness, start=start, today=on, warn_days=warn_days)
        if not colour:
            continue
        reasons = {}
        for language in (CHINESE, ENGLISH):
            with translation.override(language):
                names = {kind.key: str(kind) for kind in kinds}
                reasons[language] = blocks_of(
                    readiness, names, unasked=unasked, start=start, today=on
                )
        yield LitLamp(
            project_id,
            colour,
            "conditions-open" if readiness.is_open else "conditions-late",
            f"计划 {start} 开工：{reasons[CHINESE]}",
            f"Start planned for {start}: {reasons[ENGLISH]}",
        )


rail.register(
    rail.Word(
        say("要素", "Conditions"),
        "coordination:conditions",
        right="coordination.see_conditions",
        order=27,
        covers=("condition-kinds",),
    )
)
registries.duties.register(registries.DutySource("conditions", 16, condition_duties))
registries.lamps.register(registries.LampSource("conditions", 10, judge_conditions))
registries.figures.register(registries.FigureSource("conditions", 10, readiness_figure))
registries.panels.register(
    registries.Panel(
        "conditions",
        "coordination/conditions_panel.html",
        order=8,
        side=Side.WIDE,
        facts=conditions_of_project,
        right="coordination.see_conditions",
    )
)
