"""What one owns in plans, for one's own calendar: promises, milestones, starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.plan.models import Activity, ActivityKind
from kaigong.plan.moments import begin_of, finish_day, start_day
from kaigong.plan.selectors.plans import plans_for
from kaigong.portfolio.selectors.deadlines import Deadline
from kaigong.wording import said

MOST = 500
KEPT_DAYS = 31  # what is done stays in the calendar so long
_NODES = (ActivityKind.START_MILESTONE, ActivityKind.FINISH_MILESTONE)


def deadlines_of_plans(standing: Standing) -> Iterator[Deadline]:
    """The promises, milestones and starts of the activities that a person owns.

    What is done is marked and leaves after a month; dates are those of the last reckoning.
    """
    today = standing.zone.today()
    recent = begin_of(today - timedelta(days=KEPT_DAYS))
    own = Activity.objects.filter(
        Q(finished=None) | Q(finished__gte=recent),
        owner=standing.user,
        children=None,
        sub_plan__in=plans_for(standing).values("pk"),
    )
    for row in own.select_related("sub_plan__project").order_by("early_start", "pk")[:MOST]:
        yield from _of(row, standing)


def _of(row: Activity, standing: Standing) -> Iterator[Deadline]:
    is_done = row.finished is not None
    if row.committed is not None:
        what, why = said("承诺完成", "promised"), said("计划里的承诺", "a promise of the plan")
        yield _day(row, standing, "promise", finish_day(row.committed), what, why, is_done)
    if row.kind in _NODES:
        minute = row.early_finish if row.finished is None else row.finished
        if minute is not None and row.committed is None:
            what, why = said("节点", "milestone"), said("计划推算的日期", "as the plan comes out")
            # A milestone at the end of a shift or at its beginning: it takes no time.
            yield _day(row, standing, "node", finish_day(minute), what, why, is_done)
    elif row.started is None and row.early_start is not None:
        what, why = said("开始", "starts"), said("计划推算的日期", "as the plan comes out")
        yield _day(row, standing, "start", start_day(row.early_start), what, why, False)


def _day(
    row: Activity, standing: Standing, key: str, on: date, what: str, why: str, is_done: bool
) -> Deadline:
    project = row.sub_plan.project
    is_sample = row.sub_plan.is_sample or project.is_sample
    sample = said("（样例）", " (sample)") if is_sample else ""
    page = reverse("plan:schedule", args=[standing.zone.slug, project.code])
    return Deadline(
        key=f"plan-{row.pk}-{key}",
        on=on,
        what=said(f"{project}{sample}：{row} {what}", f"{project}{sample}: {row} {what}"),
        why=f"{project.code} · {row.key} · {why}",
        code=project.code,
        is_done=is_done,
        url=f"{page}?{urlencode({'row': row.key})}#row",
    )
