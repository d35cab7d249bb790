"""The plans of a war map, read at once: as they stand, or stood at the end of a past day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from kaigong.accounts.models import Zone
from kaigong.plan.calendars import definitions_of
from kaigong.plan.crossing import code_and_key
from kaigong.plan.models import Activity, BaselineActivity, Link, SubPlan
from kaigong.plan.selectors.past import drafts_then, reckon_then

if TYPE_CHECKING:
    from kaigong.engines.scheduling import Calendar
    from kaigong.plan.drafts import Draft

Span = tuple[int, int]  # minutes of the wall clock
Row = tuple[int, str]  # the number of a plan, and a key in it


@dataclass(frozen=True)
class MapPlans:
    """All plans of a map: rows and last baseline by the plan's number."""

    plans: dict[int, SubPlan]  # by the project's number
    rows: dict[int, list[Activity]]
    calendars: dict[int, Calendar]
    locked: dict[int, dict[str, Span]]
    drafts: Mapping[int, Draft] | None = None  # of a past day

    @cached_property
    def links(self) -> list[tuple[Row, Row]]:
        """What waits for what, within plans and across them."""
        if self.drafts is not None:
            return list(_links_then(self.drafts))
        rows = Link.objects.filter(after__sub_plan__in=list(self.plans.values()))
        columns = ("before__sub_plan", "before__key", "after__sub_plan", "after__key")
        return [((a, x), (b, y)) for a, x, b, y in rows.values_list(*columns)]


def _links_then(drafts: Mapping[int, Draft]) -> Iterable[tuple[Row, Row]]:
    number_of = {each.plan.project.code: number for number, each in drafts.items()}
    for number, each in drafts.items():
        for before, after, _kind in each.links:
            code, key = ("", before) if before in each.activities else code_and_key(before)
            whose = number_of.get(code) if code else number
            if whose is not None:
                yield (whose, key), (number, after)


def plans_now(zone: Zone, found: Iterable[SubPlan]) -> MapPlans:
    """Plans as they stand."""
    plans = {plan.project_id: plan for plan in found}
    rows: dict[int, list[Activity]] = {}
    for row in Activity.objects.filter(sub_plan__in=plans.values()).order_by("place", "id"):
        rows.setdefault(row.sub_plan_id, []).append(row)
    calendars = definitions_of(zone, plans=plans.values())
    return MapPlans(plans, rows, calendars, _locked(plans.values()))


def plans_then(zone: Zone, found: Iterable[SubPlan], day: date, moment: datetime) -> MapPlans:
    """Plans as they stood at the end of a day.

    Every plan of the zone is walked back: one may wait for another that the reader does not see.
    """
    shown = {plan.pk for plan in found}
    every = SubPlan.objects.filter(project__zone=zone).select_related("project__zone")
    drafts = drafts_then(every, moment)
    calendars = definitions_of(zone, plans=[each.plan for each in drafts.values()], moment=moment)
    reckon_then(drafts.values(), day, calendars)
    drafts = {number: each for number, each in drafts.items() if number in shown}
    return MapPlans(
        {each.plan.project_id: each.plan for each in drafts.values() if each.activities},
        {number: each.in_order() for number, each in drafts.items()},
        calendars,
        _locked([each.plan for each in drafts.values()], moment),
        drafts,
    )


def _locked(plans: Iterable[SubPlan], moment: datetime | None = None) -> dict[int, dict[str, Span]]:
    """The dates of each plan's last baseline, of those by a moment."""
    found: dict[int, dict[str, Span]] = {}
    newest: dict[int, int] = {}
    kept = BaselineActivity.objects.filter(baseline__sub_plan__in=list(plans)).order_by(
        "baseline__number"
    )
    if moment is not None:
        kept = kept.filter(baseline__at__lte=moment)
    for plan_id, baseline_id, key, start, finish in kept.values_list(
        "baseline__sub_plan_id", "baseline_id", "key", "start", "finish"
    ):
        if newest.get(plan_id) != baseline_id:
            newest[plan_id], found[plan_id] = baseline_id, {}
        found[plan_id][key] = (start, finish)
    return found
