"""A paste of three columns into many rows, against save() with a transaction per row.

Both keep history of project and plan, and write the audit. The peer saves row by row as a form view
would: one transaction, two saves with simple-history, one audit line.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from benchmarks.places import MONTH
from benchmarks.timing import agree, in_turns

WAN = 10_000


def _values(turn: int, place: int) -> tuple[Decimal, Decimal, str]:
    return (
        Decimal(6_000 + turn * 7 + place),
        Decimal(500 + turn * 3 + place),
        f"{turn} 号路 {place}",
    )


def ours(standing: Any, ids: list[int], turn: int) -> None:
    from kaigong.portfolio.services.changes import Edit, change_cells

    edits = []
    for place, key in enumerate(ids):
        total, planned, road = _values(turn, place)
        edits += [
            Edit(key, "total_amount", f"{total}万元"),
            Edit(key, "planned_amount", f"{planned}万元"),
            Edit(key, "place", road),
        ]
    outcome = change_cells(standing, edits, month=MONTH, source="paste")
    if outcome.saved != len(edits):
        raise SystemExit(f"paste: {outcome.saved} of {len(edits)} cells, {outcome.faults[:2]}")


def peer(standing: Any, ids: list[int], turn: int) -> None:
    from django.db import transaction

    from kaigong.audit.services import record
    from kaigong.portfolio.models import AnnualPlan, Project

    for place, key in enumerate(ids):
        total, planned, road = _values(turn, place)
        with transaction.atomic():
            project = Project.objects.get(pk=key)
            plan = AnnualPlan.objects.get(project=key, year=MONTH.year)
            project.total_amount, project.place = total * WAN, road
            project.version += 1
            plan.planned_amount = planned * WAN
            project.save()
            plan.save()
            record("portfolio.cells.changed", by=standing.user, zone=standing.zone.slug, rows=1)


def on_record(ids: list[int]) -> list[Any]:
    from kaigong.portfolio.models import AnnualPlan, Project

    plans = AnnualPlan.objects.filter(year=MONTH.year, project__in=ids[:500]).order_by("project_id")
    rows = Project.objects.filter(pk__in=ids[:500]).order_by("pk")
    return [
        list(rows.values_list("total_amount", "place")),
        list(plans.values_list("planned_amount", flat=True)),
        Project.history.filter(id__in=ids[:500]).count(),
        AnnualPlan.history.filter(project_id__in=ids[:500]).count(),
    ]


def measure(standing: Any, *, rows: int, turns: int) -> dict[str, Any]:
    from kaigong.portfolio.models import Project

    ids = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    mine, theirs = ids[:rows], ids[rows : 2 * rows]
    turn = {"ours": 0, "peer": 0}

    def next_turn(side: str) -> int:
        turn[side] += 1
        return turn[side]

    ours(standing, mine, next_turn("ours"))
    peer(standing, theirs, next_turn("peer"))
    agree("paste: values and lines of history", on_record(mine), on_record(theirs))
    seconds = in_turns(
        {
            "ours": lambda: ours(standing, mine, next_turn("ours")),
            "save() per row": lambda: peer(standing, theirs, next_turn("peer")),
        },
        turns=turns,
        once=("save() per row",),
    )
    return {"rows": rows, "cells": rows * 3, "seconds": seconds}
