"""How the house says no: with a page, a fragment or JSON, never with a bare status."""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from kaigong.config import urls
from kaigong.config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from kaigong.errors import KaigongError

pytestmark = pytest.mark.django_db


class TooFewError(KaigongError):
    code = "test.too-few"
    zh = "只有 {count} 个。"
    en = "Only {count} of them."


def breaks(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the machine")


def refuses(_request: HttpRequest) -> HttpResponse:
    raise TooFewError(count=3)


def asks_a_server_that_is_away(_request: HttpRequest) -> HttpResponse:
    psycopg.connect("postgresql://nobody@/nothing?host=/nowhere")
    raise AssertionError("nobody lives there")


@csrf_exempt
def echoes(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"size": len(request.body) if not request.FILES else -1})


urlpatterns = [
    path("t/breaks/", breaks),
    path("t/refuses/", refuses),
    path("t/away/", asks_a_server_that_is_away),
    path("t/echoes/", echoes),
    *urls.urlpatterns,
]
here = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture(autouse=True)
def _with_test_pages() -> Any:
    with here:
        yield


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "数据库没有应答"), ("en", "The database does not answer.")]
)
def test_a_database_that_is_away_is_said_in_words(
    client: Client, language: str, words: str
) -> None:
    page = client.get("/t/away/", HTTP_ACCEPT_LANGUAGE=language)
    assert page.status_code == 503
    assert words in page.content.decode()
    told = client.get("/t/away/", HTTP_ACCEPT="application/json", HTTP_ACCEPT_LANGUAGE=language)
    assert told.json()["code"] == "kaigong.database-away"
    assert words in told.json()["message"]


def test_an_address_of_a_form_that_is_opened_says_what_to_do(client: Client) -> None:
    page = client.get("/language/", HTTP_ACCEPT_LANGUAGE="en")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "send it once more" in page.content.decode()
    told = client.get("/language/", HTTP_ACCEPT="application/json")
    assert (told.status_code, told.json()["code"]) == (405, "web.not-taken")


def fills_the_disk(_get_response: object) -> Callable[[HttpRequest], HttpResponse]:
    """As a session that cannot be kept: beyond any view."""

    def answer(_request: HttpRequest) -> HttpResponse:
        raise OSError(errno.ENOSPC, "a secret of the machine")

    return answer


@pytest.mark.parametrize(("language", "words"), [("zh-cn", "磁盘已满"), ("en", "no room left")])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_full_disk_beyond_any_view_is_said_too(language: str, words: str, accept: str) -> None:
    own = f"{__name__}.fills_the_disk"
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, own]):
        answer = visitor(**{"Accept-Language": language, "Accept": accept}).get("/")
    text = answer.content.decode()
    assert answer.status_code == 507
    assert "secret" not in text
    if accept == "application/json":
        told = json.loads(text)
        assert told["code"] == "kaigong.no-room"
        text = told["message"]
    assert words in text


def visitor(**headers: str) -> Client:
    return Client(raise_request_exception=False, headers=headers)


@pytest.mark.parametrize(("language", "words"), [("zh-cn", "没有这个页面"), ("en", "no such page")])
def test_a_missing_page_is_said_in_the_readers_language(language: str, words: str) -> None:
    page = visitor(accept_language=language).get("/nowhere/at/all/")
    assert page.status_code == 404
    assert words in page.content.decode()
    assert 'class="plain"' in page.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/t/refuses/", 422, "test.too-few"),
        ("/nowhere/at/all/", 404, "web.not-found"),
        ("/t/breaks/", 500, "web.fault"),
        ("/?q=%00", 422, "web.nul-character"),
    ],
)
def test_htmx_gets_a_fragment_and_a_script_gets_json(address: str, status: int, code: str) -> None:
    fragment = visitor(hx_request="true").get(address)
    assert fragment.status_code == status
    text = fragment.content.decode().strip()
    assert text.startswith('<div class="alert')
    assert "<html" not in text
    told = visitor(accept="application/json").get(address)
    assert (told.status_code, told.json()["code"]) == (status, code)


def test_a_fault_names_the_request_and_no_secret() -> None:
    page = visitor(accept_language="zh-cn").get("/t/breaks/")
    text = page.content.decode()
    assert page.status_code == 500
    assert page.headers["X-Request-Id"] in text
    assert "secret" not in text
    assert 'lang="zh-CN"' in text


def test_a_fault_is_shown_even_when_the_database_is_gone(django_db_blocker: Any) -> None:
    with django_db_blocker.block():
        page = visitor(cookie="sessionid=x").get("/t/breaks/")
    assert page.status_code == 500
    assert "<html" in page.content.decode()


def test_an_old_form_is_refused_with_a_page() -> None:
    page = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert page.status_code == 403
    assert 'class="plain"' in page.content.decode()


def test_the_way_back_stays_in_the_house() -> None:
    inside = visitor(referer="http://testserver/jingyue/ledger/").get("/t/refuses/")
    outside = visitor(referer="http://evil.example/").get("/t/refuses/")
    assert "/jingyue/ledger/" in inside.content.decode()
    assert "evil.example" not in outside.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("a=%00", "application/x-www-form-urlencoded"),
        ("a=\0", "application/x-www-form-urlencoded"),
        ('{"a": "\\u0000"}', "application/json"),
        ('{"a": "\\\\\\u0000"}', "application/json"),
    ],
)
def test_a_nul_character_is_refused(body: str, kind: str) -> None:
    assert visitor().post("/t/echoes/", body, content_type=kind).status_code == 422


def test_a_nul_character_in_a_field_beside_a_file_is_refused() -> None:
    given = {"a": "x\0y", "file": io.BytesIO(b"\0")}
    assert visitor().post("/t/echoes/", given).status_code == 422


@pytest.mark.parametrize("text", ["\\u0000 as typed", "all well"])
def test_a_text_that_only_looks_like_one_passes(text: str) -> None:
    answer = visitor().post("/t/echoes/", json.dumps({"a": text}), content_type="application/json")
    assert answer.status_code == 200


def test_a_file_may_hold_any_byte() -> None:
    given = {"a": "x", "file": io.BytesIO(b"\0\1\2")}
    assert visitor().post("/t/echoes/", given).json() == {"size": -1}


def test_an_upload_above_the_limit_is_refused_before_it_is_read(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 2_000_000
    big = {"file": io.BytesIO(b"x" * 2_100_000)}
    page = visitor(accept_language="en").post("/t/echoes/", big)
    assert page.status_code == 413
    assert "at most 2 MB" in page.content.decode()
    assert visitor().post("/t/echoes/", {"file": io.BytesIO(b"x")}).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "https:///evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
    ],
)
def test_no_address_of_ours_leads_out_of_the_house(target: str) -> None:
    browser = Client()
    for address, given in [
        ("/language/", {"language": "en"}),
        ("/theme/", {"theme": "dark"}),
        ("/accounts/logout/", {}),
    ]:
        answer = browser.post(address, given | {"next": target})
        assert answer.status_code == 302
        assert answer.headers["Location"] in {"/", "/accounts/login/"}


def test_log_in_does_not_lead_out_of_the_house() -> None:
    from kaigong.accounts.models import Role
    from tests.builders import a_person, a_zone

    a_person(a_zone(), Role.CLERK, name="zhao")
    words = {"login": "zhao", "password": "Spring-2021-start", "next": "//evil.example"}
    answer = Client().post("/accounts/login/", words)
    assert answer.headers["Location"] == "/"
