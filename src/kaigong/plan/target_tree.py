"""The target tree of a year 目标树: zone, fronts, projects, the works that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

import numpy as np

from kaigong.engines.breakdown import Breakdown, broken_down
from kaigong.engines.breakdown.rolling_up import Bools
from kaigong.plan.indicators import MONTHS, NO_MONTHS, ONE, Indicator, Share, cents
from kaigong.plan.models import WHOLE_YEAR, Front
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.selectors.targets import THE_ZONE, Whose
from kaigong.plan.target_years import TargetYear, Work
from kaigong.portfolio.selectors.prospects import Prospect

COLUMNS = 13  # the year, and its months


class Level(StrEnum):
    ZONE = "zone"
    FRONT = "front"
    PROJECT = "project"
    WORK = "work"


@dataclass(frozen=True)
class Node:
    """A row of the tree; a front without `front` gathers the projects that stand in none."""

    level: Level
    parent: int
    key: str
    front: Front | None = None
    prospect: Prospect | None = None
    work: Work | None = None

    @property
    def whose(self) -> Whose | None:
        """Whose target may be set here; a project's is its annual plan."""
        if self.level is Level.ZONE:
            return THE_ZONE
        return Whose(front=self.front.pk) if self.front is not None else None


@dataclass(frozen=True, eq=False)
class TargetTree:
    """One indicator of a year, broken down; whole hundredths, columns the year and its months.

    Attributes:
        done: The same tree with what was done, which is on record for projects.
        is_set: Shape (nodes, columns): set by somebody; a project's by its annual plan.
    """

    year: TargetYear
    indicator: Indicator
    nodes: Sequence[Node]
    targets: Breakdown
    done: Breakdown
    is_set: Bools

    @cached_property
    def children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place, node in enumerate(self.nodes):
            found.setdefault(node.parent, []).append(place)
        return found

    @property
    def is_proved(self) -> bool:
        """Whether every line of the proof holds, of targets and of what was done."""
        return bool(self.targets.proved.all() and self.done.proved.all() and not self.differences)

    @cached_property
    def differences(self) -> list[tuple[str, int, int]]:
        """Where the projects of the tree do not add up to the ledger: which sum, theirs, its."""
        if self.indicator.ledger is None:
            return []
        projects = [n for n, node in enumerate(self.nodes) if node.level is Level.PROJECT]
        target, done = self.indicator.ledger(self.year.numbers)
        pairs = [
            ("target", int(self.targets.totals[projects, 0].sum()), cents(target)),
        ]
        if done is not None:
            pairs.append(("done", int(self.done.totals[projects, 0].sum()), cents(done)))
        return [(name, own, its) for name, own, its in pairs if own != its]

    def differs(self, node: int) -> bool:
        """Whether what was set does not fit what lies below: its rest is then said in red."""
        rest = int(self.targets.not_broken_down[node, 0])
        is_above = self.nodes[node].level in (Level.ZONE, Level.FRONT)
        return rest < 0 or (rest > 0 and is_above)

    def not_in_months(self, node: int) -> int:
        """What of the year's target falls on none of its months; below zero: they hold more."""
        row = self.targets.totals[node]
        return int(row[0] - row[1:].sum())

    def due(self, node: int) -> int:
        """What has to be reached by the end of the month in view."""
        return int(self.targets.totals[node, 1 : self.year.month.month + 1].sum())


