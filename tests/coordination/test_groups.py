"""What a body is told its group reads, once; a firm's group reads of its own issues alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kaigong.accounts.models import Organisation, Role
from kaigong.audit import clock
from kaigong.coordination.models import (
    Channel,
    Delivery,
    EscalationCall,
    EscalationRule,
    Issue,
    Meeting,
    Notice,
)
from kaigong.coordination.pages.messages import MOST_BYTES
from kaigong.coordination.pages.notices import notice_row
from kaigong.coordination.selectors.messages import notices_for
from kaigong.coordination.services.agenda_sending import send_agenda
from kaigong.coordination.services.agendas import add_item, drop_item
from kaigong.coordination.services.channels import GroupWithoutAddressError, keep_channel
from kaigong.coordination.services.decisions import decide_item
from kaigong.coordination.services.escalating import decide
from kaigong.coordination.services.meeting_errors import EmptyAgendaError, NobodyCalledError
from kaigong.coordination.services.meetings import (
    begin_meeting,
    call_off_meeting,
    call_to_meeting,
    end_meeting,
    plan_meeting,
)
from kaigong.coordination.services.minutes import confirm_minutes, reopen_minutes
from kaigong.coordination.services.sending import send_due
from tests.coordination.cast import Cast
from tests.coordination.sinks import Sink, web_sink
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 29)  # a Monday
CHANGCHUN = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=CHANGCHUN)


@pytest.fixture
def cast(settings: Any) -> Cast:
    cast = Cast()
    settings.WEBHOOKS_INSIDE = {cast.zone.slug}  # the sinks are of this machine
    settings.SITE_ADDRESS = "https://zone.example"
    cast.zone.stands_on = None
    cast.zone.save()
    EscalationRule.objects.filter(zone=cast.zone).update(is_on=False)
    return cast


@pytest.fixture
def sink() -> Iterator[Sink]:
    with web_sink() as sink:
        yield sink


def group_of(cast: Cast, body: Organisation, sink: Sink) -> Channel:
    boss = cast.somebody(Role.ADMINISTRATOR).user
    address = f"json://127.0.0.1:{sink.port}/{body.pk}"
    return keep_channel(
        cast.zone, name=f"{body}群", address=address, by=boss, organisation=body
    )  # fmt: skip


def a_meeting(cast: Cast, *bodies: Organisation) -> Meeting:
    meeting = plan_meeting(
        cast.zone, kind="dispatch", planned_at=at(date(2021, 3, 31)), place="指挥部会议室",
        standing=cast.command,
    )  # fmt: skip
    for body in bodies:
        call_to_meeting(meeting, standing=cast.command, organisation=body)
    return meeting


def test_the_group_of_a_body_that_is_called_reads_it_once_and_a_firms_does_not(
    cast: Cast, sink: Sink
) -> None:
    for body in (cast.power, cast.firm):
        group_of(cast, body, sink)
    with clock.as_if(at(TODAY)):
        meeting = a_meeting(cast, cast.power, cast.water, cast.firm, cast.power)
        assert send_due(cast.zone).sent == 1
        assert send_due(cast.zone).sent == 0
        (taken,) = sink.taken
        assert "「第1次调度会」请参加：3月31日 09:00 · 指挥部会议室" in taken["message"]
        assert taken["message"].endswith(f"/meetings/{meeting.pk}/")
        call_off_meeting(meeting, reason="防汛", standing=cast.command)
        assert send_due(cast.zone).sent == 1
    assert "取消了：防汛" in sink.taken[-1]["message"]


def test_a_group_is_not_woken_in_quiet_hours_and_a_failed_message_is_tried_again(
    cast: Cast, sink: Sink
) -> None:
    group_of(cast, cast.power, sink)
    with clock.as_if(at(TODAY, 21)):
        a_meeting(cast, cast.power)
        assert send_due(cast.zone).sent == 0
    sink.answer = (503, b"")
    tomorrow = at(TODAY + timedelta(days=1), 8)
    with clock.as_if(tomorrow):
        assert send_due(cast.zone).put_off == 1
    sink.answer = (200, b"{}")
    with clock.as_if(tomorrow + timedelta(minutes=2)):
        assert send_due(cast.zone).sent == 1
    assert len(set(sink.keys)) == 1  # by which the other side knows a repetition


def test_the_agenda_goes_to_the_called_once_and_anew_where_it_changed(
    cast: Cast, sink: Sink
) -> None:
    group_of(cast, cast.power, sink)
    with clock.as_if(at(TODAY)):
        meeting = a_meeting(cast)
        with pytest.raises(EmptyAgendaError):
            send_agenda(meeting, standing=cast.command)
        add_item(meeting, title="10 kV 专线", standing=cast.command)
        with pytest.raises(NobodyCalledError):
            send_agenda(meeting, standing=cast.command)
        call_to_meeting(meeting, standing=cast.command, organisation=cast.power)
        send_due(cast.zone)
        for _ in range(2):
            send_agenda(meeting, standing=cast.command)
        assert send_due(cast.zone).sent == 1
        assert sink.taken[-1]["message"].splitlines()[:2] == [
            "「第1次调度会」议程 1 项，3月31日 09:00 · 指挥部会议室。",
            "1. 10 kV 专线",
        ]
        second = add_item(meeting, title="围挡", standing=cast.command)
        send_agenda(meeting, standing=cast.command)
        drop_item(second, reason="已办结", standing=cast.command)
        send_agenda(meeting, standing=cast.command)  # as it was: what was told last is another
        done = send_due(cast.zone)
        assert (done.sent, done.moot) == (1, 1)
        assert "围挡" not in sink.taken[-1]["message"]
        whys = [notice_row(each).why for each in notices_for(cast.electrician)]
        assert [why[3] for why in whys[:3]] == ["1", "2", "1"]  # items, as each was told


def test_the_agenda_is_sent_from_the_page_of_the_meeting(cast: Cast, sink: Sink) -> None:
    group_of(cast, cast.power, sink)
    with clock.as_if(at(TODAY)):
        meeting = a_meeting(cast, cast.power)
        add_item(meeting, title="10 kV 专线", standing=cast.command)
        address = f"/{cast.zone.slug}/meetings/{meeting.pk}/"
        browser = browser_of(cast.command)
        assert "发议程" in browser.get(address).content.decode()
        page = browser.post(f"{address}send/", follow=True).content.decode()
        assert "议程 1 项已发给参会单位" in page
        assert browser_of(cast.electrician).post(f"{address}send/").status_code == 404
        assert send_due(cast.zone).sent == 2


def test_what_was_decided_goes_to_the_groups_and_a_correction_anew(cast: Cast, sink: Sink) -> None:
    group_of(cast, cast.power, sink)
    with clock.as_if(at(TODAY)):
        meeting = a_meeting(cast, cast.power)
        item = add_item(meeting, title="10 kV 专线", standing=cast.command)
        send_due(cast.zone)
        begin_meeting(meeting, standing=cast.command)
        decide_item(
            item, words="4月10日前送电", organisation=cast.power, due_on=date(2021, 4, 10),
            standing=cast.command,
        )  # fmt: skip
        end_meeting(meeting, standing=cast.command)
        confirm_minutes(meeting, standing=cast.command)
        reopen_minutes(meeting, reason="错字", standing=cast.command)
        confirm_minutes(meeting, standing=cast.command)
        done = send_due(cast.zone)
        assert (done.sent, done.moot) == (1, 1)  # the first version was replaced before it left
    assert sink.taken[-1]["message"].splitlines()[:2] == [
        "「第1次调度会」纪要已确认，议定 1 件。",
        "1. 4月10日前送电——供电公司，4月10日前",
    ]
    assert Notice.objects.filter(kind="minutes", person=cast.electrician.user).count() == 2


def rule_of(cast: Cast, key: str, **given: object) -> EscalationRule:
    rule = EscalationRule.objects.get(zone=cast.zone, key=key)
    values = {"is_on": True, "in_force_from": date(2021, 1, 1), "to_groups": True, **given}
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save()
    return rule


def assigned_on(cast: Cast, day: date, **given: object) -> Issue:
    with clock.as_if(at(day)):
        return cast.step(cast.issue(**given), "assign")


def test_the_digest_of_a_departments_group_tells_what_waits_for_it(cast: Cast, sink: Sink) -> None:
    group_of(cast, cast.power, sink)
    group_of(cast, cast.water, sink)
    rule_of(cast, "not-accepted", is_digest=True, tells=["lead"])
    rule_of(cast, "to-accept", is_digest=True, tells=["lead", "command"])
    issues = [assigned_on(cast, date(2021, 3, 25)) for _ in range(2)]
    with clock.as_if(at(TODAY)):
        for _ in range(2):
            decide(cast.zone)
            send_due(cast.zone)
    (taken,) = sink.taken
    assert "今天的问题 2 件" in taken["title"]
    assert all(issue.number in taken["message"] for issue in issues)
    assert taken["message"].endswith(f"https://zone.example/{cast.zone.slug}/issues/?view=mine")


def test_a_message_of_its_own_goes_to_the_group_of_who_can_act(cast: Cast, sink: Sink) -> None:
    group_of(cast, cast.power, sink)
    home = group_of(cast, cast.zone.organisations.get(kind="zone"), sink)
    rule_of(cast, "not-accepted", tells=["lead", "service"], is_digest=False)
    rule_of(cast, "overdue", tells=["command"], is_digest=False)
    assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
    (delivery,) = Delivery.objects.all()
    assert (delivery.channel.organisation, delivery.is_digest) == (cast.power, False)
    assert home.organisation is not None


def test_a_firms_group_reads_of_its_own_issues_whatever_a_rule_says(cast: Cast, sink: Sink) -> None:
    channel = group_of(cast, cast.firm, sink)
    other = Organisation.objects.create(zone=cast.zone, kind="firm", name="别家公司")
    rule_of(cast, "not-accepted", is_digest=True, channel=channel, to_groups=False)
    own = assigned_on(cast, date(2021, 3, 25))
    foreign = assigned_on(cast, date(2021, 3, 25), raised_for=other, title="别家的事")
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
        assert send_due(cast.zone).sent == 1
    (taken,) = sink.taken
    assert own.number in taken["message"]
    assert foreign.number not in str(taken)
    assert "别家" not in str(taken)
    assert "1 件" in taken["title"]


def test_a_digest_of_very_many_issues_tells_the_first_and_counts_the_rest(
    cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaigong.coordination.selectors.digests.AT_ONCE", 7)
    group_of(cast, cast.power, sink)
    rule_of(cast, "not-accepted", is_digest=True, tells=["lead"])
    rule_of(cast, "to-accept", is_digest=True, tells=["lead"], after=1)
    made = [assigned_on(cast, date(2021, 3, 25), title=f"{n}" + "长" * 60) for n in range(30)]
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
        assert EscalationCall.objects.count() == 60
        cast.step(made[0], "accept")
        assert send_due(cast.zone).sent == 1
    (taken,) = sink.taken
    lines = taken["message"].splitlines()
    told = len([line for line in lines if "长" in line])
    assert f"另有 {29 - told} 项" in taken["message"]
    assert 0 < told <= 12
    assert len(f"{taken['title']}\r\n{taken['message']}".encode()) <= MOST_BYTES


def test_mail_for_a_group_names_its_address(cast: Cast) -> None:
    boss, address = cast.somebody(Role.ADMINISTRATOR).user, "mailto://127.0.0.1:9/?from=a@b.example"
    with pytest.raises(GroupWithoutAddressError):
        keep_channel(cast.zone, name="群", address=address, by=boss, organisation=cast.power)
    kept = keep_channel(
        cast.zone, name="群", address=f"{address}&to=group@b.example", by=boss,
        organisation=cast.power,
    )  # fmt: skip
    assert not kept.is_personal


def test_a_rule_that_tells_groups_says_so_in_both_languages(cast: Cast) -> None:
    browser = browser_of(cast.somebody(Role.ADMINISTRATOR))
    rule_of(cast, "not-accepted")
    page = browser.get(f"/{cast.zone.slug}/settings/rules/not-accepted/").content.decode()
    assert "（系统内和这些单位的群）" in page
    assert "(inside the system and by the groups of these bodies)" in page
    assert "也发到被通知单位的群" in page
