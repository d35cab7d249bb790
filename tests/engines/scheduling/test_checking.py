"""The fourteen points: a sound plan keeps them; each fault is found by its own point."""

from __future__ import annotations

from datetime import datetime

import pytest

from kaigong.engines.scheduling import Calendar, Constraint, ConstraintKind, Network
from kaigong.engines.scheduling.checking import Finding, checked

WEEK = Calendar.weekly("Mon-Fri 8-12 13-17")


def a_sound_plan() -> Network:
    net = Network(start="2026-03-02 08:00", calendar=WEEK)
    net.task("survey", "5d", needs={"crew": 1})
    net.task("piles", "20d", after="survey", needs={"rig": 2})
    net.task("raft", "15d", after="piles", needs={"crew": 2})
    net.task("walls", "30d", after="raft", needs={"crew": 3})
    net.milestone("open", after="walls").commit("2026-06-30 17:00")
    return net


def point(net: Network, number: int, **given: dict[str, datetime]) -> Finding:
    findings = checked(net.run(), **given)
    assert [each.number for each in findings] == list(range(1, 15))
    return findings[number - 1]


def test_a_sound_plan_keeps_every_point_that_can_be_asked() -> None:
    findings = checked(a_sound_plan().run())
    assert {each.number for each in findings if each.is_fit is False} == set()
    assert {each.number for each in findings if each.is_fit is None} == {11, 14}  # no baseline


def test_every_point_speaks_both_languages() -> None:
    for each in checked(a_sound_plan().run()):
        assert each.in_language("zh-hans") != each.in_language("en")
        assert len(each.in_language("en")) > 20


def test_open_ends_are_named() -> None:
    net = a_sound_plan()
    net.task("fence", "3d")
    assert point(net, 1).keys == ("fence",)
    assert point(net, 1).is_fit is False


def test_leads_and_lags_and_other_links_are_counted() -> None:
    net = a_sound_plan()
    piles, raft = net.activity("piles"), net.activity("raft")
    assert piles.duration > raft.duration
    net.task("roof", "5d", after=["walls"])
    net.task("paint", "5d", after="roof")
    net.links[-1] = type(net.links[-1])("roof", "paint", lag=-480)
    net.milestone("done", after="paint")
    assert point(net, 2).keys == ("paint",)
    net.links[-2] = type(net.links[-2])("roof", "paint", lag=480)
    assert point(net, 2).is_fit
    assert point(net, 3).keys == ("paint",)
    net.links[-2] = type(net.links[-2])("roof", "paint", kind=type(net.links[-2].kind).SS)
    assert point(net, 4).keys == ("paint",)


def test_hard_constraints_long_work_and_loose_work_are_found() -> None:
    net = a_sound_plan()
    net.task("design", "90d", after="survey", needs={"team": 1})
    net.task("sign", "1d", after="survey", needs={"team": 1})
    net.milestone("all", after=["design", "sign", "open"])
    assert point(net, 8).keys == ("design",)
    assert point(net, 6).keys == ("sign",)
    net.change(
        "raft",
        constraint=Constraint(ConstraintKind.START_ON, datetime(2026, 4, 6, 8)),  # noqa: DTZ001
    )
    assert point(net, 5).keys == ("raft",)


def test_a_missed_promise_is_negative_float_and_a_low_index() -> None:
    net = a_sound_plan()
    net.change("open", committed=datetime(2026, 5, 29, 17))  # noqa: DTZ001
    negative = point(net, 7)
    assert negative.keys == ("survey", "piles", "raft", "walls")
    assert point(net, 13).is_fit is False


def test_the_length_index_counts_working_days_to_each_promise() -> None:
    net = a_sound_plan()
    # Seventy working days (fourteen weeks) from Monday 2 March end on Friday 5 June; promised for a
    # week earlier they are five short.
    net.change("open", committed=datetime(2026, 5, 29, 17))  # noqa: DTZ001
    index = point(net, 13)
    assert (index.found, index.keys, index.of) == (pytest.approx(65 / 70), ("open",), 1)
    # A nearer promise has its own shorter path: 25 working days and one day short.
    net.change("piles", committed=datetime(2026, 4, 2, 17))  # noqa: DTZ001
    net.change("open", committed=datetime(2026, 6, 12, 17))  # noqa: DTZ001
    index = point(net, 13)
    assert (index.found, index.keys, index.of) == (pytest.approx(24 / 25), ("piles",), 2)
    assert index.is_fit
    # From the data date on: piles are half done, ten working days are left.
    net.data_date = datetime(2026, 3, 23, 8)  # noqa: DTZ001
    net.progress("survey", started="2026-03-02 08:00", finished="2026-03-06 17:00")
    net.progress("piles", started="2026-03-09 08:00", remaining="10d")
    index = point(net, 13)
    assert (index.found, index.keys) == (pytest.approx(9 / 10), ("piles",))
    assert index.is_fit is False


def test_what_is_promised_on_a_longer_week_is_measured_on_it() -> None:
    net = Network(start="2026-03-02 08:00", calendar=WEEK)
    net.task("pour", "12d", calendar=Calendar.weekly("Mon-Sat 8-12 13-17"))
    net.change("pour", committed=datetime(2026, 3, 17, 17))  # noqa: DTZ001
    # Twelve days of six-day weeks end on Saturday 14 March, Monday and Tuesday are to spare.
    assert point(net, 13).found == pytest.approx(14 / 12)


def test_dates_that_cannot_be_are_found() -> None:
    net = a_sound_plan()
    net.data_date = datetime(2026, 3, 9, 8)  # noqa: DTZ001
    net.progress("survey", started="2026-03-02 08:00", finished="2026-03-20 17:00")
    assert point(net, 9).keys == ("survey",)


def test_work_without_resources_is_told_and_fails_nobody() -> None:
    net = a_sound_plan()
    net.task("tidy", "2d", after="walls")
    net.milestone("end", after="tidy")
    found = point(net, 10)
    assert (found.keys, found.is_fit) == (("tidy",), True)


def test_the_baseline_says_what_is_late_and_how_much_is_done() -> None:
    net = a_sound_plan()
    net.data_date = datetime(2026, 4, 6, 8)  # noqa: DTZ001
    net.progress("survey", started="2026-03-02 08:00", finished="2026-03-06 17:00")
    net.progress("piles", started="2026-03-09 08:00", remaining="5d")
    baseline = {
        "survey": datetime(2026, 3, 6, 17),  # noqa: DTZ001
        "piles": datetime(2026, 4, 3, 17),  # noqa: DTZ001
        "raft": datetime(2026, 4, 24, 17),  # noqa: DTZ001
    }
    assert point(net, 11, baseline=baseline).keys == ("piles",)
    index = point(net, 14, baseline=baseline)
    assert (index.found, index.is_fit) == (pytest.approx(0.5), False)


def test_a_path_that_is_nailed_down_does_not_pass_a_delay_on() -> None:
    assert point(a_sound_plan(), 12).is_fit
    net = a_sound_plan()
    net.task("late", "1d", after="walls", needs={"crew": 1})
    nailed = Constraint(ConstraintKind.MANDATORY_FINISH, datetime(2026, 7, 1, 17))  # noqa: DTZ001
    net.change("raft", constraint=nailed)
    found = point(net, 12)
    assert (found.keys, found.is_fit) == ((found.keys[0],), False)
