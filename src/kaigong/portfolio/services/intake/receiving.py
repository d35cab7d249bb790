"""A file at the door: kept, read, asked about, tried."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines import ledgers
from kaigong.errors import KaigongError, NoRoomError, is_full_disk
from kaigong.portfolio.cells import as_text
from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.models import ImportRun, Project
from kaigong.portfolio.models.intake import DryRunStep, RunState
from kaigong.portfolio.services.intake.attempts import (
    AttemptEndedError,
    Told,
    attended,
    begin_attempt,
    held,
    interrupt,
)
from kaigong.portfolio.services.intake.beside import compared
from kaigong.portfolio.services.intake.trial import Trial, Wishes, try_file

LARGEST_FILE_BYTES = 64 * 1024 * 1024
# Of a new row the page shows these; the file itself holds the rest.
_NEW_ROW_FIELDS = (
    "name", "kind", "stage", "sector", "total_amount", "planned_amount", "year_amount",
    "physical_progress", "planned_completion_on",
)  # fmt: skip


UNSURE = "ledgers.identity-unsure"


class TooLargeFileError(KaigongError):
    code = "portfolio.too-large-file"
    zh = "「{file}」有 {megabytes} MB，最多收 {most} MB；请拆成几个文件，或删去图片后再传。"
    en = (
        "“{file}” has {megabytes} MB, the most is {most} MB; "
        "split it, or remove its pictures, and try again."
    )


@transaction.atomic
def receive_file(zone: Zone, *, name: str, content: bytes, by: User | None) -> ImportRun:
    """Keep a file that somebody brought, so that it can be read in the background.

    Raises:
        TooLargeFileError: it is larger than the door.
    """
    megabytes = -(-len(content) // 2**20)
    if len(content) > LARGEST_FILE_BYTES:
        raise TooLargeFileError(file=name, megabytes=megabytes, most=LARGEST_FILE_BYTES // 2**20)
    run = ImportRun(
        zone=zone,
        by=by,
        at=clock.now(),
        file_name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
    )
    run.file.save(f"{run.sha256[:16]}.bin", ContentFile(content), save=False)
    run.save()
    record(
        "portfolio.file.received", by=by, zone=zone.slug, subject=name, sha256=run.sha256,
        bytes=len(content),
    )  # fmt: skip
    return run


def wishes_of(run: ImportRun) -> Wishes:
    """What was said about a file so far."""
    said = run.answers
    return Wishes(
        sheet=run.sheet,
        answers=said.get("fields") or {},
        units=said.get("units") or {},
        orders=said.get("orders") or {},
        identities={int(row): key for row, key in (said.get("identities") or {}).items()},
        month=run.month,
        takes_faulty_rows=bool(said.get("takes_faulty_rows")),
    )


def content_of(run: ImportRun) -> bytes:
    with run.file.open("rb") as file:
        return bytes(file.read())


def try_run(run: ImportRun, standing: Standing, *, told: Told | None = None) -> Trial | None:
    """Read the file, compare it with the ledger as it is now, and keep what was found.

    A file that cannot be read leaves the run refused, with the reason in its report; so does a
    disk that is full.

    Args:
        told: Hears how far it is: step, done, of.

    Raises:
        AttemptEndedError: it was cancelled or asked for anew meanwhile; nothing was kept.
    """
    if run.state != RunState.READING:
        begin_attempt(run)
    try:
        with attended(run, told) as hear:
            trial = try_file(
                content_of(run),
                name=run.file_name,
                standing=standing,
                wishes=wishes_of(run),
                told=hear,
            )
            hear(DryRunStep.KEEPING, 0, 1)
            _keep_trial(run, trial)
    except KaigongError as error:
        _refuse(run, error)
        return None
    except AttemptEndedError:
        raise
    except Exception as error:
        if is_full_disk(error):
            _refuse(run, NoRoomError())
            return None
        interrupt(run)
        raise
    return trial


_OUTCOME = ["state", "sheet", "month", "token", "report", "rows", "step", "percent", "beat_at"]


def _keep_trial(run: ImportRun, trial: Trial) -> None:
    """Keep the outcome of a dry run with its file, for the page and for those who ask later."""
    run.sheet = trial.table.sheet.name
    run.month = trial.month
    run.token = trial.token
    run.report = report_of(trial)
    if trial.promises:
        run.report["beside"] = told_beside(run.zone, trial)
    run.rows = _rows_of(run.zone, trial)
    _end(run, RunState.ASKING if trial.questions else RunState.TRIED)


def _refuse(run: ImportRun, error: KaigongError) -> None:
    texts = {language: error.in_language(language) for language in ("zh", "en")}
    run.report, run.rows = {"code": error.code, **texts}, []
    _end(run, RunState.REFUSED)


@transaction.atomic
def _end(run: ImportRun, state: RunState) -> None:
    """Write the outcome, unless the attempt was cancelled or overtaken while it was found."""
    held(run)
    run.state, run.step, run.percent, run.beat_at = state, "", 0, None
    run.save(update_fields=_OUTCOME)


def told_beside(zone: Zone, trial: Trial) -> list[dict[str, object]]:
    """Plans and milestones of the rows that can be taken, beside what is on record."""
    ids = {
        outcome.number: int(outcome.id) if outcome.id else None
        for outcome in trial.dry_run.outcomes
        if outcome.outcome in {"new", "changed", "unchanged", "conflicting"}
    }
    return compared(zone, trial.promises, ids)


def report_of(trial: Trial) -> dict[str, object]:
    """A dry run as JSON: counts that add up, faults with their place, what was matched."""
    # Which project a row is, is asked with names, not with the engine's numbers.
    faults = [fault for fault in trial.dry_run.faults if fault.code != UNSURE]
    return {
        **trial.dry_run.counts,
        "sheet": trial.table.sheet.name,
        "sheets": [sheet.name for sheet in trial.workbook],
        "unread": [each.as_json() for each in trial.unread],
        "month": f"{trial.month:%Y-%m}",
        "exported_at": trial.base_moment.isoformat() if trial.base_moment else None,
        "titles": list(trial.table.titles),
        "unit": str(trial.table.unit) if trial.table.unit else "",
        "columns": [
            {
                "letter": match.column.letter,
                "heading": match.column.heading,
                "key": match.column.key,
                "field": match.field,
                "certainty": match.certainty,
                "unit": str(match.unit) if match.unit else "",
                "order": _order_of(trial, match),
                "candidates": [candidate.field for candidate in match.candidates],
                "source": match.source,
            }
            for match in trial.mapping.matches
        ],
        "questions": [
            {
                "kind": question.kind,
                "letter": question.column.letter,
                "heading": question.column.heading,
                "key": question.column.key,
                "zh": question.zh,
                "en": question.en,
                "candidates": list(question.candidates),
                "readings": dict(question.readings),
                "proposal": _as_json(question.proposal),
            }
            for question in trial.questions
        ],
        "faults": [*_named_questions(trial), *(fault.as_json() for fault in faults)],
        "left_out_rows": [
            {"row": row.number, "kind": row.kind, "reason": row.reason, "text": row.text[:200]}
            for row in trial.rows.left_out
        ],
    }


def _as_json(answer: ledgers.Answer | None) -> dict[str, str] | None:
    if answer is None:
        return None
    return {
        "field": answer.field or "",
        "unit": str(answer.unit) if answer.unit else "",
        "order": answer.order or "",
        "source": answer.source,
    }


def _order_of(trial: Trial, match: ledgers.ColumnMatch) -> str:
    """In which order a column's short dates were read; empty where it has none."""
    written = trial.rows.orders.get(match.column.letter)
    return (written.order or "") if written else ""


