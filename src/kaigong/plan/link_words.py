"""Links as planners write them: "A10", "A10 SS+5d, B20 FS-2d"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kaigong.plan.errors import UnreadableLinksError

# 中文 full-width signs come from the keyboards of planners.
_SIGNS = str.maketrans("，；＋－；（）", ",,+-,()")
_LINK = re.compile(
    r"(?P<key>[^\s,+]+?)\s*(?:\s(?P<kind>FS|SS|FF|SF)|(?<=\w)(?P<tight>FS|SS|FF|SF))?"
    r"\s*(?P<lag>[+-]\s*\d+(?:\.\d+)?\s*(?P<unit>w|d|h|周|天|时)?)?",
    re.IGNORECASE,
)
_MINUTES = {"h": 60, "时": 60}


@dataclass(frozen=True)
class WrittenLink:
    """A link before it is known whether its activity exists; the lag in working minutes."""

    before: str
    kind: str
    lag: int


def links_in(text: str, *, per_day: int, known: Collection[str] = ()) -> list[WrittenLink]:
    """The links of a cell.

    Args:
        per_day: Working minutes of a day of lag.
        known: Keys of the plan; one that ends like a kind of link ("XSS") is not taken apart.

    Raises:
        UnreadableLinksError: a part cannot be understood.
    """
    return [
        _link(part, text, per_day, known)
        for part in (each.strip() for each in text.translate(_SIGNS).split(","))
        if part
    ]


def _link(part: str, whole: str, per_day: int, known: Collection[str]) -> WrittenLink:
    if part in known:
        return WrittenLink(part, "FS", 0)
    found = _LINK.fullmatch(part)
    if found is None:
        raise UnreadableLinksError(text=whole)
    lag = 0
    if found["lag"]:
        number = float(re.sub(r"[^\d.+-]", "", found["lag"]))
        unit = (found["unit"] or "d").lower()
        lag = round(number * _MINUTES.get(unit, per_day * (5 if unit in ("w", "周") else 1)))
    return WrittenLink(found["key"], (found["kind"] or found["tight"] or "FS").upper(), lag)


def written(links: Iterable[WrittenLink], *, per_day: int) -> str:
    """Links as a planner writes them; read again they are the same."""
    return ", ".join(_written(link, per_day) for link in links)


def _written(link: WrittenLink, per_day: int) -> str:
    lag = ""
    if link.lag:
        days, rest = divmod(abs(link.lag), per_day)
        size = f"{days}d" if not rest else f"{abs(link.lag) / 60:g}h"
        lag = f"{'+' if link.lag > 0 else '-'}{size}"
    kind = "" if link.kind == "FS" and not lag else f" {link.kind}"
    return f"{link.before}{kind}{lag}"
