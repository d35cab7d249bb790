"""Headline figures and sector table against an ORM loop and one SQL statement written by hand.

All sum up the year in view: projects that are in the annual plan, reach the lowest level and count
once, by kind and by sector (count, total, plan, done to the month, plan to the month, red lamps,
reported), and the batch of starts over all projects. The loop is measured twice: with everything
prefetched, as a careful hand would write it, once over all plans; and plain, with two queries for
each plan, over 5,000 plans at most, its time scaled up (100,000 take minutes).
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from benchmarks.places import MONTH, SLUG, light
from benchmarks.timing import agree, in_turns

Sums = dict[str, tuple[Any, ...]]


def ours(standing: Any, *, is_kept: bool = False) -> Sums:
    """Our figures: read anew, or as a second reader finds them, while nothing has changed."""
    from kaigong.portfolio.headline import Headline
    from kaigong.portfolio.moments import Look
    from kaigong.portfolio.numbers import AMOUNTS
    from kaigong.portfolio.sheet import kept

    if not is_kept:
        kept.forget_all()
    numbers = Headline(standing, Look.at(standing.zone, None)).numbers
    found: Sums = {}
    for key in ("kind", "sector"):
        for value, part in numbers.year.per(key).items():
            lamps = part.per("lamp")
            found[f"{key} {value}"] = (
                part.count,
                *(part.sum(column) for column in AMOUNTS),
                lamps["red"].count if "red" in lamps else 0,
                part.marked("reported").count,
            )
    for batch in numbers.batches:
        key = f"batch {batch.name}"
        found[key] = (batch.planned, batch.started, batch.total, batch.plan)
    return found


def full_page(standing: Any) -> int:
    """All figures with their comparisons: the month before as on record then, the year before."""
    from kaigong.portfolio.headline import Headline
    from kaigong.portfolio.moments import Look
    from kaigong.portfolio.sheet import kept

    kept.forget_all()
    return len(Headline(standing, Look.at(standing.zone, None)).figures)


BEGUN = ("started", "construction", "completed", "production")


PLAIN_PLANS = 5_000


def orm_loop(*, is_prefetched: bool) -> Sums:
    from django.db.models import Prefetch

    from kaigong.portfolio.models import AnnualPlan, LevelThreshold, MonthlyReport, MonthlyTarget

    level = LevelThreshold.objects.get(zone__slug=SLUG).from_amount
    plans = AnnualPlan.objects.filter(zone__slug=SLUG, year=MONTH.year).select_related(
        "project__lamp"
    )
    to_month = MonthlyReport.objects.filter(month__year=MONTH.year, month__lte=MONTH)
    targets = MonthlyTarget.objects.filter(month__lte=MONTH.month)
    if is_prefetched:
        plans = plans.prefetch_related(
            Prefetch("project__reports", to_month), Prefetch("months", targets)
        )
    else:
        plans = plans.order_by("pk")[:PLAIN_PLANS]
    sums: dict[str, list[Any]] = defaultdict(lambda: [0, *[Decimal(0)] * 4, 0, 0])
    batches: dict[str, list[Any]] = defaultdict(lambda: [0, 0, Decimal(0), Decimal(0)])
    for plan in plans.iterator(chunk_size=2000):
        project = plan.project
        if plan.batch:
            batch = batches[f"batch {plan.batch}"]
            batch[0] += 1
            batch[1] += project.stage in BEGUN
            batch[2] += project.total_amount
            batch[3] += plan.planned_amount
        if plan.is_outside_plan or project.counts_in_id or project.total_amount < level:
            continue
        if is_prefetched:
            reports, months = project.reports.all(), plan.months.all()
        else:
            reports = project.reports.filter(month__year=MONTH.year, month__lte=MONTH)
            months = plan.months.filter(month__lte=MONTH.month)
        amounts = (
            project.total_amount - project.counted_before_amount,
            plan.planned_amount,
            sum((each.record_amount for each in reports), Decimal(0)),
            sum((each.planned_amount for each in months), Decimal(0)),
        )
        is_red = project.lamp.colour == "red"
        has_reported = any(report.month == MONTH for report in reports)
        for key in (f"kind {project.kind}", f"sector {project.sector_id}"):
            row = sums[key]
            row[0] += 1
            for place, amount in enumerate((*amounts, is_red, has_reported), 1):
                row[place] += amount
    return {key: tuple(row) for key, row in (sums | batches).items()}


BY_HAND = """
SELECT p.kind, p.sector_id, a.batch, p.stage IN ('started','construction','completed','production'),
  a.is_outside_plan = %(no)s AND p.counts_in_id IS NULL AND p.total_amount >= 50000000,
  COUNT(*), SUM(p.total_amount - p.counted_before_amount), SUM(a.planned_amount),
  SUM(y.amount), SUM(t.amount), SUM(p.total_amount),
  SUM(CASE WHEN l.colour = 'red' THEN 1 ELSE 0 END), COUNT(r.project_id)
