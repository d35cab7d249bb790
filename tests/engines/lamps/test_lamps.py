"""Rules against facts: thresholds to the day, the worst wins, the input stays as it was."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines import lamps
from kaigong.engines.lamps import LampColour, ProjectFacts
from kaigong.portfolio.services.lamps import rule_book

TODAY = date(2021, 3, 29)
RULES = lamps.rules_in_force(rule_book(), on=TODAY)


def days(*found: date | None) -> Any:
    return np.array(["NaT" if day is None else day.isoformat() for day in found], "datetime64[D]")


def facts(count: int = 1, **given: Any) -> ProjectFacts:
    """Projects that nothing is on record of, but what is given."""
    none = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    unknown = np.full(count, np.nan)
    quiet = ProjectFacts(
        is_to_start=np.zeros(count, dtype=bool),
        is_under_way=np.zeros(count, dtype=bool),
        has_own_figures=np.zeros(count, dtype=bool),
        is_unconfirmed=np.zeros(count, dtype=bool),
        planned_start=none,
        started=none,
        planned_completion=none,
        completed=none,
        done_to_date=unknown,
        plan_to_date=unknown,
        compared_month=none,
        missing_reports=unknown,
        first_missing_month=none,
        last_figure=none,
        milestone_due=none,
        milestone_name=("",) * count,
        milestone_name_en=("",) * count,
        milestones_passed=np.zeros(count),
    )
    return replace(quiet, **given)


def colours(projects: ProjectFacts, on: date = TODAY) -> list[str]:
    judgement = lamps.judged(projects, rules=RULES, on=on)
    return [LampColour(number).key for number in judgement.colours.tolist()]


def lit_rules(projects: ProjectFacts) -> list[str]:
    judgement = lamps.judged(projects, rules=RULES, on=TODAY)
    return [lamp.rule.key for lamp in judgement.lit.get(0, ())]


def test_a_project_of_which_nothing_is_on_record_is_green() -> None:
    assert colours(facts()) == ["green"]


@pytest.mark.parametrize(
    ("days_late", "colour"), [(0, "green"), (1, "amber"), (14, "amber"), (15, "red")]
)
def test_a_late_start_turns_amber_on_the_next_day_and_red_after_half_a_month(
    days_late: int, colour: str
) -> None:
    planned = days(TODAY - timedelta(days=days_late))
    assert colours(facts(is_to_start=np.array([True]), planned_start=planned)) == [colour]


def test_a_started_project_is_never_late_to_start() -> None:
    started = facts(
        is_to_start=np.array([True]),
        planned_start=days(date(2021, 1, 1)),
        started=days(date(2021, 2, 1)),
    )
    assert colours(started) == ["green"]


@pytest.mark.parametrize(
    ("done", "colour"), [(69.99, "red"), (70.0, "amber"), (89.99, "amber"), (90.0, "green")]
)
def test_behind_plan_is_judged_at_seventy_and_ninety_percent(done: float, colour: str) -> None:
    behind = facts(
        done_to_date=np.array([done]),
        plan_to_date=np.array([100.0]),
        compared_month=days(date(2021, 3, 1)),
    )
    assert colours(behind) == [colour]


def test_nothing_planned_is_not_behind_plan() -> None:
    assert colours(facts(done_to_date=np.array([0.0]), plan_to_date=np.array([0.0]))) == ["green"]


def test_the_worst_wins_and_the_others_are_kept() -> None:
    both = facts(
        missing_reports=np.array([1.0]),
        first_missing_month=days(date(2021, 2, 1)),
        milestone_due=days(date(2021, 3, 25)),
        milestone_name=("完成桩基",),
        milestones_passed=np.array([1.0]),
    )
    assert colours(both) == ["red"]
    assert lit_rules(both) == ["milestone-passed", "no-report"]


def test_the_reason_names_milestone_day_and_days() -> None:
    passed = facts(
        milestone_due=days(date(2021, 3, 25)),
        milestone_name=("完成桩基",),
        milestones_passed=np.array([1.0]),
    )
    (lamp,) = lamps.judged(passed, rules=RULES, on=TODAY).lit[0]
    reason = lamp.rule.zh.format(**lamp.facts)
    assert reason == "里程碑已过：「完成桩基」应在 2021-03-25 完成，已过 4 天"


def test_a_past_day_is_judged_by_the_rules_of_that_day() -> None:
    (old,) = [rule for rule in rule_book() if rule.key == "late-start"]
    new = replace(old, in_force_from=date(2022, 1, 1), thresholds=((LampColour.RED, 5.0),))
    late = facts(is_to_start=np.array([True]), planned_start=days(date(2021, 3, 20)))
    for on, colour in [(date(2021, 3, 29), LampColour.AMBER), (date(2022, 1, 1), LampColour.RED)]:
        rules = lamps.rules_in_force([old, new], on=on)
        assert lamps.judged(late, rules=rules, on=on).colours.tolist() == [colour]


def test_a_rule_that_asks_for_nothing_we_measure_is_refused() -> None:
    row: dict[str, object] = {
        "key": "x", "in_force_from": TODAY, "measure": "mood", "from": {"red": 1},
        "name_zh": "", "name_en": "", "zh": "", "en": "", "source": "",
    }  # fmt: skip
    with pytest.raises(lamps.UnknownMeasureError):
        lamps.rules_from([row])
    with pytest.raises(lamps.UnreadableRuleError):
        lamps.rules_from([row | {"measure": "plan_share", "from": {"green": 1}}])


def test_both_languages_of_a_rule_name_only_facts_that_the_measure_gives() -> None:
    from string import Formatter

    everything = facts(
        is_to_start=np.array([True]), is_under_way=np.array([True]),
        has_own_figures=np.array([True]), is_unconfirmed=np.array([True]),
        planned_start=days(date(2021, 1, 1)), planned_completion=days(date(2021, 1, 1)),
        started=days(date(2021, 1, 1)),
        done_to_date=np.array([1.0]), plan_to_date=np.array([9.0]),
        compared_month=days(date(2021, 2, 1)), missing_reports=np.array([2.0]),
        first_missing_month=days(date(2021, 1, 1)), last_figure=days(date(2021, 1, 1)),
        milestone_due=days(date(2021, 1, 1)), milestone_name=("m",),
        milestones_passed=np.array([1.0]),
    )  # fmt: skip
    for rule in RULES:
        started = rule.measure not in {"late_start_days", "silence_days"}
        measured = lamps.MEASURES[rule.measure](everything, TODAY)
        known = set(measured.facts(0)) if started else {"day", "days"}
        for text in (rule.zh, rule.en):
            named = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert named <= known
        assert [n for _, n, _, _ in Formatter().parse(rule.zh) if n]


amounts = st.one_of(st.none(), st.just(0.0), st.floats(0.01, 1e9))


@given(st.lists(st.tuples(amounts, amounts, st.integers(0, 6)), min_size=1, max_size=20))
def test_columns_agree_with_judging_one_by_one(
    rows: list[tuple[float | None, float | None, int]],
) -> None:
    def columns(part: Iterable[tuple[float | None, float | None, int]]) -> ProjectFacts:
        done, plan, missing = zip(*part, strict=True)
        count = len(done)
        return facts(
            count,
            done_to_date=np.array([np.nan if x is None else x for x in done]),
            plan_to_date=np.array([np.nan if x is None else x for x in plan]),
            compared_month=days(*[date(2021, 2, 1)] * count),
            missing_reports=np.array(missing, dtype=float),
            first_missing_month=days(*[date(2021, 1, 1)] * count),
        )

    def by_hand(done: float | None, plan: float | None, missing: int) -> str:
        if done is not None and plan and done / plan < 0.7:
            return "red"
        if (done is not None and plan and done / plan < 0.9) or missing >= 3:
            return "amber"
        return "grey" if missing else "green"

    together = columns(rows)
    before = copy.deepcopy(together)
    assert colours(together) == [by_hand(*row) for row in rows]
    assert [colours(columns([row]))[0] for row in rows] == colours(together)
    np.testing.assert_equal(before.done_to_date, together.done_to_date)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_later_start_is_never_judged_milder(first: int, second: int) -> None:
    def number(late: int) -> int:
        project = facts(
            is_to_start=np.array([True]), planned_start=days(TODAY - timedelta(days=late))
        )
        return int(lamps.judged(project, rules=RULES, on=TODAY).colours[0])

    earlier, later = sorted([first, second])
    assert number(later) <= number(earlier)
