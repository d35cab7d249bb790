"""What stood in the way of projects: samples, led through their lives by the services.

The articles name the six conditions of a start and not one case; titles, bodies and days are
made up and marked as samples, and no real project has any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from kaigong.accounts.selectors import standing_in
from kaigong.coordination.models import Issue, Severity
from kaigong.coordination.selectors.issues import categories_of
from kaigong.coordination.services.helps import answer_for_help, ask_for_help
from kaigong.coordination.services.issues import move_issue, raise_issue, remark_on_issue
from kaigong.demo.record import Act, Record, moment

GRAVE, SERIOUS, ORDINARY = Severity.GRAVE, Severity.SERIOUS, Severity.ORDINARY
POWER, WATER = "净月供电", "净月水务"
BUILDING, APPROVALS, ECONOMY = "住房和城乡建设局", "政务服务和审批局", "经济发展局"
LAND = "规划和自然资源局"
FIRM = "样例企业 01"  # the body of the account `firm`
LATE = "样例项目 055"  # whose power is late; the meetings speak of it


@dataclass(frozen=True)
class Step:
    """One move: which, on which day and hour, with which words."""

    move: str
    on: date
    hour: int
    words: str = ""


@dataclass(frozen=True)
class Case:
    """One issue: of a sample project by its name, or of the sample firm's own one."""

    project: str
    category: str
    severity: Severity
    title: str
    text: str
    by: str
    on: date
    hour: int
    lead: str
    steps: tuple[Step, ...] = field(default=())
    location: str = ""


def _closed(year: int, *days: tuple[int, int], done: str) -> tuple[Step, ...]:
    """Assigned, accepted, claimed, verified and closed on five days of a year."""
    moves = ("assign", "accept", "claim", "verify", "close")
    return tuple(
        Step(move, date(year, *day), 10 + place, done if move == "claim" else "")
        for place, (move, day) in enumerate(zip(moves, days, strict=True))
    )


CASES: tuple[Case, ...] = (
    Case(
        "样例项目 2020-006", "clearance", GRAVE, "红线内还有 2 户未腾迁", "两户要求先看安置房。",
        "command", date(2020, 6, 29), 9, LAND,
        _closed(2020, (6, 29), (6, 30), (7, 22), (7, 24), (7, 24), done="2 户已签约腾空。"),
    ),
    Case(
        "样例项目 2020-006", "road", ORDINARY, "施工便道雨后无法通行", "碎石层不足，罐车陷车两次。",
        "service", date(2020, 8, 3), 9, BUILDING,
        _closed(2020, (8, 3), (8, 4), (8, 19), (8, 20), (8, 21), done="便道加铺碎石 400 米。"),
    ),
    Case(
        "样例项目 2020-006", "road", SERIOUS, "便道与地铁施工围挡冲突", "路口只剩一条车道。",
        "service", date(2020, 9, 7), 9, BUILDING,
        _closed(2020, (9, 7), (9, 9), (9, 28), (9, 29), (9, 30), done="错峰放行，路口加宽。"),
    ),
    Case(
        "样例项目 078", "fencing", ORDINARY, "东侧围挡占用人行道，被要求整改", "",
        "inspector", date(2021, 2, 22), 10, BUILDING,
        _closed(2021, (2, 22), (2, 23), (3, 5), (3, 8), (3, 9), done="围挡内移 1.2 米。"),
    ),
    Case(
        LATE, "power", GRAVE, "10 kV 专线未送电，桩机只能用柴油发电",
        "桩基日均只有计划的一半，每天多花油费约 2 万元。", "sunmin", date(2021, 3, 8), 9, POWER,
        (
            Step("assign", date(2021, 3, 8), 11), Step("accept", date(2021, 3, 9), 10),
            Step("begin", date(2021, 3, 10), 9),
        ),
        "厂区东门箱变处",
    ),
    Case(
        "样例项目 058", "diversion", SERIOUS, "通信光缆横穿基坑，须迁移 380 米", "三家企业共管。",
        "zhengkai", date(2021, 3, 17), 14, BUILDING,
        (
            Step("assign", date(2021, 3, 17), 16),
            Step("refuse", date(2021, 3, 18), 9, "产权属运营企业，本局无权迁移；请约三家。"),
        ),
    ),
    Case(
        "样例项目 064", "residents", ORDINARY, "夜间施工噪声，居民来电三次", "",
        "inspector", date(2021, 3, 11), 9, BUILDING,
        (
            Step("assign", date(2021, 3, 11), 10), Step("accept", date(2021, 3, 12), 9),
            Step("claim", date(2021, 3, 24), 15, "22 时后停止打桩，已与社区约定。"),
            Step("verify", date(2021, 3, 26), 10, "本周无来电。"),
        ),
    ),
    Case(
        "样例项目 124", "funds", SERIOUS, "一期进度款审批卡在造价复核", "",
        "command", date(2021, 3, 22), 9, ECONOMY,
        (
            Step("assign", date(2021, 3, 22), 10), Step("accept", date(2021, 3, 22), 16),
            Step("begin", date(2021, 3, 23), 9),
        ),
    ),
    Case(
        "样例项目 062", "water", ORDINARY, "临时给水管径不足，养护水压不够", "现 DN50，需 DN100。",
        "wuhao", date(2021, 3, 23), 8, WATER, (Step("assign", date(2021, 3, 23), 9),),
    ),
    Case(
        "样例项目 038", "permits", SERIOUS, "图审意见答复后无人复核", "答复 3 月 22 日已上传。",
        "command", date(2021, 3, 24), 9, APPROVALS,
        (
            Step("assign", date(2021, 3, 24), 10), Step("accept", date(2021, 3, 24), 15),
            Step("claim", date(2021, 3, 26), 16, "复核意见已出具，见审批系统。"),
        ),
    ),
    Case(
        FIRM, "water", ORDINARY, "厂区施工用水还没有接点", "请告知接点位置和开户材料。",
        "firm", date(2021, 3, 28), 19, WATER,
    ),
)  # fmt: skip


