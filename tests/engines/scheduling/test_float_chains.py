"""Chains of little float, by hand and against what every partition into chains has to keep."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as some

from kaigong.engines.scheduling import Calendar, Link, Network
from kaigong.engines.scheduling.float_chains import FloatChain, float_chains

DAYS = Calendar.weekly("Mon-Fri 8-12 13-17", name="days")


def test_a_promise_is_followed_back_along_the_least_float() -> None:
    links = [("dig", "raft"), ("permit", "raft"), ("raft", "hall"), ("cable", "hall")]
    slack = {"dig": -3, "permit": 2, "raft": -3, "hall": -3, "cable": 4}
    finish = {"dig": 10, "permit": 5, "raft": 20, "hall": 30, "cable": 26}
    assert float_chains(links, slack, finish, {"hall"}, below=5) == [
        FloatChain(("dig", "raft", "hall"), -3, "hall"),
        FloatChain(("permit",), 2, "hall"),
        FloatChain(("cable",), 4, "hall"),
    ]


def test_work_that_two_promises_wait_for_is_told_with_the_tighter_one() -> None:
    links = [("road", "plant"), ("road", "school")]
    slack = {"road": -4, "plant": 1, "school": -4}
    finish = {"road": 5, "plant": 9, "school": 12}
    assert float_chains(links, slack, finish, {"plant", "school"}, below=5) == [
        FloatChain(("road", "school"), -4, "school"),
        FloatChain(("plant",), 1, "plant"),
    ]


def test_work_that_runs_into_no_promise_says_so_and_ample_float_is_left_out() -> None:
    links = [("done", "a"), ("a", "b")]
    found = float_chains(links, {"a": 0, "b": 0, "c": 9}, {"a": 1, "b": 2, "c": 3}, (), below=5)
    assert found == [FloatChain(("a", "b"), 0, None)]


@given(some.data())
def test_every_piece_of_near_critical_work_stands_in_one_chain_of_linked_work(
    data: some.DataObject,
) -> None:
    count = data.draw(some.integers(1, 9))
    pairs = [(a, b) for b in range(count) for a in range(b)]
    links = data.draw(some.lists(some.sampled_from(pairs), unique=True)) if pairs else []
    slack = {n: data.draw(some.integers(-5, 9)) for n in range(count)}
    finish = {n: data.draw(some.integers(0, 50)) for n in range(count)}
    promised = data.draw(some.sets(some.integers(0, count - 1)))
    chains = float_chains(links, slack, finish, promised, below=4)
    steps = [step for chain in chains for step in chain.steps]
    assert sorted(steps) == [n for n in range(count) if slack[n] < 4]
    after: dict[int, set[int]] = {n: {b for a, b in links if a == n} for n in range(count)}
    for chain in chains:
        assert all(b in after[a] for a, b in zip(chain.steps, chain.steps[1:], strict=False))
        assert chain.slack == min(slack[n] for n in chain.steps)
        reached: set[int] = set()
        todo = [chain.steps[-1]]
        while todo:
            at = todo.pop()
            reached.add(at)
            todo += after[at] - reached
        aims = reached & promised
        assert (chain.leads_to is None) == (not aims)
        if chain.leads_to is not None:
            assert slack[chain.leads_to] == min(slack[n] for n in aims)


@given(some.data())
def test_the_tightest_chain_is_the_one_that_sets_the_promised_finish(
    data: some.DataObject,
) -> None:
    network = Network(start=datetime(2026, 3, 2, 8), calendar=DAYS)  # noqa: DTZ001
    count = data.draw(some.integers(1, 7))
    for number in range(count):
        network.task(f"t{number}", f"{data.draw(some.integers(1, 9))}d")
        for earlier in range(number):
            if data.draw(some.booleans()):
                network.link(Link(f"t{earlier}", f"t{number}"))
    last = f"t{count - 1}"
    network.change(last, committed=datetime(2026, 3, 3, 17))  # noqa: DTZ001
    schedule = network.run()
    slack = {key: schedule[key].total_float for key in network.activities}
    finish = {key: int(schedule[key].early.finish.timestamp()) for key in network.activities}
    links = [(link.before, link.after) for link in network.links]
    chains = float_chains(links, slack, finish, {last}, below=10**6)
    own = next(chain for chain in chains if chain.steps[-1] == last)
    promise = next(each for each in schedule.commitments() if each.key == last)
    driving = [network.activities[key].duration for key in promise.chain]
    assert sum(network.activities[key].duration for key in own.steps) == sum(driving)
