"""The target tree as a page shows it: lines with owner, target, done, expected, gap and months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.urls import reverse

from kaigong.plan.indicators import MONTHS, ONE, Indicator, indicators
from kaigong.plan.pages.forecast import ActionLine, ForecastPage
from kaigong.plan.pages.target_lines import (
    NO_LAMP,
    MonthCell,
    TargetCard,
    TargetLine,
    days_of,
    lead_of,
    owner_of,
    percent_done,
    promise_of,
    quantity_of,
)
from kaigong.plan.pages.target_words import Figures, Lamp, difference_of, proof_of, to_date
from kaigong.plan.target_tree import Level, Node, TargetTree, target_tree
from kaigong.plan.target_years import TargetYear, Work
from kaigong.wording import said

MOST_MEASURES = 5  # of one project


@dataclass(frozen=True)
class TargetsPage:
    """One indicator of a year.

    Attributes:
        front: Key of the one front that is asked for, with all that lies below it; "-" are the
            projects in none.
        is_whole: Works and measures of every front.
        is_summed: Months up to their end instead of by themselves.
    """

    year: TargetYear
    indicator: Indicator
    front: str | None = None
    is_whole: bool = False
    is_summed: bool = False
    may_set: bool = False

    @cached_property
    def tree(self) -> TargetTree:
        return self.trees[self.indicator.key]

    @cached_property
    def trees(self) -> Mapping[str, TargetTree]:
        return {each.key: target_tree(self.year, each) for each in indicators}

    @cached_property
    def figures(self) -> Figures:
        return self._figures(self.tree)

    def _figures(self, tree: TargetTree) -> Figures:
        largest = int(tree.targets.totals[0, 0])
        return Figures.of(tree.indicator, currency=self.year.zone.currency, largest=largest)

    @property
    def month(self) -> date:
        return self.year.month

    @property
    def on(self) -> str:
        """How the query of an address begins that leads to the same day."""
        return f"as_of={self.year.day}&" if self.year.day else ""

    @property
    def is_empty(self) -> bool:
        return not self.year.prospects and not self.year.in_force

    @property
    def cards(self) -> list[TargetCard]:
        """All indicators, each with its target, what was done, and P(target)."""
        cards = []
        for tree in self.trees.values():
            figures = self._figures(tree)
            target, done = int(tree.targets.totals[0, 0]), int(tree.done.totals[0, 0])
            spread = self.year.whole_spread(tree.indicator, target)
            cards.append(
                TargetCard(
                    tree.indicator, figures.digits(target), figures.unit, figures.digits(done),
                    spread.chance * 100 if spread else None,
                    any(tree.differs(n) for n, each in enumerate(tree.nodes) if each.whose),
                )
            )  # fmt: skip
        return cards

    # --- the proof ---------------------------------------------------------------------------

    @property
    def differing(self) -> list[tuple[str, str]]:
        """Nodes of which the sums do not fit, each with the difference in words."""
        return [
            (self.name_of(node), difference_of(self.tree, place, self.figures))
            for place, node in enumerate(self.tree.nodes)
            if self.tree.differs(place)
        ]

    @property
    def differences(self) -> list[str]:
        """Where the tree does not add up to the ledger; empty is the proof."""
        names = {"target": said("目标", "target"), "done": said("完成", "done")}
        return [self._apart(names[name], own, its) for name, own, its in self.tree.differences]

    def _apart(self, name: str, own: int, its: int) -> str:
        projects, ledger, apart = (self.figures.exact(n) for n in (own, its, abs(own - its)))
        return said(
            f"{name}：项目合计 {projects}，台账 {ledger}，差 {apart}",
            f"{name}: projects {projects}, ledger {ledger}, {apart} apart",
        )

    @cached_property
    def reach(self) -> list[tuple[str, str]]:
        """How far down the target is broken: to fronts, projects, works."""
        names = {
            Level.FRONT: said("到战线", "to fronts"),
            Level.PROJECT: said("到项目", "to projects"),
            Level.WORK: said("到工作", "to works"),
        }
        totals = self.tree.targets.totals
        sums = dict.fromkeys(names, 0)
        for place, node in enumerate(self.tree.nodes):
            if node.level in sums:
                sums[node.level] += int(totals[place, 0])
        return [(names[level], self.figures.digits(value)) for level, value in sums.items()]

    # --- the lines ---------------------------------------------------------------------------

    def prepare(self) -> None:
        """Read who serves the projects, at once."""
        prefetch_related_objects([each.project for each in self.year.prospects], "service_officer")

    @cached_property
    def lines(self) -> list[TargetLine]:
        self.prepare()
        if self.front is None:
            return list(self._below(0, deep=self.is_whole))
        wanted = f"front:{self.front.removeprefix('-')}"
        place = next((n for n, each in enumerate(self.tree.nodes) if each.key == wanted), None)
        return [] if place is None else list(self._below(place, deep=True))

    @property
    def wall_lines(self) -> list[TargetLine]:
        """For the wall, which one reads from afar: the zone and its fronts."""
        return [line for line in self.lines if line.kind in (Level.ZONE, Level.FRONT)]

    def _below(self, place: int, *, deep: bool) -> Iterator[TargetLine]:
        """A node, its proof, what lies below it, and what nobody broke down."""
        node, children = self.tree.nodes[place], self.tree.children.get(place, [])
        yield self._line(place)
        is_above = node.level in (Level.ZONE, Level.FRONT)
        if not is_above and not (deep and children):
            if deep and node.level is Level.PROJECT:
                yield from self._measures(node)
            return
        yield self._proof(place, children)
        for child in children:
            yield from self._below(child, deep=deep)
        if self.tree.targets.not_broken_down[place, 0]:
            yield self._rest(place)
        if node.level is Level.PROJECT:
            yield from self._measures(node)

    def _proof(self, place: int, children: Sequence[int]) -> TargetLine:
        counted = {
            Level.ZONE: said(f"{len(children)} 条战线", f"{len(children)} fronts"),
            Level.FRONT: said(f"{len(children)} 个项目", f"{len(children)} projects"),
            Level.PROJECT: said(f"{len(children)} 项工作", f"{len(children)} works"),
        }[self.tree.nodes[place].level]
        proof = proof_of(self.tree, place, self.figures, counted)
        return TargetLine(
            "proof", proof.words, parent=self.tree.nodes[place].key,
            is_red=proof.is_red or not proof.holds,
        )  # fmt: skip

    def _rest(self, place: int) -> TargetLine:
        node, is_red = self.tree.nodes[place], self.tree.differs(place)
        row = self.tree.targets.not_broken_down[place]
        has_months = self.indicator.has_months and node.level is not Level.PROJECT
        return TargetLine(
            "rest",
            said("未分解", "Not broken down"),
            parent=node.key,
            note=difference_of(self.tree, place, self.figures) if is_red else "",
            target=self.figures.told(int(row[0])),
            is_red=is_red,
            months=self._months(row[1:].tolist(), None) if has_months else (),
        )

    def _line(self, place: int) -> TargetLine:
        node, tree, figures = self.tree.nodes[place], self.tree, self.figures
        if node.work is not None:
            return self._work(place, node, node.work)
        target, done = int(tree.targets.totals[place, 0]), int(tree.done.totals[place, 0])
        due, expected, chance = tree.due(place), *self.expected(place, node)
        gap = 0 if expected is None else target - expected
        has_months = self.indicator.has_months
        return TargetLine(
            node.level,
            self.name_of(node),
            key=node.key,
            parent=tree.nodes[node.parent].key if node.parent >= 0 else "",
            url=self._url(node),
            owner=owner_of(node),
            note=self._not_in_months(place) if has_months else "",
            target=figures.digits(target),
            is_set=bool(tree.is_set[place, 0]),
            set_url=self._set_url(node),
            done=figures.digits(done),
            expected="" if expected is None else figures.digits(expected),
            chance=chance,
            gap=figures.digits(gap) if gap > 0 else "",
            due=figures.digits(due) if due and has_months else "",
            lamp=self._lamp(place, due, done) if has_months and target else NO_LAMP,
            months=self._months(
                tree.targets.totals[place, 1:].tolist(), tree.done.totals[place, 1:].tolist()
            )
            if has_months
            else (),
        )

    def _lamp(self, place: int, due: int, done: int) -> Lamp:
        if done >= int(self.tree.targets.totals[place, 0]):
            return Lamp("green", said("已完成", "done"))
        has_months = bool(self.tree.targets.totals[place, 1:].any())
        return to_date(self.figures, due, done, has_months=has_months)

    def _work(self, place: int, node: Node, work: Work) -> TargetLine:
        row = work.row
        share = percent_done(work)
        return TargetLine(
            node.level,
            str(row),
            key=node.key,
            parent=self.tree.nodes[node.parent].key,
            url=reverse("plan:schedule", args=[self.year.zone.slug, work.plan.project.code])
            + f"?{self.on}row={row.key}#row",
            owner=str(row.owner or ""),
            note=quantity_of(work),
            target=self.figures.digits(int(self.tree.targets.totals[place, 0])),
            done=f"{share} %" if share else "",
            lamp=promise_of(work),
            months=self._months(self.tree.targets.totals[place, 1:].tolist(), None),
        )  # fmt: skip

    def _months(self, targets: list[int], done: list[int] | None) -> tuple[MonthCell, ...]:
        cells = []
        for month in MONTHS:
            since = 0 if self.is_summed else month - 1
            target = sum(targets[since:month])
            cell = ""
            if done is not None and month <= self.month.month:
                so_far = sum(done[since:month])
                cell = self.figures.digits(so_far) if target or so_far else ""
            cells.append(MonthCell(self.figures.digits(target) if target else "", cell))
        return tuple(cells)

    def _not_in_months(self, place: int) -> str:
        left = self.tree.not_in_months(place)
        if not left:
            return ""
        size = self.figures.digits(abs(left))
        if left > 0:
            return said(f"{size} 没有分到月", f"{size} in no month")
        return said(f"各月合计多 {size}", f"the months exceed it by {size}")

    def expected(self, place: int, node: Node) -> tuple[int | None, float | None]:
        """P50 in hundredths, and P(target) in percent, by the forecast."""
        target = int(self.tree.targets.totals[place, 0])
        if node.level in (Level.ZONE, Level.FRONT):
            spread = (
                self.year.whole_spread(self.indicator, target)
                if node.level is Level.ZONE
                else self.year.spread(self.indicator, node.front, target)
            )
            return (round(spread.p50 * 100), spread.chance * 100) if spread else (None, None)
        row = self.year.project_forecasts.get(node.prospect.project.pk if node.prospect else 0)
        if row is None or not self.indicator.forecast:
            return None, None
        if self.indicator.forecast == "amount":
            chance = row.amount_chance
            return int(row.p50 * 100), None if chance is None else chance * 100
        chance = row.start_chance if self.indicator.forecast == "starts" else row.completion_chance
        return (None, None) if chance is None else (ONE * (chance >= 0.5), chance * 100)

    # --- measures ----------------------------------------------------------------------------

    @cached_property
    def _actions(self) -> Mapping[int, list[ActionLine]]:
        if self.year.kept is None:
            return {}
        found: dict[int, list[ActionLine]] = {}
        for line in ForecastPage(self.year.kept, self.year.zone).actions:
            found.setdefault(line.row.project_id, []).append(line)
        return found

    def _measures(self, node: Node) -> Iterator[TargetLine]:
        """What could be done for a project: no part of its sum, but of its gap."""
        actions = self._actions.get(node.prospect.project.pk if node.prospect else 0, [])
        if not self.figures.is_money:  # keeping to a monthly plan starts nothing
            actions = [line for line in actions if line.slip]
        for line in actions[:MOST_MEASURES]:
            yield TargetLine(
                "measure",
                line.words,
                parent=node.key,
                url=line.url,
                owner=lead_of(line.row),
                note=days_of(line),
                expected=f"+{line.amount}" if self.figures.is_money else "",
                chance=None,
                gap=said(f"把握 +{line.points:.1f}", f"chance +{line.points:.1f}"),
            )

    # --- names and doors ---------------------------------------------------------------------

    def name_of(self, node: Node) -> str:
        match node.level:
            case Level.ZONE:
                return str(self.year.zone)
            case Level.FRONT:
                return str(node.front) if node.front else said("未编战线", "In no front")
            case _:
                return str(node.prospect.project) if node.prospect else ""

    def _url(self, node: Node) -> str:
        slug = self.year.zone.slug
        if node.level is Level.FRONT:
            front = node.front.key if node.front else "-"
            asked = {"indicator": self.indicator.key, "front": front}
            return f"{reverse('plan:targets', args=[slug])}?{self.on}{urlencode(asked)}"
        if node.prospect is not None:
            page = reverse("portfolio:project", args=[slug, node.prospect.project.code])
            return f"{page}?{self.on}".rstrip("?&")
        return ""

    def _set_url(self, node: Node) -> str:
        if not self.may_set or node.whose is None:
            return ""
        asked = {"indicator": self.indicator.key, "front": node.front.key if node.front else ""}
        return f"{reverse('plan:set_targets', args=[self.year.zone.slug])}?{urlencode(asked)}"
