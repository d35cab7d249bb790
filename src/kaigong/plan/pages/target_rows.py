"""The target tree as rows of exact figures: what Excel and other programs read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaigong.plan.pages.target_lines import owner_of
from kaigong.plan.pages.targets import TargetsPage
from kaigong.plan.target_tree import Level, Node, amount_of
from kaigong.wording import said

LEVELS = (Level.ZONE, Level.FRONT, Level.PROJECT, Level.WORK)


@dataclass(frozen=True)
class TargetRow:
    """A node; amounts in the zone's currency unit, numbers as numbers.

    Attributes:
        of_children, not_broken_down: Together the target, where the node has children or should.
        done: On record; none for a work.
        expected, chance: P50 and P(target), a fraction, by the latest forecast.
    """

    level: Level
    key: str
    parent: str
    name: str
    owner: str
    target: Decimal
    is_set: bool
    of_children: Decimal
    not_broken_down: Decimal
    done: Decimal | None
    expected: Decimal | None
    chance: float | None
    months: Sequence[Decimal]
    done_months: Sequence[Decimal] | None

    @property
    def depth(self) -> int:
        return LEVELS.index(self.level)

    @property
    def is_broken_down(self) -> bool:
        """Whether it has children, or should have."""
        is_above = self.level in (Level.ZONE, Level.FRONT)
        return is_above or bool(self.of_children or self.not_broken_down)

    @property
    def gap(self) -> Decimal | None:
        return None if self.expected is None else self.target - self.expected


def rows_of(page: TargetsPage) -> Iterator[TargetRow]:
    """All nodes of the page's indicator, parents before children."""
    tree = page.tree
    page.prepare()
    for place, node in enumerate(tree.nodes):
        is_work = node.level is Level.WORK
        expected, chance = (None, None) if is_work else page.expected(place, node)
        months, done = tree.targets.totals[place], tree.done.totals[place]
        yield TargetRow(
            level=node.level,
            key=node.key,
            parent=tree.nodes[node.parent].key if node.parent >= 0 else "",
            name=_name(page, node),
            owner=str(node.work.row.owner or "") if node.work else owner_of(node),
            target=amount_of(int(months[0])),
            is_set=bool(tree.is_set[place, 0]),
            of_children=amount_of(int(tree.targets.of_children[place, 0])),
            not_broken_down=amount_of(int(tree.targets.not_broken_down[place, 0])),
            done=None if is_work else amount_of(int(done[0])),
            expected=None if expected is None else amount_of(expected),
            chance=None if chance is None else chance / 100,
            months=[amount_of(int(each)) for each in months[1:]],
            done_months=None
            if is_work
            else [amount_of(int(each)) for each in done[1 : page.month.month + 1]],
        )


def _name(page: TargetsPage, node: Node) -> str:
    return str(node.work.row) if node.work else page.name_of(node)


def level_name(level: Level) -> str:
    return {
        Level.ZONE: said("全区", "Zone"),
        Level.FRONT: said("战线", "Front"),
        Level.PROJECT: said("项目", "Project"),
        Level.WORK: said("工作", "Activity"),
    }[level]
