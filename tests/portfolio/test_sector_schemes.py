"""The page of sector schemes: drawn up, mapped onto the next, closed; nothing used gets lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from kaigong.portfolio.models import Project, Sector, SectorMapping, SectorScheme
from kaigong.portfolio.selectors.sectors import sector_in_scheme
from kaigong.portfolio.services.sectors import (
    MappedBackwardsError,
    UsedSectorError,
    close_sector,
    delete_sector,
    map_sector,
    open_next_scheme,
    open_scheme,
)
from kaigong.portfolio.sheet import Sheet, View
from tests.builders import TODAY, YI, a_person, a_project, a_standing, a_zone

pytestmark = pytest.mark.django_db
FILM, HEALTH, DIGITAL = ("影视文旅", "Film"), ("生命健康", "Health"), ("数字经济", "Digital")


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def old(zone: Zone) -> SectorScheme:
    sectors = [FILM, HEALTH, DIGITAL]
    return open_scheme(zone, first_year=2021, name="三大产业", sectors=sectors, by=None)


@pytest.fixture
def statistician(zone: Zone) -> User:
    return a_person(zone, Role.STATISTICIAN, name="liu")


@pytest.fixture
def desk(statistician: User) -> Client:
    client = Client()
    client.force_login(statistician)
    return client


def post(desk: Client, path: str, **given: object) -> int:
    return desk.post(f"/jingyue/settings/{path}", given).status_code


def named(scheme: SectorScheme, name: str) -> Sector:
    return scheme.sectors.get(name=name)


def rows_behind(url: str, standing: Standing) -> int:
    """How many rows the ledger shows at an address."""
    asked = parse_qs(urlsplit(url).query)
    return Sheet(standing, View(TODAY, filters=json.loads(asked["filter"][0]))).count()


def test_a_scheme_of_a_coming_year_begins_as_a_copy_of_the_last(
    desk: Client, zone: Zone, old: SectorScheme
) -> None:
    close_sector(named(old, "数字经济"), by=None)
    project = a_project(zone, sector=named(old, "影视文旅"))
    given = {"first_year": 2023, "name": "三张名片", "name_en": "Three cards"}
    assert post(desk, "sectors/open/", **given) == 302
    made = SectorScheme.objects.get(zone=zone, first_year=2023)
    assert [each.name for each in made.sectors.all()] == ["影视文旅", "生命健康"]
    assert sector_in_scheme(project, 2023) == named(made, "影视文旅")
    assert sector_in_scheme(project, 2022) == named(old, "影视文旅")
    assert post(desk, "sectors/open/", first_year=2023, name="又一套") == 422
    line = Entry.objects.get(act="portfolio.sectors.opened", subject="sectors/2023")
    assert line.facts["copied_from"] == 2021
    assert line.actor == User.objects.get(username="liu")


def test_what_is_not_mapped_is_counted_and_opens_to_its_rows(
    desk: Client, zone: Zone, old: SectorScheme, statistician: User
) -> None:
    for _ in range(3):
        a_project(zone, sector=named(old, "影视文旅"), total_amount=2 * YI)
    a_project(zone, sector=named(old, "生命健康"))
    open_scheme(zone, first_year=2023, name="三张名片", sectors=[FILM, HEALTH], by=None)
    page = desk.get("/jingyue/settings/sectors/2023/")
    assert page.context["open_count"] == 3
    rows = page.context["open_rows"]
    assert (rows.count, rows.amount) == (4, 16 * YI)
    assert rows_behind(rows.url, a_standing(statistician, zone)) == 4
    film = named(old, "影视文旅")
    new = named(SectorScheme.objects.get(first_year=2023), "影视文旅")
    assert post(desk, f"sector/{film.pk}/map/", after=[new.pk]) == 302
    assert post(desk, f"sector/{named(old, '数字经济').pk}/map/", has_no_successor="on") == 302
    page = desk.get("/jingyue/settings/sectors/2023/")
    states = {way.before.name: way.state for way in page.context["ways"]}
    assert states == {"影视文旅": "mapped", "生命健康": "open", "数字经济": "none"}
    rows = page.context["open_rows"]
    assert (rows.count, rows_behind(rows.url, a_standing(statistician, zone))) == (1, 1)
    line = Entry.objects.filter(act="portfolio.sectors.mapped").latest("id")
    assert (line.facts["before"], line.facts["after"]) == ([], "none")
    assert verify().is_clean


def test_a_sector_that_leads_to_several_cannot_be_told_and_says_so(
    desk: Client, zone: Zone, old: SectorScheme
) -> None:
    a_project(zone, sector=named(old, "影视文旅"))
    new = open_next_scheme(zone, first_year=2023, name="三张名片", by=None)
    both = [named(new, "影视文旅"), named(new, "数字经济")]
    film = named(old, "影视文旅")
    assert post(desk, f"sector/{film.pk}/map/", after=[each.pk for each in both]) == 302
    page = desk.get("/jingyue/settings/sectors/2023/")
    assert page.context["split_rows"].count == 1
    assert page.context["open_count"] == 0


def test_none_and_a_sector_at_once_is_no_answer(
    desk: Client, zone: Zone, old: SectorScheme
) -> None:
    new = open_next_scheme(zone, first_year=2023, name="三张名片", by=None)
    given = {"after": [named(new, "影视文旅").pk], "has_no_successor": "on"}
    assert post(desk, f"sector/{named(old, '影视文旅').pk}/map/", **given) == 422
    assert SectorMapping.objects.count() == 3


def test_a_sector_leads_only_forward_and_only_inside_its_zone(
    zone: Zone, old: SectorScheme
) -> None:
    open_next_scheme(zone, first_year=2023, name="三张名片", by=None)
    elsewhere = open_scheme(a_zone(), first_year=2023, name="x", sectors=[FILM], by=None)
    with pytest.raises(MappedBackwardsError):
        map_sector(named(old, "影视文旅"), after=list(elsewhere.sectors.all()), by=None)


def test_names_and_order_are_saved_in_one_act_and_two_may_swap_names(
    desk: Client, old: SectorScheme
) -> None:
    film, health, digital = old.sectors.all()
    given: dict[str, Any] = {}
    for place, (sector, name) in enumerate(
        [(digital, "数字经济"), (film, "生命健康"), (health, "影视文旅")], start=1
    ):
        given |= {f"place-{sector.pk}": place, f"name-{sector.pk}": name}
        given[f"name_en-{sector.pk}"] = sector.name_en
    assert post(desk, "sectors/2021/redraw/", **given) == 302
    assert [(each.pk, each.name) for each in old.sectors.all()] == [
        (digital.pk, "数字经济"), (film.pk, "生命健康"), (health.pk, "影视文旅")
    ]  # fmt: skip
    line = Entry.objects.get(act="portfolio.sectors.redrawn")
    assert line.facts["before"]["影视文旅"] == [0, "影视文旅", "Film"]
    assert line.facts["after"]["影视文旅"] == [1, "生命健康", "Film"]
    past = [row.name for row in film.history.order_by("history_id")]
    assert past == ["影视文旅", "生命健康"]
    given[f"name-{film.pk}"] = "数字经济"
    assert post(desk, "sectors/2021/redraw/", **given) == 422
    assert post(desk, "sectors/2021/redraw/", **(given | {f"name-{film.pk}": ""})) == 422


def test_a_used_sector_is_not_deleted_and_the_error_names_its_rows(
    desk: Client, zone: Zone, old: SectorScheme
) -> None:
    film, health, digital = old.sectors.all()
    project = a_project(zone, "影都", code="P-7", sector=film)
    answer = desk.post(f"/jingyue/settings/sector/{film.pk}/delete/")
    assert answer.status_code == 422
    assert "P-7 影都" in answer.content.decode()
    project.sector = health
    project.save()
    with pytest.raises(UsedSectorError, match="P-7 影都"):  # a past day still shows it there
        delete_sector(film, by=None)
    assert post(desk, f"sector/{digital.pk}/delete/") == 302
    assert not Sector.objects.filter(pk=digital.pk).exists()
    assert (
        Entry.objects.get(act="portfolio.sectors.sector_deleted").facts["before"][0] == "数字经济"
    )


def test_a_sector_that_an_older_one_leads_to_is_not_deleted(
    desk: Client, zone: Zone, old: SectorScheme
) -> None:
    new = open_next_scheme(zone, first_year=2023, name="三张名片", by=None)
    answer = desk.post(f"/jingyue/settings/sector/{named(new, '影视文旅').pk}/delete/")
    assert answer.status_code == 422
    assert "2021 影视文旅" in answer.content.decode()


def test_a_closed_sector_keeps_its_projects_and_is_not_offered(
    desk: Client, zone: Zone, old: SectorScheme
) -> None:
    film = named(old, "影视文旅")
    project = a_project(zone, sector=film)
    assert post(desk, f"sector/{film.pk}/close/") == 302
    offered = desk.get("/jingyue/ledger/columns.json").json()
    (column,) = [each for each in offered["columns"] if each["key"] == "sector"]
    assert [each["label"] for each in column["choices"]] == ["生命健康", "数字经济"]
    project.refresh_from_db()
    assert project.sector == film
    assert post(desk, f"sector/{film.pk}/reopen/") == 302
    offered = desk.get("/jingyue/ledger/columns.json").json()
    (column,) = [each for each in offered["columns"] if each["key"] == "sector"]
    assert len(column["choices"]) == 3


def test_only_the_last_scheme_and_only_an_unused_one_is_withdrawn(
    desk: Client, zone: Zone, old: SectorScheme
) -> None:
    new = open_next_scheme(zone, first_year=2023, name="三张名片", by=None)
    map_sector(named(old, "影视文旅"), after=[], has_no_successor=True, by=None)
    assert post(desk, "sectors/2021/withdraw/") == 422
    project = a_project(zone, sector=named(new, "影视文旅"))
    assert post(desk, "sectors/2023/withdraw/") == 422
    Project.history.all().delete()  # type: ignore[attr-defined]  # simple_history has no types
    project.delete()
    Project.history.all().delete()  # type: ignore[attr-defined]
    assert post(desk, "sectors/2023/withdraw/") == 302
    assert not named(old, "影视文旅").is_without_successor
    assert list(SectorScheme.objects.filter(zone=zone)) == [old]


def test_a_past_day_shows_the_names_of_that_day(desk: Client, zone: Zone) -> None:
    with clock.as_if(datetime(2021, 1, 5, tzinfo=UTC)):
        old = open_scheme(zone, first_year=2021, name="三大产业", sectors=[FILM], by=None)
    film = named(old, "影视文旅")
    with clock.as_if(datetime(2021, 2, 5, tzinfo=UTC)):
        film.name = "影视"
        film.save()
    path = "/jingyue/settings/sectors/2021/"
    then = desk.get(f"{path}?as_of=2021-01-31").content.decode()
    assert "影视文旅" in then
    assert "redraw" not in then
    assert desk.get(f"{path}?as_of=2020-12-31").status_code == 404
    assert 'value="影视"' in desk.get(path).content.decode()


READERS = {Role.COMMAND, Role.LEADER}
WRITERS = {Role.STATISTICIAN, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role)
def test_who_reads_and_who_writes(zone: Zone, old: SectorScheme, role: Role) -> None:
    browser = Client()
    browser.force_login(a_person(zone, role))
    page = browser.get("/jingyue/settings/sectors/2021/")
    assert page.status_code == (200 if role in READERS | WRITERS else 404)
    if page.status_code == 200:
        assert ("redraw" in page.content.decode()) == (role in WRITERS)
    added = browser.post("/jingyue/settings/sectors/2021/add/", {"name": "低空经济"})
    assert added.status_code == (302 if role in WRITERS else 404)
    assert old.sectors.filter(name="低空经济").exists() == (role in WRITERS)


def test_a_sector_of_another_zone_does_not_exist_here(desk: Client, old: SectorScheme) -> None:
    foreign = open_scheme(a_zone(), first_year=2021, name="x", sectors=[FILM], by=None)
    sector = foreign.sectors.get()
    for act in ("close", "reopen", "delete", "map"):
        assert post(desk, f"sector/{sector.pk}/{act}/") == 404
    assert Sector.objects.filter(pk=sector.pk, closed_at=None).exists()


def test_the_page_asks_the_database_no_oftener_for_more_sectors(
    desk: Client, zone: Zone, old: SectorScheme, django_assert_max_num_queries: Any
) -> None:
    names = [(f"产业{number}", "") for number in range(40)]
    open_scheme(zone, first_year=2023, name="四十个", sectors=names, by=None)
    with django_assert_max_num_queries(20):
        assert desk.get("/jingyue/settings/sectors/2023/").status_code == 200
