"""Work items, set on the page of their project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.portfolio.models import Project, WorkItem
from tests.builders import a_person, a_project, a_zone, an_organisation

pytestmark = pytest.mark.django_db
URL = "/jingyue/projects/A/works/"
PILING = {"name": "桩基", "unit": "根", "quantity": "420", "due_on": "2021-06-30"}


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def project(zone: Zone) -> Project:
    return a_project(zone, "影都", code="A")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_officer_adds_items_in_order_and_changes_one(zone: Zone, project: Project) -> None:
    browser = signed_in(a_person(zone, Role.COMMAND))
    assert browser.post(URL, PILING).status_code == 302
    assert browser.post(URL, {"name": "主体", "unit": "％"}).status_code == 302
    assert browser.post(URL, PILING | {"quantity": "450.5"}).status_code == 302
    piling, structure = WorkItem.objects.filter(project=project)
    assert (piling.name, piling.quantity, piling.place) == ("桩基", Decimal("450.5"), 0)
    assert piling.due_on == date(2021, 6, 30)
    assert (structure.unit, structure.quantity, structure.place) == ("%", 100, 1)
    html = browser.get("/jingyue/projects/A/").content.decode()
    assert 'value="450.5"' in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "0"},
        {"quantity": "-5"},
        {"quantity": ""},
        {"quantity": "many"},
        {"name": ""},
        {"name": "长" * 101},
        {"due_on": "2021-02-30"},
    ],
)
def test_what_cannot_be_measured_is_refused(
    zone: Zone, project: Project, wrong: dict[str, str]
) -> None:
    answer = signed_in(a_person(zone, Role.COMMAND)).post(URL, PILING | wrong)
    assert answer.status_code == 422
    assert not WorkItem.objects.exists()


def test_only_who_may_edit_and_sees_the_project_sets_its_items(
    zone: Zone, project: Project
) -> None:
    reader = signed_in(a_person(zone, Role.INSPECTOR))
    assert reader.post(URL, PILING).status_code == 404
    assert "编工序" not in reader.get("/jingyue/projects/A/").content.decode()
    bureau = an_organisation(zone, "水务局")
    outside = a_person(zone, Role.DEPARTMENT, organisation=bureau)
    assert signed_in(outside).post(URL, PILING).status_code == 404
    assert not WorkItem.objects.exists()
