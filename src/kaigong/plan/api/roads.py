"""Works in roads over the API: what lies where, what is out of order, and proposals taken over."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope
from kaigong.accounts.selectors import Standing
from kaigong.plan.pages.roads import Proposal, accepted, proposals_of
from kaigong.plan.selectors.roads import WITHIN_YEARS, OpenRoad, PlacedWork, roads_for
from kaigong.portfolio.api.asked import Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.tags import version_tag
from kaigong.web.api.troubles import READ_TROUBLES, WRITE_TROUBLES, NotFoundError
from kaigong.wording import CHINESE, ENGLISH

router = Router()
Years = Annotated[
    int, Query(WITHIN_YEARS, ge=1, le=10, description="no second opening of a place within")
]


class RoadWorkOut(Schema):
    """An activity of a plan where it lies in the road; metres from the road's beginning."""

    id: int
    project: str
    activity: str
    name: str
    layer: str
    depth: int = Field(description="0: the surface; the deeper ones come first")
    start_m: int
    end_m: int
    start: date
    finish: date
    latest_finish: date | None = Field(description="that what was promised allows")
    has_begun: bool


class PutOffOut(Schema):
    project: str
    activity: str
    start: date = Field(description="no earlier than")


class RoadFindingOut(Schema):
    """What is wrong between works, and what is proposed."""

    key: str = Field(description="what is accepted: it names the works and the days")
    kind: str = Field(description="order, closed or open: opened more than once")
    works: list[int]
    start_m: int
    end_m: int
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    window_start: date | None = Field(description="of the one opening that is proposed")
    window_finish: date | None
    closed_until: date | None
    puts_off: list[PutOffOut] = Field(description="empty: nothing to accept")
    is_harmless: bool = Field(description="no promise is missed by it")


class RoadOut(Schema):
    id: int
    name: str
    name_en: str
    length_m: int
    handed_over_on: date | None
    works: list[RoadWorkOut]
    findings: list[RoadFindingOut]


class RoadsOut(Schema):
    within_years: int
    roads: list[RoadOut]


class AcceptedIn(Schema):
    road: int = Field(ge=1, le=2**31 - 1)
    key: str = Field(max_length=500, description="of the finding")
    within_years: int = Field(WITHIN_YEARS, ge=1, le=10)


@router.get("/roads", response={200: RoadsOut, **READ_TROUBLES}, operation_id="roads")
@needs("plan.see_plans")
def roads(
    request: HttpRequest, zone: Slug, response: HttpResponse, within_years: Years
) -> RoadsOut:
    """Works in roads: order, closed roads, places opened twice, what is proposed / 道路施工"""
    found = _roads(enter(request, zone, roads), within_years)
    response.headers["ETag"] = version_tag(0, found)
    return found


@router.post(
    "/road-proposals", response={200: RoadsOut, **WRITE_TROUBLES}, operation_id="accept_road"
)
@needs("plan.edit_plans", Scope.WRITE)
def accept(request: HttpRequest, response: HttpResponse, zone: Slug, body: AcceptedIn) -> RoadsOut:
    """Take a proposal into the plans it is about, as it was read; an edit for each work / 采用"""
    standing = enter(request, zone, accept)
    if accepted(standing, body.road, body.key, within_years=body.within_years) is None:
        raise NotFoundError
    found = _roads(standing, body.within_years)
    response.headers["ETag"] = version_tag(0, found)
    return found


def _roads(standing: Standing, within_years: int) -> RoadsOut:
    opened = roads_for(standing, within_years=within_years)
    return RoadsOut(within_years=within_years, roads=[_road(each) for each in opened])


def _road(opened: OpenRoad) -> RoadOut:
    road = opened.road
    told = []
    for language in (CHINESE, ENGLISH):
        with translation.override(language):
            told.append(proposals_of(opened))
    return RoadOut(
        id=road.pk,
        name=road.name,
        name_en=road.name_en,
        length_m=road.length,
        handed_over_on=road.handed_over_on,
        works=[_work(each) for each in opened.works],
        findings=[_finding(zh, en) for zh, en in zip(*told, strict=True)],
    )


def _work(each: PlacedWork) -> RoadWorkOut:
    return RoadWorkOut(
        id=each.placed.pk, project=each.row.sub_plan.project.code, activity=each.row.key,
        name=str(each.row), layer=each.placed.layer, depth=each.work.kind.depth,
        start_m=each.placed.start, end_m=each.placed.end, start=each.work.start,
        finish=each.work.finish, latest_finish=each.work.latest_finish,
        has_begun=each.work.is_fixed,
    )  # fmt: skip


def _finding(zh: Proposal, en: Proposal) -> RoadFindingOut:
    window = zh.window or (None, None)
    return RoadFindingOut(
        key=zh.key, kind=zh.kind, works=[each.placed.pk for each in zh.works],
        start_m=zh.stretch.start, end_m=zh.stretch.end, zh=zh.sentence, en=en.sentence,
        remedy_zh=zh.remedy, remedy_en=en.remedy, window_start=window[0], window_finish=window[1],
        closed_until=zh.closed_until,
        puts_off=[
            PutOffOut(project=each.row.sub_plan.project.code, activity=each.row.key, start=day)
            for each, day in zh.puts_off.items()
        ],
        is_harmless=zh.is_harmless,
    )  # fmt: skip
