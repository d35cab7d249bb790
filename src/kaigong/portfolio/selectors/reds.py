"""The red projects of a view: why, since when, with whom, what comes next, how far behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import Colour, Milestone
from kaigong.portfolio.selectors.lamps import lamps_for
from kaigong.portfolio.selectors.projects import rows_at
from kaigong.portfolio.sheet import Sheet, Value, View
from kaigong.wording import said

_COLUMNS = [
    "code",
    "name",
    "name_en",
    "task_force",
    "lead_department",
    "service_officer",
    "planned_start_on",
    "planned_completion_on",
    "is_sample",
    "target_amount",
    "year_amount",
]


@dataclass(frozen=True)
class RedProject:
    """A project whose lamp is red.

    Attributes:
        holder: Task force, else department, else officer; empty is a fault that the page shows.
        next_step: The next open milestone, else the last one that passed unkept.
        days_late: Days after the promise that the lamp speaks of.
        short: Behind the plan to date, in currency units; none without a plan by month.
    """

    project_id: int
    code: str
    name: str
    reason: str
    rule: str
    since: datetime
    holder: str
    next_step: str
    next_on: date | None
    days_late: int | None
    is_sample: bool
    short: Decimal | None


def red_projects(standing: Standing, view: View, *, today: date) -> list[RedProject]:
    """Every red project of a view, on the view's own day, the one longest late first."""
    is_red = {"lamp": {"in": [str(Colour.RED)]}}
    window = Sheet(standing, replace(view, filters={**view.filters, **is_red})).every_row(_COLUMNS)
    rows = [dict(zip(window.keys, row, strict=True)) for row in window.rows]
    ids = [int(str(row["id"])) for row in rows]
    lamps = {
        lamp.project_id: lamp
        for lamp in lamps_for(standing, as_of=view.as_of).filter(colour=Colour.RED)
    }
    promises = _open_milestones(ids, view.as_of)
    found = [
        _red(row, lamps[key], promises.get(key, []), today)
        for key, row in zip(ids, rows, strict=True)
        if key in lamps
    ]
    return sorted(found, key=lambda red: -(red.days_late or 0))


def _open_milestones(
    project_ids: Iterable[int], as_of: datetime | None
) -> Mapping[int, list[Milestone]]:
    """The promises not kept yet, by project, in the order of their days."""
    ids, found = set(project_ids), dict[int, list[Milestone]]()
    for milestone in rows_at(Milestone, as_of).filter(done_on=None).order_by("due_on"):
        if milestone.project_id in ids:
            found.setdefault(milestone.project_id, []).append(milestone)
    return found


def _red(
    row: Mapping[str, Value], lamp: object, promises: list[Milestone], today: date
) -> RedProject:
    passed = [each for each in promises if each.due_on < today]
    coming = [each for each in promises if each.due_on >= today]
    step = coming[0] if coming else passed[-1] if passed else None
    rule = str(lamp.rule)  # type: ignore[attr-defined]  # a lamp, or its row of history
    promised = {
        "late-start": row["planned_start_on"],
        "completion-passed": row["planned_completion_on"],
        "milestone-passed": passed[0].due_on if passed else None,
    }.get(rule)
    holder = row["task_force.label"] or row["lead_department.label"] or row["service_officer.label"]
    return RedProject(
        project_id=int(str(row["id"])),
        code=str(row["code"]),
        name=said(str(row["name"]), str(row["name_en"] or row["name"])),
        reason=said(lamp.reason, lamp.reason_en or lamp.reason),  # type: ignore[attr-defined]
        rule=rule,
        since=lamp.since,  # type: ignore[attr-defined]
        holder=str(holder or ""),
        next_step=str(step) if step else "",
        next_on=step.due_on if step else None,
        days_late=(today - promised).days if isinstance(promised, date) else None,
        is_sample=bool(row["is_sample"]),
        short=_short(row["target_amount"], row["year_amount"]),
    )


def _short(target: Value, done: Value) -> Decimal | None:
    if not isinstance(target, Decimal):
        return None
    return max(target - (done if isinstance(done, Decimal) else Decimal(0)), Decimal(0))
