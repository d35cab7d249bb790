"""Versions of a plan: a baseline, the plan at the end of a past day, the plan now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from kaigong.plan.drafts import Draft
from kaigong.plan.errors import UnknownVersionError
from kaigong.plan.models import Activity, Baseline, BaselineActivity, PlanEdit
from kaigong.plan.row_changes import Row, RowKey
from kaigong.plan.selectors.past import past_plan
from kaigong.plan.selectors.plans import OpenPlan

NOW = "now"
Span = tuple[int, int]  # minutes of the wall clock
_BASELINE = re.compile(r"baseline-(\d{1,6})")
_USUAL_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Version:
    """One version, read.

    Attributes:
        key: As an address says it: "now", "baseline-2", "2021-03-08".
        opened: Its rows, links, calendars and schedule.
        day: As of which it was reckoned.
        at: Until when its edits count; none is now.
    """

    key: str
    opened: OpenPlan
    day: date
    at: datetime | None
    baseline: Baseline | None = None

    @property
    def number(self) -> int:
        """Its last edit."""
        return self.opened.plan.version

    @cached_property
    def activities(self) -> dict[str, Activity]:
        return {row.key: row for row in self.opened.rows}

    @cached_property
    def rows(self) -> dict[RowKey, Row]:
        """What it says, as edits keep it."""
        links = {(before, after, kind): lag for before, after, kind, lag in self.opened.links}
        return Draft(self.opened.plan, dict(self.activities), links).snapshot()

    @cached_property
    def dates(self) -> Mapping[str, Span]:
        """Start and finish of every activity that has some: of a baseline as it was approved."""
        if self.baseline is not None:
            kept = BaselineActivity.objects.filter(baseline=self.baseline)
            found = kept.values_list("key", "start", "finish")
            return {key: (start, finish) for key, start, finish in found}
        return {
            key: (row.early_start, row.early_finish)
            for key, row in self.activities.items()
            if row.early_start is not None and row.early_finish is not None
        }


@dataclass(frozen=True)
class Pair:
    """Two versions of a plan, the older one left, and the edits between them, the first first."""

    left: Version
    right: Version
    edits: Sequence[PlanEdit]

    @property
    def sides(self) -> tuple[Version, Version]:
        return self.left, self.right


def pair_of(opened: OpenPlan, left: str, right: str) -> Pair:
    """Two versions of a plan; asked for the other way round the older one is left all the same.

    Args:
        left, right: Their keys; empty is what is usually asked: the last baseline, or a week ago
            where nothing was locked, and now.

    Raises:
        UnknownVersionError: the plan has no such version.
        Http404: on that day the project was another firm's.
    """
    older = version_of(opened, left or usual_left(opened))
    newer = version_of(opened, right or NOW)
    if _order(older) > _order(newer):
        older, newer = newer, older
    edits = opened.plan.edits.filter(number__gt=older.number, number__lte=newer.number)
    between = edits.select_related("by", "undoes").order_by("number")
    return Pair(older, newer, list(between))


def usual_left(opened: OpenPlan) -> str:
    """The version that a plan is usually compared with."""
    if opened.baselines:
        return f"baseline-{opened.baselines[0].number}"
    return (opened.today - _USUAL_BACK).isoformat()


def version_of(opened: OpenPlan, key: str) -> Version:
    """A version of a plan by its key.

    Raises:
        UnknownVersionError: the plan has no such version.
        Http404: on that day the project was another firm's.
    """
    if key == NOW:
        return Version(NOW, opened, opened.today, None)
    zone = opened.standing.zone
    if found := _BASELINE.fullmatch(key):
        numbered = {each.number: each for each in opened.baselines}
        baseline = numbered.get(int(found[1]))
        if baseline is None:
            raise UnknownVersionError(text=key)
        day = zone.moment_there(baseline.at).date()
        past = past_plan(opened, day, baseline=baseline)
        return Version(key, past, day, baseline.at, baseline)
    try:
        day = date.fromisoformat(key)
    except ValueError:
        raise UnknownVersionError(text=key[:30]) from None
    if day >= opened.today:  # the day is not over: it stands as it stands now
        return Version(NOW, opened, opened.today, None)
    return Version(day.isoformat(), past_plan(opened, day), day, zone.end_of(day))


def _order(version: Version) -> tuple[bool, int, float]:
    at = version.at.timestamp() if version.at else 0.0
    return version.at is None, version.number, at
