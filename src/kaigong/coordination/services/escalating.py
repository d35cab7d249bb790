"""Deciding what the rules say today, once for all, and putting it where people find it.

Which mornings a rule speaks on follows from the limit alone (`engines/escalation`). What it says is
a row for each person and each way out, of which the database takes only one. So this can be killed
at any moment, run again, and run twice at once. Nothing leaves the house here: what is to leave
waits as a `Delivery` for `services.sending`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.clocks import Running, RunningClocks, Seen, open_issues
from kaigong.coordination.models import (
    Delivery,
    EscalationDesk,
    EscalationMessage,
    EscalationRule,
)
from kaigong.coordination.recipients import People
from kaigong.coordination.services.mornings import Morning, Way
from kaigong.engines import escalation as engine
from kaigong.engines.calendars import WorkCalendar
from kaigong.portfolio import bulk
from kaigong.portfolio.selectors.calendars import calendar_of

# Calls written in one transaction: some 0.2 s, while on SQLite nobody else can write.
AT_ONCE = 1000
LONGEST_GAP = timedelta(days=14)  # of a machine that stood still; what is older is not made up


@dataclass(frozen=True)
class Call:
    """One thing that a rule says, before it is known to whom."""

    rule: EscalationRule
    seen: Seen
    due_on: date
    turn: int
    said_on: date

    @property
    def key(self) -> tuple[int, int, int, date, int]:
        return self.rule.pk, self.rule.version, self.seen.pk, self.due_on, self.turn

    @property
    def of_the_day(self) -> tuple[int, int, date, date]:
        """A rule speaks of a clock once a day, also where it was changed in between."""
        return self.rule.pk, self.seen.pk, self.due_on, self.said_on


@dataclass(frozen=True)
class Decided:
    """What a run did: open issues looked at, calls that were new, messages inside, deliveries."""

    issues: int
    calls: int
    messages: int
    deliveries: int


def decide(zone: Zone, *, on: date | None = None, only: Sequence[int] | None = None) -> Decided:
    """Say what the rules of a zone say until today, and what was missed since the last run.

    Args:
        only: These issues, such as one that was refused this moment; the others wait for the round.
    """
    today = on or zone.today()
    desk, _ = EscalationDesk.objects.get_or_create(zone=zone)
    rules = rules_on(zone)
    issues = open_issues(zone, only=only) if rules else []
    since = max(desk.decided_until or today, today - LONGEST_GAP)
    calls = list(_new_calls(zone, rules, issues, since=min(since, today), until=today))
    people, messages, deliveries = People(zone), 0, set[str]()
    everything = iter(calls)
    while some := list(islice(everything, AT_ONCE)):
        told, waiting = _keep(zone, some, people)
        messages += told
        deliveries |= waiting
    if only is None:
        EscalationDesk.objects.filter(zone=zone).update(
            decided_until=today, decided_at=clock.now(), said=messages
        )
    return Decided(len(issues), len(calls), messages, len(deliveries))


@transaction.atomic
def set_digest_time(zone: Zone, *, at: time, by: User) -> None:
    """Let the digest go out at another hour of the zone's day."""
    desk, _ = EscalationDesk.objects.select_for_update().get_or_create(zone=zone)
    before, desk.digest_at = desk.digest_at, at
    if before == at:
        return
    desk.save(update_fields=["digest_at"])
    record(
        "coordination.digest.timed", by=by, zone=zone.slug, before=f"{before:%H:%M}",
        after=f"{at:%H:%M}",
    )  # fmt: skip


def rules_on(zone: Zone) -> list[EscalationRule]:
    """The rules of a zone that speak."""
    found = EscalationRule.objects.filter(zone=zone, is_on=True, closed_at=None)
    return list(found.select_related("channel"))


def spoken_by(rule: EscalationRule, *, since: date | None = None) -> engine.EscalationRule:
    """A rule as the engine reckons it."""
    return engine.EscalationRule(
        key=rule.key,
        in_force_from=since or rule.in_force_from or date.max,
        watch=engine.Watch(rule.watch),
        after=rule.after,
        every=rule.every,
        from_severity=rule.from_severity,
        to=tuple(engine.Rung(each) for each in rule.tells),
        is_digest=rule.is_digest,
        zh=rule.name,
        en=rule.name_en or rule.name,
        source="",
    )


