"""Rework rounds against cases reckoned by hand, and laws that always hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.dealings import Round, Step, StepKind, rework_of

MARCH = date(2021, 3, 1)
S, R, A, D = StepKind.SUBMITTED, StepKind.RETURNED, StepKind.ANSWERED, StepKind.DONE


def _on(day: int) -> date:
    return MARCH + timedelta(day - 1)


def _steps(*told: tuple[int, StepKind]) -> list[Step]:
    return [Step(_on(day), kind) for day, kind in told]


# Steps by their day of March, and the rounds that somebody counted on paper: from, to, days.
BY_HAND: list[tuple[str, list[tuple[int, StepKind]], list[tuple[int, int | None, int]]]] = [
    ("never sent back", [(1, S), (3, A), (9, D)], []),
    ("once", [(1, S), (4, R), (9, S), (12, D)], [(4, 9, 5)]),
    ("twice", [(1, S), (2, R), (5, S), (8, R), (20, S), (22, D)], [(2, 5, 3), (8, 20, 12)]),
    ("two returns in a row are one round", [(1, S), (4, R), (6, R), (10, S)], [(4, 10, 6)]),
    ("within one day nothing is lost", [(1, S), (4, R), (4, S)], [(4, 4, 0)]),
    ("still with the applicant", [(1, S), (25, R)], [(25, None, 4)]),
    ("an answer goes on as well", [(1, S), (4, R), (7, A)], [(4, 7, 3)]),
    ("nothing at all", [], []),
]


@pytest.mark.parametrize(
    ("steps", "rounds"), [row[1:] for row in BY_HAND], ids=[r[0] for r in BY_HAND]
)
def test_the_rounds_are_those_counted_by_hand(
    steps: list[tuple[int, StepKind]], rounds: list[tuple[int, int | None, int]]
) -> None:
    found = rework_of(_steps(*steps), on=_on(29))
    wanted = tuple(Round(_on(a), _on(b) if b else None, days) for a, b, days in rounds)
    assert found.rounds == wanted
    assert found.days_lost == sum(days for *_, days in rounds)
    assert found.is_open == (bool(rounds) and rounds[-1][1] is None)


def test_what_lies_after_the_day_does_not_count() -> None:
    steps = _steps((1, S), (4, R), (20, S))
    assert rework_of(steps, on=_on(10)).rounds == (Round(_on(4), None, 6),)


@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from(list(StepKind))), max_size=12))
def test_rounds_never_overlap_and_never_exceed_the_returns(
    told: list[tuple[int, StepKind]],
) -> None:
    steps = _steps(*sorted(told, key=lambda each: each[0]))
    found = rework_of(steps, on=_on(60))
    assert len(found.rounds) <= sum(step.kind is R for step in steps)
    assert 0 <= found.days_lost <= 59
    ends = [each.ended_on or _on(60) for each in found.rounds]
    assert all(a <= b.returned_on for a, b in zip(ends, found.rounds[1:], strict=False))
    assert all(each.ended_on for each in found.rounds[:-1])
