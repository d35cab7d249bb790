"""The page of categories: names, days, order, open or closed."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.settings import CategoryForm, category_form
from kaigong.coordination.life import OVER
from kaigong.coordination.models import IssueCategory
from kaigong.coordination.services.categories import (
    add_category,
    change_category,
    close_category,
    reopen_category,
)
from kaigong.coordination.views.answers import CHANGE, SEE, back, history_of
from kaigong.wording import said


@require_GET
@in_zone(SEE)
def categories(request: InZone) -> HttpResponse:
    """All categories of the zone with their days, and how many open issues each has."""
    is_open = ~Q(issues__state__in=OVER) & Q(issues__isnull=False)
    found = IssueCategory.objects.filter(zone=request.zone)
    counted = found.annotate(open_issues=Count("issues", filter=is_open)).order_by("place", "id")
    rows = [(category, category_form(category)) for category in counted]
    context = {
        "rows": rows,
        "blank": CategoryForm(initial={"place": len(rows) + 1}),
        "may_change": request.standing.may(CHANGE),
        "lines": history_of(request, "coordination.categor"),
    }
    return render(request, "coordination/categories.html", context)


@require_POST
@in_zone(CHANGE)
def add(request: InZone) -> HttpResponse:
    """A new category."""
    form = CategoryForm(request.POST)
    if not form.is_valid():
        return back(request, "categories", form=form)
    made = add_category(request.zone, text=form.text(), by=request.user)
    return back(request, "categories", told=said(f"已新增「{made}」", f"Added “{made}”"))


@require_POST
@in_zone(CHANGE)
def change(request: InZone, category: str) -> HttpResponse:
    """Other words, days or another place."""
    found = _one(request, category)
    form = CategoryForm(request.POST, prefix=f"c{found.pk}")
    if not form.is_valid():
        return back(request, "categories", form=form)
    held = change_category(found, text=form.text(), by=request.user)
    return back(request, "categories", told=said(f"「{held}」已保存", f"“{held}” saved"))


@require_POST
@in_zone(CHANGE)
def close(request: InZone, category: str) -> HttpResponse:
    """Offer it no more."""
    found = _one(request, category)
    close_category(found, by=request.user)
    return back(request, "categories", told=said(f"「{found}」已停用", f"“{found}” closed"))


@require_POST
@in_zone(CHANGE)
def reopen(request: InZone, category: str) -> HttpResponse:
    """Offer it again."""
    found = _one(request, category)
    reopen_category(found, by=request.user)
    return back(request, "categories", told=said(f"「{found}」已恢复", f"“{found}” is open again"))


def _one(request: InZone, key: str) -> IssueCategory:
    return get_object_or_404(IssueCategory, zone=request.zone, key=key)
