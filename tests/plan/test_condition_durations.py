"""Start-up conditions that were cleared teach how long their kind takes, and plans use it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kaigong.accounts.models import Role
from kaigong.coordination.models import Condition, ConditionKind, ConditionState
from kaigong.coordination.selectors.condition_times import condition_times
from kaigong.coordination.services.condition_kinds import begin_condition_kinds
from kaigong.plan.errors import UnknownConditionError
from kaigong.plan.models import DurationSource
from kaigong.plan.pages.durations import library_for
from kaigong.plan.selectors.condition_durations import known_conditions
from kaigong.plan.services.activities import undo_edit
from kaigong.plan.services.calendars import begin_calendars
from kaigong.plan.services.condition_steps import ASSUMED_DAYS, draw_condition
from kaigong.plan.services.plans import lock_plan
from tests.builders import a_project, an_organisation
from tests.plan.site import Site, row
from tests.plan.test_pages import browser_of

pytestmark = pytest.mark.django_db

ASKED = date(2021, 3, 1)  # a Monday


class Works(Site):
    """A zone whose starts have asked for power, each for so many weeks; None is still owed."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds = {each.key: each for each in begin_condition_kinds(self.zone, by=None)}
        self.grid = an_organisation(self.zone, "供电公司")
        begin_calendars(self.zone, by=None)

    def took(self, *weeks: int | None, key: str = "power", **facts: Any) -> None:
        for each in weeks:
            provided = None if each is None else ASKED + timedelta(weeks=each)
            Condition.objects.create(
                project=a_project(self.zone, stage="approval"), kind=self.kinds[key],
                state=ConditionState.ASKED if provided is None else ConditionState.PROVIDED,
                owner=self.grid, asked_on=ASKED, provided_on=provided,
                moved_at=self.zone.end_of(ASKED), **facts,
            )  # fmt: skip

    def of(self, key: str = "power") -> Any:
        return next(each for each in known_conditions(self.zone) if each.key == key)


@pytest.fixture
def works() -> Works:
    return Works()


def test_working_days_from_asking_to_having_it_are_what_a_condition_takes(works: Works) -> None:
    works.took(1, 2, None)
    found = condition_times(works.zone)
    assert [(each.days, each.is_provided) for each in found] == [(5, True), (10, True), (20, False)]


def test_what_turned_out_not_to_be_needed_teaches_nothing(works: Works) -> None:
    works.took(1)
    Condition.objects.update(state=ConditionState.UNNEEDED)
    assert condition_times(works.zone) == []


def test_five_that_are_there_teach_their_kind_with_those_still_owed(works: Works) -> None:
    works.took(1, 2, 3, 4)
    assert (works.of().days, works.of().closed) == (None, 4)
    works.took(4)
    days = works.of().days
    assert (days.p10, days.p50, days.p90) == (5, 15, 20)
    assert not works.of().is_beyond
    works.took(None, None, None)
    assert (works.of().closed, works.of().running) == (5, 3)
    assert works.of().days.p50 >= 15  # what is owed for four weeks took at least so long
    assert works.of("water").days is None


def test_the_library_shows_each_kind_with_count_and_interval_and_its_cases(works: Works) -> None:
    works.took(1, 2, 3, 4, 4, None, is_sample=True)
    browser = browser_of(works.planner)
    address = f"/{works.zone.slug}/settings/durations/"
    page = browser.get(address).content.decode()
    assert "开工要素多久到位" in page
    assert "本要素 5 项" in page
    assert "不足 5 项" in page  # of water
    cases = browser.get(address, {"of": "condition:power"}).content.decode()
    assert "6 项要素" in cases
    assert cases.count("还欠着</span>") == 1
    assert "≥ 20" in cases


def test_cases_of_projects_one_may_not_see_are_only_counted(works: Works) -> None:
    works.took(1, 2)
    firm = works.somebody(Role.FIRM, works.firm)
    shown = library_for(firm, of="condition:power")
    assert (len(shown.times), shown.hidden) == (0, 2)
    shown = library_for(works.planner, of="condition:power")
    assert (len(shown.times), shown.hidden) == (2, 0)


def test_a_condition_put_into_a_plan_takes_what_half_of_its_kind_took(works: Works) -> None:
    works.took(1, 2, 3, 4, 4)
    plan = works.drawn()
    drawn = draw_condition(plan, "power", standing=works.planner)
    kept = row(plan, drawn.key)
    office = kept.calendar
    assert office is not None
    assert (kept.key, kept.name, kept.name_en) == ("K-power", "施工用电", "Construction power")
    assert (kept.trade, kept.duration_source, kept.learned_from) == (
        "utilities", DurationSource.LEARNED, 5,
    )  # fmt: skip
    assert kept.duration % 15 == 0
    again = draw_condition(plan, "power", standing=works.planner)
    assert again.key == "K-power-2"
    undo_edit(plan, plan.edits.first().number, standing=works.planner)
    assert not plan.activities.filter(key="K-power-2").exists()


def test_where_too_few_are_there_its_length_is_assumed(works: Works) -> None:
    works.took(1)
    plan = works.drawn()
    kept = row(plan, draw_condition(plan, "water", standing=works.planner).key)
    assert (kept.duration_source, kept.learned_from) == (DurationSource.ASSUMED, None)
    assert kept.duration % ASSUMED_DAYS == 0
    with pytest.raises(UnknownConditionError):
        draw_condition(plan, "nothing", standing=works.planner)


def test_a_planner_puts_one_in_from_the_plans_page(works: Works) -> None:
    works.took(1, 2, 3, 4, 4)
    plan = works.drawn()
    works.add(plan, "A", 5)
    browser = browser_of(works.planner)
    page = f"/{works.zone.slug}/schedules/{works.project.code}/"
    assert "施工用电：多半 15 个工作日，5 项" in browser.get(page).content.decode()
    given = {"condition": "power", "version": plan.version}
    told = browser.post(f"{page}conditions/add/", given, follow=True).content.decode()
    assert "已加「施工用电」，工期学自 5 项" in told
    assert "学得 5 例" in told
    lock_plan(plan, reason="批准", standing=works.planner)
    wrong = browser.post(f"{page}conditions/add/", {"condition": "no such"}, follow=True)
    assert plan.activities.count() == 2
    assert wrong.status_code == 200


def test_a_kind_that_is_asked_no_more_is_shown_while_it_has_cases(works: Works) -> None:
    works.took(1)
    ConditionKind.objects.update(closed_at=works.zone.end_of(ASKED))
    assert [each.key for each in known_conditions(works.zone)] == ["power"]
