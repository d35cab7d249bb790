"""The ledger groups, filters and sums by the scheme of the year in view; nothing gets lost."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.portfolio.models import ChangeSet, LevelThreshold, Project, Sector, SectorMapping
from kaigong.portfolio.numbers import year_filters
from kaigong.portfolio.services import oc4ids
from kaigong.portfolio.services.changes import Edit, Outcome, change_cells
from kaigong.portfolio.services.exports import Export, ledger_csv
from kaigong.portfolio.services.intake import apply_run, receive_file, try_run
from kaigong.portfolio.services.oc4ids.terms import Json
from kaigong.portfolio.services.sectors import close_sector
from kaigong.portfolio.services.undoing import undo_change_set
from kaigong.portfolio.services.workbooks import write_workbook
from kaigong.portfolio.sheet import CrossedSheet, Sheet, View
from tests.builders import YI, a_person, a_plan, a_project, a_sector, a_standing, a_zone

pytestmark = pytest.mark.django_db

IN_2021, IN_2023 = date(2021, 3, 1), date(2023, 3, 1)


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def desk(zone: Zone) -> Standing:
    return a_standing(a_person(zone, Role.STATISTICIAN, name="liu"), zone)


def leads(before: Sector, *after: Sector) -> None:
    for sector in after:
        SectorMapping.objects.create(before=before, after=sector)


def groups(desk: Standing, month: date, **view: object) -> dict[str, Decimal]:
    sheet = Sheet(desk, View(month, group="sector", **view))  # type: ignore[arg-type]
    return {bundle.label: bundle.sums["total_amount"] for bundle in sheet.groups()}


def three_cards(zone: Zone) -> tuple[Sector, Sector, Sector]:
    """影视 → 文旅名片; 健康 → two of them; 数字 leads nowhere. Their projects: 1, 2, 4 × 亿."""
    film, health, digital = (a_sector(zone, name) for name in ("影视", "健康", "数字"))
    card, park, city = (a_sector(zone, name, year=2023) for name in ("文旅名片", "康养园", "新城"))
    leads(film, card)
    leads(health, park, city)
    for sector, total in ((film, YI), (health, 2 * YI), (digital, 4 * YI), (card, 8 * YI)):
        a_project(zone, sector=sector, total_amount=total)
    return film, card, park


def test_the_ledger_of_a_year_groups_by_its_scheme(zone: Zone, desk: Standing) -> None:
    three_cards(zone)
    assert groups(desk, IN_2023) == {"文旅名片": 9 * YI, "健康": 2 * YI, "数字": 4 * YI}
    assert groups(desk, IN_2021) == {"影视": 9 * YI, "健康": 2 * YI, "数字": 4 * YI}
    given = Sheet(desk, View(IN_2023, group="given_sector")).groups()
    assert {bundle.label: bundle.count for bundle in given} == {
        "影视": 1, "健康": 1, "数字": 1, "文旅名片": 1,
    }  # fmt: skip


def test_a_filter_means_the_sector_of_the_year_by_whichever_name_it_was_kept(
    zone: Zone, desk: Standing
) -> None:
    film, card, park = three_cards(zone)
    for month, sector in [(IN_2023, card), (IN_2023, film), (IN_2021, card), (IN_2021, film)]:
        sheet = Sheet(desk, View(month, {"sector": {"in": [str(sector.pk)]}}))
        assert sheet.count() == 2, (month, sector)
    assert Sheet(desk, View(IN_2023, {"sector": {"in": [str(park.pk)]}})).count() == 0
    assert Sheet(desk, View(IN_2023, {"sector": {"contains": "名片"}})).count() == 2
    assert Sheet(desk, View(IN_2023, {"given_sector": {"in": [str(film.pk)]}})).count() == 1


def test_cells_cube_csv_and_order_say_the_same(zone: Zone, desk: Standing) -> None:
    _, card, _ = three_cards(zone)
    window = Sheet(desk, View(IN_2023, sort=["total_amount"])).window(["sector"])
    assert [row[2] for row in window.rows] == ["文旅名片", "健康", "数字", "文旅名片"]
    crossed = CrossedSheet(desk, View(IN_2023))
    cube = crossed.cube(["sector"], marks={}, summed=["total_amount"])
    assert cube.per("sector")[card.pk].sum("total_amount") == 9 * YI
    assert crossed.names("sector", [card.pk])[card.pk].text == "文旅名片"
    export = Export(desk, View(IN_2023, sort=["total_amount"]), ["sector"])
    lines = "".join(ledger_csv(export)).split()
    sectors = [line.split(",")[1] for line in lines[1:]]
    assert sectors == ["文旅名片", "健康", "数字", "文旅名片"]


def test_the_command_page_counts_by_the_scheme_of_its_year(zone: Zone, desk: Standing) -> None:
    three_cards(zone)
    Zone.objects.filter(pk=zone.pk).update(stands_on=date(2023, 3, 29))
    for project in Project.objects.filter(zone=zone):
        a_plan(project, year=2023)
    leader = Client()
    leader.force_login(a_person(zone, Role.LEADER))
    page = leader.get("/jingyue/?by=sector").content.decode()
    assert "文旅名片" in page
    assert "影视" not in page


@pytest.mark.parametrize("seed", range(6))
def test_sums_by_sector_add_up_to_the_total_whatever_is_mapped(
    zone: Zone, desk: Standing, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (a test's choice of rows)
    schemes = [
        [a_sector(zone, f"{year}-{place}", year=year) for place in range(3)]
        for year in (2020, 2021, 2023)
    ]
    for older, newer in pairwise(schemes):
        for sector in older:
            leads(sector, *chance.sample(newer, chance.choice([0, 1, 1, 2])))
    choices = [None, *(sector for scheme in schemes for sector in scheme)]
    for _ in range(12):
        a_project(zone, sector=chance.choice(choices), total_amount=chance.randint(1, 9) * YI)
    for year in range(2019, 2025):
        view = View(date(year, 3, 1), group="sector")
        sheet, cube = Sheet(desk, view), CrossedSheet(desk, view)
        bundles, total = sheet.groups(), sheet.total()
        assert sum(bundle.count for bundle in bundles) == total.count == 12
        assert sum(each.sums["total_amount"] for each in bundles) == total.sums["total_amount"]
        parts = cube.cube(["sector"], marks={}, summed=["total_amount"]).per("sector")
        assert {key: part.sum("total_amount") for key, part in parts.items()} == {
            bundle.key: bundle.sums["total_amount"] for bundle in bundles
        }
        for bundle in bundles:  # and each of them opens to exactly its rows
            key = "" if bundle.key is None else str(bundle.key)
            rows = Sheet(desk, View(view.month, {"sector": {"in": [key]}}))
            assert rows.count() == bundle.count, (year, bundle.label)


def test_a_zone_with_one_scheme_pays_one_short_query_and_the_same_statement(
    zone: Zone, desk: Standing
) -> None:
    a_project(zone, sector=a_sector(zone))
    sheet = Sheet(desk, View(IN_2023, group="sector"))
    with CaptureQueriesContext(connection) as told:
        sheet.groups()
    assert len(told) == 2
    assert "p.sector_id" in told[-1]["sql"]
    assert "CASE p.sector_id" not in told[-1]["sql"]
    with CaptureQueriesContext(connection) as told:
        Sheet(desk, View(IN_2023, group="kind")).groups()
    assert len(told) == 1  # who asks for no sector pays nothing


def test_a_past_day_stands_by_the_mappings_of_that_day(zone: Zone, desk: Standing) -> None:
    with clock.as_if(datetime(2023, 1, 5, tzinfo=UTC)):
        film, card = a_sector(zone, "影视"), a_sector(zone, "文旅名片", year=2023)
        a_project(zone, sector=film, total_amount=YI)
    with clock.as_if(datetime(2023, 2, 5, tzinfo=UTC)):
        leads(film, card)
    assert groups(desk, IN_2023, as_of=datetime(2023, 1, 31, tzinfo=UTC)) == {"影视": YI}
    assert groups(desk, IN_2023, as_of=datetime(2023, 2, 28, tzinfo=UTC)) == {"文旅名片": YI}
    SectorMapping.objects.all().delete()
    assert groups(desk, IN_2023) == {"影视": YI}
    assert groups(desk, IN_2023, as_of=datetime(2023, 2, 28, tzinfo=UTC)) == {"文旅名片": YI}


# --- typing and bringing back ----------------------------------------------------------------


def typed(
    desk: Standing, project: Project, text: str, *, month: date = IN_2023, seen: str | None = None
) -> Outcome:
    edit = Edit(project.pk, "sector", text, seen=seen, has_seen=seen is not None)
    return change_cells(desk, [edit], month=month)


def test_typing_a_sector_writes_that_of_the_year_and_undo_brings_the_old_one_back(
    zone: Zone, desk: Standing
) -> None:
    film, card, park = three_cards(zone)
    project = Project.objects.get(sector=film)
    assert typed(desk, project, "文旅名片", seen=str(card.pk)).saved == 0  # it stands there already
    outcome = typed(desk, project, "康养园", seen=str(card.pk))  # what the grid showed: no clash
    assert (outcome.saved, outcome.clashes) == (1, [])
    project.refresh_from_db()
    assert project.sector == park
    undo_change_set(desk, ChangeSet.objects.get(pk=outcome.change_set))
    project.refresh_from_db()
    assert project.sector == film
    assert typed(desk, project, "康养园", seen=str(park.pk)).clashes[0].theirs == str(card.pk)


def test_an_exported_workbook_comes_back_unchanged_in_the_words_of_the_year(
    zone: Zone, desk: Standing, tmp_path: Path
) -> None:
    film, _, _ = three_cards(zone)
    file = tmp_path / "大表.xlsx"
    keys = ["code", "name", "sector", "total_amount"]
    write_workbook(Export(desk, View(IN_2023), keys), file)
    run = receive_file(zone, name=file.name, content=file.read_bytes(), by=desk.user)
    try_run(run, desk)
    assert (run.report["unchanged"], run.report["changed"]) == (4, 0), run.rows
    assert apply_run(run, desk) is None
    assert Project.objects.filter(sector=film).count() == 1


# --- closed sectors --------------------------------------------------------------------------


def test_a_closed_sector_is_not_given_in_its_year_but_before_it_and_to_who_has_it(
    zone: Zone, desk: Standing
) -> None:
    old, new = a_sector(zone, "旧业"), a_sector(zone, "新业")
    keeps, other = a_project(zone, sector=old), a_project(zone, sector=new)
    with clock.as_if(datetime(2021, 2, 1, tzinfo=UTC)):
        close_sector(old, by=None)
    outcome = typed(desk, other, "旧业", month=IN_2021)
    assert outcome.saved == 0
    assert "「旧业」已停用" in outcome.faults[0].message
    assert outcome.faults[0].proposal == "新业"  # the only one that is open
    assert typed(desk, keeps, "旧业", month=IN_2021).faults == []
    assert typed(desk, other, "旧业", month=date(2020, 12, 1)).faults[:1] == []


def a_file(rows: list[tuple[str, str]]) -> bytes:
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["项目编码", "项目名称", "所属产业", "年度计划投资（万元）"])
    for number, (name, sector) in enumerate(rows):
        sheet.write_row(1 + number, 0, [f"JY-{number}", name, sector, 100])
    book.close()
    return content.getvalue()


def test_a_file_gives_no_closed_sector_and_says_which_are_open(zone: Zone, desk: Standing) -> None:
    old = a_sector(zone, "旧业")
    a_sector(zone, "新业")
    a_sector(zone, "他业")
    a_project(zone, "留着", code="JY-0", sector=old)
    with clock.as_if(datetime(2021, 2, 1, tzinfo=UTC)):
        close_sector(old, by=None)
    run = receive_file(
        zone, name="大表.xlsx", by=desk.user,
        content=a_file([("留着", "旧业"), ("新来", "旧业"), ("好行", "新业")]),
    )  # fmt: skip
    try_run(run, desk)
    assert run.report["rejected"] == 1, run.report
    (fault,) = [each for each in run.report["faults"] if each["code"] == "portfolio.closed-sector"]
    assert (fault["row"], fault["field"]) == (3, "sector")
    assert "这一年可选：新业、他业" in fault["message_zh"]
    assert run.report["new"] == 1


# --- levels ----------------------------------------------------------------------------------


def test_a_past_day_stands_by_the_levels_of_that_day(zone: Zone, desk: Standing) -> None:
    first, later = datetime(2021, 1, 5, tzinfo=UTC), datetime(2021, 2, 5, tzinfo=UTC)
    with clock.as_if(first):
        a_project(zone, total_amount=2 * YI)
        level = LevelThreshold.objects.create(
            zone=zone, first_year=2021, from_amount=YI, name="亿元以上"
        )
    with clock.as_if(later):
        level.from_amount = 5 * YI
        level.save()

    def levels(as_of: datetime | None) -> list[object]:
        return [row[1] for row in Sheet(desk, View(IN_2021, as_of=as_of)).window(["level"]).rows]

    assert levels(first + timedelta(days=1)) == [level.pk]
    assert levels(later + timedelta(days=1)) == levels(None) == [None]
    past, now = (
        year_filters(zone, 2021, as_of=moment)["total_amount"]["from"]
        for moment in (first + timedelta(days=1), None)
    )
    assert (Decimal(str(past)), Decimal(str(now))) == (YI, 5 * YI)


# --- page, reserve pool and package say the same --------------------------------------------------


def page_of(zone: Zone, url: str) -> str:
    browser = Client()
    browser.force_login(a_person(zone, Role.COMMAND))
    return browser.get(url).content.decode()


def stand_on(zone: Zone, year: int) -> None:
    zone.stands_on = date(year, 3, 29)
    zone.save()


def test_the_page_of_a_project_shows_the_sector_of_the_year_and_what_was_given(zone: Zone) -> None:
    film, card, _ = three_cards(zone)
    project = Project.objects.get(sector=film)
    url = f"/jingyue/projects/{project.code}/"
    assert "<span>影视</span>" in page_of(zone, url)
    stand_on(zone, 2023)
    shown = page_of(zone, url)
    assert "/ 文旅名片 /" in shown
    assert "（原填：影视）" in shown
    untold = Project.objects.get(sector__name="健康")
    assert "<span>健康</span>" in page_of(zone, f"/jingyue/projects/{untold.code}/")
    given = Project.objects.get(sector=card)
    assert "<span>文旅名片</span>" in page_of(zone, f"/jingyue/projects/{given.code}/")


def test_a_past_day_shows_the_sector_that_the_project_then_had_by_the_scheme_of_that_year(
    zone: Zone, desk: Standing
) -> None:
    with clock.as_if(datetime(2021, 1, 1, tzinfo=UTC)):
        film, _, _ = three_cards(zone)
        project = a_project(zone, code="JY-1", sector=film)
    stand_on(zone, 2023)
    project.sector = a_sector(zone, "新城", year=2023)
    project.save()
    url = "/jingyue/projects/JY-1/"
    assert "<span>新城</span>" in page_of(zone, url)
    assert "<span>影视</span>" in page_of(zone, url + "?as_of=2021-12-31")
    package = oc4ids.package(desk, as_of=zone.end_of(date(2021, 12, 31)))
    assert sectors_told(package, "JY-1") == [("kaigong-sector-2021", "影视")]
    assert sectors_told(oc4ids.package(desk), "JY-1") == [("kaigong-sector-2023", "新城")]


def test_the_reserve_pool_shows_the_sector_of_the_year(zone: Zone) -> None:
    film, _, _ = three_cards(zone)
    Project.objects.filter(sector=film).update(kind="reserve")
    stand_on(zone, 2023)
    assert "<td>文旅名片<small>原填：影视</small></td>" in page_of(zone, "/jingyue/reserve/")


def sectors_told(package: Json, code: str) -> list[tuple[str, str]]:
    (found,) = (each for each in package["projects"] if each["id"].endswith(f"-{code}"))
    return [
        (each["scheme"], each["description"])
        for each in found["additionalClassifications"]
        if each["scheme"].startswith("kaigong-sector")
    ]


def test_a_package_says_by_which_scheme_and_comes_back_without_a_change(
    zone: Zone, desk: Standing
) -> None:
    film, _, _ = three_cards(zone)
    code = Project.objects.get(sector=film).code
    untold = Project.objects.get(sector__name="健康").code
    in_2023 = oc4ids.package(desk, year=2023)
    assert sectors_told(in_2023, code) == [
        ("kaigong-sector-2023", "文旅名片"), ("kaigong-sector-2021", "影视"),
    ]  # fmt: skip
    assert sectors_told(in_2023, untold) == [("kaigong-sector-2021", "健康")]
    assert sectors_told(oc4ids.package(desk, year=2021), code) == [("kaigong-sector-2021", "影视")]
    for year in (2021, 2023):
        stand_on(zone, year)
        content = json.dumps(oc4ids.package(desk)).encode()
        run = receive_file(zone, name="p.json", content=content, by=desk.user)
        try_run(run, desk)
        assert (run.report["unchanged"], run.report["rejected"]) == (4, 0)


def test_a_package_of_an_older_version_that_names_no_year_is_still_read(
    zone: Zone, desk: Standing
) -> None:
    three_cards(zone)
    text = json.dumps(oc4ids.package(desk)).replace("kaigong-sector-2021", "kaigong-sector")
    run = receive_file(zone, name="p.json", content=text.encode(), by=desk.user)
    try_run(run, desk)
    assert run.report["unchanged"] == 4


def test_the_columns_of_a_past_day_name_the_levels_of_that_day(zone: Zone, desk: Standing) -> None:
    with clock.as_if(datetime(2021, 1, 1, tzinfo=UTC)):
        level = LevelThreshold.objects.create(
            zone=zone, name="亿元级", first_year=2021, from_amount=YI
        )
    level.name = "一亿以上"
    level.save()
    browser = Client()
    browser.force_login(desk.user)

    def levels(asked: str) -> list[str]:
        told = browser.get(f"/jingyue/ledger/columns.json?year=2021{asked}").json()["columns"]
        (column,) = (each for each in told if each["key"] == "level")
        return [choice["label"] for choice in column["choices"]]

    assert levels("") == ["一亿以上"]
    assert levels("&as_of=2021-03-01") == ["亿元级"]
