"""The war map of spring 2021: five fronts, the plan of the film base, and plans of samples.

What was published of the film base is kept (20 sound stages, 2 topped out, the others with their
piles done, hand-over promised for 2022-07-30); the steps between and all durations are assumed and
marked. The other plans belong to projects that were made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from kaigong.accounts.selectors import Standing, standing_in
from kaigong.coordination.selectors import open_issues_for
from kaigong.demo.record import Act, Record, moment
from kaigong.plan.models import Activity, Front, SubPlan
from kaigong.plan.resources import Resource, shared_one
from kaigong.plan.selectors.targets import Whose
from kaigong.plan.services.activities import change_activity, report_progress, words_of
from kaigong.plan.services.forecasts import make_forecast, tie_issue
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.mornings import reckon_plans
from kaigong.plan.services.plans import draw_plan, lock_plan
from kaigong.plan.services.resources import state_needs, state_resources
from kaigong.plan.services.roads import place_work, set_road
from kaigong.plan.services.shared_resources import state_shared
from kaigong.plan.services.targets import set_targets
from kaigong.plan.target_years import TargetYear
from kaigong.plan.templates import template_called
from kaigong.portfolio.selectors.plans import plans_for

FILM_BASE = "JY-2020-0001"
HAND_OVER = date(2022, 7, 30)
FRONTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("film", "影都战线", "Film city front", ("影视文旅",)),
    ("digital", "数字经济战线", "Digital economy front", ("数字经济", "商贸")),
    ("health", "生命健康战线", "Life and health front", ("生命健康",)),
    ("industry", "智造农业战线", "Industry and farming front", ("智能制造", "现代农业")),
    ("city", "基础设施战线", "Infrastructure front", ("基础设施", "民生")),
)


WAITING = "JY-2021-0038"
# Which activity a sample issue stops: its project's name, the activity's key.
TIED = (("样例项目 038", "A20"), ("样例项目 058", "A20"))
RUNS = 2000  # a fifth of what the worker makes, so that the demo is built quickly
FORECAST_AT = (
    moment(date(2021, 1, 31), 21), moment(date(2021, 2, 28), 21), moment(date(2021, 3, 29), 8),
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A plan of a made-up project: from which template, begun and promised when, and how far."""

    code: str
    template: str
    start: date
    promised: date
    done: tuple[tuple[str, date, date], ...]
    running: tuple[tuple[str, date, float], ...] = ()


_D = date
SAMPLES = (
    Sample(
        "JY-2020-0056", "sound-stage", _D(2020, 6, 1), _D(2022, 11, 30),
        (("A10", _D(2020, 6, 1), _D(2020, 8, 24)), ("A20", _D(2020, 8, 25), _D(2020, 9, 7)),
         ("B10", _D(2020, 9, 8), _D(2021, 3, 25))), (("C10", _D(2020, 11, 2), 0.6),),
    ),
    Sample(
        "JY-2020-0057", "factory", _D(2020, 5, 6), _D(2021, 9, 30),
        (("A10", _D(2020, 5, 6), _D(2020, 7, 8)), ("A20", _D(2020, 7, 9), _D(2020, 7, 22)),
         ("B10", _D(2020, 7, 23), _D(2020, 10, 9)), ("C10", _D(2020, 7, 23), _D(2020, 9, 25)),
         ("C20", _D(2020, 9, 21), _D(2020, 11, 14))), (("D20", _D(2021, 3, 1), 0.1),),
    ),
    Sample(
        "JY-2020-0059", "hospital", _D(2020, 4, 1), _D(2023, 11, 30),
        (("A10", _D(2020, 4, 1), _D(2020, 7, 27)), ("A20", _D(2020, 7, 28), _D(2020, 8, 10)),
         ("B10", _D(2020, 8, 11), _D(2020, 11, 6))), (("B20", _D(2021, 3, 16), 0.1),),
    ),
    Sample(
        "JY-2020-0058", "road", _D(2020, 12, 1), _D(2021, 10, 30),
        (("A10", _D(2020, 12, 1), _D(2021, 1, 27)),), (("A20", _D(2020, 12, 7), 0.6),),
    ),
    Sample(
        "JY-2020-0067", "school", _D(2020, 9, 1), _D(2022, 7, 30),
        (("A10", _D(2020, 9, 1), _D(2020, 11, 17)), ("A20", _D(2020, 11, 18), _D(2020, 12, 1))),
        (("B10", _D(2021, 3, 16), 0.15),),
    ),
    # Not begun: its drawings wait for an answer, and the permit that lets it start for them.
    Sample(WAITING, "sound-stage", _D(2021, 1, 4), _D(2022, 12, 30), (),
           (("A10", _D(2021, 1, 4), 0.9),)),
    Sample("JY-2020-0068", "factory", _D(2021, 3, 1), _D(2022, 8, 30), (),
           (("A10", _D(2021, 3, 1), 0.4),)),
)  # fmt: skip


