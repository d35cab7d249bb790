"""The page of the audit chain: filtered, exported, and shown only to who may see it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from tests.builders import a_person, a_zone


@pytest.fixture
def lines(zone: Zone, administrator: User) -> None:
    with clock.as_if(datetime(2021, 3, 28, 15, 59, tzinfo=UTC)):  # 23:59 in the zone
        record("portfolio.project.changed", by=administrator, zone=zone.slug, subject="P-1", n=1)
    with clock.as_if(datetime(2021, 3, 28, 16, 1, tzinfo=UTC)):  # 0:01 of the next day there
        record("portfolio.project.changed", by=None, zone=zone.slug, subject="P-2", n="=1+1")
    record("portfolio.project.changed", by=None, zone="elsewhere", subject="P-3")


def subjects(browser: Client, query: str) -> set[str]:
    page = browser.get(f"/jingyue/audit/lines.csv?act=portfolio&{query}")
    text = b"".join(page.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return {row[4] for row in list(csv.reader(io.StringIO(text)))[1:]}


def test_the_lines_of_a_zone_are_filtered_by_subject_person_and_day(
    desk: Client, lines: None
) -> None:
    assert subjects(desk, "") - {""} == {"P-1", "P-2"}  # what a zone begins with has no subject
    assert subjects(desk, "subject=p-2") == {"P-2"}
    assert subjects(desk, "person=wang") == {"P-1"}
    assert subjects(desk, "day=2021-03-28") == {"P-1"}
    assert subjects(desk, "day=2021-03-29") == {"P-2"}


def test_the_page_shows_what_the_export_holds(desk: Client, lines: None) -> None:
    page = desk.get("/jingyue/audit/?subject=P-").content.decode()
    assert "P-1" in page
    assert "P-2" in page
    assert "P-3" not in page


@pytest.mark.parametrize(
    "query", ["day=yesterday", "day=9999-12-31", "before=x", "before=" + "9" * 30]
)
def test_a_filter_that_cannot_be_read_is_explained(desk: Client, lines: None, query: str) -> None:
    assert desk.get(f"/jingyue/audit/?{query}").status_code == 422


def test_older_lines_are_one_click_away(desk: Client, zone: Zone) -> None:
    for number in range(130):
        record("test.act.done", by=None, zone=zone.slug, subject=f"N-{number}")
    page = desk.get("/jingyue/audit/?act=test")
    older = desk.get(f"/jingyue/audit/?act=test&before={page.context['older']}")
    assert len(page.context["lines"]) == 100
    assert len(older.context["lines"]) == 30


def test_an_officer_does_not_see_the_chain_and_an_inspector_does(zone: Zone) -> None:
    for role, status in [(Role.COMMAND, 404), (Role.INSPECTOR, 200)]:
        browser = Client()
        browser.force_login(a_person(zone, role))
        assert browser.get("/jingyue/audit/").status_code == status
        assert browser.get("/jingyue/audit/lines.csv").status_code == status


def test_an_administrator_of_another_zone_does_not_see_this_one(lines: None) -> None:
    browser = Client()
    browser.force_login(a_person(a_zone("elsewhere"), Role.ADMINISTRATOR))
    assert browser.get("/jingyue/audit/").status_code == 404


def test_acts_are_told_in_the_readers_words_and_chosen_by_them(
    desk: Client, zone: Zone, administrator: User
) -> None:
    record("accounts.person.signed_in", by=administrator, zone=zone.slug, subject="wang")
    page = desk.get("/jingyue/audit/?act=accounts.person.signed_in").content.decode()
    assert ">登录</td>" in page
    assert '<option value="accounts.person.signed_in" selected>登录</option>' in page
    page = desk.get("/jingyue/audit/?act=accounts.", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert ">Signed in</td>" in page
    assert '<option value="accounts." selected>All: People and sign-in</option>' in page


def test_an_act_of_an_older_version_keeps_its_own_name(desk: Client, zone: Zone) -> None:
    record("test.act.done", by=None, zone=zone.slug, subject="N")
    page = desk.get("/jingyue/audit/?act=test").content.decode()
    assert ">test.act.done</td>" in page
    assert '<option value="test" selected>test</option>' in page
