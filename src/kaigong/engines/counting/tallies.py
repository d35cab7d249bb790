"""How many projects, and how much: inside the annual plan and, apart from it, outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kaigong.engines.counting.once import Bools, Ints, counted_amount, counts_once, same_length


@dataclass(frozen=True)
class Tally:
    """A count of projects with their amount; `without_amount` of them have none on record."""

    projects: int
    amount_cents: int
    without_amount: int


@dataclass(frozen=True)
class PlanTally:
    """Projects of the annual plan, and those taken up outside it. Never added in silence."""

    inside: Tally
    outside: Tally


def tally(
    ids: Ints,
    counts_in: Ints,
    total_cents: Ints,
    counted_before_cents: Ints,
    *,
    has_amount: Bools,
    chosen: Bools,
) -> Tally:
    """Count the chosen rows of a ledger.

    Args:
        ids: Ids of the rows, shape (rows,), above 0.
        counts_in: Id of the project a row counts in, 0 for itself, shape (rows,).
        total_cents: Total investment, shape (rows,), hundredths; any value where there is none.
        counted_before_cents: The part counted in earlier years, shape (rows,), hundredths.
        has_amount: False where no total is on record, shape (rows,).
        chosen: The rows asked for, shape (rows,).

    Raises:
        CircularJointError, UnequalColumnsError: nothing can be counted.
    """
    same_length(ids, counts_in, total_cents, counted_before_cents, has_amount, chosen)
    where = np.flatnonzero(chosen)
    counted = where[counts_once(ids[where], counts_in[where])]
    known = counted[has_amount[counted]]
    amounts = counted_amount(total_cents[known], counted_before_cents[known])
    return Tally(
        projects=len(counted),
        amount_cents=int(amounts.sum(dtype=np.int64)),
        without_amount=len(counted) - len(known),
    )


def tally_by_plan(
    ids: Ints,
    counts_in: Ints,
    total_cents: Ints,
    counted_before_cents: Ints,
    *,
    has_amount: Bools,
    chosen: Bools,
    is_outside_plan: Bools,
) -> PlanTally:
    """Count the chosen rows apart: those of the annual plan, those taken up outside it.

    Args and errors as for `tally`; `is_outside_plan` has shape (rows,). A joint project whose main
    row is inside and a part outside counts inside only.
    """
    same_length(ids, is_outside_plan)
    where = np.flatnonzero(chosen)
    once = np.zeros(len(ids), dtype=np.bool_)
    # Inside rows first: the part that stands for an unseen main row is then an inside one.
    order = where[np.argsort(is_outside_plan[where], kind="stable")]
    once[order[counts_once(ids[order], counts_in[order])]] = True
    columns = (ids, np.zeros_like(ids), total_cents, counted_before_cents)
    return PlanTally(
        inside=tally(*columns, has_amount=has_amount, chosen=once & ~is_outside_plan),
        outside=tally(*columns, has_amount=has_amount, chosen=once & is_outside_plan),
    )
