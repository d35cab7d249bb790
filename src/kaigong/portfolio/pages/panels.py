"""Panels and figures that upper slices hang into a project's page; a broken one stays alone."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kaigong.portfolio import registries
from kaigong.portfolio.registries import OpenProject, ShownFigure, Side

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ShownPanel:
    """A panel as it stands on the page; without HTML it could not be drawn."""

    key: str
    side: Side
    html: SafeString | None


def shown_panels(opened: OpenProject, request: HttpRequest) -> list[ShownPanel]:
    """The panels that have something to say to this person."""
    rows = []
    for panel in registries.panels:
        if not opened.standing.may(panel.right):
            continue
        try:
            facts = panel.facts(opened)
            if facts is None:
                continue
            context = {"opened": opened, "project": opened.project, "zone": opened.zone, **facts}
            html = render_to_string(panel.template, context, request=request)
        except Exception:
            # Whatever another slice does wrong, the rest of the page is still right.
            log.exception("panel failed", panel=panel.key, project=opened.project.code)
            rows.append(ShownPanel(panel.key, panel.side, None))
        else:
            rows.append(ShownPanel(panel.key, panel.side, html))
    return rows


def registered_figures(opened: OpenProject) -> list[ShownFigure]:
    """The figures that upper slices know of a project."""
    rows = []
    for source in registries.figures:
        try:
            figure = source.figure(opened)
        except Exception:
            log.exception("figure failed", figure=source.key, project=opened.project.code)
            continue
        if figure is not None:
            rows.append(figure)
    return rows
