"""The page of levels: tried on the year's projects, saved, taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from kaigong.portfolio.models import LevelThreshold
from kaigong.portfolio.selectors.sectors import levels_in_year
from kaigong.portfolio.services.levels import mark_of_levels, set_thresholds
from kaigong.portfolio.sheet import Sheet, View
from tests.builders import TODAY, YI, a_person, a_plan, a_project, a_standing, a_zone

pytestmark = pytest.mark.django_db
URL = "/jingyue/settings/levels/2021/"
HALF, BILLION = ("5000 万元以上", "50 m"), ("10 亿元以上", "1 bn")


@pytest.fixture
def zone() -> Zone:
    made = a_zone("jingyue")
    for total in (YI / 4, YI / 2, 2 * YI, 12 * YI, None):
        a_plan(a_project(made, total_amount=total))
    a_plan(a_project(made, total_amount=3 * YI), is_outside_plan=True)
    a_project(made, total_amount=3 * YI)  # in no plan
    whole = a_project(made, total_amount=30 * YI)
    a_plan(a_project(made, total_amount=30 * YI, counts_in=whole))
    return made


@pytest.fixture
def desk(zone: Zone) -> Client:
    client = Client()
    client.force_login(a_person(zone, Role.STATISTICIAN, name="liu"))
    return client


def typed(*levels: tuple[str, str], act: str = "save", seen: str = "") -> dict[str, str]:
    given = {"act": act, "seen": seen}
    for line, (name, amount) in enumerate(levels):
        given |= {f"name-{line}": name, f"amount-{line}": amount}
    return given


def nothing_yet() -> str:
    return mark_of_levels([])


def counts(page: Any, which: int) -> list[int]:
    return [step.count for step in page.context["both"][which]]


def test_levels_are_tried_on_the_projects_before_anything_is_saved(
    desk: Client, zone: Zone
) -> None:
    set_thresholds(zone, first_year=2020, levels=[(YI, ("亿元以上", ""))], by=None)
    given = typed(("5000 万元以上", "5000万"), ("10 亿元以上", "10"), act="try")
    page = desk.post(f"{URL}set/", given | {"seen": nothing_yet()})
    assert page.status_code == 200
    assert counts(page, 0) == [2, 2, 1]  # from 100 m; below; without a total
    assert counts(page, 1) == [1, 2, 1, 1]
    assert page.context["projects"].count == 5
    assert [row.first_year for row in LevelThreshold.objects.all()] == [2020]
    assert not Entry.objects.filter(subject="levels/2021").exists()


def test_each_number_opens_to_as_many_rows(desk: Client, zone: Zone) -> None:
    set_thresholds(zone, first_year=2021, levels=[(YI / 2, HALF), (10 * YI, BILLION)], by=None)
    page = desk.get(URL)
    standing = a_standing(User.objects.get(username="liu"), zone)
    for step in page.context["both"][0]:
        asked = parse_qs(urlsplit(step.url).query)
        filters = json.loads(asked["filter"][0])
        assert Sheet(standing, View(TODAY, filters=filters)).count() == step.count, step.name


def test_saving_sets_the_levels_of_the_year_and_leaves_one_line(desk: Client, zone: Zone) -> None:
    set_thresholds(zone, first_year=2020, levels=[(YI, ("亿元以上", ""))], by=None)
    given = typed(("5000 万元以上", "0.5"), ("10 亿元以上", "10"), seen=nothing_yet())
    assert desk.post(f"{URL}set/", given).status_code == 302
    assert [level and level.name for level in levels_in_year(zone, [YI], year=2021)] == [
        "5000 万元以上"
    ]
    assert [level and level.name for level in levels_in_year(zone, [YI], year=2020)] == ["亿元以上"]
    line = Entry.objects.get(subject="levels/2021")
    assert line.facts["before"] == []
    assert line.facts["after"][0] == ["50000000.00", "5000 万元以上", ""]
    assert line.actor == User.objects.get(username="liu")


def test_the_last_change_is_taken_back_and_both_stay_on_record(desk: Client, zone: Zone) -> None:
    set_thresholds(zone, first_year=2021, levels=[(YI / 2, HALF)], by=None)
    kept = LevelThreshold.objects.get()
    set_thresholds(zone, first_year=2021, levels=[(YI / 2, HALF), (YI, ("亿元", ""))], by=None)
    assert LevelThreshold.objects.filter(pk=kept.pk).exists()  # saved views name it by its key
    assert desk.post(f"{URL}undo/").status_code == 302
    assert list(LevelThreshold.objects.all()) == [kept]
    assert desk.post(f"{URL}undo/").status_code == 302  # an undoing is a change like any other
    assert LevelThreshold.objects.count() == 2
    assert Entry.objects.filter(subject="levels/2021").count() == 4
    assert verify().is_clean


def test_where_nothing_was_set_nothing_is_taken_back(desk: Client) -> None:
    assert "undo" not in desk.get(URL).content.decode()
    assert desk.post(f"{URL}undo/").status_code == 422


def test_emptying_all_lines_takes_the_years_set_away(desk: Client, zone: Zone) -> None:
    set_thresholds(zone, first_year=2020, levels=[(YI, ("亿元以上", ""))], by=None)
    set_thresholds(zone, first_year=2021, levels=[(YI / 2, HALF)], by=None)
    seen = mark_of_levels([(YI / 2, HALF)])
    assert desk.post(f"{URL}set/", {"act": "save", "seen": seen}).status_code == 302
    assert desk.get(URL).context["since"] == 2020


@pytest.mark.parametrize(
    "lines",
    [
        [("一", "1"), ("二", "1.00")],
        [("一", "0")],
        [("一", "-5")],
        [("一", "很多")],
        [("一", "")],
        [("", "3")],
    ],
)
@pytest.mark.parametrize("act", ["try", "save"])
def test_what_makes_no_ladder_is_refused(
    desk: Client, lines: list[tuple[str, str]], act: str
) -> None:
    answer = desk.post(f"{URL}set/", typed(*lines, act=act, seen=nothing_yet()))
    assert answer.status_code == 422
    assert not LevelThreshold.objects.exists()


def test_a_set_changed_meanwhile_is_not_overwritten(desk: Client, zone: Zone) -> None:
    seen = desk.get(URL).context["seen"]
    set_thresholds(zone, first_year=2021, levels=[(YI / 2, HALF)], by=None)
    answer = desk.post(f"{URL}set/", typed(("亿元", "1"), seen=seen))
    assert answer.status_code == 422
    assert LevelThreshold.objects.get().from_amount == Decimal("50000000.00")


def test_a_year_without_a_plan_is_tried_on_the_last_plan_before_it(desk: Client) -> None:
    page = desk.get("/jingyue/settings/levels/2023/")
    assert page.context["projects"].year == 2021
    assert "2023 年还没有计划" in page.content.decode()


def test_an_english_amount_is_read_in_millions(desk: Client) -> None:
    desk.cookies["kaigong_language"] = "en"
    given = typed(("50 m and more", "50"), ("1 bn", "1bn"), seen=nothing_yet())
    assert desk.post(f"{URL}set/", given).status_code == 302
    amounts = [row.from_amount for row in LevelThreshold.objects.all()]
    assert amounts == [YI / 2, 10 * YI]


@pytest.mark.parametrize("role", Role)
def test_who_reads_and_who_writes(zone: Zone, role: Role) -> None:
    browser = Client()
    browser.force_login(a_person(zone, role))
    reads = role in {Role.COMMAND, Role.LEADER, Role.STATISTICIAN, Role.ADMINISTRATOR}
    writes = role in {Role.STATISTICIAN, Role.ADMINISTRATOR}
    page = browser.get(URL)
    assert page.status_code == (200 if reads else 404)
    if reads:
        assert ("/set/" in page.content.decode()) == writes
    answer = browser.post(f"{URL}set/", typed(("亿元", "1"), seen=nothing_yet()))
    assert answer.status_code == (302 if writes else 404)
    assert LevelThreshold.objects.exists() == writes


def test_a_past_day_shows_the_levels_of_that_day_and_changes_nothing(
    desk: Client, zone: Zone
) -> None:
    with clock.as_if(datetime(2021, 1, 5, tzinfo=UTC)):
        set_thresholds(zone, first_year=2021, levels=[(YI, ("亿元以上", ""))], by=None)
    with clock.as_if(datetime(2021, 2, 5, tzinfo=UTC)):
        set_thresholds(zone, first_year=2021, levels=[(YI / 2, HALF)], by=None)

    def names(query: str) -> list[str]:
        return [step.name for step in desk.get(URL + query).context["both"][0]]

    assert "亿元以上" in names("?as_of=2021-01-31")
    assert "亿元以上" not in names("")
    assert "/set/" not in desk.get(f"{URL}?as_of=2021-01-31").content.decode()
