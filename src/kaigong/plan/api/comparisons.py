"""Two versions of a plan over the API: what moved, by how much, and by what cause."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.plan.api.schedules import found_or_refused, opened_in
from kaigong.plan.pages.comparison import CauseLine, ChangeLine, Comparison, Moved, comparison_of
from kaigong.plan.selectors.versions import Pair, Version, pair_of
from kaigong.portfolio.api.asked import Code, Slug
from kaigong.web.api.doors import needs
from kaigong.web.api.troubles import READ_TROUBLES

router = Router()
VersionKey = Annotated[
    str, Query("", max_length=30, description="now, baseline-1, or a past day: 2021-03-08")
]


class VersionOut(Schema):
    key: str
    day: date
    edit: int = Field(description="its last edit")


class MovedOut(Schema):
    """Working days later; earlier is negative. None where a version has no dates of it."""

    start_before: date | None
    start_after: date | None
    finish_before: date | None
    finish_after: date | None
    start_days: int | None
    finish_days: int | None


class PromiseMovedOut(MovedOut):
    key: str
    name: str
    promised_before: date | None
    promised_after: date | None
    short_days: int = Field(description="lacking by the newer version")
    why: list[str] = Field(description="in the language that is asked for")


class DiffersOut(Schema):
    what: str
    before: str
    after: str


class ChangedOut(MovedOut):
    key: str
    name: str
    differs: list[DiffersOut]
    why: list[str]


class CauseOut(Schema):
    cause: str
    days: dict[str, int] = Field(description="by promise; all causes add up to its finish_days")
    edits: list[int]


class ComparisonOut(Schema):
    left: VersionOut
    right: VersionOut
    edits: int = Field(description="how many lie between")
    promises: list[PromiseMovedOut]
    resources: list[DiffersOut] = Field(description="how many there are of each that differs")
    added: list[str]
    removed: list[str]
    changed: list[ChangedOut]
    by_cause: list[CauseOut] | None = Field(description="none where it cannot be told apart")


@router.get(
    "/schedule-comparisons/{path:code}",
    response={200: ComparisonOut, **READ_TROUBLES},
    operation_id="compare_schedule",
)
@needs("plan.see_plans")
def compare_schedule(
    request: HttpRequest, zone: Slug, code: Code, left: VersionKey, right: VersionKey
) -> ComparisonOut:
    """Two versions of a plan: promises, activities, moved days, causes; without `left` the last
    baseline or a week ago, without `right` now / 版本对比"""
    opened = opened_in(request, zone, code, compare_schedule)
    pair = found_or_refused(lambda: pair_of(opened, left, right))
    return _told(pair, comparison_of(pair))


def _told(pair: Pair, compared: Comparison) -> ComparisonOut:
    return ComparisonOut(
        left=_version(pair.left),
        right=_version(pair.right),
        edits=len(pair.edits),
        promises=[
            PromiseMovedOut(
                key=line.row.key, name=str(line.row), promised_before=line.promised[0],
                promised_after=line.promised[1], short_days=line.short, why=list(line.why),
                **_moved(line.moved).model_dump(),
            )
            for line in compared.promises
        ],
        resources=[
            DiffersOut(what=each.name, before=each.before, after=each.after)
            for each in compared.resources
        ],
        added=[row.key for row in compared.added],
        removed=[row.key for row in compared.removed],
        changed=[_changed(line) for line in compared.changed],
        by_cause=None
        if compared.by_cause is None
        else [_cause(each, compared) for each in compared.by_cause],
    )  # fmt: skip


def _version(version: Version) -> VersionOut:
    return VersionOut(key=version.key, day=version.day, edit=version.number)


def _moved(moved: Moved) -> MovedOut:
    was, now = moved.was or (None, None), moved.now or (None, None)
    return MovedOut(
        start_before=was[0], start_after=now[0], finish_before=was[1], finish_after=now[1],
        start_days=moved.start_days, finish_days=moved.finish_days,
    )  # fmt: skip


def _changed(line: ChangeLine) -> ChangedOut:
    return ChangedOut(
        key=line.row.key, name=str(line.row), why=list(line.why),
        differs=[
            DiffersOut(what=each.name, before=each.before, after=each.after)
            for each in line.changes
        ],
        **_moved(line.moved).model_dump(),
    )  # fmt: skip


def _cause(line: CauseLine, compared: Comparison) -> CauseOut:
    keys = [each.row.key for each in compared.columns]
    return CauseOut(
        cause=line.cause, days=dict(zip(keys, line.days, strict=True)), edits=list(line.numbers)
    )
