"""From bytes to sheets: what kind of file is it, and what stands in it."""

from __future__ import annotations

import zlib

from .cells import Workbook
from .errors import (
    DamagedFileError,
    EmptyFileError,
    FileTooLargeError,
    NotAWorkbookError,
    PasswordProtectedError,
    ZipBombError,
)
from .features import read_features
from .separated_text import read_separated_text
from .spreadsheets import read_xls, read_xlsx
from .telling import Told, unheard

MAX_FILE_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = 400 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Stream names in a compound file are UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"BM", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "a 7z archive"),
    (b"SQLite format 3", "数据库文件", "a database file"),
    (b"MZ", "程序文件", "a program"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<style")


def read_workbook(content: bytes, *, name: str, told: Told = unheard) -> Workbook:
    """Every sheet of a file, whatever its name claims: the content decides.

    XLSX, XLSM, XLS, CSV (comma, semicolon, tab, bar; UTF-8, UTF-16, GB18030, Big5, cp1252) and
    GeoJSON, each also packed by gzip. Nothing is executed, no formula is computed, no file is
    opened.

    Args:
        content: The file, at most `MAX_FILE_BYTES`.
        name: The name it arrived under; used in messages only.
        told: Hears of every part and sheet of a workbook and of rows of text as they are read, and
            may end it by an exception. One sheet is one call of the parser, which hears nothing: a
            second for a million cells, four at the most.

    Raises:
        LedgerError: one of its subclasses says what is wrong and what to do next.
    """
    if len(content) > MAX_FILE_BYTES:
        raise FileTooLargeError(
            name=name, size_mb=len(content) // 2**20, limit_mb=MAX_FILE_BYTES // 2**20
        )
    if content.startswith(b"\x1f\x8b"):
        content = _gunzipped(content, name=name)
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise EmptyFileError(name=name)
    if content.startswith(b"PK"):
        return read_xlsx(content, name=name, max_unpacked=MAX_UNPACKED_BYTES, told=told)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise PasswordProtectedError(name=name)
        return read_xls(content, name=name, told=told)
    _refuse_foreign(content, name=name)
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return read_features(content, name=name, told=told)
    return read_separated_text(content, name=name, told=told)


def _gunzipped(content: bytes, *, name: str) -> bytes:
    unpacked = bytearray()
    rest = content
    try:
        # A gzip file may hold several members, one after the other.
        while rest.startswith(b"\x1f\x8b"):
            stream = zlib.decompressobj(31)
            unpacked += stream.decompress(rest, MAX_UNPACKED_BYTES - len(unpacked) + 1)
            if len(unpacked) > MAX_UNPACKED_BYTES:
                raise ZipBombError(name=name, limit_mb=MAX_UNPACKED_BYTES // 2**20)
            if not stream.eof:
                raise DamagedFileError(name=name, reason="gzip: unexpected end")
            rest = stream.unused_data
    except zlib.error as broken:
        raise DamagedFileError(name=name, reason=f"gzip: {broken}") from broken
    if unpacked.startswith(b"\x1f\x8b"):
        raise NotAWorkbookError(
            name=name, found_zh="多重压缩包", found_en="an archive in an archive"
        )
    return bytes(unpacked)


def _refuse_foreign(content: bytes, *, name: str) -> None:
    for magic, zh, en in _FOREIGN:
        if content.startswith(magic) and (len(magic) > 2 or b"\0" in content[:512]):
            raise NotAWorkbookError(name=name, found_zh=zh, found_en=en)
    if content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        # Many office systems "export to Excel" by writing a web page and naming it .xls.
        raise NotAWorkbookError(
            name=name,
            found_zh="改名为表格的网页或 XML",
            found_en="a web page or XML under another name",
        )
