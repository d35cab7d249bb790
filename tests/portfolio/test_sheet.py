"""The ledger as one query: windows, groups, filters, and any past day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from kaigong.accounts.models import Role, Zone
from kaigong.audit import clock
from kaigong.portfolio.models import Colour, LevelThreshold, Project, ProjectAlias, ProjectLamp
from kaigong.portfolio.sheet import Sheet, UnreadableFilterError, View
from tests.builders import (
    YI,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_sector,
    a_standing,
    a_zone,
    an_organisation,
)

pytestmark = pytest.mark.django_db

MARCH = date(2021, 3, 1)


@pytest.fixture
def zone() -> Zone:
    return a_zone()


def sheet_of(zone: Zone, role: Role = Role.COMMAND, **given: Any) -> Sheet:
    view = View(**({"month": MARCH} | given))
    return Sheet(a_standing(a_person(zone, role), zone), view)


def column(sheet: Sheet, key: str) -> list[Any]:
    window = sheet.window([key])
    return [row[window.keys.index(key)] for row in window.rows]


def test_a_row_joins_plan_month_and_the_sum_of_the_year(zone: Zone) -> None:
    project = a_project(zone, "影都")
    a_plan(project, planned=4 * YI)
    for month, amount in [(1, YI), (2, YI / 2), (3, YI / 4)]:
        a_report(project, date(2021, month, 1), amount)
    a_report(project, date(2020, 12, 1), 3 * YI)
    a_report(project, date(2021, 4, 1), 9 * YI)
    window = sheet_of(zone).window(
        ["name", "planned_amount", "month_amount", "year_amount", "year_share", "done_amount"]
    )
    assert window.total == 1
    assert window.rows[0][1:] == [
        "影都", 4 * YI, YI / 4, Decimal("175000000.00"), 0.4375, Decimal("475000000.00"),
    ]  # fmt: skip


def test_rows_are_sorted_and_the_empty_ones_stand_last(zone: Zone) -> None:
    for name, total in [("甲", YI), ("乙", None), ("丙", 3 * YI)]:
        a_project(zone, name, total_amount=total)
    assert column(sheet_of(zone, sort=["-total_amount"]), "name") == ["丙", "甲", "乙"]
    assert column(sheet_of(zone, sort=["total_amount"]), "name") == ["甲", "丙", "乙"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_project_is_found_by_both_names_whatever_the_reader_speaks(
    zone: Zone, language: str
) -> None:
    a_project(zone, "影都", name_en="Film City")
    a_project(zone, "数园", name_en="Data Park")
    with translation.override(language):
        for said in ("影", "film"):
            found = sheet_of(zone, filters={"name": {"contains": said}})
            assert column(found, "name") == ["影都"]


def test_names_are_sorted_as_the_reader_sees_them(zone: Zone) -> None:
    a_project(zone, "乙", name_en="Alpha")
    a_project(zone, "甲", name_en="Beta")
    a_project(zone, "Gamma")
    with translation.override("en"):
        assert column(sheet_of(zone, sort=["name"]), "name") == ["乙", "甲", "Gamma"]
    with translation.override("zh-hans"):
        assert column(sheet_of(zone, sort=["-name"]), "name")[-1] == "Gamma"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"name": {"contains": "影"}}, ["影都", "影园"]),
        ({"name": {"contains": "老名"}}, ["影园"]),
        ({"name": {"contains": "100%"}}, []),
        ({"total_amount": {"from": "200000000"}}, ["影园", "数园"]),
        ({"total_amount": {"from": "200000000", "to": "200000000"}}, ["影园"]),
        ({"planned_completion_on": {"from": "2022-01-01"}}, ["数园"]),
        ({"planned_completion_on": {"empty": True}}, ["影都", "影园"]),
        ({"stage": {"in": ["construction"]}}, ["数园"]),
        ({"year_amount": {"from": "1"}}, ["影都"]),
        ({"lamp": {"in": ["red"]}}, ["影都"]),
        ({"sector": {"in": [""]}}, ["影都", "影园"]),
    ],
)
def test_a_filter_leaves_just_what_it_says(zone: Zone, filters: Any, expected: list[str]) -> None:
    first = a_project(zone, "影都", code="1", total_amount=YI)
    second = a_project(zone, "影园", code="2", total_amount=2 * YI)
    a_project(zone, "数园", code="3", total_amount=3 * YI, stage="construction",
              planned_completion_on=date(2022, 7, 30), sector=a_sector(zone))  # fmt: skip
    ProjectAlias.objects.create(project=second, name="老名字", folded_name="老名字")
    a_report(first, MARCH)
    light(first, Colour.RED)
    assert column(sheet_of(zone, filters=filters), "name") == expected


@pytest.mark.parametrize(
    "filters",
    [{"nonsense": {"in": ["1"]}}, {"name": {"like": "x"}}, {"total_amount": {"from": "viel"}},
     {"started_on": {"from": "gestern"}}, {"sector": {"in": ["x; DROP TABLE"]}}],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_says_so(zone: Zone, filters: Any) -> None:
    with pytest.raises(UnreadableFilterError):
        sheet_of(zone, filters=filters).count()


def test_groups_add_up_to_the_total(zone: Zone) -> None:
    film, digital = a_sector(zone, "影视文旅"), a_sector(zone, "数字经济")
    for sector, total in [(film, YI), (digital, 2 * YI), (film, 4 * YI), (None, 8 * YI)]:
        light(a_project(zone, sector=sector, total_amount=total), Colour.AMBER)
    sheet = sheet_of(zone, group="sector")
    groups, total = sheet.groups(), sheet.total()
    assert {group.label: group.sums["total_amount"] for group in groups} == {
        "影视文旅": 5 * YI, "数字经济": 2 * YI, "": 8 * YI,
    }  # fmt: skip
    assert groups[-1].label == ""
    assert [group.offset for group in groups] == [0, groups[0].count, 3]
    assert total.sums["total_amount"] == sum(group.sums["total_amount"] for group in groups)
    assert total.lamps == {"red": 0, "amber": 4, "grey": 0, "green": 0}
    offsets = column(sheet, "sector")
    assert offsets == sorted(offsets, key=lambda key: [g.key for g in groups].index(key))


def test_a_level_comes_from_the_thresholds_of_the_year(zone: Zone) -> None:
    low = LevelThreshold.objects.create(
        zone=zone, first_year=2020, from_amount=YI / 2, name="5000 万元"
    )
    high = LevelThreshold.objects.create(
        zone=zone, first_year=2020, from_amount=10 * YI, name="10 亿元"
    )
    LevelThreshold.objects.create(zone=zone, first_year=2022, from_amount=YI, name="1 亿元")
    for code, total in [("1", YI / 4), ("2", YI / 2), ("3", 10 * YI)]:
        a_project(zone, code=code, total_amount=total)
    assert column(sheet_of(zone), "level") == [None, low.pk, high.pk]


def test_a_past_day_is_shown_as_it_was_on_record(zone: Zone) -> None:
    with clock.as_if(datetime(2021, 2, 1, tzinfo=UTC)):
        project = a_project(zone, "旧名", total_amount=YI)
        plan = a_plan(project, planned=YI)
        gone = a_project(zone, "后来删去")
    with clock.as_if(datetime(2021, 3, 1, tzinfo=UTC)):
        project.name, project.total_amount = "新名", 2 * YI
        project.save()
        plan.planned_amount = 2 * YI
        plan.save()
        gone.delete()
        a_project(zone, "后来新增")
    past = sheet_of(zone, as_of=datetime(2021, 2, 28, tzinfo=UTC), sort=["name"])
    rows = past.window(["name", "planned_amount"]).rows
    assert {tuple(row[1:]) for row in rows} == {("旧名", YI), ("后来删去", None)}
    assert past.total().sums["planned_amount"] == YI
    now = sheet_of(zone, sort=["name"])
    assert set(column(now, "name")) == {"新名", "后来新增"}
    before = sheet_of(zone, as_of=datetime(2021, 1, 1, tzinfo=UTC))
    assert before.count() == 0


def test_a_window_counts_all_and_reads_few(zone: Zone, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        a_project(zone, code=f"{number:03d}")
    sheet = sheet_of(zone)
    with django_assert_max_num_queries(3):
        window = sheet.window(["code", "year_amount", "lamp"], offset=10, limit=5)
    assert window.total == 25
    assert [row[1] for row in window.rows] == ["010", "011", "012", "013", "014"]


def test_a_filtered_window_counts_all_that_the_filter_leaves_also_past_their_end(
    zone: Zone, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        a_project(zone, code=f"{number:03d}", total_amount=(1 + number % 3) * YI)
    sheet = sheet_of(zone, filters={"total_amount": {"from": str(2 * YI)}})
    with django_assert_max_num_queries(2):
        window = sheet.window(["code"], offset=10, limit=5)
    assert (window.total, len(window.rows)) == (16, 5)
    beyond = sheet.window(["code"], offset=16, limit=5)
    assert (beyond.total, beyond.rows) == (16, [])


def test_a_department_sees_its_own_rows_and_the_command_office_all(zone: Zone) -> None:
    ours, theirs = an_organisation(zone), an_organisation(zone)
    a_project(zone, "我们的", lead_department=ours)
    a_project(zone, "他们的", lead_department=theirs)
    officer = a_person(zone, Role.DEPARTMENT, organisation=ours)
    limited = Sheet(a_standing(officer, zone), View(month=MARCH))
    assert column(limited, "name") == ["我们的"]
    assert limited.total().count == 1
    assert sheet_of(zone).count() == 2


def test_a_firm_sees_nothing_of_another_zone(zone: Zone) -> None:
    other = a_zone()
    a_project(other, "别处")
    assert sheet_of(zone, Role.FIRM).count() == 0
    assert sheet_of(zone).count() == 0


def light(project: Project, colour: Colour) -> None:
    ProjectLamp.objects.create(
        project=project, zone=project.zone, colour=colour, rank=list(Colour).index(colour),
        since=datetime(2021, 3, 1, tzinfo=UTC),
    )  # fmt: skip


def test_groups_stand_in_the_order_of_the_scheme_and_of_life(zone: Zone) -> None:
    second, first = a_sector(zone, "甲"), a_sector(zone, "乙")
    for sector, place in [(second, 2), (first, 1)]:
        sector.place = place
        sector.save()
    a_project(zone, sector=second, stage="completed")
    a_project(zone, sector=first, stage="lead")
    assert [group.label for group in sheet_of(zone, group="sector").groups()] == ["乙", "甲"]
    assert [group.key for group in sheet_of(zone, group="stage").groups()] == ["lead", "completed"]
    assert column(sheet_of(zone, sort=["-stage"]), "stage") == ["completed", "lead"]
