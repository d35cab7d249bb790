"""Scarce resources of a plan over the API: what there is, who needs it, and the levelled dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope
from kaigong.plan.api.changing import unmoved
from kaigong.plan.api.schedules import (
    ScheduleDetailOut,
    detail_of,
    found_or_refused,
    opened_in,
)
from kaigong.plan.later_numbers import MOST_STEPS, Later, later_in
from kaigong.plan.levelling import held_by_resources, levelled, levelled_back
from kaigong.plan.pages.resources import ResourceShown, resources_shown
from kaigong.plan.resources import (
    MOST_RESOURCES,
    MOST_UNITS,
    Resource,
    name_in,
    resources_of,
    shared_one,
)
from kaigong.plan.selectors.past import plan_on
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services.resources import accept_levelling, state_needs, state_resources
from kaigong.plan.units import in_both
from kaigong.portfolio.api.asked import AsOf, Code, Slug
from kaigong.web.api.doors import needs
from kaigong.web.api.tags import IfMatch, version_tag
from kaigong.web.api.troubles import READ_TROUBLES, WRITE_TROUBLES

router = Router()
Units = Annotated[float, Field(ge=0, le=MOST_UNITS, allow_inf_nan=False)]
Version = Annotated[int | None, Field(ge=0, le=2**31 - 1, description="of the plan you read")]


class WeekOut(Schema):
    """A week in which more is asked than there is."""

    monday: date
    peak: float
    missing: float
    activities: list[str]
    elsewhere: bool = Field(description="whether other plans that share it ask for it as well")


class LaterNumber(Schema):
    """So many from a day on."""

    since: date
    units: Units


class ResourceOut(Schema):
    key: str
    name: str
    name_en: str
    unit: str = Field(description="as it was typed; 轴线|bays says both languages")
    unit_en: str = Field(description="in English; empty where there is none to read")
    there: float
    later: list[LaterNumber] = Field(description="other numbers, each from a day on")
    shared: str = Field(description="key of the zone's resource that it is; else empty")
    is_assumed: bool
    peak: float = Field(description="the most units that are asked for at once")
    short_weeks: list[WeekOut]


class NeedOut(Schema):
    activity: str
    resource: str
    units: float


class ResourcesOut(Schema):
    """The resources of a plan; loads follow its early dates from the data date on."""

    project: str
    version: int
    resources: list[ResourceOut]
    needs: list[NeedOut]


class ResourceIn(Schema):
    """Without a key it is new."""

    key: str = Field("", max_length=40)
    name: str = Field(min_length=1, max_length=100)
    name_en: str = Field("", max_length=100)
    unit: str = Field("", max_length=20)
    there: Units = 1
    later: list[LaterNumber] = Field([], max_length=MOST_STEPS)
    shared: str = Field(
        "", max_length=40, description="of the zone's resource; it then says all but the key"
    )


class NeedsIn(Schema):
    """All that one activity needs, units by key of the resource; an empty one frees it."""

    activity: str = Field(max_length=40)
    units: dict[str, Units] = Field(max_length=MOST_RESOURCES)


class ResourcesIn(Schema):
    """What is left out stays: `resources` are all there are, `needs` only of those named."""

    version: Version = None
    resources: list[ResourceIn] | None = Field(None, max_length=MOST_RESOURCES)
    needs: list[NeedsIn] | None = Field(None, max_length=5_000)


class LevelledActivityOut(Schema):
    key: str
    start: datetime
    finish: datetime
    latest_start: datetime | None = Field(
        description="that the promises allow with these resources; null: none is free in time"
    )
    lacking: int = Field(description="working minutes by which that lies before the earliest start")
    is_held: bool = Field(description="by a resource, and not by what it follows")


class LevelledOut(Schema):
    """The levelled plan; no plan that its resources allow ends before `bound`."""

    version: int
    finish: datetime
    bound: datetime
    gap: float = Field(description="a share of the bound")
    is_proved: bool
    short_by_days: float = Field(description="working days missing to keep the promises")
    over: list[str] = Field(description="kept where they are though too much is asked for there")
    activities: list[LevelledActivityOut]


class AcceptIn(Schema):
    version: Version = None


@router.get(
    "/schedule-resources/{path:code}",
    response={200: ResourcesOut, **READ_TROUBLES},
    operation_id="schedule_resources",
)
@needs("plan.see_plans")
def resources(
    request: HttpRequest, response: HttpResponse, zone: Slug, code: Code, as_of: AsOf
) -> ResourcesOut:
    """What is scarce in a plan, and in which weeks it does not suffice; also as of a day / 资源"""
    opened = opened_in(request, zone, code, resources)
    found = _resources(found_or_refused(lambda: plan_on(opened, as_of)))
    response.headers["ETag"] = version_tag(found.version, found)
    return found


@router.patch(
    "/schedule-resources/{path:code}",
    response={200: ResourcesOut, **WRITE_TROUBLES},
    operation_id="state_resources",
)
@needs("plan.edit_plans", Scope.WRITE)
def state(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    code: Code,
    body: ResourcesIn,
    if_match: IfMatch,
) -> ResourcesOut:
    """State the resources of a plan and who needs them, each an edit / 登记资源"""
    opened = opened_in(request, zone, code, state)
    with unmoved(opened, if_match):
        seen = body.version
        if body.resources is not None:
            before = opened.plan.version
            state_resources(
                opened.plan, _stated(opened, body.resources), standing=opened.standing,
                seen_version=seen,
            )  # fmt: skip
            seen = None if seen is None else seen + opened.plan.version - before
        if body.needs is not None:
            given = {each.activity: each.units for each in body.needs}
            state_needs(opened.plan, given, standing=opened.standing, seen_version=seen)
    found = _resources(open_plan(opened.standing, opened.project.code))
    response.headers["ETag"] = version_tag(found.version, found)
    return found


@router.get(
    "/schedule-levelling/{path:code}",
    response={200: LevelledOut, **READ_TROUBLES},
    operation_id="levelled_schedule",
)
@needs("plan.see_plans")
def levelled_schedule(request: HttpRequest, zone: Slug, code: Code) -> LevelledOut:
    """The dates that resources allow, forward and back from the promises; nothing is kept /
    资源平衡"""
    opened = opened_in(request, zone, code, levelled_schedule)
    forward, back = levelled(opened), levelled_back(opened)
    held = held_by_resources(opened, forward)
    return LevelledOut(
        version=opened.plan.version,
        finish=forward.finish,
        bound=forward.bound,
        gap=forward.gap,
        is_proved=forward.is_proved,
        short_by_days=back.short_by_days,
        over=list(forward.over),
        activities=[
            LevelledActivityOut(
                key=row.key, start=forward.starts[row.key], finish=forward.finishes[row.key],
                latest_start=back.starts.get(row.key),
                lacking=back.lacking.get(row.key, 0),
                is_held=row.key in held,
            )
            for row in opened.work
            if row.key in forward.starts
        ],
    )  # fmt: skip


@router.post(
    "/schedule-levelling/{path:code}",
    response={200: ScheduleDetailOut, **WRITE_TROUBLES},
    operation_id="accept_levelling",
)
@needs("plan.edit_plans", Scope.WRITE)
def accept(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    code: Code,
    body: AcceptIn,
    if_match: IfMatch,
) -> ScheduleDetailOut:
    """Put the levelled dates into a plan, as one edit / 采用资源平衡"""
    opened = opened_in(request, zone, code, accept)
    with unmoved(opened, if_match):
        accept_levelling(opened, seen_version=body.version)
    found = detail_of(open_plan(opened.standing, opened.project.code))
    response.headers["ETag"] = version_tag(found.version, found)
    return found


def _stated(opened: OpenPlan, given: list[ResourceIn]) -> list[Resource]:
    known = opened.plan.resources
    return [_one(opened, each, each.key if each.key in known else "") for each in given]


def _one(opened: OpenPlan, given: ResourceIn, key: str) -> Resource:
    if given.shared:
        return shared_one(opened.plan, given.shared, key=key)
    return Resource(
        key,
        name_in(given.name),
        name_in(given.name_en) if given.name_en else "",
        given.unit,
        round(given.there, 2),
        later=_later(given),
    )


def _later(given: ResourceIn) -> Later:
    """Numbers by day in their order; a day that stands twice is refused."""
    text = "\n".join(f"{each.since}: {each.units:.2f}" for each in given.later)
    return later_in(text, name=given.name, there=round(given.there, 2), most=MOST_UNITS)


def _resources(opened: OpenPlan) -> ResourcesOut:
    return ResourcesOut(
        project=opened.project.code,
        version=opened.plan.version,
        resources=[_resource(each) for each in resources_shown(opened)],
        needs=[
            NeedOut(activity=row.key, resource=key, units=units)
            for row in opened.work
            for key, units in row.needs.items()
            if key in {each.key for each in resources_of(opened.plan)}
        ],
    )


def _resource(shown: ResourceShown) -> ResourceOut:
    resource, own = shown.resource, {row.key for row, _ in shown.users}
    return ResourceOut(
        key=resource.key, name=resource.name, name_en=resource.name_en, unit=resource.unit,
        unit_en=in_both(resource.unit)[1],
        there=resource.there,
        later=[LaterNumber(since=day, units=units) for day, units in resource.later],
        shared=resource.shared, is_assumed=resource.is_assumed, peak=shown.chart.peak,
        short_weeks=[
            WeekOut(
                monday=each.monday, peak=each.span.peak, missing=each.span.missing,
                activities=[key for key in each.span.keys if key in own],
                elsewhere=any(key not in own for key in each.span.keys),
            )
            for each in shown.chart.columns
            if each.span.missing
        ],
    )  # fmt: skip
