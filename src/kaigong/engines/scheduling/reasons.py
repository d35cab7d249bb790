"""Why an activity stands where it stands, in words of both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from kaigong.engines.scheduling.network import Link

_KINDS_ZH = {
    "FS": "{before} 完成后",
    "SS": "{before} 开始后",
    "FF": "{before} 完成后才能完成",
    "SF": "{before} 开始后才能完成",
}
_KINDS_EN = {
    "FS": "after {before} finishes",
    "SS": "after {before} starts",
    "FF": "finishes after {before} finishes",
    "SF": "finishes after {before} starts",
}
_CONSTRAINTS = {
    "SNET": ("不早于 {on} 开始", "start no earlier than {on}"),
    "SNLT": ("不晚于 {on} 开始", "start no later than {on}"),
    "FNET": ("不早于 {on} 完成", "finish no earlier than {on}"),
    "FNLT": ("不晚于 {on} 完成", "finish no later than {on}"),
    "SO": ("定于 {on} 开始", "start on {on}"),
    "FO": ("定于 {on} 完成", "finish on {on}"),
    "MS": ("必须于 {on} 开始", "must start on {on}"),
    "MF": ("必须于 {on} 完成", "must finish on {on}"),
}


@dataclass(frozen=True)
class Reason:
    """One thing that holds an activity back, or pulls it.

    Attributes:
        begin: Work gone on the activity's calendar at the start it asks for.
        at: The instant it asks for.
    """

    begin: int
    at: int

    zh: ClassVar[str]
    en: ClassVar[str]

    def in_language(self, language: str) -> str:
        """The reason in `zh…` or, for any other language, in English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class FromThePlan(Reason):
    """The project's start, or the data date."""

    zh = "计划开始日或数据日期"
    en = "the project's start or its data date"


@dataclass(frozen=True)
class FromWhatHappened(Reason):
    """Actual dates, or dates set by hand."""

    zh = "实际日期或手工日期"
    en = "its actual dates, or dates set by hand"


@dataclass(frozen=True)
class AsLateAsPossible(Reason):
    """Drawn to what comes after it."""

    zh = "尽可能晚：紧接后续工作"
    en = "as late as possible: close to what follows"


@dataclass(frozen=True)
class FromAResumption(Reason):
    """A suspended activity goes on."""

    zh = "停工后复工"
    en = "it resumes after a stop"


@dataclass(frozen=True)
class FromALink(Reason):
    """An activity before it."""

    link: Link = field(kw_only=True)
    before: str = field(kw_only=True)
    lag: int = field(kw_only=True)
    lag_days: float = field(kw_only=True)

    def in_language(self, language: str) -> str:
        kinds = _KINDS_ZH if language.startswith("zh") else _KINDS_EN
        words = kinds[self.link.kind.value].format(before=self.before)
        code = self.link.kind.value + (f"{self.lag_days:+g}d" if self.lag else "")
        return f"{words}（{code}）" if language.startswith("zh") else f"{words} ({code})"


@dataclass(frozen=True)
class FromAConstraint(Reason):
    """A constraint of its own."""

    kind: str = field(kw_only=True)
    on: datetime = field(kw_only=True)

    def in_language(self, language: str) -> str:
        return constraint_words(self.kind, self.on, language)


def constraint_words(kind: str, on: datetime, language: str) -> str:
    """A constraint in `zh…` or, for any other language, in English."""
    zh, en = _CONSTRAINTS[kind]
    return (zh if language.startswith("zh") else en).format(on=_written(on))


@dataclass(frozen=True)
class Why:
    """What set an early start, and what it beats.

    Attributes:
        start: The early start.
        reason: What asks for it.
        next_reason: What would have set it otherwise; None where there is nothing else.
        beats_by_days: How far the reason is ahead of the next one, in the calendar's days; below
            zero it pulls the start before what the next one asks for.
        rest_until: Where the calendar does not work from the instant asked for until the start.
        calendar: Its name.
    """

    start: datetime
    reason: Reason
    next_reason: Reason | None
    beats_by_days: float
    rest_until: datetime | None
    calendar: str

    def in_language(self, language: str) -> str:
        """One sentence in `zh…` or, for any other language, in English."""
        is_zh = language.startswith("zh")
        parts = [
            ("开始 {0}：{1}" if is_zh else "starts {0}: {1}").format(
                _written(self.start), self.reason.in_language(language)
            )
        ]
        if self.rest_until:
            rest = "；日历「{0}」停到 {1}" if is_zh else "; the calendar “{0}” rests until {1}"
            parts.append(rest.format(self.calendar, _written(self.rest_until)))
        if self.next_reason:
            if self.beats_by_days >= 0:
                beats = "；比「{0}」晚 {1:g} 天" if is_zh else "; beats “{0}” by {1:g} days"
            else:
                beats = (
                    "；比「{0}」早 {1:g} 天" if is_zh else "; pulls it before “{0}” by {1:g} days"
                )
            days = abs(round(self.beats_by_days, 2))
            parts.append(beats.format(self.next_reason.in_language(language), days))
        return "".join(parts) + ("。" if is_zh else ".")

    def __str__(self) -> str:
        return self.in_language("en")


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
