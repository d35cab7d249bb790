"""Units of quantities in both languages: those that are known, and those that say both themselves.

Who types one that is not known may say both: 轴线|bays. What neither does is left out for who
reads English where it has no Latin letters: a number alone says more than a sign one cannot read.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

from kaigong.wording import said

BETWEEN = "|"


def unit_shown(unit: str) -> str:
    """A unit in the language of who reads it."""
    return said(*in_both(unit))


def in_both(unit: str) -> tuple[str, str]:
    """A unit in Chinese and in English; the English one is empty where there is none to read."""
    plain = unit.strip()
    for sign in (BETWEEN, "｜"):
        zh, is_both, en = (part.strip() for part in plain.partition(sign))
        if is_both:
            return zh or en, en or zh
    known = _known().get(_plain(plain))
    return known or (plain, plain if _is_latin(plain) else "")


def _is_latin(text: str) -> bool:
    """Whether all its letters are Latin or Greek; ² and % are no letters."""
    return all(
        not sign.isalpha() or unicodedata.name(sign, "").startswith(("LATIN", "GREEK", "MICRO"))
        for sign in text
    )


def _plain(unit: str) -> str:
    return unicodedata.normalize("NFKC", unit).strip().casefold()


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """Both names by each way to write one; where two units share one, the first has it."""
    text = resources.files("kaigong.plan").joinpath("units.toml").read_text("utf-8")
    found: dict[str, tuple[str, str]] = {}
    for row in tomllib.loads(text)["unit"]:
        for name in (*row["zh"], *row["en"]):
            found.setdefault(_plain(name), (row["zh"][0], row["en"][0]))
    return found
