"""A plan put together by hand, reckoned, and asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from kaigong.engines.scheduling import (
    MSP,
    P6,
    PLAIN,
    Activity,
    ActivityKind,
    BeyondHorizonError,
    Calendar,
    CriticalBy,
    From,
    Link,
    LinkKind,
    LoopError,
    Network,
    NeverWorksError,
    NotPromisedError,
    Rules,
    TooManyConstraintsError,
    TwiceTheSameActivityError,
    UnknownActivityError,
    UnknownCalendarError,
    UnreadableSpanError,
    schedule_of,
)
from tests.engines.scheduling.random_networks import RULES, random_network

SITE = Calendar.weekly("Mon-Sat 8-12 13-18", name="concrete works").closed("--11-15/--03-15")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def sound_stage() -> Network:
    """Piles, raft and walls of a sound stage, with a hand-over that was promised."""
    network = Network(start="2026-03-02 08:00")
    pile = network.task("pile", "40d", calendar=SITE, wbs="stage 7/foundations", needs={"rig": 2})
    raft = network.task("raft", "25d", after=pile)
    network.task("walls", "60d", after=[raft.ss("10d"), pile.ff("5d", on="24h")])
    network.milestone("handover", after="walls").commit("2026-07-31 17:00")
    return network


def test_what_is_said_in_one_line_stands_in_the_network() -> None:
    network = sound_stage()
    assert network.activities["pile"].duration == 40 * 9 * 60
    assert network.calendars == {"concrete works": SITE}
    assert network.links == [
        Link("pile", "raft"),
        Link("raft", "walls", LinkKind.SS, 10 * 480),
        Link("pile", "walls", LinkKind.FF, 5 * 1440, lag_calendar="24h"),
        Link("walls", "handover"),
    ]
    assert network.activities["handover"].kind is ActivityKind.FINISH_MILESTONE


def test_piles_wait_for_the_end_of_winter_and_everything_waits_for_them() -> None:
    schedule = sound_stage().run()
    assert schedule["pile"].early == (at("2026-03-16 08:00"), at("2026-04-30 18:00"))
    assert schedule["raft"].early.start == at("2026-05-01 08:00")
    assert schedule["walls"].early == (at("2026-05-15 08:00"), at("2026-08-06 17:00"))
    assert schedule.finish == schedule["handover"].finish == at("2026-08-06 17:00")
    assert schedule.critical() == ["pile", "raft", "walls", "handover"]
    assert schedule.longest_path() == ["pile", "raft", "walls", "handover"]
    assert schedule["raft"].free_float == 0


def test_a_promise_is_short_by_days_along_its_chain() -> None:
    schedule = sound_stage().run()
    assert schedule.short_by("handover") == 4
    (promise,) = schedule.commitments()
    assert promise.chain == ("pile", "raft", "walls", "handover")
    assert schedule["walls"].total_float == -4 * 480
    assert schedule["walls"].late.finish == at("2026-07-31 17:00")
    assert schedule["pile"].late.start < schedule["pile"].early.start


def test_of_several_promises_the_tightest_counts_for_each_activity() -> None:
    network = sound_stage()
    network.milestone("base done", after="raft").commit("2026-05-28 17:00")
    network.task("doors", "5d", after="pile").commit("2026-12-31 17:00")
    schedule = network.run()
    assert [(each.key, each.short_by_days) for each in schedule.commitments()] == [
        ("base done", 5),
        ("handover", 4),
        ("doors", 0),
    ]
    assert schedule["raft"].total_float == -5 * 480
    assert schedule["doors"].total_float > 0


def test_every_start_says_why_and_what_it_beats() -> None:
    network = sound_stage()
    network.task("paint", "5d", after="walls").snet("2026-08-20 08:00")
    schedule = network.run()
    assert str(schedule["walls"].why()) == (
        "starts 2026-05-15 08:00: after raft starts (SS+10d);"
        " beats “the project's start or its data date” by 54 days."
    )
    assert schedule["paint"].why().in_language("zh-hans") == (
        "开始 2026-08-20 08:00：不早于 2026-08-20 08:00 开始；比「walls 完成后（FS）」晚 9 天。"
    )
    assert str(schedule["pile"].why()) == (
        "starts 2026-03-16 08:00: the project's start or its data date;"
        " the calendar “concrete works” rests until 2026-03-16 08:00."
    )


def test_what_pulls_and_what_was_set_by_hand_are_reasons_too() -> None:
    network = Network(start="2026-03-02 08:00", rules=MSP)
    first = network.task("first", "10d")
    network.task("tied", "5d", after=first).snlt("2026-03-04 08:00")
    network.add(
        Activity("by hand", duration=480, is_manual=True, manual_start=at("2026-04-01 08:00"))
    )
    late = network.task("late", "1d").alap()
    network.task("end", "30d")
    schedule = network.run()
    assert schedule["tied"].early.start == at("2026-03-04 08:00")
    assert schedule["tied"].total_float == -8 * 480
    assert str(schedule["tied"].why()).startswith(
        "starts 2026-03-04 08:00: start no later than 2026-03-04 08:00"
    )
    assert "set by hand" in str(schedule["by hand"].why())
    assert "as late as possible" in str(schedule[late.key].why())
    assert schedule["late"].early == schedule["late"].late


def test_progress_keeps_what_happened_and_places_what_is_left() -> None:
    network = sound_stage()
    network.rules, network.data_date = P6, at("2026-04-01 08:00")
    network.progress("pile", started="2026-03-16 08:00", remaining="30d")
    schedule = network.run()
    assert schedule["pile"].start == at("2026-03-16 08:00")
    assert schedule["pile"].early == (at("2026-04-01 08:00"), at("2026-05-05 18:00"))
    network.progress("pile", started="2026-03-16 08:00", finished="2026-03-31 18:00")
    done = network.run()
    assert done["pile"].early == (at("2026-03-16 08:00"), at("2026-03-31 18:00"))
    assert done["raft"].early.start == at("2026-04-01 08:00")
    assert not done["pile"].is_critical
    assert done["pile"].total_float == 0


def test_a_delay_shows_the_promises_that_slip_and_changes_nothing() -> None:
    network = sound_stage()
    network.task("doors", "5d", after="pile").commit("2026-05-29 17:00")
    schedule = network.run()
    found = network.what_if({"raft": "15d", "pile": "2d"})
    assert [(slip.key, slip.days, slip.short_by_days) for slip in found.slips()] == [
        ("handover", 1, 5),
        ("doors", 1, 0),
    ]
    assert found.finish == at("2026-08-07 17:00")
    assert {slip.key for slip in found.moved()} == {"pile", "raft", "walls", "handover", "doors"}
    assert network.run().finish == schedule.finish


def test_what_a_delay_does_is_what_a_longer_activity_does() -> None:
    network = sound_stage()
    network.task("scaffold", "3d", after="pile").alap()
    found = network.what_if({"pile": "7d"})
    network.change("pile", duration=47 * 9 * 60)
    anew = network.run()
    assert found.finish == anew.finish
    for slip in found.moved():
        assert slip.becomes == anew[slip.key].early.finish


def test_from_the_finish_everything_stands_as_late_as_it_may() -> None:
    network = Network(
        start="2026-01-01 08:00",
        finish="2026-06-30 17:00",
        rules=replace(MSP, schedule_from=From.FINISH),
    )
    design = network.task("design", "20d")
    permit = network.task("permit", "30d", after=design)
    network.task("tender", "10d", after=design)
    network.task("build", "40d", after=[permit, network.task("site", "5d")])
    schedule = network.run()
    assert schedule["build"].start == at("2026-05-06 08:00")
    assert schedule["permit"].finish == at("2026-05-05 17:00")
    assert schedule["tender"].finish == schedule["build"].finish == at("2026-06-30 17:00")
    assert schedule["design"].start == min(each.early.start for each in schedule)
    assert schedule.critical() == ["design", "permit", "build"]


def test_summaries_span_and_levels_of_effort_hang_on_their_links() -> None:
    network = Network(start="2026-03-02 08:00")
    network.task("works", kind=ActivityKind.SUMMARY)
    dig = network.task("dig", "5d", wbs="works")
    fill = network.task("fill", "5d", wbs="works", after=dig)
    network.task("pave", "2d", after="works")
    network.task("guard", kind=ActivityKind.LEVEL_OF_EFFORT, after=[dig.ss(), fill.ff()])
    schedule = network.run()
    for key in ("works", "guard"):
        assert schedule[key].early == (at("2026-03-02 08:00"), at("2026-03-13 17:00"))
    assert schedule["pave"].early.start == at("2026-03-16 08:00")
    assert schedule["works"].is_critical
    assert not schedule["guard"].is_critical


def test_the_longest_path_is_critical_though_others_have_no_float() -> None:
    network = sound_stage()
    network.rules = replace(PLAIN, critical=CriticalBy.LONGEST_PATH)
    network.task("tight", "1d").deadline("2026-03-02 17:00")
    schedule = network.run()
    assert schedule["tight"].total_float == 0
    assert "tight" not in schedule.critical()


def test_open_ends_are_critical_where_the_rules_say_so() -> None:
    network = Network(start="2026-03-02 08:00", rules=replace(P6, open_ends_are_critical=True))
    network.task("short", "1d")
    network.task("long", "9d")
    assert network.run().critical() == ["short", "long"]


def test_a_loop_is_named_with_its_members() -> None:
    network = Network(start="2026-03-02 08:00")
    first = network.task("a", "1d")
    second = network.task("b", "1d", after=first)
    first.after(second)
    with pytest.raises(LoopError, match="a → b"):
        network.run()


def test_a_calendar_that_never_works_is_named_with_what_waits_for_it() -> None:
    network = Network(start="2026-03-02 08:00")
    network.task("never", "1d", calendar=Calendar(name="closed"))
    with pytest.raises(NeverWorksError, match=r"closed.*never"):
        network.run()


def test_what_runs_past_the_horizon_is_named() -> None:
    network = Network(start="2026-03-02 08:00")
    network.task("pyramid", "20000d")
    with pytest.raises(BeyondHorizonError, match="pyramid"):
        network.run()


def test_a_long_pause_between_calendars_is_still_within_the_plan() -> None:
    network = Network(start="2026-03-02 08:00")
    once = Calendar.weekly("Mon-Sun 8-12").closed("2026-03-03/2049-12-31")
    network.task("rite", "8h", calendar=once)
    assert network.run()["rite"].early.finish == at("2050-01-01 12:00")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda plan: plan.task("pile", "1d"), TwiceTheSameActivityError),
        (lambda plan: plan.task("x", "forty days"), UnreadableSpanError),
        (lambda plan: plan.task("x", "1d", after="nothing"), UnknownActivityError),
        (lambda plan: plan.task("x", "1d", calendar="nobody's"), UnknownCalendarError),
        (lambda plan: plan.progress("nothing", started="2026-03-02"), UnknownActivityError),
        (lambda plan: plan.run()["nothing"], UnknownActivityError),
        (lambda plan: plan.run().short_by("raft"), NotPromisedError),
        (lambda plan: plan.what_if({"nothing": "1d"}), UnknownActivityError),
        (
            lambda plan: plan.task("x").snet("2026-04-01").fnlt("2026-05-01").snlt("2026-06-01"),
            TooManyConstraintsError,
        ),
        (
            lambda plan: (plan.link(Link("pile", "raft", lag_calendar="moon")), plan.run()),
            UnknownCalendarError,
        ),
        (lambda plan: (plan.link(Link("pile", "ghost")), plan.run()), UnknownActivityError),
    ],
)
def test_what_cannot_stand_is_named(wrong, error) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error) as raised:
        wrong(sound_stage())
    for language in ("zh-hans", "en"):
        assert raised.value.in_language(language)


def test_an_empty_network_has_an_empty_schedule() -> None:
    schedule = schedule_of(Network(start="2026-03-02 08:00"))
    assert not list(schedule)
    assert schedule.critical() == schedule.longest_path() == []


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: f"{rules.name}-{rules.progress.value}")
def test_the_reason_given_is_the_one_that_sets_the_start(rules: Rules) -> None:
    for seed in range(3):
        schedule = schedule_of(random_network(seed, size=50, rules=rules), by_numba=False)
        worktime, calendars = schedule.layout.worktime, schedule.layout.activities.calendar
        for each in schedule:
            if each.key not in schedule.number:
                continue
            why, number = each.why(), schedule.number[each.key]
            start = schedule.passes.dates.early_start[number]
            assert why.reason.begin == worktime.gone(calendars[number], start), str(why)
            assert why.in_language("zh-hans").endswith("。")


def test_what_is_as_late_as_possible_leaves_no_total_float_behind_it_in_ms_project() -> None:
    for rules, start in ((MSP, "2026-03-17 08:00"), (P6, "2026-03-03 08:00")):
        network = Network(start="2026-03-02 08:00", rules=rules)
        late = network.task("late", "1d").alap()
        network.task("next", "1d", after=late)
        network.task("long", "12d")
        schedule = network.run()
        assert schedule["next"].early.start == at(start), rules.name