FROM portfolio_project p
JOIN portfolio_annualplan a ON a.project_id = p.id AND a.year = %(year)s
LEFT JOIN (SELECT project_id, SUM(record_amount) AS amount FROM portfolio_monthlyreport
  WHERE zone_id = %(zone)s AND month BETWEEN %(january)s AND %(month)s
  GROUP BY project_id) y ON y.project_id = p.id
LEFT JOIN (SELECT plan_id, SUM(m.planned_amount) AS amount FROM portfolio_monthlytarget m
  JOIN portfolio_annualplan q ON q.id = m.plan_id
  WHERE q.zone_id = %(zone)s AND q.year = %(year)s AND m.month <= %(number)s
  GROUP BY plan_id) t ON t.plan_id = a.id
LEFT JOIN portfolio_projectlamp l ON l.project_id = p.id
LEFT JOIN portfolio_monthlyreport r ON r.project_id = p.id AND r.month = %(month)s
WHERE p.zone_id = %(zone)s
GROUP BY 1, 2, 3, 4, 5
"""


def by_hand(zone_id: int) -> Sums:
    from django.db import connection

    given = {
        "zone": zone_id,
        "year": MONTH.year,
        "january": MONTH.replace(month=1).isoformat(),
        "month": MONTH.isoformat(),
        "number": MONTH.month,
        "no": False,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, given)
        rows = cursor.fetchall()
    sums: dict[str, list[Any]] = defaultdict(lambda: [0, *[Decimal(0)] * 4, 0, 0])
    batches: dict[str, list[Any]] = defaultdict(lambda: [0, 0, Decimal(0), Decimal(0)])
    for kind, sector, name, is_begun, is_in_year, count, *texts, total, red, reported in rows:
        amounts = [Decimal(str(each or 0)) for each in texts]
        if name:
            batch = batches[f"batch {name}"]
            batch[0] += count
            batch[1] += count if is_begun else 0
            batch[2] += Decimal(str(total))
            batch[3] += amounts[1]
        for key in (f"kind {kind}", f"sector {sector}") if is_in_year else ():
            row = sums[key]
            row[0] += count
            for place, amount in enumerate((*amounts, red, reported), 1):
                row[place] += amount
    return {key: tuple(row) for key, row in (sums | batches).items()}


def measure(standing: Any, *, turns: int) -> dict[str, Any]:
    """Median seconds of each side.

    The prefetched loop has one turn, and what it found is compared right after it; a difference
    ends the run before anything is told.
    """
    from kaigong.portfolio.models import AnnualPlan

    light(standing.zone.pk)
    said = ours(standing)
    agree("hand-written SQL", said, by_hand(standing.zone.pk))
    looped: list[Sums] = []
    seconds = in_turns(
        {
            "ours": lambda: ours(standing),
            "ours, kept": lambda: ours(standing, is_kept=True),
            "SQL by hand": lambda: by_hand(standing.zone.pk),
            "ORM loop, prefetched": lambda: looped.append(orm_loop(is_prefetched=True)),
            "ORM loop, plain": lambda: orm_loop(is_prefetched=False),
            "all figures with comparisons": lambda: full_page(standing),
        },
        turns=turns,
        once=("ORM loop, plain", "ORM loop, prefetched"),
    )
    agree("ORM loop", said, looped[0])
    plans = AnnualPlan.objects.filter(zone=standing.zone, year=MONTH.year).count()
    scale = max(1.0, plans / PLAIN_PLANS)
    plain = seconds["ORM loop, plain"]
    seconds["ORM loop, plain"] = {key: round(each * scale, 3) for key, each in plain.items()}
    return {"plain_loop_scaled_by": scale, "seconds": seconds}
