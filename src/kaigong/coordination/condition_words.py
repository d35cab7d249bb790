"""What a cell of an office's sheet says of a start-up condition: a day, *there*, a body, a size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaigong.coordination.condition_sizes import size_in

_MARKS = "◆▲●√✓✔ \t"
_DAY = re.compile(
    r"(?:(?P<year>20\d\d)\s*[-/.年])?\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
)
_THERE = ("已到位", "到位", "已完成", "完成", "provided", "there", "done")
_SPARED = ("不需要", "无需", "不涉及", "not needed", "n/a")
_ASKED = ("待承诺", "已提请", "提请", "asked")
_NOTHING = ("", "-", "—", "－", "/", "未提请", "not asked")
_PROMISED = ("已承诺", "承诺", "promised")


class Wanted(StrEnum):
    NOTHING = "nothing"
    THERE = "there"
    SPARED = "spared"
    ASKED = "asked"
    PROMISED = "promised"
    BODY = "body"  # the name of who is to be asked
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Wish:
    """What a cell says; `day` where it names one, capacities in the unit of the kind."""

    wanted: Wanted
    day: date | None = None
    words: str = ""
    asked: Decimal | None = None
    given: Decimal | None = None


def wish_of(text: str, *, today: date, units: Iterable[str] = ()) -> Wish:
    """Read one cell; of a second line, as our own workbook has it, only a capacity counts.

    A day without a year is the next one that comes where it is promised, and the last one that was
    where it is there already. One capacity alone is what is asked for where nothing is promised
    yet, and what is given where it is.
    """
    rest, given, last = size_in(text, units)
    wish = _said(rest, today=today)
    if last is None:
        return wish
    is_given = given is None and wish.wanted in {Wanted.PROMISED, Wanted.THERE}
    if wish.wanted is Wanted.NOTHING:
        return replace(wish, wanted=Wanted.ASKED, asked=last, given=given)
    return replace(wish, asked=None if is_given else last, given=last if is_given else given)


def _said(text: str, *, today: date) -> Wish:
    is_ticked = any(mark in text for mark in "√✓✔")
    line = text.strip().split("\n")[0].strip(_MARKS)
    folded = line.casefold()
    if is_ticked and not line:
        return Wish(Wanted.THERE)
    if folded in _NOTHING:
        return Wish(Wanted.NOTHING)
    if folded in _SPARED:
        return Wish(Wanted.SPARED)
    if folded in _ASKED:
        return Wish(Wanted.ASKED)
    head, rest = _headed(line, folded)
    if rest == "" and head is Wanted.THERE:
        return Wish(Wanted.THERE)
    found = _DAY.fullmatch(rest)
    if found is None:
        is_name = head is None and not _DAY.search(line)
        return Wish(Wanted.BODY if is_name else Wanted.UNKNOWN, words=line)
    wanted = head or Wanted.PROMISED
    day = _day(found, today=today, is_past=wanted is Wanted.THERE)
    return Wish(wanted if day else Wanted.UNKNOWN, day, line)


def _headed(line: str, folded: str) -> tuple[Wanted | None, str]:
    """The word that a cell begins or ends with, and what is left of it."""
    for words, wanted in ((_THERE, Wanted.THERE), (_PROMISED, Wanted.PROMISED)):
        for word in words:
            if folded.startswith(word):
                return wanted, line[len(word) :].strip(" ：:，,")
            if folded.endswith(word):
                return wanted, line[: -len(word)].strip(" ：:，,")
    return None, line


def _day(found: re.Match[str], *, today: date, is_past: bool) -> date | None:
    month, number = int(found["month"]), int(found["day"])
    try:
        if found["year"]:
            return date(int(found["year"]), month, number)
        day = date(today.year, month, number)
        if is_past and day > today:
            return date(today.year - 1, month, number)
        if not is_past and day < today:
            return date(today.year + 1, month, number)
    except ValueError:  # the 31st of April, and the 29th of February of such a year
        return None
    return day
