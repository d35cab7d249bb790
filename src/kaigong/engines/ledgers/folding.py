"""One text, however it was typed: width, script, case and spaces are not a difference."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

_SPACES = re.compile(r"\s+")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_PUNCTUATION = re.compile(r"[\W_]+")

# What the character tables miss: 凈 is a variant of 淨 they leave alone in some words, and 髮
# (hair) stands for 發 (to develop) wherever an input method guessed wrongly. Both end at one.
_VARIANTS = str.maketrans(
    {"凈": "净", "淨": "净", "髮": "发", "發": "发", "彂": "发", "産": "产", "產": "产",
     "衆": "众", "崗": "岗", "巖": "岩", "嵒": "岩", "菸": "烟", "煙": "烟",
     "裏": "里", "裡": "里", "臺": "台", "檯": "台", "颱": "台", "週": "周", "峯": "峰",
     "羣": "群", "綫": "线", "線": "线", "爲": "为", "為": "为", "啓": "启", "啟": "启",
     "〇": "零", "○": "零"}
)  # fmt: skip


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, common variants and slips included."""
    if not _HAN.search(text):
        return text
    converted: str = _converter().convert(text.translate(_VARIANTS))
    return converted.translate(_VARIANTS)


def half_width(text: str) -> str:
    """NFKC: full-width digits and letters become plain, spaces collapse, invisible marks go."""
    plain = unicodedata.normalize("NFKC", text)
    if plain.isprintable():  # then the only space in it is the plain one
        return (_SPACES.sub(" ", plain) if "  " in plain else plain).strip()
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return _SPACES.sub(" ", plain).strip()


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """For comparing words: half width, simplified, lower case, nothing but letters and digits."""
    return _PUNCTUATION.sub("", simplified(half_width(text)).casefold())
