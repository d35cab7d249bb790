"""The zone's own identity provider vouches for people; what they may do is decided here."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kaigong.accounts import services
from kaigong.accounts.models import Role, User, Zone
from kaigong.audit.models import Entry
from kaigong.config.surroundings import identity_providers
from tests.accounts.identity_server import IdentityServer, identity_server
from tests.builders import a_person


@pytest.fixture
def server(settings: Any) -> Iterator[IdentityServer]:
    with identity_server() as running:
        settings.SOCIALACCOUNT_PROVIDERS = identity_providers(
            {"KAIGONG_OIDC_SERVER": running.url, "KAIGONG_OIDC_NAME": "净月统一认证"}
        )
        yield running


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def come_in(browser: Client) -> Any:
    """Press the provider's button and follow the way there and back."""
    there = browser.post("/accounts/oidc/zone/login/")
    assert there.status_code == 302
    try:
        urllib.request.build_opener(_Stay).open(there.headers["Location"])
    except urllib.error.HTTPError as answer:
        back = answer.headers["Location"]
    return browser.get(back.replace("http://testserver", ""), follow=True)


def test_the_log_in_page_offers_the_provider(db: None, server: IdentityServer) -> None:
    assert "净月统一认证" in Client().get("/accounts/login/").content.decode()


def test_an_unknown_person_gets_an_account_without_any_role_and_is_told_so(
    zone: Zone, server: IdentityServer
) -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    page = come_in(browser)
    assert page.status_code == 200
    assert "你还没有岗位" in page.content.decode()
    person = User.objects.get(username="sunqi")
    assert person.display_name == "孙琪"
    assert not person.has_usable_password()
    assert browser.get("/jingyue/ledger/").status_code == 404
    assert Entry.objects.get(act="accounts.person.came").actor == person


def test_an_administrator_gives_that_person_a_role(
    desk: Client, zone: Zone, server: IdentityServer
) -> None:
    browser = Client()
    come_in(browser)
    assert "孙琪" in desk.get("/jingyue/people/").content.decode()
    root = zone.organisations.get()
    desk.post("/jingyue/people/of/sunqi/appoint/", {"role": "leader", "organisation": root.pk})
    assert browser.get("/jingyue/ledger/").status_code == 200


def test_coming_twice_makes_one_person(zone: Zone, server: IdentityServer) -> None:
    come_in(Client())
    come_in(Client())
    assert User.objects.filter(username__startswith="sunqi").count() == 1


def test_a_name_that_a_colleague_bears_does_not_open_the_colleagues_account(
    zone: Zone, server: IdentityServer
) -> None:
    ours = a_person(zone, Role.LEADER, name="sunqi")
    browser = Client()
    page = come_in(browser)
    assert page.wsgi_request.user != ours
    assert browser.get("/jingyue/ledger/").status_code == 404


def test_a_person_shut_out_does_not_come_in_through_the_provider(
    zone: Zone, administrator: User, server: IdentityServer
) -> None:
    come_in(Client())
    person = User.objects.get(username="sunqi")
    root = zone.organisations.get()
    services.appoint(person, role=Role.LEADER, organisation=root, by=administrator)
    services.deactivate(person, zone=zone, by=administrator)
    browser = Client()
    come_in(browser)
    assert browser.get("/jingyue/ledger/").status_code == 302