def calls_of(
    rule: EscalationRule,
    found: Running,
    calendar: WorkCalendar,
    *,
    since: date,
    until: date,
    in_force_from: date | None = None,
) -> Iterator[Call]:
    """What one rule says of its clocks between two days, both included, by day and issue."""
    spoken = engine.calls(
        spoken_by(rule, since=in_force_from), found.clocks, calendar, since=since, until=until
    )
    dues = found.clocks.due[spoken.clock].tolist()
    for place, on, turn, due in zip(
        spoken.clock.tolist(), spoken.on.tolist(), spoken.turn.tolist(), dues, strict=True
    ):
        if found.began_before(place, on):
            yield Call(rule, found.issues[place], due, turn, on)


def _new_calls(
    zone: Zone,
    rules: Sequence[EscalationRule],
    issues: Sequence[Seen],
    *,
    since: date,
    until: date,
) -> Iterator[Call]:
    calendar = calendar_of(zone)
    known, clocks = _said(zone, since), RunningClocks(issues, zone)
    for rule in rules:
        for call in calls_of(rule, clocks.of(rule), calendar, since=since, until=until):
            if call.of_the_day not in known:
                yield call


def _said(
    zone: Zone, since: date, calls: Sequence[Call] | None = None
) -> set[tuple[int, int, date, date]]:
    """What the rules have spoken of since a day, whichever version: rule, issue, clock and day."""
    found = EscalationMessage.objects.filter(said_on__gte=since, delivery=None)
    if calls is None:
        found = found.filter(zone=zone)
    else:  # without the zone: a database that has not counted lately would go by zone and day
        found = found.filter(issue__in={call.seen.pk for call in calls})
    rows = found.order_by().values_list("rule_id", "issue_id", "due_on", "said_on")
    return set(rows.distinct())


@transaction.atomic
def _keep(zone: Zone, calls: Sequence[Call], people: People) -> tuple[int, set[str]]:
    """Write what some calls say to whom; what another worker has written meanwhile stays."""
    desk = EscalationDesk.objects.select_for_update().get(zone=zone)
    # Asked anew, now that nobody else can write.
    known = _said(zone, min(call.said_on for call in calls), calls)
    calls = [call for call in calls if call.of_the_day not in known]
    morning = Morning(zone, desk)
    # In one order everywhere, so that two workers on two desks never wait for each other.
    messages: list[_Row] = []
    deliveries: dict[str, Delivery] = {}
    inside = 0
    for call in calls:
        told = people.told(call.rule.tells, call.seen)
        inside += len(told)
        for person, can_act in told.items():
            is_for_you = can_act and not call.rule.is_digest
            messages.append(_row(call, f"person:{person}", person, morning.now, is_for_you, None))
        for way in ways_of(call, told, people):
            delivery = _delivery(call, way, morning)
            key = delivery.key
            deliveries[key] = delivery
            messages.append(_row(call, way.recipient, way.person, morning.now, False, key))
    bulk.insert_rows(list(deliveries.values()), only_new=True)
    if messages:
        columns = dict(zip(_Row._fields, zip(*messages, strict=True), strict=True))
        bulk.insert_columns(EscalationMessage, columns, only_new=True)
    return inside, set(deliveries)


def ways_of(call: Call, told: dict[int, bool], people: People) -> Iterable[Way]:
    """The ways out for a call: a message of its own only to who can act, else the digest."""
    channel = call.rule.channel
    if channel is None or channel.closed_at is not None or not told:
        return
    if not channel.is_personal:
        yield Way(channel, None, call.rule.is_digest or not any(told.values()))
        return
    for person, can_act in told.items():
        user = people.users.get(person)
        if user is not None and user.email:
            yield Way(channel, person, call.rule.is_digest or not can_act)


def _delivery(call: Call, way: Way, morning: Morning) -> Delivery:
    if way.is_digest:
        return morning.digest(way)
    quiet = (call.rule.quiet_from, call.rule.quiet_until)
    return morning.single(".".join(map(str, (*call.key, way.recipient))), way, quiet=quiet)


class _Row(NamedTuple):
    """What is written of a message: a morning has a quarter of a million, too many for objects."""

    zone_id: int
    rule_id: int
    version: int
    issue_id: int
    due_on: date
    turn: int
    recipient: str
    person_id: int | None
    said_on: date
    at: datetime
    is_for_you: bool
    read_at: datetime | None
    delivery_id: str | None


def _row(
    call: Call,
    recipient: str,
    person: int | None,
    moment: datetime,
    is_for_you: bool,
    delivery: str | None,
) -> _Row:
    rule = call.rule
    return _Row(
        rule.zone_id, rule.pk, rule.version, call.seen.pk, call.due_on, call.turn, recipient,
        person, call.said_on, moment, is_for_you, None, delivery,
    )  # fmt: skip
