"""Work items, set on the page of their project."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.portfolio.models import Project, WorkItem
from kaigong.portfolio.services.closing import close_month
from kaigong.portfolio.services.reports import RefusedReportError, report_month
from kaigong.portfolio.services.work_items import (
    QuantityBelowReportedError,
    UnitOfReportedItemError,
    set_work_item,
)
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


FEBRUARY, MARCH = date(2021, 2, 1), date(2021, 3, 1)


def piles_reported(project: Project, done: int, *, month: date = FEBRUARY) -> WorkItem:
    piles = set_work_item(project, name="桩基", unit="根", quantity=Decimal(420), by=None)
    report_month(project, month=month, amount=Decimal(1), readings={piles.pk: done}, by=None)
    return piles


def test_who_set_which_quantity_when_is_shown_and_opens(zone: Zone, project: Project) -> None:
    officer = a_person(zone, Role.COMMAND, name="王磊")
    with clock.as_if(datetime(2021, 1, 5, 2, tzinfo=UTC)):
        set_work_item(project, name="桩基", unit="根", quantity=Decimal(420), by=None)
    browser = signed_in(officer)
    browser.post(URL, PILING | {"quantity": "450.5"})
    html = browser.get("/jingyue/projects/A/").content.decode()
    assert "<del>420 根</del> <ins>450.5 根，最迟 2021-06-30</ins>" in html
    assert html.index("王磊") < html.index("2021-01-05 10:00")
    browser.post(URL, PILING | {"quantity": "450.5"})  # the same again is no change
    assert Entry.objects.filter(act="portfolio.work_item.set").count() == 2
    assert WorkItem.objects.get().history.count() == 2


def test_a_past_day_shows_the_quantity_and_the_reading_of_that_day(
    zone: Zone,
) -> None:
    with clock.as_if(datetime(2021, 1, 15, tzinfo=UTC)):
        project = a_project(zone, "文旅", code="B")
    with clock.as_if(datetime(2021, 2, 5, tzinfo=UTC)):
        piles = piles_reported(project, 100)
    with clock.as_if(datetime(2021, 3, 5, tzinfo=UTC)):
        set_work_item(project, name="桩基", unit="根", quantity=Decimal(500), by=None)
        set_work_item(project, name="主体", by=None)
        report_month(project, month=FEBRUARY, amount=Decimal(1), readings={piles.pk: 120}, by=None)
    browser = signed_in(a_person(zone, Role.COMMAND))
    then = browser.get("/jingyue/projects/B/?as_of=2021-02-20")
    assert [(row.item.name, row.done, row.item.quantity) for row in then.context["items"]] == [
        ("桩基", 100, 420)
    ]
    now = browser.get("/jingyue/projects/B/")
    assert [(row.item.name, row.done, row.item.quantity) for row in now.context["items"]] == [
        ("桩基", 120, 500),
        ("主体", None, 100),
    ]
    assert browser.get("/jingyue/projects/B/?as_of=2021-02-01").context["items"] == []


def test_a_quantity_does_not_fall_below_what_was_reported(zone: Zone, project: Project) -> None:
    piles_reported(project, 380)
    browser = signed_in(a_person(zone, Role.COMMAND))
    answer = browser.post(URL, PILING | {"quantity": "379.9", "reason": "少打了"})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "2021-02 已报完成 380 根" in words
    assert "379.9 根" in words
    assert WorkItem.objects.get().quantity == 420
    browser.cookies["kaigong_language"] = "en"
    words = browser.post(URL, PILING | {"quantity": "379.9"}).content.decode()
    assert "reported as 380 根 done in 2021-02" in words
    assert browser.post(URL, PILING | {"quantity": "380"}).status_code == 302


def test_the_statistician_goes_below_with_a_reason_and_later_months_can_still_be_reported(
    zone: Zone, project: Project
) -> None:
    piles = piles_reported(project, 380)
    with pytest.raises(QuantityBelowReportedError):
        set_work_item(project, name="桩基", unit="根", quantity=Decimal(350), by=None)
    statistician = a_person(zone, Role.STATISTICIAN)
    close_month(zone, month=FEBRUARY, by=statistician)
    browser = signed_in(statistician)
    given = PILING | {"quantity": "350", "reason": "设计变更，减 70 根"}
    assert browser.post(URL, given).status_code == 302
    piles.refresh_from_db()
    assert piles.quantity == 350
    assert "设计变更，减 70 根" in browser.get("/jingyue/projects/A/").content.decode()
    assert Entry.objects.latest("id").facts["reason"] == "设计变更，减 70 根"
    report_month(project, month=MARCH, amount=Decimal(1), readings={piles.pk: 380}, by=None)
    with pytest.raises(RefusedReportError):
        report_month(project, month=MARCH, amount=Decimal(1), readings={piles.pk: 381}, by=None)


def test_what_was_reported_is_not_read_in_another_unit(project: Project) -> None:
    piles_reported(project, 380)
    with pytest.raises(UnitOfReportedItemError):
        set_work_item(project, name="桩基", unit="m", quantity=Decimal(9000), by=None)
    assert WorkItem.objects.get().unit == "根"
