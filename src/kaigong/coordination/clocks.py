"""The clocks of issues as columns: those that run now, and those of a past month.

Which clocks an issue has follows from its state:

    raised, to assign   dispatch, and refused where somebody refused it
    to accept           acceptance
    accepted, at work   solution
    to verify           verification
    all of these        movement

The day that names a clock is the last day of its limit; where there is none, the day it began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import numpy as np
from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast

from kaigong.accounts.models import Zone
from kaigong.coordination.life import OVER
from kaigong.coordination.models import EscalationRule, Issue, IssueState
from kaigong.engines.escalation import Clocks, Watch
from kaigong.portfolio import bulk

_TO_ASSIGN = frozenset({IssueState.RAISED.value, IssueState.TRIAGED.value})
_RUNS_IN: Mapping[str, frozenset[str]] = {
    Watch.ACCEPTANCE: frozenset({IssueState.ASSIGNED.value}),
    Watch.SOLUTION: frozenset({IssueState.ACCEPTED.value, IssueState.WORKING.value}),
    Watch.VERIFICATION: frozenset({IssueState.CLAIMED.value}),
    Watch.REFUSED: _TO_ASSIGN,
    Watch.DISPATCH: _TO_ASSIGN,
    Watch.MOVEMENT: frozenset(IssueState.values) - frozenset(map(str, OVER)),
}
_AT_ONCE = 5000
_EPOCH = date(1970, 1, 1).toordinal()

_MOMENTS = ("raised_at", "assigned_at", "claimed_at", "refused_at", "moved_at")
_OF_ISSUE = (
    "state", "severity", "category__key", "acceptance_due_on", "solution_due_on", "solution_from",
    "lead_id", "owner_id", "raised_by_id", "raised_for_id",
)  # fmt: skip
_OF_PROJECT = ("task_force_id", "service_officer_id", "leader_id")


class Seen(NamedTuple):
    """An issue as it stood: state, days in the zone, and whom it concerns."""

    pk: int
    state: str
    severity: int
    category: str
    acceptance_due_on: date | None
    solution_due_on: date | None
    solution_from: date | None
    lead_id: int | None
    owner_id: int | None
    raised_by_id: int | None
    raised_for_id: int | None
    task_force_id: int | None
    service_officer_id: int | None
    leader_id: int | None
    raised_on: date
    assigned_on: date | None
    claimed_on: date | None
    refused_on: date | None
    moved_on: date


@dataclass
class Running:
    """Clocks of one rule: their columns, and the issue behind each."""

    clocks: Clocks
    issues: Sequence[Seen]
    began: Sequence[date | None]  # it says nothing of the days before

    def began_before(self, place: int, day: date) -> bool:
        began = self.began[place]
        return began is None or began <= day


def due_of(watch: str, seen: Seen) -> tuple[date | None, date | None]:
    """The day that names the clock of an issue, and when it began; none where none runs."""
    if seen.state not in _RUNS_IN[watch]:
        return None, None
    if watch == Watch.ACCEPTANCE:
        return seen.acceptance_due_on, seen.assigned_on
    if watch == Watch.SOLUTION:
        return seen.solution_due_on, seen.solution_from
    if watch == Watch.VERIFICATION:
        return seen.claimed_on, None
    if watch == Watch.REFUSED:
        return seen.refused_on, None
    if watch == Watch.DISPATCH:
        return (seen.raised_on if seen.refused_on is None else None), None
    return seen.moved_on, None


def open_issues(zone: Zone, *, only: Collection[int] | None = None) -> list[Seen]:
    """The issues of a zone that are not over, as they stand now."""
    found = Issue.objects.filter(zone=zone).exclude(state__in=OVER)
    if only is not None:
        found = found.filter(pk__in=bulk.among(only))
    return list(_now(found, zone))


def _now(found: QuerySet[Issue], zone: Zone) -> Iterator[Seen]:
    """Issues as they stand."""
    day, of_project = _days_in(zone), [f"project__{name}" for name in _OF_PROJECT]
    moments = [_text(name) for name in _MOMENTS]
    rows = found.order_by("pk").values_list("pk", *_OF_ISSUE, *of_project, *moments)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield Seen._make((*row[:-5], *map(day, row[-5:])))


def _text(moment: str) -> Cast:
    """A moment as its database writes it: each driver takes several times longer than we do."""
    return Cast(F(moment), CharField())


def _days_in(zone: Zone) -> Callable[[str | None], date | None]:
    """The day in a zone of a moment that was read as text.

    Each minute is asked about once: no zone's day begins within one, and a zone has five moments an
    issue of which most fall into the same hours.
    """
    known: dict[str, date] = {}

    def day(text: str | None) -> date | None:
        if text is None:
            return None
        minute = text[:16]  # 2021-03-29 10:15; all of one database are written in one way, in UTC
        if (found := known.get(minute)) is None:
            moment = datetime.fromisoformat(text)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            found = known[minute] = zone.moment_there(aware).date()
        return found

    return day


def is_meant(rule: EscalationRule, seen: Seen) -> bool:
    """Whether a rule speaks of issues like this one."""
    is_grave = rule.from_severity is None or seen.severity <= rule.from_severity
    return is_grave and (not rule.categories or seen.category in rule.categories)


class RunningClocks:
    """The clocks of a zone's issues that run now, read once for all rules that watch the same."""

    def __init__(self, issues: Sequence[Seen]) -> None:
        self._issues = issues
        self._watched: dict[str, list[tuple[Seen, date, date | None]]] = {}

    def of(self, rule: EscalationRule) -> Running:
        """Those that a rule looks at."""
        rows, dues, began = [], [], []
        for seen, due, since in self._by(rule.watch):
            if is_meant(rule, seen):
                rows.append(seen)
                dues.append(due)
                began.append(since)
        ended = np.full(len(rows), np.datetime64("NaT", "D"))
        severities = np.array([seen.severity for seen in rows], dtype=np.int64)
        days = np.array([due.toordinal() for due in dues], dtype=np.int64) - _EPOCH
        return Running(Clocks(days.astype("datetime64[D]"), ended, severities), rows, began)

    def _by(self, watch: str) -> list[tuple[Seen, date, date | None]]:
        if watch not in self._watched:
            states = _RUNS_IN[watch]
            asked = ((seen, *due_of(watch, seen)) for seen in self._issues if seen.state in states)
            self._watched[watch] = [
                (seen, due, since) for seen, due, since in asked if due is not None
            ]
        return self._watched[watch]


