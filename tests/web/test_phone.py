"""What a phone asks for to hold the house as an app; what it holds says nothing of a person."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from tests.builders import a_person, a_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> Client:
    browser = Client()
    browser.force_login(a_person(a_zone(), Role.COMMAND, name="lijing"))
    return browser


def test_the_worker_names_files_that_exist() -> None:
    told = Client().get("/sw")
    assert told.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in told.headers["Cache-Control"]
    first, _, script = told.content.decode().partition("\n")
    kept = json.loads(first.removeprefix("self.KEPT = ").removesuffix(";"))
    assert "addEventListener" in script
    assert any("/out_box" in file for file in kept)
    assert "/static/web/tokens.css" in {file.partition("?")[0] for file in kept}
    for file in kept:
        assert Client().get(file).status_code == 200, file


def test_the_manifest_can_be_installed() -> None:
    told = Client().get("/manifest")
    assert told.headers["Content-Type"] == "application/manifest+json"
    app = told.json()
    assert (app["start_url"], app["scope"], app["display"]) == ("/", "/", "standalone")
    for icon in app["icons"]:
        picture = Client().get(icon["src"])
        content = b"".join(picture) if picture.streaming else picture.content
        width = int.from_bytes(content[16:20], "big")  # of a PNG
        assert icon["sizes"] == f"{width}x{width}"


def test_a_ticket_says_whose_session_it_is_and_nothing_else(signed_in: Client) -> None:
    mine = signed_in.get("/me/outbox/ticket/")
    assert re.fullmatch("[0-9a-f]{16}", mine.json()["who"])
    assert len(mine.json()["seal"]) > 30
    assert "no-store" in mine.headers["Cache-Control"]
    other = Client()
    other.force_login(a_person(a_zone(), Role.COMMAND))
    assert other.get("/me/outbox/ticket/").json()["who"] != mine.json()["who"]
    assert Client().get("/me/outbox/ticket/").json()["who"] == ""


def test_the_page_of_the_outbox_is_the_same_for_everybody(signed_in: Client) -> None:
    signed_in.get("/accounts/password/reset/")
    assert signed_in.get("/me/outbox/").content == Client().get("/me/outbox/").content


def test_every_page_says_whose_it_is_and_the_door_that_it_is_nobody_s(signed_in: Client) -> None:
    who = signed_in.get("/me/outbox/ticket/").json()["who"]
    assert f'<out-box who="{who}"' in signed_in.get("/", follow=True).content.decode()
    assert '<out-box who=""' in Client().get("/accounts/login/").content.decode()


def test_who_signs_out_leaves_nothing_in_the_browser_s_cache(signed_in: Client) -> None:
    assert "Clear-Site-Data" not in signed_in.get("/accounts/logout/").headers
    told = signed_in.post("/accounts/logout/")
    assert told.headers["Clear-Site-Data"] == '"cache"'
