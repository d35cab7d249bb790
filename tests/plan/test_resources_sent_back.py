"""What planners change of a ticked resource goes back into the file that it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given as supposing
from hypothesis import strategies as st

from kaigong.engines.scheduling import MSP, P6, Availability, Network, files
from kaigong.engines.scheduling.availability import in_steps
from kaigong.engines.scheduling.files import FileResource, Format, ResourceKind
from kaigong.plan.file_resources import FileScarce, resource_of
from kaigong.plan.models import Activity, PlanFile, SubPlan
from kaigong.plan.resources import Resource, shared_one
from kaigong.plan.resources_sent_back import ScarceBack
from kaigong.plan.services.activities import change_activity, words_of
from kaigong.plan.services.plan_files import accept_plan_file, try_plan_file
from kaigong.plan.services.resources import state_needs, state_resources
from kaigong.plan.services.shared_resources import state_shared
from tests.engines.scheduling.files.archives import members
from tests.plan.site import DAY, Site, row
from tests.plan.test_file_resources import stated, taken
from tests.plan.test_plan_files import given, written

pytestmark = pytest.mark.django_db
FORMATS = (Format.XER, Format.PMXML, Format.MSPDI)
at = datetime.fromisoformat
START = at("2026-03-02 08:00")
JUNE, MAY = (at("2026-06-01"), 3.0), (at("2026-05-04"), 2.0)


@pytest.fixture
def site() -> Site:
    return Site()


def quay(form: Format, *, rig: float | Availability = 1.0) -> bytes:
    """Two rows of piles; a third of a crew, which a plan counts as 0.33."""
    rules = MSP if form is Format.MSPDI else P6
    net = Network(start=START, data_date=START, rules=rules, name="QUAY")
    net.task("north", "10d", name="North", needs={"rig": 1.0, "crew": 1 / 3})
    net.task("south", "10d", name="South", needs={"rig": 1.0})
    net.task("deck", "5d", name="Deck", after=["north", "south"], needs={"crew": 1 / 3})
    net.resources.update(rig=rig, crew=4.0)
    return files.write(net, format=form).content


def key_of(plan: SubPlan, name: str) -> str:
    return Activity.objects.get(sub_plan=plan, name=name).key


def sent_back(site: Site) -> files.FileProject:
    """The file that goes out, read again, which has lost nothing."""
    sent = written(site)
    assert {each.field for each in sent.lost} <= {"trade"}  # of what was added here
    (project,) = files.read(sent.content).projects
    return project


def of_dry_run(kept: PlanFile) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = kept.report["resources"]["told"]
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_unchanged_resources_leave_the_file_byte_for_byte(site: Site, form: Format) -> None:
    content = quay(form, rig=Availability(1.005, (JUNE,)))
    plan = taken(site, content, "rig", "crew")
    assert written(site).content == content
    deck = row(plan, key_of(plan, "Deck"))
    words = replace(words_of(deck), duration=7 * DAY)
    change_activity(plan, deck.key, words, standing=site.planner)
    again = sent_back(site)
    (before,) = files.read(content).projects
    assert again.resources == before.resources
    assert [each.needs for each in again.network.activities.values()] == [
        each.needs for each in before.network.activities.values()
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_a_number_and_those_by_date_go_back(site: Site, form: Format) -> None:
    plan = taken(site, quay(form), "rig", "crew")
    rig, crew = stated(plan)["rig"], stated(plan)["crew"]
    later = ((date(2026, 5, 4), 2.0), (date(2026, 9, 1), 0.0))
    state_resources(plan, [replace(rig, there=1.5, later=later), crew], standing=site.planner)
    again = sent_back(site)
    assert again.resources["rig"].there == Availability(1.5, (MAY, (at("2026-09-01"), 0.0)))
    assert again.resources["crew"].there == Availability(4.0)
    kept = given(site, written(site).content, name="again.xer", way="update")
    told = {each["key"]: (each["there"], each["later"]) for each in of_dry_run(kept)}
    assert told == {
        "rig": (1.5, [["2026-05-04", 2.0], ["2026-09-01", 0.0]]), "crew": (4.0, []),
    }  # fmt: skip
    assert kept.report["resources"]["count"] == {"new": 0, "changed": 0, "gone": 0}


@pytest.mark.parametrize("form", FORMATS)
def test_needs_changed_added_and_taken_away_go_back(site: Site, form: Format) -> None:
    plan = taken(site, quay(form), "rig", "crew")
    rig, crew = stated(plan)["rig"].key, stated(plan)["crew"].key
    north, south, deck = (key_of(plan, name) for name in ("North", "South", "Deck"))
    site.add(plan, "paint", 3, name="Paint")
    changed = {
        south: {rig: 1.0, crew: 2.0}, deck: {}, "paint": {crew: 0.5},
        north: {rig: 0.25, crew: 0.33},
    }  # fmt: skip
    state_needs(plan, changed, standing=site.planner)
    needs = {each.name: each.needs for each in sent_back(site).network.activities.values()}
    assert needs == {
        "North": {"rig": 0.25, "crew": pytest.approx(1 / 3)},  # as fine as the file has it
        "South": {"rig": 1.0, "crew": 2.0},
        "Deck": {},
        "Paint": {"crew": 0.5},
    }
    kept = given(site, written(site).content, name="again.xer", way="update")
    assert kept.report["rows"]["count"]["changed"] == 0


def test_a_number_that_the_file_does_not_state_is_stated_where_somebody_says_it(
    site: Site,
) -> None:
    content = quay(Format.MSPDI).replace(b"<MaxUnits>1</MaxUnits>", b"")
    plan = taken(site, content, "rig")
    assert written(site).content == content
    (rig,) = stated(plan).values()
    assert rig.is_assumed
    state_resources(plan, [replace(rig, is_assumed=False)], standing=site.planner)
    assert sent_back(site).resources["rig"].is_stated


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_ticked_or_no_longer_in_the_plan_stays_as_the_file_has_it(
    site: Site, form: Format
) -> None:
    content = quay(form)
    plan = taken(site, content, "rig")
    state_resources(plan, [], standing=site.planner)
    assert not stated(plan)
    assert written(site).content == content


def test_resources_of_the_plan_alone_stay_here_and_are_told(site: Site) -> None:
    content = quay(Format.XER)
    plan = taken(site, content, "rig")
    rigs = list(stated(plan).values())
    state_resources(plan, [*rigs, Resource("", "塔吊", "Crane")], standing=site.planner)
    sent = written(site)
    assert sent.content == content
    assert [each.in_language("en") for each in sent.lost] == [
        "Resource 塔吊: “塔吊” does not survive."
    ]
    browser = Client()
    browser.force_login(site.planner.user)
    page = browser.get(f"/{site.zone.slug}/schedules/{site.project.code}/files/as/origin/")
    assert "塔吊" in page.content.decode()


def test_what_plans_share_is_not_written_into_the_file_of_one(site: Site) -> None:
    content = quay(Format.XER)
    plan = taken(site, content, "rig")
    (rig,) = stated(plan).values()
    state_shared(site.zone, [Resource("", "rig", there=5.0)], by=site.planner.user)
    plan = SubPlan.objects.get()
    state_resources(plan, [shared_one(plan, "shared-1", key=rig.key)], standing=site.planner)
    sent = written(site)
    assert sent.content == content
    assert [(each.field, each.before, each.after) for each in sent.lost] == [("units", "5", "1")]


days = st.dates(date(2025, 6, 1), date(2028, 1, 1))
units = st.sampled_from([0.0, 0.5, 1.0, 1 / 3, 2.0, 7.255])
later = st.dictionaries(days, units.map(lambda each: round(each, 2)), max_size=4)


@supposing(units, st.dictionaries(days, units, max_size=5), units, later)
def test_a_plans_numbers_hold_where_they_are_others_and_the_files_where_not(
    first: float, steps: dict[date, float], there: float, after: dict[date, float]
) -> None:
    """Day by day against the rule itself, over three years."""
    told = in_steps(
        first, ((datetime.combine(day, START.time()), n) for day, n in sorted(steps.items()))
    )
    resource = FileResource("rig", ResourceKind.MACHINE, told, is_stated=True)
    then = resource_of(resource, START)
    number = round(there, 2)
    now = replace(
        then, key="R1", there=number,
        later=tuple((day, n) for day, n in sorted(after.items()) if day > START.date()),
    )  # fmt: skip
    back = ScarceBack({"rig": "R1"}, FileScarce({"rig": resource}, {"rig": then}))
    found = back.limits([now], START)
    unchanged = (now.there, now.later) == (then.there, then.later)
    assert bool(found) is not unchanged
    if unchanged:
        return
    for offset in range(3 * 366):
        evening = datetime.combine(
            date.fromordinal(START.toordinal() + offset), at("2026-01-01 20:00").time()
        )
        mine, was = now.availability.at(evening), then.availability.at(evening)
        assert found["rig"].at(evening) == (told.at(evening) if mine == was else mine)
    for moment, said in told.steps[:-1]:
        following = next(each for each, _ in told.steps if each > moment)
        if following <= START:
            assert found["rig"].at(moment) == said  # what was before the line in force at the start


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("archive", "name", "chosen"),
    [
        ("p6", "p6/p6_v23_progress_override_successor_lag.xer", "4533"),
        ("p6", "p6/aspose/BaselineProjects.xml", "5442"),
        ("msp", "msp/mpxj/sample.xml", ""),
    ],
)
def test_a_real_file_takes_a_number_and_a_need_and_keeps_the_rest(
    site: Site, shared_data: Path, archive: str, name: str, chosen: str
) -> None:
    content = members(shared_data / "schedule" / f"{archive}.tar.gz")[name]
    kept = given(site, content, name=name)
    if not kept.chosen:
        try_plan_file(kept, standing=site.planner, chosen=chosen, way="replace")
    told = [each["key"] for each in of_dry_run(kept)]
    try_plan_file(kept, standing=site.planner, chosen=chosen, way="replace", resources=told)
    plan = accept_plan_file(kept, standing=site.planner)
    assert written(site).content == content
    theirs = told[0]
    mine = kept.resources[theirs]
    resources = [
        replace(each, there=9.0, later=((date(2040, 1, 1), 4.0),)) if each.key == mine else each
        for each in stated(plan).values()
    ]
    state_resources(plan, resources, standing=site.planner)
    activity = next(each for each in plan.activities.order_by("place") if mine in each.needs)
    state_needs(plan, {activity.key: activity.needs | {mine: 2.5}}, standing=site.planner)
    sent = written(site)
    assert sent.lost == ()
    before, after = (
        next(each for each in files.read(each).projects if each.key == chosen)
        for each in (content, sent.content)
    )
    assert after.resources[theirs].there.at(at("2026-01-01")) == 9.0
    assert after.resources[theirs].there.at(at("2041-01-01")) == 4.0
    others = before.resources.keys() - {theirs}
    assert all(before.resources[key] == after.resources[key] for key in others)
    changed = {
        key: each.needs
        for key, each in after.network.activities.items()
        if each.needs != before.network.activities[key].needs
    }
    assert [needs[theirs] for needs in changed.values()] == [2.5]
