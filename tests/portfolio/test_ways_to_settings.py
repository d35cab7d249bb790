"""From a sector or a level to where it is set, and between settings and people."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kaigong.accounts.models import Role, Zone
from tests.builders import a_person, a_plan, a_project, a_sector, a_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    zone = a_zone("jingyue")
    for year in (2021, 2023):
        a_sector(zone, f"{year} 的产业", year=year)
    a_plan(a_project(zone, sector=a_sector(zone, "2021 的产业")))
    return zone


def as_role(zone: Zone, role: Role) -> Client:
    client = Client()
    client.force_login(a_person(zone, role))
    return client


def ways(client: Client, asked: str = "") -> dict[str, Any]:
    told = client.get(f"/jingyue/ledger/columns.json{asked}").json()["columns"]
    return {column["key"]: column["settings"] for column in told if "settings" in column}


def links(client: Client, page: str) -> list[str]:
    return re.findall(r'<a[^>]* href="([^"]+)"', client.get(page).content.decode())


def test_the_columns_of_sector_and_level_lead_to_the_settings_of_the_year_in_view(
    zone: Zone,
) -> None:
    reader = as_role(zone, Role.LEADER)
    told = ways(reader, "?year=2021")
    assert set(told) == {"sector", "given_sector", "level"}
    assert told["sector"]["label"] == "2021 年的产业口径"
    assert reader.get(told["sector"]["url"]).headers["Location"].endswith("/settings/sectors/2021/")
    assert reader.get(told["level"]["url"]).headers["Location"].endswith("/settings/levels/2021/")
    later = ways(reader, "?year=2024")["sector"]["url"]
    assert reader.get(later).headers["Location"].endswith("/settings/sectors/2023/")


def test_a_past_day_leads_to_the_settings_of_that_day(zone: Zone) -> None:
    reader = as_role(zone, Role.LEADER)
    told = ways(reader, "?year=2021&as_of=2021-03-20")
    for column in ("sector", "level"):
        assert "as_of=2021-03-20" in told[column]["url"]
    there = reader.get(told["level"]["url"]).headers["Location"]
    assert there.endswith("/settings/levels/2021/?as_of=2021-03-20")


@pytest.mark.parametrize("role", [Role.SERVICE, Role.FIRM, Role.INSPECTOR])
def test_who_may_not_open_the_settings_is_shown_no_way_there(zone: Zone, role: Role) -> None:
    assert ways(as_role(zone, role)) == {}


def test_the_sector_table_of_the_command_page_leads_to_its_scheme(zone: Zone) -> None:
    way = "/jingyue/settings/?year=2021"
    assert way in links(as_role(zone, Role.LEADER), "/jingyue/")
    assert way not in links(as_role(zone, Role.LEADER), "/jingyue/?by=leader")
    assert way not in links(as_role(zone, Role.LEADER), "/jingyue/?screen=1")
    assert way not in links(as_role(zone, Role.INSPECTOR), "/jingyue/")


def test_people_and_settings_lead_to_each_other(zone: Zone) -> None:
    def beside(client: Client, page: str) -> list[str]:
        nav = re.search(r'<nav class="nav".*?</nav>', client.get(page).content.decode(), re.S)
        assert nav
        return re.findall(r'href="([^"]+)"', nav[0])

    administrator, leader = as_role(zone, Role.ADMINISTRATOR), as_role(zone, Role.LEADER)
    for page in ("/jingyue/people/", "/jingyue/people/organisations/"):
        assert "/jingyue/settings/" in beside(administrator, page)
    assert "/jingyue/people/" in beside(administrator, "/jingyue/settings/levels/2021/")
    assert "/jingyue/people/" not in beside(leader, "/jingyue/settings/levels/2021/")
