"""The house as an app on a phone: its manifest, the service worker, the outbox.

What is written without a network lies in the browser (`frontend/lib/outbox.ts`); here is only what
the browser asks for. Nothing on the page of the outbox is of a person, so that it may be kept.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kaigong.accounts.models import User
from kaigong.web.templatetags.islands import built_files, sheet_address
from kaigong.wording import is_chinese, said

WORKER = "kaigong/service_worker.js"
SHEETS = ("web/tokens.css", "web/components.css", "web/pages.css")
ICONS = (("web/icon-192.png", "192x192"), ("web/icon-512.png", "512x512"))


def who(user: object) -> str:
    """A name for a person that a phone may hold and that says nothing; empty when signed out."""
    if not isinstance(user, User):
        return ""
    return salted_hmac("kaigong.outbox", str(user.pk)).hexdigest()[:16]


@require_GET
@never_cache
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, with the files that it is to keep.

    Raises:
        Http404: the front end is not built.
    """
    found = finders.find(WORKER)
    if not found:
        raise Http404
    kept = [*built_files(), *(sheet_address(sheet) for sheet in SHEETS)]
    script = f"self.KEPT = {json.dumps(kept)};\n{Path(str(found)).read_text()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone shows of the house on its first screen."""
    told = {
        "id": "/",
        "name": said("开工", "Kaigong"),
        "short_name": said("开工", "Kaigong"),
        "lang": "zh-CN" if is_chinese() else "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F6F5F1",
        "theme_color": "#1B1D1F",
        "icons": [
            {"src": static(file), "sizes": sizes, "type": "image/png", "purpose": "any maskable"}
            for file, sizes in ICONS
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """What waits on this phone; the browser fills it in."""
    return render(request, "web/outbox.html")


@require_GET
@never_cache
def ticket(request: HttpRequest) -> HttpResponse:
    """Whose session this is, and the seal that what is sent must bear."""
    return JsonResponse({"who": who(request.user), "seal": get_token(request)})
