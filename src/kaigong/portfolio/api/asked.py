"""What the operations of the ledger may be asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Header, Path, Query
from pydantic import Field

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import Project
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.web.api.troubles import NotFoundError

Slug = Annotated[str, Path(max_length=50)]
Code = Annotated[str, Path(max_length=60)]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2150, 12, 31))]
MONTH = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])$"
MonthText = Annotated[str, Field(pattern=MONTH, description="2021-03")]
Year = Annotated[int, Field(ge=1950, le=2150)]
# As the table keeps it; exact, in whole currency units.
Amount = Annotated[Decimal, Field(max_digits=20, decimal_places=2)]
AsOf = Annotated[
    Day | None,
    Query(None, description="What was on record at the end of this day / 截至当日的记录"),
]
Limit = Annotated[int, Query(100, ge=1, le=1000)]
Cursor = Annotated[str, Query("", max_length=200, description="`next` of the page before")]
IdempotencyKey = Annotated[
    str,
    Header(
        "", alias="Idempotency-Key", max_length=200,
        description="Repeating a request with the same key within 24 hours acts only once",
    ),
]  # fmt: skip


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def month_in_view(standing: Standing, month: str | None, as_of: date | None) -> date:
    """The month asked for, else that of the day the question stands on."""
    if month:
        return first_day(month)
    return (as_of or standing.zone.today()).replace(day=1)


def seen_project(standing: Standing, code: str) -> Project:
    """A project by its code.

    Raises:
        NotFoundError: none of that code, or not for this person.
    """
    found = projects_for(standing).filter(code=code).select_related("zone").first()
    if found is None:
        raise NotFoundError
    return found
