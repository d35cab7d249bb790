"""Links between plans of different projects: dates flow on, rights hold, nothing moves silently."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.audit.models import Entry
from kaigong.engines.scheduling import LoopError
from kaigong.plan import errors as wrong
from kaigong.plan.link_words import links_in
from kaigong.plan.models import Activity, Link, PlanEdit, SubPlan
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.pages.effects import effects_shown
from kaigong.plan.pages.interfaces import interfaces_of
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.activities import (
    ActivityWords,
    change_activity,
    remove_activities,
    undo_edit,
)
from kaigong.plan.services.effects import effects_of
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.mornings import reckon_plans
from kaigong.plan.services.plans import draw_plan
from kaigong.portfolio.models import Project
from tests.builders import a_project, an_organisation
from tests.plan.site import DAY, Site, row

pytestmark = pytest.mark.django_db


class TwoSites(Site):
    """The film base waits for a road that another project builds."""

    def __init__(self) -> None:
        super().__init__()
        self.road_project: Project = a_project(self.zone, "永顺路")
        self.base = self.drawn()
        self.road = draw_plan(self.road_project, standing=self.planner, start=date(2021, 3, 29))
        self.add(self.road, "R", 5)
        self.waits = f"{self.road_project.code}/R"
        self.add(self.base, "A", 10, f"{self.waits} FS+1d")
        self.add(self.base, "H", 0, "A", committed_on=date(2021, 5, 31), kind="finish milestone")

    def longer(self, plan: SubPlan, key: str, days: int, links: str = "") -> None:
        change_activity(
            plan, key, ActivityWords(key, days * DAY, links=tuple(links_in(links, per_day=DAY))),
            standing=self.planner,
        )  # fmt: skip


@pytest.fixture
def sites() -> TwoSites:
    return TwoSites()


def starts(plan: SubPlan, key: str) -> date:
    return start_day(row(plan, key).early_start or 0)


def test_an_edit_moves_the_plan_that_waits_and_says_whose_edit_it_was(sites: TwoSites) -> None:
    # R takes 29 March to 2 April; one day's lag is 6 April, as 3 to 5 April are off.
    assert starts(sites.base, "A") == date(2021, 4, 7)
    sites.longer(sites.road, "R", 8)
    assert starts(sites.base, "A") == date(2021, 4, 10)
    base = SubPlan.objects.get(pk=sites.base.pk)
    assert base.version == 2  # it was not edited
    assert base.moved_by is not None
    assert base.moved_by.sub_plan == sites.road
    assert sites.road_project.code in open_plan(sites.planner, sites.project.code).moved_by
    # What R has left until the hand-over is promised counts back over both plans.
    late = row(sites.road, "R").late_finish or 0
    assert finish_day(late) < finish_day(row(sites.base, "A").late_start or 0)
    sites.longer(sites.base, "A", 11, f"{sites.waits} FS+1d")
    assert SubPlan.objects.get(pk=sites.base.pk).moved_by is None


def test_a_morning_moves_both_together(sites: TwoSites) -> None:
    sites.zone.stands_on = date(2021, 4, 12)
    sites.zone.save()
    assert reckon_plans(sites.zone) == 2
    assert starts(sites.base, "A") == date(2021, 4, 19)
    assert reckon_plans(sites.zone) == 0


def test_a_link_across_is_undone_and_done_again(sites: TwoSites) -> None:
    sites.longer(sites.base, "A", 10)
    assert starts(sites.base, "A") == date(2021, 3, 29)
    undo_edit(sites.base, 3, standing=sites.planner)
    assert starts(sites.base, "A") == date(2021, 4, 7)
    assert Link.objects.filter(before__sub_plan=sites.road).count() == 1


def test_what_another_project_waits_for_is_not_taken_away(sites: TwoSites) -> None:
    with pytest.raises(wrong.AwaitedElsewhereError, match="影视基地"):
        remove_activities(sites.road, ["R"], standing=sites.planner)
    assert Link.objects.filter(before__sub_plan=sites.road).count() == 1


def test_a_loop_over_two_plans_is_named_and_nothing_is_kept(sites: TwoSites) -> None:
    with pytest.raises(LoopError) as told:
        sites.longer(sites.road, "R", 5, f"{sites.project.code}/A")
    for name in (sites.waits, f"{sites.project.code}/A"):
        assert name in str(told.value)
    assert Link.objects.filter(after__sub_plan=sites.road).count() == 0


def test_effects_are_seen_before_anything_is_kept(sites: TwoSites) -> None:
    set_front(sites.zone, "roads", name="道路战线", by=None, projects=[sites.project],
              leader=sites.planner.user)  # fmt: skip
    before = kept(sites)
    browser = Client()
    browser.force_login(sites.planner.user)
    rows = f"/{sites.zone.slug}/schedules/{sites.road_project.code}/rows/R"
    typed = {"key": "R", "name": "R", "duration": "45", "reason": "weather", "why": "雨"}
    page = browser.post(f"{rows}/effects/", typed)
    shown = page.content.decode()
    assert page.status_code == 200
    assert kept(sites) == before
    # R: 45 days from 29 March instead of 5, and H slips by the 40 days between.
    for words in ("影视基地", "道路战线", "+40", "接受，保存", str(sites.planner.user)):
        assert words in shown
    part = browser.post(f"{rows}/effects/", typed, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert kept(sites) == before

    # Saved without having been seen it is shown once, and kept when it is accepted.
    asked = browser.post(f"{rows}/", typed)
    assert asked.status_code == 409
    assert "别的项目的承诺会推迟" in asked.content.decode()
    assert kept(sites) == before
    accepted = browser.post(f"{rows}/", {**typed, "seen": "1"})
    assert accepted.status_code == 302
    assert row(sites.road, "R").duration == 45 * DAY
    edit = PlanEdit.objects.filter(sub_plan=sites.road).latest("number")
    assert (edit.reason, edit.words) == ("weather", "雨")
    # An edit that makes no promise of another project slip is kept at once.
    assert browser.post(f"{rows}/", {**typed, "duration": "44"}).status_code == 302


def test_effects_of_progress_and_removal_are_seen_too(sites: TwoSites) -> None:
    browser = Client()
    browser.force_login(sites.planner.user)
    rows = f"/{sites.zone.slug}/schedules/{sites.project.code}/rows/A"
    before = kept(sites)
    gone = browser.post(f"{rows}/remove/effects/", {"key": "A"}).content.decode()
    assert "接受，删除" in gone
    assert "本项目" in gone
    done = browser.post(
        f"{rows}/progress/effects/", {"started_on": "2021-03-29", "percent": "50"}
    ).content.decode()
    assert '<td class="num">-5</td>' in done  # what is left is five days instead of ten
    assert kept(sites) == before


def test_effects_name_no_project_that_the_planner_may_not_see(sites: TwoSites) -> None:
    other = sites.somebody(Role.COMMAND)
    effects = effects_of(
        SubPlan.objects.get(pk=sites.road.pk), lambda: sites.longer(sites.road, "R", 45)
    )
    assert effects.slips_elsewhere
    firm = sites.somebody(Role.FIRM, an_organisation(sites.zone, "别家公司", kind="firm"))
    (move,) = effects_shown(effects, firm).elsewhere
    assert (move.name, move.project, move.code) == ("另一个项目的节点", "另一个项目", "")
    (move,) = effects_shown(effects, other).elsewhere
    assert (move.name, move.days) == ("H", 40)


def kept(sites: TwoSites) -> list[object]:
    """What stands in both plans, and how often they were edited."""
    rows = Activity.objects.order_by("pk").values_list(
        "key", "duration", "early_finish", "remaining"
    )
    return [
        list(rows),
        PlanEdit.objects.count(),
        Entry.objects.filter(act__startswith="plan").count(),
    ]


def test_who_may_not_see_the_other_project_learns_no_name(sites: TwoSites) -> None:
    firm = sites.somebody(Role.FIRM, sites.firm)  # the investor of the film base alone
    opened = open_plan(firm, sites.project.code)
    (found,) = interfaces_of(opened).waits_for
    assert (found.other, found.code) == ("另一个项目的节点", "")
    browser = Client()
    browser.force_login(firm.user)
    page = browser.get(f"/{sites.zone.slug}/schedules/{sites.project.code}/?row=A")
    shown = page.content.decode()
    assert "另一个项目的节点" in shown
    for name in ("永顺路", sites.road_project.code):
        assert name not in shown
    browser.force_login(sites.planner.user)
    page = browser.get(f"/{sites.zone.slug}/schedules/{sites.project.code}/?row=A")
    assert "永顺路" in page.content.decode()


def test_one_links_only_to_what_one_may_see(sites: TwoSites) -> None:
    firm = sites.somebody(Role.FIRM, sites.firm)
    words = ActivityWords("A", 9 * DAY, links=tuple(links_in("?1 FS+1d", per_day=DAY)))
    change_activity(sites.base, "A", words, standing=firm)  # what is there stays, unnamed
    assert Link.objects.filter(before__sub_plan=sites.road).count() == 1
    words = ActivityWords("B", DAY, links=tuple(links_in(f"{sites.waits} SS", per_day=DAY)))
    with pytest.raises(wrong.NoSuchActivityError):
        change_activity(sites.base, "H", words, standing=firm)
    with pytest.raises(wrong.NoSuchActivityError):
        sites.add(sites.base, "C", 1, f"{sites.road_project.code}/X")
    assert Activity.objects.filter(sub_plan=sites.base).count() == 2
