"""Ways to win the days of a promise, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaigong.engines.scheduling.remedies import remedies_of
from kaigong.plan.moments import finish_day, minute_of
from kaigong.plan.remedies import measure_words, offers_of, word_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.wording import CHINESE, ENGLISH, said

TRIES = 400  # about three seconds of a page; more is a task of its own


@dataclass(frozen=True)
class ShownMeasure:
    """Attributes:
    cost_days: What it costs, in working days of the works.
    word: What a form sends back to accept it.
    """

    key: str
    name: str
    words: str
    cost_days: float
    word: str


@dataclass(frozen=True)
class ShownWay:
    """One way: what is done, what it costs in working days of the works, and what comes out."""

    measures: Sequence[ShownMeasure]
    cost_days: float
    finishes_on: date
    spare_days: int


@dataclass(frozen=True)
class ShownRemedies:
    """Attributes:
    short: Working days that have to be won.
    conflict: The smallest set of facts that breaks the promise, in a sentence.
    nearest: Days still short with all that helps, where there is no way.
    """

    promise: str
    promised_on: date
    short: int
    conflict: str
    chain: Sequence[tuple[str, str]]
    ways: Sequence[ShownWay]
    is_proved: bool
    nearest: int


def remedies_for(opened: OpenPlan) -> ShownRemedies | None:
    """The cheapest ways for the promise that is shortest; none where every promise holds."""
    schedule = opened.schedule
    short = [each for each in schedule.commitments() if each.short_by_days > 0]
    if not short:
        return None
    worst = short[0]
    names = opened.names
    offers = offers_of(schedule, opened.work)
    found = remedies_of(schedule, offers, promise=worst.key, tries=TRIES)
    days = -int(-worst.short_by_days // 1)
    return ShownRemedies(
        promise=names[worst.key],
        promised_on=finish_day(minute_of(worst.promised)),
        short=days,
        conflict=_conflict(opened, worst.key),
        chain=[(key, names[key]) for key in worst.chain],
        ways=[
            ShownWay(
                [
                    ShownMeasure(
                        each.key,
                        names[each.key],
                        said(*measure_words(schedule, each)),
                        each.cost,
                        word_of(each),
                    )
                    for each in way.measures
                ],
                way.cost,
                finish_day(minute_of(way.finish)),
                int(way.spare_days),
            )
            for way in found.ways
        ],
        is_proved=found.is_proved,
        nearest=-int(-found.nearest // 1) if not found.ways and offers else days,
    )


def _conflict(opened: OpenPlan, key: str) -> str:
    found = opened.schedule.conflict(key)
    return "" if found is None else said(found.in_language(CHINESE), found.in_language(ENGLISH))
