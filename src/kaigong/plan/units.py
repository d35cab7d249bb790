"""Units in both languages: those that are known, and those that say both themselves.

Who types one that is not known may say both: 轴线|bays, and between them what English says beside
the number 1: 轴线|bay|bays. What neither does is left out for who reads English where it has no
Latin letters: a number alone says more than a sign one cannot read.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

from kaigong.wording import said

BETWEEN = "|"


def unit_shown(unit: str, of: float | Decimal | None = None) -> str:
    """A unit in the language of who reads it.

    Args:
        of: The number that it stands beside; none where it stands alone.
    """
    zh, one, en = _names(unit)
    return said(zh, one if of is not None and round(of, 2) == 1 else en)


def counted(number: float | Decimal, unit: str) -> str:
    """A number with its unit: 3 台, 3 machines, 1 machine."""
    digits = f"{number:.2f}".rstrip("0").rstrip(".")
    return f"{digits} {unit_shown(unit, number)}".rstrip()


def in_both(unit: str) -> tuple[str, str]:
    """A unit in Chinese and in English; the English one is empty where there is none to read."""
    zh, _, en = _names(unit)
    return zh, en


def _names(unit: str) -> tuple[str, str, str]:
    """In Chinese, and in English beside the number 1 and beside others."""
    zh, *english = (part.strip() for part in unit.replace("｜", BETWEEN).split(BETWEEN, 2))
    if not english:
        known = _known().get(_plain(zh))
        zh, en = known or (zh, zh if _is_latin(zh) else "")
        return zh, _singulars().get(en, en), en
    en = english[-1] or zh
    zh = zh or en
    one = english[0] if len(english) > 1 and english[0] else _singulars().get(en, en)
    return zh, one, en


def is_same_unit(text: str, unit: str) -> bool:
    """Whether what was typed behind a number is a unit, in either language."""
    names = map(_plain, _names(unit))
    return in_both(text) == in_both(unit) or _plain(text) in filter(None, names)


def _is_latin(text: str) -> bool:
    """Whether all its letters are Latin or Greek; ² and % are no letters."""
    return all(
        not sign.isalpha() or unicodedata.name(sign, "").startswith(("LATIN", "GREEK", "MICRO"))
        for sign in text
    )


def _plain(unit: str) -> str:
    return unicodedata.normalize("NFKC", unit).strip().casefold()


@cache
def _rows() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    text = resources.files("kaigong.plan").joinpath("units.toml").read_text("utf-8")
    return tuple(
        {"zh": tuple(row["zh"]), "en": tuple(row["en"]), "one": (row.get("one", row["en"][0]),)}
        for row in tomllib.loads(text)["unit"]
    )


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """Both names by each way to write one; where two units share one, the first has it."""
    found: dict[str, tuple[str, str]] = {}
    for row in _rows():
        for name in (*row["zh"], *row["en"], *row["one"]):
            found.setdefault(_plain(name), (row["zh"][0], row["en"][0]))
    return found


@cache
def _singulars() -> Mapping[str, str]:
    """What English says beside 1, by what it says beside other numbers."""
    return {row["en"][0]: row["one"][0] for row in _rows()}
