"""What happens to every request: it gets a name, and an error becomes help."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kaigong.accounts.models import SignedIn
from kaigong.audit.services import request_name
from kaigong.errors import KaigongError
from kaigong.wording import explain

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestNaming:
    """Name each request once, for the log, the audit chain and the person who calls for help."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex[:16]
        token = request_name.set(name)
        structlog.contextvars.bind_contextvars(request=name)
        try:
            response = self.get_response(request)
        finally:
            request_name.reset(token)
            structlog.contextvars.unbind_contextvars("request")
        response.headers["X-Request-Id"] = name
        return response


class HelpfulErrors:
    """Turn a `KaigongError` into a 422 in the reader's language: page, fragment or JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, KaigongError):
            return None
        text = explain(error)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"code": error.code, "message": text}, status=422)
        template = "web/error.html"
        if cast(SignedIn, request).htmx:
            template += "#alert"
        return render(request, template, {"text": text, "code": error.code}, status=422)
