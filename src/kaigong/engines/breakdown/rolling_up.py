"""A tree of targets rolled up 汇总: what each node has to reach, and what no child explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaigong.engines.breakdown.errors import NotATreeError, UnequalTablesError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Proof:
    """One line of the proof: `of_children + not_broken_down = target`, in hundredths."""

    of_children: int
    not_broken_down: int
    target: int

    @property
    def holds(self) -> bool:
        return self.of_children + self.not_broken_down == self.target


@dataclass(frozen=True, eq=False)
class Breakdown:
    """A target tree, rolled up. Columns are apart: a year and its months, say.

    Attributes:
        parents: Shape (nodes,): the row of each node's parent, -1 for a root.
        totals: Shape (nodes, columns): what each node has to reach.
        of_children: Shape (nodes, columns): what its children have to reach together.
        not_broken_down: Shape (nodes, columns): the rest, which has a row of its own 未分解; below
            zero where the children have more to reach than their parent. None at what carries its
            target itself.
    """

    parents: Ints
    totals: Ints
    of_children: Ints
    not_broken_down: Ints
    carries: Bools

    def proof(self, node: int, column: int = 0) -> Proof:
        """The line of one node that has children, or should have."""
        return Proof(
            int(self.of_children[node, column]),
            int(self.not_broken_down[node, column]),
            int(self.totals[node, column]),
        )

    @cached_property
    def has_children(self) -> Bools:
        found = np.zeros(self.parents.size, np.bool_)
        found[self.parents[self.parents >= 0]] = True
        return found

    @cached_property
    def proved(self) -> Bools:
        """Whether every line of the proof holds, shape (columns,): reckoned anew from the tree.

        The sum over all nodes is compared too: what stands at roots is what the leaves carry and
        what nobody broke down. Were a node counted in two sums, or in none, it would differ.
        """
        again = np.zeros_like(self.totals)
        below = self.parents >= 0
        np.add.at(again, self.parents[below], self.totals[below])
        is_inner = self.has_children | ~self.carries
        lines = (again + self.not_broken_down == self.totals) | ~is_inner[:, None]
        at_roots = self.totals[~below].sum(axis=0)
        found = self.totals[~is_inner].sum(axis=0) + self.not_broken_down[is_inner].sum(axis=0)
        proved: Bools = lines.all(axis=0) & (at_roots == found)
        return proved


def broken_down(
    parents: ArrayLike, given: ArrayLike, is_given: ArrayLike, carries: ArrayLike
) -> Breakdown:
    """Roll a tree of targets up.

    A node that was given a target keeps it, whatever its children add up to; one that was given
    none has to reach their sum. What is left is the node's own row *not broken down*.

    Args:
        parents: Shape (nodes,): row of the parent, -1 for a root; parents before children.
        given: Shape (nodes, columns), whole hundredths; ignored where nothing is given.
        is_given: Shape (nodes, columns).
        carries: Shape (nodes,): a node that does the work itself, so that without children nothing
            of it is left to be broken down.

    Raises:
        NotATreeError: a parent stands at or behind its child.
        UnequalTablesError: the tables have other lengths.
    """
    above = np.asarray(parents, np.int64)
    values, is_set = np.asarray(given, np.int64), np.asarray(is_given, np.bool_)
    own = np.asarray(carries, np.bool_)
    for table in (values, is_set, own):
        if len(table) != above.size:
            raise UnequalTablesError(nodes=above.size, rows=len(table))
    wrong = np.flatnonzero((above >= np.arange(above.size)) | (above < -1))
    if wrong.size:
        raise NotATreeError(place=int(wrong[0]), parent=int(above[wrong[0]]))
    totals = np.where(is_set, values, 0)
    of_children = np.zeros_like(totals)
    for node in range(above.size - 1, -1, -1):
        totals[node] = np.where(is_set[node], totals[node], of_children[node])
        if above[node] >= 0:
            of_children[above[node]] += totals[node]
    found = Breakdown(above, totals, of_children, totals - of_children, own)
    found.not_broken_down[own & ~found.has_children] = 0
    return found
