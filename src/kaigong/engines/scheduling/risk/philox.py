"""Random numbers by address: Philox4x32-10, the same on any number of threads.

J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, *Parallel random numbers: as easy as 1, 2,
3*, Supercomputing (2011). A counter and a key give four words of 32 bits without any state. Here
the counter says what is drawn (scenario, number of the thing, stream), and the key is the seed; so
a number does not depend on what else is drawn, nor by whom, nor when.

Scenarios go in groups of `GROUP`: counter q of a group gives scenarios q, q + 64, q + 128 and
q + 192 of it, and so whole rows are written side by side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled, inlined

Words = NDArray[np.uint32]
Floats = NDArray[np.float64]

GROUP = 256  # scenarios
_LANES = GROUP // 4

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)

# A word, read as signed, becomes a number above 0 and below 1; all are equally far apart.
STEP = 2.0**-32
MIDDLE = 0.5 + 2.0**-33
# The same in single precision, where 2^-25 will do; there 0 and 1 may come out as well.
SINGLE_STEP, SINGLE_MIDDLE, SINGLE_ONE = np.float32(2.0**-32), np.float32(0.5), np.float32(1.0)


def words_of(counter: Any, key: tuple[int, int]) -> Any:
    """The four words of a counter, 10 rounds.

    Args:
        counter: Four words, each a number or an array of them, unsigned.
        key: Two words.

    Returns:
        Four arrays, uint64 that hold 32 bits.
    """
    c0, c1, c2, c3 = (np.asarray(part, np.uint64) for part in counter)
    k0, k1 = (np.asarray(part, np.uint64) for part in key)
    for _ in range(10):
        first, second = c0 * _M0, c2 * _M1
        c0, c2 = (second >> _HALF) ^ c1 ^ k0, (first >> _HALF) ^ c3 ^ k1
        c1, c3 = second & _LOW, first & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


def key_of(seed: int) -> tuple[int, int]:
    """The two words of a seed, of which 64 bits count."""
    return seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF


def uniforms(number: int, *, stream: int, groups: range, key: tuple[int, int]) -> Floats:
    """Numbers above 0 and below 1 for whole groups of scenarios.

    Args:
        number: What is drawn, 64 bits: the number of an activity, the name of a risk.
        stream: What kind of thing that is, 32 bits.
        groups: Which groups of scenarios.

    Returns:
        Shape (groups x GROUP,), by scenario.
    """
    lanes = np.array([groups]).T * _LANES + np.arange(_LANES)
    drawn = words_of((lanes, number & 0xFFFFFFFF, stream, number >> 32), key)
    signed = np.concatenate(drawn, axis=1).astype(np.uint32).view(np.int32).ravel()
    return np.asarray(signed * STEP + MIDDLE, np.float64)


def single(at: Floats) -> NDArray[np.float32]:
    """Numbers of `uniforms` in single precision, as loops make them of the words."""
    words = (at - MIDDLE) / STEP  # whole numbers again, exactly
    return np.asarray(words.astype(np.float32) * SINGLE_STEP + SINGLE_MIDDLE, np.float32)


@inlined
def _fill(number: Any, stream: Any, group: Any, key: Any, words: Words) -> None:
    """See `draw_words`."""
    for lane in range(_LANES):
        c0, c1 = np.uint64(group * _LANES + lane), np.uint64(number) & _LOW
        c2, c3 = np.uint64(stream), np.uint64(number) >> _HALF
        k0, k1 = np.uint64(key[0]), np.uint64(key[1])
        for _ in range(10):
            # What stands above the low halves is cut off only here, where the processor does it for
            # nothing: its multiplication reads no more than these.
            first, second = (c0 & _LOW) * _M0, (c2 & _LOW) * _M1
            c0, c2 = (second >> _HALF) ^ c1 ^ k0, (first >> _HALF) ^ c3 ^ k1
            c1, c3 = second, first
            k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
        words[lane] = c0 & _LOW
        words[lane + _LANES] = c1 & _LOW
        words[lane + 2 * _LANES] = c2 & _LOW
        words[lane + 3 * _LANES] = c3 & _LOW


@compiled
def draw_words(number: Any, stream: Any, group: Any, key: Any, words: Words) -> None:
    """The words of one group, shape (GROUP,)."""
    _fill(number, stream, group, key, words)


@compiled
def draw_rows(numbers: Any, stream: Any, group: Any, key: Any, words: Any) -> None:
    """The same for several numbers in one go, for making ready takes an eighth of a draw.

    Args:
        numbers: What is drawn, shape (rows,).
        words: Shape (at least rows, GROUP).
    """
    for row in range(numbers.size):
        _fill(numbers[row], stream, group, key, words[row])


@compiled
def draw(number: Any, stream: Any, group: Any, key: Any, words: Words, into: Floats) -> None:
    """`uniforms` for one group; `words` is room for GROUP of them."""
    draw_words(number, stream, group, key, words)
    signed = words.view(np.int32)
    for scenario in range(GROUP):
        into[scenario] = signed[scenario] * STEP + MIDDLE
