"""Plans that wait for each other are reckoned together, in one pass of the engine.

Early dates flow on to the plans that wait, late dates back to those that are waited for; so the
plans that links lead to either way are one programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kaigong.audit import clock
from kaigong.engines import scheduling
from kaigong.errors import KaigongError
from kaigong.plan.crossing import SIGN, code_and_key, nameless
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import OtherPlanStuckError
from kaigong.plan.models import Link, SubPlan
from kaigong.plan.moments import begin_of
from kaigong.plan.reckoning import network_of, put_dates, reckon, with_its_end


def plans_together(plan: SubPlan, *, also: Iterable[int] = ()) -> set[int]:
    """The plan, and those that links lead to, forward or back, over any number of plans.

    Args:
        also: Plans that it is linked with now, and not yet in the database.
    """
    pairs = (
        Link.objects.filter(is_across=True, after__sub_plan__project__zone_id=plan.project.zone_id)
        .values_list("before__sub_plan", "after__sub_plan")
        .distinct()
        .order_by()
    )
    beside: dict[int, set[int]] = {}
    for before, after in [*pairs, *((plan.pk, other) for other in also)]:
        beside.setdefault(before, set()).add(after)
        beside.setdefault(after, set()).add(before)
    found, open_ones = {plan.pk}, [plan.pk]
    while open_ones:
        new = beside.get(open_ones.pop(), set()) - found
        found |= new
        open_ones += new
    return found


def reckon_together(
    drafts: Sequence[Draft],
    *,
    seen_codes: set[str] | None = None,
    on: date | None = None,
    calendars: Mapping[int, scheduling.Calendar] | None = None,
) -> None:
    """Put the dates on the rows of plans that wait for each other, as of the zone's day.

    Args:
        drafts: Every plan that links lead to; the first is the one that is changed.
        seen_codes: The projects that may be named where something is wrong; None is all.
        on: As of a past day.
        calendars: Those of the zone and of all these plans, where they have been read already.

    Raises:
        KaigongError: a loop over plans, or something cannot be placed. Whose project may not be
            named is told without it.
    """
    if len(drafts) == 1:
        draft = drafts[0]
        reckon(draft.plan, draft.in_order(), draft.links, on=on, calendars=calendars)
        return
    data_date = begin_of(on or drafts[0].plan.project.zone.today())
    plans = {draft.plan.project.code: draft for draft in drafts if draft.activities}
    programme = scheduling.Programme()
    for code, draft in plans.items():
        inner = {ends: lag for ends, lag in draft.links.items() if ends[0] in draft.activities}
        programme.plans[code] = network_of(
            draft.plan, draft.in_order(), inner, data_date=data_date, calendars=calendars
        )
        programme.links += [
            scheduling.CrossLink(
                code_and_key(before), (code, after), scheduling.LinkKind(kind), lag
            )
            for (before, after, kind), lag in draft.links.items()
            if before not in draft.activities
        ]
    try:
        schedule = _scheduled(programme)
    except KaigongError as wrong:
        raise _masked(wrong, plans, seen_codes) from None
    for draft in drafts:
        plan = draft.plan
        plan.reckoned_for, plan.reckoned_at = data_date, clock.now()
        plan.fault = plan.fault_en = ""
        if draft.activities:
            put_dates(draft.in_order(), schedule.plan(plan.project.code))


def _scheduled(programme: scheduling.Programme) -> scheduling.ProgrammeSchedule:
    """The dates; late ones of each plan counted back from its last promise, where that is later."""
    schedule = programme.run()
    ended = {
        name: with_its_end(network, schedule.plan(name))
        for name, network in programme.plans.items()
    }
    return programme.run() if any(ended.values()) else schedule


def _masked(
    wrong: KaigongError, plans: Mapping[str, object], seen_codes: set[str] | None
) -> KaigongError:
    """An error without the names of projects that the reader may not see."""
    hidden = set(plans) - (set(plans) if seen_codes is None else seen_codes)
    if isinstance(wrong, scheduling.LoopError):
        members = str(wrong.facts["members"]).split(" → ")
        shown = [nameless() if code_and_key(each)[0] in hidden else each for each in members]
        return scheduling.LoopError(members=" → ".join(shown), loops=wrong.loops)
    if any(f"{code}{SIGN}" in str(fact) for code in hidden for fact in wrong.facts.values()):
        return OtherPlanStuckError()
    return wrong
