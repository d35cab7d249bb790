"""What every answer tells the browser it may and may not do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def test_a_page_may_load_from_us_alone() -> None:
    told = Client().get("/accounts/login/").headers
    policy = dict(part.strip().split(" ", 1) for part in told["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in told["Content-Security-Policy"]
    assert "http" not in told["Content-Security-Policy"]
    assert told["X-Frame-Options"] == "DENY"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in told


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/at/all/", "/healthz"])
def test_each_answer_carries_the_policy_and_a_name(path: str) -> None:
    told = Client().get(path).headers
    assert "default-src 'none'" in told["Content-Security-Policy"]
    assert len(told["X-Request-Id"]) == 16


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    browser = Client()
    browser.post("/language/", {"language": "en"})
    browser.post("/theme/", {"theme": "dark"})
    for name in ("kaigong_language", "kaigong_theme"):
        assert browser.cookies[name]["httponly"]
        assert browser.cookies[name]["samesite"] == "Lax"


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory: Any) -> dict[str, Any]:
    """The settings of an installation behind TLS, as a process of its own reads them."""
    ask = (
        "import json, django; django.setup(); from django.conf import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in ['SECURE_HSTS_SECONDS',"
        "'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SESSION_COOKIE_HTTPONLY',"
        "'SESSION_COOKIE_SAMESITE', 'CSRF_TRUSTED_ORIGINS', 'PASSWORD_HASHERS', 'DEBUG']}))"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kaigong.config.settings",
        "KAIGONG_DATA": str(tmp_path_factory.mktemp("tls")),
        "KAIGONG_TLS": "1",
        "KAIGONG_HOSTS": "kaigong.example",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2] / "src"), *sys.path]),
    }
    told = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True
    )
    return dict(json.loads(told.stdout))


def test_behind_tls_cookies_and_addresses_insist_on_it(behind_tls: dict[str, Any]) -> None:
    assert behind_tls["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert behind_tls["SESSION_COOKIE_SECURE"]
    assert behind_tls["CSRF_COOKIE_SECURE"]
    assert behind_tls["SESSION_COOKIE_HTTPONLY"]
    assert behind_tls["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert behind_tls["CSRF_TRUSTED_ORIGINS"] == ["https://kaigong.example"]
    assert not behind_tls["DEBUG"]


def test_passwords_are_kept_by_a_slow_hash(behind_tls: dict[str, Any]) -> None:
    assert "PBKDF2" in behind_tls["PASSWORD_HASHERS"][0]


def test_hsts_is_sent_over_tls() -> None:
    with override_settings(SECURE_HSTS_SECONDS=31536000):
        told = Client().get("/healthz", secure=True).headers
    assert told["Strict-Transport-Security"] == "max-age=31536000"


def test_a_made_up_host_is_refused() -> None:
    assert Client().get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400
