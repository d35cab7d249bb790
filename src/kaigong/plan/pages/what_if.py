"""What a slip would do, as the page shows it; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kaigong.accounts.selectors import Standing
from kaigong.plan.forecasting import totals_with, with_slip
from kaigong.plan.groups import Programme
from kaigong.plan.models import Activity
from kaigong.plan.playing import Floats, NetworkPlay, Played
from kaigong.plan.selectors.forecasts import KeptForecast

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@dataclass(frozen=True)
class MovedStep:
    """An activity that a slip moves: when it was to end, and when it ends then."""

    row: Activity
    was: date
    becomes: date
    days: float


@dataclass(frozen=True)
class MovedProject:
    """Another project whose plan waits for this one: P50 of its end, before and after."""

    project: Project
    was: date
    becomes: date


@dataclass(frozen=True)
class Slipped:
    """What some days of slip would do; nothing of it is kept.

    Attributes:
        starts, ends: P50 of the project's start and end before and after; no start where it has
            begun.
        amounts: Its money of the year and that of all whose plans are linked with its, on average,
            before and after.
        others: Those among them that move.
        chances, all_chances: Of the year's money and of all targets, before and after.
    """

    activity: Activity
    days: float
    start_key: str
    moved: Sequence[MovedStep]
    starts: tuple[date, date] | None
    ends: tuple[date, date]
    amounts: tuple[float, float]
    chances: tuple[float, float]
    all_chances: tuple[float, float]
    others: Sequence[MovedProject] = ()

    @property
    def lost(self) -> float:
        """Money of the year that goes into the next one."""
        return self.amounts[0] - self.amounts[1]


def slipped(
    kept: KeptForecast,
    programme: Programme,
    play: NetworkPlay,
    standing: Standing,
    activity: Activity,
    days: float,
) -> Slipped:
    """Play a project with an activity that takes longer, and those that wait for it, within the
    runs of a kept forecast."""
    all_before, all_after = with_slip(programme.group_of[play.key], play.key, activity.key, days)
    before, after = all_before[play.key], all_after[play.key]
    targets = kept.row
    totals = changed = kept.totals
    for key, found in all_before.items():
        changed = totals_with(changed, found.runs, all_after[key].runs)
    today = standing.zone.today()

    def day(values: Floats) -> date:
        return today + timedelta(days=float(np.median(values)))

    def chances(found: Floats) -> tuple[float, float]:
        reached = found[0] >= float(targets.amount_target)
        counted = (found[1] >= targets.starts_target) & (found[2] >= targets.completions_target)
        return float(reached.mean()), float((reached & counted).mean())

    was, becomes = chances(totals), chances(changed)
    rows = {row.key: row for row in play.rows}
    moved = [
        MovedStep(rows[each.key], each.was.date(), each.becomes.date(), each.days)
        for each in play.plan.schedule.what_if({activity.key: f"{days}d"}).moved()
        if each.key in rows
    ]
    has_begun = play.prospect.has_begun
    return Slipped(
        activity=activity,
        days=days,
        start_key="" if has_begun else play.start_key,
        moved=moved,
        starts=None if has_begun else (day(before.starts_in), day(after.starts_in)),
        ends=(day(before.ends_in), day(after.ends_in)),
        amounts=(_mean_of(all_before), _mean_of(all_after)),
        chances=(was[0], becomes[0]),
        all_chances=(was[1], becomes[1]),
        others=[
            MovedProject(other.prospect.project, day(found.ends_in), day(all_after[key].ends_in))
            for key, found in all_before.items()
            if key != play.key and (found.ends_in != all_after[key].ends_in).any()
            for other in (programme.of[key],)
        ],
    )


def _mean_of(played: Mapping[str, Played]) -> float:
    return float(sum(each.runs.amount.mean() for each in played.values()))
