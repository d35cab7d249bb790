"""The roads of a zone with the works that a person may see, and what is wrong between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kaigong.accounts.selectors import Standing
from kaigong.engines import corridors
from kaigong.plan.models import Activity, Road, RoadWork
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.selectors.plans import plans_for

WITHIN_YEARS = 5  # until which a second opening of the same place is looked for


@dataclass(frozen=True)
class PlacedWork:
    """An activity where it lies in a road, as the engine reads it."""

    placed: RoadWork
    row: Activity
    work: corridors.Work

    @property
    def layer(self) -> str:
        return str(self.placed.get_layer_display())


@dataclass(frozen=True)
class OpenRoad:
    """A road with its works; findings name them by `PlacedWork.work.key`."""

    road: Road
    works: Sequence[PlacedWork]
    within_years: int

    @cached_property
    def by_key(self) -> dict[str, PlacedWork]:
        return {each.work.key: each for each in self.works}

    @cached_property
    def wrong_orders(self) -> list[corridors.WrongOrder]:
        return corridors.wrong_orders([each.work for each in self.works])

    @cached_property
    def closed(self) -> list[corridors.ClosedRoad]:
        handed_over = {}
        if self.road.handed_over_on is not None:
            handed_over[str(self.road.pk)] = self.road.handed_over_on
        return corridors.closed_roads([each.work for each in self.works], handed_over=handed_over)

    @cached_property
    def repeated(self) -> list[corridors.RepeatedOpening]:
        works = [each.work for each in self.works]
        return corridors.repeated_openings(works, within_years=self.within_years)

    @property
    def findings(self) -> int:
        return len(self.wrong_orders) + len(self.closed) + len(self.repeated)


def roads_for(standing: Standing, *, within_years: int = WITHIN_YEARS) -> list[OpenRoad]:
    """All roads of a zone in order of their names, each with what the person may see of it."""
    if not standing.may("plan.see_plans"):
        return []
    placed: dict[int, list[PlacedWork]] = {}
    works = RoadWork.objects.filter(road__zone=standing.zone, sub_plan__in=plans_for(standing))
    rows = {
        (row.sub_plan_id, row.key): row
        for row in Activity.objects.filter(
            sub_plan__in=works.values("sub_plan"), early_start__isnull=False
        ).select_related("sub_plan__project")
    }
    for each in works:
        row = rows.get((each.sub_plan_id, each.key))
        if row is not None:  # taken out of its plan; an undo brings it back
            placed.setdefault(each.road_id, []).append(PlacedWork(each, row, _work(each, row)))
    roads = Road.objects.filter(zone=standing.zone)
    return [OpenRoad(road, placed.get(road.pk, []), within_years) for road in roads]


def _work(placed: RoadWork, row: Activity) -> corridors.Work:
    assert row.early_start is not None  # noqa: S101  (the query asks for it)
    assert row.early_finish is not None  # noqa: S101
    start = start_day(row.early_start)
    return corridors.Work(
        key=str(placed.pk),
        road=str(placed.road_id),
        stretch=corridors.Stretch(placed.start, placed.end),
        layer=placed.layer,
        start=start,
        finish=max(start, finish_day(row.early_finish)),
        latest_finish=None if row.late_finish is None else finish_day(row.late_finish),
        is_fixed=row.started is not None,
    )
