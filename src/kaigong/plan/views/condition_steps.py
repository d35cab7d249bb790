"""Start-up conditions put into a plan as activities."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.forms import ConditionForm
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.condition_steps import draw_condition
from kaigong.wording import said


@require_POST
@in_zone("plan.edit_plans")
def add(request: InZone, code: str) -> HttpResponse:
    """Put a start-up condition into the plan, as long as its kind is known to take."""
    opened = open_plan(request.standing, code)
    page = reverse("plan:schedule", args=[request.zone.slug, code])
    form = ConditionForm(request.POST)
    if not form.is_valid():
        for faults in form.errors.values():
            for fault in faults:
                messages.error(request, str(fault))
        return redirect(f"{page}#row")
    given = form.cleaned_data
    row = draw_condition(
        opened.plan, given["condition"], standing=request.standing, seen_version=given["version"],
        reason=given["reason"], why=given["why"],
    )  # fmt: skip
    if row.learned_from:
        told = said(
            f"已加「{row}」，工期学自 {row.learned_from} 项",
            f"“{row}” is in the plan, as long as {row.learned_from} of its kind took",
        )
    else:
        told = said(f"已加「{row}」，工期为假定", f"“{row}” is in the plan; its length is assumed")
    messages.success(request, told)
    return redirect(f"{page}?{urlencode({'row': row.key})}#row")
