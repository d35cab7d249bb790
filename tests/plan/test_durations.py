"""What a zone's plans teach of durations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kaigong.accounts.models import Role
from kaigong.engines.waiting import Basis
from kaigong.plan.models import Activity
from kaigong.plan.moments import begin_of, end_of
from kaigong.plan.pages.durations import library_for
from kaigong.plan.selectors.durations import learned_durations
from kaigong.plan.services.plans import lock_plan
from tests.builders import an_organisation
from tests.plan.site import DAY, Site, row
from tests.plan.test_pages import browser_of

pytestmark = pytest.mark.django_db

MONDAY = date(2021, 1, 4)


@pytest.fixture
def site() -> Site:
    return Site()


def done(activity: Activity, days: int | None, *, since: date = MONDAY) -> None:
    """Started on a Monday, and finished after so many calendar days; None runs on."""
    finished = None if days is None else end_of(since + timedelta(days=days - 1))
    Activity.objects.filter(pk=activity.pk).update(started=begin_of(since), finished=finished)


def test_days_are_those_of_the_activitys_calendar(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    plan = site.drawn()
    for number in range(5):  # planned 6 days of the six-day week; a week more each
        done(site.add(plan, f"w{number}", 6), 7 * (number + 1))
    with django_assert_max_num_queries(6):
        learned = learned_durations(site.zone)
    works = learned.of(row(plan, "w0"))
    assert (works.basis, works.closed, works.running) == (Basis.GROUP, 5, 0)
    assert works.days is not None
    assert works.days.p50 == pytest.approx(18, abs=1)  # three weeks less a holiday
    assert works.factor.p50 == pytest.approx(works.days.p50 / 6)


def test_a_step_of_a_template_is_its_own_kind(site: Site) -> None:
    plan = site.drawn("road")
    step = Activity.objects.filter(sub_plan=plan, kind="task", children=None, duration__gt=0)[0]
    done(step, 14)
    learned = learned_durations(site.zone)
    assert [row.key for row, _ in learned.cases] == [step.key]
    assert learned.of(row(plan, step.key)).basis is Basis.ASSUMED
    assert not learned.experience.kinds


def test_what_was_planned_is_what_was_approved_before_it_began(site: Site) -> None:
    plan = site.drawn(start=MONDAY)
    rows = [site.add(plan, f"w{number}", 6) for number in range(5)]
    lock_plan(plan, reason="推进会", standing=site.planner)
    Activity.objects.filter(sub_plan=plan).update(duration=60 * DAY)
    for each in rows:
        done(each, 14, since=MONDAY + timedelta(days=7))
    learned = learned_durations(site.zone).of(row(plan, "w0"))
    assert learned.factor.p50 == pytest.approx(2, abs=0.4)


def test_a_zone_without_progress_teaches_nothing(site: Site) -> None:
    site.add(site.drawn(), "w", 6)
    assert learned_durations(site.zone).experience.groups == {}


def test_the_library_shows_trades_steps_and_the_rows_behind_them(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    plan = site.drawn("road")
    steps = Activity.objects.filter(sub_plan=plan, kind="task", children=None, trade="works")
    for number, step in enumerate(steps):
        done(step, 14 if number else None)
    browser = browser_of(site.planner)
    text = browser.get(library(site)).content.decode()
    assert "工期库" in text
    assert "假定" in text
    key = f"road:{steps[0].key}"
    with django_assert_max_num_queries(40):
        rows = browser.get(library(site), {"of": key}).content.decode()
    assert "进行中" in rows
    assert f"?row={steps[0].key}#row" in rows
    assert "假定" in browser.get(library(site), {"of": "nothing"}).content.decode()


def test_rows_of_projects_one_may_not_see_are_only_counted(site: Site) -> None:
    done(site.add(site.drawn(), "w0", 6, trade="works"), 14)
    other = site.somebody(Role.FIRM, an_organisation(site.zone, "别的公司", kind="firm"))
    shown = library_for(other, of="works")
    assert (len(shown.rows), shown.hidden) == (0, 1)
    assert len(library_for(site.planner, of="works").rows) == 1
    assert browser_of(other).get(library(site)).status_code == 404
    assert browser_of(site.planner).get(library(site)).status_code == 200


def test_what_is_known_stands_beside_the_activity(site: Site) -> None:
    plan = site.drawn()
    for number in range(5):
        done(site.add(plan, f"w{number}", 6, trade="works"), 14)
    site.add(plan, "next", 6, trade="works")
    page = f"/{site.zone.slug}/schedules/{site.project.code}/?row=next"
    text = browser_of(site.planner).get(page).content.decode()
    assert "按同类别已完成的 5 项" in text


def library(site: Site) -> str:
    return f"/{site.zone.slug}/settings/durations/"
