"""The target tree over the API, with the proof of every node."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.plan.indicators import indicators
from kaigong.plan.pages.target_rows import TargetRow, rows_of
from kaigong.plan.pages.targets import TargetsPage
from kaigong.plan.target_years import TargetYear
from kaigong.portfolio.api.asked import Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.troubles import READ_TROUBLES, NotFoundError

router = Router()


class TargetOut(Schema):
    """A node: of_children + not_broken_down = target where it has children, or should."""

    key: str
    parent: str = Field(description="empty at the top")
    level: str = Field(description="zone, front, project or work")
    name: str
    owner: str
    target: str
    is_set: bool
    of_children: str
    not_broken_down: str
    done: str | None
    expected: str | None = Field(description="P50 of the latest forecast")
    chance: float | None = Field(description="P(target), 0 to 1")
    gap: str | None
    months: list[str]
    done_months: list[str] | None


class TargetsOut(Schema):
    """Amounts in whole currency units; a number of projects as a number."""

    year: int
    month: str
    indicator: str
    indicators: list[str]
    is_proved: bool
    differences: list[str] = Field(description="where projects do not add up to the ledger")
    nodes: list[TargetOut]


@router.get("/targets", response={200: TargetsOut, **READ_TROUBLES}, operation_id="targets")
@needs("plan.see_targets")
def targets(
    request: HttpRequest,
    zone: Slug,
    indicator: Annotated[str, Query("investment", max_length=40)],
) -> TargetsOut:
    """The year's target, broken down to the works that carry it / 目标树"""
    standing = enter(request, zone, targets)
    known = {each.key: each for each in indicators}
    if indicator not in known:
        raise NotFoundError
    year = TargetYear(standing)
    page = TargetsPage(year, known[indicator])
    return TargetsOut(
        year=year.year,
        month=f"{year.month:%Y-%m}",
        indicator=indicator,
        indicators=list(known),
        is_proved=page.tree.is_proved,
        differences=page.differences,
        nodes=[_node(row) for row in rows_of(page)],
    )


def _node(row: TargetRow) -> TargetOut:
    return TargetOut(
        key=row.key, parent=row.parent, level=str(row.level), name=row.name, owner=row.owner,
        target=_text(row.target), is_set=row.is_set, of_children=_text(row.of_children),
        not_broken_down=_text(row.not_broken_down),
        done=None if row.done is None else _text(row.done),
        expected=None if row.expected is None else _text(row.expected), chance=row.chance,
        gap=None if row.gap is None else _text(row.gap),
        months=[_text(each) for each in row.months],
        done_months=None if row.done_months is None else [_text(e) for e in row.done_months],
    )  # fmt: skip


def _text(value: Decimal) -> str:
    return f"{value:.2f}"
