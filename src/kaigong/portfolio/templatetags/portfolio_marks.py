"""Small marks of the project's pages: quantities, shares on their track."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from kaigong.portfolio.batches import batch_name
from kaigong.portfolio.selectors.plans import PlanValue
from kaigong.web.amounts import Unit, plain
from kaigong.web.charts import bar
from kaigong.wording import said

register = template.Library()


@register.filter
def quantity(value: Decimal | None) -> str:
    """A quantity without empty decimals: 20, not 20.000."""
    return "" if value is None else plain(value)


@register.simple_tag
def share_bar(share: float | None, tick: float | None = None) -> SafeString:
    """A share from 0 to 1 on its track, with a tick for where it should be."""
    return bar(share, tick=tick)


@register.filter
def batch_words(name: str) -> str:
    """A batch in the reader's language; any other name as it is."""
    return batch_name(name)


@register.filter
def minus(whole: int, part: int) -> int:
    """What is left of a whole."""
    return whole - part


@register.filter
def of(values: Mapping[object, object], key: object) -> object | None:
    """The value of a key, none where there is none."""
    return values.get(key)


@register.simple_tag
def plan_value(value: PlanValue, unit: Unit) -> str:
    """A cell of a plan in words, amounts in the ledger's unit."""
    if value is None or value == "" or value == {}:
        return ""
    if isinstance(value, bool):
        return said("是", "yes") if value else said("否", "no")
    if isinstance(value, Decimal):
        return f"{value / unit.size:,.2f}"
    if isinstance(value, dict):
        months = sorted(value.items(), key=lambda each: int(each[0]))
        told = [
            said(f"{month}月 ", f"{month}: ") + f"{Decimal(amount) / unit.size:,.2f}"
            for month, amount in months
        ]
        return said("，", ", ").join(told)
    return str(value)
