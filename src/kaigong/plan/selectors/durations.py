"""Durations learned 工期经验: what the plans of a zone took, beside what was planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kaigong.accounts.models import Zone
from kaigong.engines import scheduling
from kaigong.engines.scheduling.worktime import worktime_of
from kaigong.engines.waiting import Case, Experience, Learned, experience_of
from kaigong.plan.assumptions import assumptions
from kaigong.plan.calendars import definitions_of
from kaigong.plan.models import Activity, ActivityKind, BaselineActivity
from kaigong.plan.moments import begin_of, moment_of

Span = tuple[int, int]  # minutes of the wall clock


@dataclass(frozen=True)
class LearnedDurations:
    """What a zone's plans taught, with the activities it was learned from."""

    experience: Experience = field(default_factory=Experience)
    cases: Sequence[tuple[Activity, Case]] = ()

    def of(self, row: Activity) -> Learned:
        """What is known of an activity; its plan is read along."""
        return self.experience.of(kind_of(row), row.trade)


def kind_of(row: Activity) -> str:
    """The step of a template that an activity was drawn from; "" where it was put in by hand."""
    return step_kind(row.sub_plan.template, row.key) if row.sub_plan.template else ""


def step_kind(template: str, key: str) -> str:
    """A step of a template, by which cases of it are compared."""
    return f"{template}:{key}"


def share_learned(row: Activity) -> float:
    """What the template has for an activity over what was planned for it; 1 unless learned.

    Without it what was learned once would be put on again, and the next case compared with it.
    """
    if row.template_duration is None or not row.duration:
        return 1.0
    return row.template_duration / row.duration


def learned_durations(zone: Zone) -> LearnedDurations:
    """How long steps and trades take in a zone, by working days planned and taken.

    What is planned is what the first approved plan says, else what the plan says now; of what was
    planned by experience already, what its template has. Summaries, milestones and levels of effort
    teach nothing. What runs counts until the zone's day.

    Raises:
        UnreadableCalendarError: a work calendar cannot be understood.
    """
    assumed = assumptions().taken_over_planned()
    rows = list(
        Activity.objects.filter(
            sub_plan__project__zone=zone, started__isnull=False, kind=ActivityKind.TASK
        )
        .filter(children__isnull=True, duration__gt=0)
        .select_related("sub_plan__project")
        .order_by("sub_plan", "place", "id")
    )
    if not rows:
        return LearnedDurations(Experience(assumed=assumed))
    today = begin_of(zone.today())
    planned = _first_planned(rows)
    spans = {
        row.pk: (row.started or 0, today if row.finished is None else row.finished) for row in rows
    }
    calendars = definitions_of(zone, plans={row.sub_plan for row in rows})
    measured = _Measured(calendars, [*spans.values(), *planned.values()])
    cases = [
        Case(
            kind_of(row),
            row.trade,
            (measured.days(row, planned.get(row.pk)) or measured.planned_days(row))
            * share_learned(row),
            measured.days(row, spans[row.pk]),
            row.finished is not None,
        )
        for row in rows
    ]
    experience = experience_of(cases, assumed=assumed)
    return LearnedDurations(experience, list(zip(rows, cases, strict=True)))


def _first_planned(rows: Iterable[Activity]) -> dict[int, Span]:
    """When activities were to be done by the first plan that was approved before they began."""
    found = BaselineActivity.objects.filter(
        baseline__number=1, baseline__sub_plan__in={row.sub_plan_id for row in rows}
    )
    columns = ("baseline__sub_plan_id", "key", "start", "finish")
    spans = {(plan, key): span for plan, key, *span in found.values_list(*columns)}
    # What had begun when the plan was approved stands in it with its actual start.
    return {
        row.pk: (span[0], span[1])
        for row in rows
        if (span := spans.get((row.sub_plan_id, row.key))) and span[0] != row.started
    }


class _Measured:
    """Working days on the calendars of a zone."""

    def __init__(self, calendars: Mapping[int, scheduling.Calendar], spans: list[Span]) -> None:
        self.place = {number: place for place, number in enumerate(calendars)}
        first, last = min(min(span) for span in spans), max(max(span) for span in spans)
        midnight = moment_of(first - first % (24 * 60))
        days = (last - first) // (24 * 60) + 2
        self.worktime = worktime_of(list(calendars.values()), origin=midnight, days=days)

    def planned_days(self, row: Activity) -> float:
        """Working days that the plan says now."""
        return row.duration / self._per_day(row)

    def days(self, row: Activity, span: Span | None) -> float:
        """Working days of an activity's calendar between two minutes of the wall clock."""
        if span is None:
            return 0.0
        first, last = (self.worktime.instant(moment_of(minute)) for minute in span)
        worked = int(self.worktime.between(self._calendar(row), first, last))
        return max(0, worked) / self._per_day(row)

    def _calendar(self, row: Activity) -> int:
        return self.place[row.calendar_id or row.sub_plan.calendar_id]

    def _per_day(self, row: Activity) -> int:
        return self.worktime.calendars[self._calendar(row)].minutes_per_day or 1
