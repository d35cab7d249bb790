"""Resources of a scheduler's file: told in the dry run, taken over where somebody ticks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kaigong.engines.scheduling import MSP, Availability, Network, files
from kaigong.engines.scheduling.files import Format
from kaigong.plan.errors import (
    ChoiceChangedSinceTrialError,
    TooManyResourcesError,
    UnknownFileResourceError,
)
from kaigong.plan.models import BringWay, PlanEdit, PlanFile, SubPlan
from kaigong.plan.resources import Resource, resources_of
from kaigong.plan.services.activities import undo_edit
from kaigong.plan.services.plan_files import (
    Choice,
    accept_plan_file,
    receive_plan_file,
    try_plan_file,
)
from kaigong.plan.services.resources import state_needs, state_resources
from tests.engines.scheduling.files.archives import members
from tests.plan.site import Site, row
from tests.plan.test_plan_files import brought, given, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site()


def quay(*, rigs: float | Availability = 1.0, piles: float = 1.0, crews: float = 2.0) -> bytes:
    """Of P6: two rows of piles at the same time with one rig, and crews that suffice."""
    net = Network(start="2026-03-02 08:00", data_date="2026-03-02 08:00", name="QUAY")
    net.task("north", "10d", name="North", needs={"rig": piles, "crew": crews})
    net.task("south", "10d", name="South", needs={"rig": 1.0})
    net.task("deck", "5d", name="Deck", after=["north", "south"], needs={"crew": 1 / 3})
    net.resources.update(rig=rigs, crew=4.0, spare=1.0)
    return files.write(net, format=Format.XER).content


def shed() -> bytes:
    """Of MS Project: half a mason, a mixer that is there in April alone, nails, and no limit."""
    net = Network(start="2026-03-02 08:00", rules=MSP, name="SHED")
    net.task("walls", "10d", name="Walls", needs={"mason": 0.5, "mixer": 1.0})
    net.task("floor", "5d", name="Floor", needs={"mason": 0.5, "helper": 1.0})
    net.resources.update(mason=1.0, mixer=2.0, helper=1.0)
    text = files.write(net, format=Format.MSPDI).content.decode()
    april = (
        "<AvailabilityPeriods><AvailabilityPeriod><AvailableFrom>2026-04-01T00:00:00"
        "</AvailableFrom><AvailableTo>2026-04-30T23:59:00</AvailableTo><AvailableUnits>2"
        "</AvailableUnits></AvailabilityPeriod></AvailabilityPeriods></Resource>"
    )
    before, mixer, after = text.partition("<Name>mixer</Name>")
    after = after.replace("</Resource>", april, 1)
    text = (before + mixer + after).replace("<MaxUnits>1</MaxUnits>", "")
    return text.encode()


def told(kept: PlanFile) -> Mapping[str, Any]:
    return {each["key"]: each for each in kept.report["resources"]["told"]}


def ticked(
    site: Site, content: bytes, *keys: str, name: str = "quay.xer", way: str = "replace"
) -> PlanFile:
    kept = given(site, content, name=name, way=way)
    try_plan_file(kept, standing=site.planner, chosen=kept.chosen, way=kept.way, resources=keys)
    return kept


def taken(site: Site, content: bytes, *keys: str, **how: str) -> SubPlan:
    return accept_plan_file(ticked(site, content, *keys, **how), standing=site.planner)


def stated(plan: SubPlan) -> dict[str, Resource]:
    plan.refresh_from_db()
    return {each.name: each for each in resources_of(plan)}


def said_of(site: Site, kept: PlanFile, language: str = "zh-hans") -> str:
    browser = Client()
    site.planner.user.language = language
    site.planner.user.save()
    browser.force_login(site.planner.user)
    browser.cookies["kaigong_language"] = language
    address = f"/{site.zone.slug}/schedules/{site.project.code}/files/{kept.pk}/"
    return browser.get(address).content.decode()


def test_the_dry_run_tells_which_resources_could_be_scarce(site: Site) -> None:
    kept = given(site, quay())
    assert [each["key"] for each in kept.report["resources"]["told"]] == ["rig", "crew"]
    rig, crew = kept.report["resources"]["told"]
    assert (rig["used"], rig["peak"], rig["missing"], rig["there"]) == (2, 2.0, 1.0, 1.0)
    assert (crew["used"], crew["peak"], crew["missing"]) == (2, 2.0, 0.0)
    assert kept.report["resources"]["unused"] == 1
    assert kept.resources == {}


def test_with_none_ticked_all_is_as_it_was(site: Site) -> None:
    kept = given(site, quay())
    lost = {zh for _n, zh, _en, _key in kept.report["lost"]}
    assert {"工作的资源需求", "资源的可用量"} <= lost
    plan = accept_plan_file(kept, standing=site.planner)
    assert plan.resources == {}
    assert {each.key: each.needs for each in plan.activities.all()} == {
        "north": {}, "south": {}, "deck": {},
    }  # fmt: skip
    assert {each["table"] for each in PlanEdit.objects.get().changes} == {
        "activity", "link", "plan",
    }  # fmt: skip
    assert written(site).content == quay()


def test_what_is_ticked_comes_with_its_number_and_who_needs_it_and_goes_with_undo(
    site: Site,
) -> None:
    kept = ticked(site, quay(), "rig", "crew")
    assert not SubPlan.objects.exists()
    lost = {key for _n, zh, _en, key in kept.report["lost"] if zh == "资源的可用量"}
    assert lost == {"spare"}
    plan = accept_plan_file(kept, standing=site.planner)
    assert {name: each.there for name, each in stated(plan).items()} == {"rig": 1.0, "crew": 4.0}
    keys = kept.resources
    assert row(plan, "north").needs == {keys["rig"]: 1.0, keys["crew"]: 2.0}
    assert row(plan, "deck").needs == {keys["crew"]: 0.33}
    edit = PlanEdit.objects.get()
    assert edit.verb == "bring"
    assert written(site).content == quay()
    undo_edit(plan, edit.number, standing=site.planner)
    plan.refresh_from_db()
    assert plan.resources == {}
    assert not plan.activities.exists()


def test_project_says_whose_number_it_is_from_when_on_and_halves_stay_halves(site: Site) -> None:
    kept = ticked(site, shed(), "mason", "mixer", name="shed.xml")
    found = told(kept)
    assert not found["mason"]["is_stated"]
    assert (found["mixer"]["there"], found["mixer"]["later"]) == (
        0.0, [["2026-04-01", 2.0], ["2026-05-01", 0.0]],
    )  # fmt: skip
    plan = accept_plan_file(kept, standing=site.planner)
    mixer, mason = stated(plan)["mixer"], stated(plan)["mason"]
    assert mixer.later == ((date(2026, 4, 1), 2.0), (date(2026, 5, 1), 0.0))
    assert (mixer.is_assumed, mason.is_assumed) == (False, True)
    assert row(plan, "walls").needs == {mason.key: 0.5, mixer.key: 1.0}
    assert row(plan, "floor").needs == {mason.key: 0.5}
    assert written(site).content == shed()


def test_a_key_that_the_file_has_not_is_refused_in_words(site: Site) -> None:
    kept = given(site, quay())
    with pytest.raises(UnknownFileResourceError) as refused:
        try_plan_file(
            kept, standing=site.planner, chosen=kept.chosen, way="replace", resources=["moon"]
        )
    assert "moon" in refused.value.in_language("zh")
    browser = Client()
    browser.force_login(site.planner.user)
    address = f"/{site.zone.slug}/schedules/{site.project.code}/files/{kept.pk}/"
    for act in ("try", "accept"):
        answer = browser.post(
            f"{address}{act}/", {"way": "replace", "listed": "1", "scarce": "moon"}
        )
        assert answer.status_code == 422
        assert "没有可以列为紧缺的资源「moon」" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.resources == {}
    assert not SubPlan.objects.exists()


def test_what_was_ticked_after_the_dry_run_is_tried_before_it_is_written(site: Site) -> None:
    kept = given(site, quay())
    choice = Choice(kept.chosen, kept.way, frozenset(["rig"]))
    with pytest.raises(ChoiceChangedSinceTrialError):
        accept_plan_file(kept, standing=site.planner, choice=choice)
    browser = Client()
    browser.force_login(site.planner.user)
    address = f"/{site.zone.slug}/schedules/{site.project.code}/files/{kept.pk}/accept/"
    given_by_form = {"listed": "1", "scarce": "rig", "chosen": kept.chosen}
    answer = browser.post(address, given_by_form)
    assert answer.status_code == 422
    assert "已经按现在的重新试算" in answer.content.decode()
    assert not SubPlan.objects.exists()
    assert browser.post(address, given_by_form).status_code == 302
    assert list(stated(SubPlan.objects.get())) == ["rig"]


def test_a_newer_file_keeps_what_was_ticked_and_brings_its_changes(site: Site) -> None:
    plan = taken(site, quay(), "rig")
    kept = given(site, quay(rigs=2.0, piles=2.0), name="quay 2.xer", way="update")
    assert list(kept.resources) == ["rig"]
    (of_rig,) = [each for each in kept.report["resources"]["told"] if each["taken"]]
    assert of_rig["taken"]["was"] == [1.0, []]
    assert [key for key, *_ in kept.report["rows"]["changed"]] == ["north"]
    accept_plan_file(kept, standing=site.planner)
    (rig,) = stated(plan).values()
    assert rig.there == 2.0
    assert row(plan, "north").needs == {rig.key: 2.0}


def test_a_number_or_need_that_was_set_here_stays_and_the_dry_run_says_so(site: Site) -> None:
    plan = taken(site, quay(), "rig")
    (rig,) = stated(plan).values()
    state_resources(plan, [replace(rig, name="钻机", there=3.0)], standing=site.planner)
    state_needs(plan, {"south": {rig.key: 1.5}}, standing=site.planner)
    kept = given(site, quay(rigs=2.0, piles=2.0), name="quay 2.xer", way="update")
    page = said_of(site, kept)
    assert "计划里的 3 是这里定的，保留" in page
    assert "1 项工作的需用量是这里定的，保留" in page
    accept_plan_file(kept, standing=site.planner)
    assert (stated(plan)["钻机"].there, len(stated(plan))) == (3.0, 1)
    assert row(plan, "south").needs == {rig.key: 1.5}
    assert row(plan, "north").needs == {rig.key: 2.0}


def test_where_the_file_holds_it_holds_for_numbers_that_it_states(site: Site) -> None:
    plan = taken(site, quay(rigs=2.0), "rig")
    (rig,) = stated(plan).values()
    state_resources(plan, [replace(rig, there=5.0)], standing=site.planner)
    state_needs(plan, {"south": {rig.key: 4.0}}, standing=site.planner)
    kept = given(site, quay(rigs=2.0), name="quay 2.xer")
    assert told(kept)["rig"]["taken"]["was"] == [5.0, []]
    accept_plan_file(kept, standing=site.planner)
    assert stated(plan)["rig"].there == 2.0
    assert row(plan, "south").needs == {rig.key: 1.0}


def test_one_that_the_plan_has_by_name_is_the_same_and_keeps_the_plans_number(
    site: Site,
) -> None:
    plan = brought(site, quay(), name="quay.xer")
    state_resources(plan, [Resource("", "Rig", there=7.0)], standing=site.planner)
    kept = ticked(site, quay(), "rig", name="quay 2.xer", way="update")
    assert told(kept)["rig"]["taken"]["stays"] == [7.0, []]
    accept_plan_file(kept, standing=site.planner)
    (rig,) = stated(plan).values()
    assert (rig.name, rig.there) == ("Rig", 7.0)
    assert row(plan, "north").needs == {rig.key: 1.0}


def test_unticked_again_it_stays_the_plans_own(site: Site) -> None:
    plan = taken(site, quay(), "rig")
    kept = ticked(site, quay(rigs=9.0, piles=3.0), name="quay 2.xer", way="update")
    accept_plan_file(kept, standing=site.planner)
    (rig,) = stated(plan).values()
    assert rig.there == 1.0
    assert row(plan, "north").needs == {rig.key: 1.0}
    assert given(site, quay(), name="quay 3.xer", way="update").resources == {}


def test_one_that_was_taken_off_here_is_not_ticked_again(site: Site) -> None:
    plan = taken(site, quay(), "rig", "crew")
    left = [each for each in stated(plan).values() if each.name == "crew"]
    state_resources(plan, left, standing=site.planner)
    kept = given(site, quay(rigs=9.0), name="quay 2.xer", way="update")
    assert list(kept.resources) == ["crew"]
    accept_plan_file(kept, standing=site.planner)
    assert list(stated(plan)) == ["crew"]


def test_more_than_a_plan_can_have_are_refused(site: Site) -> None:
    net = Network(start="2026-03-02 08:00", name="MANY")
    net.task("all", "5d", needs={f"r{n}": 1.0 for n in range(61)})
    net.resources.update({f"r{n}": 1.0 for n in range(61)})
    content = files.write(net, format=Format.XER).content
    with pytest.raises(TooManyResourcesError):
        ticked(site, content, *(f"r{n}" for n in range(61)))
    assert not SubPlan.objects.exists()


def test_two_of_one_name_and_signs_that_part_names_come_apart(site: Site) -> None:
    content = quay().replace(b"\trig\t", b"\tcrane, 50t\t", 1)
    content = content.replace(b"\tcrew\t", b"\tcrane, 50t\t", 1)
    plan = taken(site, content, "rig", "crew")
    assert set(stated(plan)) == {"crane 50t", "crane 50t (crew)"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_whose_number_a_limit_is(site: Site, language: str) -> None:
    kept = given(site, shed(), name="shed.xml")
    page = said_of(site, kept, language)
    assert ("文件没写，按 1 算" if language == "zh-hans" else "not stated, taken as 1") in page
    other = given(site, quay(rigs=1.0), name="quay.xer")
    page = said_of(site, other, language)
    usual = (
        "写着 1，没人定过也是这样写" if language == "zh-hans" else "says 1, as where nobody set one"
    )
    assert usual in page
    assert ("写明 4" if language == "zh-hans" else "states 4") in page
    assert page.count('name="scarce"') == 2
    assert "checked" not in page.partition('id="scarce"')[2].partition("</section>")[0]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_of_more_later_numbers_than_a_plan_takes_the_page_says_how_many_stay(
    site: Site, language: str
) -> None:
    days = [datetime.fromisoformat("2026-04-01") + timedelta(days=number) for number in range(75)]
    steps = tuple((day, 2.0 + number % 2) for number, day in enumerate(days))
    content = quay(rigs=Availability(1.0, steps))
    kept = ticked(site, content, "rig")
    page = said_of(site, kept, language)
    if language == "en":
        assert (
            "of 75 later numbers a plan takes the first 60; the other 15 stay in the file" in page
        )
    else:
        assert "数量变 75 次，计划里只装前 60 次，后 15 次仍留在文件里" in page
    plan = accept_plan_file(kept, standing=site.planner)
    (rig,) = stated(plan).values()
    assert len(rig.later) == 60
    state_resources(plan, [replace(rig, there=9.0)], standing=site.planner)
    (again,) = files.read(written(site).content).projects
    assert again.resources["rig"].there == Availability(9.0, steps)


@pytest.mark.shared_data
def test_a_real_file_of_p6_tells_where_its_resources_are_exceeded(
    site: Site, shared_data: Path
) -> None:
    content = members(shared_data / "schedule" / "p6.tar.gz")[
        "p6/p6_v23_progress_override_successor_lag.xer"
    ]
    kept = receive_plan_file(
        site.project, content=content, name="p6.xer", way=BringWay.REPLACE, standing=site.planner
    )
    try_plan_file(
        kept, standing=site.planner, chosen="4533", way="replace", resources=["R6956", "R6958"]
    )
    found = kept.report["resources"]["told"]
    assert all(not each["is_stated"] for each in found)
    missing = [each["missing"] for each in found]
    assert missing == sorted(missing, reverse=True)
    assert missing[0] > 0
    plan = accept_plan_file(kept, standing=site.planner)
    assert len(stated(plan)) == 2
    needed = [each.needs for each in plan.activities.all() if each.needs]
    assert sum(kept.resources["R6956"] in each for each in needed) > 0
    assert written(site).content == content
