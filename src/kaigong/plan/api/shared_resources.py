"""What the plans of a zone share, over the API: how many there are, who takes them, what lacks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope
from kaigong.plan.api.levelling import LaterNumber
from kaigong.plan.joint_levelling import levelled_jointly
from kaigong.plan.models import JointLevelling
from kaigong.plan.pages.joint_levelling import joint_shown, last_joint
from kaigong.plan.pages.shared_resources import SharedShown, shared_page
from kaigong.plan.services.joint_levelling import accept_jointly, undo_jointly
from kaigong.plan.units import in_both
from kaigong.portfolio.api.asked import Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.troubles import READ_TROUBLES, WRITE_TROUBLES, NotFoundError

router = Router()


class TakerOut(Schema):
    """A plan that takes it; without a project you may not see which."""

    project: str | None
    peak: float
    first: date
    last: date
    activities: list[str]


class PromisedTwiceOut(Schema):
    first: date
    last: date
    weeks: int
    missing: float
    projects: list[str]
    elsewhere: bool = Field(description="whether projects that you may not see take part")


class SharedResourceOut(Schema):
    key: str
    name: str
    name_en: str
    unit: str = Field(description="as it was typed; 轴线|bays says both languages")
    unit_en: str = Field(description="in English; empty where there is none to read")
    there: float
    later: list[LaterNumber]
    peak: float = Field(description="the most that all plans ask for at once")
    takers: list[TakerOut]
    promised_twice: list[PromisedTwiceOut]


class PlanMovedOut(Schema):
    """A plan in its turn, the first served first."""

    project: str
    activities: int = Field(description="how many move")
    now_on: date
    then_on: date
    days: int = Field(description="working days by which all of it is done later")


class PromiseMovedOut(Schema):
    project: str
    activity: str
    promised_on: date
    now_on: date
    then_on: date
    short_now: int
    short_then: int


class JointlyOut(Schema):
    """All plans that share something levelled together; nothing is kept."""

    seen: str = Field(description="what it was reckoned from; give it back to accept it")
    plans: list[PlanMovedOut]
    promises: list[PromiseMovedOut] = Field(description="those that move")
    unseen_plans: int = Field(description="plans that you may not see, and that keep their dates")
    unseen_promises: int = Field(description="promises of such projects that move by links")


class AcceptJointlyIn(Schema):
    seen: str = Field(max_length=64)


class AcceptedOut(Schema):
    projects: list[str]


class PartOut(Schema):
    """What it did to one plan; without a project you may not see which, or the plan is gone."""

    project: str | None
    edit: int | None = Field(description="the edit of that plan that would be undone")
    told: str = Field(description="what has become of it: in the way, locked, undone, gone")
    in_the_way: bool


class JointLevellingOut(Schema):
    """The joint levelling that was accepted last; undone it stands in no plan any more."""

    number: int
    at: datetime
    by: str | None
    plans: list[PartOut]
    undone: bool


@router.get(
    "/shared-resources",
    response={200: list[SharedResourceOut], **READ_TROUBLES},
    operation_id="shared_resources",
)
@needs("plan.see_plans")
def shared_resources(request: HttpRequest, zone: Slug) -> list[SharedResourceOut]:
    """What plans share, who takes it by their dates, and where it is promised twice / 共用资源"""
    standing = enter(request, zone, shared_resources)
    return [_told(each) for each in shared_page(standing).resources]


@router.get(
    "/shared-levelling",
    response={200: JointlyOut, **READ_TROUBLES},
    operation_id="levelled_jointly",
)
@needs("plan.see_plans")
def jointly(request: HttpRequest, zone: Slug) -> JointlyOut:
    """All plans that share something levelled together; nothing is kept / 几份计划一起排"""
    standing = enter(request, zone, jointly)
    found = joint_shown(standing, levelled_jointly(standing))
    return JointlyOut(
        seen=found.seen,
        plans=[
            PlanMovedOut(
                project=each.project.code, activities=each.count, now_on=each.now_on,
                then_on=each.then_on, days=each.days,
            )
            for each in found.plans
        ],
        promises=[
            PromiseMovedOut(
                project=each.project.code, activity=each.row.key, promised_on=each.promised_on,
                now_on=each.now_on, then_on=each.then_on, short_now=each.short_now,
                short_then=each.short_then,
            )
            for each in found.promises
        ],
        unseen_plans=found.unseen,
        unseen_promises=found.linked,
    )  # fmt: skip


@router.post(
    "/shared-levelling",
    response={200: AcceptedOut, **WRITE_TROUBLES},
    operation_id="accept_jointly",
)
@needs("plan.edit_plans", Scope.WRITE)
def accept(request: HttpRequest, zone: Slug, body: AcceptJointlyIn) -> AcceptedOut:
    """Put a joint levelling into all its plans, an edit in each, whole or not at all / 采用"""
    standing = enter(request, zone, accept)
    found = accept_jointly(standing, seen=body.seen)
    moved = [each.opened.project.code for each in found.plans if each.moves]
    return AcceptedOut(projects=moved)


@router.get(
    "/shared-levelling/last",
    response={200: JointLevellingOut | None, **READ_TROUBLES},
    operation_id="last_joint_levelling",
)
@needs("plan.see_plans")
def last(request: HttpRequest, zone: Slug) -> JointLevellingOut | None:
    """The joint levelling accepted last, and what has become of it in each plan / 上次一起排"""
    found = last_joint(enter(request, zone, last))
    if found is None:
        return None
    return JointLevellingOut(
        number=found.levelling.pk,
        at=found.levelling.at,
        by=found.levelling.by.username if found.levelling.by else None,
        plans=[
            PartOut(
                project=part.project.code if part.project else None,
                edit=part.to_undo.number if part.to_undo and part.is_seen else None,
                told=part.words,
                in_the_way=bool(part.in_the_way),
            )
            for part in found.parts
        ],
        undone=found.is_taken_back,
    )


@router.delete(
    "/shared-levelling",
    response={200: AcceptedOut, **WRITE_TROUBLES},
    operation_id="undo_jointly",
)
@needs("plan.edit_plans", Scope.WRITE)
def undo(
    request: HttpRequest, zone: Slug, number: Annotated[int, Query(ge=1, le=2**31 - 1)]
) -> AcceptedOut:
    """Take a joint levelling back in all its plans, whole or not at all / 一起撤销"""
    standing = enter(request, zone, undo)
    found = JointLevelling.objects.filter(zone=standing.zone, pk=number).first()
    if found is None:
        raise NotFoundError
    undone = undo_jointly(found, standing=standing)
    return AcceptedOut(projects=[each.code for each in undone])


def _told(shown: SharedShown) -> SharedResourceOut:
    resource = shown.resource
    return SharedResourceOut(
        key=resource.shared, name=resource.name, name_en=resource.name_en, unit=resource.unit,
        unit_en=in_both(resource.unit)[1],
        there=resource.there,
        later=[LaterNumber(since=day, units=units) for day, units in resource.later],
        peak=shown.chart.peak,
        takers=[
            TakerOut(
                project=each.project.code if each.project else None, peak=each.peak,
                first=each.first, last=each.last, activities=[row.key for row in each.rows],
            )
            for each in shown.takers
        ],
        promised_twice=[
            PromisedTwiceOut(
                first=each.first, last=each.last, weeks=each.weeks, missing=each.missing,
                projects=[project.code for project, _ in each.takers], elsewhere=each.has_unseen,
            )
            for each in shown.twice
        ],
    )  # fmt: skip
