"""An act that a program repeats because it heard no answer is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema

from kaigong.accounts.models import KeptAnswer, User
from kaigong.web.api.troubles import KeyUsedError
from kaigong.web.sent_once import HEAD

KEPT_FOR = timedelta(hours=24)
JSON = "application/json; charset=utf-8"


def once(request: HttpRequest, key: str, act: Callable[[], Schema]) -> HttpResponse:
    """Do an act and answer 201; for a key that was used before, give the answer of then.

    The key and the act are kept by one transaction: either both are on record or none.

    Raises:
        KeyUsedError: the key stands for a request with other content.
    """
    user = request.user
    assert isinstance(user, User)  # noqa: S101  (the door lets nobody else in)
    if not key:
        with transaction.atomic():
            return _answer(act().model_dump_json())
    words = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    digest = hashlib.sha256(words).hexdigest()
    if (kept := _kept(user, key)) is not None:
        return _repeated(kept, digest)
    try:
        with transaction.atomic():
            held = KeptAnswer.objects.create(
                user=user, key=key, request_digest=digest, status=201, body="", at=timezone.now()
            )
            held.body = act().model_dump_json()
            held.save(update_fields=["body"])
    except IntegrityError:
        # Its twin was quicker. If it is not that, the error is ours and stays loud.
        kept = _kept(user, key)
        if kept is None:
            raise
        return _repeated(kept, digest)
    return _answer(held.body)


def _kept(user: User, key: str) -> KeptAnswer | None:
    old = KeptAnswer.objects.filter(user=user, at__lt=timezone.now() - KEPT_FOR)
    old = old.exclude(key__startswith=HEAD)  # those of a phone are kept longer
    if old.exists():
        old.delete()
    return KeptAnswer.objects.filter(user=user, key=key).first()


def _repeated(kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.request_digest != digest:
        raise KeyUsedError(key=kept.key)
    answer = _answer(kept.body)
    answer.headers["Idempotent-Replay"] = "true"
    return answer


def _answer(body: str) -> HttpResponse:
    return HttpResponse(body, status=201, content_type=JSON)
