"""Questions to a plan over the API, which keep nothing: run, what-if, risk, why."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.engines.scheduling.risk import Triangular
from kaigong.engines.scheduling.what_if import Slip
from kaigong.errors import KaigongError
from kaigong.plan.api.schedules import opened_in
from kaigong.plan.moments import moment_of
from kaigong.plan.reckoning import schedule_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.portfolio.api.asked import Code, Day, Slug
from kaigong.web.api.doors import needs
from kaigong.web.api.troubles import READ_TROUBLES, NotFoundError
from kaigong.wording import CHINESE, ENGLISH

router = Router()
_DELAY = re.compile(r"(?P<key>[^:,]{1,40}):(?P<span>-?\d{1,4}(?:\.\d{1,2})?[wdh])")
Key = Annotated[str, Query(max_length=40, description="of the activity")]
Factor = Annotated[float, Field(ge=0.05, le=20)]


class UnreadableDelaysError(KaigongError):
    code = "plan.unreadable-delays"
    zh = "看不懂「{text}」；请写成 A10:5d,B20:-2d（工作编号:天、小时 h 或周 w）。"
    en = "“{text}” cannot be understood; write A10:5d,B20:-2d (activity:days, hours h or weeks w)."


class UnfitFactorsError(KaigongError):
    code = "plan.unfit-factors"
    zh = "三点系数要从小到大：乐观 {low}、最可能 {likely}、悲观 {high}。"
    en = "The three factors go upward: low {low}, most likely {likely}, high {high}."


class DatesOut(Schema):
    key: str
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float: int = Field(description="working minutes")
    is_critical: bool


class RunOut(Schema):
    data_date: datetime
    finish: datetime
    activities: list[DatesOut]


class SlipOut(Schema):
    """How a finish moves, in days of its calendar; later is positive."""

    key: str
    promised: datetime | None
    was: datetime
    becomes: datetime
    days: float
    short_by_days: float


class WhatIfOut(Schema):
    finish: datetime
    slips: list[SlipOut] = Field(description="promised activities")
    moved: list[SlipOut] = Field(description="all activities")


class ChanceOut(Schema):
    key: str
    promised: datetime
    chance: float


class CriticalityOut(Schema):
    key: str
    share: float


class RiskOut(Schema):
    scenarios: int
    seed: int
    finish: datetime = Field(description="as the plan stands")
    p50: datetime
    p80: datetime
    chances: list[ChanceOut]
    criticality: list[CriticalityOut]


class WhyOut(Schema):
    key: str
    zh: str
    en: str


@router.get(
    "/schedule-runs/{path:code}",
    response={200: RunOut, **READ_TROUBLES},
    operation_id="run_schedule",
)
@needs("plan.see_plans")
def run_schedule(
    request: HttpRequest,
    zone: Slug,
    code: Code,
    data_date: Annotated[Day | None, Query(None, description="what is open lies after this day")],
) -> RunOut:
    """The dates of a plan for a data date; nothing is kept / 试排"""
    opened = opened_in(request, zone, code, run_schedule)
    network = opened.network.copy()
    if data_date is not None:
        begin = datetime.combine(data_date, datetime.min.time())
        network.data_date = max(begin, network.start)
    reckoned = schedule_of(network)
    return RunOut(
        data_date=network.data_date or network.start,
        finish=reckoned.finish,
        activities=[
            DatesOut(
                key=each.key, early_start=each.early.start, early_finish=each.early.finish,
                late_start=each.late.start, late_finish=each.late.finish,
                total_float=each.total_float, is_critical=each.is_critical,
            )
            for each in reckoned
            if each.key not in opened.others
        ],
    )  # fmt: skip


@router.get(
    "/schedule-what-ifs/{path:code}",
    response={200: WhatIfOut, **READ_TROUBLES},
    operation_id="what_if",
)
@needs("plan.see_plans")
def what_if(
    request: HttpRequest,
    zone: Slug,
    code: Code,
    delays: Annotated[str, Query(max_length=2000, description="A10:5d,B20:-2d")],
) -> WhatIfOut:
    """Which promises slip when activities take longer; nothing is kept / 假设分析"""
    opened = opened_in(request, zone, code, what_if)
    found = opened.schedule.what_if(_delays(opened, delays))
    return WhatIfOut(
        finish=found.finish,
        slips=[_slip(each) for each in found.slips()],
        moved=[_slip(each) for each in found.moved()],
    )


@router.get(
    "/schedule-risks/{path:code}",
    response={200: RiskOut, **READ_TROUBLES},
    operation_id="schedule_risk",
)
@needs("plan.see_plans")
def schedule_risk(
    request: HttpRequest,
    zone: Slug,
    code: Code,
    low: Annotated[Factor, Query(0.9, description="factor on what is left of every task")],
    likely: Annotated[Factor, Query(1.0)],
    high: Annotated[Factor, Query(1.5)],
    n: Annotated[int, Query(1000, ge=1, le=10_000, description="scenarios")],
    seed: Annotated[int, Query(0, ge=0, le=2**32 - 1)],
) -> RiskOut:
    """When it is done if durations vary: P50, P80, chances, criticality / 进度风险"""
    opened = opened_in(request, zone, code, schedule_risk)
    if not low <= likely <= high:
        raise UnfitFactorsError(low=low, likely=likely, high=high)
    if not opened.work:
        raise NotFoundError
    found = opened.network.risk(Triangular(low, likely, high), n=n, seed=seed)
    keys = [row.key for row in opened.work if row.finished is None]
    return RiskOut(
        scenarios=n,
        seed=seed,
        finish=opened.schedule.finish,
        p50=found.p(50),
        p80=found.p(80),
        chances=[
            ChanceOut(key=row.key, promised=moment_of(row.committed), chance=found.chance(row.key))
            for row in opened.work
            if row.committed is not None and row.finished is None
        ],
        criticality=[CriticalityOut(key=key, share=found.criticality(key)) for key in keys],
    )


@router.get(
    "/schedule-reasons/{path:code}", response={200: WhyOut, **READ_TROUBLES}, operation_id="why"
)
@needs("plan.see_plans")
def why(request: HttpRequest, zone: Slug, code: Code, activity: Key) -> WhyOut:
    """Why an activity starts when it starts / 为什么是这一天"""
    opened = opened_in(request, zone, code, why)
    if activity not in {row.key for row in opened.work}:
        raise NotFoundError
    found = opened.schedule[activity].why()
    return WhyOut(key=activity, zh=found.in_language(CHINESE), en=found.in_language(ENGLISH))


def _delays(opened: OpenPlan, text: str) -> dict[str, str]:
    known = {row.key for row in opened.work}
    found = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        read = _DELAY.fullmatch(part)
        if read is None:
            raise UnreadableDelaysError(text=text[:100])
        if read["key"] not in known:
            raise NotFoundError
        found[read["key"]] = read["span"]
    if not found:
        raise UnreadableDelaysError(text=text[:100])
    return found


def _slip(slip: Slip) -> SlipOut:
    return SlipOut(
        key=slip.key, promised=slip.promised, was=slip.was, becomes=slip.becomes, days=slip.days,
        short_by_days=slip.short_by_days,
    )  # fmt: skip
