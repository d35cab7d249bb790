"""What a plan will have spent: exact where arithmetic knows it, and the schedule run after run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.scheduling import (
    ActivityKind,
    Calendar,
    CrossLink,
    LinkKind,
    Network,
    Programme,
)
from kaigong.engines.scheduling.passes import early_dates_of
from kaigong.engines.scheduling.risk import Run, Triangular, UnfitModelError, UnfitProbabilityError
from kaigong.engines.scheduling.risk.philox import uniforms
from kaigong.engines.scheduling.risk.slots import slots_of
from kaigong.engines.scheduling.risk.spending import (
    EARLY,
    EVEN,
    LATE,
    S_CURVE,
    Hold,
    Shape,
    SpendingPlan,
    spent_by,
    spent_together,
)
from kaigong.engines.scheduling.risk.spending_columns import Part, columns_of
from kaigong.engines.scheduling.risk.spending_kernel import DRIVER, FACTOR
from kaigong.engines.scheduling.schedule import schedule_of
from kaigong.engines.scheduling.worktime import worktime_of
from tests.engines.scheduling.random_networks import CALENDARS, RULES, START, random_network

PATHS = [False, True]
DAY_AND_NIGHT = Calendar.weekly("Mon-Sun 0-24")


def one_activity(days: int = 100, **given: object) -> SpendingPlan:
    """One activity day and night from 1 January 2021, worth 100."""
    network = Network(start="2021-01-01", calendar=DAY_AND_NIGHT)
    network.task("A", days * 1440)
    return SpendingPlan("P", network.run(), {"A": 100.0}, **given)  # type: ignore[arg-type]


def day(number: float) -> datetime:
    return datetime(2021, 1, 1) + timedelta(days=number)  # noqa: DTZ001 - a plan's moments are local


@pytest.mark.parametrize("rules", RULES[:1] + RULES[3:4] + RULES[6:], ids=lambda each: each.name)
@pytest.mark.parametrize("by_numba", PATHS)
def test_with_nothing_uncertain_the_dates_are_those_of_the_schedule(
    rules: object, by_numba: bool
) -> None:
    for seed in range(6):
        schedule = schedule_of(random_network(seed, size=40, rules=rules))  # type: ignore[arg-type]
        layout = schedule.layout
        dates = early_dates_of(layout, layout.activities)
        plan = SpendingPlan("P", schedule)
        found = spent_by(plan, [], Run(3, by_numba=by_numba), keeps=layout.keys)
        assert (found.starts == dates.early_start[:, None]).all()
        assert (found.finishes == dates.early_finish[:, None]).all()


@pytest.mark.parametrize("by_numba", PATHS)
def test_every_run_is_a_schedule_of_its_own(by_numba: bool) -> None:
    """The slow way: each run's work is put into the network, and the network is reckoned."""
    calendar = Calendar.weekly("Mon-Sat 7-12 13-18").closed("--11-15/--03-15")
    network = Network(start="2021-03-01", data_date="2021-03-29", calendar=calendar)
    pile = network.task("pile", "60d")
    cap = network.task("cap", "40d", after=[pile.ss("10d"), pile.ff("5d")])
    network.task("roof", "70d", after=[cap.fs("-3d")])
    network.task("over", 0, after=["roof"])
    schedule = network.run()
    factors = {key: Triangular(0.8, 1.0, 1.7) for key in ("pile", "cap", "roof")}
    driver = Triangular(0.95, 1.0, 1.2)
    plan = SpendingPlan("P", schedule, {"cap": 40.0, "roof": 60.0}, factors, driver)
    by = datetime(2022, 1, 1)  # noqa: DTZ001 - a plan's moments are local
    found = spent_by(plan, [by], Run(25, seed=5, by_numba=by_numba), keeps=["roof", "over"])
    columns = columns_of(schedule.layout, [Part(plan, schedule.number, 0, ())], [by])
    common = driver.quantiles(
        uniforms(int(columns.driver_address[0]), stream=DRIVER, groups=range(1), key=(5, 0))
    )
    for run in range(25):
        other = network.copy()
        for place, key in enumerate(schedule.layout.keys):
            if key in factors:
                at = uniforms(
                    int(columns.address[place]), stream=FACTOR, groups=range(1), key=(5, 0)
                )
                times = factors[key].quantiles(at)[run] * common[run]
                planned = network.activities[key].duration
                other.change(key, duration=int(np.floor(planned * times + 0.5)))
        again = other.run()
        spent = 0.0
        for key, amount in plan.amounts.items():
            start, finish = again[key].early
            work = calendar_work(again, key, start, min(finish, by)) if start < by else 0
            spent += amount * work / other.activities[key].duration
        assert found.origin + timedelta(minutes=found.finishes[0, run]) == again["roof"].early[1]
        assert found.origin + timedelta(minutes=found.starts[1, run]) == again["over"].early[0]
        assert found.spent[0, run] == pytest.approx(spent)


