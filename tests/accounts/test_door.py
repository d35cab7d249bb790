"""The door: passwords, lock-out, second step, devices, language."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit.models import Entry
from tests.builders import a_person

PASSWORD = "Spring-2021-start"


@pytest.fixture
def clerk(zone: Zone) -> User:
    return a_person(zone, Role.CLERK, name="zhao")


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": "zhao", "password": password}).status_code


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_the_right_password_opens(clerk: User) -> None:
    browser = Client()
    assert sign_in(browser) == 302
    assert browser.get("/jingyue/ledger/").status_code == 200


def test_after_five_wrong_passwords_the_door_stays_shut_even_for_the_right_one(clerk: User) -> None:
    browser = Client()
    assert [sign_in(browser, "wrong-word") for _ in range(5)] == [200, 200, 200, 200, 429]
    page = browser.post("/accounts/login/", {"login": "zhao", "password": PASSWORD})
    assert page.status_code == 429
    assert "15 分钟" in page.content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9")) == 302  # another machine is not locked out


def test_behind_a_proxy_a_stranger_does_not_lock_out_a_colleague(
    clerk: User, settings: Any
) -> None:
    """All requests come from the proxy then; who is locked out is told by what it forwards."""
    settings.IS_BEHIND_TLS = True
    stranger = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="made-up, 10.0.0.66")
    assert [sign_in(stranger, "wrong-word") for _ in range(5)][-1] == 429
    assert sign_in(Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="10.0.0.7")) == 302


def test_nobody_signs_up_by_himself(db: None) -> None:
    page = Client().post("/accounts/signup/", {"username": "x", "password1": PASSWORD})
    assert page.status_code == 405
    assert "管理员" in Client().get("/accounts/signup/").content.decode()


def test_a_new_device_reads_in_the_persons_language(clerk: User) -> None:
    clerk.language = "en"
    clerk.save()
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert sign_in(browser) == 302
    assert 'lang="en"' in browser.get("/jingyue/ledger/").content.decode()


def test_signing_out_of_all_other_devices(clerk: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    page = here.get("/accounts/sessions/").content.decode()
    assert "2 处" in page
    here.post("/accounts/sessions/")
    assert there.get("/jingyue/ledger/").status_code == 302
    assert here.get("/jingyue/ledger/").status_code == 200


def test_a_changed_password_ends_other_sessions(clerk: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    words = {"oldpassword": PASSWORD, "password1": "Autumn-2022-x", "password2": "Autumn-2022-x"}
    assert here.post("/accounts/password/change/", words).status_code == 302
    assert there.get("/jingyue/ledger/").status_code == 302
    assert Entry.objects.last().act == "accounts.person.password_changed"  # type: ignore[union-attr]


def test_a_short_password_is_refused_in_the_readers_language(clerk: User) -> None:
    browser = Client()
    sign_in(browser)
    words = {"oldpassword": PASSWORD, "password1": "kurz-7", "password2": "kurz-7"}
    shown = browser.post("/accounts/password/change/", words).content.decode()
    assert "密码太短：至少 10 个字符。" in shown
    assert "too short" not in shown


def test_the_second_step_is_set_up_asked_for_and_replaced_by_a_recovery_code(
    clerk: User, django_capture_on_commit_callbacks: Any
) -> None:
    browser = Client()
    sign_in(browser)
    asked = browser.get("/accounts/2fa/totp/activate/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    page = browser.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg")
    with django_capture_on_commit_callbacks(execute=True):
        done = browser.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert done.status_code == 302
    assert Entry.objects.last().act == "accounts.person.second_step_added"  # type: ignore[union-attr]
    kept = browser.get("/accounts/2fa/recovery-codes/")
    codes = kept.context["unused_codes"]
    assert len(codes) >= 8
    assert all(code in kept.content.decode() for code in codes)

    fresh = Client()
    sign_in(fresh)
    assert fresh.get("/jingyue/ledger/").status_code == 302  # the password alone is not enough
    assert "恢复代码" in fresh.get("/accounts/2fa/authenticate/").content.decode()
    assert fresh.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert fresh.get("/jingyue/ledger/").status_code == 200

    again = Client()
    sign_in(again)
    used = again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert used.status_code == 200  # a recovery code works once


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "password/change/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/recovery-codes/generate/",
        "sessions/",
        "logout/",
        "3rdparty/",
        "reauthenticate/",
    ],
)
def test_a_page_of_the_door_stands_in_our_frame(clerk: User, path: str, language: str) -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    sign_in(browser)
    browser.cookies["kaigong_language"] = language
    page = browser.get(f"/accounts/{path}", follow=True)
    assert page.status_code == 200
    text = page.content.decode()
    assert 'class="plain"' in text
    assert "Menu:" not in text
    assert ('lang="zh-CN"' in text) == (language == "zh-hans")
