"""Dated promises over the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope, User
from kaigong.accounts.selectors import Standing, people_in
from kaigong.errors import KaigongError
from kaigong.portfolio.api.asked import (
    AsOf,
    Cursor,
    Day,
    IdempotencyKey,
    Limit,
    Slug,
    seen_project,
)
from kaigong.portfolio.models import Milestone
from kaigong.portfolio.selectors.projects import projects_for, rows_at
from kaigong.portfolio.services.milestones import set_milestone
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.once import once
from kaigong.web.api.paging import Page, place_asked
from kaigong.web.api.troubles import READ_TROUBLES, WRITE_TROUBLES

router = Router()


class UnknownPersonError(KaigongError):
    code = "portfolio.unknown-person"
    zh = "园区里没有登录名为「{username}」的人；请核对。"
    en = "Nobody in this zone signs in as “{username}”; check the name."


class MilestoneOut(Schema):
    project: str
    name: str
    name_en: str
    owner: str | None  # the name to sign in with
    due_on: date
    done_on: date | None
    source: str


class MilestoneIn(Schema):
    project: str = Field(max_length=60)
    name: str = Field(min_length=1, max_length=200)
    name_en: str | None = Field(
        None, max_length=200, description="null leaves it as it is, empty takes it away"
    )
    due_on: Day
    owner: str | None = Field(None, max_length=150)
    reason: str = Field("", max_length=300)


@router.get(
    "/milestones", response={200: Page[MilestoneOut], **READ_TROUBLES}, operation_id="milestones"
)
@needs("portfolio.see_ledger")
def milestones(
    request: HttpRequest,
    zone: Slug,
    project: Annotated[str, Query("", max_length=60, description="code; empty for all")],
    as_of: AsOf,
    limit: Limit,
    cursor: Cursor,
) -> Page[MilestoneOut]:
    """Milestones by their day / 节点"""
    standing = enter(request, zone, milestones)
    place = place_asked(standing.zone, cursor=cursor, limit=limit, as_of=as_of)
    seen = projects_for(standing)
    if project:
        seen = seen.filter(pk=seen_project(standing, project).pk)
    codes = dict(seen.values_list("pk", "code"))
    rows = rows_at(Milestone, place.moment).filter(project_id__in=seen.values("pk"))
    ordered = sorted(rows, key=lambda each: (each.due_on, codes[each.project_id], each.pk))
    page = ordered[place.offset : place.offset + place.limit]
    owners = User.objects.in_bulk([each.owner_id for each in page if each.owner_id])
    items = [
        _milestone(each, codes[each.project_id], owners.get(each.owner_id or 0)) for each in page
    ]
    return Page(items=items, total=len(ordered), next=place.next(len(ordered)))


def _milestone(milestone: Milestone, code: str, owner: User | None) -> MilestoneOut:
    return MilestoneOut(
        project=code,
        name=milestone.name,
        name_en=milestone.name_en,
        owner=owner.username if owner else None,
        due_on=milestone.due_on,
        done_on=milestone.done_on,
        source=milestone.source,
    )


@router.post(
    "/milestones", response={201: MilestoneOut, **WRITE_TROUBLES}, operation_id="set_milestone"
)
@needs("portfolio.edit_ledger", Scope.WRITE)
def add(
    request: HttpRequest, zone: Slug, body: MilestoneIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Promise something for a day, or move that promise with a reason / 登记或改期节点"""
    standing = enter(request, zone, add)
    held = seen_project(standing, body.project)
    owner = _owner(standing, body.owner)

    def act() -> MilestoneOut:
        made = set_milestone(
            held,
            name=body.name,
            name_en=body.name_en,
            due_on=body.due_on,
            owner=owner,
            reason=body.reason,
            by=standing.user,
        )
        return _milestone(made, held.code, owner)

    return once(request, idempotency_key, act)


def _owner(standing: Standing, username: str | None) -> User | None:
    if not username:
        return None
    found = people_in(standing.zone).filter(username=username).first()
    if found is None:
        raise UnknownPersonError(username=username)
    return found
