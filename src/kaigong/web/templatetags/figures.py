"""How figures are shown: amounts in 亿元 and 万元, or in millions and billions of a currency."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template

from kaigong.accounts.models import Zone
from kaigong.web.amounts import Shown, in_words, shown_amount

register = template.Library()


@register.simple_tag
def amount(value: Decimal | None, zone: Zone, unit: str = "") -> Shown:
    """An amount with the unit that a reader of the zone expects; see `web.amounts`."""
    return shown_amount(value, currency=zone.currency, unit=unit)


@register.filter
def short_day(day: date | None) -> str:
    """A near date as people say it: 3-31."""
    return f"{day.month}-{day.day:02d}" if day else ""


@register.filter
def recorded(moment: datetime | None, zone: Zone) -> str:
    """When something went on record, in the zone's time: 2021-03-29 08:30."""
    return f"{zone.moment_there(moment):%Y-%m-%d %H:%M}" if moment else ""


@register.filter
def recorded_day(moment: datetime | None, zone: Zone) -> str:
    """The day alone: 2021-03-29."""
    return f"{zone.moment_there(moment):%Y-%m-%d}" if moment else ""


@register.filter
def percent(share: Decimal | float | None, digits: int = 1) -> str:
    """A fraction as a percentage with a space before the sign: 0.5492 as 54.9 %."""
    return "" if share is None else f"{float(share) * 100:,.{digits}f} %"


@register.filter
def number(value: Decimal | float | None, digits: int = 0) -> str:
    """A number with thousands separators; nothing on record stays empty, it is never a 0."""
    return "" if value is None else f"{value:,.{digits}f}"


@register.simple_tag
def amount_words(value: Decimal | None, zone: Zone) -> str:
    """An amount with its unit as running text: 0.40 亿元."""
    return in_words(value, currency=zone.currency)
