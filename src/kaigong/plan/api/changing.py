"""Changes of a plan over the API, by the services that its page uses."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope
from kaigong.plan.api.schedules import ScheduleDetailOut, detail_of, opened_in
from kaigong.plan.link_words import WrittenLink
from kaigong.plan.models import LinkKind, ReasonCode
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.activities import change_activity, report_progress, words_of
from kaigong.portfolio.api.asked import Code, Day, Slug
from kaigong.web.api.doors import needs
from kaigong.web.api.troubles import WRITE_TROUBLES, NotFoundError

router = Router()
Minutes = Annotated[int, Field(ge=0, le=10_000_000)]


class LinkIn(Schema):
    before: str = Field(max_length=100)
    kind: LinkKind = LinkKind.FS
    lag: int = Field(0, ge=-1_000_000, le=1_000_000, description="working minutes")


class ActivityIn(Schema):
    """What is left out stays as it is; `links` are all that it waits for."""

    key: str = Field(max_length=40)
    version: int | None = Field(None, ge=0, le=2**31 - 1, description="of the plan you read")
    name: str | None = Field(None, min_length=1, max_length=200)
    duration: Minutes | None = None
    committed_on: Day | None = None
    links: list[LinkIn] | None = Field(None, max_length=200)
    reason: ReasonCode = ReasonCode.NONE
    why: str = Field("", max_length=300)


class ProgressIn(Schema):
    """What happened; left out it did not. `remaining` in working minutes."""

    key: str = Field(max_length=40)
    version: int | None = Field(None, ge=0, le=2**31 - 1)
    started_on: Day | None = None
    finished_on: Day | None = None
    remaining: Minutes | None = None
    reason: ReasonCode = ReasonCode.NONE
    why: str = Field("", max_length=300)


@router.patch(
    "/schedule-activities/{path:code}",
    response={200: ScheduleDetailOut, **WRITE_TROUBLES},
    operation_id="change_activity",
)
@needs("plan.edit_plans", Scope.WRITE)
def change(request: HttpRequest, zone: Slug, code: Code, body: ActivityIn) -> ScheduleDetailOut:
    """Change an activity and what it waits for; the plan comes back reckoned / 修改工作"""
    opened = opened_in(request, zone, code, change)
    row = next((each for each in opened.work if each.key == body.key), None)
    if row is None:
        raise NotFoundError
    words = words_of(row)
    given = {
        name: value
        for name in ("name", "duration", "committed_on")
        if (value := getattr(body, name)) is not None
    }
    if body.links is not None:
        given["links"] = tuple(
            WrittenLink(each.before, each.kind.value, each.lag) for each in body.links
        )
    change_activity(
        opened.plan, body.key, replace(words, **given), standing=opened.standing,
        seen_version=body.version, reason=body.reason.value, why=body.why,
    )  # fmt: skip
    return detail_of(open_plan(opened.standing, code))


@router.patch(
    "/schedule-progress/{path:code}",
    response={200: ScheduleDetailOut, **WRITE_TROUBLES},
    operation_id="report_progress",
)
@needs("plan.report_progress", Scope.WRITE)
def progress(request: HttpRequest, zone: Slug, code: Code, body: ProgressIn) -> ScheduleDetailOut:
    """Keep what happened to an activity / 填进度"""
    opened = opened_in(request, zone, code, progress)
    if body.key not in {each.key for each in opened.work}:
        raise NotFoundError
    report_progress(
        opened.plan, body.key, standing=opened.standing, started_on=body.started_on,
        finished_on=body.finished_on, remaining=body.remaining, seen_version=body.version,
        reason=body.reason.value, why=body.why,
    )  # fmt: skip
    return detail_of(open_plan(opened.standing, code))
