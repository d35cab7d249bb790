"""Ways to win days that are accepted, and the check of a plan."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from kaigong.accounts.models import Role
from kaigong.engines.scheduling.remedies import Measure, network_hastened
from kaigong.plan.models import PlanEdit, SubPlan, WorkCalendar
from kaigong.plan.moments import finish_day, minute_of
from kaigong.plan.pages.plan_check import plan_check
from kaigong.plan.pages.plan_head import head_of
from kaigong.plan.pages.remedies import remedies_for
from kaigong.plan.remedies import offers_of, word_of
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services.activities import undo_edit
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.services.remedies import accept_remedy
from tests.plan.site import Site, row
from tests.plan.test_pages import address, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site()


def opened(site: Site) -> OpenPlan:
    return open_plan(site.planner, site.project.code)


def winter_works(site: Site) -> SubPlan:
    """Wet works that stand still in winter, between piles and walls; nobody keeps the day."""
    plan = site.drawn(start=date(2026, 9, 1))
    outdoor = WorkCalendar.objects.get(zone=site.zone, key="outdoor")
    site.add(plan, "piles", 40, name="桩基")
    site.add(plan, "raft", 60, "piles", calendar=outdoor, name="筏板")
    site.add(plan, "walls", 40, "raft, piles SS+30d", name="主体")
    day = date(2026, 12, 1)
    site.add(plan, "open", 0, "walls", kind="finish milestone", name="移交", committed_on=day)
    return plan


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_way_that_is_accepted_gives_the_day_that_it_promised(site: Site, number: int) -> None:
    plan = site.drawn("sound-stage", start=date(2026, 12, 1), promised_on=date(2028, 2, 1))
    found = remedies_for(opened(site))
    assert found is not None
    way = found.ways[number]
    promised = plan.activities.get(committed__isnull=False).key
    accept_remedy(opened(site), [each.word for each in way.measures])
    assert finish_day(row(plan, promised).early_finish) == way.finishes_on
    assert head_of(opened(site)).worst.short == 0
    edit = PlanEdit.objects.get(verb="hasten")
    assert all(each.name in edit.words for each in way.measures)
    assert f"{way.cost_days:.1f}" in edit.words
    undo_edit(plan, edit.number, standing=site.planner)
    assert remedies_for(opened(site)) == found
    page = browser_of(site.planner)
    assert edit.words in unescape(page.get(address(site)).content.decode())
    page.cookies["kaigong_language"] = "en"
    told = unescape(page.get(address(site)).content.decode())
    assert edit.words not in told
    assert f"Hastened: {edit.words_en}" in told
    assert edit.words_en.endswith(f" (surcharge {way.cost_days:.1f} working days' cost)")


def test_every_sort_of_measure_at_once_gives_the_dates_that_the_engine_reckons(site: Site) -> None:
    plan = winter_works(site)
    before = opened(site)
    chosen: dict[tuple[str, str], Measure] = {}
    for offer in offers_of(before.schedule, before.work):
        if offer.key != "walls":
            chosen[offer.key, offer.kind.value] = offer
    assert {kind for key, kind in chosen if key == "raft"} == {
        "crews", "second shift", "winter", "overlap",
    }  # fmt: skip
    dates = network_hastened(before.network, chosen.values()).run()
    accept_remedy(before, [word_of(each) for each in chosen.values()])
    for key in ("piles", "raft", "walls", "open"):
        now = row(plan, key)
        assert (now.early_start, now.early_finish) == (
            minute_of(dates[key].early.start), minute_of(dates[key].early.finish),
        )  # fmt: skip
    calendar = row(plan, "raft").calendar
    assert calendar.name == "室外湿作业（冬停） · 冬季不停工 · 第二班 18:00–22:00"
    assert (calendar.week, calendar.changes) == ("Mon-Sat 8-12 13-17 18-22", "")
    assert calendar.sub_plan == plan


def test_a_way_is_accepted_on_the_page_and_what_is_still_missing_is_said(site: Site) -> None:
    winter_works(site)
    browser = browser_of(site.planner)
    before = opened(site)
    offers = {each.key: each for each in offers_of(before.schedule, before.work)}
    assert "所列措施都用上" in browser.get(address(site, "remedies/")).content.decode()
    given = {"measure": [word_of(offers["walls"])], "version": before.plan.version}
    page = browser.post(address(site, "remedies/accept/"), given, follow=True).content.decode()
    assert "还缺" in page
    assert "赶工" in page
    again = browser.post(address(site, "remedies/accept/"), {"measure": ["crews|0.1|0||none"]})
    assert again.status_code == 422
    assert "没有改动" in again.content.decode()
    leader = browser_of(site.somebody(Role.LEADER))
    assert "采用这个办法" not in leader.get(address(site, "remedies/")).content.decode()


def test_a_plan_is_checked_by_fourteen_points_with_links_to_the_rows(site: Site) -> None:
    plan = winter_works(site)
    site.add(plan, "fence", 5, name="围挡", owner=site.planner.user)
    found = plan_check(opened(site))
    assert found is not None
    points = {each.number: each for each in found.points}
    assert list(points) == list(range(1, 15))
    assert [key for key, _name in points[1].rows if key == "fence"] == ["fence"]
    assert points[10].size == "3 / 4"  # the fence alone has an owner
    assert points[7].verdict == "unfit"
    assert points[14].verdict == "open"
    lock_plan(plan, reason="推进会", standing=site.planner)
    page = browser_of(site.planner).get(address(site, "check/")).content.decode()
    assert "?row=fence#row" in page
    assert "怎么办" in page


def test_an_empty_plan_says_what_to_do_before_it_is_checked(site: Site) -> None:
    site.drawn()
    page = browser_of(site.planner).get(address(site, "check/")).content.decode()
    assert "还没有工作" in page
