"""Quantile functions as tables, so that a sample costs a look-up and is the same by every path.

A quantile is kept at knots that get denser towards both ends: sixteen to each halving of the
distance from the end, down to 2^-33, beyond which no sample lies. Between knots goes the cubic that
fits values and slopes (Hermite). Only + - * / are used there, so both paths agree to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled

Floats = NDArray[np.float64]

_HALVINGS, _BITS = 33, 4
_SHIFT = 52 - _BITS
_FIRST = (1023 - _HALVINGS) << _BITS  # the leading bits of 2^-33 as a double
_FRACTION = (1 << _SHIFT) - 1
_CELLS = ((_HALVINGS - 1) << _BITS) + 1  # one cell more for 1/2 itself
_LEAST, _MOST = 2.0**-_HALVINGS, 0.5

# The normal distribution function, in even steps.
_REACH, _PER_UNIT = 6.25, 32
_NORMAL_CELLS = int(2 * _REACH * _PER_UNIT)


def knots() -> Floats:
    """Distances from an end at which a quantile is tabled, shape (cells + 1,)."""
    leading = np.arange(_FIRST, _FIRST + _CELLS + 1, dtype=np.int64) << _SHIFT
    return leading.view(np.float64)


def table_of(low: Floats, low_slope: Floats, high: Floats, high_slope: Floats) -> Floats:
    """A table from quantiles at `knots()` from the low end, and from the high end.

    Args:
        low, high: Q(k) and Q(1 - k), shape (cells + 1,).
        low_slope, high_slope: dQ/du there.

    Returns:
        Four coefficients of the cubic in each cell, shape (2, cells, 4).
    """
    width = np.diff(knots())
    halves = []
    for value, slope in ((low, low_slope), (high, -high_slope)):
        start, end = slope[:-1] * width, slope[1:] * width
        rise = np.diff(value)
        halves.append([value[:-1], start, 3 * rise - 2 * start - end, start + end - 2 * rise])
    return np.ascontiguousarray(np.moveaxis(np.array(halves), 1, 2))


def looked_up(table: Floats, at: Floats) -> Floats:
    """Quantiles at numbers between 0 and 1, any shape."""
    is_high = at > _MOST
    distance = np.clip(np.where(is_high, 1.0 - at, at), _LEAST, _MOST)
    bits = distance.view(np.int64)
    part = (bits & _FRACTION) * 2.0**-_SHIFT
    c0, c1, c2, c3 = np.moveaxis(table[is_high.astype(np.intp), (bits >> _SHIFT) - _FIRST], -1, 0)
    found: Floats = c0 + part * (c1 + part * (c2 + part * c3))
    return found


@compiled
def look_up(table: Floats, at: Floats, room: Floats, into: Floats) -> None:
    """`looked_up` for a row; `room` is of the same length."""
    for place in range(len(at)):
        distance = 1.0 - at[place] if at[place] > _MOST else at[place]
        room[place] = min(max(distance, _LEAST), _MOST)
    bits = room.view(np.int64)
    for place in range(len(at)):
        part = (bits[place] & _FRACTION) * 2.0**-_SHIFT
        half = 1 if at[place] > _MOST else 0
        c = table[half, (bits[place] >> _SHIFT) - _FIRST]
        into[place] = c[0] + part * (c[1] + part * (c[2] + part * c[3]))


# --- the normal distribution ------------------------------------------------------------------


@cache
def normal_quantiles() -> Floats:
    """The table of the standard normal quantile."""
    low, slope = _normal_at_knots()
    return table_of(low, slope, -low, slope)


@cache
def _normal_at_knots() -> tuple[Floats, Floats]:
    normal = NormalDist()
    value = np.array([normal.inv_cdf(float(each)) for each in knots()])
    return value, 1 / _density(value)


def _density(value: Floats) -> Floats:
    found: Floats = np.exp(-value * value / 2) / math.sqrt(2 * math.pi)
    return found


@cache
def normal_shares() -> Floats:
    """Four coefficients in each cell of the normal distribution function, shape (cells, 4)."""
    at = np.linspace(-_REACH, _REACH, _NORMAL_CELLS + 1)
    value = np.array([NormalDist().cdf(float(each)) for each in at])
    slope, rise = _density(at) / _PER_UNIT, np.diff(value)
    start, end = slope[:-1], slope[1:]
    return np.stack([value[:-1], start, 3 * rise - 2 * start - end, start + end - 2 * rise], axis=1)


def shares_at(table: Floats, value: Floats) -> Floats:
    """The normal distribution function."""
    place = np.clip((value + _REACH) * _PER_UNIT, 0.0, _NORMAL_CELLS - 2.0**-20)
    cell = place.astype(np.int64)
    part = place - cell
    c0, c1, c2, c3 = np.moveaxis(table[cell], -1, 0)
    found: Floats = c0 + part * (c1 + part * (c2 + part * c3))
    return found


@compiled
def share_at(table: Floats, value: Floats, into: Floats) -> None:
    """`shares_at` for a row."""
    for number in range(len(value)):
        place = min(max((value[number] + _REACH) * _PER_UNIT, 0.0), _NORMAL_CELLS - 2.0**-20)
        cell = np.int64(place)
        part = place - cell
        c = table[cell]
        into[number] = c[0] + part * (c[1] + part * (c[2] + part * c[3]))


# --- shapes of durations ----------------------------------------------------------------------


def lognormal_quantiles(sigma: float) -> Floats:
    """The table of a lognormal quantile whose median is 1."""
    normal, slope = _normal_at_knots()
    low, high = np.exp(sigma * normal), np.exp(-sigma * normal)
    return table_of(low, sigma * slope * low, high, sigma * slope * high)


def beta_quantiles(alpha: float, beta: float) -> Floats:
    """The table of a beta quantile on 0 to 1, for alpha and beta of at least 1."""
    low, low_slope = _beta_from_the_low_end(alpha, beta)
    from_end, high_slope = _beta_from_the_low_end(beta, alpha)
    return table_of(low, low_slope, 1 - from_end, high_slope)


def _beta_from_the_low_end(alpha: float, beta: float) -> tuple[Floats, Floats]:
    """Quantiles and slopes at the knots: by table, then Newton's steps to the last digits."""
    scale = math.exp(math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta))

    def density(at: Floats) -> Floats:
        found: Floats = scale * at ** (alpha - 1) * (1 - at) ** (beta - 1)
        return found

    # Evenly in log x up to a half, and mirrored beyond; so every cell is narrow for its place.
    half = 2.0 ** np.linspace(-90, -1, 4 * 89 + 1)
    grid = np.concatenate([half, 1 - half[-2:150:-1]])
    head = scale * grid[0] ** alpha / alpha
    share = head + np.concatenate([[0.0], np.cumsum(_integral(density, grid[:-1], grid[1:]))])
    wanted = np.minimum(knots(), share[-1])
    known = share > _LEAST / 2**20  # far below, a steep one is zero to a double
    value: Floats = np.exp(np.interp(np.log(wanted), np.log(share[known]), np.log(grid[known])))
    for _ in range(2):
        cell = np.clip(np.searchsorted(grid, value) - 1, 0, grid.size - 1)
        reached = share[cell] + _integral(density, grid[cell], value)
        value = np.clip(value - (reached - wanted) / density(value), value / 2, (1 + value) / 2)
    return value, 1 / density(value)


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(5)


def _integral(function: Callable[[Floats], Floats], start: Floats, end: Floats) -> Floats:
    """Gauss-Legendre over each span."""
    middle, half = (start + end) / 2, (end - start) / 2
    at = middle[:, None] + half[:, None] * _NODES
    found: Any = (function(at) @ _WEIGHTS) * half
    return np.asarray(found)
