"""What a zone's plans teach of durations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from kaigong.accounts.models import Role
from kaigong.engines.waiting import Basis, Experience
from kaigong.plan.assumptions import assumptions
from kaigong.plan.models import Activity, DurationSource, SubPlan
from kaigong.plan.moments import begin_of, end_of
from kaigong.plan.pages.durations import library_for
from kaigong.plan.pages.ranges import ranges_of
from kaigong.plan.ranges import days_of, factor_of
from kaigong.plan.selectors.durations import learned_durations
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.activities import change_activity, words_of
from kaigong.plan.services.plans import draw_plan, lock_plan
from kaigong.plan.templates import template_called
from tests.builders import a_project, an_organisation
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
    above = assumptions().taken_over_planned()["works"].p50
    assert works.factor.p50 == pytest.approx((works.days.p50 / 6 + above) / 2)  # 5 of 5 + 5


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
    assert learned.factor.p50 == pytest.approx((2 + 1.08) / 2, abs=0.2)


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


def test_permits_that_were_finished_in_plans_teach_how_long_permits_take(site: Site) -> None:
    plan = site.drawn(start=MONDAY)
    for number in range(5):
        done(site.add(plan, f"p{number}", 6, trade="permit", name="许可"), 21)
    learned = learned_durations(site.zone).experience.of("", "permit")
    assert (learned.basis, learned.closed) == (Basis.GROUP, 5)
    other = a_project(site.zone, "另一座厂房", investor=site.firm)
    drawn = draw_plan(
        other, standing=site.planner, start=date(2021, 3, 29), template=template_called("factory")
    )
    permit = row(drawn, "A20")
    assert permit.trade == "permit"
    assert (permit.duration_source, permit.learned_from) == (DurationSource.LEARNED, 5)
    assert permit.duration > (permit.template_duration or 0)
    assert row(drawn, "B10").duration_source == DurationSource.ASSUMED  # works taught nothing


def finished(site: Site, plan: SubPlan, count: int, days: int = 14) -> None:
    """So many works of 6 days, done within so many calendar days."""
    for number in range(count):
        done(site.add(plan, f"w{number}", 6, trade="works"), days)


@pytest.mark.parametrize(("cases", "is_learned"), [(4, False), (5, True)])
def test_a_new_plan_takes_what_was_learned_and_never_from_fewer_than_five(
    site: Site, cases: int, is_learned: bool
) -> None:
    finished(site, site.drawn(start=MONDAY), cases)
    other = a_project(site.zone, "另一条路", investor=site.firm)
    plan = draw_plan(
        other, standing=site.planner, start=date(2021, 3, 29), template=template_called("road")
    )
    step = next(
        each for each in template_called("road").steps if each.trade == "works" and each.days
    )
    drawn = row(plan, step.key)
    per_day = 9 * 60  # of any calendar
    if not is_learned:
        assert (drawn.duration_source, drawn.learned_from) == (DurationSource.ASSUMED, None)
        return
    known = learned_durations(site.zone).of(drawn)
    assert (drawn.duration_source, drawn.learned_from) == (DurationSource.LEARNED, 5)
    assert drawn.template_duration is not None
    days = known.three_points(step.days or 0)
    assert drawn.duration / drawn.template_duration == pytest.approx(
        round(days.p50) / (step.days or 1)
    )
    # It is not put on twice: the forecast asks of what the template has.
    assert days_of(drawn, known, per_day=per_day) == pytest.approx(
        known.three_points(drawn.template_duration / per_day)
    )
    text = browser_of(site.planner).get(f"/{site.zone.slug}/schedules/{other.code}/")
    assert "学得 5 例" in text.content.decode()
    change_activity(
        plan, step.key, replace(words_of(drawn), duration=drawn.duration + DAY),
        standing=site.planner,
    )  # fmt: skip
    drawn.refresh_from_db()
    assert (drawn.learned_from, drawn.template_duration) == (None, None)


def test_the_factor_of_the_forecast_is_the_learned_one_without_what_the_project_shares(
    site: Site,
) -> None:
    plan = site.drawn(start=MONDAY)
    for number in range(24):  # from 8 to 20 days of the calendar
        done(site.add(plan, f"w{number}", 6, trade="works"), 8 + number // 2)
    site.add(plan, "next", 60, trade="works")
    drawn = row(plan, "next")
    known, given = learned_durations(site.zone).of(drawn), assumptions()
    factor = factor_of(drawn, known, given)
    draw = np.random.default_rng(1)
    product = factor.quantiles(draw.random(200_000)) * given.driver.quantiles(draw.random(200_000))
    assert np.quantile(product, (0.1, 0.5, 0.9)) == pytest.approx(known.factor, rel=0.05)
    assert factor_of(drawn, Experience().of("", "works"), given) == given.factors["works"]


def test_the_page_says_where_each_range_comes_from(site: Site) -> None:
    plan = site.drawn(start=MONDAY)
    finished(site, plan, 5)
    site.add(plan, "next", 60, trade="works", name="主体")
    site.add(plan, "permit", 10, trade="permit", name="许可")
    opened = open_plan(site.planner, site.project.code)
    ranges = {line.row.key: line for line in ranges_of(opened, opened.rows)}
    assert ranges["next"].basis == "同类别 5 项，占 50%"
    assert ranges["next"].of == "works"
    assert ranges["permit"].is_assumed
    assert ranges["next"].likely.p10 <= ranges["next"].likely.p50 <= ranges["next"].likely.p90


def library(site: Site) -> str:
    return f"/{site.zone.slug}/settings/durations/"
