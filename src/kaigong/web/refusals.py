"""How the house says no: a page, a fragment for htmx, or JSON; in the reader's language."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override

from kaigong.audit.services import request_name
from kaigong.errors import (
    DatabaseAwayError,
    KaigongError,
    NoRoomError,
    NoTablesError,
    outage_of,
)
from kaigong.wording import CHINESE, ENGLISH, explain, is_chinese, said, say

OUTAGE_STATUS = {NoRoomError.code: 507, DatabaseAwayError.code: 503, NoTablesError.code: 503}


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _said(request: HttpRequest, text: str, *, code: str, status: int) -> HttpResponse | None:
    """The answer for a script; a person gets a page, made by the caller."""
    if _is_program(request):
        told: dict[str, object] = {"code": code, "faults": []}
        for key, language in (("zh", CHINESE), ("en", ENGLISH)):
            with override(language):
                told[key] = str(text)
        return JsonResponse(told, status=status)
    if _wants_json(request):
        return JsonResponse({"code": code, "message": text}, status=status)
    if _is_fragment(request):
        context = {"text": text, "code": code}
        return render(request, "web/error.html#alert", context, status=status)
    return None


def refused(request: HttpRequest, error: KaigongError, *, status: int = 422) -> HttpResponse:
    """An error that a person can put right."""
    if _is_program(request):
        zh, en = error.in_language("zh"), error.in_language("en")
        told = {"code": error.code, "zh": zh, "en": en, "faults": []}
        return JsonResponse(told, status=status)
    text = explain(error)
    short = _said(request, text, code=error.code, status=status)
    if short:
        return short
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = ""
    context = {"text": text, "code": error.code, "back": back}
    return render(request, "web/error.html", context, status=status)


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001  (Django names it)
) -> HttpResponse:
    """No such page, or not yours to see; the two cannot be told apart."""
    text = say(
        "没有这个页面，或者你无权查看。", "There is no such page, or it is not yours to see."
    )
    short = _said(request, text, code="web.not-found", status=404)
    return short or render(request, "404.html", status=404)


def not_taken(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """An address that takes forms only was opened: after signing in anew, or by reloading."""
    text = say(
        "这个地址只接收提交，不能直接打开。如果刚重新登录过，请回到原来的页面再提交一次。",
        "This address takes what a form sends and cannot be opened. "
        "If you have just signed in again, go back to the form and send it once more.",
    )
    code = "web.not-taken"
    answer = _said(request, text, code=code, status=refusal.status_code) or render(
        request, "web/error.html", {"text": text, "code": code}, status=refusal.status_code
    )
    answer.headers["Allow"] = refusal.headers.get("Allow", "")
    return answer


def not_permitted(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001  (Django names it)
    reason: str = "",
) -> HttpResponse:
    """The form's seal is missing or old (CSRF), or Django refuses the request."""
    text = say(
        "这一步没有获准：可能页面开得太久。请回到上一页刷新后再试。",
        "This step was refused: perhaps the page was open too long. Go back, reload, try again.",
    )
    short = _said(request, text, code="web.refused", status=403)
    return short or render(request, "403.html", {"reason": reason}, status=403)


def unreadable(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001  (Django names it)
) -> HttpResponse:
    """A request that no browser of ours would send."""
    text = say("看不懂这个请求。", "This request cannot be read.")
    short = _said(request, text, code="web.unreadable", status=400)
    return short or render(request, "400.html", status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """A bug. The page asks neither session nor database: one of them may be what failed."""
    name = request_name.get() or str(getattr(request, "kaigong_name", ""))
    text = said("系统出错了，没有写入任何数据。", "A fault of ours. Nothing was written.")
    code, status = "web.fault", 500
    if outage := outage_of(sys.exc_info()[1]):  # a session could not be kept, beyond any view
        text, code, status = explain(outage), outage.code, OUTAGE_STATUS[outage.code]
    if _wants_json(request):
        message = {"code": code, "message": text, "request": name}
        return JsonResponse(message, status=status)
    language = "zh-CN" if is_chinese() else "en"
    context = {"html_language": language, "theme": "light", "request_name": name, "text": text}
    template = "web/fault.html#alert" if _is_fragment(request) else "500.html"
    return HttpResponse(render_to_string(template, context), status=status)
