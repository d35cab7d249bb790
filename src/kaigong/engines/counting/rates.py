"""Rates. Where there is nothing to divide by there is no rate: none, never 0 and never 100 %."""

from __future__ import annotations


def start_rate(started: int, planned: int) -> float | None:
    """Starts against the plan of starts, a fraction; above 1 where more started than was planned.

    `started` holds every project that started or resumed in the period, planned or not.
    """
    return started / planned if planned else None


def completion_share(done_cents: int, planned_cents: int) -> float | None:
    """Investment done against the plan of the year, a fraction; it may pass 1."""
    return done_cents / planned_cents if planned_cents else None


def change(now_cents: int | None, before_cents: int | None) -> float | None:
    """Growth over an earlier period, a fraction: 0.12 for +12 %; none where nothing was."""
    if now_cents is None or before_cents is None or before_cents <= 0:
        return None
    return (now_cents - before_cents) / before_cents