def war_map() -> Iterator[Act]:
    """Fronts are set and plans drawn in March; they are locked, and progress reported."""
    yield Act(moment(date(2021, 3, 2), 9, 0), _fronts)
    yield Act(moment(date(2021, 3, 3), 9, 0), _film_base)
    for sample in SAMPLES:
        yield Act(moment(date(2021, 3, 4), 10, 0), partial(_draw, sample=sample))
    yield Act(moment(date(2021, 3, 5), 10, 0), _roads)
    yield Act(moment(date(2021, 3, 5), 11, 0), _share)
    yield Act(moment(date(2021, 3, 8), 16, 0), _lock)
    yield Act(moment(date(2021, 3, 26), 17, 0), _film_base_in_march)
    for sample in SAMPLES:
        yield Act(moment(date(2021, 3, 26), 17, 30), partial(_report, sample=sample))
    yield Act(moment(date(2021, 3, 26), 18, 0), _tie)
    yield Act(moment(date(2021, 3, 26), 19, 0), _targets)
    yield Act(moment(date(2021, 3, 27), 9, 0), _lock_waiting)
    yield Act(moment(date(2021, 3, 29), 6, 0), _morning)
    for moment_made in FORECAST_AT:
        yield Act(moment_made, _forecast)


def _fronts(record: Record) -> None:
    by = record.cast.command
    for place, (key, name, name_en, sectors) in enumerate(FRONTS):
        projects = [
            each
            for each in record.projects.values()
            if each.sector is not None and each.sector.name in sectors
        ]
        set_front(
            record.zone, key, name=name, name_en=name_en, projects=projects, place=place, by=by,
            leader=record.cast.leader_of(place),
        )  # fmt: skip


def _standing(record: Record) -> Standing:
    return standing_in(record.cast.command, record.zone.slug)


def _film_base(record: Record) -> None:
    standing, project = _standing(record), record.projects[FILM_BASE]
    plan = draw_plan(
        project, standing=standing, start=date(2020, 4, 12),
        template=template_called("sound-stage-group"), promised_on=HAND_OVER, is_sample=True,
    )  # fmt: skip
    for key in ("B10", "C20"):
        _say(plan, key, standing, quantity=Decimal(20), unit="座")
    for key in ("C10", "C20", "C30", "F30"):
        _say(plan, key, standing, owner=project.service_officer)
    _resources(plan, standing)
    _progress(plan, standing, "A10", date(2020, 4, 13), date(2020, 6, 10))
    _progress(plan, standing, "A20", date(2020, 6, 11), date(2020, 6, 24))
    report_progress(
        plan, "B10", standing=standing, started_on=date(2020, 6, 26), quantity_done=Decimal(18)
    )
    report_progress(plan, "C10", standing=standing, started_on=date(2020, 8, 3), share=0.45)


# What the sound stages share, and who needs how many at once; all made up, so marked assumed.
SHARED = (
    ("R1", "打桩机", "Piling rig", "台", 4), ("R2", "汽车吊", "Mobile crane", "台", 6),
    ("R3", "主体班组", "Structure crew", "组", 8), ("R4", "机电班组", "Services crew", "组", 8),
)  # fmt: skip
MORE_CRANES = ((date(2021, 6, 1), 8.0),)  # from June on there are so many mobile cranes
NEEDED = {
    "B10": {"R1": 4}, "B20": {"R3": 4}, "C20": {"R2": 4, "R3": 4}, "C30": {"R2": 2, "R3": 2},
    "D20": {"R4": 6}, "D30": {"R2": 1, "R4": 4},
}  # fmt: skip


def _resources(plan: SubPlan, standing: Standing) -> None:
    found = [
        Resource(
            key,
            name,
            name_en,
            unit,
            float(there),
            is_assumed=True,
            later=MORE_CRANES if key == "R2" else (),
        )
        for key, name, name_en, unit, there in SHARED
    ]
    state_resources(plan, found, standing=standing)
    needs = {
        key: {name: float(units) for name, units in each.items()} for key, each in NEEDED.items()
    }
    state_needs(plan, needs, standing=standing)


def _film_base_in_march(record: Record) -> None:
    plan, standing = _plan(record, FILM_BASE), _standing(record)
    report_progress(
        plan, "B10", standing=standing, started_on=date(2020, 6, 26),
        finished_on=date(2021, 3, 26), quantity_done=Decimal(20),
    )  # fmt: skip
    report_progress(plan, "B20", standing=standing, started_on=date(2020, 9, 14), share=0.35)
    report_progress(plan, "C10", standing=standing, started_on=date(2020, 8, 3), share=0.6)
    report_progress(
        plan, "C20", standing=standing, started_on=date(2020, 10, 12), quantity_done=Decimal(2)
    )


def _draw(record: Record, *, sample: Sample) -> None:
    standing = _standing(record)
    plan = draw_plan(
        record.projects[sample.code], standing=standing, start=sample.start,
        template=template_called(sample.template), promised_on=sample.promised, is_sample=True,
    )  # fmt: skip
    for key, started_on, finished_on in sample.done:
        if finished_on <= date(2021, 3, 4):
            _progress(plan, standing, key, started_on, finished_on)
    if sample.code == ROAD_WORKS:
        _price(plan, standing)


