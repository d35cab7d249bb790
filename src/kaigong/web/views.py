"""The corner of every page, and what a monitor asks."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.models import User
from kaigong.web.frame import THEMES

YEAR_SECONDS = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return redirect(target)


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Read in the other language from now on."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=language)
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark from now on, on this device."""
    response = _back(request)
    if request.POST.get("theme") in THEMES:
        _remember(response, "kaigong_theme", request.POST["theme"])
    return response


@require_GET
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers and has the form that this code expects."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return JsonResponse({"status": "waiting for migrations", "count": len(waiting)}, status=503)
    return JsonResponse({"status": "ok"})
