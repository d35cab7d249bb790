"""The officer's own workbook on its way back: with its faults marked, or with today's values."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.accounts.selectors import Standing
from kaigong.engines import ledgers
from kaigong.portfolio.columns import EXTRA
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.services.intake.fields import fields
from kaigong.portfolio.services.intake.receiving import content_of, wishes_of
from kaigong.portfolio.services.intake.trial import try_file


def marked_original(run: ImportRun) -> bytes:
    """The file as it was brought, as XLSX, with every fault coloured, commented and listed."""
    return ledgers.marked_workbook(
        content_of(run), [_fault(kept) for kept in run.report.get("faults", [])], name=run.file_name
    )


def filled_original(run: ImportRun, standing: Standing) -> bytes:
    """The officer's own workbook, its layout and formats kept, with what the ledger holds now.

    Rows that are no project on record stay as they are, and so does what a column keeps that the
    ledger has no field for.
    """
    trial = try_file(content_of(run), name=run.file_name, standing=standing, wishes=wishes_of(run))
    values: dict[int, Mapping[str, ledgers.Value]] = {
        outcome.number: {
            key: value for key, value in trial.ours[outcome.id].items() if not key.startswith(EXTRA)
        }
        for outcome in trial.dry_run.outcomes
        if outcome.id is not None and outcome.id in trial.ours
    }
    return ledgers.fill_workbook(
        content_of(run),
        trial.table,
        trial.mapping,
        values,
        fields=fields(),
        context=trial.context,
        name=run.file_name,
    )


def _fault(kept: Mapping[str, str]) -> ledgers.Fault:
    return ledgers.Fault(
        sheet=kept["sheet"],
        row=int(kept["row"]),
        column_letter=kept["column"],
        heading=kept["heading"],
        field=kept["field"],
        raw=kept["raw"],
        code=kept["code"],
        zh=kept["message_zh"],
        en=kept["message_en"],
        proposal=kept["proposal"],
        weight="remark" if kept["weight"] == "remark" else "cell",
    )
