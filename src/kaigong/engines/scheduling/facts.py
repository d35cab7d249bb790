"""What stands in the way of a promise, fact by fact, in words of both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeGuard

from kaigong.engines.scheduling.activities import LinkKind
from kaigong.engines.scheduling.calendars import Season
from kaigong.engines.scheduling.reasons import constraint_words


@dataclass(frozen=True)
class NotBefore:
    """Nothing open is placed before the data date, or before the project's start."""

    on: datetime
    is_data_date: bool

    def in_language(self, language: str) -> str:
        """The fact in `zh…` or, for any other language, in English."""
        if language.startswith("zh"):
            day = "数据日期" if self.is_data_date else "开工日"
            return f"{self.on:%Y-%m-%d}（{day}）才能开始"
        day = "the data date" if self.is_data_date else "the project's start"
        return f"nothing begins before {day}, {self.on:%Y-%m-%d}"


class Step(NamedTuple):
    """An activity in a row of them, with the code of the link that leads to it."""

    key: str
    name: str
    code: str = ""


@dataclass(frozen=True)
class Lasts:
    """An activity takes its time, in days of its calendar; of one begun, what is left."""

    key: str
    name: str
    days: float

    @property
    def steps(self) -> tuple[Step, ...]:
        return (Step(self.key, self.name),)

    def in_language(self, language: str) -> str:
        """The fact in `zh…` or, for any other language, in English."""
        if language.startswith("zh"):
            return f"「{self.name}」要 {self.days:g} 天"
        return f"“{self.name}” takes {self.days:g} days"


@dataclass(frozen=True)
class Waits:
    """One activity waits for another, with a lag in days of the calendar that it counts in."""

    before: str
    before_name: str
    after: str
    after_name: str
    kind: LinkKind
    lag_days: float

    @property
    def code(self) -> str:
        """Such as "SS+10d"; empty for a plain finish to start."""
        lag = f"{self.lag_days:+g}d" if self.lag_days else ""
        return "" if self.kind is LinkKind.FS and not lag else self.kind.value + lag

    @property
    def steps(self) -> tuple[Step, ...]:
        return Step(self.before, self.before_name), Step(self.after, self.after_name, self.code)

    def in_language(self, language: str) -> str:
        """The fact in `zh…` or, for any other language, in English."""
        if language.startswith("zh"):
            code = f"（{self.code}）" if self.code else ""
            return f"「{self.after_name}」要等「{self.before_name}」{code}"
        code = f" ({self.code})" if self.code else ""
        return f"“{self.after_name}” waits for “{self.before_name}”{code}"


@dataclass(frozen=True)
class Holds:
    """A date of its own holds an activity; without a kind it was given by hand or from outside."""

    key: str
    name: str
    kind: str
    on: datetime

    def in_language(self, language: str) -> str:
        """The fact in `zh…` or, for any other language, in English."""
        is_zh = language.startswith("zh")
        if self.kind:
            words = constraint_words(self.kind, self.on, language)
        else:
            words = f"{'不早于' if is_zh else 'not before'} {self.on:%Y-%m-%d}"
        return f"「{self.name}」{words}" if is_zh else f"“{self.name}”: {words}"


def _in_one_language(note: str, *, is_zh: bool) -> str:
    """A note may say it in both: “冬停 / winter stop”."""
    chinese, _, english = (part.strip() for part in note.partition(" / "))
    return chinese if is_zh else english or chinese


@dataclass(frozen=True)
class StandsStill:
    """A season in which a calendar does no work, each year anew."""

    season: Season
    calendar: str

    def in_language(self, language: str) -> str:
        """The fact in `zh…` or, for any other language, in English."""
        ends = (self.season.first, self.season.last)
        first, last = (f"{month:02d}-{day:02d}" for month, day in ends)
        is_zh = language.startswith("zh")
        called = _in_one_language(self.season.note, is_zh=is_zh) or self.calendar
        if is_zh:
            return f"{f'「{called}」' if called else ''}{first} 至 {last} 停工"
        return f"work stands still from {first} to {last}{f' (“{called}”)' if called else ''}"


Fact = NotBefore | Lasts | Waits | Holds | StandsStill


@dataclass(frozen=True)
class Conflict:
    """Facts that cannot all stand if a promise is to be kept 最小冲突集.

    With any one of them gone, the others alone no longer break it.

    Attributes:
        key, name: The promised activity.
        promised: What it was promised for.
        finish: When it is done as long as all of them stand, whatever becomes of all else.
        facts: In the order of the work, the seasons first.
        is_smallest: Whether no smaller set breaks the promise; else the network was too large to
            look beyond the chain that sets its date.
    """

    key: str
    name: str
    promised: datetime
    finish: datetime
    facts: tuple[Fact, ...]
    is_smallest: bool

    def in_language(self, language: str) -> str:
        """One sentence in `zh…` or, for any other language, in English."""
        is_zh = language.startswith("zh")
        parts = [fact.in_language(language) for fact in self.facts if not _is_of_chain(fact)]
        parts += self._chain(language)
        by = self.promised - timedelta(minutes=1)  # midnight ends the day before
        if is_zh:
            words = "、".join(parts)
            return f"只要{words}都不变，「{self.name}」就不能在 {by:%Y-%m-%d} 前完成。"
        words = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
        these = "this stands" if len(parts) == 1 else "all of this stands"
        return f"“{self.name}” cannot be done by {by:%Y-%m-%d} as long as {these}: {words}."

    def _chain(self, language: str) -> Iterator[str]:
        """The durations and links as one row: “piles” 40 days → “raft” 28 days."""
        is_zh = language.startswith("zh")
        unit = "天" if is_zh else "days"
        days = {
            fact.key: f" {fact.days:g} {unit}" for fact in self.facts if isinstance(fact, Lasts)
        }
        row, last = "", None
        for step in (step for fact in self.facts if _is_of_chain(fact) for step in fact.steps):
            if step.key != last:
                arrow = f" → {step.code} ".replace("  ", " ") if row else ""
                name = f"「{step.name}」" if is_zh else f"“{step.name}”"
                row, last = f"{row}{arrow}{name}{days.get(step.key, '')}", step.key
        if row:
            yield row


def _is_of_chain(fact: Fact) -> TypeGuard[Lasts | Waits]:
    return isinstance(fact, Lasts | Waits)
