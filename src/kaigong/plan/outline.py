"""The outline of a plan being changed: who lies below whom, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kaigong.plan.drafts import Draft
from kaigong.plan.errors import BecomesSummaryError, NowhereToIndentError, NowhereToOutdentError
from kaigong.plan.models import Activity


def block_of(draft: Draft, row: Activity) -> list[Activity]:
    """A row and all that lies below it, as the outline shows them."""
    found = {row.key}
    block = [row]
    for each in draft.in_order():
        if each.parent and each.parent.key in found and each.key not in found:
            found.add(each.key)
            block.append(each)
    return block


def uppermost(draft: Draft, keys: Iterable[str]) -> list[Activity]:
    """Of some rows those that lie below none of the others, in their order.

    Raises:
        NoSuchActivityError: the plan has no such row.
    """
    chosen = {draft.activity(key).key for key in keys}

    def lies_below_another(row: Activity) -> bool:
        above = row.parent
        while above is not None:
            if above.key in chosen:
                return True
            above = above.parent
        return False

    rows = (row for row in draft.in_order() if row.key in chosen)
    return [row for row in rows if not lies_below_another(row)]


def insert(draft: Draft, row: Activity, *, after: str = "") -> None:
    """Give a new row its line: behind another, else at the end of its summary or of the plan."""
    if not after and row.parent:
        after = block_of(draft, row.parent)[-1].key
    insert_all(draft, {draft.activity(after).key if after else "": [row]})


def insert_all(draft: Draft, rows: Mapping[str, Sequence[Activity]]) -> None:
    """Give new rows their lines, in one pass.

    Args:
        rows: By the key of the line that they follow; without a key they end the plan.
    """
    ordered: list[Activity] = []
    for each in draft.in_order():
        ordered.append(each)
        ordered.extend(rows.get(each.key, ()))
    ordered.extend(rows.get("", ()))
    for row in (row for some in rows.values() for row in some):
        row.place = 0
        draft.activities[row.key] = row
    _number(ordered)


def indent(draft: Draft, keys: Iterable[str]) -> None:
    """Put rows below the one of their level that stands above them.

    Raises:
        NowhereToIndentError: nothing of their level stands above.
        BecomesSummaryError: what stands above has links or progress, which a summary cannot have.
    """
    for row in uppermost(draft, keys):
        beside = _beside(draft, row)
        at = beside.index(row)
        if not at:
            raise NowhereToIndentError(name=row)
        put_below(draft, row, beside[at - 1])


def put_below(draft: Draft, row: Activity, summary: Activity) -> None:
    """Make a row part of another.

    Raises:
        BecomesSummaryError: the other has links or progress.
    """
    is_linked = any(summary.key in ends[:2] for ends in draft.links)
    if is_linked or summary.started is not None:
        raise BecomesSummaryError(name=summary)
    row.parent = summary


def outdent(draft: Draft, keys: Iterable[str]) -> None:
    """Put rows one level up, behind the summary they lay below.

    The rows beside them stay where they are: otherwise they would become part of the row, and
    what has links cannot be a summary.

    Raises:
        NowhereToOutdentError: they lie at the top already.
    """
    for row in reversed(uppermost(draft, keys)):
        above = row.parent
        if above is None:
            raise NowhereToOutdentError(name=row)
        whole = block_of(draft, above)
        block = block_of(draft, row)
        rest = [each for each in whole if each not in block]
        row.parent = above.parent
        _reorder(whole, [*rest, *block])


def move(draft: Draft, keys: Iterable[str], *, is_up: bool) -> None:
    """Change places with the row beside, each with its parts; at the edge nothing moves."""
    rows = uppermost(draft, keys)
    beside = _beside(draft, rows[0])
    rows = [row for row in rows if row in beside]
    at = beside.index(rows[0]) - 1 if is_up else beside.index(rows[-1]) + 1
    if not 0 <= at < len(beside):
        return
    other = block_of(draft, beside[at])
    block = [each for row in rows for each in block_of(draft, row)]
    before = [*other, *block] if is_up else [*block, *other]
    _reorder(before, [*block, *other] if is_up else [*other, *block])


def settle(draft: Draft) -> None:
    """Each row directly below its summary's others, and no line given twice.

    An edit that is put back finds the lines of later rows taken; what comes back keeps its
    summary and stands behind them.
    """
    below: dict[str | None, list[Activity]] = {}
    for row in draft.in_order():
        below.setdefault(row.parent.key if row.parent else None, []).append(row)
    ordered: list[Activity] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(below.get(row.key, [])[::-1])
    _number(ordered)


def _beside(draft: Draft, row: Activity) -> list[Activity]:
    return [each for each in draft.in_order() if each.parent is row.parent]


def _reorder(before: Sequence[Activity], after: Sequence[Activity]) -> None:
    """Give the lines of some rows to the same rows in another order."""
    places = sorted(each.place for each in before)
    for row, place in zip(after, places, strict=True):
        row.place = place


def _number(ordered: Sequence[Activity]) -> None:
    """Push down what shares a line with the row above it; all others keep theirs."""
    least = 0
    for row in ordered:
        row.place = max(row.place, least)
        least = row.place + 1
