"""The public API under /api/v1: every slice's router, and how errors are answered."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kaigong.cockpit.api import router as cockpit
from kaigong.coordination.api import router as coordination
from kaigong.errors import KaigongError
from kaigong.plan.api import router as plan
from kaigong.portfolio.api import router as portfolio
from kaigong.web.api.doors import SessionDoor, TokenDoor
from kaigong.web.api.troubles import (
    Fault,
    NotFoundError,
    NotSignedInError,
    Trouble,
    trouble_of,
)

ABOUT = """\
开工的公开接口。每个人用自己的令牌（`Authorization: Bearer kg_…`），看得到、改得了的与网页上一样。
金额是园区货币的整元小数文本，日期是 2021-03-29。`as_of` 取某日终了时的记录。

Kaigong's public API. Everybody uses a token of his or her own and sees and changes exactly what the
pages allow. Amounts are decimal texts in whole units of the zone's currency, days are 2021-03-29,
`as_of` asks for what was on record at the end of a day. Reads carry an ETag (If-None-Match → 304),
changes take If-Match (412 shows both values), POST takes an Idempotency-Key kept for 24 hours.
"""


class KaigongApi(NinjaAPI):
    """Answers carry an ETag, so that a program that asks again need not read again."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """The answer; 304 without a body when the asker has it already."""
        response = super().create_response(
            request, data, status=status, temporal_response=temporal_response
        )
        if request.method != "GET" or response.status_code != 200:
            return response
        if "ETag" not in response.headers:
            digest = hashlib.sha256(response.content).hexdigest()[:24]
            response.headers["ETag"] = f'"{digest}"'
        response.headers["Cache-Control"] = "private, no-cache"
        known = request.headers.get("If-None-Match", "")
        if response.headers["ETag"] in {
            each.strip().removeprefix("W/") for each in known.split(",")
        }:
            response.status_code, response.content = 304, b""
        return response


api = KaigongApi(
    title="开工 Kaigong",
    version="1.0",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,  # a docs page would call another host for its script
    auth=[TokenDoor(), SessionDoor()],
)
api.add_router("", portfolio)
api.add_router("", cockpit)
api.add_router("", coordination)
api.add_router("", plan)


def _answer(request: HttpRequest, error: KaigongError) -> HttpResponse:
    status, trouble = trouble_of(error)
    return api.create_response(request, trouble.model_dump(), status=status)


@api.exception_handler(KaigongError)
def _helpful(request: HttpRequest, error: KaigongError) -> HttpResponse:
    return _answer(request, error)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(request, NotFoundError())


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    response = _answer(request, NotSignedInError())
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        Fault(
            where=".".join(str(part) for part in each["loc"]),
            zh=f"不合格式：{each['msg']}",
            en=str(each["msg"]),
        )
        for each in error.errors
    ]
    trouble = Trouble(
        code="api.unfit",
        zh=f"请求有 {len(faults)} 处不合格式；见 faults。",
        en=f"{len(faults)} parts of the request do not fit; see the faults.",
        faults=faults,
    )
    return api.create_response(request, trouble.model_dump(), status=422)


@api.exception_handler(HttpError)
def _plain(request: HttpRequest, error: HttpError) -> HttpResponse:
    trouble = Trouble(code="api.unreadable", zh=f"请求读不懂：{error}", en=str(error))
    return api.create_response(request, trouble.model_dump(), status=error.status_code)
