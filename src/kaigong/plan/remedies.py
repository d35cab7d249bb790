"""Remedies of a plan: what may be hastened, and how each measure is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaigong.engines.scheduling import Network, Schedule
from kaigong.engines.scheduling.availability import most_of
from kaigong.engines.scheduling.remedies import (
    Limits,
    Measure,
    MeasureKind,
    measures_for,
    remedies_of,
)
from kaigong.plan.models import Activity

TRIES_OF_A_MORNING = 60


@dataclass(frozen=True)
class Way:
    """The cheapest way to keep a promise, in both languages."""

    measures: tuple[Measure, ...]
    words: tuple[str, str]


def offers_of(schedule: Schedule, rows: Sequence[Activity]) -> tuple[Measure, ...]:
    """What may hasten a plan.

    Permits, acceptance and commissioning are not hastened nor overlapped: they are not ours to
    crowd. Works that the winter calendar names may be offered through the winter, at a surcharge.
    More crews are offered as far as the plan's resources go, if an activity says what it needs.
    """
    ours = [row.key for row in rows if row.trade in ("works", "utilities")]
    limits = Limits(never_overlapped=frozenset(row.key for row in rows) - frozenset(ours))
    offers = measures_for(schedule.network, ours, limits=limits)
    return tuple(each for each in offers if _is_at_hand(schedule.network, each))


def _is_at_hand(network: Network, measure: Measure) -> bool:
    """Whether the resources suffice to do the same work in so much less time."""
    if measure.kind is not MeasureKind.CREWS:
        return True
    needs, there = network.activities[measure.key].needs, network.resources
    return all(
        units / measure.work <= most_of(there[name])
        for name, units in needs.items()
        if name in there
    )


def cheapest_remedy(schedule: Schedule, rows: Sequence[Activity]) -> Way | None:
    """The cheapest way for the promise that is shortest; none where all hold, or nothing helps."""
    short = [each for each in schedule.commitments() if each.short_by_days > 0]
    if not short:
        return None
    offers = offers_of(schedule, rows)
    found = remedies_of(schedule, offers, promise=short[0].key, most=1, tries=TRIES_OF_A_MORNING)
    if not found.ways:
        return None
    measures = found.ways[0].measures
    names = {row.key: row for row in rows}
    said = [measure_words(schedule, each) for each in measures]
    zh = "；".join(
        f"「{names[each.key].name}」{words[0]}" for each, words in zip(measures, said, strict=True)
    )
    en = "; ".join(
        f"“{names[each.key].name_en or names[each.key].name}”: {words[1]}"
        for each, words in zip(measures, said, strict=True)
    )
    return Way(measures, (zh, en))


def measure_words(schedule: Schedule, measure: Measure) -> tuple[str, str]:
    """A measure in both languages."""
    activity = schedule.network.activities[measure.key]
    per_day = schedule.network.calendar_of(activity).minutes_per_day
    match measure.kind:
        case MeasureKind.CREWS:
            share = f"{1 - measure.work:.0%}"
            return (
                f"增加班组，余下工期缩短 {share}",
                f"more crews: what is left takes {share} less",
            )
        case MeasureKind.SECOND_SHIFT:
            return f"加第二班 {hours_of(measure)}", f"a second shift, {hours_of(measure)}"
        case MeasureKind.WINTER:
            return (
                "冬季不停工，按冬期施工",
                "works through the winter, by the rules of the cold",
            )
        case MeasureKind.OVERLAP:
            days = f"{measure.overlap / per_day:.0f}"
            return f"后续提前 {days} 天插入", f"what follows begins {days} days sooner"


def word_of(measure: Measure) -> str:
    """One word that tells a measure from all others that a plan offers, for a form to send back."""
    shift = f"{measure.shift.start}-{measure.shift.end}" if measure.shift else ""
    return f"{measure.kind.value}|{measure.work:.4f}|{measure.overlap}|{shift}|{measure.key}"


def hours_of(measure: Measure) -> str:
    """The hours of a second shift: 18:00–22:00."""
    shift = measure.shift
    return "" if shift is None else f"{_clock(shift.start)}–{_clock(shift.end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
