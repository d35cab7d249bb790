"""A whole divided by shares 分摊, so that the parts add up to it to the last hundredth."""

from __future__ import annotations

from collections.abc import Sequence

from kaigong.engines.breakdown.errors import NothingToShareByError


def shared(total: int, shares: Sequence[int]) -> list[int]:
    """Divide a whole number by shares; the parts add up to it exactly.

    The largest remainders get what is left (Hamilton's method), earlier ones first.

    Args:
        total: Whole hundredths, 0 or more.
        shares: Whole numbers, 0 or more, one of them above 0.

    Raises:
        NothingToShareByError: no share is above 0, or one is below.
    """
    whole = sum(shares)
    if whole <= 0 or min(shares) < 0:
        raise NothingToShareByError(total=total)
    parts = [total * share // whole for share in shares]
    behind = sorted(range(len(shares)), key=lambda each: (-(total * shares[each] % whole), each))
    for place in behind[: total - sum(parts)]:
        parts[place] += 1
    return parts
