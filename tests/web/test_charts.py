"""The geometry of the server's charts: what stands where, and that words say the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kaigong.web.charts import (
    Band,
    bar,
    cumulative_chart,
    distribution_chart,
    sparkline,
    spread_apart,
    ticks,
)

PLAN = [243 * share for share in np.linspace(0, 1, 13)]
ACTUAL = [0.0, 6.0, 15.0, 31.82]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  (our own output)


def corners(svg: str, kind: str) -> list[tuple[float, float]]:
    (found,) = re.findall(rf'<polyline class="{kind}" points="([^"]*)"', svg)
    return [tuple(map(float, pair.split(","))) for pair in found.split()]  # type: ignore[misc]


def words(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter("text")]


def test_plan_and_actual_start_at_zero_and_share_one_scale() -> None:
    svg = cumulative_chart(plan=PLAN, actual=ACTUAL)
    plan, actual = corners(svg, "plan"), corners(svg, "actual")
    assert len(plan) == 13
    assert plan[0] == actual[0] == (36, 191.6)
    (x_plan, y_plan), (x_actual, y_actual) = plan[3], actual[3]
    assert x_plan == x_actual
    assert (191.6 - y_actual) / (191.6 - y_plan) == pytest.approx(31.82 / PLAN[3], rel=0.02)


def test_the_figures_stand_in_the_chart_and_in_its_label() -> None:
    band = Band([31.82, *[228.5] * 9], [31.82, *[247.5] * 9], [31.82, *[266.5] * 9])
    svg = cumulative_chart(plan=PLAN, actual=ACTUAL, band=band, unit="亿元")
    assert {"P10 228.5", "P50 247.5", "P90 266.5", "实际 31.8"} <= set(words(svg))
    label = parsed(svg).get("aria-label") or ""
    assert "全年计划 243.0" in label
    assert "3 月末实际 31.8" in label
    with translation.override("en"):
        assert "Actual 31.8" in words(cumulative_chart(plan=PLAN, actual=ACTUAL))


def test_an_empty_year_still_draws_its_axis() -> None:
    svg = cumulative_chart(plan=[], actual=[])
    assert "polyline" not in svg
    assert parsed(svg).get("role") == "img"


def test_what_reaches_the_target_is_filled_from_the_target_on() -> None:
    draws = np.random.default_rng(1).normal(247.5, 15, 2000)
    svg = distribution_chart(draws, target=243, unit="亿元")
    band, hit = re.findall(r'<path class="(?:band|hit)" d="M([^"]*)Z"', svg)
    end_of_band = float(band.split()[-1].split(",")[0])
    start_of_hit = float(hit.split()[0].split(",")[0])
    assert end_of_band == start_of_hit
    (target,) = re.findall(r'<line class="target" x1="([\d.]+)"', svg)
    assert float(target) == start_of_hit
    assert "把握 6" in (parsed(svg).get("aria-label") or "")


@pytest.mark.parametrize("target", [100.0, 400.0, 247.5])
def test_a_target_far_away_or_certain_stays_in_the_chart(target: float) -> None:
    for draws in (np.full(50, 247.5), np.linspace(240, 255, 50)):
        svg = distribution_chart(draws, target=target)
        for x in re.findall(r'x="(-?[\d.]+)"', svg):
            assert 0 <= float(x) <= 340


@given(st.floats(0.01, 1e7))
def test_ticks_are_few_round_and_within(top: float) -> None:
    found = ticks(top)
    assert found[0] == 0
    assert 2 <= len(found) <= 5
    assert found[-1] <= top * 1.001


@given(st.lists(st.floats(0, 200), min_size=1, max_size=6))
def test_labels_are_moved_apart_and_keep_their_order(places: list[float]) -> None:
    moved = spread_apart(places)
    order = sorted(range(len(places)), key=lambda each: places[each])
    gaps = [moved[after] - moved[before] for before, after in pairwise(order)]
    assert all(gap >= 16 - 1e-6 for gap in gaps)


def test_a_month_without_a_figure_is_a_gap_and_not_a_zero() -> None:
    svg = sparkline([1, 2, None, 4], reference=3, label="x")
    (way,) = re.findall(r'<path d="([^"]*)"', svg)
    assert way.count("M") == 2
    assert parsed(svg).find("circle") is not None
    assert sparkline([None, None]) == ""


def test_a_bar_is_full_at_most_and_ticks_inside() -> None:
    svg = bar(1.4, tick=1.0)
    assert 'class="fill" width="100"' in svg
    assert 'x="98.8"' in svg
    assert 'class="fill" width="0"' in bar(None)
