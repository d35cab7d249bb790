"""Numbers of a resource by date: stated, shown, levelled with, compared and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from kaigong.engines.scheduling import Availability
from kaigong.plan.errors import UnfitLaterNumberError
from kaigong.plan.later_numbers import Later, later_in, later_written
from kaigong.plan.levelling import levelled
from kaigong.plan.models import PlanEdit, SubPlan
from kaigong.plan.moments import minute_of
from kaigong.plan.pages.resources import resources_shown
from kaigong.plan.resources import resources_of
from kaigong.plan.services.activities import undo_edit
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.services.resources import accept_levelling, state_resources
from tests.plan.site import Site
from tests.plan.test_pages import address, browser_of
from tests.plan.test_resources import dates, engines_own, opened, three_stages

JUNE = date(2021, 6, 1)


@pytest.fixture
def site() -> Site:
    return Site()


def read(text: str, there: float = 1.0) -> Later:
    return later_in(text, name="打桩机", there=there, most=100)


def a_second_rig_in_june(site: Site) -> SubPlan:
    """Three stages, no rig in the second half of April, and a second one from June on."""
    plan = three_stages(site)
    rig, crew = resources_of(opened(site).plan)
    later = read("2021-06-01 起 2\n2021-04-16 至 2021-04-30 0")
    state_resources(plan, [replace(rig, later=later), crew], standing=site.planner)
    return plan


@pytest.mark.parametrize(
    "text",
    [
        "2021-06-01 起 2", "2021-06-01: 2", "from 2021-06-01: 2", "2 from 2021-06-01",
        "2021/6/1\t2", "2021年6月1日起 2 台", "自 2021-06-01 起：2；",
    ],
)  # fmt: skip
def test_a_later_number_is_read_as_people_write_it(text: str) -> None:
    assert read(text) == ((JUNE, 2.0),)


def test_between_two_days_is_followed_by_what_was_before() -> None:
    found = read("2021-07-01 至 2021-07-31 0\n2021-06-01 2\n2021-08-01/2021-08-05 3")
    assert found == (
        (JUNE, 2.0), (date(2021, 7, 1), 0.0), (date(2021, 8, 1), 3.0), (date(2021, 8, 6), 2.0),
    )  # fmt: skip
    assert read("2021-06-01 1") == ()  # it changes nothing


@pytest.mark.parametrize(
    "text",
    [
        "2021-06-12", "2021-02-30 1", "2021-06-01 101", "2021-06-01 2；2021-06-01 3", "很多",
        "2021-07-10 至 2021-07-01 0", "2021-07-01 至 2021-07-31 0; 2021-07-15 2", "2021-06-01 -1",
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnfitLaterNumberError, match="打桩机"):
        read(text)


def test_later_numbers_are_written_as_they_are_read() -> None:
    later = read("2021-06-01 2.5\n2021-07-01 至 2021-07-31 0")
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert read(later_written(later)) == later
            assert read(later_written(later, unit="台", between="；")) == later


@pytest.mark.django_db
def test_a_plan_is_levelled_with_what_there_is_on_each_day(site: Site) -> None:
    plan = a_second_rig_in_june(site)
    network = engines_own(site, plan)
    network.resources["R1"] = Availability(
        1, tuple((datetime.fromisoformat(f"2021-{day}"), units) for day, units in (
            ("04-16", 0), ("05-01", 1), ("06-01", 2),
        )),
    )  # fmt: skip
    made = network.level()
    found = levelled(opened(site))
    assert {key: found.starts[key] for key in made.starts} == made.starts
    accept_levelling(opened(site))
    for key, (start, _) in dates(plan).items():
        assert start == minute_of(made.starts[key])
    (rig, _) = resources_shown(opened(site))
    assert rig.shortages == []
    assert not any(each.span.peak for each in rig.chart.columns if each.there == [0.0])


@pytest.mark.django_db
def test_a_planner_states_later_numbers_on_the_page_and_takes_them_back(site: Site) -> None:
    three_stages(site)
    before = opened(site).plan.version
    rig, crew = resources_of(opened(site).plan)
    browser = browser_of(site.planner)
    lines = {
        "key": [rig.key, crew.key], "name": [rig.name, crew.name], "name_en": ["", ""],
        "unit": ["台", "组"], "there": ["1", "3"], "later": ["2021-06-01 起 2\r\n", ""],
    }  # fmt: skip
    told = browser.post(address(site, "resources/state/"), lines, follow=True).content.decode()
    assert "1 台，2021-06-01 起 2 台" in told
    assert ">2021-06-01 起 2</textarea>" in told
    assert "只有 1 台，2021-06-01 起 2 台" in told
    plan = opened(site).plan
    assert plan.version == before + 1  # one edit
    assert resources_of(plan)[0].later == ((JUNE, 2.0),)
    shown = resources_shown(opened(site))[0]
    assert shown.chart.there_path.count("V") == 1
    steps = [each.there for each in shown.chart.columns if len(each.there) > 1]
    assert steps in ([], [[1.0, 2.0]])  # within the weeks of the chart, or behind them
    undo_edit(plan, plan.version, standing=site.planner)
    assert resources_of(opened(site).plan)[0].later == ()


@pytest.mark.django_db
def test_what_is_typed_wrong_stands_there_again_with_the_reason(site: Site) -> None:
    three_stages(site)
    rig, crew = resources_of(opened(site).plan)
    lines = {
        "key": [rig.key, crew.key], "name": [rig.name, crew.name], "name_en": ["", ""],
        "unit": ["台", "组"], "there": ["1", "3"], "later": ["六月起两台", "2021-06-01 5"],
    }  # fmt: skip
    told = browser_of(site.planner).post(address(site, "resources/state/"), lines)
    page = told.content.decode()
    assert told.status_code == 422
    assert "资源「打桩机」以后的数量「六月起两台」看不懂" in page
    assert ">六月起两台</textarea>" in page
    assert ">2021-06-01 5</textarea>" in page
    assert resources_of(opened(site).plan) == [rig, crew]


@pytest.mark.django_db
def test_a_resource_kept_before_there_were_later_numbers_changes_by_what_is_changed(
    site: Site,
) -> None:
    plan = three_stages(site)
    old = {key: {n: v for n, v in row.items() if n != "later"} for key, row in
           opened(site).plan.resources.items()}  # fmt: skip
    SubPlan.objects.filter(pk=plan.pk).update(resources=old)
    rig, crew = resources_of(opened(site).plan)
    state_resources(opened(site).plan, [rig, replace(crew, there=4.0)], standing=site.planner)
    edit = PlanEdit.objects.filter(sub_plan=plan).first()
    assert edit is not None
    assert [(each["table"], each["key"]) for each in edit.changes] == [("resource", crew.key)]
    undo_edit(plan, edit.number, standing=site.planner)
    assert resources_of(opened(site).plan) == [rig, crew]


@pytest.mark.django_db
def test_versions_a_past_day_and_excel_say_the_numbers_of_their_day(site: Site) -> None:
    plan = three_stages(site)
    lock_plan(plan, reason="推进会", standing=site.planner)
    PlanEdit.objects.filter(sub_plan=plan).update(at="2021-03-26T09:00:00+08:00")
    rig, crew = resources_of(opened(site).plan)
    state_resources(plan, [replace(rig, later=((JUNE, 2.0),)), crew], standing=site.planner)
    browser = browser_of(site.planner)
    page = browser.get(address(site, "versions/")).content.decode()
    assert "<del>1 台</del> <ins>1 台，2021-06-01 起 2 台</ins>" in page
    assert "两个版本相同" not in page
    then = browser.get(address(site, "resources/?as_of=2021-03-26")).content.decode()
    assert "打桩机" in then
    assert "2021-06-01 起" not in then
    answer = browser.get(address(site, "plan.xlsx"))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[1]
    assert [cell.value for cell in sheet[5]][:4] == ["打桩机", "台", 1, "2021-06-01 起 2"]
    answer = browser.get(address(site, "versions.xlsx"))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "1 台 → 1 台，2021-06-01 起 2 台" in cells
