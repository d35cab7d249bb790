"""Rework: rounds in which a matter was sent back, and the days lost until it went on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class StepKind(StrEnum):
    """What one step of a matter was."""

    SUBMITTED = "submitted"  # brought, or brought again: applied, assigned, claimed solved
    RETURNED = "returned"  # sent back: refused, not accepted, withdrawn
    ANSWERED = "answered"  # taken up or promised
    DONE = "done"


@dataclass(frozen=True)
class Step:
    """One step of one matter on a day."""

    on: date
    kind: StepKind


@dataclass(frozen=True)
class Round:
    """The matter was sent back on one day and went on again on another.

    Attributes:
        ended_on: None while it has not gone on yet.
        days_lost: Calendar days from the return until it went on, or until the day of counting.
    """

    returned_on: date
    ended_on: date | None
    days_lost: int


@dataclass(frozen=True)
class Rework:
    """What the returns of one matter cost."""

    rounds: tuple[Round, ...]

    @property
    def days_lost(self) -> int:
        return sum(each.days_lost for each in self.rounds)

    @property
    def is_open(self) -> bool:
        """Whether it lies with who must bring it again."""
        return bool(self.rounds) and self.rounds[-1].ended_on is None


def rework_of(steps: Iterable[Step], *, on: date) -> Rework:
    """Count the rounds of one matter.

    A round begins with a return and ends with the next step that is none. Returns that follow each
    other are one round, since nothing was done in between. Steps of one day keep their order.

    Args:
        steps: Of one matter, in the order in which they were taken; steps after `on` do not count.
        on: The day of counting, on which an open round ends for now.

    Returns:
        The rounds in their order.
    """
    rounds: list[Round] = []
    since: date | None = None
    for step in steps:
        if step.on > on:
            continue
        if step.kind is StepKind.RETURNED:
            since = since or step.on
        elif since is not None:
            rounds.append(Round(since, step.on, max(0, (step.on - since).days)))
            since = None
    if since is not None:
        rounds.append(Round(since, None, (on - since).days))
    return Rework(tuple(rounds))
