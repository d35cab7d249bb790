"""Whoever is called to a meeting, raised an issue or follows it is told, each once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.coordination.duties.meetings import meeting_duties
from kaigong.coordination.models import Delivery, Issue, Meeting, Notice
from kaigong.coordination.pages.notices import notice_row
from kaigong.coordination.selectors.messages import notices_for, unread_for
from kaigong.coordination.services.channels import keep_channel
from kaigong.coordination.services.followers import join_issue
from kaigong.coordination.services.meetings import (
    begin_meeting,
    call_off_meeting,
    call_to_meeting,
    change_meeting,
    plan_meeting,
)
from kaigong.coordination.services.sending import send_due
from tests.coordination.cast import Cast
from tests.coordination.sinks import Sink, mail_sink
from tests.coordination.test_pages import browser_of

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 29)
CHANGCHUN = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHANGCHUN)


@pytest.fixture
def cast() -> Cast:
    found = Cast()
    found.zone.stands_on = None  # the hours of a day matter here
    found.zone.save()
    return found


def a_meeting(cast: Cast) -> Meeting:
    return plan_meeting(
        cast.zone, kind="dispatch", planned_at=at(date(2021, 3, 31)), place="指挥部会议室",
        standing=cast.command,
    )  # fmt: skip


def told(who: Standing) -> list[tuple[str, str]]:
    rows = [notice_row(each) for each in notices_for(who)]
    return [(row.what, row.why) for row in rows]


def test_the_people_of_a_body_that_is_called_are_told_once_and_have_a_duty(cast: Cast) -> None:
    with clock.as_if(at(TODAY)):
        meeting = a_meeting(cast)
        for _ in range(2):
            call_to_meeting(meeting, standing=cast.command, organisation=cast.power)
        call_to_meeting(meeting, standing=cast.command, person=cast.electrician.user)
        assert told(cast.electrician) == [("第1次调度会", "请参加：3月31日 09:00 · 指挥部会议室")]
        assert told(cast.plumber) == told(cast.command) == []
        (duty,) = meeting_duties(cast.electrician, TODAY)
        assert (duty.what, duty.due_on) == ("第1次调度会：请参加", date(2021, 3, 31))
        assert list(meeting_duties(cast.plumber, TODAY)) == []
        assert list(meeting_duties(cast.electrician, date(2021, 4, 1))) == []


def test_a_firm_that_is_called_is_told_nothing_since_it_sees_no_meeting(cast: Cast) -> None:
    with clock.as_if(at(TODAY)):
        call_to_meeting(a_meeting(cast), standing=cast.command, organisation=cast.firm)
    assert not Notice.objects.exists()


def test_another_hour_and_the_end_of_a_meeting_are_told_and_a_new_subject_is_not(
    cast: Cast,
) -> None:
    with clock.as_if(at(TODAY)):
        meeting = a_meeting(cast)
        call_to_meeting(meeting, standing=cast.command, organisation=cast.power)
        same = {"planned_at": meeting.planned_at, "place": meeting.place}
        change_meeting(meeting, standing=cast.command, subject="供电", **same)  # type: ignore[arg-type]
        change_meeting(
            meeting, standing=cast.command, planned_at=at(date(2021, 4, 1), 14), place="二楼"
        )
        call_off_meeting(meeting, reason="防汛", standing=cast.command)
        assert [why for _, why in told(cast.electrician)] == [
            "取消了：防汛", "改到 4月1日 14:00 · 二楼", "请参加：4月1日 14:00 · 二楼",
        ]  # fmt: skip


def test_who_comes_while_the_meeting_runs_is_not_called_by_a_message(cast: Cast) -> None:
    with clock.as_if(at(date(2021, 3, 31), 10)):
        meeting = begin_meeting(a_meeting(cast), standing=cast.command)
        call_to_meeting(meeting, standing=cast.command, organisation=cast.power)
    assert not Notice.objects.exists()


def joined(cast: Cast, who: Standing, words: str) -> Issue:
    issue = Issue.objects.first() or cast.issue()
    cast.project.lead_department = cast.power
    cast.project.save()
    join_issue(issue, standing=who, words=words)
    return issue


def test_who_raised_an_issue_and_who_follows_it_learn_that_it_was_met_again(cast: Cast) -> None:
    with clock.as_if(at(TODAY)):
        issue = joined(cast, cast.electrician, "我们也停了")  # now the power company follows it
        assert told(cast.builder) == [("施工用电未接通", "供电公司也反映了同一件事")]
        assert told(cast.electrician) == []  # who says it knows it
        other = cast.somebody(Role.COMMAND)
        join_issue(issue, standing=other, words="巡查也看到")
        assert len(told(cast.builder)) == 2
        assert len(told(cast.electrician)) == 1
        assert len(told(cast.plumber)) == 0


def test_who_follows_an_issue_learns_its_end(cast: Cast) -> None:
    with clock.as_if(at(TODAY)):
        issue = joined(cast, cast.electrician, "我们也停了")
        for move in ("assign", "accept", "claim", "verify", "close"):
            cast.step(issue, move)
    assert told(cast.electrician) == [("施工用电未接通", "关注的问题已销号")]


def test_messages_are_read_with_the_others_on_one_page(cast: Cast) -> None:
    with clock.as_if(at(TODAY)):
        call_to_meeting(a_meeting(cast), standing=cast.command, organisation=cast.power)
        browser, address = browser_of(cast.electrician), f"/{cast.zone.slug}/messages/"
        page = browser.get(address).content.decode()
        assert "请参加：3月31日 09:00" in page
        assert unread_for(cast.electrician) == 1
        newest = Notice.objects.latest("pk").pk
        page = browser.post(
            f"{address}read/", {"until": "0", "until_notice": str(newest)}, follow=True
        ).content.decode()
        assert "没有新消息" in page
        assert "请参加" in browser.get(f"{address}?view=all").content.decode()
    assert unread_for(cast.electrician) == 0


def mailed(cast: Cast, sink: Sink) -> None:
    boss = cast.somebody(Role.ADMINISTRATOR).user
    address = f"mailto://127.0.0.1:{sink.port}/?from=kaigong@example.org&to={{email}}"
    keep_channel(cast.zone, name="邮件", address=address, by=boss)
    for person in (cast.electrician.user, cast.builder.user):
        person.email = f"{person.pk}@example.org"
        person.save()


def test_a_call_goes_out_by_itself_after_the_quiet_hours_and_once(cast: Cast) -> None:
    with mail_sink() as sink:
        mailed(cast, sink)
        with clock.as_if(at(TODAY, 21)):
            meeting = a_meeting(cast)
            call_to_meeting(meeting, standing=cast.command, organisation=cast.power)
            assert send_due(cast.zone).sent == 0
        with clock.as_if(at(TODAY + timedelta(days=1), 8)):
            assert send_due(cast.zone).sent == 1
            assert send_due(cast.zone).sent == 0
        (mail,) = sink.taken
        assert mail["to"] == [cast.electrician.user.email]


def test_a_call_to_a_meeting_that_is_off_by_then_does_not_go_out(cast: Cast) -> None:
    with mail_sink() as sink:
        mailed(cast, sink)
        with clock.as_if(at(TODAY, 21)):
            meeting = a_meeting(cast)
            call_to_meeting(meeting, standing=cast.command, organisation=cast.power)
            call_off_meeting(meeting, reason="防汛", standing=cast.command)
        with clock.as_if(at(TODAY + timedelta(days=1), 8)):
            done = send_due(cast.zone)
        assert (done.sent, done.moot) == (1, 1)  # that it is off is told


def test_that_an_issue_was_met_again_waits_for_the_digest(cast: Cast) -> None:
    with mail_sink() as sink:
        mailed(cast, sink)
        with clock.as_if(at(TODAY)):
            joined(cast, cast.electrician, "我们也停了")
            delivery = Delivery.objects.get()
            assert delivery.is_digest
            assert delivery.person == cast.builder.user
            assert send_due(cast.zone).sent == 1  # half past eight has gone: with the next round
        assert len(sink.taken) == 1
