"""A short text as what it can be compared by: signs, pairs of signs, parts of words, numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_NUMBER = re.compile(rf"(?:(?<![a-z])([a-z]{{1,3}}))?(\d+(?:\.\d+)?)\s?([a-z]{{1,3}}\b|[#{_HAN}])?")
_RUN = re.compile(rf"[{_HAN}]+|[a-z]+")
# 三号 is 3号: a numeral is a number where it names one of several things of a kind.
_ONE_TO_NINE = "一二三四五六七八九"
_NUMERAL = re.compile(
    rf"([{_ONE_TO_NINE}]?十[{_ONE_TO_NINE}]?|[{_ONE_TO_NINE}])(?=[号期标栋幢楼区#])"
)
_DIGITS = {sign: place for place, sign in enumerate(_ONE_TO_NINE, 1)}
# Numbers that tell one thing from another of its kind; a quantity or a day does not.
_NAMING = frozenset("号期标栋幢楼区#")
_SAME_KIND = {"#": "号"}
# Said in many ways, and nothing hangs on which: 没有接通, 还未接通, 尚未接通.
_NOT = re.compile("没有|没能|没|无法|无|不能")
_EMPTY = re.compile("[的了还尚仍已请很]")
_EMPTY_WORDS = frozenset(
    ["a", "an", "and", "are", "at", "been", "for", "from", "has", "have", "in", "is", "it", "of",
     "on", "or", "our", "the", "there", "this", "to", "was", "we", "with"]
)  # fmt: skip
_SIGN, _PAIR, _PART, _OF_NUMBER = 0.5, 1.0, 0.6, 2.0


@dataclass(frozen=True)
class Features:
    """What a text is compared by.

    Attributes:
        weights: Each feature once, with its weight before it is known how common it is.
        numbers: Numbers that tell one thing from another, by kind: {"号": {"3"}}.
    """

    weights: Mapping[str, float]
    numbers: Mapping[str, frozenset[str]]


@lru_cache(maxsize=16_384)
def features_of(text: str) -> Features:
    """The features of a folded text.

    Han characters count alone and in pairs, Latin words by their parts of three letters (with
    their ends), numbers whole with what stands behind them.
    """
    plain = _EMPTY.sub("", _NOT.sub("未", _NUMERAL.sub(_as_number, text.casefold())))
    weights: dict[str, float] = {}
    numbers: dict[str, set[str]] = {}
    for head, digits, tail in _NUMBER.findall(plain):
        kind = _SAME_KIND.get(tail, tail)
        weights[f"{head}{digits}{kind}"] = _OF_NUMBER
        if kind in _NAMING or head:
            numbers.setdefault(head or kind, set()).add(digits)
    for run in _RUN.findall(_NUMBER.sub(_without_number, plain)):
        if run[0].isascii():
            if run not in _EMPTY_WORDS:
                whole = f"_{run}_"
                weights |= {whole[at : at + 3]: _PART for at in range(len(whole) - 2)}
            continue
        weights |= dict.fromkeys(run, _SIGN)
        weights |= {run[at : at + 2]: _PAIR for at in range(len(run) - 1)}
    return Features(
        MappingProxyType(weights),
        MappingProxyType({kind: frozenset(found) for kind, found in numbers.items()}),
    )


def _without_number(found: re.Match[str]) -> str:
    tail = found[3] or " "
    return " " if tail.isascii() else tail  # 号 of 3号楼 goes on with 楼; kV says nothing alone


def _as_number(found: re.Match[str]) -> str:
    tens, is_ten, ones = found[1].rpartition("十")
    if not is_ten:
        return str(_DIGITS[found[1]])
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
