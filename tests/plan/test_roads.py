"""Works in a road: placed, found out of order or opening it twice, and proposals taken over."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.plan.errors import AnotherConstraintError, BeyondTheRoadError
from kaigong.plan.models import Road, RoadWork
from kaigong.plan.selectors.roads import roads_for
from kaigong.plan.services.activities import remove_activities, undo_edit
from kaigong.plan.services.roads import place_work, put_off, set_road
from tests.builders import a_project, an_organisation
from tests.plan.site import Site, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def road(site: Site) -> Road:
    """The pavement is planned before the sewer is in, and gas opens it again in summer."""
    plan = site.drawn()
    site.add(plan, "S", 20, name="污水管")
    site.add(plan, "P", 10, name="路面")
    site.add(plan, "D", 60, name="准备")
    site.add(plan, "G", 10, "D", name="燃气管")
    road = set_road(site.zone, name="一路", name_en="First Road", length=800, by=site.planner.user)
    for key, start, end, layer in (
        ("S", 0, 500, "sewer"), ("P", 100, 600, "road"), ("G", 300, 800, "gas")
    ):  # fmt: skip
        place_work(road, row(plan, key), start=start, end=end, layer=layer, by=site.planner.user)
    return road


def signed_in(client: Client, site: Site, role: Role = Role.COMMAND, body: Any = None) -> Client:
    client.force_login(site.somebody(role, body).user)
    return client


def page(client: Client, site: Site, **query: object) -> str:
    answer = client.get(f"/{site.zone.slug}/war-map/roads/", query, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_is_out_of_order_and_opened_twice(
    client: Client, site: Site, road: Road
) -> None:
    text = page(signed_in(client, site), site)
    assert "先地下后地上" in text
    assert re.search(r"K0\+100 – K0\+500「路面」", text)
    assert "K0+300 – K0+500 5 年内要开挖 2 次：「污水管」、「燃气管」" in text
    assert text.count("采用</button>") >= 2
    client.cookies["kaigong_language"] = "en"
    english = page(client, site, years=2)
    assert "First Road" in english
    assert "within 2 years" in english


def test_a_proposal_is_taken_over_as_it_was_shown_and_can_be_undone(
    client: Client, site: Site, road: Road
) -> None:
    signed_in(client, site)
    order, _sooner = re.findall(r'value="(order:[^"]+)"', page(client, site))  # longest first
    address = f"/{site.zone.slug}/war-map/roads/{road.pk}/accept/"
    answer = client.post(address, {"proposal": order}, follow=True)
    assert "已写入计划" in answer.content.decode()
    (plan,) = {each.sub_plan for each in road.works.all()}
    gas, pavement = row(plan, "G"), row(plan, "P")
    assert pavement.early_start is not None
    assert gas.early_finish is not None
    assert pavement.early_start >= gas.early_finish
    assert not roads_for(site.planner)[0].wrong_orders
    edit = plan.edits.first()
    assert (edit.verb, edit.reason) == ("change", "utilities")
    gone = client.post(address, {"proposal": order})
    assert gone.status_code == 422
    plan.refresh_from_db()
    undo_edit(plan, edit.number, standing=site.planner)
    assert len(roads_for(site.planner)[0].wrong_orders) == 2


def test_one_opening_is_taken_over_by_putting_the_first_off(
    client: Client, site: Site, road: Road
) -> None:
    signed_in(client, site)
    (opening,) = re.findall(r'value="(open:[^"]+)"', page(client, site))
    client.post(f"/{site.zone.slug}/war-map/roads/{road.pk}/accept/", {"proposal": opening})
    assert roads_for(site.planner)[0].repeated == []
    plan = RoadWork.objects.first().sub_plan  # type: ignore[union-attr]
    gas, sewer = row(plan, "G"), row(plan, "S")
    assert gas.early_start is not None
    assert gas.early_finish is not None
    assert sewer.early_start is not None
    assert sewer.early_finish is not None
    # Behind each other along the road, in one opening.
    assert sewer.early_start <= gas.early_start <= sewer.early_finish <= gas.early_finish


def test_nobody_sees_works_of_a_project_out_of_reach(
    client: Client, site: Site, road: Road
) -> None:
    other = Site.__new__(Site)
    other.__dict__.update(site.__dict__)
    other.project = a_project(site.zone, "别家项目", code="JY-X")
    plan = other.drawn()
    other.add(plan, "W", 5, name="别家热力管")
    place_work(road, row(plan, "W"), start=0, end=800, layer="heat", by=site.planner.user)
    assert "别家热力管" in page(signed_in(client, site), site)
    text = page(signed_in(Client(), site, Role.FIRM, site.firm), site)
    assert "污水管" in text
    assert "别家" not in text
    assert "采用</button>" not in text


def test_a_work_is_placed_by_codes_and_taken_off(client: Client, site: Site, road: Road) -> None:
    signed_in(client, site)
    address = f"/{site.zone.slug}/war-map/roads/{road.pk}/place/"
    given = {"code": site.project.code, "key": "D", "start": 0, "end": 90, "layer": "water"}
    assert "标在「一路」" in client.post(address, given, follow=True).content.decode()
    wrong = client.post(address, given | {"key": "ZZ"}, follow=True).content.decode()
    assert "没有找到" in wrong
    assert client.post(address, given | {"end": 900}).status_code == 422
    placed = RoadWork.objects.get(key="D")
    client.post(f"/{site.zone.slug}/war-map/roads/{road.pk}/{placed.pk}/remove/")
    assert not RoadWork.objects.filter(key="D").exists()


def test_an_activity_taken_out_is_not_drawn_and_an_undo_brings_it_back(
    site: Site, road: Road
) -> None:
    plan = road.works.all()[0].sub_plan
    remove_activities(plan, ["G"], standing=site.planner)
    assert roads_for(site.planner)[0].repeated == []
    undo_edit(plan, plan.edits.first().number, standing=site.planner)
    assert len(roads_for(site.planner)[0].repeated) == 1


def test_a_road_is_not_shortened_below_its_works_nor_a_bound_activity_put_off(
    site: Site, road: Road
) -> None:
    with pytest.raises(BeyondTheRoadError):
        set_road(site.zone, name="一路", length=700, by=None)
    plan = road.works.all()[0].sub_plan
    site.add(plan, "B", 5, constraint="SO", constraint_on=date(2021, 5, 6))
    with pytest.raises(AnotherConstraintError):
        put_off({row(plan, "B"): date(2021, 6, 1)}, standing=site.planner, why="")


def test_without_roads_the_page_says_what_to_do_first(client: Client, site: Site) -> None:
    assert "先加一条道路" in page(signed_in(client, site), site)


# --- read by other programs, and in Excel ---------------------------------------------------------


def test_other_programs_read_works_and_what_is_wrong_in_both_languages(
    client: Client, site: Site, road: Road
) -> None:
    address = f"/api/v1/zones/{site.zone.slug}/roads"
    given = signed_in(client, site).get(address).json()
    (found,) = given["roads"]
    assert (found["name"], found["length_m"], given["within_years"]) == ("一路", 800, 5)
    works = {each["activity"]: each for each in found["works"]}
    assert works["S"]["depth"] > works["G"]["depth"] > works["P"]["depth"] == 0
    assert (works["G"]["start_m"], works["G"]["end_m"]) == (300, 800)
    order = [each for each in found["findings"] if each["kind"] == "order"]
    (twice,) = [each for each in found["findings"] if each["kind"] == "open"]
    assert "先地下后地上" in order[0]["remedy_zh"]
    assert "Underground first" in order[0]["remedy_en"]
    assert (twice["start_m"], twice["end_m"]) == (300, 500)
    assert twice["works"] == [works["S"]["id"], works["G"]["id"]]
    assert twice["window_start"] < twice["window_finish"]
    assert [each["activity"] for each in twice["puts_off"]] == ["S"]
    assert client.get(f"{address}?within_years=11").status_code == 422


def test_other_programs_take_a_proposal_over_as_they_read_it(
    client: Client, site: Site, road: Road
) -> None:
    zone = f"/api/v1/zones/{site.zone.slug}"
    signed_in(client, site)
    findings = client.get(f"{zone}/roads").json()["roads"][0]["findings"]
    key = next(each["key"] for each in findings if each["kind"] == "open")
    body = {"road": road.pk, "key": key}
    answer = client.post(f"{zone}/road-proposals", body, content_type="application/json")
    assert answer.status_code == 200
    assert "open" not in {each["kind"] for each in answer.json()["roads"][0]["findings"]}
    again = client.post(f"{zone}/road-proposals", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (422, "plan.proposal-gone")
    elsewhere = body | {"road": road.pk + 1}
    answer = client.post(f"{zone}/road-proposals", elsewhere, content_type="application/json")
    assert answer.status_code == 404


def test_excel_has_the_works_and_what_is_to_be_settled(
    client: Client, site: Site, road: Road
) -> None:
    signed_in(client, site)
    assert "roads.xlsx?years=5" in page(client, site)
    answer = client.get(f"/{site.zone.slug}/war-map/roads.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    works, settled = (list(s.iter_rows(min_row=5, values_only=True)) for s in book.worksheets)
    assert [row[3] for row in works] == ["S", "P", "G"]
    assert {row[1] for row in settled} == {"次序", "重复开挖"}
    twice = next(row for row in settled if row[1] == "重复开挖")
    assert "污水管" in twice[4]
    assert twice[6] < twice[7]
    firm = signed_in(Client(), site, Role.FIRM, an_organisation(site.zone, "别家", kind="firm"))
    answer = firm.get(f"/{site.zone.slug}/war-map/roads.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert all(sheet.max_row == 4 for sheet in book.worksheets)
