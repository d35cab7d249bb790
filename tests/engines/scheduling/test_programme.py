"""Programmes, against one network that holds everything, every minute tried, and a full rerun."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

import numpy as np
import pytest

from kaigong.engines.scheduling import (
    MSP,
    P6,
    PLAIN,
    ActivityKind,
    Calendar,
    CrossLink,
    LagCalendar,
    Link,
    LoopError,
    Network,
    NotPromisedError,
    PlanNamedMasterError,
    Programme,
    ProgrammeSchedule,
    Rules,
    Slip,
    UnknownActivityError,
    UnknownPlanError,
    schedule_of,
)
from kaigong.engines.scheduling.activities import moment_of
from kaigong.engines.scheduling.programme import Key
from kaigong.engines.scheduling.programme.schedule import programme_schedule_of
from kaigong.engines.scheduling.ripples import BY_ITSELF, rippled
from kaigong.engines.scheduling.shift_tables import Minutes
from tests.engines.scheduling.random_networks import RULES, random_network
from tests.engines.scheduling.test_by_brute_force import MIDNIGHT, Tried, small_network

PLANS = ("plot7", "road", "school")


def split(flat: Network, seed: int) -> tuple[Programme, dict[str, str]]:
    """A network dealt out over plans, and the plan of each of its activities."""
    rng = np.random.default_rng(seed)
    home = {key: str(rng.choice(PLANS)) for key in flat.activities}
    plans = {}
    for name in PLANS:
        plans[name] = flat.copy()
        plans[name].activities = {
            key: each for key, each in flat.activities.items() if home[key] == name
        }
        plans[name].links = [
            link for link in flat.links if home[link.before] == home[link.after] == name
        ]
    across = [
        CrossLink(
            (home[link.before], link.before),
            (home[link.after], link.after),
            link.kind,
            link.lag if link.lag_share is None else share_of(flat, link),
            link.lag_calendar,
        )
        for link in flat.links
        if home[link.before] != home[link.after]
    ]
    return Programme(plans=plans, links=across), home


def share_of(flat: Network, link: Link) -> int:
    return round((link.lag_share or 0) * flat.activities[link.before].duration)


def placed(network: Network) -> list[str]:
    """The activities that have dates of their own."""
    effort = ActivityKind.LEVEL_OF_EFFORT
    return [key for key, each in network.activities.items() if each.kind is not effort]


@pytest.mark.parametrize("by_numba", [False, True])
@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("seed", range(3))
def test_a_programme_has_the_dates_of_one_network_that_holds_everything(
    seed: int, rules: Rules, by_numba: bool
) -> None:
    flat = random_network(seed, size=50, rules=rules)
    flat.must_finish_by = schedule_of(flat, by_numba=False).finish  # or each plan has its own end
    programme, home = split(flat, seed)
    expected = schedule_of(flat, by_numba=False)
    found = programme_schedule_of(programme, by_numba=by_numba)
    for key in placed(flat):
        ours, theirs = found[home[key], key], expected[key]
        assert (ours.early, ours.late) == (theirs.early, theirs.late), key
        assert (ours.total_float, ours.is_critical) == (theirs.total_float, theirs.is_critical)
    for name in PLANS:
        assert found.plan(name).finish <= expected.finish


class TriedProgramme(Tried):
    """Plans by trying every minute: each with its own data date, end and way to count lags."""

    home: dict[str, str]
    floors: dict[str, int]
    lags_on: dict[str, LagCalendar]

    def floor_of(self, key: str) -> int:
        return self.floors[self.home[key]]

    def end_of(self, key: str) -> int:
        return max(
            finish
            for other, (_, finish) in self.early.items()
            if self.home[other] == self.home[key]
        )

    def lag_calendar(self, link: Link) -> str:
        of = self.network.activities
        match self.lags_on[self.home[link.after]]:
            case LagCalendar.PREDECESSOR:
                return of[link.before].calendar or ""
            case LagCalendar.SUCCESSOR:
                return of[link.after].calendar or ""
            case _:
                return "24h"


@pytest.mark.parametrize("seed", range(16))
def test_plans_with_rules_and_data_dates_of_their_own_are_what_trying_every_minute_finds(
    seed: int,
) -> None:
    flat = small_network(seed, LagCalendar.PREDECESSOR)
    programme, home = split(flat, seed)
    kinds = [LagCalendar.PREDECESSOR, LagCalendar.SUCCESSOR, LagCalendar.ALL_HOURS]
    tried = TriedProgramme(flat)
    tried.home, tried.floors = home, {}
    tried.lags_on = {name: kinds[(seed + n) % 3] for n, name in enumerate(PLANS)}
    for number, (name, plan) in enumerate(programme.plans.items()):
        plan.rules = replace(PLAIN, lag_calendar=tried.lags_on[name])
        plan.data_date = plan.start + timedelta(days=(seed + number) % 3, minutes=number)
        tried.floors[name] = (plan.data_date - MIDNIGHT) // timedelta(minutes=1)
    found = programme_schedule_of(programme, by_numba=False)
    for key, (start, finish) in tried.early.items():
        early = found[home[key], key].early
        assert early == (at(start), at(finish)), key
        slack = tried.total_float(key)
        if slack is not None:
            assert found[home[key], key].total_float == slack, key


def at(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


@pytest.mark.parametrize("rules", [PLAIN, P6, MSP])
@pytest.mark.parametrize("seed", range(6))
def test_what_if_is_a_full_rerun_on_both_paths(seed: int, rules: Rules) -> None:
    flat = random_network(seed, size=60, rules=rules)
    flat.links = [replace(link, lag_share=None) for link in flat.links]
    programme, home = split(flat, seed)
    programme.plans["road"].rules = P6 if rules is PLAIN else PLAIN
    schedule = programme.run()
    rng = np.random.default_rng(seed)
    open_tasks = [
        key
        for key, each in flat.activities.items()
        if each.kind is ActivityKind.TASK and not each.started and each.duration > 240
    ]
    delays = {
        (home[key], key): int(rng.choice([480, 4800, -240]))
        for key in rng.choice(open_tasks, 3, replace=False).tolist()
    }
    asked = schedule.what_if(delays)
    for (plan, key), by in delays.items():
        activity = programme.activity((plan, key))
        programme.plan(plan).change(key, duration=activity.duration + by)
    again = programme.run()
    for name in ("early_start", "early_finish"):
        ours = moments(schedule, getattr(asked.dates, name))
        assert ours == moments(again, getattr(again.passes.dates, name))
    promised = {
        (plan, key): again[plan, key].early.finish - schedule[plan, key].early.finish
        for plan, network in programme.plans.items()
        for key, each in network.activities.items()
        if each.committed and not each.finished and key in placed(network)
    }
    slips = {(slip.plan, slip.key): slip.becomes - slip.was for slip in asked.slips()}
    assert slips == {key: by for key, by in promised.items() if by}
    for slip in asked.slips():
        assert slip.along[-1] == slip.plan
        assert slip.along[0] in {plan for plan, _ in delays}


def moments(schedule: ProgrammeSchedule, instants: Minutes) -> dict[Key, datetime]:
    worktime = schedule.layout.worktime
    return {
        name: worktime.moment(instant)
        for name, instant in zip(schedule.joined.names, instants.tolist(), strict=True)
    }


@pytest.mark.parametrize("seed", range(8))
def test_a_change_ripples_alike_compiled_and_by_level(seed: int) -> None:
    programme, _ = split(random_network(seed, size=90, rules=PLAIN), seed)
    schedule = programme.run()
    layout, was = schedule.layout, schedule.passes.dates
    changed = np.array([3 + seed, 20 + seed])
    work = layout.activities.work.copy()
    work[changed] += 960
    activities = layout.activities._replace(work=work)
    one, other = (rippled(layout, was, activities, changed, by_numba=n) for n in (True, False))
    for name in was._fields:
        assert np.array_equal(getattr(one.dates, name), getattr(other.dates, name)), name
    assert np.array_equal(one.is_moved, other.is_moved)
    assert np.array_equal(one.through, other.through)
    assert np.array_equal(was.early_start, schedule.passes.dates.early_start)  # left as they were
    moved, plan_of = np.flatnonzero(one.is_moved), schedule.joined.part_of
    for number, along in zip(moved, one.plans_along(layout, moved, plan_of), strict=True):
        way = [int(number)]  # the slow way: link by link
        while one.through[way[-1]] != BY_ITSELF:
            way.append(int(layout.links.before[one.through[way[-1]]]))
        assert [plan_of[each] for each in along] == [
            plan for plan, _ in groupby(plan_of[each] for each in way[::-1])
        ]


def zone() -> Programme:
    whole = Network(start="2026-03-02 08:00")
    whole.task("lights", "5d")
    whole.milestone("handover", after="lights").commit("2026-04-30 17:00")
    plot = Network(start="2026-03-02 08:00", calendar=Calendar.weekly("Mon-Sat 8-12 13-17"))
    plot.task("cranes", "10d")
    plot.task("raft", "20d", after="cranes")
    plot.milestone("done", after="raft").commit("2026-05-01 17:00")
    road = Network(start="2026-03-02 08:00")
    road.task("open", "12d")
    programme = Programme(master=whole, plans={"plot7": plot, "road": road})
    programme.link(("road", "open"), ("plot7", "cranes"), lag="2d")
    programme.link(("plot7", "done"), "handover")
    return programme


def test_a_promise_names_the_chain_through_all_plans() -> None:
    schedule = zone().run()
    # Twelve days from Monday 2 March, two more, then 30 days of a six-day week from 20 March.
    handover = schedule.slips("handover")
    assert handover.finish == moment_of("2026-04-23 17:00")
    assert (handover.plan, handover.spare_days) == ("master", 5)
    assert handover.chain == (
        "road/open", "plot7/cranes", "plot7/raft", "plot7/done", "master/handover",
    )  # fmt: skip
    assert "road/open" in str(schedule["plot7", "cranes"].why())
    assert schedule["road", "open"].late.finish < moment_of("2026-03-31")  # plot7 waits for it


def test_a_delay_tells_whose_promises_slip_and_through_which_plans() -> None:
    programme = zone()
    slips = programme.what_if({("road", "open"): "10d"}).slips()
    assert slips == [
        Slip("done", moment_of("2026-05-01 17:00"), moment_of("2026-04-23 17:00"),
             moment_of("2026-05-07 17:00"), 12.0, 5.0, "plot7", ("road", "plot7")),
        Slip("handover", moment_of("2026-04-30 17:00"), moment_of("2026-04-23 17:00"),
             moment_of("2026-05-07 17:00"), 10.0, 5.0, "master", ("road", "plot7", "master")),
    ]  # fmt: skip
    assert programme.run()["road", "open"].early.finish == moment_of("2026-03-17 17:00")


def test_a_loop_through_several_plans_is_named_with_all_members() -> None:
    programme = zone()
    programme.link("handover", ("road", "open"))
    with pytest.raises(LoopError) as told:
        programme.run()
    for name in ("master/handover", "road/open", "plot7/cranes", "plot7/raft", "plot7/done"):
        assert name in str(told.value)
    programme = zone()
    programme.plan("plot7").link(Link("raft", "cranes"))
    with pytest.raises(LoopError, match=r"plot7/cranes → plot7/raft"):
        programme.run()


def test_what_is_not_there_is_named() -> None:
    programme = zone()
    with pytest.raises(UnknownPlanError, match="school"):
        programme.link(("school", "open"), "handover")
    with pytest.raises(UnknownActivityError, match="nothing"):
        programme.link(("road", "nothing"), "handover")
    schedule = programme.run()
    with pytest.raises(UnknownActivityError, match="plot7/road/open"):
        schedule.what_if({("plot7", "road/open"): "1d"})
    with pytest.raises(NotPromisedError, match="road/open"):
        schedule.slips(("road", "open"))
    with pytest.raises(PlanNamedMasterError):
        Programme(plans={"master": programme.plan("road")})


def test_a_link_from_a_summary_waits_for_all_below_it() -> None:
    programme = zone()
    road = programme.plan("road")
    road.task("road", kind=ActivityKind.SUMMARY)
    road.change("open", wbs="road")
    road.task("lights", "50d", wbs="road")
    programme.link(("road", "road"), ("plot7", "cranes"))
    schedule = programme.run()
    assert schedule["plot7", "cranes"].early.start > schedule["road", "lights"].early.finish


def test_reckoning_leaves_the_plans_as_they_are() -> None:
    programme = zone()
    before = {name: (list(plan.activities), len(plan.links), list(plan.calendars)) for name, plan
              in programme.plans.items()}  # fmt: skip
    first, second = programme.run(), programme.run()
    assert isinstance(first, ProgrammeSchedule)
    assert np.array_equal(first.passes.dates.late_start, second.passes.dates.late_start)
    assert before == {
        name: (list(plan.activities), len(plan.links), list(plan.calendars))
        for name, plan in programme.plans.items()
    }


def test_plans_on_equal_calendars_share_their_tables() -> None:
    plans = {}
    for number in range(5):
        calendar = Calendar.weekly("Mon-Fri 8-12 13-17", name="site").closed("--11-15/--03-15")
        plan = plans[f"plan{number}"] = Network(start="2026-03-02 08:00", calendar=calendar)
        plan.task("A", "5d")
        plan.task("B", "3d", after="A")
    plans["plan4"].calendar = Calendar.weekly("Mon-Sat 8-12", name="other")
    schedule = Programme(plans=plans, links=[]).run()
    tables = [part.layout.worktime for part in schedule.joined.parts]
    assert len({id(each) for each in tables}) == len({each.calendars for each in tables})
    alone = {name: plan.run() for name, plan in plans.items()}
    for name, found in alone.items():
        assert schedule[name, "B"].early == found["B"].early
