"""What a person reports on week by week 周进度: activities of all plans, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.plan.models import (
    Activity,
    ActivityKind,
    Baseline,
    BaselineActivity,
    EditVerb,
    PlanEdit,
    SubPlan,
)
from kaigong.plan.moments import begin_of, end_of
from kaigong.plan.selectors.map_plans import plans_then
from kaigong.plan.selectors.plans import plans_for
from kaigong.portfolio.selectors.projects import (
    looked_after_by,
    looked_after_in_zone,
    projects_for,
    projects_then,
)

UNDO_FOR = timedelta(hours=24)


def weeks_of(today: date) -> tuple[date, date]:
    """This week's Monday and the Sunday of the next."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=13)


def activities_to_report(standing: Standing) -> QuerySet[Activity]:
    """Activities whose progress a person may report, with the dates of their last baseline.

    Summaries and work that only accompanies others take theirs from those.
    """
    if not standing.may("plan.report_progress"):
        return Activity.objects.none()
    below = Activity.objects.filter(parent=OuterRef("pk"))
    newer = Baseline.objects.filter(
        sub_plan=OuterRef("baseline__sub_plan"), number__gt=OuterRef("baseline__number")
    )
    approved = BaselineActivity.objects.filter(
        ~Exists(newer), baseline__sub_plan=OuterRef("sub_plan"), key=OuterRef("key")
    ).order_by()
    found = Activity.objects.filter(~Exists(below), sub_plan__in=plans_for(standing).values("pk"))
    return (
        found.exclude(kind=ActivityKind.LEVEL_OF_EFFORT)
        .annotate(
            approved_start=Subquery(approved.values("start")[:1]),
            approved_finish=Subquery(approved.values("finish")[:1]),
        )
        .select_related("sub_plan__project", "owner")
    )


def answered_by(standing: Standing) -> Q:
    """Of activities in sight: one's own, and nobody's in projects that one looks after."""
    looked_after = looked_after_in_zone(standing).values("pk")
    nobodys = Q(owner=None, sub_plan__project__in=looked_after)
    return Q(owner=standing.user) | nobodys


def activities_of_weeks(standing: Standing) -> QuerySet[Activity]:
    """What runs, should have started, starts, or finishes this week or the next, or just did."""
    today = standing.zone.today()
    monday, last = weeks_of(today)
    runs = Q(started__isnull=False)
    is_due = Q(approved_start__lte=begin_of(today)) | Q(late_start__lt=begin_of(today))
    comes = Q(early_start__lt=end_of(last))
    just_done = Q(finished__gt=begin_of(monday))
    found = activities_to_report(standing).filter(
        just_done | Q(finished=None) & (runs | is_due | comes)
    )
    return found.order_by("sub_plan__project__code", "place", "id")


def activities_of_past_weeks(standing: Standing, day: date, *, is_own: bool) -> list[Activity]:
    """What `activities_of_weeks` gave at the end of a past day, on rows that nobody keeps.

    Args:
        is_own: Only what the person answers for: by the owners of that day, and by who looks after
            a project today.
    """
    if not standing.may("plan.report_progress"):
        return []
    moment = standing.zone.end_of(day)
    projects = {project.pk: project for project in projects_then(standing, moment)}
    plans = SubPlan.objects.filter(project__in=list(projects))
    held = plans_then(standing.zone, plans, day, moment)
    looked_after = set(
        projects_for(standing).filter(looked_after_by(standing)).values_list("pk", flat=True)
    )
    found = []
    for number, plan in held.plans.items():
        rows, locked = held.rows.get(plan.pk, []), held.locked.get(plan.pk, {})
        above = {row.parent_id for row in rows}
        plan.project = projects[number]
        for row in rows:
            row.approved_start, row.approved_finish = locked.get(row.key, (None, None))  # type: ignore[attr-defined]
            if row.pk in above or row.kind == ActivityKind.LEVEL_OF_EFFORT:
                continue
            is_nobodys = row.owner_id is None and number in looked_after
            is_mine = row.owner_id == standing.user.pk or is_nobodys
            if _is_of_weeks(row, day) and (is_mine or not is_own):
                found.append(row)
    owners = User.objects.in_bulk({row.owner_id for row in found} - {None})
    for row in found:
        row.owner = owners.get(row.owner_id or 0)
    return sorted(found, key=lambda row: (row.sub_plan.project.code, row.place))


def _is_of_weeks(row: Activity, day: date) -> bool:
    """What `activities_of_weeks` asks of a row."""
    monday, last = weeks_of(day)
    if row.finished is not None:
        return row.finished > begin_of(monday)
    approved: int | None = row.approved_start  # type: ignore[attr-defined]  # annotated
    is_due = approved is not None and approved <= begin_of(day)
    is_due |= row.late_start is not None and row.late_start < begin_of(day)
    comes = row.early_start is not None and row.early_start < end_of(last)
    return row.started is not None or is_due or comes


def edits_to_undo(standing: Standing) -> QuerySet[PlanEdit]:
    """A person's own reports of the last day that stand, the latest first."""
    return (
        PlanEdit.objects.filter(
            by=standing.user,
            verb=EditVerb.PROGRESS,
            undone_by=None,
            at__gt=clock.now() - UNDO_FOR,
            sub_plan__in=plans_for(standing).values("pk"),
        )
        .select_related("sub_plan__project")
        .order_by("-at", "-pk")
    )


def planned_start(row: Activity) -> int | None:
    """When an activity was to start: by the baseline, else at the latest to keep what is promised.

    Args:
        row: Of `activities_to_report`.
    """
    approved: int | None = row.approved_start  # type: ignore[attr-defined]  # annotated
    return row.late_start if approved is None else approved


def names_in(edit: PlanEdit) -> Iterable[str]:
    """The activities that an edit was about, by the names they have in it."""
    for change in edit.changes:
        row = change["after"] or change["before"]
        if change["table"] == "activity" and row:
            yield str(row["name"])
