"""Works in one road: the order of layers, closed roads, and one opening against all others."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product

import pytest

from kaigong.engines import corridors
from kaigong.engines.corridors import Stretch, Work

DAY_ONE = date(2021, 4, 1)


def day(number: int) -> date:
    return DAY_ONE + timedelta(days=number)


def a_work(
    key: str, layer: str, start: int, days: int, *, at: tuple[int, int] = (0, 500),
    latest: int | None = None, road: str = "生态大街", is_fixed: bool = False,
) -> Work:  # fmt: skip
    return Work(
        key, road, Stretch(*at), layer, day(start), day(start + days - 1),
        None if latest is None else day(latest), is_fixed,
    )  # fmt: skip


def test_the_pavement_waits_for_the_sewer_below_it() -> None:
    road = a_work("road", "road", 10, 30, latest=60)
    sewer = a_work("sewer", "sewer", 0, 20, at=(400, 900))
    water = a_work("water", "water", 5, 10, at=(500, 900))
    found = corridors.wrong_orders([road, water, sewer])
    assert [(each.upper.key, each.lower.key) for each in found] == [
        ("road", "sewer"), ("water", "sewer")
    ]  # fmt: skip
    assert [each.stretch for each in found] == [Stretch(400, 500), Stretch(500, 900)]
    assert [(each.waits_days, each.misses_days) for each in found] == [(10, 0), (5, 0)]
    tight = corridors.wrong_orders([a_work("road", "road", 10, 30, latest=42), sewer])
    assert (tight[0].waits_days, tight[0].misses_days) == (10, 7)


def test_pipes_may_follow_each_other_along_the_road() -> None:
    sewer = a_work("sewer", "sewer", 0, 20)
    assert corridors.wrong_orders([sewer, a_work("water", "water", 5, 20)]) == []
    (early,) = corridors.wrong_orders([sewer, a_work("water", "water", -3, 30)])
    (quick,) = corridors.wrong_orders([sewer, a_work("water", "water", 5, 10)])
    assert (early.waits_days, quick.waits_days) == (3, 5)


def test_works_that_only_touch_or_lie_elsewhere_have_no_order() -> None:
    road = a_work("road", "road", 0, 30, at=(0, 400))
    touching = a_work("a", "sewer", 0, 30, at=(400, 900))
    elsewhere = a_work("b", "sewer", 0, 30, road="福祉大路")
    same_depth = a_work("c", "street", 0, 30, at=(0, 400))
    assert corridors.wrong_orders([road, touching, elsewhere, same_depth]) == []


def test_a_road_that_was_handed_over_is_closed_for_five_years_and_an_overhaul_for_three() -> None:
    dig = a_work("gas", "gas", 400, 10)
    (closed,) = corridors.closed_roads([dig], handed_over={"生态大街": date(2018, 2, 1)})
    assert (closed.until, closed.after) == (date(2023, 2, 1), None)
    assert corridors.closed_roads([dig], handed_over={"生态大街": date(2017, 5, 5)}) == []
    overhaul = a_work("overhaul", "overhaul", 0, 20, is_fixed=True)
    (closed,) = corridors.closed_roads([dig, overhaul])
    assert closed.after == overhaul
    assert closed.until == overhaul.finish.replace(year=overhaul.finish.year + 3)
    # What can still be put off closes nothing: there the order is what is wrong.
    assert corridors.closed_roads([dig, a_work("overhaul", "overhaul", 0, 20)]) == []


def test_a_leap_day_has_a_day_in_every_year() -> None:
    assert corridors.years_after(date(2020, 2, 29), 5) == date(2025, 2, 28)


def test_two_digs_on_one_stretch_are_found_once_with_the_stretch_they_share() -> None:
    water = a_work("water", "water", 0, 20, at=(0, 300))
    heat = a_work("heat", "heat", 120, 15, at=(100, 600))
    power = a_work("power", "power", 130, 10, at=(100, 600))
    (found,) = corridors.repeated_openings([water, heat, power], within_years=5)
    assert found.stretch == Stretch(100, 300)
    assert [[work.key for work in opening] for opening in found.openings] == [
        ["water"], ["heat", "power"]
    ]  # fmt: skip
    window = found.window
    assert window is not None
    assert window.starts == {"water": day(120), "heat": day(125), "power": day(130)}
    assert window.days == 20  # done on one day, behind each other along the road
    assert not window.misses_days


def test_digs_years_apart_or_joined_or_side_by_side_are_no_second_opening() -> None:
    water = a_work("water", "water", 0, 20)
    late = a_work("heat", "heat", 20 + 365 * 5 + 5, 20)
    assert corridors.repeated_openings([water, late], within_years=5) == []
    soon = a_work("gas", "gas", 45, 10)
    assert corridors.repeated_openings([water, soon], within_years=5) == []
    beside = a_work("far", "gas", 200, 10, at=(500, 900))
    assert corridors.repeated_openings([water, beside], within_years=5) == []


def test_what_a_window_costs_is_told_and_what_has_begun_keeps_its_day() -> None:
    water = a_work("water", "water", 0, 20, latest=60)
    heat = a_work("heat", "heat", 120, 15)
    (found,) = corridors.repeated_openings([water, heat], within_years=5)
    assert found.window is not None
    assert found.window.misses_days == {"water": 115 + 19 - 60}
    begun = a_work("water", "water", 0, 20, is_fixed=True)
    (found,) = corridors.repeated_openings([begun, heat], within_years=5)
    assert found.window is None


@pytest.mark.parametrize("seed", range(30))
def test_no_opening_is_shorter_and_none_as_short_begins_earlier(seed: int) -> None:
    """Against all starts of up to four works within three weeks."""
    dice = random.Random(seed)  # noqa: S311
    kinds = dice.sample(["telecom", "power", "gas", "heat", "water", "sewer"], 4)[
        : dice.randint(2, 4)
    ]
    works = [
        a_work(str(place), kind, dice.randint(0, 7), dice.randint(1, 4))
        for place, kind in enumerate(kinds)
    ]
    best = None
    for starts in product(*(range((work.start - DAY_ONE).days, 20) for work in works)):
        ends = [start + work.days for start, work in zip(starts, works, strict=True)]
        if any(
            starts[upper] < starts[lower] or ends[upper] < ends[lower]
            for lower, below in enumerate(works)
            for upper, above in enumerate(works)
            if above.kind.depth < below.kind.depth
        ):
            continue
        found = (max(ends) - min(starts), max(ends))
        best = found if best is None else min(best, found)
    window = corridors.one_window(works)
    assert window is not None
    assert best == (window.days, (window.finish - DAY_ONE).days + 1)
    assert all(window.waits_days[work.key] >= 0 for work in works)


def test_what_cannot_be_is_refused_in_words() -> None:
    with pytest.raises(corridors.UnknownLayerError, match="lava"):
        a_work("x", "lava", 0, 1)
    with pytest.raises(corridors.EmptyStretchError):
        a_work("x", "gas", 0, 1, at=(5, 5))
    with pytest.raises(corridors.EndsBeforeStartError):
        a_work("x", "gas", 0, 0)


def test_many_works_are_looked_through_at_once() -> None:
    dice = random.Random(7)  # noqa: S311
    kinds = list(corridors.layers())
    works = []
    for number in range(600):
        start = dice.randint(0, 2000)
        at = dice.randint(0, 9000)
        works.append(
            a_work(
                str(number), dice.choice(kinds), start, dice.randint(5, 90),
                at=(at, at + dice.randint(50, 800)), road=str(number % 12),
            )
        )  # fmt: skip
    assert corridors.wrong_orders(works)
    assert corridors.repeated_openings(works, within_years=1)
