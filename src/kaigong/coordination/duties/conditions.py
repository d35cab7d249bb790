"""The duties that start-up conditions give: to ask, to promise, to keep a promise, to chase one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Condition, ConditionState
from kaigong.coordination.pages.conditions import short
from kaigong.coordination.selectors.conditions import (
    BEFORE_START,
    condition_kinds_of,
    conditions_to_answer,
    officers_project_ids,
    officers_projects,
)
from kaigong.portfolio.registries import Duty
from kaigong.wording import said

MOST = 200
AHEAD_DAYS = 14  # a promise is called to mind so long before its day


def condition_duties(standing: Standing, today: date) -> Iterator[Duty]:
    """What waits for a person as one who owes conditions, and as the officer of a project."""
    waiting = conditions_to_answer(standing).select_related(None)
    for condition in waiting.select_related("project", "kind")[:MOST]:
        yield from _owed(condition, standing, today)
    own = officers_project_ids(standing) if standing.may("coordination.ask_conditions") else []
    if own:
        yield from _chased(own, standing, today)
        yield from _to_ask(standing, today)


def _owed(condition: Condition, standing: Standing, today: date) -> Iterator[Duty]:
    what = _what(condition)
    url = _url(condition, standing)
    if condition.state == ConditionState.PROMISED and condition.promised_on is not None:
        day = condition.promised_on
        if day <= today + timedelta(days=AHEAD_DAYS):
            yield Duty(
                key=f"condition-{condition.pk}",
                due_on=day,
                what=what,
                why=said(f"承诺 {short(day, today)} 到位", f"promised for {short(day, today)}"),
                verb=said("报到位", "Provide"),
                url=url,
            )
        return
    is_withdrawn = condition.state == ConditionState.WITHDRAWN
    yield Duty(
        key=f"condition-{condition.pk}",
        due_on=today if is_withdrawn else condition.answer_due_on,
        what=what,
        why=said("已撤回，等新的承诺", "withdrawn, waits for a new promise")
        if is_withdrawn
        else said("等你单位承诺日期和容量", "waits for your day and capacity"),
        verb=said("承诺", "Promise"),
        url=url,
    )


def _chased(own: Sequence[int], standing: Standing, today: date) -> Iterator[Duty]:
    """Promises to an officer's projects that were broken, and requests without an answer."""
    broken = Q(state=ConditionState.PROMISED, promised_on__lt=today)
    silent = Q(state=ConditionState.ASKED, answer_due_on__lt=today)
    mine = Condition.objects.filter(broken | silent, project__in=own)
    rows = mine.select_related("project", "kind", "owner")
    for condition in rows.order_by("promised_on", "answer_due_on", "id")[:MOST]:
        is_broken = condition.state == ConditionState.PROMISED
        owner = condition.owner
        yield Duty(
            key=f"condition-chase-{condition.pk}",
            due_on=condition.promised_on if is_broken else condition.answer_due_on,
            what=_what(condition),
            why=said(f"{owner}承诺已过，未到位", f"{owner}: promise passed, not there")
            if is_broken
            else said(f"{owner}没有按时答复", f"{owner} has not answered in time"),
            verb=said("催办", "Chase"),
            url=_url(condition, standing),
        )


def _to_ask(standing: Standing, today: date) -> Iterator[Duty]:
    """Starts of an officer's projects that come near while something was not asked for."""
    kinds = condition_kinds_of(standing.zone)
    if not kinds:
        return
    ahead = today + timedelta(days=max(kind.warn_days for kind in kinds))
    near = officers_projects(standing).filter(
        stage__in=BEFORE_START, started_on=None, planned_start_on__range=(today, ahead)
    )
    projects = list(near.order_by("planned_start_on", "code")[:MOST])
    asked = Condition.objects.filter(project__in=projects).exclude(state=ConditionState.UNASKED)
    known = set(asked.values_list("project", "kind"))
    for project in projects:
        left = [kind for kind in kinds if (project.pk, kind.pk) not in known]
        if left and project.planned_start_on is not None:
            names = said("、", ", ").join(str(kind) for kind in left)
            start = short(project.planned_start_on, today)
            yield Duty(
                key=f"conditions-ask-{project.pk}",
                due_on=project.planned_start_on,
                what=said(f"{project}：提请开工要素", f"{project}: ask for the conditions"),
                why=said(
                    f"计划 {start} 开工，未提请：{names}", f"starts {start}; not asked: {names}"
                ),
                verb=said("提请", "Ask"),
                url=reverse("coordination:conditions_of", args=[standing.zone.slug, project.code]),
            )


def _url(condition: Condition, standing: Standing) -> str:
    code = condition.project.code
    page = reverse("coordination:conditions_of", args=[standing.zone.slug, code])
    return f"{page}#{condition.kind.key}"


def _what(condition: Condition) -> str:
    project, kind = condition.project, condition.kind
    return said(f"{project}：{kind}", f"{project}: {kind}")
