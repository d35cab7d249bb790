"""Fronts are set on a page: named, led, given projects, dissolved."""

from __future__ import annotations

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.audit.models import Entry
from kaigong.plan.models import Front
from kaigong.plan.services.fronts import set_front
from tests.builders import a_project
from tests.plan.site import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(client: Client) -> Site:
    site = Site()
    client.force_login(site.planner.user)
    return site


def held(front: Front) -> set[str]:
    return set(front.members.values_list("project__code", flat=True))


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
    assert not Front.objects.exists()
    site.project.refresh_from_db()
    assert Entry.objects.filter(act="plan.front.removed", subject="film").exists()


def test_a_name_that_is_missing_is_said_and_what_was_typed_comes_back(
    client: Client, site: Site
) -> None:
    page = client.post(f"/{site.zone.slug}/settings/fronts/", {"name": "", "name_en": "Film front"})
    assert page.status_code == 422
    assert "Film front" in page.content.decode()
    assert not Front.objects.exists()