# What the sample road's works are long, what share of its plan they cost, and how it is spent.
ROAD_WORKS = "JY-2020-0058"
PRICED = (("B20", "0.30", "early"), ("B30", "0.20", "even"), ("B40", "0.15", "even"),
          ("C10", "0.25", "s"))  # fmt: skip


def _price(plan: SubPlan, standing: Standing) -> None:
    planned = plans_for(standing, 2021).get(project=plan.project).planned_amount
    for key, share, shape in PRICED:
        amount = (planned or Decimal(0)) * Decimal(share)
        _say(
            plan, key, standing, quantity=Decimal(1200), unit="m",
            amount=amount.quantize(Decimal("0.01")), shape=shape,
        )  # fmt: skip


def _targets(record: Record) -> None:
    """A sample front was set a round sum, a little above what its projects add up to."""
    front = Front.objects.get(zone=record.zone, key="city")
    year = TargetYear(_standing(record), date(2021, 3, 1))
    planned = sum(each.plan.planned_amount or 0 for each in year.of_front[front.pk])
    asked = (planned // 10**8 + 1) * Decimal(10**8)
    set_targets(
        record.zone, 2021, indicator="investment", whose=Whose(front=front.pk), named="city",
        values={0: asked}, reason="样例：3 月 26 日推进会定", by=record.cast.command,
    )  # fmt: skip


# Works of sample plans in a road that was made up: the plant's own pipes come after its surface.
ROAD = ("配套一路（样例）", "Supply Road 1 (sample)", 1200)
IN_THE_ROAD = (
    ("JY-2020-0058", "B20", 0, 1200, "sewer"), ("JY-2020-0058", "B30", 0, 1200, "water"),
    ("JY-2020-0058", "B40", 0, 1200, "power"), ("JY-2020-0058", "C10", 0, 1200, "road"),
    ("JY-2020-0057", "E10", 300, 700, "heat"), ("JY-2020-0068", "E20", 650, 1000, "power"),
)  # fmt: skip


def _roads(record: Record) -> None:
    name, name_en, length = ROAD
    by = record.cast.command
    road = set_road(record.zone, name=name, name_en=name_en, length=length, by=by)
    for code, key, start, end, layer in IN_THE_ROAD:
        row = Activity.objects.get(sub_plan__project=record.projects[code], key=key)
        place_work(road, row, start=start, end=end, layer=layer, by=by)


# One crane of the zone that sample plans take turns at; made up.
CRANE = Resource("", "大型履带吊（样例）", "Crawler crane (sample)", "台", 1.0)
LIFTED = (("JY-2020-0056", "C20"), (WAITING, "C20"), ("JY-2020-0068", "C20"))


def _share(record: Record) -> None:
    standing = _standing(record)
    state_shared(record.zone, [CRANE], by=record.cast.command)
    for code, key in LIFTED:
        plan = _plan(record, code)
        state_resources(plan, [shared_one(plan, "shared-1")], standing=standing)
        state_needs(plan, {key: {"R1": 1.0}}, standing=standing)


def _lock(record: Record) -> None:
    leader = standing_in(record.cast.leader, record.zone.slug)
    for code in (FILM_BASE, *(sample.code for sample in SAMPLES)):
        lock_plan(_plan(record, code), reason="3 月 8 日推进会", standing=leader)


def _report(record: Record, *, sample: Sample) -> None:
    plan, standing = _plan(record, sample.code), _standing(record)
    for key, started_on, finished_on in sample.done:
        if finished_on > date(2021, 3, 4):
            _progress(plan, standing, key, started_on, finished_on)
    for key, started_on, share in sample.running:
        report_progress(plan, key, standing=standing, started_on=started_on, share=share)


def _lock_waiting(record: Record) -> None:
    """Its drawings were further than the first lock knew."""
    leader = standing_in(record.cast.leader, record.zone.slug)
    lock_plan(_plan(record, WAITING), reason="图审进度核实后重锁", standing=leader)


def _tie(record: Record) -> None:
    for name, key in TIED:
        project = record.sample(name)
        activity = Activity.objects.get(sub_plan__project=project, key=key)
        for issue in open_issues_for(_standing(record)).filter(project=project):
            tie_issue(issue.pk, issue.number, activity, zone=record.zone, by=record.cast.command)


def _morning(record: Record) -> None:
    """As the worker does, so that the plans stand as of the demo's day when it is first opened."""
    reckon_plans(record.zone)


def _forecast(record: Record) -> None:
    make_forecast(record.zone, runs=RUNS)


def _plan(record: Record, code: str) -> SubPlan:
    return SubPlan.objects.get(project=record.projects[code])


def _say(plan: SubPlan, key: str, standing: Standing, **changed: Any) -> None:
    row = Activity.objects.get(sub_plan=plan, key=key)
    change_activity(plan, key, replace(words_of(row), **changed), standing=standing)


def _progress(
    plan: SubPlan, standing: Standing, key: str, started_on: date, finished_on: date
) -> None:
    report_progress(plan, key, standing=standing, started_on=started_on, finished_on=finished_on)
