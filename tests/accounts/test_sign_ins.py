"""Who came in, who failed, who was locked out: lines of our own chain, and not too many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from kaigong.accounts.models import Membership, Organisation, Role, User, Zone
from kaigong.accounts.services import sign_ins
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from tests.accounts.test_door import PASSWORD, code_for
from tests.builders import a_person, a_zone

MISTYPED = "Winter-2020-secret"  # a password in the field of the name


@pytest.fixture
def clerk(zone: Zone) -> User:
    return a_person(zone, Role.CLERK, name="zhao")


def try_in(name: str = "zhao", password: str = PASSWORD, *, address: str = "10.0.0.1") -> Client:
    browser = Client(REMOTE_ADDR=address)
    browser.post("/accounts/login/", {"login": name, "password": password})
    return browser


def lines(**given: object) -> list[Entry]:
    told = [sign_ins.SIGNED_IN, sign_ins.SIGNED_OUT, *sign_ins.OF_UNKNOWN_NAMES]
    return list(Entry.objects.filter(act__in=told).filter(**given))


def acts(**given: object) -> list[str]:
    return [line.act.removeprefix("accounts.person.") for line in lines(**given)]


def test_coming_in_and_going_are_lines_of_the_zone(clerk: User) -> None:
    browser = try_in()
    browser.post("/accounts/logout/")
    came, went = lines(subject="zhao")
    assert (came.act, came.actor, came.zone) == (sign_ins.SIGNED_IN, clerk, "jingyue")
    assert came.facts == {"address": "10.0.0.1", "ways": ["password"]}
    assert (went.act, went.actor, went.zone) == (sign_ins.SIGNED_OUT, clerk, "jingyue")
    assert verify().is_clean


def test_a_wrong_password_names_the_person_but_not_as_the_actor(clerk: User) -> None:
    try_in("ZHAO", "wrong-word")
    (line,) = lines()
    assert (line.act, line.subject, line.actor) == (sign_ins.FAILED, "zhao", None)
    assert line.facts == {"address": "10.0.0.1", "step": "password"}


def test_an_unknown_name_is_stored_nowhere_for_it_may_be_a_password(clerk: User) -> None:
    try_in(MISTYPED, "zhao")
    (line,) = lines()
    assert (line.act, line.subject, line.zone) == (sign_ins.FAILED, "", "")
    kept = [str(row) for row in Entry.objects.values()] + [
        str(row) for row in AccessAttempt.objects.values()
    ]
    assert AccessAttempt.objects.count() == 1
    assert not [row for row in kept if "winter" in row.lower()]


def test_an_unknown_name_is_locked_out_as_a_known_one_so_the_door_tells_nothing(
    clerk: User,
) -> None:
    for name in ("zhao", "nobody-here"):
        answers = [
            Client(REMOTE_ADDR="10.0.0.3")
            .post("/accounts/login/", {"login": name, "password": "wrong-word"})
            .status_code
            for _ in range(6)
        ]
        assert answers == [200, 200, 200, 200, 429, 429]


def test_a_lock_out_is_said_once_and_upper_case_does_not_get_round_it(clerk: User) -> None:
    for name in ("zhao", "Zhao", "ZHAO", "zhaO", "zHao", "zhAo", "zhao", "zhao"):
        try_in(name, "wrong-word")
    assert acts(subject="zhao").count("locked_out") == 1
    assert acts(subject="zhao").count("sign_in_failed") == 5
    assert verify().is_clean


def test_a_flood_from_many_addresses_leaves_bounded_lines(clerk: User) -> None:
    for number in range(80):
        try_in("zhao", "wrong-word", address=f"10.1.{number // 4}.{number % 4}")
    found = acts(subject="zhao")
    assert found.count("sign_ins_flooded") == 1
    assert len(found) == sign_ins.MOST_OF_NAME + 1
    assert try_in("zhao").get("/jingyue/ledger/").status_code == 200  # and no one else is shut out
    assert verify().is_clean


def test_a_flood_of_made_up_names_leaves_bounded_lines(zone: Zone) -> None:
    for number in range(20):
        try_in(f"made-up-{number}", "x", address="10.0.0.7")
    assert len(lines(subject="")) == sign_ins.MOST_OF_ADDRESS
    for number in range(300):
        sign_ins.note_failed_sign_in(None, address=f"10.2.0.{number}", step="password")
    assert len(lines(subject="")) == sign_ins.MOST_UNKNOWN + 1


def test_a_flooded_try_does_not_wait_for_the_chain(
    clerk: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(sign_ins.MOST_OF_NAME + 1):
        sign_ins.note_failed_sign_in(clerk, address=f"10.3.0.{number}", step="password")
    with django_assert_max_num_queries(2) as asked:
        sign_ins.note_failed_sign_in(clerk, address="10.4.0.1", step="password")
    assert not [each for each in asked.captured_queries if not each["sql"].startswith("SELECT")]


def test_after_a_while_tries_are_written_again(clerk: User) -> None:
    for number in range(40):
        sign_ins.note_failed_sign_in(clerk, address=f"10.3.0.{number}", step="password")
    before = len(lines(subject="zhao"))
    with clock.as_if(clock.now() + sign_ins.WINDOW + timedelta(seconds=1)):
        sign_ins.note_failed_sign_in(clerk, address="10.3.0.1", step="password")
    assert len(lines(subject="zhao")) == before + 1


def test_a_wrong_code_of_the_second_step_is_a_line_and_the_sixth_code_is_not_tried(
    clerk: User, django_capture_on_commit_callbacks: Any
) -> None:
    browser = try_in()
    page = browser.get("/accounts/2fa/totp/activate/")
    page = browser.post(page.headers["Location"], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    codes = browser.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    fresh = try_in(address="10.0.0.8")
    for _ in range(5):
        assert fresh.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    failed = lines(subject="zhao", act=sign_ins.FAILED)
    assert {line.facts["step"] for line in failed} == {"second_step"}
    assert len(failed) == 5
    # Guessing ends here: even a right code is not looked at for a quarter of an hour.
    assert fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200
    assert fresh.get("/jingyue/ledger/").status_code == 302


def test_a_second_step_is_named_among_the_ways(
    clerk: User, django_capture_on_commit_callbacks: Any
) -> None:
    browser = try_in()
    page = browser.get("/accounts/2fa/totp/activate/")
    page = browser.post(page.headers["Location"], {"password": PASSWORD}, follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        code = code_for(page.context["form"].secret)
        browser.post("/accounts/2fa/totp/activate/", {"code": code})
    codes = browser.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    fresh = try_in(address="10.0.0.8")
    fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    line = Entry.objects.filter(act=sign_ins.SIGNED_IN).latest("id")
    assert line.facts["ways"] == ["password", "recovery_codes"]


def shown(zone: Zone, role: Role = Role.INSPECTOR) -> str:
    browser = Client()
    browser.force_login(a_person(zone, role))
    answer = browser.get(f"/{zone.slug}/audit/lines.csv")
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_each_zone_sees_the_sign_ins_of_its_own_people_only(zone: Zone, clerk: User) -> None:
    elsewhere = a_zone("elsewhere")
    a_person(elsewhere, Role.CLERK, name="qian")
    both = a_person(zone, Role.CLERK, name="sun")
    root = Organisation.objects.get(zone=elsewhere, parent=None)
    Membership.objects.create(user=both, organisation=root, role=Role.CLERK)
    for name in ("zhao", "qian", "sun"):
        try_in(name)
    try_in("nobody-here", address="10.9.9.9")
    here, there = shown(zone), shown(elsewhere)
    assert "zhao,accounts.person.signed_in" in here
    assert "zhao,accounts.person.signed_in" not in there
    assert "qian,accounts.person.signed_in" in there
    assert "qian,accounts.person.signed_in" not in here
    for text in (here, there):
        assert "sun,accounts.person.signed_in" in text
        assert "10.9.9.9" in text


def test_signing_out_all_other_devices_is_one_line_and_ends_them(clerk: User) -> None:
    here, there = try_in(), try_in(address="10.0.0.2")
    assert here.post("/accounts/sessions/").status_code == 302
    (line,) = Entry.objects.filter(act=sign_ins.OTHERS_OUT)
    assert (line.actor, line.subject, line.zone) == (clerk, "zhao", "jingyue")
    assert line.facts == {"address": "10.0.0.1", "devices": 1}
    assert here.get("/accounts/sessions/").status_code == 200
    assert there.get("/accounts/sessions/").status_code == 302
    assert here.post("/accounts/sessions/").status_code == 302  # nobody else is in: no line
    assert Entry.objects.filter(act=sign_ins.OTHERS_OUT).count() == 1
