"""The figures of issues agree with counting by hand, and say what they do not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.test import Client

from kaigong.accounts.models import Role, Zone
from kaigong.audit import clock
from kaigong.coordination.asked import Asked
from kaigong.coordination.life import Party
from kaigong.coordination.models import Issue, IssueState
from kaigong.coordination.selectors import issues_for
from kaigong.coordination.selectors.statistics import (
    grouped,
    hands_of,
    repeated,
    waits_of,
)
from kaigong.coordination.services.issues import remark_on_issue
from tests.builders import a_project
from tests.coordination.cast import PATHS, Cast

pytestmark = pytest.mark.django_db
PLACE = ZoneInfo("Asia/Shanghai")
TODAY = date(2021, 3, 29)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PLACE)


def led(cast: Cast, state: IssueState, *, days: list[int], **given: object) -> Issue:
    """An issue whose steps were made so many days before today, the first is its raising."""
    with _days_before(cast, days[0]):
        issue = cast.issue(**given)
    for key, before in zip(PATHS[state], days[1:], strict=True):
        with _days_before(cast, before):
            cast.step(issue, key)
    issue.refresh_from_db()
    return issue


@contextmanager
def _days_before(cast: Cast, days: int) -> Iterator[None]:
    """The zone stands on an earlier day, and what is done is on record as of that day."""
    day = TODAY - timedelta(days=days)
    Zone.objects.filter(pk=cast.zone.pk).update(stands_on=day)
    cast.zone.refresh_from_db()
    with clock.as_if(at(day)):
        yield
    Zone.objects.filter(pk=cast.zone.pk).update(stands_on=TODAY)
    cast.zone.refresh_from_db()


def test_waits_are_counted_from_raised_to_closed_or_today(cast: Cast) -> None:
    led(cast, IssueState.CLOSED, days=[40, 39, 38, 12, 11, 10])
    led(cast, IssueState.WORKING, days=[25, 20, 19, 18])
    led(cast, IssueState.WITHDRAWN, days=[8, 5])
    waits = waits_of(issues_for(cast.command).order_by("pk"), cast.zone, TODAY)
    assert sorted(waits.days) == [3, 25, 30]
    assert dict(zip(waits.days.tolist(), waits.is_closed.tolist(), strict=True)) == {
        30: True, 25: False, 3: False
    }  # fmt: skip
    assert dict(zip(waits.days.tolist(), waits.is_over.tolist(), strict=True)) == {
        30: True, 25: False, 3: True
    }  # fmt: skip


def test_days_late_run_from_the_day_of_solution(cast: Cast) -> None:
    closed = led(cast, IssueState.CLOSED, days=[60, 59, 58, 12, 11, 10])
    still = led(cast, IssueState.WORKING, days=[50, 49, 48, 47])
    led(cast, IssueState.RAISED, days=[90])  # no day was set: nobody can be late
    waits = waits_of(issues_for(cast.command), cast.zone, TODAY)
    assert closed.solution_due_on is not None
    assert still.solution_due_on is not None
    by_hand = [
        (TODAY - timedelta(days=10) - closed.solution_due_on).days,
        (TODAY - still.solution_due_on).days,
        0,
    ]
    assert sorted(waits.late) == sorted(by_hand)
    assert min(by_hand[:2]) > 0


def test_groups_add_up_and_the_dearest_comes_first(cast: Cast) -> None:
    dice = Random(7)  # noqa: S311  (for a test)
    for number in range(12):
        state = dice.choice([IssueState.WORKING, IssueState.RAISED, IssueState.CLOSED])
        begun = dice.randint(20, 200)
        steps = sorted((dice.randint(0, begun) for _ in PATHS[state]), reverse=True)
        key = dice.choice(["power", "water", "road"])
        led(cast, state, days=[begun, *steps], category=cast.categories[key], title=f"第{number}件")
    waits = waits_of(issues_for(cast.command), cast.zone, TODAY)
    groups = grouped(waits, waits.categories)
    assert sum(group.count for group in groups) == 12
    assert sum(group.days for group in groups) == waits.days.sum()
    assert sum(group.late_days for group in groups) == waits.late.sum()
    assert [group.late_days for group in groups] == sorted(
        (group.late_days for group in groups), reverse=True
    )
    names = {each.pk: key for key, each in cast.categories.items()}
    counted = Counter(issue.category.key for issue in Issue.objects.select_related("category"))
    assert {names[group.key]: group.count for group in groups} == counted
    seasons = grouped(waits, waits.seasons, by_cost=False)
    assert [season.key for season in seasons] == sorted(season.key for season in seasons)


def test_the_days_lie_in_the_hands_that_held_them(cast: Cast) -> None:
    """By hand: 2 days to assign, 3 + 10 with the power company, 4 to verify, 1 to close."""
    led(cast, IssueState.CLOSED, days=[20, 18, 15, 5, 1, 0])
    hands = {hand.hand: hand for hand in hands_of(issues_for(cast.command), at(TODAY, 12))}
    assert hands[Party.DISPATCH].days == pytest.approx(2 + 1)
    assert hands[Party.LEAD].days == pytest.approx(3 + 10)
    assert hands[Party.LEAD].lead_id == cast.power.pk
    assert hands[Party.RAISER].days == pytest.approx(4)


def test_an_open_issue_lies_in_a_hand_until_now_and_a_remark_moves_nothing(cast: Cast) -> None:
    issue = led(cast, IssueState.ASSIGNED, days=[10, 6])
    with clock.as_if(at(TODAY - timedelta(days=3))):
        remark_on_issue(issue, standing=cast.electrician, words="已看现场")
    hands = {hand.hand: hand.days for hand in hands_of(issues_for(cast.command), at(TODAY))}
    assert hands == {Party.DISPATCH: pytest.approx(4), Party.LEAD: pytest.approx(6)}


def test_what_comes_again_is_of_one_project_and_one_category(cast: Cast) -> None:
    other = a_project(cast.zone, "另一项目", investor=cast.firm)
    for project, key in [(cast.project, "power")] * 3 + [(cast.project, "water"), (other, "power")]:
        cast.issue(project=project, category=cast.categories[key])
    led(cast, IssueState.WITHDRAWN, days=[9, 8], category=cast.categories["water"])
    (found,) = repeated(issues_for(cast.command))
    assert (found.project_id, found.category_id, found.count) == (
        cast.project.pk, cast.categories["power"].pk, 3
    )  # fmt: skip


def test_the_page_opens_its_numbers_and_narrows(cast: Cast) -> None:
    led(cast, IssueState.CLOSED, days=[40, 39, 38, 12, 11, 10])
    led(cast, IssueState.WORKING, days=[50, 49, 48, 47], category=cast.categories["water"])
    browser = Client()
    browser.force_login(cast.command.user)
    url = f"/{cast.zone.slug}/issues/statistics/"
    page = browser.get(url)
    assert page.context["count"] == 2
    assert page.context["median"] == 30
    assert page.context["ninth"] is None  # the other one is still open after 50 days
    told = page.content.decode()
    assert "超过 50" in told
    assert "供电公司" in told
    narrow = browser.get(url, {"category": "water"})
    assert narrow.context["count"] == 1
    listed = browser.get(narrow.context["all_url"])
    assert [row.issue.category.key for row in listed.context["rows"]] == ["water"]
    late = browser.get(page.context["late_url"])
    assert len(late.context["rows"]) == page.context["late_open"] == 1


def test_a_firm_has_no_statistics_and_a_department_those_of_what_it_sees(cast: Cast) -> None:
    cast.issue()
    browser = Client()
    browser.force_login(cast.builder.user)
    assert browser.get(f"/{cast.zone.slug}/issues/statistics/").status_code in {403, 404}
    browser.force_login(cast.somebody(Role.DEPARTMENT, cast.water).user)
    assert browser.get(f"/{cast.zone.slug}/issues/statistics/").context["count"] == 0


def test_an_empty_zone_says_what_comes_first(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.command.user)
    assert "还没有问题" in browser.get(f"/{cast.zone.slug}/issues/statistics/").content.decode()
    waits = waits_of(issues_for(cast.command), cast.zone, TODAY)
    assert len(waits) == 0
    assert grouped(waits, np.array([], dtype=np.int64)) == []


def test_an_address_is_read_back_as_it_was_written() -> None:
    asked = Asked(
        view="all", category="power", lead=7, project="P-1", since=date(2021, 1, 1),
        until=date(2021, 3, 31), is_late=True, text="变压器",
    )  # fmt: skip
    assert Asked.of(dict(parse_qsl(asked.but()[1:]))) == asked


def test_a_damaged_day_is_told_in_words(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.command.user)
    answer = browser.get(f"/{cast.zone.slug}/issues/?since=2021-13-01")
    assert answer.status_code == 422
    assert "2021-13-01" in answer.content.decode()
