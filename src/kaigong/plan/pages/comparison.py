"""Two versions of a plan beside each other: promises first, then what is new, gone and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kaigong.plan.cause_words import cause_in_words, cause_named, edit_in_words, latest
from kaigong.plan.causes import Causes
from kaigong.plan.measuring import Ruler
from kaigong.plan.models import Activity, PlanEdit
from kaigong.plan.moments import finish_day, start_day, whole_days
from kaigong.plan.pages.row_changes import Change, changes_of, resource_changes
from kaigong.plan.selectors.versions import NOW, Pair, Span, Version
from kaigong.plan.time_slices import Slice, slices_of
from kaigong.wording import said

MOST_PROMISES = 4  # columns of the table of causes


@dataclass(frozen=True)
class Moved:
    """Start and finish of an activity in both versions, and working days between them.

    `start_days` and `finish_days` are later where they are above zero; none where a side has none.
    """

    was: tuple[date, date] | None
    now: tuple[date, date] | None
    start_days: int | None
    finish_days: int | None

    @property
    def is_any(self) -> bool:
        return bool(self.start_days or self.finish_days)


@dataclass(frozen=True)
class PromiseLine:
    """A promise in both versions.

    Attributes:
        short: Working days that are lacking by the right version.
        why: Causes of the moved finish, what moved it most first.
    """

    row: Activity
    promised: tuple[date | None, date | None]
    moved: Moved
    short: int
    why: Sequence[str]

    @property
    def days(self) -> int:
        """Working days that it moved, either way."""
        return abs(self.moved.finish_days or 0)


@dataclass(frozen=True)
class ChangeLine:
    """An activity that differs: what of it, by how much its dates moved, and why."""

    row: Activity
    moved: Moved
    changes: Sequence[Change]
    why: Sequence[str]
    is_summary: bool


@dataclass(frozen=True)
class CauseLine:
    """What one cause did to each of the promises, in working days, and the edits that it was."""

    cause: str
    days: Sequence[int]
    made: Sequence[PlanEdit]

    @property
    def name(self) -> str:
        return cause_named(self.cause)

    @property
    def numbers(self) -> list[int]:
        return [edit.number for edit in self.made]

    @property
    def edits(self) -> list[str]:
        """The last of its edits in words."""
        return [edit_in_words(edit) for edit in latest(self.made)]

    @property
    def more(self) -> int:
        """How many of its edits are not named."""
        return len(self.made) - len(self.edits)


@dataclass(frozen=True)
class Comparison:
    """Attributes:
    by_cause: What moved the promises, what moved them most first; none where it cannot be told.
    columns: The promises that `by_cause` is about.
    """

    pair: Pair
    promises: Sequence[PromiseLine]
    resources: Sequence[Change]
    added: Sequence[Activity]
    removed: Sequence[Activity]
    changed: Sequence[ChangeLine]
    columns: Sequence[PromiseLine]
    by_cause: Sequence[CauseLine] | None

    @property
    def is_same(self) -> bool:
        return not (self.resources or self.added or self.removed or self.changed)

    @property
    def slipped(self) -> list[PromiseLine]:
        return [line for line in self.promises if (line.moved.finish_days or 0) > 0]

    @property
    def sums(self) -> list[int]:
        """The days of each column, as its promise says them."""
        return [line.moved.finish_days or 0 for line in self.columns]

    @property
    def moved_count(self) -> int:
        return sum(line.moved.is_any and not line.is_summary for line in self.changed)

    @property
    def other_count(self) -> int:
        """Activities that differ and stand where they stood."""
        return sum(not line.moved.is_any for line in self.changed)


def comparison_of(pair: Pair) -> Comparison:
    """All that differs between two versions."""
    reading = _Reading(pair)
    promises = reading.promises()
    columns = [line for line in promises if line.moved.finish_days][:MOST_PROMISES]
    slices = slices_of(pair, [line.row.key for line in columns]) if columns else []
    right, left = pair.right.activities, pair.left.activities
    return Comparison(
        pair=pair,
        promises=promises,
        resources=resource_changes(pair),
        added=[row for key, row in right.items() if key not in left],
        removed=[row for key, row in left.items() if key not in right],
        changed=reading.changed(),
        columns=columns,
        by_cause=None if slices is None else _by_cause(slices, [each.row.key for each in columns]),
    )


class _Reading:
    """Rulers, causes and names of a pair, each made once."""

    def __init__(self, pair: Pair) -> None:
        self.pair, self.causes = pair, Causes(pair)
        self.names: Mapping[str, str] = {**pair.left.opened.names, **pair.right.opened.names}
        self._rulers: dict[int, Ruler] = {}
        dates = [*pair.left.dates.values(), *pair.right.dates.values()]
        self._ends = [minute for span in dates for minute in span]

    def promises(self) -> list[PromiseLine]:
        left, right = self.pair.left, self.pair.right
        keys = [
            key
            for key, row in {**left.activities, **right.activities}.items()
            if row.committed is not None
            or (key in left.activities and left.activities[key].committed is not None)
        ]
        lines = [self._promise(key) for key in keys]
        return sorted(lines, key=lambda line: -(line.moved.finish_days or 0))

    def _promise(self, key: str) -> PromiseLine:
        left, right = self.pair.left, self.pair.right
        was, now = left.activities.get(key), right.activities.get(key)
        short = 0
        if now is not None and now.total_float is not None and now.committed is not None:
            short = max(0, -whole_days(now.total_float, per_day=right.opened.per_day(now)))
        row = right.activities.get(key) or left.activities[key]
        promised = _promised(was), _promised(now)
        return PromiseLine(row, promised, self.moved(key), short, self.why(key))

    def changed(self) -> list[ChangeLine]:
        """What both versions have and differs in a field, a link or a date; summaries by name."""
        left, right = self.pair.left, self.pair.right
        lines = []
        for key, row in right.activities.items():
            if key not in left.activities:
                continue
            is_summary = key in right.opened.summaries
            differs = self.causes.differences.get(key)
            changes = changes_of(differs, self.pair) if differs else []
            moved = self.moved(key)
            if changes or (moved.is_any and not is_summary):
                why = () if is_summary else self.why(key)
                lines.append(ChangeLine(row, moved, changes, why, is_summary))
        return lines

    def moved(self, key: str) -> Moved:
        was, now = self.pair.left.dates.get(key), self.pair.right.dates.get(key)
        start = finish = None
        if was is not None and now is not None:
            ruler = self._ruler(self.pair.right.activities[key])
            start, finish = ruler.days(was[0], now[0]), ruler.days(was[1], now[1])
        return Moved(_days(was), _days(now), start, finish)

    def why(self, key: str) -> list[str]:
        if not self.moved(key).is_any:
            return []
        return [cause_in_words(each, self.names, of=key) for each in self.causes.of(key)]

    def _ruler(self, row: Activity) -> Ruler:
        opened = self.pair.right.opened
        number = row.calendar_id or opened.plan.calendar_id
        if number not in self._rulers:
            self._rulers[number] = Ruler(opened.calendars[number], self._ends)
        return self._rulers[number]


def _promised(row: Activity | None) -> date | None:
    return finish_day(row.committed) if row is not None and row.committed is not None else None


def _days(span: Span | None) -> tuple[date, date] | None:
    if span is None:
        return None
    first = start_day(span[0])
    return first, max(first, finish_day(span[1]))


def _by_cause(slices: Sequence[Slice], keys: Sequence[str]) -> list[CauseLine]:
    days: dict[str, dict[str, int]] = {}
    made: dict[str, list[PlanEdit]] = {}
    for each in slices:
        sums = days.setdefault(each.cause, dict.fromkeys(keys, 0))
        for key in keys:
            sums[key] += each.days[key]
        if each.edit is not None:
            made.setdefault(each.cause, []).append(each.edit)
    lines = [
        CauseLine(cause, [sums[key] for key in keys], made.get(cause, ()))
        for cause, sums in days.items()
        if any(sums.values())
    ]
    return sorted(lines, key=lambda line: -max(map(abs, line.days)))


def version_named(version: Version) -> str:
    """A version in a few words."""
    if version.key == NOW:
        return said(f"现在（{version.day}）", f"now ({version.day})")
    if version.baseline is not None:
        number = version.baseline.number
        return said(f"第 {number} 版基线（{version.day}）", f"baseline {number} ({version.day})")
    return said(f"{version.day} 日终", f"end of {version.day}")
