"""One text in the reader's language, with both languages side by side where it is written.

Why not a message catalogue: an office reviews a sentence only if it sees both versions at once, and
our errors (`kaigong.errors`) already state both. Django's and allauth's own texts keep theirs.
See docs/decisions/0003-two-languages-side-by-side.md.
"""

from __future__ import annotations

from typing import cast

from django.utils.functional import lazystr
from django.utils.translation import get_language

from kaigong.errors import KaigongError

CHINESE = "zh-hans"
ENGLISH = "en"


def is_chinese() -> bool:
    """Whether the person who reads now reads Chinese; Chinese is the house's first language."""
    return (get_language() or CHINESE).startswith("zh")


class _Pair:
    """Two wordings of one text; `str()` gives the one for the reader of that moment."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return self.zh if is_chinese() else self.en


def say(zh: str, en: str) -> str:
    """A text put into words only when somebody reads it, so it may stand in a class body."""
    return cast(str, lazystr(_Pair(zh, en)))  # a promise behaves as the text it promises


def said(zh: str, en: str) -> str:
    """The same at once, for code that runs while somebody reads."""
    return zh if is_chinese() else en


def explain(error: KaigongError) -> str:
    """The sentence of an error in the reader's language."""
    return error.in_language(get_language() or CHINESE)
