"""A form that a phone sends again because it heard no answer is taken once.

The island `<out-box>` keeps what was typed on the phone and sends it with a key of its own making;
`frontend/lib/outbox.ts` is the other half of this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from kaigong.accounts.models import KeptAnswer, SignedIn
from kaigong.errors import KaigongError

P = ParamSpec("P")
Asked = TypeVar("Asked", bound=SignedIn)
HEAD = "outbox "  # before a key, so that those of programs and of phones do not meet
KEPT_FOR = timedelta(days=90)  # a phone may lie in a drawer over the summer


class OtherContentError(KaigongError):
    code = "web.other-content"
    zh = "这一条已经以别的内容提交过；请打开待发页删去它，再重新填写。"
    en = "This was sent already with other content; delete it in the outbox and fill it in anew."


@dataclass(frozen=True)
class Choice:
    """One way out of a refusal: what the button says, and what is sent beside the same form."""

    label: str
    fields: dict[str, str] = field(default_factory=dict)


def is_from_outbox(request: HttpRequest) -> bool:
    return bool(request.headers.get("Idempotency-Key"))


def sent_once(
    view: Callable[Concatenate[Asked, P], HttpResponse],
) -> Callable[Concatenate[Asked, P], HttpResponse]:
    """Let a view that answers a form with a redirect be used from the outbox too.

    With a key in `Idempotency-Key` the act and the key are kept in one transaction, and the answer
    is JSON: where to go and what was said. The same key again gives the same answer and does
    nothing. A refusal (400 or more) keeps nothing, so that it can be put right and sent again.
    """

    @wraps(view)
    def enter(request: Asked, /, *given: P.args, **named: P.kwargs) -> HttpResponse:
        if request.method != "POST" or not is_from_outbox(request):
            return view(request, *given, **named)
        key = HEAD + request.headers["Idempotency-Key"][:150]
        digest = _digest(request)
        if (kept := _kept(request, key)) is not None:
            return _repeated(kept, digest)
        try:
            with transaction.atomic():
                held = KeptAnswer.objects.create(
                    user=request.user, key=key, request_digest=digest, status=201, body="",
                    at=timezone.now(),
                )  # fmt: skip
                answer = view(request, *given, **named)
                if answer.status_code >= 400:
                    transaction.set_rollback(True)
                    return answer
                done = JsonResponse(
                    {"url": answer.headers.get("Location", ""), "told": _told(request)}, status=201
                )
                held.body = done.content.decode()
                held.save(update_fields=["body"])
                return done
        except IntegrityError:
            # Its twin was quicker. If it is not that, the error is ours and stays loud.
            kept = _kept(request, key)
            if kept is None:
                raise
            return _repeated(kept, digest)

    return enter


def refusal(message: str, *, status: int = 422, choices: Iterable[Choice] = ()) -> JsonResponse:
    """What the person is told beside the form in the outbox, and the ways out."""
    ways = [{"label": each.label, "fields": each.fields} for each in choices]
    return JsonResponse({"message": message, "choices": ways}, status=status)


def refusal_of(form: forms.Form) -> JsonResponse:
    """The faults of a form."""
    told = []
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        told += [f"{label}：{fault}" if label else str(fault) for fault in faults]
    return refusal("；".join(told))


def _digest(request: HttpRequest) -> str:
    """What was sent, without what differs from one sending to the next (seal, boundary)."""
    words = [request.get_full_path()]
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            words += [name, *request.POST.getlist(name)]
    for name in sorted(request.FILES):
        words += [f"{each.name} {each.size}" for each in request.FILES.getlist(name)]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def _kept(request: SignedIn, key: str) -> KeptAnswer | None:
    mine = KeptAnswer.objects.filter(user=request.user)
    mine.filter(key__startswith=HEAD, at__lt=timezone.now() - KEPT_FOR).delete()
    return mine.filter(key=key).first()


def _repeated(kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.request_digest != digest:
        raise OtherContentError()
    answer = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    answer.headers["Idempotent-Replay"] = "true"
    return answer


def _told(request: HttpRequest) -> list[str]:
    """What will be said on the next page; it stays there to be said."""
    waiting = get_messages(request)
    told = [str(each) for each in waiting]
    if isinstance(waiting, BaseStorage):
        waiting.used = False
    return told
