"""Splitting a published total into rows whose sum is exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

WAN = Decimal(10_000)


def apportioned(
    total: Decimal, weights: Sequence[int], *, least: Decimal = Decimal(0)
) -> list[Decimal]:
    """Split an amount by weights into whole 万元, by largest remainder.

    Args:
        total: The amount to split, CNY.
        weights: One for each part, 0 or more, at least one above 0.
        least: What each part gets before the weights are asked, CNY.

    Returns:
        As many parts as weights. What is left of 万元 stands in the first part, so that the parts
        add up to the total to the fen.
    """
    units, rest = divmod(total - least * len(weights), WAN)
    shares = [units * weight / sum(weights) for weight in weights]
    whole = [share // 1 for share in shares]
    order = sorted(range(len(weights)), key=lambda place: (whole[place] - shares[place], place))
    for place in order[: int(units - sum(whole))]:
        whole[place] += 1
    parts = [least + each * WAN for each in whole]
    parts[0] += rest
    return parts


def spread(place: int, *, low: int, high: int, salt: int = 0) -> int:
    """A whole number from low to high for the n-th row: even enough, and the same every time."""
    return low + (place * 7919 + salt * 104_729 + (place * place + salt) * 31) % (high - low + 1)
