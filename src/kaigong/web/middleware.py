"""What happens to every request: it gets a name, is looked over, and an error becomes help."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from kaigong.audit.services import request_name
from kaigong.errors import KaigongError, outage_of
from kaigong.web.refusals import OUTAGE_STATUS, not_taken, refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class NulCharacterError(KaigongError):
    code = "web.nul-character"
    zh = "内容里有一个看不见的空字符（NUL），请删去后再提交。"
    en = "There is an invisible NUL character in it; take it out and send it again."


class UploadTooLargeError(KaigongError):
    code = "web.upload-too-large"
    zh = "文件太大：{megabytes} MB，上限 {limit} MB。请拆成几个文件，或请管理员调高上限。"
    en = "Too large: {megabytes} MB of at most {limit} MB. Split it, or have the limit raised."


class TextTooLargeError(KaigongError):
    code = "web.text-too-large"
    zh = "贴得太多：{megabytes} MB，一次上限 {limit} MB，没有写入。请分几次贴，或导入文件。"
    en = (
        "Too much text: {megabytes} MB, and {limit} MB go at once; nothing was written. Paste it in"
        " parts, or bring a file."
    )


class RequestNaming:
    """Name each request once, for the log, the audit chain and the person who calls for help."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex[:16]
        request.kaigong_name = name  # type: ignore[attr-defined]  # the page of a fault shows it
        token = request_name.set(name)
        structlog.contextvars.bind_contextvars(request=name)
        try:
            response = self.get_response(request)
        finally:
            request_name.reset(token)
            structlog.contextvars.unbind_contextvars("request")
        response.headers["X-Request-Id"] = name
        return response


# A NUL written as a JSON escape: an odd number of backslashes before u0000.
_JSON_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class LookingOver:
    """Refuse once, for all pages, what no page could keep.

    NUL characters: SQLite keeps them, PostgreSQL answers 500, so a row might not move from one to
    the other. Django's form fields refuse them; queries and JSON bodies have nobody else.
    Bodies above the limit: refused by their stated length, before a byte of them is read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        size = int(stated) if stated.isdecimal() else 0  # Django reads nothing then
        if size > settings.UPLOAD_MAX_BYTES:
            error = UploadTooLargeError(
                megabytes=size // 1_000_000 + 1, limit=settings.UPLOAD_MAX_BYTES // 1_000_000
            )
            return refused(request, error, status=413)
        most_text = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if size > most_text and request.content_type == "application/x-www-form-urlencoded":
            told = TextTooLargeError(megabytes=size // 2**20 + 1, limit=most_text // 2**20)
            return refused(request, told, status=413)
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return refused(request, NulCharacterError())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """After the CSRF check, which has read the form already."""
        if request.method in {"POST", "PUT", "PATCH"} and _holds_nul(request):
            return refused(request, NulCharacterError())
        return None


def _holds_nul(request: HttpRequest) -> bool:
    if request.content_type == "application/json":
        return bool(_JSON_NUL.search(request.body))
    if request.content_type == "application/x-www-form-urlencoded":
        return b"%00" in request.body or b"\0" in request.body
    if request.content_type == "multipart/form-data":  # files may hold any byte; fields may not
        return any("\0" in text for _, texts in request.POST.lists() for text in texts)
    return False


class HelpfulErrors:
    """Turn a `KaigongError` into a 422 in the reader's language: page, fragment or JSON.

    Django's answer to a wrong method is an empty page; ours says what to do.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return not_taken(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if (outage := outage_of(error)) is not None:
            return refused(request, outage, status=OUTAGE_STATUS[outage.code])
        return refused(request, error) if isinstance(error, KaigongError) else None