def calendar_work(schedule: object, key: str, since: datetime, until: datetime) -> int:
    worktime = schedule.layout.worktime  # type: ignore[attr-defined]
    return int(worktime.between(0, worktime.instant(since), worktime.instant(until)))


def random_programme(seed: int, *, rules: object) -> Programme:
    """Three plans with calendars of their own, waiting for each other in one direction."""
    draw = np.random.default_rng(seed)
    plans = {}
    for place, name in enumerate("abc"):
        plans[name] = random_network(
            seed * 3 + place,
            size=14,
            rules=rules,
            with_progress=place == 0,  # type: ignore[arg-type]
        )
        # A lag that is a share of a duration stays what it is in a scenario.
        plans[name].links = [replace(link, lag_share=None) for link in plans[name].links]
    programme = Programme(plans=plans)
    names = list(plans)
    for _ in range(8):
        first, second = sorted(draw.choice(3, 2, replace=False).tolist())
        ends = [
            (names[place], str(draw.choice(waiting(plans[names[place]]))))
            for place in (first, second)
        ]
        kind = LinkKind(str(draw.choice(["FS", "SS", "FF", "SF"])))
        lag = int(draw.choice([-480, 0, 0, 960]))
        programme.links.append(CrossLink(ends[0], ends[1], kind, lag))
    return programme


def waiting(network: Network) -> list[str]:
    kinds = (ActivityKind.TASK, ActivityKind.FINISH_MILESTONE)
    return [key for key, each in network.activities.items() if each.kind in kinds]


@pytest.mark.parametrize("by_numba", PATHS)
@pytest.mark.parametrize("rules", RULES[:1] + RULES[2:3] + RULES[6:], ids=lambda each: each.name)
def test_a_delay_goes_on_into_other_plans_as_the_programme_engine_has_it(
    rules: object, by_numba: bool
) -> None:
    """The slow way: the work of each scenario is put into the plans, and all are reckoned anew."""
    factor = Triangular(0.6, 1.0, 2.5)
    for seed in range(4):
        programme = random_programme(seed, rules=rules)
        schedule = programme.run()
        plans, keeps = [], {}
        for place, name in enumerate(programme.plans):
            own = schedule.plan(name)
            vary = [key for key in waiting(programme.plans[name]) if moves(programme, name, key)]
            vary = vary if place < 2 else []  # the last one only waits
            keeps[name] = [key for key in own.layout.keys if "/" not in key]
            plans.append(
                SpendingPlan(
                    name,
                    own,
                    dict.fromkeys(keeps[name], 1.0),
                    dict.fromkeys(vary, factor),
                    Triangular(0.9, 1.0, 1.3),
                )
            )
        run = Run(6, seed=seed, by_numba=by_numba)
        found = spent_together(schedule, plans, [START + timedelta(days=60)], run, keeps=keeps)
        for scenario in range(6):
            again = with_work_of(programme, plans, seed, scenario).run()
            dates = early_dates_of(again.layout, again.layout.activities)
            for plan, played in zip(plans, found, strict=True):
                for row, key in enumerate(keeps[plan.key]):
                    number = again.part(plan.key).number[key]
                    worktime = again.layout.worktime
                    for of, instants in (
                        (played.starts, dates.early_start),
                        (played.finishes, dates.early_finish),
                    ):
                        moment = played.origin + timedelta(minutes=of[row, scenario])
                        assert moment == worktime.moment(int(instants[number])), (plan.key, key)


def moves(programme: Programme, name: str, key: str) -> bool:
    """Whether an activity's work is still to be done, by its duration alone."""
    each = programme.plans[name].activities[key]
    return each.kind is ActivityKind.TASK and not each.started and each.duration > 0


