"""Two dispatch meetings and one site visit: what the office meets on at nine. All are samples.

The first meeting was held on 15 March; of its two decisions one was kept. The second is called
for the demo's own day, its agenda drawn before half past eight.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing, standing_in
from kaigong.coordination.selectors.issues import categories_of, issues_for
from kaigong.coordination.selectors.meetings import meetings_for
from kaigong.coordination.services.agendas import draw_agenda, open_item, settle_item
from kaigong.coordination.services.decisions import decide_item
from kaigong.coordination.services.meetings import (
    begin_meeting,
    call_to_meeting,
    end_meeting,
    note_presence,
    plan_meeting,
)
from kaigong.coordination.services.minutes import confirm_minutes
from kaigong.coordination.services.tasks import claim_task, confirm_task
from kaigong.coordination.services.visits import Found, record_visit
from kaigong.demo.chapters.blocked import LATE
from kaigong.demo.plan_rows import TODAY
from kaigong.demo.record import Act, Record, moment

if TYPE_CHECKING:
    from kaigong.coordination.models import Meeting

HALL = "管委会三楼会议室"
POWER, WORKS = "净月供电", "住房和城乡建设局"
CALLED = (POWER, "净月水务", WORKS, "政务服务和审批局", "影都专班")
CAME = {POWER: "罗明", WORKS: "高峰", "净月水务": "江涛", "影都专班": "李静"}
NO_POWER = "10 kV 专线未送电，桩机只能用柴油发电"  # raised by the chapter `blocked`
FIRST, SECOND = date(2021, 3, 15), TODAY


def meetings() -> Iterator[Act]:
    """Call, hold, confirm; keep one decision; visit a site; call the next and draw its agenda."""
    yield Act(moment(date(2021, 3, 12), 15, 0), _call_the_first)
    yield Act(moment(FIRST, 9, 2), _hold_the_first)
    yield Act(moment(FIRST, 14, 0), _confirm_the_first)
    yield Act(moment(date(2021, 3, 19), 11, 0), _keep_one_decision)
    yield Act(moment(date(2021, 3, 24), 15, 30), _visit_the_site)
    yield Act(moment(date(2021, 3, 26), 16, 0), _call_the_second)
    yield Act(moment(SECOND, 8, 5), _draw_the_second)


def _of(record: Record, person: User) -> Standing:
    return standing_in(person, record.zone.slug)


def _office(record: Record) -> Standing:
    return _of(record, record.cast.command)


def _call(record: Record, day: date) -> Meeting:
    office = _office(record)
    meeting = plan_meeting(
        record.zone, kind="dispatch", planned_at=moment(day, 9, 0), place=HALL, standing=office,
        chair=record.cast.leader, clerk=record.cast.command,
        distribution="管委会领导，各参会单位，有关专班", is_sample=True,
    )  # fmt: skip
    for body in CALLED:
        call_to_meeting(meeting, organisation=record.cast.bodies[body], standing=office)
    return meeting


def _call_the_first(record: Record) -> None:
    _call(record, FIRST)


def _call_the_second(record: Record) -> None:
    _call(record, SECOND)


def _meeting(record: Record, number: int) -> Meeting:
    return meetings_for(_office(record)).get(kind="dispatch", year=2021, number=number)


def _hold_the_first(record: Record) -> None:
    """The power line gets two decisions, each with owner and day; all else is noted."""
    office, bodies = _office(record), record.cast.bodies
    meeting = _meeting(record, 1)
    draw_agenda(meeting, standing=office)
    begin_meeting(meeting, standing=office)
    for row in meeting.attendances.select_related("organisation"):
        name = CAME.get(row.organisation.name, "") if row.organisation else ""
        presence = "came" if name else "excused"
        note_presence(row, presence=presence, name=name, standing=office)
    call_to_meeting(meeting, guest="施工单位项目经理", standing=office)
    (no_power,) = issues_for(office).filter(title=NO_POWER)
    for item in meeting.items.order_by("place"):
        open_item(item, standing=office)
        if item.issue_id != no_power.pk:
            settle_item(item, outcome="noted", reason="专班会后跟进，月底前回报", standing=office)
            continue
        for words, body, due_on in (
            ("电缆到货后抢接，恢复 10 kV 专线送电", POWER, date(2021, 3, 24)),
            ("办妥电缆沟夜间占道许可", WORKS, date(2021, 3, 19)),
        ):
            decide_item(
                item, words=words, organisation=bodies[body], due_on=due_on, standing=office,
                person=record.cast.speaker_for(bodies[body]),
            )  # fmt: skip
    end_meeting(meeting, standing=office)


def _confirm_the_first(record: Record) -> None:
    confirm_minutes(_meeting(record, 1), standing=_of(record, record.cast.leader))


def _keep_one_decision(record: Record) -> None:
    works = record.cast.bodies[WORKS]
    task = _meeting(record, 1).tasks.get(organisation=works)
    speaker = _of(record, record.cast.speaker_for(works))
    claim_task(task, words="占道许可已发，22 时至 5 时。", standing=speaker)
    confirm_task(task, standing=_office(record))


def _visit_the_site(record: Record) -> None:
    road = categories_of(record.zone)["road"]
    record_visit(
        record.sample(LATE), visited_on=date(2021, 3, 24), client_key="demo-2021-03-24",
        standing=_of(record, record.cast.people["sunmin"]), company="施工单位项目经理",
        seen="桩机 6 台在场，4 台在打；东门箱变已就位，电缆沟已开挖，夜间占道施工。",
        findings=[
            Found("工地出口泥水外溢", "solved", solution="当场设沉淀池，出口加冲洗。"),
            Found("进场道路与市政管沟施工冲突", "meeting", category=road),
        ],
        is_sample=True,
    )  # fmt: skip


def _draw_the_second(record: Record) -> None:
    draw_agenda(_meeting(record, 2), standing=_office(record))
