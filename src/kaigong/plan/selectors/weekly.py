"""What a person reports on week by week 周进度: activities of all plans, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.plan.models import (
    Activity,
    ActivityKind,
    Baseline,
    BaselineActivity,
    EditVerb,
    PlanEdit,
)
from kaigong.plan.moments import begin_of, end_of
from kaigong.plan.selectors.plans import plans_for
from kaigong.portfolio.selectors.projects import looked_after_by, projects_for

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
    )
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
    """Activities that one answers for: one's own, and nobody's in projects that one looks after."""
    looked_after = projects_for(standing).filter(looked_after_by(standing))
    nobodys = Q(owner=None, sub_plan__project__in=looked_after.values("pk"))
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
