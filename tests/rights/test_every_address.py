"""Every address × every role, held against the one table of rights.

Allowed: the page answers, or says what is missing. Not allowed: 404, as if there were no such page.
Nobody signed in: to the log-in. One list of faults per role, each by the name of its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from kaigong.accounts.models import Role
from kaigong.accounts.rights import REACH, RIGHTS, Reach
from tests.builders import a_person
from tests.rights.addresses import Address, addresses
from tests.rights.samples import (
    OF_A_PROJECT,
    OPEN,
    OUTSIDE,
    POSTED,
    House,
    Project,
    a_house,
    give_to,
)
from tests.web.test_templates import FORBIDDEN

pytestmark = pytest.mark.django_db
SAME = pytest.mark.same_on_both

ALL = addresses()
IN_ZONES = [address for address in ALL if address.is_in_zone and address.right in RIGHTS]
POST_ONLY: set[str] = set()  # learnt on the way: the page that says so costs as much as any other
ANSWERS = {200, 204, 302, 303, 304, 400, 409, 415, 422}  # it exists; perhaps something is missing


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Built once; each knock leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_house()
        transaction.set_rollback(True)


def browser_of(house: House, role: Role) -> Client:
    browser = Client()
    browser.force_login(house.people[role])
    return browser


def knock(browser: Client, address: Address, house: House, project: Project) -> HttpResponseBase:
    """GET, or POST where only that is understood. What it changes is taken back."""
    path, is_post = address.path(house, project), address.name in POST_ONLY
    with transaction.atomic():
        if "own" in address.words:
            give_to(house, browser.session.get("_auth_user_id"))
        answer = None if is_post else browser.get(path)
        if answer is None or answer.status_code == 405:
            POST_ONLY.add(address.name)
            answer = browser.post(path, POSTED.get(address.name, lambda _house: {})(house))
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def inline_faults(answer: HttpResponseBase) -> Iterator[str]:
    if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
        text = answer.content.decode()  # type: ignore[attr-defined]
        yield from (name for name, pattern in FORBIDDEN.items() if pattern.search(text))


def names(answer: HttpResponseBase, project: Project) -> bool:
    if answer.streaming:
        return False
    return project.name in answer.content.decode(errors="replace")  # type: ignore[attr-defined]


def test_every_page_of_a_zone_names_a_right_of_the_table() -> None:
    nameless = [each.name for each in ALL if each.is_in_zone and each.right not in RIGHTS]
    assert nameless == [], "these views lack @in_zone(…) with a right of accounts/rights.py"


def test_every_address_outside_a_zone_is_known() -> None:
    outside = {address.name for address in ALL if not address.is_in_zone}
    assert outside - set(OUTSIDE) == set(), "say in tests/rights/samples.py who may use these"
    assert set(OUTSIDE) - outside - {"web:metrics"} == set(), "no such address any more"


# What a role may is decided in Python; two that meet nearly every page ask both databases.
ROLES = [
    role if role in {Role.COMMAND, Role.FIRM} else pytest.param(role, marks=[SAME]) for role in Role
]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_meets_its_pages_and_no_others(house: House, role: Role) -> None:
    """And no page of theirs names a project out of their reach."""
    browser, faults = browser_of(house, role), []
    for address in IN_ZONES:
        answer = knock(browser, address, house, house.shared)
        may = role in RIGHTS[str(address.right)].roles
        if REACH[role] is not Reach.ZONE and names(answer, house.remote):
            faults.append(f"{address.name}: names a project out of reach")
        if may and answer.status_code not in ANSWERS:
            faults.append(f"{address.name}: may, but got {answer.status_code}")
        if not may and answer.status_code != 404:
            faults.append(f"{address.name}: may not, but got {answer.status_code}")
        faults += [f"{address.name}: {fault}" for fault in inline_faults(answer)]
    assert faults == []


@pytest.mark.parametrize("role", [role for role in Role if REACH[role] is not Reach.ZONE])
def test_a_project_out_of_reach_does_not_exist(house: House, role: Role) -> None:
    browser, faults = browser_of(house, role), []
    for address in IN_ZONES:
        if OF_A_PROJECT & set(address.words):
            answer = knock(browser, address, house, house.remote)
            if answer.status_code != 404:
                faults.append(f"{address.name}: {answer.status_code}")
    assert faults == []


def test_a_person_of_another_zone_finds_nothing(house: House) -> None:
    """Not even one who is everything elsewhere."""
    elsewhere = a_house("elsewhere")
    everything = a_person(elsewhere.zone, Role.ADMINISTRATOR)
    for role in Role:
        everything.memberships.get_or_create(organisation=elsewhere.bureau, role=role)
    browser = Client()
    browser.force_login(everything)
    found = [
        address.name
        for address in IN_ZONES
        if knock(browser, address, house, house.shared).status_code != 404
    ]
    assert found == []


def test_a_project_of_another_zone_does_not_exist(house: House) -> None:
    foreign = a_house("elsewhere").shared
    found = []
    for role in Role:
        browser = browser_of(house, role)
        for address in IN_ZONES:
            if OF_A_PROJECT & set(address.words):
                answer = knock(browser, address, house, foreign)
                if answer.status_code != 404:
                    found.append(f"{role}: {address.name}: {answer.status_code}")
    assert found == []


def test_nobody_signed_in_is_led_to_the_log_in(house: House) -> None:
    faults = []
    for address in IN_ZONES:
        answer = knock(Client(), address, house, house.shared)
        if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/"):
            faults.append(f"{address.name}: {answer.status_code}")
    assert faults == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_address_outside_any_zone_is_open_or_asks_for_log_in(name: str) -> None:
    address = next((each for each in ALL if each.name == name), None)
    if address is None:
        return  # said by the test above
    words = {"uid": "MQ", "token": "x-y", "provider_id": "zone", "secret": "kg_x", "number": 1}
    path = reverse(name, kwargs={word: words[word] for word in address.words})
    answer = Client().get(path)
    if answer.status_code == 405:
        answer = Client().post(path)
    to_log_in = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
    if OUTSIDE[name] == OPEN:
        assert answer.status_code in {200, 302, 401, 404, 422}
    else:
        assert to_log_in, re.sub(r"\s+", " ", str(answer))


def test_the_walk_sees_a_page_without_a_door() -> None:
    """The test itself would fail: a view without a right is not passed over in silence."""
    naked = Address("x:naked", ("zone",), print)
    assert naked.is_in_zone
    assert naked.right not in RIGHTS
