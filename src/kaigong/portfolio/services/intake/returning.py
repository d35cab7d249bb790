"""The officer's own workbook on its way back: with its faults marked, or with today's values."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.accounts.selectors import Standing
from kaigong.engines import ledgers
from kaigong.portfolio.columns import EXTRA
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.services.intake.fields import fields
from kaigong.portfolio.services.intake.receiving import content_of, wishes_of
from kaigong.portfolio.services.intake.trial import Trial, try_file


def marked_original(run: ImportRun) -> bytes:
    """The file as it was brought, as XLSX, with every fault coloured, commented and listed."""
    return ledgers.marked_workbook(
        content_of(run),
        [ledgers.Fault.of_json(kept) for kept in run.report.get("faults", [])],
        name=run.file_name,
    )


def filled_original(
    run: ImportRun, standing: Standing, *, is_completed: bool = False
) -> ledgers.Filled:
    """The officer's own workbook, its layout and formats kept, with what the ledger holds now.

    Rows that are no project on record stay as they are, and so does what a column keeps that the
    ledger has no field for.

    Args:
        is_completed: Put rows in for the projects on record that the workbook does not have.
    """
    trial = try_file(content_of(run), name=run.file_name, standing=standing, wishes=wishes_of(run))
    values: dict[int, Mapping[str, ledgers.Value]] = {
        outcome.number: own_fields(trial.ours[outcome.id])
        for outcome in trial.dry_run.outcomes
        if outcome.id is not None and outcome.id in trial.ours
    }
    new = []
    if is_completed:
        met = ids_met(trial)
        new = [own_fields(cells) for key, cells in trial.ours.items() if key not in met]
    return ledgers.fill_workbook(
        content_of(run),
        trial.table,
        trial.mapping,
        values,
        fields=fields(),
        context=trial.context,
        name=run.file_name,
        new=new,
    )


def own_fields(cells: Mapping[str, ledgers.Value]) -> dict[str, ledgers.Value]:
    """Cells that the ledger has a field for."""
    return {key: value for key, value in cells.items() if not key.startswith(EXTRA)}


def ids_met(trial: Trial) -> set[str]:
    """The projects that a file has a row for, or may have: nobody is to stand in it twice."""
    met: set[str] = set()
    for outcome in trial.dry_run.outcomes:
        if outcome.id is not None:
            met.add(outcome.id)
        elif outcome.match is not None:
            met |= {key for key, _ in outcome.match.candidates}
    return met
