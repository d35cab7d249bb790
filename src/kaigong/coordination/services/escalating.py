"""Deciding what the rules say today, once for all, and putting it where people find it.

Which mornings a rule speaks on follows from the limit alone (`engines/escalation`). What it says is
a row for each rule, issue and turn, of which the database takes only one; who hears it is an
`Audience`, kept once for all calls that the same people hear. So this can be killed at any moment,
run again, and run twice at once. Nothing leaves the house here: what is to leave waits as a
`Delivery` for `services.sending`.
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
    EscalationCall,
    EscalationDesk,
    EscalationRule,
)
from kaigong.coordination.recipients import People
from kaigong.coordination.services.audiences import Audiences, Gathered, Heard
from kaigong.coordination.services.mornings import Morning, Way
from kaigong.engines import escalation as engine
from kaigong.engines.calendars import WorkCalendar
from kaigong.portfolio import bulk
from kaigong.portfolio.selectors.calendars import calendar_of

# Calls written in one transaction: some 0.2 s, while on SQLite nobody else can write.
AT_ONCE = 4000
LONGEST_GAP = timedelta(days=14)  # of a machine that stood still; what is older is not made up


class Call(NamedTuple):
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
    audiences, messages, deliveries = Audiences(People(zone)), 0, set[str]()
    everything = iter(calls)
    while some := list(islice(everything, AT_ONCE)):
        told, waiting = _keep(zone, some, audiences)
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
    known, clocks = _said(rules, since), RunningClocks(issues)
    for rule in rules:
        for call in calls_of(rule, clocks.of(rule), calendar, since=since, until=until):
            if call.of_the_day not in known:
                yield call


def _said(
    rules: Iterable[EscalationRule], since: date, calls: Sequence[Call] | None = None
) -> set[tuple[int, int, date, date]]:
    """What rules have spoken of since a day, whichever version: rule, issue, clock and day."""
    found = EscalationCall.objects.filter(said_on__gte=since)
    if calls is None:
        found = found.filter(rule__in=rules)
    else:  # without the rules: a database that has not counted lately would go by rule and day
        found = found.filter(issue__in=bulk.among({call.seen.pk for call in calls}))
    rows = found.order_by().values_list("rule_id", "issue_id", "due_on", "said_on")
    return set(rows)


@transaction.atomic
def _keep(zone: Zone, calls: Sequence[Call], audiences: Audiences) -> tuple[int, set[str]]:
    """Write what some calls say to whom; what another worker has written meanwhile stays."""
    desk = EscalationDesk.objects.select_for_update().get(zone=zone)
    # Asked anew, now that nobody else can write.
    known = _said((), min(call.said_on for call in calls), calls)
    heard = [
        (call, audiences.of(call.rule, call.seen)) for call in calls if call.of_the_day not in known
    ]
    heard = [(call, who) for call, who in heard if any(who)]
    morning = Morning(zone, desk)
    gathered = Gathered(morning)
    keys = [gathered.key_of(who) for _, who in heard]
    kept = gathered.keep()
    _write([call for call, _ in heard], [kept[key] for key in keys], morning.now)
    deliveries = gathered.deliveries.keys() | _keep_singles(heard, morning)
    return sum(len(who.people) for _, who in heard), deliveries


def _write(calls: Sequence[Call], audiences: Sequence[int], moment: datetime) -> None:
    """By column: a morning has a hundred thousand, too many for objects."""
    if not calls:
        return
    columns: dict[str, Sequence[object]] = {
        "rule": [call.rule.pk for call in calls],
        "version": [call.rule.version for call in calls],
        "issue": [call.seen.pk for call in calls],
        "due_on": [call.due_on for call in calls],
        "turn": [call.turn for call in calls],
        "said_on": [call.said_on for call in calls],
        "at": [moment] * len(calls),
        "audience": audiences,
    }
    bulk.insert_columns(EscalationCall, columns, only_new=True)


def _keep_singles(heard: Sequence[tuple[Call, Heard]], morning: Morning) -> set[str]:
    """Write the messages of their own that calls send out of the house; their keys.

    By column, from one pattern a way: all but the key and the call is the same on a morning.
    """
    calls = {call.key: (call, who) for call, who in heard if who.singles}
    issues = {call.seen.pk for call, _ in calls.values()}
    kept = EscalationCall.objects.filter(issue__in=bulk.among(issues)).order_by()
    rows = kept.values_list("rule_id", "version", "issue_id", "due_on", "turn", "pk")
    keys: list[str] = []
    told_of: list[int] = []
    patterns: list[Delivery] = []
    by_way: dict[tuple[Way, int], Delivery] = {}
    for *key, pk in rows if issues else ():
        call, who = calls.get(tuple(key), (None, None))  # type: ignore[arg-type]
        if call is None or who is None:
            continue
        quiet = (call.rule.quiet_from, call.rule.quiet_until)
        for way in who.singles:
            if (way, call.rule.pk) not in by_way:
                by_way[way, call.rule.pk] = morning.single("", way, quiet=quiet)
            keys.append(".".join(map(str, (*key, way.recipient))))
            told_of.append(pk)
            patterns.append(by_way[way, call.rule.pk])
    if keys:
        fields = [each for each in Delivery._meta.concrete_fields if not each.primary_key]
        columns: dict[str, Sequence[object]] = {
            each.name: [getattr(pattern, each.attname) for pattern in patterns] for each in fields
        }
        bulk.insert_columns(Delivery, columns | {"key": keys, "call": told_of}, only_new=True)
    return set(keys)
