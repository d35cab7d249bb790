"""Fronts are set on a page: named, led, given projects, dissolved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.plan.errors import FrontEditUndoneError, FrontMovedOnError
from kaigong.plan.models import Front, FrontEdit, FrontProject
from kaigong.plan.pages.war_map import war_map_for
from kaigong.plan.selectors.fronts import fronts_in
from kaigong.plan.services.fronts import remove_front, set_front, undo_front_edit
from kaigong.plan.target_years import TargetYear
from tests.builders import a_project
from tests.plan.site import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(client: Client) -> Site:
    site = Site()
    client.force_login(site.planner.user)
    return site


def held(front: Front) -> set[str]:
    return set(front.members.filter(until=None).values_list("project__code", flat=True))


def fronts_on(site: Site, day: date | None) -> dict[str, list[str]]:
    """Which projects stand in which front, as the war map of a day shows it."""
    found = war_map_for(site.planner, as_of=day)
    return {front.name: [str(line.project) for line in front.lines] for front in found.fronts}


def test_a_front_is_set_led_and_given_projects(client: Client, site: Site) -> None:
    address = f"/{site.zone.slug}/settings/fronts/"
    assert "在下面加一条" in client.get(address).content.decode()
    leader = site.somebody(Role.LEADER).user
    page = client.post(
        address,
        {"name": "影都战线", "name_en": "Film front", "leader": leader.username},
        follow=True,
    )
    assert "影都战线" in page.content.decode()
    front = Front.objects.get(zone=site.zone)
    assert front.leader == leader
    started = a_project(site.zone, "道路", code="JY-2", stage="started")
    other = set_front(site.zone, "city", name="城建战线", projects=[started], by=None)
    shown = client.get(f"{address}{front.key}/").content.decode()
    assert "道路" in shown
    assert "城建战线" in shown
    client.post(f"{address}{front.key}/", {"name": "影都战线", "place": 3, "project": ["JY-2"]})
    front.refresh_from_db()
    assert (front.place, front.leader) == (3, None)
    assert (held(front), held(other)) == ({"JY-2"}, set())


def test_what_left_the_map_stays_in_its_front(client: Client, site: Site) -> None:
    done = a_project(site.zone, "已投产", code="JY-3", stage="completed")
    front = set_front(site.zone, "film", name="影都战线", projects=[done], by=None)
    client.post(f"/{site.zone.slug}/settings/fronts/film/", {"name": "影都战线"})
    assert held(front) == {"JY-3"}


def test_a_dissolved_front_leaves_its_projects(client: Client, site: Site) -> None:
    set_front(site.zone, "film", name="影都战线", projects=[site.project], by=None)
    client.post(f"/{site.zone.slug}/settings/fronts/film/remove/")
    assert not fronts_in(site.zone)
    assert client.get(f"/{site.zone.slug}/settings/fronts/film/").status_code == 404
    site.project.refresh_from_db()
    assert Entry.objects.filter(act="plan.front.removed", subject="film").exists()


def test_a_name_that_is_missing_is_said_and_what_was_typed_comes_back(
    client: Client, site: Site
) -> None:
    page = client.post(f"/{site.zone.slug}/settings/fronts/", {"name": "", "name_en": "Film front"})
    assert page.status_code == 422
    assert "Film front" in page.content.decode()
    assert not Front.objects.exists()


@contextmanager
def on(site: Site, day: date) -> Iterator[None]:
    with clock.as_if(datetime.combine(day, time(10), tzinfo=site.zone.end_of(day).tzinfo)):
        for each in (site.zone, site.planner.zone):
            each.stands_on = day
        site.zone.save()
        yield


@pytest.fixture
def road(site: Site) -> Iterator[Site]:
    """In March the road moves from the film front to a new one; on the 10th that is dissolved."""
    with on(site, date(2021, 3, 1)):
        site.project.stage = "construction"
        site.project.save()
        site.road = a_project(site.zone, "道路", code="JY-2", stage="started")  # type: ignore[attr-defined]
        both = [site.project, site.road]  # type: ignore[attr-defined]
        set_front(site.zone, "film", name="影都战线", projects=both, by=site.planner.user)
    with on(site, date(2021, 3, 5)):
        set_front(site.zone, "city", name="城建战线", projects=[site.road], by=None)  # type: ignore[attr-defined]
    with on(site, date(2021, 3, 8)):
        leader = site.somebody(Role.LEADER).user
        film = {"name": "文旅战线", "projects": [site.project], "leader": leader}
        set_front(site.zone, "film", by=None, **film)  # type: ignore[arg-type]
    with on(site, date(2021, 3, 10)):
        remove_front(Front.objects.get(key="city"), by=None)
    with on(site, date(2021, 3, 20)):
        yield site


def test_a_past_day_shows_the_fronts_of_then(road: Site, client: Client) -> None:
    def on_day(day: int) -> dict[str, set[str]]:
        found = fronts_on(road, date(2021, 3, day))
        return {name: set(projects) for name, projects in found.items()}

    both = {"道路", "影视基地"}
    assert on_day(2) == on_day(4) == {"影都战线": both}
    assert on_day(6) == {"影都战线": {"影视基地"}, "城建战线": {"道路"}}
    assert on_day(9) == {"文旅战线": {"影视基地"}, "城建战线": {"道路"}}
    assert on_day(11) == {"文旅战线": {"影视基地"}, "未编战线": {"道路"}}
    assert fronts_on(road, None) == fronts_on(road, date(2021, 3, 11))
    leaders = {
        day: [front.leader for front in war_map_for(road.planner, as_of=date(2021, 3, day)).fronts]
        for day in (6, 9)
    }
    assert leaders[6] == ["", ""]
    assert leaders[9][0]
    page = client.get(f"/{road.zone.slug}/war-map/?as_of=2021-03-06").content.decode()
    assert "影都战线" in page
    assert "城建战线" in page
    assert "文旅战线" not in page


def test_the_target_tree_of_a_past_day_has_the_fronts_of_then(road: Site) -> None:
    names = {
        day: [str(front) for front in TargetYear(road.planner, day=date(2021, 3, day)).fronts]
        for day in (2, 6, 9, 11)
    }
    assert names == {
        2: ["影都战线"], 6: ["影都战线", "城建战线"], 9: ["文旅战线", "城建战线"], 11: ["文旅战线"],
    }  # fmt: skip


def test_the_settings_say_since_when_and_what_was_changed(road: Site, client: Client) -> None:
    page = client.get(f"/{road.zone.slug}/settings/fronts/film/").content.decode()
    assert "影视基地" in page
    assert "自 2021-03-01 起" in page
    page = client.get(f"/{road.zone.slug}/settings/fronts/").content.decode()
    assert "新设「文旅战线」；进来：" in page
    assert "改「文旅战线」；原名「影都战线」；带队由 — 改为 " in page
    assert "撤销战线「城建战线」；出去：道路" in page


def test_what_was_changed_can_be_undone_from_the_last_one_back(road: Site, client: Client) -> None:
    dissolved, renamed, moved, _made = FrontEdit.objects.order_by("-id")
    with pytest.raises(FrontMovedOnError):
        undo_front_edit(moved, by=None)
    page = client.post(
        f"/{road.zone.slug}/settings/fronts/edits/{dissolved.pk}/undo/", follow=True
    ).content.decode()
    assert "已撤销对「城建战线」的改动" in page
    assert fronts_on(road, None) == fronts_on(road, date(2021, 3, 9))
    with pytest.raises(FrontEditUndoneError):
        undo_front_edit(dissolved, by=None)
    undo_front_edit(renamed, by=None)
    assert fronts_on(road, None) == fronts_on(road, date(2021, 3, 6))
    undo_front_edit(FrontEdit.objects.get(undoes=renamed), by=None)  # and the undoing too
    assert fronts_on(road, None) == fronts_on(road, date(2021, 3, 9))
    # What was seen on the days between stays what it was.
    assert set(fronts_on(road, date(2021, 3, 11))) == {"文旅战线", "未编战线"}
    assert Entry.objects.filter(act="plan.front.undone").count() == 3


def test_undoing_a_move_brings_the_project_back_to_its_front(road: Site) -> None:
    with on(road, date(2021, 3, 21)):
        film = Front.objects.get(key="film")
        set_front(road.zone, "new", name="新战线", projects=[road.project], by=None)
        assert held(film) == set()
        undo_front_edit(FrontEdit.objects.latest("id"), by=None)
    assert held(film) == {road.project.code}
    assert not fronts_in(road.zone)[1:]  # the front itself had been made by that edit


def test_what_was_kept_before_stays_were_stands_in_its_front_on_every_day(site: Site) -> None:
    with on(site, date(2021, 3, 1)):
        site.project.stage = "construction"
        site.project.save()
        old = Front.objects.create(zone=site.zone, key="old", name="老战线")
        FrontProject.objects.create(front=old, project=site.project)
    with on(site, date(2021, 3, 20)):
        assert fronts_on(site, date(2021, 3, 2)) == {"老战线": ["影视基地"]}
        remove_front(old, by=None)
        assert fronts_on(site, date(2021, 3, 2)) == {"老战线": ["影视基地"]}
        assert fronts_on(site, None) == {"未编战线": ["影视基地"]}


def test_keeping_a_front_as_it_is_is_no_change(site: Site) -> None:
    for _ in range(2):
        set_front(site.zone, "film", name="影都战线", projects=[site.project], by=None)
    assert FrontEdit.objects.count() == 1
