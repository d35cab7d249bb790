"""The critical chains of the war map: across projects, to their promise, as of a day, by rights."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.plan.pages.chains import Chain, chains_of
from kaigong.plan.pages.war_map import war_map_for
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.plans import draw_plan
from tests.builders import a_project, an_organisation
from tests.plan.site import Site
from tests.plan.test_past_plans import Diary, two_days

pytestmark = pytest.mark.django_db


class TwoWorks(Site):
    """A hall that waits for another project's road; its promise cannot be kept."""

    def __init__(self) -> None:
        super().__init__()
        builder = an_organisation(self.zone, "路桥公司", kind="firm")
        self.street = a_project(self.zone, "永顺路", investor=builder, stage="construction")
        self.project.stage = "construction"
        self.project.save()
        road = draw_plan(self.street, standing=self.planner, start=date(2021, 3, 29))
        hall = self.drawn()
        self.add(road, "R", 10, name="路基", owner=self.planner.user)
        self.add(road, "L", 2, name="路灯")
        self.add(hall, "D", 2, name="清表")
        self.add(hall, "A", 5, f"{self.street.code}/R, D", name="基础")
        self.add(hall, "H", 3, "A", name="主体", committed_on=date(2021, 4, 16))
        set_front(self.zone, "film", name="影都战线", by=None, projects=[self.project])

    def chains(self, standing: Standing | None = None, front: str = "") -> list[Chain]:
        whole = war_map_for(standing or self.planner)
        part = whole.narrowed(front) if front else whole
        return chains_of(part, whole, zone=self.zone.slug)

    def page(self, query: str = "", standing: Standing | None = None) -> str:
        browser = Client()
        browser.force_login((standing or self.planner).user)
        return browser.get(f"/{self.zone.slug}/war-map/?view=chains{query}").content.decode()


@pytest.fixture
def works() -> TwoWorks:
    return TwoWorks()


def keys(chain: Chain) -> list[str]:
    return [step.row.key for step in chain.steps]


def test_a_chain_runs_through_the_project_that_another_waits_for(works: TwoWorks) -> None:
    first, *others = works.chains()
    assert keys(first) == ["R", "A", "H"]
    assert first.projects == ["永顺路", "影视基地"]
    assert (first.days_left, first.lamp) == (-3, "red")  # 18 days are needed, 15 are there
    assert first.leads_to is not None
    assert first.leads_to.promised_on == date(2021, 4, 16)
    assert all(chain.days_left < 5 for chain in others)
    assert "L" not in {key for chain in [first, *others] for key in keys(chain)}


def test_the_page_names_promise_owner_and_days_and_leads_into_the_plan(works: TwoWorks) -> None:
    text = works.page()
    assert "影视基地：主体" in text
    assert "跨 2 个项目" in text
    assert str(works.planner.user) in text
    assert "没有责任人" in text
    assert f"/{works.zone.slug}/schedules/{works.street.code}/?row=R#row" in text
    browser = Client()
    browser.force_login(works.planner.user)
    assert "关键链过" in browser.get(f"/{works.zone.slug}/war-map/").content.decode()


def test_a_front_shows_the_chains_that_run_through_it(works: TwoWorks) -> None:
    assert keys(works.chains(front="film")[0]) == ["R", "A", "H"]
    other = a_project(works.zone, "别处", stage="construction")
    set_front(works.zone, "else", name="别的战线", by=None, projects=[other])
    assert works.chains(front="else") == []
    assert "没有紧的工作" in works.page("&front=else")


def test_who_sees_one_of_the_projects_reads_nothing_of_the_other(works: TwoWorks) -> None:
    builder = works.somebody(Role.FIRM, works.street.investor)
    chains = works.chains(builder)
    assert {step.line.project.code for chain in chains for step in chain.steps} <= {
        works.street.code
    }
    assert keys(chains[0]) == ["R"]
    assert chains[0].leads_to is None
    text = works.page(standing=builder)
    assert "影视基地" not in text
    assert "没有通到承诺" in text


def test_a_past_day_has_its_own_chains() -> None:
    diary = Diary()
    two_days(diary)
    site = diary.site
    whole = {day: war_map_for(site.planner, as_of=day) for day in (date(2021, 3, 2), None)}
    found = {day: chains_of(each, each, zone=site.zone.slug) for day, each in whole.items()}
    assert found[date(2021, 3, 2)] == []
    assert found[None][0].lamp == "red"
    browser = Client()
    browser.force_login(site.planner.user)
    page = browser.get(f"/{site.zone.slug}/war-map/?view=chains&as_of=2021-03-03")
    assert "as_of=2021-03-03&amp;row=" in page.content.decode()
