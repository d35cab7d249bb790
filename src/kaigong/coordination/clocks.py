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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Q

from kaigong.accounts.models import Zone
from kaigong.coordination.life import OVER
from kaigong.coordination.models import EscalationRule, Issue, IssueState
from kaigong.engines.escalation import Clocks, Watch

_TO_ASSIGN = frozenset({IssueState.RAISED.value, IssueState.TRIAGED.value})
_RUNS_IN: Mapping[str, frozenset[str]] = {
    Watch.ACCEPTANCE: frozenset({IssueState.ASSIGNED.value}),
    Watch.SOLUTION: frozenset({IssueState.ACCEPTED.value, IssueState.WORKING.value}),
    Watch.VERIFICATION: frozenset({IssueState.CLAIMED.value}),
    Watch.REFUSED: _TO_ASSIGN,
    Watch.DISPATCH: _TO_ASSIGN,
    Watch.MOVEMENT: frozenset(IssueState.values) - frozenset(map(str, OVER)),
}
_IDS_AT_ONCE = 5000
_EPOCH = date(1970, 1, 1).toordinal()

_COLUMNS = (
    "pk", "state", "severity", "category__key", "acceptance_due_on", "solution_due_on",
    "raised_at", "assigned_at", "claimed_at", "refused_at", "moved_at", "solution_from",
    "lead_id", "owner_id", "raised_by_id", "raised_for_id",
    "project__task_force_id", "project__service_officer_id", "project__leader_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """An issue as it stood: state, days, and whom it concerns."""

    pk: int
    state: str
    severity: int
    category: str
    acceptance_due_on: date | None
    solution_due_on: date | None
    raised_at: datetime
    assigned_at: datetime | None
    claimed_at: datetime | None
    refused_at: datetime | None
    moved_at: datetime
    solution_from: date | None
    lead_id: int | None
    owner_id: int | None
    raised_by_id: int | None
    raised_for_id: int | None
    task_force_id: int | None
    service_officer_id: int | None
    leader_id: int | None


@dataclass
class Running:
    """Clocks of one rule: their columns, and the issue behind each."""

    clocks: Clocks
    issues: Sequence[Seen]
    began: Sequence[date | None]  # it says nothing of the days before

    def began_before(self, place: int, day: date) -> bool:
        began = self.began[place]
        return began is None or began <= day


def due_of(watch: str, seen: Seen, zone: Zone) -> tuple[date | None, date | None]:
    """The day that names the clock of an issue, and when it began; none where none runs."""
    if seen.state not in _RUNS_IN[watch]:
        return None, None
    if watch == Watch.ACCEPTANCE:
        return seen.acceptance_due_on, _day(seen.assigned_at, zone)
    if watch == Watch.SOLUTION:
        return seen.solution_due_on, seen.solution_from
    if watch == Watch.VERIFICATION:
        return _day(seen.claimed_at, zone), None
    if watch == Watch.REFUSED:
        return _day(seen.refused_at, zone), None
    if watch == Watch.DISPATCH:
        return (_day(seen.raised_at, zone) if seen.refused_at is None else None), None
    return _day(seen.moved_at, zone), None


def open_issues(zone: Zone, *, only: Sequence[int] | None = None) -> list[Seen]:
    """The issues of a zone that are not over, as they stand now."""
    found = Issue.objects.filter(zone=zone).exclude(state__in=OVER)
    if only is not None:
        found = found.filter(pk__in=only)
    return [Seen(*row) for row in found.order_by("pk").values_list(*_COLUMNS)]


def is_meant(rule: EscalationRule, seen: Seen) -> bool:
    """Whether a rule speaks of issues like this one."""
    is_grave = rule.from_severity is None or seen.severity <= rule.from_severity
    return is_grave and (not rule.categories or seen.category in rule.categories)


class RunningClocks:
    """The clocks of a zone's issues that run now, read once for all rules that watch the same."""

    def __init__(self, issues: Sequence[Seen], zone: Zone) -> None:
        self._issues, self._zone = issues, zone
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
            asked = (
                (seen, *due_of(watch, seen, self._zone))
                for seen in self._issues
                if seen.state in states
            )
            self._watched[watch] = [
                (seen, due, since) for seen, due, since in asked if due is not None
            ]
        return self._watched[watch]


# --- the past -------------------------------------------------------------------------------------


@dataclass
class Past:
    """How the issues of a zone stood from a day on: spans in which nothing of a clock changed."""

    zone: Zone
    spans: Mapping[int, list[tuple[datetime, Seen]]] = field(default_factory=dict)

    def clocks_of(self, rule: EscalationRule) -> Running:
        """Every clock of a rule that ran in the span, with the day on which it ended."""
        rows: list[Seen] = []
        began: list[date | None] = []
        dues: list[date] = []
        ends: list[date | None] = []
        for spans in self.spans.values():
            for seen, due, since, end in _clocks_in(rule, spans, self.zone):
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
    now = {seen.pk: seen for seen in _now(Issue.objects.filter(alive, zone=zone))}
    spans: dict[int, list[tuple[datetime, Seen]]] = defaultdict(list)
    keys = sorted(now)
    for start in range(0, len(keys), _IDS_AT_ONCE):
        for pk, at, seen in _versions(keys[start : start + _IDS_AT_ONCE], now):
            spans[pk].append((at, seen))
    for pk, seen in now.items():
        if pk not in spans:  # rows that came in bulk keep no history
            spans[pk].append((seen.moved_at, seen))
    return Past(zone, spans)


def _now(found: object) -> Iterator[Seen]:
    for row in found.order_by("pk").values_list(*_COLUMNS):  # type: ignore[attr-defined]
        yield Seen(*row)


def _versions(keys: Sequence[int], now: Mapping[int, Seen]) -> Iterator[tuple[int, datetime, Seen]]:
    """The versions of issues in order; whom a project concerns is taken from today."""
    history = Issue.history.filter(id__in=keys).order_by("id", "history_date", "history_id")
    columns = ["id", "history_date", *_COLUMNS[1:3], *_COLUMNS[4:16]]
    rows: Iterable[tuple[Any, ...]] = history.values_list(*columns)
    for pk, at, state, severity, *rest in rows:
        today = now[pk]
        of_project = today.task_force_id, today.service_officer_id, today.leader_id
        whole: tuple[Any, ...] = (pk, state, severity, today.category, *rest, *of_project)
        yield pk, at, Seen(*whole)


def _clocks_in(
    rule: EscalationRule, spans: Sequence[tuple[datetime, Seen]], zone: Zone
) -> Iterator[tuple[Seen, date, date, date | None]]:
    """Each clock of an issue: as it stood, the day that names it, its first and its last day."""
    held: tuple[Seen, date, date] | None = None
    for at, seen in spans:
        due, _ = due_of(rule.watch, seen, zone)
        if due is not None and not is_meant(rule, seen):
            due = None
        if held is not None and held[1] != due:
            yield (*held, zone.moment_there(at).date())
            held = None
        if due is not None:
            held = (seen, due, held[2] if held else zone.moment_there(at).date())
    if held is not None:
        yield (*held, None)


def _day(moment: datetime | None, zone: Zone) -> date | None:
    return zone.moment_there(moment).date() if moment else None