# --- the past -------------------------------------------------------------------------------------


@dataclass
class Past:
    """How the issues of a zone stood from a day on: spans in which nothing of a clock changed."""

    spans: Mapping[int, list[tuple[date, Seen]]] = field(default_factory=dict)

    def clocks_of(self, rule: EscalationRule) -> Running:
        """Every clock of a rule that ran in the span, with the day on which it ended."""
        rows: list[Seen] = []
        began: list[date | None] = []
        dues: list[date] = []
        ends: list[date | None] = []
        for spans in self.spans.values():
            for seen, due, since, end in _clocks_in(rule, spans):
                rows.append(seen)
                dues.append(due)
                began.append(since)
                ends.append(end)
        columns = Clocks(
            np.array(dues, dtype="datetime64[D]"),
            np.array(ends, dtype="datetime64[D]"),
            np.array([seen.severity for seen in rows], dtype=np.int64),
        )
        return Running(columns, rows, began)


def past_of(zone: Zone, *, since: datetime) -> Past:
    """How the issues stood that were not over on a day, by their history."""
    alive = Q(closed_at=None) | Q(closed_at__gte=since)
    now = {seen.pk: seen for seen in _now(Issue.objects.filter(alive, zone=zone), zone)}
    spans: dict[int, list[tuple[date, Seen]]] = defaultdict(list)
    keys = sorted(now)
    for start in range(0, len(keys), _AT_ONCE):
        for pk, on, seen in _versions(keys[start : start + _AT_ONCE], now, zone):
            spans[pk].append((on, seen))
    for pk, seen in now.items():
        if pk not in spans:  # rows that came in bulk keep no history
            spans[pk].append((seen.moved_on, seen))
    return Past(spans)


def _versions(
    keys: Sequence[int], now: Mapping[int, Seen], zone: Zone
) -> Iterator[tuple[int, date, Seen]]:
    """The versions of issues in order; whom a project concerns is taken from today."""
    day, columns = _days_in(zone), [name for name in _OF_ISSUE if name != "category__key"]
    moments = [_text(name) for name in _MOMENTS]
    history = Issue.history.filter(id__in=keys).order_by("id", "history_date", "history_id")
    rows: Iterable[tuple[Any, ...]] = history.values_list("id", "history_date", *columns, *moments)
    for pk, at, state, severity, *rest in rows:
        today = now[pk]
        of_project = today.task_force_id, today.service_officer_id, today.leader_id
        whole = pk, state, severity, today.category, *rest[:-5], *of_project, *map(day, rest[-5:])
        yield pk, zone.moment_there(at).date(), Seen._make(whole)


def _clocks_in(
    rule: EscalationRule, spans: Sequence[tuple[date, Seen]]
) -> Iterator[tuple[Seen, date, date, date | None]]:
    """Each clock of an issue: as it stood, the day that names it, its first and its last day."""
    held: tuple[Seen, date, date] | None = None
    for on, seen in spans:
        due, _ = due_of(rule.watch, seen)
        if due is not None and not is_meant(rule, seen):
            due = None
        if held is not None and held[1] != due:
            yield (*held, on)
            held = None
        if due is not None:
            held = (seen, due, held[2] if held else on)
    if held is not None:
        yield (*held, None)
