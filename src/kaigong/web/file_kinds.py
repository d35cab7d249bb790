"""What a file is by its own bytes. Its name is a claim; nothing is decided on it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is kept as proof."""

    media_type: str
    extension: str
    is_picture: bool = False


JPEG = FileKind("image/jpeg", ".jpg", is_picture=True)
PNG = FileKind("image/png", ".png", is_picture=True)
WEBP = FileKind("image/webp", ".webp", is_picture=True)
HEIC = FileKind("image/heic", ".heic")  # an iPhone's photo; few browsers can show it
PDF = FileKind("application/pdf", ".pdf")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind(_OFFICE + "wordprocessingml.document", ".docx")
XLSX = FileKind(_OFFICE + "spreadsheetml.sheet", ".xlsx")

KINDS = (JPEG, PNG, WEBP, HEIC, PDF, DOCX, XLSX)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1"})
_ZIP_NAMES_READ = 2000  # an office paper has a few dozen parts


def kind_of(content: bytes) -> FileKind | None:
    """The kind of a file, or none where it is nothing that we keep."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return None


def _office_kind(content: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist()[:_ZIP_NAMES_READ])
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    # A paper with macros is a program; a proof needs none.
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None
