"""Schedules over the API: plans with their activities, links and dates, calendars, the war map."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.plan.calendars import calendars_for, shipped_calendars
from kaigong.plan.models import Activity, BaselineActivity
from kaigong.plan.moments import finish_day, moment_of, start_day
from kaigong.plan.pages.war_map import war_map_for
from kaigong.plan.selectors.past import plan_on
from kaigong.plan.selectors.plans import OpenPlan, open_plan, plans_for
from kaigong.portfolio.api.asked import AsOf, Code, Cursor, Limit, Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.paging import Page, place_asked
from kaigong.web.api.tags import version_tag
from kaigong.web.api.troubles import READ_TROUBLES, NotFoundError

router = Router()
Found = TypeVar("Found")


class ScheduleOut(Schema):
    """A plan; `version` counts its edits. Moments are of the zone's wall clock, without a zone."""

    project: str
    name: str
    version: int
    rules: str
    start: datetime
    reckoned_for: datetime | None
    is_sample: bool


class ActivityOut(Schema):
    """One line of the outline; durations and floats in working minutes."""

    key: str
    name: str
    name_en: str
    parent: str | None
    kind: str
    trade: str
    duration: int
    remaining: int | None
    told_on: date | None = Field(description="the day for which its progress was last told")
    late_reason: str
    remark: str
    calendar: str | None
    constraint: str
    constraint_at: datetime | None
    needs: dict[str, float] = Field(description="units of the plan's resources, by their keys")
    levelled: datetime | None = Field(description="starts no earlier, for want of a resource")
    committed: datetime | None
    owner: str | None
    started: datetime | None
    finished: datetime | None
    early_start: datetime | None
    early_finish: datetime | None
    late_start: datetime | None
    late_finish: datetime | None
    total_float: int | None
    is_critical: bool
    approved_start: datetime | None = Field(description="of the last baseline")
    approved_finish: datetime | None


class LinkOut(Schema):
    """`before` of another project is `CODE/KEY`, or `?1` where you do not see that project."""

    before: str
    after: str
    kind: str
    lag: int


class PromiseOut(Schema):
    key: str
    promised_on: date
    comes_on: date | None
    total_float: int | None


class ScheduleDetailOut(ScheduleOut):
    activities: list[ActivityOut]
    links: list[LinkOut]
    promises: list[PromiseOut]
    baselines: list[int]


class WorkCalendarOut(Schema):
    key: str
    name: str
    name_en: str
    week: str
    changes: list[str]
    follows_notices: bool


class WarMapLineOut(Schema):
    front: str
    project: str
    name: str
    promised_on: date | None
    days_left: int | None = Field(description="working days; negative ones have to be won")
    lamp: str
    is_sample: bool


class WarMapOut(Schema):
    as_of: date
    lines: list[WarMapLineOut]


@router.get(
    "/schedules", response={200: Page[ScheduleOut], **READ_TROUBLES}, operation_id="schedules"
)
@needs("plan.see_plans")
def schedules(
    request: HttpRequest,
    zone: Slug,
    limit: Limit,
    cursor: Cursor,
    project: Annotated[str, Query("", max_length=60, description="code")],
) -> Page[ScheduleOut]:
    """The plans of the projects that you see / 施工计划"""
    standing = enter(request, zone, schedules)
    place = place_asked(standing.zone, cursor=cursor, limit=limit, as_of=None)
    rows = plans_for(standing).select_related("project").order_by("project__code")
    if project:
        rows = rows.filter(project__code=project)
    total = rows.count()
    page = rows[place.offset : place.offset + place.limit]
    items = [_head(OpenPlan(each.project, standing, each)) for each in page]
    return Page(items=items, total=total, next=place.next(total))


@router.get(
    "/schedules/{path:code}",
    response={200: ScheduleDetailOut, 304: None, **READ_TROUBLES},
    operation_id="schedule",
)
@needs("plan.see_plans")
def schedule(
    request: HttpRequest, response: HttpResponse, zone: Slug, code: Code, as_of: AsOf
) -> ScheduleDetailOut:
    """One plan whole: activities, links, dates, promises, baselines; also as of a past day /
    单份施工计划"""
    opened = opened_in(request, zone, code, schedule)
    found = detail_of(found_or_refused(lambda: plan_on(opened, as_of)))
    response.headers["ETag"] = version_tag(found.version, found)
    return found


