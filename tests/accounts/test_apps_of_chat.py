"""DingTalk and WeChat open the account that a person has linked, and no other.

A stand-in on this machine answers as their documents say; the real services were not at hand.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit.models import Entry
from kaigong.config.surroundings import doors_of, identity_providers
from tests.builders import a_person

ENVIRON = {
    "KAIGONG_DINGTALK_CLIENT": "ding1",
    "KAIGONG_DINGTALK_SECRET": "s1",
    "KAIGONG_WECHAT_CLIENT": "wx1",
    "KAIGONG_WECHAT_SECRET": "s2",
}
PROVIDERS = ["dingtalk", "weixin"]


class _StandIn(BaseHTTPRequestHandler):
    """Both services: a code becomes a token, a token a person."""

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""

    def _answer(self, told: dict[str, object]) -> None:
        body = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")  # as WeChat does, without its encoding
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/weixin/token":
            given = parse_qs(body)
            assert given["secret"] == ["s2"]
            self._answer({"access_token": given["code"][0], "openid": "w-1", "expires_in": 7200})
            return
        asked = json.loads(body)
        assert asked["clientSecret"] == "s1"
        self._answer({"accessToken": asked["code"], "refreshToken": "r", "expireIn": 7200})

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/weixin/me":
            self._answer({"openid": "w-1", "nickname": "孙琪 é"})
        else:
            assert self.headers["x-acs-dingtalk-access-token"]
            self._answer({"openId": "d-1", "unionId": "u-1", "nick": "孙琪"})


@pytest.fixture(autouse=True)
def services(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _StandIn)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    for adapter, name in [(DingTalkOAuth2Adapter, "dingtalk"), (WeixinOAuth2Adapter, "weixin")]:
        monkeypatch.setattr(adapter, "access_token_url", f"{url}/{name}/token")
        monkeypatch.setattr(adapter, "profile_url", f"{url}/{name}/me")
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers(ENVIRON)
    yield
    server.shutdown()
    server.server_close()


@pytest.fixture
def leader(zone: Zone) -> User:
    return a_person(zone, Role.LEADER, name="sunqi")


def go(browser: Client, provider: str, process: str = "login") -> Any:
    """Press the button, come back from the service with its code."""
    there = browser.post(f"/accounts/{provider}/login/?process={process}")
    assert there.status_code == 302, there.content.decode()[:300]
    way = urlsplit(there.headers["Location"])
    assert way.netloc in {"login.dingtalk.com", "open.weixin.qq.com"}
    asked = {name: values[0] for name, values in parse_qs(way.query).items()}
    back = urlsplit(asked["redirect_uri"]).path
    code = "authCode" if provider == "dingtalk" else "code"
    return browser.get(back, {code: "c-1", "state": asked["state"]}, follow=True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_somebody_who_linked_nothing_does_not_come_in_and_no_account_is_made(
    leader: User, provider: str
) -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    page = go(browser, provider)
    assert "还没有关联到任何人" in page.content.decode()
    assert User.objects.count() == 1
    assert browser.get("/jingyue/ledger/").status_code == 302


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_linked_account_opens_the_persons_own(leader: User, provider: str) -> None:
    desk = Client()
    desk.post("/accounts/login/", {"login": "sunqi", "password": "Spring-2021-start"})
    go(desk, provider, process="connect")
    line = Entry.objects.get(act="accounts.person.account_linked")
    assert (line.actor, line.zone, line.facts["provider"]) == (leader, "jingyue", provider)
    browser = Client()
    go(browser, provider)
    assert browser.get("/jingyue/ledger/").status_code == 200
    line = Entry.objects.filter(act="accounts.person.signed_in").latest("id")
    assert line.facts["ways"] == [provider]
    leader.is_active = False
    leader.save()
    late = Client()
    go(late, provider)
    assert late.get("/jingyue/ledger/").status_code == 302


def test_a_chinese_name_stays_a_name(leader: User) -> None:
    desk = Client()
    desk.post("/accounts/login/", {"login": "sunqi", "password": "Spring-2021-start"})
    go(desk, "weixin", process="connect")
    assert leader.socialaccount_set.get().extra_data["nickname"] == "孙琪 é"  # type: ignore[attr-defined]


def test_the_log_in_page_offers_what_is_switched_on_and_the_browser_may_go_there(
    db: None, settings: Any
) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert "用钉钉登录" in page
    assert "用微信登录" in page
    assert doors_of(ENVIRON) == ["https://login.dingtalk.com", "https://open.weixin.qq.com"]
    assert doors_of({"KAIGONG_OIDC_SERVER": "https://id.zone.cn:8443/realms/a"}) == [
        "https://id.zone.cn:8443"
    ]
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers({})
    page = Client().get("/accounts/login/").content.decode()
    assert "钉钉" not in page
    assert Client().post("/accounts/dingtalk/login/").status_code == 404
    assert Client().post("/accounts/weixin/login/").status_code == 404
