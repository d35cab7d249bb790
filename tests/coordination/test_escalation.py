"""Rules of escalation: what they say to whom, once, and what leaves the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.coordination.models import (
    Channel,
    Delivery,
    DeliveryState,
    EscalationCall,
    EscalationRule,
    Issue,
    IssueState,
)
from kaigong.coordination.outgoing import MESSAGE_PAUSES
from kaigong.coordination.pages.rules import sentences_of
from kaigong.coordination.quiet import after_quiet
from kaigong.coordination.selectors.messages import messages_for
from kaigong.coordination.selectors.trials import trial_of
from kaigong.coordination.services.channels import keep_channel, try_channel
from kaigong.coordination.services.escalating import decide
from kaigong.coordination.services.rules import RuleText, change_rule, switch_rule, text_of
from kaigong.coordination.services.sending import PATIENCE, send_due
from kaigong.coordination.tasks import enqueue_escalation_due, escalate_zone
from tests.coordination.cast import Cast
from tests.coordination.sinks import Sink, mail_sink, web_sink

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 29)  # a Monday
PLACE = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=PLACE)


@pytest.fixture
def cast(settings: Any) -> Cast:
    cast = Cast()
    settings.WEBHOOKS_INSIDE = {cast.zone.slug}  # the sinks are of this machine
    cast.zone.stands_on = None  # days go by as the clock is set
    cast.zone.save()
    EscalationRule.objects.filter(zone=cast.zone).update(is_on=False)
    return cast


@pytest.fixture
def sink() -> Iterator[Sink]:
    with web_sink() as sink:
        yield sink


def rule_of(cast: Cast, key: str, **given: object) -> EscalationRule:
    """A rule of the head start, in force since long ago, with other values."""
    rule = EscalationRule.objects.get(zone=cast.zone, key=key)
    for name, value in {"is_on": True, "in_force_from": date(2021, 1, 1), **given}.items():
        setattr(rule, name, value)
    rule.save()
    return rule


def channel_of(cast: Cast, sink: Sink, *, scheme: str = "json") -> Channel:
    boss = cast.somebody(Role.ADMINISTRATOR).user
    address = f"{scheme}://127.0.0.1:{sink.port}/a-secret-path"
    return keep_channel(cast.zone, name="值班系统", address=address, by=boss)


def assigned_on(cast: Cast, day: date) -> Issue:
    with clock.as_if(at(day)):
        return cast.in_state(IssueState.ASSIGNED)


def told(cast: Cast, who: Standing) -> list[str]:
    return [message.rule.key for message in messages_for(who)]


def test_what_nobody_accepted_is_told_once_to_who_can_act(cast: Cast) -> None:
    rule_of(cast, "not-accepted")
    issue = assigned_on(cast, date(2021, 3, 25))  # a Thursday: to be accepted by Friday
    for hour, expected in ((9, 1), (10, 0), (18, 0)):
        with clock.as_if(at(TODAY, hour)):
            assert decide(cast.zone).calls == expected
    assert told(cast, cast.electrician) == told(cast, cast.command) == ["not-accepted"]
    assert told(cast, cast.builder) == []
    message = messages_for(cast.electrician).get()
    assert (message.issue, message.due_on, message.turn) == (issue, date(2021, 3, 26), 0)
    assert message.is_for_you
    with clock.as_if(at(date(2021, 3, 31))):  # two working days later, again
        assert decide(cast.zone).calls == 1
    with clock.as_if(at(date(2021, 4, 1))):
        cast.step(issue, "accept")
        assert decide(cast.zone).calls == 0


def test_days_on_which_no_machine_ran_are_made_up(cast: Cast) -> None:
    rule_of(cast, "not-accepted", every=1)
    assigned_on(cast, date(2021, 3, 24))
    with clock.as_if(at(date(2021, 3, 26))):
        assert decide(cast.zone).calls == 1
    with clock.as_if(at(date(2021, 3, 31))):
        assert decide(cast.zone).calls == 3  # Monday to Wednesday
    days = set(EscalationCall.objects.values_list("said_on", flat=True))
    assert days == {date(2021, 3, 26), *(date(2021, 3, day) for day in (29, 30, 31))}


def test_a_refusal_climbs_at_once_and_not_again_for_a_remark(cast: Cast) -> None:
    rule_of(cast, "refused", every=0)
    issue = assigned_on(cast, TODAY)
    with clock.as_if(at(TODAY, 11)):
        cast.step(issue, "refuse")
        assert told(cast, cast.command) == []
        assert decide(cast.zone, only=[issue.pk]).calls == 1
        assert told(cast, cast.command) == ["refused"]
    with clock.as_if(at(TODAY + timedelta(days=1))):
        assert decide(cast.zone).calls == 0


def test_a_new_version_does_not_say_again_what_was_said_today(cast: Cast) -> None:
    rule = rule_of(cast, "not-accepted")
    assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
        text = text_of(rule)
        new = RuleText(**{**text.__dict__, "tells": ["command"]})
        changed = change_rule(rule, text=new, by=cast.command.user)
        assert (changed.version, changed.in_force_from) == (2, TODAY)
        assert decide(cast.zone).calls == 0
        switch_rule(changed, is_on=False, by=cast.command.user)
        switch_rule(changed, is_on=True, by=cast.command.user)
    with clock.as_if(at(TODAY, 15)):
        assert decide(cast.zone).calls == 0
        assigned_on(cast, date(2021, 3, 25))  # of this one it has not spoken
        assert decide(cast.zone).calls == 1
    heard = EscalationCall.objects.values_list("version", "audience__listeners__person")
    assert sorted(heard) == sorted(
        [
            (1, cast.electrician.user.pk),
            (1, cast.command.user.pk),
            (2, cast.command.user.pk),
        ]
    )


def test_the_trial_says_what_the_run_would_have_said(cast: Cast) -> None:
    rule = rule_of(cast, "not-accepted", every=1)
    issue = assigned_on(cast, date(2021, 3, 17))
    late = assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(date(2021, 3, 23), 15)):
        cast.step(issue, "accept")
    said = set()
    for number in range(31):
        day = TODAY - timedelta(days=30 - number)
        with clock.as_if(at(day)):
            # Each morning of the month, as the issues stood then.
            for one, until in ((issue, date(2021, 3, 23)), (late, TODAY)):
                begun = {issue: date(2021, 3, 17), late: date(2021, 3, 25)}[one]
                due = {issue: date(2021, 3, 18), late: date(2021, 3, 26)}[one]
                if begun < day <= until and due < day < TODAY and day.weekday() < 5:
                    said.add((day, one.pk))
    with clock.as_if(at(TODAY)):
        trial = trial_of(cast.command, rule)
    assert {(call.on, call.issue.pk) for call in trial.shown} == said
    assert trial.calls == len(said) == 3
    assert (trial.issues, trial.nobody, trial.outside) == (1, 0, 0)
    assert trial.messages == trial.own == 2 * len(said)  # the electrician and the command office


def test_a_single_message_goes_out_and_carries_its_number(cast: Cast, sink: Sink) -> None:
    rule_of(cast, "not-accepted", channel=channel_of(cast, sink))
    issue = assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
        assert send_due(cast.zone).sent == 1
        assert send_due(cast.zone).sent == 0
    (taken,) = sink.taken
    assert issue.number in taken["message"]
    assert "应于 3-26 前受理" in taken["message"]
    delivery = Delivery.objects.get()
    assert sink.keys == [f"kaigong-{delivery.pk}"]
    assert (delivery.state, delivery.title) == (DeliveryState.SENT, taken["title"])


def test_in_quiet_hours_nothing_goes_out_and_nothing_moot_after_them(
    cast: Cast, sink: Sink
) -> None:
    rule_of(cast, "not-accepted", channel=channel_of(cast, sink))
    issue = assigned_on(cast, date(2021, 3, 25))
    other = assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY, 6)):
        decide(cast.zone)
        assert send_due(cast.zone).sent == 0
        cast.step(issue, "accept")
    with clock.as_if(at(TODAY, 8)):
        done = send_due(cast.zone)
    assert (done.sent, done.moot) == (1, 1)
    assert other.number in sink.taken[0]["message"]


def test_the_digest_is_one_a_morning_and_none_when_empty(cast: Cast, sink: Sink) -> None:
    channel = channel_of(cast, sink)
    rule_of(cast, "not-accepted", is_digest=True, channel=channel)
    rule_of(cast, "to-accept", is_digest=True, channel=channel)
    for _ in range(14):
        assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY, 1)):
        decide(cast.zone)
        assert send_due(cast.zone).sent == 0
    with clock.as_if(at(TODAY, 9)):
        assert send_due(cast.zone).sent == 1
        late = assigned_on(cast, date(2021, 3, 26))  # its last day is today
        assert decide(cast.zone).calls == 1
        assert send_due(cast.zone).sent == 0  # the digest of today has gone
    assert len(sink.taken) == 1
    assert "14 件" in sink.taken[0]["title"]
    assert "另有 2 项" in sink.taken[0]["message"]
    with clock.as_if(at(TODAY + timedelta(days=1), 9)):
        cast.step(late, "accept")
        assert send_due(cast.zone).moot == 1
    assert len(sink.taken) == 1


def test_each_person_gets_mail_at_the_own_address(cast: Cast) -> None:
    with mail_sink() as sink:
        boss = cast.somebody(Role.ADMINISTRATOR).user
        address = f"mailto://127.0.0.1:{sink.port}/?from=kaigong@zone.example&mode=insecure"
        channel = keep_channel(cast.zone, name="邮件", address=address, by=boss)
        assert channel.is_personal
        rule_of(cast, "not-accepted", channel=channel)
        for who, email in ((cast.electrician, "power@zone.example"), (cast.command, "")):
            who.user.email = email
            who.user.save()
        assigned_on(cast, date(2021, 3, 25))
        with clock.as_if(at(TODAY)):
            decide(cast.zone)
            assert send_due(cast.zone).sent == 1
    (taken,) = sink.taken
    assert taken["to"] == ["power@zone.example"]
    delivery = Delivery.objects.get()
    assert f"Message-ID: <kaigong-{delivery.pk}@kaigong.invalid>" in taken["text"]


def test_what_fails_is_tried_again_kept_and_retried_by_hand(cast: Cast, sink: Sink) -> None:
    channel = channel_of(cast, sink)
    rule_of(cast, "not-accepted", channel=channel, quiet_from=None, quiet_until=None)
    assigned_on(cast, date(2021, 3, 25))
    sink.answer = (503, b"")
    moment = at(TODAY)
    with clock.as_if(moment):
        decide(cast.zone)
    for pause in (*MESSAGE_PAUSES, timedelta(0)):
        with clock.as_if(moment):
            outcome = send_due(cast.zone)
            assert (outcome.put_off, outcome.failed) == ((0, 1) if not pause else (1, 0))
        moment += pause
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED
    assert "503" in delivery.error
    browser = browser_of(cast.somebody(Role.ADMINISTRATOR))
    page = browser.get(f"/{cast.zone.slug}/settings/channels/?view=troubled").content.decode()
    assert "重发" in page
    sink.answer = (200, b"{}")
    browser.post(f"/{cast.zone.slug}/settings/deliveries/{delivery.pk}/retry/")
    assert send_due(cast.zone).sent == 1
    again = browser.post(f"/{cast.zone.slug}/settings/deliveries/{delivery.pk}/retry/")
    assert again.status_code == 422


@pytest.mark.parametrize(("kind", "becomes"), [("hook", "sent"), ("wecom", "unsure")])
def test_where_a_hand_died_the_channel_decides(
    cast: Cast, sink: Sink, kind: str, becomes: str
) -> None:
    channel = channel_of(cast, sink)
    Channel.objects.filter(pk=channel.pk).update(kind=kind)
    rule_of(cast, "not-accepted", channel=channel)
    assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
        Delivery.objects.update(state="sending", claim="gone", claimed_at=clock.now() - PATIENCE)
    with clock.as_if(at(TODAY) + timedelta(minutes=1)):
        send_due(cast.zone)
    assert Delivery.objects.get().state == becomes
    assert len(sink.taken) == (1 if becomes == "sent" else 0)


def test_a_robot_that_answers_200_and_an_error_has_not_taken_it(
    cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.wecombot import NotifyWeComBot

    key = "6abc3456-1234-1234-1234-1234567890ab"
    # The robot's host is written into the library; only where it leads is changed here.
    monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{sink.port}/?key={{key}}")
    boss = cast.somebody(Role.ADMINISTRATOR).user
    channel = keep_channel(cast.zone, name="群", address=f"wecombot://{key}", by=boss)
    sink.answer = (200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')
    answer = try_channel(channel, by=boss)
    assert (answer.outcome, answer.words) == ("refused", "errcode 93000: invalid webhook url")
    sink.answer = (200, b'{"errcode": 0, "errmsg": "ok"}')
    assert try_channel(channel, by=boss).outcome == "sent"
    channel.refresh_from_db()
    assert channel.tested_at is not None
    assert channel.test_answer == ""


def test_an_address_is_shown_nowhere(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    administrator = browser_of(cast.somebody(Role.ADMINISTRATOR))
    home = f"/{cast.zone.slug}/settings/channels/"
    secret = "q9x8w7-secret-of-the-hook"
    closed = {"name": "值班", "language": "zh-hans", "address": f"json://127.0.0.1:9/{secret}"}
    page = administrator.post(f"{home}keep/", closed, follow=True).content.decode()
    channel = Channel.objects.get()
    page += administrator.post(f"{home}{channel.pk}/try/", follow=True).content.decode()
    assert "Connection refused" in page
    assert secret not in page
    assert secret not in caplog.text
    assert secret not in channel.sealed + channel.hint
    assert not any(secret in str(entry.facts) for entry in Entry.objects.all())
    assert not hasattr(channel.history.first(), "sealed")
    refused = administrator.post(f"{home}keep/", closed | {"name": "甲", "address": "file:///etc"})
    assert refused.status_code == 422
    assert Channel.objects.count() == 1


def test_the_worker_asks_every_hour_and_sends_in_between(cast: Cast, sink: Sink) -> None:
    rule_of(cast, "not-accepted", channel=channel_of(cast, sink))
    assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY)):
        assert enqueue_escalation_due() == [cast.zone.slug]
        assert enqueue_escalation_due() == []  # it is in the queue
        escalate_zone.func(cast.zone.pk)
        assert len(sink.taken) == 1


def test_a_rule_reads_as_one_sentence_in_both_languages(cast: Cast) -> None:
    rule = EscalationRule(
        watch="acceptance", after=1, every=2, from_severity=1, categories=["power"],
        tells=["lead", "command"], is_digest=False,
    )  # fmt: skip
    zh, en = sentences_of(rule, {"power": ("施工用电", "Construction power")})
    assert zh == (
        "如果严重的施工用电问题超过受理期限 1 个工作日未受理，"
        "则立即单独（只在系统内）通知牵头部门、指挥部，以后每 2 个工作日一次。"
    )
    assert en == (
        "If a grave issue of Construction power is not accepted within 1 working day after its "
        "limit, then at once (inside the system only) tell the lead department and the command "
        "office, and again every 2 working days."
    )


@pytest.mark.parametrize(
    ("hour", "minute", "until"),
    [
        (19, 59, None),
        (20, 0, (1, 8)),
        (23, 0, (1, 8)),
        (0, 0, (0, 8)),
        (7, 59, (0, 8)),
        (8, 0, None),
    ],
)
def test_quiet_hours_lie_across_midnight(
    hour: int, minute: int, until: tuple[int, int] | None
) -> None:
    moment = datetime(2021, 3, 29, hour, minute, tzinfo=PLACE)
    found = after_quiet(moment.astimezone(UTC), time(20), time(8), PLACE)
    if until is None:
        assert found == moment
    else:
        days, end = until
        assert found == datetime(2021, 3, 29 + days, end, tzinfo=PLACE)


def browser_of(standing: Standing) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def test_a_rule_is_tried_then_saved_then_switched_on_by_its_page(cast: Cast) -> None:
    assigned_on(cast, date(2021, 3, 25))
    browser, home = browser_of(cast.command), f"/{cast.zone.slug}/settings/rules/"
    text = {
        "name": "值班提醒", "watch": "acceptance", "after": 1, "every": 0, "from_severity": "",
        "tells": ["command"], "is_digest": "1",
    }  # fmt: skip
    with clock.as_if(at(date(2021, 3, 30))):
        tried = browser.post(f"{home}new/", text | {"act": "try"}).content.decode()
        assert "会通知 1 次" in tried
        assert not EscalationRule.objects.filter(name="值班提醒").exists()
        browser.post(f"{home}new/", text | {"act": "save"})
        rule = EscalationRule.objects.get(name="值班提醒")
        assert not rule.is_on
        assert "启用" in browser.get(f"{home}{rule.key}/").content.decode()
        browser.post(f"{home}{rule.key}/switch/", {"on": "1"})
        rule.refresh_from_db()
        assert (rule.is_on, rule.in_force_from) == (True, date(2021, 3, 30))
    nobody = browser.post(f"{home}new/", text | {"tells": [], "act": "try"})
    assert nobody.status_code == 422
    stale = browser.post(f"{home}{rule.key}/", text | {"after": 3, "version": 7, "act": "save"})
    assert stale.status_code == 422
    officer = browser_of(cast.electrician)
    assert officer.get(home).status_code == 404
    assert (
        browser_of(cast.somebody(Role.LEADER)).post(f"{home}{rule.key}/", text).status_code == 422
    )


def test_messages_are_read_by_their_person(cast: Cast) -> None:
    rule_of(cast, "not-accepted")
    assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
        browser, home = browser_of(cast.electrician), f"/{cast.zone.slug}/messages/"
        page = browser.get(home).content.decode()
        assert "要你办" in page
        assert "1 条新消息" in browser.get(f"/{cast.zone.slug}/duties/").content.decode()
        until = EscalationCall.objects.order_by("-pk").first()
        assert until is not None
        browser.post(f"{home}read/", {"until": until.pk})
        assert "没有新消息" in browser.get(home).content.decode()
        assert "要你办" in browser.get(f"{home}?view=all").content.decode()
    assert not messages_for(cast.command).get().is_read


def test_a_page_of_messages_asks_the_same_whatever_their_number(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    rule_of(cast, "not-accepted")
    for _ in range(12):
        assigned_on(cast, date(2021, 3, 25))
    with clock.as_if(at(TODAY)):
        decide(cast.zone)
    browser = browser_of(cast.electrician)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = browser.get(f"/{cast.zone.slug}/messages/").content.decode()
    assert page.count("要你办") == 12
