"""Quantities of a year over the API: what each activity has to do by month, and what was done."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.plan.pages.quantities import QuantitiesPage, QuantityLine
from kaigong.plan.selectors.targets import targets_version
from kaigong.plan.target_tree import amount_of
from kaigong.plan.target_years import TargetYear
from kaigong.plan.units import in_both
from kaigong.portfolio.api.asked import AsOf, Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.tags import version_tag
from kaigong.web.api.troubles import READ_TROUBLES

router = Router()


class QuantityOut(Schema):
    """An activity with a quantity, in its own unit: before + months + later = quantity, unless
    the months that were set do not fit."""

    front: str = Field(description="its name, or that the project is in none")
    project: str
    activity: str = Field(description="its code in the plan")
    name: str
    owner: str
    unit: str
    unit_en: str = Field(description="empty where nobody has said one")
    quantity: str
    is_set: bool = Field(description="somebody set a month, or a lock kept them")
    before: str = Field(description="due before this year")
    months: list[str] = Field(description="due in each month, January first")
    later: str
    done: str | None = Field(description="in all; null where nobody has told it")
    done_before: str = Field(description="done before this year")
    done_months: list[str] = Field(description="done in each month that has begun")


class QuantitiesOut(Schema):
    version: int = Field(description="how often the year's targets were set or taken back")
    year: int
    month: str
    quantities: list[QuantityOut]


@router.get(
    "/quantities", response={200: QuantitiesOut, **READ_TROUBLES}, operation_id="quantities"
)
@needs("plan.see_targets")
def quantities(
    request: HttpRequest,
    zone: Slug,
    response: HttpResponse,
    project: Annotated[str, Query("", max_length=60, description="one project alone")],
    as_of: AsOf = None,
) -> QuantitiesOut:
    """What each activity has to do by month, and what was done in it / 工程量按月"""
    standing = enter(request, zone, quantities)
    year = TargetYear(standing, day=as_of)
    found = QuantitiesOut(
        version=targets_version(standing.zone, year.year),
        year=year.year,
        month=f"{year.month:%Y-%m}",
        quantities=[
            _line(front, line)
            for front, prospect, lines in QuantitiesPage(year).projects
            for line in lines
            if not project or prospect.project.code == project
        ],
    )
    response.headers["ETag"] = version_tag(found.version, found)
    return found


def _line(front: str, line: QuantityLine) -> QuantityOut:
    row, parts = line.work.row, [_text(each) for each in line.parts]
    done = [_text(each) for each in line.done_parts]
    unit, unit_en = in_both(row.unit)
    return QuantityOut(
        front=front,
        project=line.work.plan.project.code,
        activity=row.key,
        name=str(row),
        owner=str(row.owner or ""),
        unit=unit,
        unit_en=unit_en,
        quantity=_number(row.quantity or Decimal(0)),
        is_set=line.is_set,
        before=parts[0],
        months=parts[1:-1],
        later=parts[-1],
        done=None if row.quantity_done is None else _number(row.quantity_done),
        done_before=done[0] if done else _text(0),
        done_months=done[1:],
    )


def _text(hundredths: int) -> str:
    return _number(amount_of(hundredths))


def _number(value: Decimal) -> str:
    return f"{value:.2f}"
