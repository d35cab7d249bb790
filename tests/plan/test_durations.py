"""What a zone's plans teach of durations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kaigong.engines.waiting import Basis
from kaigong.plan.models import Activity
from kaigong.plan.moments import begin_of, end_of
from kaigong.plan.selectors.durations import learned_durations
from kaigong.plan.services.plans import lock_plan
from tests.plan.site import DAY, Site, row

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
    assert learned.samples == {}
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
