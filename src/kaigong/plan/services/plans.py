"""A plan is drawn from a template, and locked as it was approved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines.scheduling import Calendar
from kaigong.engines.waiting import Basis, Experience
from kaigong.plan import events
from kaigong.plan.drafting import redrawing
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import NothingToLockError, PlanExistsError
from kaigong.plan.link_words import links_in
from kaigong.plan.models import (
    Activity,
    ActivityKind,
    Baseline,
    BaselineActivity,
    DurationSource,
    SubPlan,
    WorkCalendar,
)
from kaigong.plan.moments import begin_of, end_of
from kaigong.plan.selectors.durations import learned_durations, step_kind
from kaigong.plan.services.calendars import begin_calendars
from kaigong.plan.templates import Step, Template

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

DAY = 480  # working minutes of a day of a template


@transaction.atomic
def draw_plan(
    project: Project,
    *,
    standing: Standing,
    start: date,
    template: Template | None = None,
    promised_on: date | None = None,
    is_sample: bool = False,
) -> SubPlan:
    """Begin the plan of a project: from a template, or with nothing in it yet.

    Where the zone has learned how long a step takes, it takes as long as half of its kind did, and
    says of how many that was learned.

    Args:
        promised_on: The day the hand-over was promised for; it binds the template's last step.

    Raises:
        PlanExistsError: the project has a plan.
        KaigongError: the plan cannot be reckoned.
    """
    if SubPlan.objects.filter(project=project).exists():
        raise PlanExistsError(project=project)
    calendars = begin_calendars(standing.zone, by=standing.user)
    plan = SubPlan.objects.create(
        project=project,
        calendar=calendars.get("site") or next(iter(calendars.values())),
        start=begin_of(start),
        template=template.key if template else "",
        is_sample=is_sample,
    )
    record(
        "plan.plan.drawn",
        by=standing.user,
        zone=standing.zone.slug,
        subject=project.code,
        template=plan.template,
        start=start,
    )
    if template:
        names = template.name, template.name_en
        with redrawing(plan, standing=standing, verb="draw", words=names) as draft:
            _put_steps(draft, template, calendars, promised_on)
    return plan


def _put_steps(
    draft: Draft, template: Template, calendars: dict[str, WorkCalendar], promised_on: date | None
) -> None:
    above: list[Activity] = []
    experience = learned_durations(draft.plan.project.zone).experience
    for place, step in enumerate(template.steps):
        calendar = calendars.get(step.calendar)
        per_day = Calendar.weekly(calendar.week).minutes_per_day if calendar else DAY
        row = draft.activities[step.key] = Activity(
            sub_plan=draft.plan,
            key=step.key,
            name=step.name,
            name_en=step.name_en,
            parent=above[step.level - 1] if step.level else None,
            place=place,
            kind=step.kind,
            trade=step.trade,
            duration=(step.days or 0) * per_day,
            duration_source=DurationSource.ASSUMED,
            calendar=calendar,
        )
        _learn(row, step, template, experience, per_day=per_day)
        above[step.level :] = [row]
        if step.is_handed_over and promised_on:
            row.committed = end_of(promised_on)
        for link in links_in(step.after, per_day=DAY):
            draft.links[link.before, step.key, link.kind] = link.lag


def _learn(
    row: Activity, step: Step, template: Template, experience: Experience, *, per_day: int
) -> None:
    """Give a step the likely days of its kind, where enough of them are done."""
    known = experience.of(step_kind(template.key, step.key), step.trade)
    if known.basis is Basis.ASSUMED or not step.days or step.kind != ActivityKind.TASK:
        return
    row.template_duration = row.duration
    row.duration = max(1, round(known.three_points(step.days).p50)) * per_day
    row.duration_source, row.learned_from = DurationSource.LEARNED, known.closed


@transaction.atomic
def lock_plan(plan: SubPlan, *, reason: str, standing: Standing) -> Baseline:
    """Keep the plan's dates as approved 计划锁定; what comes later is compared with them.

    Raises:
        NothingToLockError: the plan has no dates.
    """
    held = SubPlan.objects.select_for_update().get(pk=plan.pk)
    rows = [
        (row.key, row.early_start, row.early_finish)
        for row in Activity.objects.filter(sub_plan=held)
        if row.early_start is not None and row.early_finish is not None
    ]
    if not rows:
        raise NothingToLockError(project=held.project)
    last = held.baselines.order_by("-number").first()
    baseline = Baseline.objects.create(
        sub_plan=held,
        number=(last.number if last else 0) + 1,
        version=held.version,
        reason=reason[:300],
        approved_by=standing.user,
        at=clock.now(),
    )
    BaselineActivity.objects.bulk_create(
        BaselineActivity(baseline=baseline, key=key, start=start, finish=finish)
        for key, start, finish in rows
    )
    record(
        "plan.plan.locked",
        by=standing.user,
        zone=standing.zone.slug,
        subject=held.project.code,
        number=baseline.number,
        edit=held.version,
        reason=baseline.reason,
    )
    events.plan_locked.send(SubPlan, plan=held, baseline=baseline)
    return baseline