def _named_questions(trial: Trial) -> list[dict[str, str | int]]:
    """Rows that may be a known project: what each may be, by name and likeness."""
    places = {fault.row: fault for fault in trial.dry_run.faults if fault.code == UNSURE}
    names = {known.id: known for known in trial.known}
    rows = {row.number: row for row in trial.rows.rows}
    asked = []
    for outcome in trial.dry_run.outcomes:
        fault = places.get(outcome.number)
        if fault is None or outcome.match is None:
            continue
        may_be = [names[key] for key, _ in outcome.match.candidates if key in names]
        zh = "、".join(f"「{known.names[0]}」（{known.code}）" for known in may_be)
        en = ", ".join(f"“{known.names[0]}” ({known.code})" for known in may_be)
        asked.append(
            {
                **fault.as_json(),
                "raw": _shown(rows[outcome.number].values.get("name")),
                "proposal": "",
                "message_zh": f"可能就是台账里的{zh}；请选是同一个，还是新项目。"
                if may_be
                else fault.zh,
                "message_en": f"It may be {en} on record; say whether it is the same or a new one."
                if may_be
                else fault.en,
            }
        )
    return asked


def _rows_of(zone: Zone, trial: Trial) -> list[dict[str, object]]:
    names = dict(Project.objects.filter(zone=zone).values_list("id", "name"))
    by_number = {row.number: row for row in trial.rows.rows}
    rows = []
    for outcome in trial.dry_run.outcomes:
        row = by_number.get(outcome.number)
        kept: dict[str, object] = {
            "row": outcome.number,
            "outcome": outcome.outcome,
            "reason": outcome.reason,
        }
        if row is not None:
            kept["name"] = _shown(row.values.get("name"))
            kept["id"] = outcome.id
            if outcome.id and (now := names.get(int(outcome.id))) != kept["name"]:
                kept["was"] = now or ""
            if outcome.match is not None:
                kept["by"] = outcome.match.by
                kept["candidates"] = [
                    {"id": key, "name": names.get(int(key), ""), "likeness": round(likeness, 2)}
                    for key, likeness in outcome.match.candidates
                ]
        if outcome.outcome == "new":
            kept["cells"] = [
                {"field": key, "theirs": _shown((outcome.values or {}).get(key)), "how": "change"}
                for key in _NEW_ROW_FIELDS
                if (outcome.values or {}).get(key) not in (None, "")
            ]
        else:
            kept["cells"] = [
                {
                    "field": cell.field,
                    "base": _shown(cell.base),
                    "ours": _shown(cell.ours),
                    "theirs": _shown(cell.theirs),
                    "how": cell.outcome,
                }
                for cell in outcome.cells
            ]
        rows.append(kept)
    return rows


