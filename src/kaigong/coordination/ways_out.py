"""The ways out of the house, by Apprise. Only `posting` comes here.

What comes back is never more than a few words: an exception of a web library names the address, so
none is passed on, and Apprise's own lines do not reach the log.
"""

from __future__ import annotations

import base64
import http.client
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from io import StringIO
from typing import Any
from urllib.parse import unquote, urlencode

import apprise
import requests
from apprise.plugins import dingtalk, wecombot
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email.base import NotifyEmail

from kaigong.coordination import reach
from kaigong.coordination.models import ChannelKind
from kaigong.coordination.posting import Answer, Outcome

_SERVICES: Mapping[str, ChannelKind] = {
    "NotifyWeComBot": ChannelKind.WECOM,
    "NotifyDingTalk": ChannelKind.DINGTALK,
    "NotifyFeishu": ChannelKind.FEISHU,
    "NotifyLark": ChannelKind.FEISHU,
    "NotifyEmail": ChannelKind.MAIL,
    "NotifyJSON": ChannelKind.HOOK,
}
_SCHEMES = tuple(
    f"{scheme}://"
    for scheme in (
        "https",
        "wecombot",
        "dingtalk",
        "feishu",
        "lark",
        "mailto",
        "mailtos",
        "json",
        "jsons",
    )
)
# As the robots' own pages give them; Apprise reads that of WeCom by itself.
_AS_GIVEN = {
    "https://oapi.dingtalk.com/robot/send?access_token=": "dingtalk://",
    "https://open.feishu.cn/open-apis/bot/v2/hook/": "feishu://",
}
_ASSET = apprise.AppriseAsset(
    app_id="Kaigong", app_desc="Kaigong", app_url="", secure_logging=True, plugin_paths=[]
)


# Apprise says why only in its log, which all threads of a process share.
_ONE_AT_A_TIME = threading.Lock()
_heard: ContextVar[list[Any] | None] = ContextVar("kaigong_heard", default=None)


