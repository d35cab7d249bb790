"""Plans as they stood at the end of a past day: edits walked back, dates reckoned for that day.

What is not taken back: names of people, and who may see what. Calendars, holiday notices, fronts
and what plans share are those of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from kaigong.accounts.models import User
from kaigong.engines import scheduling
from kaigong.errors import KaigongError
from kaigong.plan.calendars import definitions_of
from kaigong.plan.crossing import called, code_and_key, hidden_among
from kaigong.plan.drafts import Draft
from kaigong.plan.models import (
    Activity,
    Baseline,
    Link,
    PlanEdit,
    SharedResource,
    SubPlan,
    WorkCalendar,
    in_one_outline,
)
from kaigong.plan.row_changes import Row, RowKey
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.sharing import shared_keys, shared_then
from kaigong.plan.together import plans_together, reckon_together
from kaigong.plan.walking_back import rows_before
from kaigong.portfolio.selectors.projects import project_then
from kaigong.wording import CHINESE, ENGLISH

Calendars = Mapping[int, scheduling.Calendar]


@dataclass(frozen=True)
class PastPlan(OpenPlan):
    """A plan at the end of a past day; its rows are no rows of the database.

    Attributes:
        draft: Its rows then, with the dates of that day.
        day: The day that it is looked at.
        moment: Up to when its edits and baselines count.
        beside: The plans that it was linked with, as they stood then, by their project's code.
        calendars: Of the zone and all these plans, by number.
    """

    draft: Draft
    day: date
    moment: datetime
    beside: Mapping[str, Draft]
    then: Calendars

    @property
    def today(self) -> date:
        return self.day

    @cached_property
    def calendars(self) -> dict[int, scheduling.Calendar]:
        return dict(self.then)

    @cached_property
    def rows(self) -> list[Activity]:
        rows = self.draft.in_order()
        calendars = WorkCalendar.objects.in_bulk(_numbers(row.calendar_id for row in rows))
        owners = User.objects.in_bulk(_numbers(row.owner_id for row in rows))
        for row in rows:
            row.calendar = calendars.get(row.calendar_id or 0)
            row.owner = owners.get(row.owner_id or 0)
        return rows

    @cached_property
    def links(self) -> list[tuple[str, str, str, int]]:
        return [(*ends, lag) for ends, lag in self.draft.links.items()]

    @cached_property
    def others(self) -> dict[str, Activity]:
        found = {}
        for name in sorted(self.across):
            code, key = code_and_key(name)
            row = self.beside[code].activities.get(key) if code in self.beside else None
            if row is not None:
                found[name] = row
        return found

    @cached_property
    def awaited(self) -> list[tuple[Link, bool]]:
        found = []
        for code, other in self.beside.items():
            for (before, after, kind), lag in other.links.items():
                whose, key = code_and_key(before)
                if whose == self.project.code and key in self.draft.activities:
                    row = self.draft.activities[key]
                    link = Link(before=row, after=other.activities[after], kind=kind, lag=lag)
                    found.append((link, called(code, "")))
        hidden = hidden_among(self.standing, {name for _link, name in found})
        return [(link, name not in hidden) for link, name in found]

    @cached_property
    def baselines(self) -> list[Baseline]:
        kept = self.plan.baselines.filter(at__lte=self.moment)
        return list(kept.select_related("approved_by"))

    def edits(self, most: int = 30) -> list[PlanEdit]:
        """The latest edits by then, the last one first."""
        kept = self.plan.edits.filter(number__lte=self.plan.version)
        return list(kept.select_related("by", "undoes", "undone_by")[:most])


def plan_on(opened: OpenPlan, day: date | None) -> OpenPlan:
    """A plan on the day that was asked for; as it stands where none was, or where it is not over.

    Raises:
        Http404: on that day the project was another firm's.
    """
    return opened if day is None or day >= opened.today else past_plan(opened, day)


def past_plan(opened: OpenPlan, day: date, *, baseline: Baseline | None = None) -> PastPlan:
    """A plan as it stood at the end of a day, or when it was locked.

    Args:
        baseline: One of its own, of that day: its edits count up to the lock, not the evening.

    Raises:
        Http404: on that day the project was another firm's.
    """
    zone = opened.standing.zone
    moment = baseline.at if baseline else zone.end_of(day)
    then = project_then(opened.standing, opened.project, zone.end_of(day))
    upto = {opened.plan.pk: baseline.version} if baseline else {}
    drafts = _linked_then(opened.plan, moment, upto)
    calendars = definitions_of(zone, plans=[each.plan for each in drafts], moment=moment)
    reckon_then(drafts, day, calendars)
    beside = {each.plan.project.code: each for each in drafts[1:]}
    project, own = then or opened.project, drafts[0]
    return PastPlan(project, opened.standing, own.plan, own, day, moment, beside, calendars)


def _linked_then(plan: SubPlan, moment: datetime, upto: Mapping[int, int]) -> list[Draft]:
    """A plan first, then those that it is linked with, or was then, all as they stood."""
    found = SubPlan.objects.filter(pk__in=plans_together(plan)).select_related("project__zone")
    drafts = drafts_then(found, moment, upto=upto)
    while unread := _codes(drafts.values()) - {each.plan.project.code for each in drafts.values()}:
        more = SubPlan.objects.filter(project__zone=plan.project.zone_id, project__code__in=unread)
        read = drafts_then(more.select_related("project__zone"), moment)
        if not read:
            break
        drafts |= read
    own = drafts.pop(plan.pk)
    return [own, *drafts.values()]


def _codes(drafts: Iterable[Draft]) -> set[str]:
    """The projects that links of plans lead to."""
    found = set()
    for draft in drafts:
        across = {before for before, _, _ in draft.links if before not in draft.activities}
        found |= {code_and_key(before)[0] for before in across}
    return found


def drafts_then(
    plans: Iterable[SubPlan], moment: datetime, *, upto: Mapping[int, int] | None = None
) -> dict[int, Draft]:
    """Plans as they stood at a moment, without dates, by their number; a few questions for all.

    Args:
        plans: With their project and zone.
        upto: Which edit of a plan was its last one then, where the moment does not tell.
    """
    drafts = _drafts(plans)
    gone: dict[int, list[Any]] = {number: [] for number in drafts}
    edits = PlanEdit.objects.filter(sub_plan__in=list(drafts)).order_by("sub_plan", "-number")
    since = edits if upto else edits.filter(at__gt=moment)
    for plan_id, number, at, changes in since.values_list("sub_plan", "number", "at", "changes"):
        last = (upto or {}).get(plan_id)
        if at > moment if last is None else number > last:
            gone[plan_id].append(changes)
            drafts[plan_id].plan.version = number - 1
    for number, draft in drafts.items():
        if gone[number]:
            put_rows(draft, rows_before(draft.snapshot(), gone[number]))
    _share_then([each.plan for each in drafts.values()], moment)
    return drafts


def _share_then(plans: Iterable[SubPlan], moment: datetime) -> None:
    """What plans share is what their zone had stated by then."""
    stated: dict[int, dict[str, SharedResource]] = {}
    for plan in plans:
        if shared_keys(plan):
            zone = plan.project.zone
            if zone.pk not in stated:
                stated[zone.pk] = shared_then(zone, moment)
            plan.shared_resources = stated[zone.pk]


def _drafts(plans: Iterable[SubPlan]) -> dict[int, Draft]:
    """Plans as they stand, on copies that nobody keeps."""
    drafts = {}
    for plan in plans:
        held = copy(plan)
        held.moved_by, held.fault, held.fault_en, held.reckoned_for = None, "", "", None
        drafts[plan.pk] = Draft(held)
    rows = Activity.objects.filter(sub_plan__in=list(drafts)).order_by("place", "id")
    for row in in_one_outline(rows):
        row.sub_plan = drafts[row.sub_plan_id].plan
        drafts[row.sub_plan_id].activities[row.key] = row
    columns = ("before__sub_plan", "before__sub_plan__project__code", "before__key")
    links = Link.objects.filter(after__sub_plan__in=list(drafts)).order_by("pk")
    for plan_id, code, key, own, after, kind, lag in links.values_list(
        *columns, "after__sub_plan", "after__key", "kind", "lag"
    ):
        before = key if plan_id == own else called(code, key)
        drafts[own].links[before, after, kind] = lag
    return drafts


def put_rows(draft: Draft, rows: Mapping[RowKey, Row]) -> None:
    """Make the rows of a draft what they are to be, without touching the database."""
    held = draft.snapshot()
    for table, key in held.keys() - rows.keys():
        draft.put_row(table, key, None)
    # Parents before what lies below them.
    changed = [key for key, told in rows.items() if held.get(key) != told]
    for table, key in sorted(changed, key=lambda each: rows[each].get("place", 0)):
        draft.put_row(table, key, rows[table, key])
    # Rows that are gone by now have no number; those below a parent know it by one.
    for place, row in enumerate(draft.activities.values(), start=1):
        row.pk = row.pk or -place
    for row in draft.activities.values():
        row.parent = draft.activities.get(row.parent.key) if row.parent else None


def reckon_then(drafts: Iterable[Draft], day: date, calendars: Calendars) -> None:
    """Put the dates of a day on plans; what cannot be reckoned has none and says why."""
    for linked in _together(drafts):
        try:
            reckon_together(linked, on=day, calendars=calendars)
        except KaigongError:
            for draft in linked:
                _reckon_alone(draft, day, calendars)


def _reckon_alone(draft: Draft, day: date, calendars: Calendars) -> None:
    inner = {ends: lag for ends, lag in draft.links.items() if ends[0] in draft.activities}
    try:
        reckon_together([Draft(draft.plan, draft.activities, inner)], on=day, calendars=calendars)
    except KaigongError as wrong:
        draft.plan.fault = wrong.in_language(CHINESE)[:300]
        draft.plan.fault_en = wrong.in_language(ENGLISH)[:300]
        for row in draft.activities.values():
            row.early_start = row.early_finish = row.late_start = row.late_finish = None
            row.total_float, row.is_critical = None, False


def _together(drafts: Iterable[Draft]) -> list[list[Draft]]:
    """Plans that links lead between, each group in the order given."""
    by_code = {draft.plan.project.code: draft for draft in drafts}
    group = {code: [code] for code in by_code}
    for code, draft in by_code.items():
        for other in _codes([draft]) & by_code.keys():
            if group[other] is not group[code]:
                joined = group[code] + group[other]
                group |= dict.fromkeys(joined, joined)
    seen: dict[int, list[str]] = {id(codes): codes for codes in group.values()}
    return [[by_code[code] for code in codes] for codes in seen.values()]


def _numbers(found: Iterable[int | None]) -> set[int]:
    return {number for number in found if number is not None}
