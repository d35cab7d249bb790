"""What happened to a project: steps, reports, corrections and promises kept, newest first."""

from __future__ import annotations

from datetime import date

import structlog

from kaigong.portfolio import registries
from kaigong.portfolio.models import Stage
from kaigong.portfolio.registries import Happening, OpenProject
from kaigong.portfolio.selectors.dossier import Dossier
from kaigong.web.amounts import in_words
from kaigong.wording import said

log = structlog.get_logger(__name__)


def timeline(dossier: Dossier) -> list[Happening]:
    """Everything dated that is on record about a project, newest first."""
    currency = dossier.opened.zone.currency
    rows: list[Happening] = []
    for step in dossier.steps:
        words = said(f"进入「{Stage(step.stage).label}」", f"Entered “{Stage(step.stage).label}”")
        if step.reason:
            words += said(f"：{step.reason}", f": {step.reason}")
        rows.append(_on(step.entered_on, words, by=str(step.by or "")))
    for report in dossier.reports:
        amount = in_words(report.record_amount, currency=currency)
        words = report.physical_progress or said(f"本月完成 {amount}", f"{amount} done")
        if report.is_unchanged:
            words = said("无变化", "No change")
        rows.append(Happening(report.month, f"{report.month:%Y-%m}", words))
    for change in dossier.restatements:
        after = in_words(change.after_amount, currency=currency)
        rows.append(
            _on(
                change.at.date(),
                said(
                    f"更正 {change.report.month:%Y-%m} 为 {after}：{change.reason}",
                    f"Restated {change.report.month:%Y-%m} to {after}: {change.reason}",
                ),
                by=str(change.by),
            )
        )
    for milestone in dossier.milestones:
        if milestone.done_on:
            words = said(f"节点「{milestone}」完成", f"Kept “{milestone}”")
            rows.append(_on(milestone.done_on, words))
    rows += _told_by_others(dossier.opened)
    return sorted(rows, key=lambda row: row.on, reverse=True)


def _told_by_others(opened: OpenProject) -> list[Happening]:
    """What upper slices know; one that fails leaves the others' lines standing."""
    rows: list[Happening] = []
    for source in registries.happenings:
        try:
            rows += source.happenings(opened)
        except Exception:
            log.exception("happenings failed", source=source.key, project=opened.project.code)
    return rows


def _on(day: date, words: str, by: str = "") -> Happening:
    return Happening(day, str(day), words, by)
