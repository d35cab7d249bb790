"""What the starts of the spring wait for: water, power, roads and the rest. All are samples."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from kaigong.accounts.selectors import standing_in
from kaigong.coordination.selectors.conditions import condition_kinds_of
from kaigong.coordination.services.condition_kinds import begin_condition_kinds, set_condition_kind
from kaigong.coordination.services.conditions import Asked, ask_conditions, move_condition
from kaigong.demo.record import Act, Record, moment

BEGUN_ON = date(2021, 1, 26)
# Kind → the body that usually owes it, and the capacity that a start asks for.
OWNERS: dict[str, tuple[str, int | None]] = {
    "water": ("净月水务", 120),
    "power": ("净月供电", 630),
    "road": ("住房和城乡建设局", 2),
    "diversion": ("净月供电", 1),
    "clearance": ("规划和自然资源局", None),
    "fencing": ("住房和城乡建设局", 800),
}
PEOPLE = {
    "净月水务": "water",
    "净月供电": "power",
    "住房和城乡建设局": "department",
    "规划和自然资源局": "land",
}
Move = tuple[str, str, date | None, str]  # kind, move, day, words
_PROMISE_LATER = "变压器到货推迟"


def _day(month: int, day: int) -> date:
    return date(2021, month, day)


# Project → when it is asked, when it is answered, and how; what is not named was there on that day.
# Of the late starts none turns another colour by its conditions than by its date.
STORIES: dict[str, tuple[date, date, tuple[Move, ...]]] = {
    "JY-2021-0027": (_day(1, 27), _day(1, 28), (
        ("power", "promise", _day(2, 26), "10 kV 临时线"),
        ("clearance", "promise", _day(2, 25), "余 2 户"),
    )),
    "JY-2021-0028": (_day(1, 27), _day(1, 29), (("power", "promise", _day(3, 10), ""),)),
    "JY-2021-0029": (_day(1, 27), _day(2, 1), (("water", "promise", _day(3, 9), "DN200 接驳"),)),
    "JY-2021-0030": (_day(1, 28), _day(2, 2), (("road", "promise", _day(3, 12), "便道"),)),
    "JY-2021-0031": (_day(1, 28), _day(2, 3), (("diversion", "promise", _day(3, 15), "通信光缆"),)),
    "JY-2021-0033": (_day(2, 1), _day(2, 4), (("fencing", "promise", _day(3, 19), ""),)),
    "JY-2021-0036": (_day(2, 22), _day(2, 25), (
        ("power", "promise", _day(4, 8), ""), ("road", "promise", _day(4, 2), ""),
    )),
    "JY-2021-0040": (_day(2, 22), _day(2, 25), (("water", "promise", _day(4, 2), ""),)),
    "JY-2021-0042": (_day(2, 23), _day(2, 26), (
        ("power", "promise", _day(4, 12), "同步建开闭所"), ("clearance", "promise", _day(4, 6), ""),
    )),
    "JY-2021-0044": (_day(2, 24), _day(3, 1), ()),
    "JY-2021-0038": (_day(3, 2), _day(3, 4), (
        ("power", "promise", _day(4, 20), ""), ("water", "promise", _day(4, 16), ""),
        ("diversion", "promise", _day(4, 22), "110 kV 改缆"),
    )),
    "JY-2021-0037": (_day(3, 26), _day(3, 29), ()),  # asked on Friday; nobody has answered yet
}  # fmt: skip
NOT_ANSWERED = {"JY-2021-0037"}
UNNEEDED = {"JY-2021-0040": "diversion", "JY-2021-0044": "clearance"}
# The promises that were moved, and the day on which somebody said so.
MOVED: tuple[tuple[date, str, str, date, str], ...] = (
    (_day(2, 24), "JY-2021-0027", "power", _day(3, 20), _PROMISE_LATER),
    (_day(3, 19), "JY-2021-0027", "power", _day(4, 2), "10 kV 专线停电窗口排在清明前"),
    (_day(3, 9), "JY-2021-0028", "power", _day(3, 25), _PROMISE_LATER),
    (_day(3, 11), "JY-2021-0030", "road", _day(3, 30), "冻土未化"),
)


def conditions() -> Iterator[Act]:
    """The zone sets who owes what; officers ask, utilities promise, move a promise, provide."""
    yield Act(moment(BEGUN_ON, 10, 0), _begin)
    for code, (asked_on, answered_on, moves) in STORIES.items():
        yield Act(moment(asked_on, 10, 30), partial(_ask, code=code))
        if code not in NOT_ANSWERED:
            answer = partial(_answer, code=code, moves=moves)
            yield Act(moment(answered_on, 15, 0), answer)
    for day, code, kind, to, why in MOVED:
        yield Act(moment(day, 16, 0), partial(_postpone, code=code, kind=kind, to=to, why=why))
    yield Act(moment(_day(3, 2), 15, 30), partial(_provide, code="JY-2021-0027", kind="clearance"))


def _begin(record: Record) -> None:
    by = record.cast.command
    for kind in begin_condition_kinds(record.zone, by=by):
        body, _ = OWNERS[kind.key]
        set_condition_kind(
            record.zone, kind, name=kind.name, name_en=kind.name_en, unit=kind.unit,
            unit_en=kind.unit_en, usual_owner=record.cast.bodies[body], by=by,
        )  # fmt: skip


def _ask(record: Record, *, code: str) -> None:
    project = record.projects[code]
    officer = project.service_officer
    assert officer is not None  # noqa: S101  (every row of the plan has one)
    asks = []
    for kind in condition_kinds_of(record.zone):
        body, capacity = OWNERS[kind.key]
        size = Decimal(capacity) if capacity is not None else None
        asks.append(Asked(kind, record.cast.bodies[body], capacity=size))
    ask_conditions(project, asks, standing=standing_in(officer, record.zone.slug))


def _answer(record: Record, *, code: str, moves: tuple[Move, ...]) -> None:
    """What is promised, what is not needed, and for the rest that it is there."""
    project, named = (
        record.projects[code],
        {kind: (key, day, words) for kind, key, day, words in moves},
    )
    for kind in condition_kinds_of(record.zone):
        body, capacity = OWNERS[kind.key]
        standing = standing_in(record.cast.people[PEOPLE[body]], record.zone.slug)
        size = Decimal(capacity) if capacity is not None else None
        if UNNEEDED.get(code) == kind.key:
            command = standing_in(record.cast.command, record.zone.slug)
            move_condition(project, kind, "spare", words="现场没有", standing=command)
        elif kind.key in named:
            key, day, words = named[kind.key]
            move_condition(
                project, kind, key, standing=standing, day=day, capacity=size, words=words
            )
        else:
            move_condition(
                project, kind, "provide", standing=standing, capacity=size, words="现场已具备"
            )


def _postpone(record: Record, *, code: str, kind: str, to: date, why: str) -> None:
    body, _ = OWNERS[kind]
    standing = standing_in(record.cast.people[PEOPLE[body]], record.zone.slug)
    of_kind = next(each for each in condition_kinds_of(record.zone) if each.key == kind)
    project = record.projects[code]
    move_condition(project, of_kind, "postpone", standing=standing, day=to, words=why)


def _provide(record: Record, *, code: str, kind: str) -> None:
    body, _ = OWNERS[kind]
    standing = standing_in(record.cast.people[PEOPLE[body]], record.zone.slug)
    of_kind = next(each for each in condition_kinds_of(record.zone) if each.key == kind)
    project = record.projects[code]
    move_condition(project, of_kind, "provide", standing=standing, words="腾空交地")