def target_tree(year: TargetYear, indicator: Indicator) -> TargetTree:
    """Break an indicator's target of a year down to the works that carry it."""
    shares = year.shares(indicator)
    nodes: list[Node] = [Node(Level.ZONE, -1, "zone")]
    values: list[Share | None] = [None]
    for front in [*year.fronts, None]:
        _add_front(year, indicator, front, shares, nodes, values)
    given, done = np.zeros((2, len(nodes), COLUMNS), np.int64)
    has_target = np.zeros((len(nodes), COLUMNS), np.bool_)
    is_set = np.zeros_like(has_target)
    is_project = np.array([node.level is Level.PROJECT for node in nodes])
    for place, (node, share) in enumerate(zip(nodes, values, strict=True)):
        if share is not None:
            given[place] = [share.target, *share.months]
            done[place] = [share.done, *share.done_months]
            has_target[place] = True
        elif node.whose is not None:
            for column in (WHOLE_YEAR, *MONTHS):
                value = year.in_force.get((indicator.key, node.whose, column))
                if value is not None:
                    given[place, column] = cents(value)
                    has_target[place, column] = is_set[place, column] = True
    parents = [node.parent for node in nodes]
    carries = [node.level in (Level.PROJECT, Level.WORK) for node in nodes]
    return TargetTree(
        year=year,
        indicator=indicator,
        nodes=nodes,
        targets=broken_down(parents, given, has_target, carries),
        # On record for projects: what their works did of it is not told apart.
        done=broken_down(parents, done, np.repeat(is_project[:, None], COLUMNS, 1), carries),
        is_set=is_set,
    )


def _add_front(
    year: TargetYear,
    indicator: Indicator,
    front: Front | None,
    shares: Mapping[int, Share],
    nodes: list[Node],
    values: list[Share | None],
) -> None:
    rows = [
        each
        for each in year.of_front.get(front.pk if front else None, [])
        if each.project.pk in shares
    ]
    whose = Whose(front=front.pk) if front else None
    if not rows and (whose is None or (indicator.key, whose, WHOLE_YEAR) not in year.in_force):
        return
    place = len(nodes)
    nodes.append(Node(Level.FRONT, 0, f"front:{front.key if front else ''}", front=front))
    values.append(None)
    rows.sort(key=lambda each: (-shares[each.project.pk].target, each.project.code))
    for prospect in rows:
        at = len(nodes)
        code = prospect.project.code
        nodes.append(Node(Level.PROJECT, place, f"project:{code}", prospect=prospect))
        values.append(shares[prospect.project.pk])
        for work, share in _carried(year, indicator, prospect):
            name = f"work:{work.name}"
            nodes.append(Node(Level.WORK, at, name, prospect=prospect, work=work))
            values.append(share)


def _carried(
    year: TargetYear, indicator: Indicator, prospect: Prospect
) -> Iterable[tuple[Work, Share]]:
    """The works of a project that carry its part, each with what falls in this year."""
    works = year.works.get(prospect.project.pk, [])
    if indicator.by_work == "amounts":
        for work in works:
            if work.row.amount:
                months = tuple(year.amounts(work)[1:-1])
                if any(months):
                    yield work, Share(sum(months), 0, months)
    elif indicator.by_work:
        bearer = _bearer(works, is_start=indicator.by_work == "start")
        if bearer is not None:
            months = _month_of(bearer, year.year, is_start=indicator.by_work == "start")
            if any(months):
                yield bearer, Share(ONE, 0, months)


def _bearer(works: Sequence[Work], *, is_start: bool) -> Work | None:
    """The work that a project starts with, or is completed by: as the forecast takes it."""
    dated = [work for work in works if work.span is not None]
    if not dated:
        return None
    if is_start:
        building = [w for w in dated if w.row.trade == "works" and w.row.kind == "task"]
        return min(building or dated, key=lambda work: _start(work))
    return max(dated, key=lambda work: (work.row.committed or 0, _finish(work)))


def _start(work: Work) -> int:
    return work.span.start if work.span else 0


def _finish(work: Work) -> int:
    return work.span.finish if work.span else 0


def _month_of(work: Work, year: int, *, is_start: bool) -> tuple[int, ...]:
    day = start_day(_start(work)) if is_start else finish_day(_finish(work))
    if day.year != year:
        return NO_MONTHS
    return tuple(ONE * (month == day.month) for month in MONTHS)


def amount_of(hundredths: int) -> Decimal:
    """An amount or a number out of whole hundredths."""
    return Decimal(hundredths) / 100
