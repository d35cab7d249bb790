"""The year before: samples that were finished in 2020, and how a year's money falls on months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from kaigong.demo.apportioning import apportioned, spread
from kaigong.demo.plan_rows import LEAST_TOTAL, SECTOR_RING, WAN, YI, Course, Row, plan_rows

# 243 亿 is 12 % more than this (in 亿元 with two digits; see check C017 of the reference page).
PLANNED_2020 = Decimal("216.96") * YI
IN_PLAN_2020 = 121  # projects to start or resume, published
BEGUN_2020 = 170  # started or resumed in fact, published
# Named projects that the articles see begun in 2020; whether they stood in its plan is not said.
NAMED_BEGUN_2020 = ("P002", "P018", "P029", "P069", "P070", "P090", "P091")

# How a year's investment falls on its months, where winter stops the works. 2020 began late.
CONTINUING = (7, 7, 12, 10, 10, 11, 11, 10, 9, 7, 4, 2)
STARTING = (2, 2, 5, 9, 12, 14, 14, 13, 12, 10, 5, 2)
YEAR_2020 = (2, 1, 6, 10, 12, 14, 14, 13, 12, 9, 4, 3)


@dataclass(frozen=True)
class FinishedRow:
    """A sample project that was completed in 2020."""

    number: int
    is_outside_plan: bool
    sector: str
    total: Decimal
    planned: Decimal
    earlier: Decimal
    completed_on: date

    @property
    def code(self) -> str:
        return f"JY-2020-{1000 + self.number:04d}"

    @property
    def name(self) -> str:
        return f"样例项目 2020-{self.number:03d}"

    @property
    def name_en(self) -> str:
        return f"Sample project 2020-{self.number:03d}"


@cache
def finished_rows() -> tuple[FinishedRow, ...]:
    """The samples that, with those that went on into 2021, make up 121 planned and 170 begun."""
    going_on = [row for row in plan_rows() if row.planned_2020]
    inside = IN_PLAN_2020 - len(going_on)
    outside = BEGUN_2020 - IN_PLAN_2020 - len(NAMED_BEGUN_2020)
    left = PLANNED_2020 - sum(row.planned_2020 for row in going_on)
    plans = [
        *apportioned(left, _weights(inside), least=1_000 * WAN),
        *apportioned(outside * 2 * YI / 3 // WAN * WAN, _weights(outside), least=1_000 * WAN),
    ]
    rows = []
    for place, planned in enumerate(plans):
        earlier = planned * spread(place, low=10, high=150, salt=8) // 100 // WAN * WAN
        # A little more than planned is done now and then, so the total leaves room for it.
        total = max(LEAST_TOTAL, (planned * 108 // 100 + earlier) // WAN * WAN)
        rows.append(
            FinishedRow(
                number=place + 1,
                is_outside_plan=place >= inside,
                sector=SECTOR_RING[place % len(SECTOR_RING)],
                total=total,
                planned=planned,
                earlier=earlier,
                completed_on=date(2020, 12, 1 + place % 24),
            )
        )
    return tuple(rows)


def _weights(count: int) -> list[int]:
    return [spread(place, low=5, high=100, salt=7) for place in range(count)]


def monthly_plan(
    amount: Decimal, profile: tuple[int, ...], *, first: int = 1
) -> dict[int, Decimal]:
    """An amount over the months of a year by a profile, nothing before the first month."""
    weights = [weight if month >= first else 0 for month, weight in enumerate(profile, start=1)]
    parts = apportioned(amount, weights)
    return {month: part for month, part in enumerate(parts, start=1) if part}


def plan_of_months(row: Row) -> dict[int, Decimal]:
    """The monthly plan 2021 of a row."""
    profile = STARTING if row.part.is_new else CONTINUING
    return monthly_plan(row.planned, profile, first=row.first_month)


def done_in(row: Row, month: int, target: Decimal) -> Decimal:
    """What a row is reported to have done in a month of 2021, a sample, in whole 万元."""
    shares = {
        Course.FAR_BEHIND: (61, 61, 58),
        Course.DROPS: (96, 94, 38),
        Course.BEHIND: (88, 86, 87),
    }
    per_cent = shares.get(row.course, (0, 0, 0))[month - 1] or spread(
        row.number, low=105, high=119, salt=10 + month
    )
    return target * per_cent // 100 // WAN * WAN


def done_2020(number: int, month: int, target: Decimal) -> Decimal:
    """What was done in a month of 2020, a sample, in whole 万元."""
    return target * spread(number, low=95, high=107, salt=30 + month) // 100 // WAN * WAN
