"""Random numbers of our own, the same with and without Numba, on every machine.

P. L'Ecuyer, *Efficient and portable combined random number generators*, Communications of the ACM
31 (1988), 742-751: two multiplicative generators whose difference has a period of 2.3e18. All
products fit into 64 bits, so plain Python and compiled code agree to the last digit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled

Ints = NDArray[np.int64]

_FIRST, _SECOND = 2147483563, 2147483399


def dice(seed: int) -> Ints:
    """The state of a generator, shape (2,); draws change it.

    Neighbouring seeds are pulled apart by the multipliers of splitmix64 (Steele and others, 2014).
    """
    mixed = (seed + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    mixed ^= mixed >> 31
    high, low = mixed >> 32, mixed & 0xFFFFFFFF
    return np.array([high % (_FIRST - 1) + 1, low % (_SECOND - 1) + 1], dtype=np.int64)


@compiled
def draw(state: Ints, below: int) -> int:
    """A whole number from 0 to `below` - 1, each as likely; `below` is far under 2**31."""
    state[0] = state[0] * 40014 % 2147483563
    state[1] = state[1] * 40692 % 2147483399
    drawn: int = (state[0] - state[1]) % 2147483562 * below // 2147483562
    return drawn