def blocked() -> Iterator[Act]:
    """Each case step by step."""
    for place, case in enumerate(CASES):
        held: list[Issue] = []
        yield Act(moment(case.on, case.hour, 5), partial(_raise, case=case, held=held))
        for step in case.steps:
            done = partial(_move, case=case, step=step, held=held)
            yield Act(moment(step.on, step.hour, 10 + place), done)
        if case.project == LATE:
            yield Act(moment(date(2021, 3, 15), 9), partial(_ask_for_road, held=held))
            yield Act(moment(date(2021, 3, 16), 9), partial(_take_road, held=held))
            yield Act(moment(date(2021, 3, 25), 17), partial(_say_when, held=held))


def _raise(record: Record, *, case: Case, held: list[Issue]) -> None:
    if case.project == FIRM:
        firm = record.cast.bodies[FIRM]
        own = [each for each in record.projects.values() if each.investor_id == firm.pk]
        project = min(own, key=lambda each: each.code)
    else:
        project, firm = record.sample(case.project), None
    issue = raise_issue(
        record.zone, title=case.title, text=case.text, severity=case.severity,
        category=categories_of(record.zone)[case.category], project=project,
        by=record.cast.people[case.by], raised_for=firm or record.cast.body_of(case.by),
        location=case.location, is_sample=True,
    )  # fmt: skip
    held.append(issue)


def _move(record: Record, *, case: Case, step: Step, held: list[Issue]) -> None:
    (issue,) = held
    lead = record.cast.bodies[case.lead]
    who = {
        "assign": record.cast.command,
        "close": record.cast.command,
        "verify": record.cast.people[case.by],
    }.get(step.move, record.cast.speaker_for(lead))
    move_issue(
        issue,
        step.move,
        standing=standing_in(who, record.zone.slug),
        lead=lead if step.move == "assign" else None,
        words=step.words,
    )


def _ask_for_road(record: Record, *, held: list[Issue]) -> None:
    ask_for_help(
        held[0],
        of=record.cast.bodies[BUILDING],
        task="批准电缆沟夜间占道，两晚",
        due_on=date(2021, 3, 19),
        standing=standing_in(record.cast.command, record.zone.slug),
    )


def _take_road(record: Record, *, held: list[Issue]) -> None:
    body = record.cast.bodies[BUILDING]
    who = standing_in(record.cast.speaker_for(body), record.zone.slug)
    answer_for_help(
        held[0], of=body, state="done", words="占道许可已发，22 时至 5 时。", standing=who
    )


def _say_when(record: Record, *, held: list[Issue]) -> None:
    who = record.cast.speaker_for(record.cast.bodies[POWER])
    remark_on_issue(
        held[0],
        standing=standing_in(who, record.zone.slug),
        words="电缆已到货，接头和试验还要 3 天，承诺 3 月 31 日送电。",
    )
