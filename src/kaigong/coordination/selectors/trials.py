"""A rule tried on the past: what it would have said in the last month, and to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination.clocks import past_of
from kaigong.coordination.models import EscalationRule, Issue
from kaigong.coordination.recipients import People
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.services.audiences import ways_of
from kaigong.coordination.services.escalating import Call, calls_of
from kaigong.portfolio.selectors.calendars import calendar_of

SPAN = timedelta(days=30)
SHOWN = 100


@dataclass(frozen=True)
class TrialCall:
    """One thing that the rule would have said."""

    on: date
    issue: Issue
    due_on: date
    turn: int
    people: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What a rule would have said between two days.

    Attributes:
        calls: How often it would have spoken, of `issues` issues.
        messages: Messages inside the house, to `people` people; `own` of them single ones.
        outside: Messages out of the house, digests counted once a morning.
        nobody: How often there was nobody to tell.
        busiest: The most messages that one person would have had.
    """

    since: date
    until: date
    calls: int
    issues: int
    messages: int
    own: int
    people: int
    outside: int
    nobody: int
    busiest: int
    shown: tuple[TrialCall, ...]


def trial_of(standing: Standing, rule: EscalationRule, *, on: date | None = None) -> Trial:
    """Try a rule on the thirty days before today.

    The clocks are those of the past, by the history of each issue; who belongs to which body, and
    whom a project concerns, is taken as it is now.
    """
    zone = standing.zone
    until = (on or zone.today()) - timedelta(days=1)
    since = until - SPAN + timedelta(days=1)
    begin = datetime.combine(since, time.min, tzinfo=ZoneInfo(zone.timezone))
    found = past_of(zone, since=begin).clocks_of(rule)
    calls = list(
        calls_of(rule, found, calendar_of(zone), since=since, until=until, in_force_from=since)
    )
    return _summed(zone, standing, rule, calls, since, until)


def _summed(
    zone: Zone,
    standing: Standing,
    rule: EscalationRule,
    calls: Sequence[Call],
    since: date,
    until: date,
) -> Trial:
    people, per_person, own, nobody = People(zone), Counter[int](), 0, 0
    outside: set[tuple[object, ...]] = set()
    told_of: list[tuple[Call, tuple[int, ...]]] = []
    for call in calls:
        told = people.told(rule.tells, call.seen)
        told_of.append((call, tuple(told)))
        per_person.update(told.keys())
        nobody += not told
        own += 0 if rule.is_digest else sum(told.values())
        for way in ways_of(rule, call.seen, told, people):
            once = (call.said_on,) if way.is_digest else call.key
            outside.add((way.recipient, way.is_digest, *once))
    told_of.sort(key=lambda pair: (pair[0].said_on, pair[0].seen.pk), reverse=True)
    seen = issues_for(standing).select_related("zone", "category", "project", "lead")
    issues = seen.in_bulk([call.seen.pk for call, _ in told_of[:SHOWN]])
    shown = [
        TrialCall(
            call.said_on, issues[call.seen.pk], call.due_on, call.turn,
            tuple(str(people.users[person]) for person in told if person in people.users),
        )
        for call, told in told_of[:SHOWN]
        if call.seen.pk in issues
    ]  # fmt: skip
    return Trial(
        since=since, until=until, calls=len(calls),
        issues=len({call.seen.pk for call in calls}),
        messages=sum(per_person.values()), own=own, people=len(per_person),
        outside=len(outside), nobody=nobody, busiest=max(per_person.values(), default=0),
        shown=tuple(shown),
    )  # fmt: skip
