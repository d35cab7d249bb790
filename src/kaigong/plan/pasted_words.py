"""What the cells of one pasted row mean: durations, days, links, people, quantities; or why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from kaigong.accounts.models import User
from kaigong.engines.ledgers import Day, Misread
from kaigong.engines.ledgers.amounts import number
from kaigong.engines.ledgers.days import day
from kaigong.errors import KaigongError
from kaigong.plan.duration_words import minutes_in
from kaigong.plan.link_words import WrittenLink, links_in
from kaigong.plan.pasted_cells import PastedRow
from kaigong.plan.resources import Resource, needs_in
from kaigong.wording import explain, said

Read = TypeVar("Read")
# What programs put around a day: "Mon 4/5/21", "2021年4月5日 8:00", "A" behind an actual one.
_AROUND_DAY = re.compile(r"^(?:周.|星期.|[A-Za-z]{3})\s+|\s+\d{1,2}:\d\d(?::\d\d)?$|\s+A$|\*$")
_MOST_QUANTITY = Decimal(10) ** 12


@dataclass
class PastedWords:
    """A row as it was understood; what was left blank is None, `faults` say why it is not taken."""

    row: PastedRow
    key: str
    is_new: bool
    name: str = ""
    duration: int | None = None
    start_on: date | None = None
    finish_on: date | None = None
    links: tuple[WrittenLink, ...] | None = None
    owner: User | None = None
    quantity: Decimal | None = None
    unit: str = ""
    needs: Mapping[str, float] | None = None
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Reads cells for one plan.

    Attributes:
        known: Codes of the plan and of the pasted rows.
        people: Those of the zone, by name and by sign-in name.
        year: Stands in where a day has none.
    """

    known: Collection[str]
    people: Mapping[str, User]
    year: int
    resources: Sequence[Resource] = ()

    def words_of(self, row: PastedRow, key: str, *, is_new: bool, per_day: int) -> PastedWords:
        """A row understood, with all that is wrong with it at once."""
        words = PastedWords(row, key, is_new)
        words.name = row.cell("name")[:200]
        if is_new and not words.name:
            words.faults.append(said("没有名称", "No name"))
        if not key or len(key) > 40 or any(sign in key for sign in ",;> "):
            words.faults.append(
                said(
                    "编号不能有空格、逗号和「>」，最多 40 个字",
                    "A code has no spaces, commas or “>”",
                )
            )
        words.duration = self._read(
            words, "duration", lambda text: minutes_in(text, per_day=per_day)
        )
        words.start_on = self._read(words, "start", lambda text: self._day(text, is_end=False))
        words.finish_on = self._read(words, "finish", lambda text: self._day(text, is_end=True))
        if words.start_on and words.finish_on and words.finish_on < words.start_on:
            words.faults.append(said("完成早于开始", "It finishes before it starts"))
        words.links = self._read(
            words, "after", lambda text: tuple(links_in(text, per_day=per_day, known=self.known))
        )
        words.owner = self._read(words, "owner", self._person)
        words.quantity = self._read(words, "quantity", _quantity)
        words.unit = row.cell("unit")[:20]
        words.needs = self._read(words, "needs", lambda text: needs_in(text, self.resources))
        return words

    def _read(self, words: PastedWords, column: str, read: Callable[[str], Read]) -> Read | None:
        text = words.row.cell(column)
        if not text or text in ("-", "—", "/"):
            return None
        try:
            return read(text)
        except KaigongError as wrong:
            words.faults.append(explain(wrong))
        except _NotReadError as wrong:
            words.faults.append(str(wrong))
        return None

    def _day(self, text: str, *, is_end: bool) -> date:
        plain = text
        while (less := _AROUND_DAY.sub("", plain)) != plain:
            plain = less
        found = day(plain, year=self.year, is_end=is_end)
        if isinstance(found, Day):
            return found.on
        raise _NotReadError(_why(found) or said(f"看不懂日期「{text}」", f"No day: “{text}”"))

    def _person(self, text: str) -> User:
        found = self.people.get(text.casefold())
        if found is None:
            raise _NotReadError(
                said(f"园区里没有「{text}」这个人", f"Nobody in the zone is called “{text}”")
            )
        return found


class _NotReadError(Exception):
    pass


def _why(found: object) -> str:
    return said(found.zh, found.en) if isinstance(found, Misread) else ""


def _quantity(text: str) -> Decimal:
    found = number(text)
    if isinstance(found, Decimal) and 0 <= found < _MOST_QUANTITY:
        return found.quantize(Decimal("0.01"))
    raise _NotReadError(_why(found) or said(f"看不懂数量「{text}」", f"No quantity: “{text}”"))
