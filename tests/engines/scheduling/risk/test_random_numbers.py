"""Philox as published, addressed by scenario, and as random as it should be."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from kaigong.engines.scheduling.risk.philox import GROUP, draw, key_of, uniforms, words_of

# kat_vectors of the Random123 library by the paper's authors: philox4x32 10.
KNOWN_ANSWERS = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]

SIZE = 1024  # groups: 262,144 numbers


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return uniforms(1, stream=0, groups=range(SIZE), key=key_of(20_220_730))


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_the_published_answers_come_out(counter: str, key: str, answer: str) -> None:
    first, second = words(key)
    assert [int(word) for word in words_of(words(counter), (first, second))] == words(answer)


def test_both_paths_draw_the_same() -> None:
    row, room = np.zeros(GROUP), np.zeros(GROUP, np.uint32)
    for number, stream, group, seed in ((0, 0, 0, 0), (2**40 + 3, 12, 77, 2**63 + 5)):
        draw(number, stream, group, key_of(seed), room, row)
        plain = uniforms(number, stream=stream, groups=range(group, group + 1), key=key_of(seed))
        assert (row == plain).all()


def test_a_number_does_not_depend_on_what_is_drawn_beside_it(drawn: np.ndarray) -> None:
    alone = uniforms(1, stream=0, groups=range(5, 6), key=key_of(20_220_730))
    assert (alone == drawn[5 * GROUP : 6 * GROUP]).all()


def test_numbers_lie_between_0_and_1_and_are_all_different_by_address(drawn: np.ndarray) -> None:
    assert drawn.min() > 0
    assert drawn.max() < 1
    seed = 20_220_730
    for number, stream, key in ((2, 0, seed), (1, 1, seed), (1, 0, 1), (2**32 + 1, 0, seed)):
        other = uniforms(number, stream=stream, groups=range(SIZE), key=key_of(key))
        assert (other == drawn).mean() < 1e-4
        assert abs(np.corrcoef(other, drawn)[0, 1]) < 4 / drawn.size**0.5


def chi_square_limit(freedom: int, trust: float) -> float:
    """E. B. Wilson and M. M. Hilferty (1931)."""
    z = NormalDist().inv_cdf(trust)
    return float(freedom * (1 - 2 / (9 * freedom) + z * (2 / (9 * freedom)) ** 0.5) ** 3)


def test_every_bit_is_one_half_of_the_time() -> None:
    lanes = np.arange(2**17, dtype=np.uint64)
    for word in words_of((lanes, 5, 1, 0), key_of(3)):
        bits = (word[:, None] >> np.arange(32, dtype=np.uint64)) & np.uint64(1)
        ones = bits.sum(0).astype(float)
        half = lanes.size / 2
        assert (2 * (ones - half) ** 2 / half).sum() < chi_square_limit(32, 1 - 1e-6)


def test_numbers_fill_their_range_evenly(drawn: np.ndarray) -> None:
    counts, _ = np.histogram(drawn, 1000, (0, 1))
    expected = drawn.size / 1000
    chi_square = ((counts - expected) ** 2 / expected).sum()
    assert chi_square < chi_square_limit(999, 1 - 1e-6)
    assert chi_square > chi_square_limit(999, 1e-6)  # not more evenly than chance either


def test_pairs_fill_the_square_evenly(drawn: np.ndarray) -> None:
    for step in (1, 64, 128, GROUP):  # neighbours, lanes and words of the generator
        cells = np.floor(drawn * 32).astype(int)
        counts = np.bincount(cells[:-step] * 32 + cells[step:], minlength=1024)
        expected = (drawn.size - step) / 1024
        assert ((counts - expected) ** 2 / expected).sum() < chi_square_limit(1023, 1 - 1e-6)


def test_neighbouring_scenarios_activities_and_seeds_are_not_correlated(drawn: np.ndarray) -> None:
    limit = 5 / drawn.size**0.5
    for step in (1, 2, 63, 64, 65, GROUP, GROUP + 1):
        assert abs(np.corrcoef(drawn[:-step], drawn[step:])[0, 1]) < limit
    for other in (
        uniforms(2, stream=0, groups=range(SIZE), key=key_of(20_220_730)),
        uniforms(1, stream=0, groups=range(SIZE), key=key_of(20_220_731)),
    ):
        assert abs(np.corrcoef(drawn, other)[0, 1]) < limit
