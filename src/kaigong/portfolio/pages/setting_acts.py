"""Acts upon sectors and levels in words: who set what, and what was there before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kaigong.web.amounts import in_words
from kaigong.wording import said, say

if TYPE_CHECKING:
    from kaigong.audit.models import Entry

WORDS: dict[str, str] = {
    "portfolio.sectors.opened": say("设立口径", "Scheme drawn up"),
    "portfolio.sectors.renamed": say("口径改名", "Scheme renamed"),
    "portfolio.sectors.withdrawn": say("撤销口径", "Scheme withdrawn"),
    "portfolio.sectors.sector_added": say("新增产业", "Sector added"),
    "portfolio.sectors.redrawn": say("改名或排序", "Renamed or reordered"),
    "portfolio.sectors.sector_closed": say("停用「{name}」", "Closed “{name}”"),
    "portfolio.sectors.sector_reopened": say("恢复「{name}」", "Opened “{name}” again"),
    "portfolio.sectors.sector_deleted": say("删除产业", "Sector deleted"),
    "portfolio.sectors.mapped": say("对应「{sector}」", "Mapped “{sector}”"),
    "portfolio.thresholds.set": say("设级别标准", "Levels set"),
}


@dataclass(frozen=True)
class SettingAct:
    """One line of the chain, as the page of a setting tells it."""

    number: int
    at: datetime
    by: str
    words: str
    before: str
    after: str


def acts_in_words(entries: Iterable[Entry], *, currency: str) -> list[SettingAct]:
    """Lines of the audit chain about a setting, in the reader's language."""
    return [
        SettingAct(
            entry.pk,
            entry.at,
            str(entry.actor or said("系统", "System")),
            _words(entry),
            _stated(entry.facts.get("before"), currency),
            _stated(entry.facts.get("after"), currency),
        )
        for entry in entries
    ]


def _words(entry: Entry) -> str:
    wording = WORDS.get(entry.act, entry.act)
    try:
        return str(wording).format(**entry.facts)
    except KeyError:  # a line of an older version lacks a fact
        return entry.act


def _stated(value: object, currency: str) -> str:
    """A fact as text: a ladder of amounts, names with their places, or plain names."""
    gap = said("、", ", ")
    if isinstance(value, dict):
        return gap.join(_stated(each, currency) for each in value.values())
    if isinstance(value, list):
        if len(value) == 3 and isinstance(value[0], int):
            return said(
                f"第 {value[0] + 1} {value[1]}", f"no. {value[0] + 1} {value[2] or value[1]}"
            )
        if len(value) == 3 and isinstance(value[0], str) and _is_amount(value[0]):
            name = said(str(value[1]), str(value[2] or value[1]))
            return f"{name} ≥ {in_words(Decimal(value[0]), currency=currency)}"
        return gap.join(filter(None, (_stated(each, currency) for each in value)))
    if value == "none":
        return said("没有对应", "none")
    return "" if value is None else str(value)


def _is_amount(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
