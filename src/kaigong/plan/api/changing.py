"""Changes of a plan over the API, by the services that its page uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope
from kaigong.plan.api.schedules import ScheduleDetailOut, detail_of, opened_in
from kaigong.plan.drafting import lock_together
from kaigong.plan.link_words import WrittenLink
from kaigong.plan.models import ActivityKind, LinkKind, ReasonCode, Trade
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services.activities import (
    ActivityWords,
    add_activity,
    change_activity,
    remove_activities,
    report_progress,
    words_of,
)
from kaigong.portfolio.api.asked import Code, Day, IdempotencyKey, Slug
from kaigong.web.api.doors import needs
from kaigong.web.api.once import once
from kaigong.web.api.tags import IfMatch, is_of_version, version_tag
from kaigong.web.api.troubles import WRITE_TROUBLES, Fault, MovedOnError, NotFoundError

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


class RemovalIn(Schema):
    """Which activity, and why: a removal has no body."""

    key: str = Field(max_length=40)
    version: int | None = Field(None, ge=0, le=2**31 - 1)
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


class NewActivityIn(Schema):
    """A new activity; without `after_line` it stands at the end, or at the end of `below`."""

    key: str = Field(min_length=1, max_length=40, pattern=r"^[^\s/>]+$")
    version: int | None = Field(None, ge=0, le=2**31 - 1)
    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field("", max_length=200)
    duration: Minutes = 0
    kind: ActivityKind = ActivityKind.TASK
    trade: Trade = Trade.WORKS
    committed_on: Day | None = None
    below: str = Field("", max_length=40, description="key of the summary that it belongs to")
    after_line: str = Field("", max_length=40, description="key of the line that it follows")
    links: list[LinkIn] = Field([], max_length=200)
    reason: ReasonCode = ReasonCode.NONE
    why: str = Field("", max_length=300)


@router.post(
    "/schedule-activities/{path:code}",
    response={201: ScheduleDetailOut, **WRITE_TROUBLES},
    operation_id="add_activity",
)
@needs("plan.edit_plans", Scope.WRITE)
def add(
    request: HttpRequest,
    zone: Slug,
    code: Code,
    body: NewActivityIn,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Put an activity into a plan; the plan comes back reckoned / 新增工作"""
    opened = opened_in(request, zone, code, add)
    words = ActivityWords(
        name=body.name, name_en=body.name_en, duration=body.duration, kind=body.kind.value,
        trade=body.trade.value, committed_on=body.committed_on, links=_links(body.links),
    )  # fmt: skip

    def act() -> ScheduleDetailOut:
        add_activity(
            opened.plan, body.key, words, standing=opened.standing, below=body.below,
            after_line=body.after_line, seen_version=body.version, reason=body.reason.value,
            why=body.why,
        )  # fmt: skip
        return detail_of(open_plan(opened.standing, code))

    return once(request, idempotency_key, act)


@router.patch(
    "/schedule-activities/{path:code}",
    response={200: ScheduleDetailOut, **WRITE_TROUBLES},
    operation_id="change_activity",
)
@needs("plan.edit_plans", Scope.WRITE)
def change(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    code: Code,
    body: ActivityIn,
    if_match: IfMatch,
) -> ScheduleDetailOut:
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
        given["links"] = _links(body.links)
    with unmoved(opened, if_match):
        change_activity(
            opened.plan, body.key, replace(words, **given), standing=opened.standing,
            seen_version=body.version, reason=body.reason.value, why=body.why,
        )  # fmt: skip
    return _changed(response, opened)


@router.delete(
    "/schedule-activities/{path:code}",
    response={200: ScheduleDetailOut, **WRITE_TROUBLES},
    operation_id="remove_activity",
)
@needs("plan.edit_plans", Scope.WRITE)
def remove(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    code: Code,
    asked: Annotated[RemovalIn, Query()],
    if_match: IfMatch,
) -> ScheduleDetailOut:
    """Take an activity out, with what lies below it; an edit like others / 删除工作"""
    opened = opened_in(request, zone, code, remove)
    if asked.key not in {each.key for each in opened.rows}:
        raise NotFoundError
    with unmoved(opened, if_match):
        remove_activities(
            opened.plan, [asked.key], standing=opened.standing, seen_version=asked.version,
            reason=asked.reason.value, why=asked.why,
        )  # fmt: skip
    return _changed(response, opened)


@router.patch(
    "/schedule-progress/{path:code}",
    response={200: ScheduleDetailOut, **WRITE_TROUBLES},
    operation_id="report_progress",
)
@needs("plan.report_progress", Scope.WRITE)
def progress(
    request: HttpRequest,
    response: HttpResponse,
    zone: Slug,
    code: Code,
    body: ProgressIn,
    if_match: IfMatch,
) -> ScheduleDetailOut:
    """Keep what happened to an activity / 填进度"""
    opened = opened_in(request, zone, code, progress)
    if body.key not in {each.key for each in opened.work}:
        raise NotFoundError
    with unmoved(opened, if_match):
        report_progress(
            opened.plan, body.key, standing=opened.standing, started_on=body.started_on,
            finished_on=body.finished_on, remaining=body.remaining, seen_version=body.version,
            reason=body.reason.value, why=body.why,
        )  # fmt: skip
    return _changed(response, opened)


def _links(given: list[LinkIn]) -> tuple[WrittenLink, ...]:
    return tuple(WrittenLink(each.before, each.kind.value, each.lag) for each in given)


@contextmanager
def unmoved(opened: OpenPlan, tag: str) -> Iterator[None]:
    """Change a plan only while it is as it was read; it is locked before it is compared.

    Raises:
        MovedOnError: somebody has edited the plan since.
    """
    with transaction.atomic():
        held = lock_together(opened.plan)
        if not is_of_version(tag, held.version):
            fault = Fault(
                where="version", zh="计划现在的版本与您读到的", en="the plan's version, and yours",
                theirs=str(held.version), yours=tag,
            )  # fmt: skip
            raise MovedOnError(subject=opened.project.code, faults=[fault])
        yield


def _changed(response: HttpResponse, opened: OpenPlan) -> ScheduleDetailOut:
    found = detail_of(open_plan(opened.standing, opened.project.code))
    response.headers["ETag"] = version_tag(found.version, found)
    return found