def with_work_of(
    programme: Programme, plans: list[SpendingPlan], seed: int, scenario: int
) -> Programme:
    """The programme with the work that one scenario drew."""
    networks = {name: network.copy() for name, network in programme.plans.items()}
    for plan in plans:
        number = {key: place for place, key in enumerate(plan.schedule.layout.keys)}
        columns = columns_of(plan.schedule.layout, [Part(plan, number, 0, ())], [])

        def drawn(address: int, stream: int, shape: Triangular) -> float:
            at = uniforms(address, stream=stream, groups=range(1), key=(seed, 0))
            return float(shape.quantiles(at)[scenario])

        common = drawn(int(columns.driver_address[0]), DRIVER, plan.driver or Triangular(1, 1, 1))
        for key, factor in plan.factors.items():
            times = drawn(int(columns.address[number[key]]), FACTOR, factor) * common
            planned = networks[plan.key].activities[key].duration
            networks[plan.key].change(key, duration=int(np.floor(planned * times + 0.5)))
    return Programme(plans=networks, links=programme.links)


@pytest.mark.parametrize("by_numba", PATHS)
def test_plans_that_wait_for_nobody_are_played_as_each_is_alone(by_numba: bool) -> None:
    networks = {
        name: random_network(seed, size=20, rules=RULES[0]) for seed, name in enumerate("ab")
    }
    schedule = Programme(plans=networks).run()
    moments = [START + timedelta(days=each) for each in (20, 90)]
    plans = []
    for name, network in networks.items():
        alone = network.run()
        keys = [key for key in alone.layout.keys if alone.layout.activities.work[alone.number[key]]]
        hold = Hold("h", keys[0], 0.5, np.array([0.0, 30.0]))
        plans.append(
            SpendingPlan(
                name, alone, dict.fromkeys(keys, 2.0),
                dict.fromkeys(keys, Triangular(0.8, 1.0, 1.6)), Triangular(1.0, 1.1, 1.2), (hold,),
            )
        )  # fmt: skip
    run = Run(300, seed=3, by_numba=by_numba)
    keeps = {plan.key: plan.schedule.layout.keys for plan in plans}
    together = spent_together(schedule, plans, moments, run, keeps=keeps)
    for plan, found in zip(plans, together, strict=True):
        by_itself = spent_by(plan, moments, run, keeps=keeps[plan.key])
        assert (found.spent == by_itself.spent).all()
        away = (found.origin - by_itself.origin).total_seconds() / 60
        assert (found.finishes + away == by_itself.finishes).all()


def test_one_activity_spends_as_the_triangle_says() -> None:
    """Spent by day 100 of 100 is 100 / factor above 1: its chance and its mean are integrals."""
    factor = Triangular(0.8, 1.0, 1.8)
    run = Run(40_000, seed=3)
    found = spent_by(one_activity(factors={"A": factor}), [day(100)], run).spent[0]
    assert np.mean(found == 100.0) == pytest.approx(0.2, abs=0.01)  # F(1) = (1 - 0.8) / (1.8 - 0.8)
    at = (np.arange(100_000) + 0.5) / 100_000
    exact = np.minimum(100.0, 100.0 / factor.quantiles(at))
    assert found.mean() == pytest.approx(exact.mean(), abs=0.1)
    for share in (0.1, 0.5):
        assert np.quantile(found, share) == pytest.approx(np.quantile(exact, share), abs=0.5)


@pytest.mark.parametrize("by_numba", PATHS)
def test_the_money_follows_the_work_and_its_shape(by_numba: bool) -> None:
    moments = [day(25), day(50), day(100), day(400)]
    run = Run(2, by_numba=by_numba)
    even = spent_by(one_activity(), moments, run).spent[:, 0]
    assert even.tolist() == pytest.approx([25, 50, 100, 100])
    bell = spent_by(one_activity(shapes={"A": S_CURVE}), moments, run).spent[:, 0]
    assert bell.tolist() == pytest.approx([100 * (3 / 16 - 2 / 64), 50, 100, 100])


