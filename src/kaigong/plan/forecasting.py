"""The forecast of a year: the programme played, and what each change of it would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kaigong.engines.forecasting import Gain, Outcomes, ProjectRuns, Targets
from kaigong.plan.groups import Group, Programme
from kaigong.plan.models import ActionKind
from kaigong.plan.playing import Change, Floats, NetworkPlay, Play, Played
from kaigong.plan.remedies import cheapest_remedy

LAST_MONTH = 12
# For the months on the way fewer runs do: they draw a band, and no chance is read off them.
RUNS_OF_MONTHS = 1024
MONTH_QUANTILES = (0.1, 0.5, 0.8, 0.9)


@dataclass(frozen=True, eq=False)
class Action:
    """Something that could be done, and what it would bring within the same runs.

    Attributes:
        slip_days: By how many days it moves the project's start, or its end where it has begun, on
            average; none where neither is known.
    """

    kind: ActionKind
    play: Play
    gain: Gain
    issue: str = ""
    activity: str = ""
    words: tuple[str, str] = ("", "")
    due_on: date | None = None
    slip_days: float | None = None


@dataclass(frozen=True, eq=False)
class Expected:
    """What a year comes to, all of it.

    Attributes:
        months: Of the sum at the end of each month to come, its P10, P50, P80 and P90, shape
            (months, 4); none in December.
        actions: The one that raises the chance most first, then the money.
    """

    programme: Programme
    outcomes: Outcomes
    played: Sequence[Played]
    months: Floats
    actions: Sequence[Action]

    @property
    def done(self) -> float:
        return float(sum(done_of(play) for play in self.programme.plays))

    def missed(self) -> Floats:
        """How much each project is below its plan on average where the year is missed."""
        is_missed = self.outcomes.amounts < self.outcomes.targets.amount
        if not is_missed.any():
            return np.zeros(len(self.played))
        return np.array(
            [
                planned_of(play) - float(found.runs.amount[is_missed].mean())
                for play, found in zip(self.programme.plays, self.played, strict=True)
            ]
        )


def planned_of(play: Play) -> float:
    return float(play.prospect.plan.planned_amount or 0)


def done_of(play: Play) -> float:
    return float(sum(play.prospect.done.values()))


def targets_of(plays: Sequence[Play]) -> Targets:
    """What the annual plan promises: its sum, its starts, its completions."""
    plans = [play.prospect.plan for play in plays]
    return Targets(
        amount=sum(planned_of(play) for play in plays),
        starts=sum(plan.is_start_planned for plan in plans),
        completions=sum(plan.is_completion_planned for plan in plans),
    )


def expected_of(programme: Programme) -> Expected:
    """Play the year, and every change that could be made to it."""
    of = {key: found for group in programme.groups for key, found in group.play().items()}
    played = [of[play.key] for play in programme.plays]
    outcomes = Outcomes([each.runs for each in played], targets_of(programme.plays))
    actions = [
        action
        for play in programme.plays
        for action in _actions(_Trial(programme.group_of[play.key], play, of, outcomes))
    ]
    actions.sort(key=lambda each: (-each.gain.chance, -each.gain.amount, each.play.key))
    return Expected(programme, outcomes, played, _months(programme), actions)


def _months(programme: Programme) -> Floats:
    if programme.month.month == LAST_MONTH:  # none is to come, the year's end is the sum itself
        return np.zeros((0, len(MONTH_QUANTILES)))
    count = min(RUNS_OF_MONTHS, programme.run.scenarios)
    total = np.zeros((len(programme.clock.month_ends), count))
    for group in programme.groups:
        found = group.shortened(count).play(by_month=True)
        for play in group.plays:
            total += done_of(play) + found[play.key].months
    return np.quantile(total, MONTH_QUANTILES, axis=1).T


@dataclass(frozen=True, eq=False)
class _Trial:
    """One project, to be changed and played within its group."""

    group: Group
    play: Play
    before: Mapping[str, Played]
    outcomes: Outcomes

    def action(self, kind: ActionKind, change: Change, **said: Any) -> Action:
        key = self.play.key
        after = self.group.play(key, change)
        return Action(
            kind,
            self.play,
            self.outcomes.gain(*(each.runs for each in after.values())),
            slip_days=_slip(self.play, self.before[key], after[key]),
            **said,
        )


def _actions(trial: _Trial) -> Iterator[Action]:
    for issue in trial.play.issues:
        yield trial.action(
            ActionKind.ISSUE,
            Change(solved=frozenset({issue.key})),
            issue=issue.key,
            activity=issue.activity,
            due_on=issue.due_on,
        )
    yield from _conditions(trial)
    if isinstance(trial.play, NetworkPlay):
        yield from _remedy(trial, trial.play)
    else:
        yield from _by_the_plan(trial)


def _conditions(trial: _Trial) -> Iterator[Action]:
    for owed in trial.play.conditions:
        kind = owed.condition.kind
        found = trial.action(
            ActionKind.CONDITION,
            Change(solved=frozenset({owed.key})),
            activity=owed.activity,
            words=(kind.name, kind.name_en or kind.name),
            due_on=owed.due_on,
        )
        if _is_any_good(found):
            yield found


def _remedy(trial: _Trial, play: NetworkPlay) -> Iterator[Action]:
    way = cheapest_remedy(play.plan.schedule, play.rows)
    if way is not None:
        yield trial.action(
            ActionKind.REMEDY,
            Change(measures=way.measures),
            activity=way.measures[0].key,
            words=way.words,
        )


def _by_the_plan(trial: _Trial) -> Iterator[Action]:
    changes = [(ActionKind.PACE, Change(keeps_pace=True))]
    if not trial.play.prospect.has_begun:
        changes.append((ActionKind.START, Change(begins_in_time=True)))
    for kind, change in changes:
        found = trial.action(kind, change)
        if _is_any_good(found):
            yield found


def _is_any_good(action: Action) -> bool:
    return action.gain.amount > 0 or action.gain.all_chance > 0


def _slip(play: Play, before: Played, after: Played) -> float | None:
    """Days by which the start comes sooner, or the end where it has begun."""
    was, becomes = before.starts_in, after.starts_in
    if play.prospect.has_begun:
        was, becomes = before.ends_in, after.ends_in
    if not np.isfinite(was).all() or not np.isfinite(becomes).all():
        return None
    return float(np.mean(was - becomes))


def with_slip(
    group: Group, key: str, activity: str, days: float
) -> tuple[dict[str, Played], dict[str, Played]]:
    """The projects of a group as they are, and with an activity of one that takes some days longer.

    Args:
        key: The code of the project.
        activity: The activity's key.
        days: Working days of its calendar; fewer with a minus.
    """
    return group.play(), group.play(key, Change(longer={activity: f"{days}d"}))


def totals_with(totals: Floats, before: ProjectRuns, after: ProjectRuns) -> Floats:
    """The sums of every run with one project played otherwise, shape (3, runs)."""
    found = totals.copy()
    found[0] += after.amount - before.amount
    for row, name in ((1, "is_started"), (2, "is_completed")):
        was, becomes = getattr(before, name), getattr(after, name)
        if was is not None and becomes is not None:
            found[row] += becomes.astype(np.float64) - was
    return found
