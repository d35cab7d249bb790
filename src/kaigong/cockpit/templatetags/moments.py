"""Moments in a zone's own time, and a bar of so many of so many."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from kaigong.accounts.models import Zone
from kaigong.web.charts import bar
from kaigong.wording import said

register = template.Library()
WEEKDAYS_ZH = "一二三四五六日"


@register.filter
def short_moment(moment: datetime | None, zone: Zone) -> str:
    """A near moment by its day: 3-26."""
    if moment is None:
        return ""
    day = zone.moment_there(moment)
    return f"{day.month}-{day.day:02d}"


@register.filter
def full_moment(moment: datetime | None, zone: Zone) -> str:
    """Day, weekday and time: 2021-03-29 周一 08:30."""
    if moment is None:
        return ""
    there = zone.moment_there(moment)
    weekday = said(f"周{WEEKDAYS_ZH[there.weekday()]}", f"{there:%a}")
    return f"{there:%Y-%m-%d} {weekday} {there:%H:%M}"


@register.simple_tag
def share_bar(done: int, of: int) -> SafeString:
    """How much of a whole is done, as a bar; the figures stand beside it."""
    return bar(done / of if of else None)
