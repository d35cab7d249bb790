"""What moved a promise, cause by cause: every edit between two versions is done again in its order.

The delay analysis of the field (windows, time slices): the plan is reckoned before and after each
edit, as of the day of the edit, and what a promise moves in between is that edit's doing; what it
moves from one day to the next without an edit is work that was to be done and was not reported. So
the days of all causes together are the days that the promise moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial

from kaigong.engines import scheduling
from kaigong.errors import KaigongError
from kaigong.plan.comparing import decides_dates, reason_of
from kaigong.plan.drafts import Draft
from kaigong.plan.measuring import Ruler
from kaigong.plan.models import Activity, PlanEdit
from kaigong.plan.moments import begin_of, minute_of
from kaigong.plan.reckoning import network_of
from kaigong.plan.selectors.past import put_rows
from kaigong.plan.selectors.versions import Pair, Version

DAY, CALENDAR, ELSEWHERE, REST = "day", "calendar", "elsewhere", "rest"
MOST_WORK = 300_000  # rows that are reckoned again, over all slices: some seconds


@dataclass(frozen=True)
class Slice:
    """What one cause moved.

    Attributes:
        cause: A reason code, what kind of edit it was, or one of DAY, CALENDAR, ELSEWHERE, REST.
        days: Working days that each promise came later by it; earlier is negative.
        edit: The edit that it was, where it was one.
    """

    cause: str
    days: Mapping[str, int]
    edit: PlanEdit | None = None


def slices_of(pair: Pair, promised: Iterable[str]) -> list[Slice] | None:
    """What moved promises from the left version to the right one, in the order it happened.

    Args:
        promised: Keys of activities that both versions have.

    Returns:
        The slices that moved something; none where a plan of these days cannot be reckoned, or
        there are too many edits between.
    """
    keys = list(promised)
    deciding = {edit.pk for edit in pair.edits if any(map(decides_dates, edit.changes))}
    if len(deciding) * max(1, len(pair.right.opened.rows)) > MOST_WORK:
        return None
    try:
        return _Slicing(pair, keys).slices(deciding)
    except KaigongError:
        return None


class _Slicing:
    """The left version on its way to the right one."""

    def __init__(self, pair: Pair, keys: Sequence[str]) -> None:
        self.pair, self.keys = pair, keys
        left = pair.left.opened
        self.draft = Draft(copy(left.plan))
        put_rows(self.draft, pair.left.rows)
        self.data_date = _data_date(pair.left)
        self.calendars: Mapping[int, scheduling.Calendar] = {
            **pair.right.opened.calendars, **left.calendars
        }  # fmt: skip
        self.others: Mapping[str, Activity] = {**pair.right.opened.others, **left.others}
        self.finishes: list[tuple[str, PlanEdit | None, dict[str, int]]] = [
            (REST, None, _finishes(pair.left, keys))
        ]

    def slices(self, deciding: Collection[int]) -> list[Slice]:
        right, zone = self.pair.right.opened, self.pair.right.opened.standing.zone
        known = {edit.pk: edit for edit in self.pair.edits}
        self._reckon(REST)
        for edit in self.pair.edits:
            if edit.pk in deciding:
                day = begin_of(zone.moment_there(edit.at).date())
                self._until(min(day, _data_date(self.pair.right)))
            for change in sorted(edit.changes, key=_parents_first):
                self.draft.put_row(change["table"], change["key"], change["after"])
            if edit.pk in deciding:
                self._reckon(reason_of(edit, known), edit)
        self._until(_data_date(self.pair.right))
        self.calendars = {**self.calendars, **right.calendars}
        self._reckon(CALENDAR)
        self.others = {**self.others, **right.others}
        if self.others:
            self._reckon(ELSEWHERE)
        self.finishes.append((REST, None, _finishes(self.pair.right, self.keys)))
        return self._told()

    def _until(self, data_date: int) -> None:
        if data_date > self.data_date:
            self.data_date = data_date
            self._reckon(DAY)

    def _reckon(self, cause: str, edit: PlanEdit | None = None) -> None:
        rows = self.draft.in_order()
        network = network_of(
            self.draft.plan, rows, self.draft.links,
            data_date=self.data_date, calendars=self.calendars, others=self.others,
        )  # fmt: skip
        schedule = network.run()
        found = dict(self.finishes[-1][2])  # what was out for a while keeps its day
        for key in self.keys:
            if key in network.activities:
                found[key] = minute_of(schedule[key].finish)
        self.finishes.append((cause, edit, found))

    def _told(self) -> list[Slice]:
        rulers = {key: partial(self._since_the_begin, key, self._ruler(key)) for key in self.keys}
        told = []
        for (_, _, was), (cause, edit, becomes) in zip(
            self.finishes, self.finishes[1:], strict=False
        ):
            days = {key: since(becomes[key]) - since(was[key]) for key, since in rulers.items()}
            if any(days.values()):
                told.append(Slice(cause, days, edit))
        return told

    def _ruler(self, key: str) -> Ruler:
        opened = self.pair.right.opened
        row = self.pair.right.activities[key]
        calendar = opened.calendars[row.calendar_id or opened.plan.calendar_id]
        return Ruler(calendar, [finishes[key] for _, _, finishes in self.finishes])

    def _since_the_begin(self, key: str, ruler: Ruler, minute: int) -> int:
        return ruler.days(self.finishes[0][2][key], minute)


def _data_date(version: Version) -> int:
    reckoned_for = version.opened.plan.reckoned_for
    return begin_of(version.day) if reckoned_for is None else reckoned_for


def _finishes(version: Version, keys: Iterable[str]) -> dict[str, int]:
    return {key: version.dates[key][1] for key in keys}


def _parents_first(change: Mapping[str, object]) -> tuple[bool, int]:
    after = change["after"]
    place = after.get("place", 0) if isinstance(after, dict) else 0
    return change["table"] == "link", place