@pytest.mark.parametrize("by_numba", PATHS)
def test_a_hold_moves_the_start_by_its_days_as_often_as_it_strikes(by_numba: bool) -> None:
    hold = Hold("issue", "A", 0.25, np.array([40.0, 40.0]))
    run = Run(20_000, seed=2, by_numba=by_numba)
    found = spent_by(one_activity(holds=(hold,)), [day(100)], run, keeps=["A"])
    struck = found.starts[0] == (day(40) - found.origin).total_seconds() / 60
    assert struck.mean() == pytest.approx(0.25, abs=0.01)
    assert found.spent[0, struck] == pytest.approx(60.0)
    assert found.spent[0, ~struck] == pytest.approx(100.0)
    other = SpendingPlan("P", one_activity().schedule, {"A": 100.0}, holds=())
    without = spent_by(other, [day(100)], run).spent[0]
    assert (without >= found.spent[0] - 1e-9).all()  # the same draws, without the hold


def test_both_paths_and_any_number_of_threads_give_the_same() -> None:
    for seed in range(3):
        schedule = schedule_of(random_network(seed, size=40, rules=RULES[0]))
        keys = schedule.layout.keys
        plan = SpendingPlan(
            "P",
            schedule,
            dict.fromkeys(keys, 1.0),
            dict.fromkeys(keys, Triangular(0.7, 1.0, 2.0)),
            Triangular(0.9, 1.0, 1.3),
            (Hold("h", keys[5], 0.5, np.array([0.0, 3.0, 90.0])),),
        )
        moments = [START + timedelta(days=each) for each in (30, 90)]
        first = spent_by(plan, moments, Run(700, seed=9, by_numba=True), keeps=keys)
        for threads, by_numba in ((3, True), (1, False), (2, False)):
            run = Run(700, seed=9, threads=threads, by_numba=by_numba)
            again = spent_by(plan, moments, run, keeps=keys)
            assert (again.spent == first.spent).all()
            assert (again.starts == first.starts).all()
            assert (again.finishes == first.finishes).all()


def test_a_plan_draws_the_same_whatever_else_is_in_it() -> None:
    alone = one_activity(factors={"A": Triangular(0.8, 1.0, 1.8)})
    network = Network(start="2021-01-01", calendar=DAY_AND_NIGHT)
    network.task("B", "5d")
    network.task("A", 100 * 1440)
    beside = SpendingPlan("P", network.run(), {"A": 100.0}, alone.factors)
    run = Run(300, seed=1)
    assert (spent_by(alone, [day(90)], run).spent == spent_by(beside, [day(90)], run).spent).all()


@given(st.integers(0, 200 * 1440), st.integers(1, 200 * 1440))
@settings(max_examples=60)
def test_slots_tell_the_same_as_the_tables_of_working_time(instant: int, work: int) -> None:
    worktime = worktime_of(list(CALENDARS.values()), origin=datetime(2026, 1, 1), days=200)  # noqa: DTZ001
    slots = slots_of(worktime)
    size = int(slots.size)
    for number in range(len(CALENDARS)):
        slot, within = divmod(instant, size)
        before, after = slots.gone[number, slot : slot + 2]
        assert before * size + within * (after - before) == worktime.gone(number, instant)
        slot, within = divmod(work - 1, size)
        first = slots.worked[number, min(slot, slots.total[number])]
        assert min(first + within + 1, slots.limit) == worktime.earliest(number, work)


def test_what_cannot_be_played_is_named() -> None:
    with pytest.raises(UnfitModelError, match="“X”"):
        one_activity(factors={"X": Triangular(1, 1, 1)})
    with pytest.raises(UnfitModelError, match="“X”"):
        spent_by(one_activity(), [], Run(1), keeps=["X"])
    with pytest.raises(UnfitProbabilityError):
        Hold("h", "A", 1.5, np.array([0.0, 1.0]))
    with pytest.raises(UnfitModelError):
        Hold("h", "A", 0.5, np.array([2.0, 1.0]))
    with pytest.raises(UnfitModelError):
        Shape(0.5)


@pytest.mark.parametrize("shape", [EVEN, EARLY, LATE, S_CURVE])
@given(done=st.floats(0, 0.99), step=st.floats(0, 1))
def test_the_curve_of_what_is_left_goes_on_where_the_whole_one_was(
    shape: Shape, done: float, step: float
) -> None:
    spent = shape.share(done)
    whole = shape.share(done + (1 - done) * step)
    assert spent + (1 - spent) * shape.left_after(done).share(step) == pytest.approx(whole)
