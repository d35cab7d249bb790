"""The tabs of one project's plan."""

from __future__ import annotations

from typing import Any

from django import template

from kaigong.plan.units import counted
from kaigong.web.asof import on_the_same_day

register = template.Library()


@register.filter
def with_unit(number: float, unit: str) -> str:
    """A number with its unit, in the reader's language."""
    return counted(number, unit)


@register.inclusion_tag("plan/plan_tabs.html", takes_context=True)
def plan_tabs(context: dict[str, Any], here: str) -> dict[str, Any]:
    """The pages of a plan that the reader may open, on each of them alike.

    Args:
        here: The page that is open.
    """
    standing = context["request"].standing
    return {
        "zone": context["zone"],
        "project": context["project"],
        "here": here,
        "then": on_the_same_day(context["request"], ""),
        "may_edit": standing.may("plan.edit_plans"),
        "may_forecast": standing.may("plan.see_forecast"),
    }
