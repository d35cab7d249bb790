"""Why an activity stands on other dates than it did: by its own edit, or by what drove it.

A date that moved later was driven there by what drives it now; one that moved earlier was let go by
what drove it before. So the way leads back along driving links to the activity that was changed, or
was not done in its time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kaigong.engines.scheduling import LinkKind
from kaigong.engines.scheduling.reasons import FromALink, FromThePlan, FromWhatHappened, Reason
from kaigong.errors import KaigongError
from kaigong.plan.comparing import (
    ACTUAL,
    DECIDING,
    RowDifference,
    decides_dates,
    edits_in_force,
    edits_of,
    row_differences,
)
from kaigong.plan.models import PlanEdit
from kaigong.plan.selectors.versions import Pair, Version
from kaigong.plan.time_slices import CALENDAR, DAY, ELSEWHERE, REST

EDITED, PLAN = "edited", "plan"
_OF_LENGTH = {"duration", "remaining"}  # do not move a start


@dataclass(frozen=True)
class Cause:
    """Why dates moved.

    Attributes:
        kind: EDITED, ACTUAL (what happened), DAY (to be done by now, and not reported), CALENDAR,
            ELSEWHERE (another project), PLAN (its start, rules or data date).
        key: The activity where it began; the name of another project's where it is ELSEWHERE.
        way: The activities that it went along from there, the next one first, without this one.
        edits: Whose doing it was.
    """

    kind: str
    key: str
    way: tuple[str, ...] = ()
    edits: Sequence[PlanEdit] = ()


class Causes:
    """The causes of every moved date between two versions."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.in_force = edits_in_force(pair.edits)
        self.differences: dict[str, RowDifference] = row_differences(
            pair.left.rows, pair.right.rows
        )
        self.edits: Mapping[str, list[PlanEdit]] = edits_of(self.in_force)
        self._deciding = edits_of(
            [each for each in self.in_force if any(map(decides_dates, each.changes))]
        )
        self._found: dict[str, list[Cause]] = {}

    def of(self, key: str) -> list[Cause]:
        """Why an activity that both versions have moved, what moved it most first."""
        if not self._found:
            self._from_the_begin()
        moved = self.moved(key)
        return self._causes(key, set()) if moved and any(moved) else []

    def _from_the_begin(self) -> None:
        """Trace every moved activity after what it follows, so that long chains stay shallow."""
        left, right = self.pair.left.dates, self.pair.right.dates
        later = [key for key, span in right.items() if key in left and span > left[key]]
        earlier = [key for key, span in right.items() if key in left and span < left[key]]
        for key in (*sorted(later, key=right.__getitem__), *sorted(earlier, key=left.__getitem__)):
            self._causes(key, set())

    def moved(self, key: str) -> tuple[int, int] | None:
        """Minutes by which its start and its finish moved; none where a version has it not."""
        was, now = self.pair.left.dates.get(key), self.pair.right.dates.get(key)
        return None if was is None or now is None else (now[0] - was[0], now[1] - was[1])

    def _causes(self, key: str, passed: set[str]) -> list[Cause]:
        if key not in self._found:
            self._found[key] = self._traced(key, passed | {key})
        return self._found[key]

    def _traced(self, key: str, passed: set[str]) -> list[Cause]:
        start, finish = self.moved(key) or (0, 0)
        differs = self.differences.get(key)
        if differs is None or not (differs.is_deciding or differs.before is None):
            reason, is_later = self._holding(key, start, finish)
            if not start and not _is_at_finish(reason):
                # It starts when it did, and takes longer or shorter without anybody's word.
                return [Cause(DAY if is_later else self._else(key), key)]
            return [self._driven(key, reason, later=is_later, passed=passed)]
        kind = ACTUAL if differs.is_progress else EDITED
        own = Cause(kind, key, edits=self._deciding.get(key, ()))
        is_longer = not differs.links and not DECIDING & set(differs.fields) - _OF_LENGTH
        if not start or not is_longer or self.pair.right.activities[key].started is not None:
            return [own]
        reason, is_later = self._holding(key, start, finish)
        driven = self._driven(key, reason, later=is_later, passed=passed)
        if driven.kind == REST:
            return [own]
        is_own_first = abs(finish - start) > abs(start) and not _is_at_finish(reason)
        return [own, driven] if is_own_first else [driven, own]

    def _holding(self, key: str, start: int, finish: int) -> tuple[Reason | None, bool]:
        """What drives an activity there, or drove it where it was, and whether it moved later.

        Where a link holds its finish the finish tells: a shorter one starts later below it.
        """
        is_later = start > 0 if start else finish > 0
        reason = _reason(self.pair.right if is_later else self.pair.left, key)
        if _is_at_finish(reason) and finish:
            return reason, finish > 0
        return reason, is_later

    def _driven(self, key: str, reason: Reason | None, *, later: bool, passed: set[str]) -> Cause:
        """What moved an activity that nobody touched."""
        if isinstance(reason, FromALink):
            return self._through(key, reason.link.before, later=later, passed=passed)
        if isinstance(reason, FromThePlan):
            edits = [each for each in self.in_force if _is_about_the_plan(each)]
            return Cause(PLAN, key, edits=edits) if edits else Cause(DAY, key)
        is_running = isinstance(reason, FromWhatHappened) and later
        return Cause(DAY if is_running else self._else(key), key)

    def _through(self, key: str, before: str, *, later: bool, passed: set[str]) -> Cause:
        """Along a driving link, where what lies before it moved the same way."""
        if before not in self.pair.right.activities and before not in self.pair.left.activities:
            return Cause(ELSEWHERE, before)
        differs = self.differences.get(before)
        if differs is not None and (differs.before is None or differs.after is None):
            return Cause(EDITED, before, edits=self.edits.get(before, ()))
        moved = self.moved(before)
        went_along = [each for each in moved or () if each and (each > 0) is later]
        if before in passed or not went_along:
            return Cause(self._else(key), key)
        cause = self._causes(before, passed)[0]
        return replace(cause, way=cause.way if cause.key == before else (*cause.way, before))

    def _else(self, key: str) -> str:
        """What is left where neither an edit nor a link nor the day tells: another calendar, or
        dates that were kept as they were not reckoned."""
        calendars = []
        for version in self.pair.sides:
            row = version.activities.get(key)
            number = row.calendar_id if row is not None else None
            opened = version.opened
            calendars.append(opened.calendars.get(number or opened.plan.calendar_id))
        return REST if calendars[0] == calendars[1] else CALENDAR


def _reason(version: Version, key: str) -> Reason | None:
    """What held the early start of an activity in a version."""
    try:
        return version.opened.schedule[key].why().reason
    except KaigongError:  # its plan cannot be reckoned, or it spans others
        return None


def _is_at_finish(reason: Reason | None) -> bool:
    """Whether a link holds the finish of an activity."""
    return isinstance(reason, FromALink) and reason.link.kind in (LinkKind.FF, LinkKind.SF)


def _is_about_the_plan(edit: PlanEdit) -> bool:
    return any(change["table"] == "plan" for change in edit.changes)
