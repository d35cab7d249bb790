"""An office's own Word layout as it comes in: minutes and papers of issues begin alike."""

from __future__ import annotations

from django.core.files.base import File

from kaigong.coordination.services.meeting_errors import TemplateUnreadableError
from kaigong.portfolio.services.proofs import ReadFile, look_into
from kaigong.web.word import MEDIA_TYPE
from kaigong.wording import said


def word_in(file: File[bytes]) -> ReadFile:
    """A Word file, read.

    Raises:
        TemplateUnreadableError: it is something else.
        ProofTooLargeError, ProofKindError, EmptyProofError: as for any paper.
    """
    read = look_into(file)
    if read.kind.media_type != MEDIA_TYPE:
        fault = said("不是 Word（docx）", "it is not Word (docx)")
        raise TemplateUnreadableError(name=read.name, fault=fault)
    return read