@router.get(
    "/work-calendars",
    response={200: list[WorkCalendarOut], **READ_TROUBLES},
    operation_id="work_calendars",
)
@needs("plan.see_plans")
def work_calendars(request: HttpRequest, zone: Slug) -> list[WorkCalendarOut]:
    """The work calendars of the zone / 工作日历"""
    standing = enter(request, zone, work_calendars)
    rows = list(calendars_for(standing.zone)) or shipped_calendars(standing.zone)
    return [
        WorkCalendarOut(
            key=each.key, name=each.name, name_en=each.name_en, week=each.week,
            changes=each.changes.splitlines(), follows_notices=each.follows_notices,
        )
        for each in rows
    ]  # fmt: skip


@router.get("/war-map", response={200: WarMapOut, **READ_TROUBLES}, operation_id="war_map")
@needs("plan.see_plans")
def war_map(request: HttpRequest, zone: Slug, as_of: AsOf) -> WarMapOut:
    """The zone's plan by front, with the days left of each promise; also as of a day / 作战图"""
    standing = enter(request, zone, war_map)
    found = war_map_for(standing, as_of=as_of)
    lines = [
        WarMapLineOut(
            front=front.key, project=line.project.code, name=str(line.project),
            promised_on=line.promised_on, days_left=line.days_left, lamp=line.lamp,
            is_sample=line.is_sample,
        )
        for front in found.fronts
        for line in front.lines
    ]  # fmt: skip
    return WarMapOut(as_of=start_day(found.today), lines=lines)


def opened_in(request: HttpRequest, zone: str, code: str, operation: object) -> OpenPlan:
    """The plan that an operation is about.

    Raises:
        NotFoundError: no such project or plan, or not for this person.
    """
    standing = enter(request, zone, operation)  # type: ignore[arg-type]
    return found_or_refused(lambda: open_plan(standing, code))


def found_or_refused(read: Callable[[], Found]) -> Found:
    """What a page would show.

    Raises:
        NotFoundError: the page is not there for this person.
    """
    try:
        return read()
    except Http404:
        raise NotFoundError from None


def detail_of(opened: OpenPlan) -> ScheduleDetailOut:
    """A plan as programs read it."""
    last = opened.baselines[0] if opened.baselines else None
    approved = {
        key: (start, finish)
        for key, start, finish in BaselineActivity.objects.filter(baseline=last).values_list(
            "key", "start", "finish"
        )
    }
    return ScheduleDetailOut(
        **_head(opened).model_dump(),
        activities=[_activity(row, approved.get(row.key, (None, None))) for row in opened.rows],
        links=[
            LinkOut(before=opened.hidden.get(before, before), after=after, kind=kind, lag=lag)
            for before, after, kind, lag in opened.links
        ],
        promises=[
            PromiseOut(
                key=row.key,
                promised_on=finish_day(row.committed),
                comes_on=None if row.early_finish is None else finish_day(row.early_finish),
                total_float=row.total_float,
            )
            for row in opened.work
            if row.committed is not None
        ],
        baselines=[each.number for each in opened.baselines],
    )


def _head(opened: OpenPlan) -> ScheduleOut:
    plan = opened.plan
    return ScheduleOut(
        project=opened.project.code, name=str(opened.project), version=plan.version,
        rules=str(plan.rules), start=moment_of(plan.start),
        reckoned_for=_moment(plan.reckoned_for), is_sample=plan.is_sample,
    )  # fmt: skip


def _activity(row: Activity, approved: tuple[int | None, int | None]) -> ActivityOut:
    moments = {
        name: _moment(getattr(row, name))
        for name in (
            "constraint_at", "levelled", "committed", "started", "finished", "early_start",
            "early_finish",
            "late_start", "late_finish",
        )
    }  # fmt: skip
    return ActivityOut(
        key=row.key, name=row.name, name_en=row.name_en,
        parent=row.parent.key if row.parent else None, kind=str(row.kind), trade=str(row.trade),
        duration=row.duration, remaining=row.remaining,
        told_on=None if row.told is None else start_day(row.told),
        late_reason=str(row.late_reason), remark=row.remark,
        calendar=row.calendar.key if row.calendar else None, constraint=str(row.constraint),
        needs=dict(row.needs),
        owner=row.owner.username if row.owner else None, total_float=row.total_float,
        is_critical=row.is_critical, approved_start=_moment(approved[0]),
        approved_finish=_moment(approved[1]), **moments,
    )  # fmt: skip


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else moment_of(minute)
