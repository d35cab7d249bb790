"""Which encoding a text without a declaration has: XER files are in that of their machine."""

from __future__ import annotations

import codecs
import re
from typing import Final

_HIGH = re.compile(rb"[\x80-\xff]+")
_MOSTLY_HANZI: Final = 0.7  # of the pairs in Chinese text that are signs or hanzi of level 1
_MOSTLY_RUNS: Final = 0.6  # of the letters in Cyrillic text that stand beside another one


def decoded(content: bytes) -> tuple[str, str]:
    """A text and its encoding; bytes that fit nowhere are kept as surrogates and written back.

    Chinese is told from Cyrillic and Western text by what its bytes would mean: a page of GBK is
    made of pairs, most of them signs or hanzi of GB 2312's first level; Cyrillic is made of runs of
    letters, of odd lengths too; Western accents mostly stand alone among ASCII letters.
    """
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig", "surrogateescape"), "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _of_a_machine(content)
    return content.decode(encoding, "surrogateescape"), encoding


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of a text; where its encoding has not got all letters, it becomes UTF-8."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _of_a_machine(content: bytes) -> str:
    runs = _HIGH.findall(content)
    if _is_chinese(content):
        return "gb18030"
    high = sum(map(len, runs))
    together = sum(len(run) for run in runs if len(run) > 1)
    return "cp1251" if together > _MOSTLY_RUNS * high else "cp1252"


def _is_chinese(content: bytes) -> bool:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    wide = [sign.encode("gb18030") for sign in text if sign > "\x7f"]
    common = sum(
        len(pair) == 2 and (0xA1 <= pair[0] <= 0xA9 or 0xB0 <= pair[0] <= 0xD7) and pair[1] >= 0xA1
        for pair in wide
    )
    return common >= _MOSTLY_HANZI * len(wide)
