"""Keeping photos and papers that prove what was said."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.db import transaction

from kaigong.accounts.models import User
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.models import Milestone, MonthlyReport, Project, Proof, StageStep
from kaigong.web.file_kinds import FileKind, kind_of

MIB = 1024 * 1024
MOST_BYTES = 20 * MIB


class ProofTooLargeError(KaigongError):
    code = "portfolio.proof-too-large"
    zh = "「{name}」有 {size_mib} MB，最多 {most_mib} MB；请压缩或拆分后再传。"
    en = "“{name}” has {size_mib} MB, the most is {most_mib} MB; compress or split it."


class ProofKindError(KaigongError):
    code = "portfolio.proof-kind"
    zh = (
        "「{name}」的内容不是照片（JPEG、PNG、WebP、HEIC）、PDF、Word 或 Excel（不带宏）；"
        "请另存为其中一种再传。"
    )
    en = (
        "“{name}” does not hold a photo (JPEG, PNG, WebP, HEIC), a PDF, a Word or an Excel file "
        "(without macros); save it as one of these."
    )


class EmptyProofError(KaigongError):
    code = "portfolio.empty-proof"
    zh = "「{name}」是空的；请重新选择文件。"
    en = "“{name}” is empty; choose the file again."


@dataclass(frozen=True)
class ReadFile:
    """A file that may be kept: what it is called, what it is by its own bytes, and these."""

    name: str
    kind: FileKind
    content: bytes
    sha256: str

    @property
    def stored_name(self) -> str:
        """A name that says nothing of the thing and cannot be steered by who uploads."""
        return self.sha256 + self.kind.extension


def look_into(file: File[bytes], *, name: str = "") -> ReadFile:
    """Read a file that somebody gave and see whether it may be kept.

    Raises:
        ProofTooLargeError, ProofKindError, EmptyProofError: it may not.
    """
    shown = PurePath((name or file.name or "proof").replace("\\", "/")).name[-200:]
    if file.size and file.size > MOST_BYTES:
        raise ProofTooLargeError(
            name=shown, size_mib=-(-file.size // MIB), most_mib=MOST_BYTES // MIB
        )
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise EmptyProofError(name=shown)
    if len(content) > MOST_BYTES:
        raise ProofTooLargeError(name=shown, size_mib=MOST_BYTES // MIB + 1, most_mib=20)
    kind = kind_of(content)
    if kind is None:
        raise ProofKindError(name=shown)
    return ReadFile(shown, kind, content, hashlib.sha256(content).hexdigest())


@transaction.atomic
def keep_proof(
    project: Project,
    *,
    file: File[bytes],
    by: User | None,
    name: str = "",
    step: StageStep | None = None,
    report: MonthlyReport | None = None,
    milestone: Milestone | None = None,
) -> Proof:
    """Keep a file as evidence for a project, a step, a report or a milestone.

    The same content is stored once; the same content for the same thing is the same proof.

    Raises:
        ProofTooLargeError, ProofKindError, EmptyProofError: nothing was kept.
    """
    read = look_into(file, name=name)
    same = Proof.objects.filter(sha256=read.sha256, project__zone=project.zone_id).order_by("id")
    twin = same.filter(project=project, step=step, report=report, milestone=milestone).first()
    if twin:
        return twin
    proof = Proof(
        project=project,
        step=step,
        report=report,
        milestone=milestone,
        name=read.name,
        media_type=read.kind.media_type,
        sha256=read.sha256,
        size_bytes=len(read.content),
        by=by,
        at=clock.now(),
    )
    stored = same.first()
    if stored:
        proof.file.name = stored.file.name
    else:
        proof.file.save(read.stored_name, ContentFile(read.content), save=False)
    proof.save()
    record(
        "portfolio.proof.kept",
        by=by,
        zone=project.zone.slug,
        subject=project.code,
        name=read.name,
        sha256=read.sha256,
        size_bytes=len(read.content),
    )
    return proof
