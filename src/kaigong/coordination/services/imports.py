"""An office's list of issues comes in: kept, tried, and applied as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from django.core.files.base import ContentFile
from django.db import transaction

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.models import (
    ImportedIssue,
    ImportState,
    IssueImport,
)
from kaigong.coordination.services.import_columns import says_nothing
from kaigong.coordination.services.import_drafts import Draft
from kaigong.coordination.services.import_errors import (
    IssuesMovedError,
    NothingToBringError,
    TooLargeListError,
    not_open,
)
from kaigong.coordination.services.import_trial import (
    LIST,
    OUTCOMES,
    Trial,
    Wishes,
    list_key_of,
    try_list,
)
from kaigong.coordination.services.issues import next_numbers
from kaigong.engines import ledgers
from kaigong.errors import KaigongError
from kaigong.portfolio.bulk import create_rows, insert_rows
from kaigong.portfolio.services.intake.answers import remember

LARGEST_FILE_BYTES = 64 * 2**20
SHOWN = 10  # new rows that the page shows as they were understood


def receive_list(
    zone: Zone, *, content: bytes, name: str, list_name: str, standing: Standing
) -> IssueImport:
    """Keep a list and try it; no issue is raised. One that cannot be read is kept as refused.

    Args:
        list_name: Whose numbers the rows carry, such as the office that keeps the list.

    Raises:
        TooLargeListError: it was not kept.
    """
    megabytes = -(-len(content) // 2**20)
    if len(content) > LARGEST_FILE_BYTES:
        raise TooLargeListError(file=name, megabytes=megabytes, most=LARGEST_FILE_BYTES // 2**20)
    sha256 = hashlib.sha256(content).hexdigest()
    run = IssueImport(
        zone=zone, name=name[-200:], list_name=list_name.strip()[:100], sha256=sha256,
        by=standing.user, at=clock.now(),
    )  # fmt: skip
    run.file.save(f"{sha256[:16]}.bin", ContentFile(content), save=False)
    run.save()
    try_import(run, standing=standing)
    return run


@transaction.atomic
def try_import(run: IssueImport, *, standing: Standing) -> None:
    """Read a list again, compare it with the issues as they are, and keep what was found.

    Raises:
        NotOpenImportError: it was applied.
    """
    run.refresh_from_db(from_queryset=IssueImport.objects.select_for_update())
    if run.state not in {ImportState.TRIED, ImportState.REFUSED, ImportState.UNDONE}:
        raise not_open(run)
    try:
        trial = _trial(run, standing)
    except KaigongError as error:
        run.state, run.token = ImportState.REFUSED, ""
        texts = {language: error.in_language(language) for language in ("zh", "en")}
        run.report = {"code": error.code, **texts}
    else:
        run.state, run.token, run.report = (
            ImportState.TRIED,
            trial.token,
            _report(trial, run.answers.get("fields", {})),
        )
    run.save(update_fields=["state", "token", "report"])


@transaction.atomic
def answer_import(
    run: IssueImport,
    *,
    standing: Standing,
    sheet: str,
    fields: Mapping[str, str],
    orders: Mapping[str, str],
) -> None:
    """Note what the columns of a list are, by their keys, and try it anew.

    Raises:
        NotOpenImportError: it was applied.
    """
    said = run.answers
    taken = {each["key"]: each["field"] or "" for each in run.report.get("columns", [])}
    given = said.get("fields", {})
    # The page says all columns; what was understood by itself needs no answer, and is not kept.
    fields = {key: one for key, one in fields.items() if key in given or one != taken.get(key)}
    if sheet and sheet != run.report.get("sheet"):  # on another sheet the columns are others
        run.answers = {"sheet": sheet}
    else:
        run.answers = {
            "sheet": said.get("sheet", ""),
            "fields": {**said.get("fields", {}), **fields},
            "orders": {**said.get("orders", {}), **orders},
        }
    run.save(update_fields=["answers"])
    try_import(run, standing=standing)


@transaction.atomic
def apply_import(run: IssueImport, *, standing: Standing) -> int:
    """Raise an issue for each new row, all at once; rows at fault and changed ones stay aside.

    Imported issues are no news of their own: no letter of a webhook. Whose turn it is now is told
    once for the whole list. What it says of where they stand is kept as it is said, with a first
    turn that names the row.

    Returns:
        How many issues there are now that were not.

    Raises:
        NotOpenImportError, IssuesMovedError, NothingToBringError: nothing was written.
    """
    # Two at once raise nothing twice, and the numbers have no gap.
    zone = Zone.objects.select_for_update().get(pk=run.zone_id)
    run.refresh_from_db(from_queryset=IssueImport.objects.select_for_update())
    if run.state != ImportState.TRIED:
        raise not_open(run)
    trial = _trial(run, standing)
    if trial.token != run.token:
        raise IssuesMovedError()
    drafts = [row.draft for row in trial.new if row.draft]
    if not drafts:
        raise NothingToBringError(name=run.name)
    moment, reader = clock.now(), trial.reader
    issues = [
        reader.issue_of(draft, number=number, moment=moment)
        for draft, number in zip(drafts, next_numbers(zone, len(drafts)), strict=True)
    ]
    create_rows(issues, by=standing.user)
    turns, rows = [], []
    for draft, issue in zip(drafts, issues, strict=True):
        turn = reader.turn_of(draft, issue, list_name=run.list_name)
        turn.by = standing.user
        turns.append(turn)
        rows.append(
            ImportedIssue(
                zone=zone, list_key=list_key_of(run.list_name), key=draft.key, issue=issue, run=run
            )
        )
    insert_rows(turns)
    insert_rows(rows)
    run.state, run.applied_at = ImportState.APPLIED, moment
    run.report = _report(trial, run.answers.get("fields", {})) | {
        "numbers": [issues[0].number, issues[-1].number]
    }
    run.save(update_fields=["state", "applied_at", "report"])
    record(
        "coordination.list.brought",
        by=standing.user,
        zone=zone.slug,
        subject=run.name,
        list_name=run.list_name,
        count=len(issues),
        sha256=run.sha256,
    )
    remember(
        zone, trial.table, trial.mapping, said=run.answers, file_name=run.name, of=LIST,
        by=standing.user,
    )  # fmt: skip
    events.issues_brought.send(
        sender=IssueImport, zone=zone, run=run, issues=issues, by=standing.user
    )
    return len(issues)


def marked_list(run: IssueImport) -> bytes:
    """The list as it was brought, as XLSX, with every fault coloured, commented and listed."""
    faults = [ledgers.Fault.of_json(kept) for kept in run.report.get("faults", [])]
    return ledgers.marked_workbook(_content(run), faults, name=run.name)


def _content(run: IssueImport) -> bytes:
    with run.file.open("rb") as file:
        return bytes(file.read())


def _trial(run: IssueImport, standing: Standing) -> Trial:
    said = run.answers
    wishes = Wishes(said.get("sheet", ""), said.get("fields", {}), said.get("orders", {}))
    return try_list(
        _content(run), name=run.name, list_name=run.list_name, standing=standing, wishes=wishes
    )


def _report(trial: Trial, told: Collection[str]) -> dict[str, object]:
    """A dry run as JSON: counts that add up, faults with their place, what the columns are."""
    return {
        "rows": len(trial.rows),
        "counts": {outcome: trial.counts[outcome] for outcome in OUTCOMES},
        "sheet": trial.table.sheet.name,
        "sheets": trial.sheets,
        "columns": [
            {
                "key": match.column.key,
                "letter": match.column.letter,
                "heading": match.column.heading,
                "field": match.field,
                "certainty": match.certainty,
                "says_nothing": says_nothing(match.column.heading),
                "is_remembered": match.is_remembered and match.column.key not in told,
                "source": match.source,
            }
            for match in trial.mapping.matches
        ],
        "questions": [
            {
                "kind": question.kind,
                "key": question.column.key,
                "zh": question.zh,
                "en": question.en,
                "readings": dict(question.readings),
            }
            for question in trial.questions
        ],
        "faults": [fault.as_json() for fault in trial.faults],
        "first": [_first(row.draft) for row in trial.new[:SHOWN] if row.draft],
        "left_to_us": dict(trial.left_to_us),
        "left_out": [
            {"row": row.number, "kind": row.kind, "text": row.text} for row in trial.left_out
        ],
        "changed": [
            {
                "row": row.number,
                "issue": row.issue.number,
                "cells": [
                    {"field": name, "ours": ours, "theirs": theirs}
                    for name, ours, theirs in row.differences
                ],
            }
            for row in trial.rows
            if row.outcome == "changed" and row.issue
        ],
    }


def _first(draft: Draft) -> dict[str, object]:
    return {
        "row": draft.row,
        "title": draft.title,
        "project": draft.project.name if draft.project else "",
        "category": draft.category.name if draft.category else "",
        "lead": draft.lead.name if draft.lead else "",
        "state": str(draft.state),
        "raised_on": str(draft.day("raised_on") or ""),
        "due_on": str(draft.day("due_on") or ""),
    }
