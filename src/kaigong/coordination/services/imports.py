"""An office's list of issues comes in: kept, tried, applied as a whole, and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.models import (
    Delivery,
    DeliveryState,
    EscalationCall,
    ImportedIssue,
    ImportState,
    Issue,
    IssueImport,
    IssueTurn,
    Notice,
)
from kaigong.coordination.services.import_columns import says_nothing
from kaigong.coordination.services.import_drafts import Draft
from kaigong.coordination.services.import_trial import (
    LIST,
    OUTCOMES,
    Trial,
    Wishes,
    chunks,
    list_key_of,
    try_list,
)
from kaigong.coordination.services.issues import next_numbers
from kaigong.engines import ledgers
from kaigong.errors import KaigongError
from kaigong.portfolio.bulk import create_rows, insert_rows, note_history
from kaigong.portfolio.services.intake.answers import remember

LARGEST_FILE_BYTES = 64 * 2**20
SHOWN = 10  # new rows that the page shows as they were understood
_NAMED = 5  # issues that an error names


class TooLargeListError(KaigongError):
    code = "coordination.too-large-list"
    zh = "「{file}」有 {megabytes} MB，最多收 {most} MB；请拆成几个文件。"
    en = "“{file}” has {megabytes} MB, the most is {most} MB; split it."


class NotOpenImportError(KaigongError):
    code = "coordination.not-open-import"
    zh = "「{name}」现在是「{state}」，不能这样做。"
    en = "“{name}” is “{state}” now, so this cannot be done."


class IssuesMovedError(KaigongError):
    code = "coordination.issues-moved"
    zh = "试算以后问题台账又变了，没有写入；已经重新试算，看过再导入。"
    en = "The issues changed after the dry run and nothing was written; it ran again, look first."


class NothingToBringError(KaigongError):
    code = "coordination.nothing-to-bring"
    zh = "「{name}」里没有新的问题，没有写入。"
    en = "“{name}” has no new issue; nothing was written."


class MovedSinceImportError(KaigongError):
    code = "coordination.moved-since-import"
    zh = (
        "有 {count} 个问题导入以后又办过，或已有提醒、材料、会议提到（{numbers}），不能整批撤销；"
        "请逐个处理。"
    )
    en = (
        "{count} of the issues were worked on since, or a reminder, a paper or a meeting refers to "
        "them ({numbers}), so the import cannot be taken back; settle them one by one."
    )


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
        raise _not_open(run)
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
        raise _not_open(run)
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


@transaction.atomic
def undo_import(run: IssueImport, *, standing: Standing) -> int:
    """Take all issues of an import away again; their history and the file stay.

    Returns:
        How many issues are gone.

    Raises:
        NotOpenImportError: it was not applied.
        MovedSinceImportError: somebody worked on one of them, or something else hangs on it.
    """
    zone = Zone.objects.select_for_update().get(pk=run.zone_id)
    run.refresh_from_db(from_queryset=IssueImport.objects.select_for_update())
    if run.state != ImportState.APPLIED:
        raise _not_open(run)
    brought = Issue.objects.filter(imported_as__run=run)
    keys = list(brought.select_for_update(of=("self",)).values_list("pk", flat=True))
    moved = ~Q(moved_at=run.applied_at) | Q(version__gt=1) | Q(pk__in=_held(run))
    touched = list(brought.filter(moved).order_by("pk").values_list("number", flat=True))
    if touched:
        more = " …" if len(touched) > _NAMED else ""
        raise MovedSinceImportError(count=len(touched), numbers="、".join(touched[:_NAMED]) + more)
    note_history(Issue, keys, sign="-", by=standing.user)
    for chunk in chunks(keys):  # nothing hangs on them, so the collector need not look
        Delivery.objects.filter(call__issue__in=chunk).update(call=None)
        for model in (EscalationCall, IssueTurn, ImportedIssue):
            model._base_manager.filter(issue__in=chunk)._raw_delete(model._base_manager.db)
        Issue._base_manager.filter(pk__in=chunk)._raw_delete(Issue._base_manager.db)
    # What was told of it inside the house goes too; what has left stays on record.
    Notice.objects.filter(brought=run, delivery=None).delete()
    run.state, run.undone_at = ImportState.UNDONE, clock.now()
    run.save(update_fields=["state", "undone_at"])
    record(
        "coordination.list.taken-back",
        by=standing.user,
        zone=zone.slug,
        subject=run.name,
        list_name=run.list_name,
        count=len(keys),
        sha256=run.sha256,
    )
    return len(keys)


def marked_list(run: IssueImport) -> bytes:
    """The list as it was brought, as XLSX, with every fault coloured, commented and listed."""
    faults = [ledgers.Fault.of_json(kept) for kept in run.report.get("faults", [])]
    return ledgers.marked_workbook(_content(run), faults, name=run.name)


def _held(run: IssueImport) -> list[int]:
    """The issues of an import that anything else hangs on: papers, helps, meetings.

    A reminder inside the house goes with its issue; one that has left the house stays on record.
    """
    own = ImportedIssue.objects.filter(run=run).values("issue")
    held: set[int] = set()
    for relation in Issue._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not relation.auto_created or relation.concrete or not isinstance(model, type):
            continue
        if model in {IssueTurn, ImportedIssue} or not issubclass(model, Model):
            continue
        name = relation.field.name  # type: ignore[union-attr]
        hanging = model._base_manager.filter(**{f"{name}__in": own})
        if model is EscalationCall:
            hanging = _left(hanging)
        held.update(hanging.values_list(f"{name}_id", flat=True))
    return sorted(held)


def _left(calls: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some calls that have left the house, by themselves or in a digest."""
    gone = Delivery.objects.exclude(state=DeliveryState.WAITING)
    single = Q(pk__in=gone.exclude(call=None).values("call"))
    return calls.filter(single | Q(audience__listeners__digest__in=gone.values("key")))


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


def _not_open(run: IssueImport) -> NotOpenImportError:
    return NotOpenImportError(name=run.name, state=ImportState(run.state).label)
