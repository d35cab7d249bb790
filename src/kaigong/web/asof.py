"""Any past day can be asked: `?as_of=2021-03-29` on pages, lists and exports."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest

from kaigong.accounts.models import Zone
from kaigong.errors import KaigongError


class UnreadableDayError(KaigongError):
    code = "web.unreadable-day"
    zh = "看不懂日期「{text}」；请写成 2021-03-29 这样。"
    en = "“{text}” is not a date we can read; write it like 2021-03-29."


def day_asked(request: HttpRequest) -> date | None:
    """The past day that a request asks for, or none for the present.

    Raises:
        UnreadableDayError: the text is not a date.
    """
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableDayError(text=text[:30]) from error


def moment_asked(request: HttpRequest, zone: Zone) -> datetime | None:
    """The last moment of the past day that a request asks for, in the zone's own time."""
    day = day_asked(request)
    return zone.end_of(day) if day else None


def on_the_same_day(request: HttpRequest, address: str) -> str:
    """An address that a page leads on to, as of the day that the page itself was asked for."""
    day = day_asked(request)
    return f"{address}?as_of={day.isoformat()}" if day else address