class _Listening:
    """The web library, as a module of Apprise sees it, with its last answer remembered.

    WeCom and DingTalk answer 200 and an error number to a message they refuse, which those modules
    take for success.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def post(self, *given: Any, **named: Any) -> Any:
        answer = self._inner.post(*given, **named)
        if (heard := _heard.get()) is not None:
            heard.append(answer)
        return answer


for _module in (wecombot, dingtalk):
    setattr(_module, "requests", _Listening(requests))  # noqa: B010  (no stub knows the name)


@contextmanager
def _hearing() -> Iterator[list[Any]]:
    heard: list[Any] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


@contextmanager
def _log_kept_in() -> Iterator[StringIO]:
    """What Apprise says, kept from the log of the house: its lines name addresses."""
    logger = logging.getLogger("apprise")
    lines = apprise.LogCapture(level=logging.DEBUG)  # type: ignore[no-untyped-call]  # theirs
    with _ONE_AT_A_TIME:
        was, logger.propagate = logger.propagate, False
        try:
            with lines as kept:
                yield kept
        finally:
            logger.propagate = was


def kind_of(address: str) -> ChannelKind | None:
    """What an address leads to; none if nothing of ours."""
    service = _service(address)
    return _SERVICES.get(type(service).__name__) if service is not None else None


def judge(address: str, *, inside: bool) -> None:
    """See `posting.judge`."""
    service = _service(address)
    if isinstance(service, NotifyJSON):
        _target(service, inside=inside)


def post(address: str, *, title: str, body: str, key: str, inside: bool) -> Answer:
    """Send one message; see `posting.post`."""
    service = _service(address)
    if service is None or type(service).__name__ not in _SERVICES:
        return Answer(Outcome.REFUSED, "address not understood")
    if isinstance(service, NotifyJSON):
        return _post_json(service, title=title, body=body, key=key, inside=inside)
    if isinstance(service, NotifyEmail):
        service.headers["Message-ID"] = f"<{key}@kaigong.invalid>"
    with _log_kept_in() as lines, _hearing() as heard:
        went_well = service.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
        told = lines.getvalue()
    if went_well:
        refusal = _refusal(heard, secret=address)
        return Answer(Outcome.REFUSED, refusal) if refusal else Answer(Outcome.SENT)
    is_unsure = "Read timed out" in told or (
        "timed out" in told and isinstance(service, NotifyEmail)
    )
    if is_unsure:
        return Answer(Outcome.UNSURE, "no answer in time")
    return Answer(Outcome.REFUSED, _words(told, secret=address))


def _post_json(service: Any, *, title: str, body: str, key: str, inside: bool) -> Answer:
    """To another system by our own hand: Apprise would look its name up a second time."""
    told = {"version": "1.0", "title": title, "message": body, "attachments": [], "type": "info"}
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Kaigong/1"}
    if service.user:
        login = base64.b64encode(f"{service.user}:{service.password or ''}".encode()).decode()
        headers["Authorization"] = f"Basic {login}"
    headers |= {**service.headers, "Idempotency-Key": key}
    try:
        target = _target(service, inside=inside)
        status = reach.post(target, json.dumps(told, ensure_ascii=False), headers)
    except reach.AddressNotReachableError as error:
        return Answer(Outcome.REFUSED, error.in_language("en")[:200])
    except TimeoutError:
        return Answer(Outcome.UNSURE, "no answer in time")
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Answer(Outcome.REFUSED, _words(f"{error} - {type(error).__name__}", secret=""))
    if 200 <= status < 300:
        return Answer(Outcome.SENT)
    return Answer(Outcome.REFUSED, f"error={status}")


def _target(service: Any, *, inside: bool) -> reach.Target:
    host = service.host if service.port is None else f"{service.host}:{service.port}"
    scheme = "https" if service.secure else "http"
    query = f"?{urlencode(service.params)}" if service.params else ""
    address = f"{scheme}://{host}{service.fullpath or '/'}{query}"
    return reach.target_of(address, inside=inside, shown=f"{scheme}://{host}")


_KNOWN_TO_ALL = {"cgi-bin", "webhook", "access_token", "open-apis"}  # parts of every address


def _service(address: str) -> Any:
    if not address.lower().startswith(_SCHEMES):
        return None
    for begins, instead in _AS_GIVEN.items():
        if address.startswith(begins):
            address = instead + address.removeprefix(begins)
    with _log_kept_in():
        return apprise.Apprise.instantiate(address, asset=_ASSET, suppress_exceptions=True)


def _refusal(heard: list[Any], *, secret: str) -> str:
    """What a robot said that answered 200 to a message it did not take."""
    for answer in heard:
        try:
            said = json.loads(answer.content)
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("errcode"):
            number, why = f"errcode {said['errcode']}", str(said.get("errmsg", ""))
            return f"{number}: {why}"[:200] if _is_harmless(why, secret) else number
    return ""


def _words(told: str, *, secret: str) -> str:
    """The line that says why, without a piece of the address."""
    for known in ("Connection refused", "Name or service not known", "certificate verify failed"):
        if known in told:
            return known
    if "ConnectTimeout" in told or ("Connection to" in told and "timed out" in told):
        return "no connection in time"
    found = [line for line in told.splitlines() if "Failed" in line or "error" in line.lower()]
    line = found[0].rpartition(" - ")[2] if found else "not sent"
    return line[:200] if _is_harmless(line, secret) else "not sent"


def _is_harmless(text: str, secret: str) -> bool:
    return not any(piece in text for piece in _pieces(secret))


def _pieces(secret: str) -> set[str]:
    rest = unquote(secret.partition("://")[2])
    for sign in "/?&=:@":
        rest = rest.replace(sign, " ")
    return {piece for piece in rest.split() if len(piece) > 5} - _KNOWN_TO_ALL
