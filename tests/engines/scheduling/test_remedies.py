"""Ways to win the days of a promise: the cheapest, by trying every set; limits are not crossed."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.scheduling import (
    Calendar,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
    NotPromisedError,
    Shift,
    UnknownActivityError,
)
from kaigong.engines.scheduling.remedies import (
    Limits,
    Measure,
    MeasureKind,
    Terms,
    measures_for,
    network_hastened,
    remedies_of,
)
from kaigong.engines.scheduling.remedies.hastened_calendars import with_shift
from kaigong.engines.scheduling.seasons import through_seasons
from tests.engines.scheduling.random_networks import RULES, random_network

WEEK = Calendar.weekly("Mon-Sat 8-12 13-17", name="site")
OUTDOOR = WEEK.closed("--11-15/--03-15", note="winter")


def a_plan(promised: str = "2026-05-30 17:00") -> Network:
    """Piles, raft, walls in a row; services beside the walls; hand-over behind both."""
    net = Network(start="2026-03-16 08:00", calendar=WEEK)
    net.task("piles", "30d")
    net.task("raft", "20d", after="piles")
    net.task("walls", "30d", after="raft")
    net.task("services", "24d", after="raft")
    net.milestone("handover", after=["walls", "services"]).commit(promised)
    return net


def applied(net: Network, measures: tuple[Measure, ...]) -> Network:
    """The network with measures put into it by hand: other durations, calendars and lags."""
    made = net.copy()
    for key in {measure.key for measure in measures}:
        mine = [measure for measure in measures if measure.key == key]
        activity, factor = made.activity(key), 1.0
        for measure in mine:
            factor *= measure.work
        calendar = made.calendar_of(activity)
        if any(measure.through_winter for measure in mine):
            calendar = through_seasons(calendar)
        for measure in mine:
            if measure.shift:
                calendar = with_shift(calendar, measure.shift)
        made.calendars[f"for {key}"] = calendar
        made.change(key, duration=round(activity.duration * factor), calendar=f"for {key}")
        overlap = sum(measure.overlap for measure in mine)
        made.links = [
            replace(link, lag=link.lag - overlap)
            if link.before == key and link.kind is LinkKind.FS
            else link
            for link in made.links
        ]
    return made


def is_kept(net: Network) -> bool:
    schedule = net.run()
    row = schedule["handover"]
    promised = net.activity("handover").committed
    assert promised is not None
    return schedule.work_between("handover", row.finish, promised) >= 0


def every_set(offers: list[Measure]) -> list[tuple[Measure, ...]]:
    """All sets that hold one measure of a kind and activity at the most."""
    return [
        chosen
        for size in range(len(offers) + 1)
        for chosen in itertools.combinations(offers, size)
        if len({measure.group for measure in chosen}) == size
    ]


def test_a_way_does_to_the_plan_what_it_says() -> None:
    net = a_plan("2026-06-03 17:00")
    schedule = net.run()
    found = remedies_of(schedule, measures_for(net, net.activities), promise="handover")
    assert len(found.ways) == 3
    assert found.is_proved
    costs = [way.cost for way in found.ways]
    assert costs == sorted(costs)
    for way in found.ways:
        after = applied(net, way.measures)
        assert is_kept(after)
        assert after.run()["handover"].finish == way.finish
        for left_out in way.measures:
            rest = tuple(measure for measure in way.measures if measure is not left_out)
            assert not is_kept(applied(net, rest))


few = st.lists(
    st.builds(
        Measure,
        key=st.sampled_from(["piles", "raft", "walls", "services"]),
        kind=st.just(MeasureKind.CREWS),
        cost=st.integers(1, 9).map(float),
        work=st.sampled_from([0.5, 0.7, 0.9]),
    )
    | st.builds(
        Measure,
        key=st.sampled_from(["piles", "raft", "walls"]),
        kind=st.just(MeasureKind.OVERLAP),
        cost=st.integers(1, 9).map(float),
        overlap=st.sampled_from([480, 2400, 4800]),
    )
    | st.builds(
        Measure,
        key=st.sampled_from(["raft", "walls", "services"]),
        kind=st.just(MeasureKind.SECOND_SHIFT),
        cost=st.integers(1, 9).map(float),
        work=st.just(1.1),
        shift=st.just(Shift(18 * 60, 22 * 60)),
    ),
    max_size=5,
)


@settings(max_examples=15)
@given(few, st.sampled_from(["2026-06-20 17:00", "2026-05-30 17:00", "2026-05-10 17:00"]))
def test_no_set_of_the_offers_is_cheaper(offers: list[Measure], promised: str) -> None:
    net = a_plan(promised)
    found = remedies_of(net.run(), offers, promise="handover", most=1)
    kept = [
        sum(measure.cost for measure in chosen)
        for chosen in every_set(offers)
        if is_kept(applied(net, chosen))
    ]
    assert found.is_proved
    assert bool(found.ways) == bool(kept)
    if kept:
        assert found.ways[0].cost == min(kept)
    else:
        assert found.nearest > 0


def test_a_promise_that_is_kept_needs_nothing() -> None:
    net = a_plan("2026-12-30 17:00")
    found = remedies_of(net.run(), measures_for(net, net.activities), promise="handover")
    assert [way.measures for way in found.ways] == [()]


def test_working_through_the_winter_is_offered_where_works_stand_still() -> None:
    net = Network(start="2026-10-05 08:00", calendar=OUTDOOR)
    net.task("walls", "60d")
    net.milestone("handover", after="walls").commit("2027-01-30 17:00")
    offers = measures_for(net, ["walls"], terms=Terms(crews=()))
    found = remedies_of(net.run(), offers, promise="handover", most=1)
    assert [measure.kind for measure in found.ways[0].measures] == [MeasureKind.WINTER]
    safe = Limits(never_in_winter=frozenset({"walls"}))
    kinds = {each.kind for each in measures_for(net, ["walls"], limits=safe)}
    assert MeasureKind.WINTER not in kinds


def test_limits_are_never_crossed() -> None:
    net = a_plan()
    curing = net.activity("raft").duration
    limits = Limits(
        shortest_work={"raft": curing}, latest_minute=17 * 60, never_overlapped=frozenset({"raft"})
    )
    offers = measures_for(net, net.activities, limits=limits)
    assert not [each for each in offers if each.key == "raft"]
    assert not [each for each in offers if each.kind is MeasureKind.SECOND_SHIFT]
    late = [each.shift for each in measures_for(net, ["walls"]) if each.shift]
    assert late == [Shift(18 * 60, 22 * 60)]


def test_what_is_finished_is_not_hastened() -> None:
    net = a_plan()
    net.progress("piles", started="2026-03-16 08:00", finished="2026-04-18 17:00")
    assert not measures_for(net, ["piles"])


def test_a_search_that_is_cut_short_says_so() -> None:
    net = a_plan("2026-04-30 17:00")
    offers = measures_for(net, net.activities)
    found = remedies_of(net.run(), offers, promise="handover", tries=3)
    assert (found.ways, found.is_proved, found.tried) == ((), False, 3)
    assert found.nearest > 0


def test_what_was_not_promised_has_no_remedy() -> None:
    net = a_plan()
    with pytest.raises(NotPromisedError):
        remedies_of(net.run(), [], promise="raft")
    with pytest.raises(UnknownActivityError):
        remedies_of(net.run(), [], promise="roof")


def test_links_of_other_kinds_are_not_overlapped() -> None:
    net = a_plan("2026-12-30 17:00")
    net.link(Link("piles", "walls", LinkKind.FF))
    before = net.run()
    remedies_of(before, measures_for(net, net.activities), promise="handover")
    assert net.links[-1] == Link("piles", "walls", LinkKind.FF)
    assert net.run()["walls"].finish == before["walls"].finish


def dates_of(net: Network) -> dict[str, tuple[object, object]]:
    return {each.key: (each.early.start, each.early.finish) for each in net.run()}


def test_a_way_that_is_taken_gives_the_dates_of_one_put_in_by_hand() -> None:
    net = a_plan("2026-04-30 17:00")
    offers = measures_for(net, ["piles", "raft", "walls"])
    for way in remedies_of(net.run(), offers, promise="handover").ways:
        assert dates_of(network_hastened(net, way.measures)) == dates_of(applied(net, way.measures))


@pytest.mark.parametrize("seed", range(12))
def test_a_way_that_is_taken_ends_when_the_search_said(seed: int) -> None:
    rules = RULES[seed % len(RULES)]
    net = random_network(seed, size=24, rules=rules, with_progress=seed % 2 == 0)
    # As plans have them: lags in minutes, and nothing promised that is to be as late as possible.
    net.links = [replace(link, lag_share=None) for link in net.links]
    for key, activity in net.activities.items():
        if activity.constraint and activity.constraint.kind is ConstraintKind.AS_LATE_AS_POSSIBLE:
            net.change(key, constraint=None)
    # As plans have them: lags in minutes, and nothing promised that is to be as late as possible.
    net.links = [replace(link, lag_share=None) for link in net.links]
    for key, activity in list(net.activities.items()):
        if activity.constraint and activity.constraint.kind is ConstraintKind.AS_LATE_AS_POSSIBLE:
            net.change(key, constraint=None)
    tasks = [each for each in net.run() if each.activity.duration and not each.activity.finished]
    last = max(tasks, key=lambda each: each.early.finish)
    net.change(last.key, committed=last.early.finish - timedelta(days=3))
    found = remedies_of(
        net.run(), measures_for(net, [each.key for each in tasks]), promise=last.key, tries=60
    )
    for way in found.ways:
        assert network_hastened(net, way.measures).run()[last.key].early.finish == way.finish
