"""What a dry run tells of a file's resources in plain values: limits, users, the most at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kaigong.engines.scheduling.levelling import Load, loads_of
from kaigong.plan.file_resources import FileScarce
from kaigong.plan.later_numbers import later_kept
from kaigong.plan.models import Activity, SubPlan
from kaigong.plan.moments import begin_of
from kaigong.plan.reckoning import Links, network_of
from kaigong.plan.services.file_resources import Number, Taken


def resources_told(
    plan: SubPlan,
    rows: Iterable[Activity],
    links: Links,
    scarce: FileScarce,
    taken: Mapping[str, Taken],
) -> list[dict[str, Any]]:
    """The resources that activities of the file use, and those that are taken, while it is in the
    plan: first those of which too much is asked for at its early dates, then those with a limit
    that somebody has set."""
    asked = {key for key in scarce.resources if scarce.used.get(key) or key in taken}
    if not asked:
        return []
    loads = _loads(plan, rows, links, scarce, asked)
    told = [
        _told(key, scarce, loads[key], taken.get(key)) for key in scarce.resources if key in asked
    ]
    return sorted(told, key=lambda each: (-each["missing"], each["is_usual"], -each["used"]))


def _loads(
    plan: SubPlan, rows: Iterable[Activity], links: Links, scarce: FileScarce, asked: set[str]
) -> dict[str, Load]:
    """By the early dates of the plan as of today, and what the file's activities need."""
    network = network_of(plan, rows, links, data_date=begin_of(plan.project.zone.today()))
    network.resources = {key: scarce.resources[key].availability for key in asked}
    for key in list(network.activities):
        network.change(key, needs=scarce.needs.get(key, {}))
    return loads_of(network.run())


def _told(key: str, scarce: FileScarce, load: Load, taken: Taken | None) -> dict[str, Any]:
    told, resource = scarce.told[key], scarce.resources[key]
    missing = float(load.lacking.max(initial=0.0))
    return {
        "key": key,
        "name": told.name,
        "kind": told.kind.value,
        "there": resource.there,
        "later": later_kept(resource.later),
        "later_left": scarce.later_left.get(key, 0),
        "is_stated": told.is_stated,
        "is_usual": told.is_usual,
        "used": scarce.used.get(key, 0),
        "peak": round(load.peak, 2),
        "missing": 0.0 if load.is_enough else round(missing, 2),
        "is_cut": key in scarce.cut,
        "taken": taken and _taken(taken),
    }


def _taken(taken: Taken) -> dict[str, Any]:
    return {
        "key": taken.key,
        "was": _number(taken.was),
        "stays": _number(taken.stays),
        "needs_kept": taken.needs_kept,
        "is_shared": taken.is_shared,
    }


def _number(number: Number | None) -> list[Any] | None:
    return number and [number[0], later_kept(number[1])]
