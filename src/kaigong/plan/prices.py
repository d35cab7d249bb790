"""The price of an issue 问题的价 on pages of coordination: days of slip and money of this year.

It says how a project stands, so a firm never sees one, nor that the list can be ordered by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, QuerySet, Subquery

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination import registries
from kaigong.plan.models import Activity, ForecastAction, IssueTie
from kaigong.plan.selectors.forecasts import latest_forecast, prices_for
from kaigong.web.amounts import estimate_in_words
from kaigong.wording import said, say

if TYPE_CHECKING:
    from kaigong.coordination.models import Issue


def may_see(standing: Standing) -> bool:
    return standing.may("plan.see_prices")


def price_words(action: ForecastAction, zone: Zone) -> str:
    """Days and money, as people say it."""
    money = estimate_in_words(action.gain_amount, currency=zone.currency)
    days = round(action.slip_days or 0)
    if days >= 1:
        return said(f"拖 {days} 天，今年 {money}", f"{days} days, {money} of this year")
    return said(f"今年 {money}", f"{money} of this year")


def words(standing: Standing, issues: Sequence[Issue]) -> Mapping[int, str]:
    """What issues are worth."""
    prices = prices_for(standing, [issue.pk for issue in issues])
    return {number: price_words(each, standing.zone) for number, each in prices.items()}


def ordered(standing: Standing, issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """The dearest first; those without a price last, in the order they had."""
    latest = latest_forecast(standing.zone)
    worth = ForecastAction.objects.filter(forecast=latest, issue=OuterRef("pk"))
    priced = issues.annotate(worth=Subquery(worth.values("gain_amount")[:1]))
    return priced.order_by(F("worth").desc(nulls_last=True), *issues.query.order_by, "-pk")


def panel(standing: Standing, issue: Issue) -> Mapping[str, object] | None:
    """What an issue is worth, and where in its project's plan it stands."""
    if not may_see(standing) or issue.project_id is None:
        return None
    price = prices_for(standing, [issue.pk]).get(issue.pk)
    tie = IssueTie.objects.filter(issue=issue).select_related("activity").first()
    rows: Sequence[Activity] = ()
    if standing.may("plan.edit_plans"):
        work = Activity.objects.filter(sub_plan__project=issue.project_id, finished=None)
        rows = list(work.filter(children=None).order_by("place", "id"))
    if price is None and not rows:
        return None
    return {
        "price": price,
        "words": price_words(price, standing.zone) if price else "",
        "points": price.gain_chance * 100 if price else None,
        "made_on": price.forecast.on if price else None,
        "tie": tie,
        "rows": rows,
        "may_open": standing.may("plan.see_forecast"),
    }


registries.issue_panels.register(
    registries.IssuePanel("price", "plan/issue_price.html", order=10, facts=panel)
)
registries.issue_notes.register(
    registries.IssueNote(
        "price",
        say("按价", "By worth"),
        order=10,
        is_for=may_see,
        words=words,
        ordered=ordered,
    )
)
