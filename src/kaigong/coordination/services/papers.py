"""Keeping papers and photos, and putting them beside what they prove."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Model

from kaigong.accounts.models import Organisation, User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.models import (
    Condition,
    Issue,
    IssueTurn,
    Mandate,
    MeetingTask,
    Paper,
    PaperUse,
    Question,
    SiteVisit,
)
from kaigong.portfolio.services.proofs import ReadFile, look_into


@transaction.atomic
def keep_paper(
    zone: Zone,
    *,
    file: File[bytes],
    by: User | None,
    organisation: Organisation | None = None,
    name: str = "",
) -> Paper:
    """Keep a file of a zone; the same content from the same body is the same paper.

    Args:
        organisation: The body that gives it; its people see it wherever it is used.

    Raises:
        ProofTooLargeError, ProofKindError, EmptyProofError: nothing was kept.
    """
    return _keep(zone, look_into(file, name=name), by=by, organisation=organisation)


@transaction.atomic
def keep_papers(
    zone: Zone,
    *,
    files: Iterable[File[bytes]],
    by: User | None,
    organisation: Organisation | None = None,
) -> list[Paper]:
    """Keep several files, or none of them where one cannot be kept.

    Raises:
        ProofTooLargeError, ProofKindError, EmptyProofError: nothing was kept.
    """
    read = [look_into(file) for file in files]
    return [_keep(zone, each, by=by, organisation=organisation) for each in read]


def _keep(
    zone: Zone, read: ReadFile, *, by: User | None, organisation: Organisation | None
) -> Paper:
    same = Paper.objects.filter(zone=zone, sha256=read.sha256).order_by("id")
    if twin := same.filter(organisation=organisation).first():
        return twin
    paper = Paper(
        zone=zone, organisation=organisation, name=read.name, media_type=read.kind.media_type,
        sha256=read.sha256, size_bytes=len(read.content), by=by, at=clock.now(),
    )  # fmt: skip
    if stored := same.first():
        paper.file.name = stored.file.name
    else:
        paper.file.save(read.stored_name, ContentFile(read.content), save=False)
    paper.save()
    record(
        "coordination.paper.kept",
        by=by,
        zone=zone.slug,
        subject=paper.name,
        sha256=paper.sha256,
        size_bytes=paper.size_bytes,
    )
    return paper


# What a paper can stand beside: its field in `PaperUse`, and what the audit line calls it.
Beside = Issue | Question | Condition | MeetingTask | SiteVisit | Mandate
_FIELDS: dict[type[Model], str] = {
    Issue: "issue",
    Question: "question",
    Condition: "condition",
    MeetingTask: "task",
    SiteVisit: "visit",
    Mandate: "mandate",
}


@transaction.atomic
def put_beside(
    paper: Paper,
    beside: Beside,
    *,
    by: User | None,
    turn: IssueTurn | None = None,
    is_internal: bool = False,
) -> PaperUse:
    """Put a paper beside what it proves; once is enough.

    What stood there for officers alone and is now given openly is open from then on.

    Args:
        turn: The move or remark that brought it; of an issue only.
    """
    field = _FIELDS[type(beside)]
    use, is_new = PaperUse.objects.get_or_create(
        paper=paper,
        **{field: beside},
        defaults={"turn": turn, "is_internal": is_internal, "by": by, "at": clock.now()},
    )
    if is_new:
        record(
            "coordination.paper.used",
            by=by,
            zone=paper.zone.slug,
            subject=_subject(beside, field),
            paper=paper.name,
            sha256=paper.sha256,
        )
    elif use.is_internal and not is_internal:
        use.is_internal = False
        use.save(update_fields=["is_internal"])
    return use


def put_all_beside(
    papers: Sequence[Paper], issue: Issue, *, by: User | None, turn: IssueTurn | None = None
) -> None:
    """Put papers beside an issue; they are as open as the turn that brought them."""
    is_internal = turn is not None and turn.is_internal
    for paper in papers:
        put_beside(paper, issue, by=by, turn=turn, is_internal=is_internal)


def _subject(beside: Beside, field: str) -> str:
    if isinstance(beside, Issue):
        return beside.number
    if isinstance(beside, Condition | Mandate):
        return beside.project.code
    if isinstance(beside, Question):
        return beside.issue.number if beside.issue else ""
    return f"{field}-{beside.pk}"