def _shown(value: ledgers.Value) -> str:
    if isinstance(value, ledgers.Withheld):
        return value.reason
    return str(value) if isinstance(value, ledgers.Day) else as_text(value)


@transaction.atomic
def answer_run(
    run: ImportRun,
    *,
    fields: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    orders: Mapping[str, str] | None = None,
    identities: Mapping[int, str] | None = None,
    sheet: str | None = None,
    month: date | None = None,
    takes_faulty_rows: bool | None = None,
) -> None:
    """Note what somebody said about the columns; the zone remembers it for files of this shape.

    On another sheet the rows are others: what was said of them, and the month, is asked anew.
    """
    said = dict(run.answers)
    if sheet is not None and sheet != run.sheet:
        said["identities"], run.choices, run.month = {}, {}, None
    said["fields"] = {**said.get("fields", {}), **(fields or {})}
    said["units"] = {**said.get("units", {}), **(units or {})}
    said["orders"] = {**said.get("orders", {}), **(orders or {})}
    said["identities"] = {
        **said.get("identities", {}),
        **{str(row): key for row, key in (identities or {}).items()},
    }
    if takes_faulty_rows is not None:
        said["takes_faulty_rows"] = takes_faulty_rows
    run.answers = said
    if sheet is not None:
        run.sheet = sheet
    if month is not None:
        run.month = month.replace(day=1)
    run.save(update_fields=["answers", "choices", "sheet", "month"])


def choose(run: ImportRun, *, row: int, field: str, side: str) -> None:
    """Decide a conflict: the file's value (`theirs`) or the ledger's (`ours`)."""
    if side not in {"ours", "theirs"} or (field not in COLUMNS and not field.startswith("extra:")):
        return
    run.choices = {**run.choices, f"{row}:{field}": side}
    run.save(update_fields=["choices"])
