"""Rows pasted into a plan: what they would do, and doing it as one edit that can be undone.

A row whose code the plan has is changed in the cells that are not blank; all others are new. A
duration that is not written follows from start and finish. A start binds where nothing else does:
a row without predecessors starts no earlier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing, people_in
from kaigong.engines.scheduling import Calendar
from kaigong.engines.scheduling.worktime import worktime_of
from kaigong.errors import KaigongError
from kaigong.plan import duration_words, outline
from kaigong.plan.calendars import definitions_of
from kaigong.plan.crossing import SIGN
from kaigong.plan.draft_rules import EARLY
from kaigong.plan.drafting import others_of, redrawing
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import BecomesSummaryError, LinkedSummaryError
from kaigong.plan.link_words import WrittenLink, written
from kaigong.plan.models import Activity, ConstraintKind, DurationSource, SubPlan
from kaigong.plan.moments import begin_of, end_of, finish_day, moment_of, start_day
from kaigong.plan.pasted_cells import PastedTable
from kaigong.plan.pasted_words import PastedWords, Reader
from kaigong.plan.resources import needs_written, resources_of
from kaigong.plan.services.activities import give_duration, give_needs
from kaigong.plan.services.outline import Asking, next_key
from kaigong.plan.together import reckon_together
from kaigong.wording import explain, said, say

OUTCOMES = ("new", "changed", "same", "rejected")
LABELS = {
    "name": say("名称", "Name"),
    "duration": say("工期", "Duration"),
    "after": say("紧前工作", "After"),
    "start": say("不早于", "No earlier than"),
    "owner": say("责任人", "Owner"),
    "quantity": say("工程量", "Quantity"),
    "unit": say("单位", "Unit"),
    "needs": say("资源", "Resources"),
}
Cells = dict[str, str]


@dataclass(frozen=True)
class TriedRow:
    """A row and what becomes of it: what each cell said before and would say."""

    words: PastedWords
    outcome: str  # of OUTCOMES
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # label, before, after


@dataclass(frozen=True)
class PasteTrial:
    """What a paste would do; `fault` is why the plan could not be reckoned with it."""

    rows: list[TriedRow]
    moved: int = 0
    ends_before: date | None = None
    ends_after: date | None = None
    fault: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome; they add up to all that were pasted."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def is_change(self) -> bool:
        return not self.fault and any(row.outcome in ("new", "changed") for row in self.rows)


def try_rows(plan: SubPlan, table: PastedTable, *, after: str, standing: Standing) -> PasteTrial:
    """What pasted rows would do; nothing is written.

    Args:
        after: Key of the line that new rows follow; empty for the end of the plan.

    Raises:
        NoSuchActivityError: there is no such line.
    """
    draft = Draft.of(plan)
    draft.standing = standing
    before, ends = draft.reckoned(), _ends_on(draft)
    rows = _Pasting(draft, standing).put(table, after=after)
    outline.settle(draft)
    try:
        reckon_together([draft, *others_of(draft)])
    except KaigongError as wrong:
        return PasteTrial(rows, fault=explain(wrong))
    dates, summaries = draft.reckoned(), draft.summaries()
    moved = sum(
        was[:EARLY] != dates[key][:EARLY]
        for key, was in before.items()
        if key in dates and key not in summaries
    )
    return PasteTrial(rows, moved, ends, _ends_on(draft))


def paste_rows(plan: SubPlan, table: PastedTable, *, after: str, by: Asking) -> list[TriedRow]:
    """Put pasted rows that have no fault into a plan, as one edit.

    Raises:
        NoSuchActivityError, PlanChangedMeanwhileError, ReasonMissingError: nothing was kept.
        KaigongError: with them the plan cannot be reckoned.
    """
    with redrawing(
        plan,
        standing=by.standing,
        verb="paste",
        seen_version=by.seen_version,
        reason=by.reason,
        words=by.why or (f"{len(table.rows)} 行", f"rows: {len(table.rows)}"),
    ) as draft:
        return _Pasting(draft, by.standing).put(table, after=after)


def _ends_on(draft: Draft) -> date | None:
    ends = [row.early_finish for row in draft.activities.values() if row.early_finish is not None]
    return finish_day(max(ends)) if ends else None


class _Pasting:
    """One pass over pasted rows, into a draft."""

    def __init__(self, draft: Draft, standing: Standing) -> None:
        self.draft = draft
        self.year = standing.zone.today().year
        self.calendars = definitions_of(standing.zone, plans=[draft.plan])
        self.sources: dict[str, str] = {}  # names of other plans' activities, asked once
        self.people: dict[str, User] = {}
        self.names: dict[int, str] = {}
        for person in people_in(standing.zone):
            self.names[person.pk] = str(person)
            for name in (person.username, str(person)):
                self.people.setdefault(name.casefold(), person)
        self.into: dict[str, list[WrittenLink]] = {}
        for (before, key, kind), lag in draft.links.items():
            self.into.setdefault(key, []).append(WrittenLink(before, kind, lag))

    def put(self, table: PastedTable, *, after: str) -> list[TriedRow]:
        line = self.draft.activity(after) if after else None
        understood = self._understood(table, after)
        self._refuse_lost_links(understood)
        before = {key: self._cells(row) for key, row in self.draft.activities.items()}
        above = self._put_in_outline(understood, line)
        summaries = self.draft.summaries()
        self._refuse_summaries(understood, summaries)
        self._drop_refused(understood, above)
        for words in understood:
            if not words.faults:
                self._say(self.draft.activities[words.key], words, words.key in summaries)
        return [self._tried(words, before) for words in understood]

    # --- understanding ---------------------------------------------------------------------------

    def _understood(self, table: PastedTable, after: str) -> list[PastedWords]:
        keys = self._keys(table, after)
        reader = Reader(
            {*self.draft.activities, *keys}, self.people, self.year, resources_of(self.draft.plan)
        )
        met: set[str] = set()
        understood = []
        for row, key in zip(table.rows, keys, strict=True):
            held = self.draft.activities.get(key)
            words = reader.words_of(
                row, key, is_new=held is None, per_day=self._calendar(held).minutes_per_day
            )
            if key in met:
                words.faults.append(said(f"编号 {key} 重复", f"The code {key} stands twice"))
            met.add(key)
            understood.append(words)
        return understood

    def _keys(self, table: PastedTable, after: str) -> list[str]:
        """Codes as written; without one a row is known by its name, or gets the next code."""
        names = Counter(row.name for row in self.draft.activities.values())
        by_name = {row.name: key for key, row in self.draft.activities.items()}
        taken = {*self.draft.activities, *(row.cell("key") for row in table.rows)}
        keys, last = [], after or "A0"
        for row in table.rows:
            key = row.cell("key")
            if not key and names[row.cell("name")] == 1:
                key = by_name[row.cell("name")]
            if not key:
                key = next_key(taken, last)
            taken.add(key)
            keys.append(key)
            last = key
        return keys

    def _refuse_lost_links(self, understood: list[PastedWords]) -> None:
        """A row that waits for a refused one is refused too, and so on."""
        while True:
            refused = _refused(understood)
            there = {*self.draft.activities, *(each.key for each in understood)} - refused
            lost = [
                (each, link.before)
                for each in understood
                for link in each.links or ()
                if not each.faults and link.before not in there and not self._elsewhere(link.before)
            ]
            if not lost:
                return
            for each, key in lost:
                each.faults.append(said(f"没有紧前工作 {key}", f"No predecessor {key}"))

    def _elsewhere(self, name: str) -> bool:
        """Whether a name leads to an activity of another plan that the person may wait for."""
        if SIGN not in name:
            return False
        if name not in self.sources:
            try:
                self.sources[name] = self.draft.source(name)
            except KaigongError:
                self.sources[name] = ""
        return bool(self.sources[name])

    # --- the outline -----------------------------------------------------------------------------

    def _put_in_outline(
        self, understood: list[PastedWords], line: Activity | None
    ) -> dict[str, str]:
        """New rows at their lines; returns which row each one was put below, by key."""
        groups: dict[str, list[Activity]] = {}
        anchor, base = (line.key, line.parent) if line else ("", None)
        above: list[tuple[int, PastedWords]] = []
        parents: dict[str, str] = {}
        linked = {key for ends in self.draft.links for key in ends[:2]}
        for words in understood:
            while above and above[-1][0] >= words.row.level:
                above.pop()
            over = above[-1][1] if above else None
            above.append((words.row.level, words))
            if over is not None and over.faults and words.is_new:
                words.faults.append(
                    said(f"上一级 {over.key} 没有收", f"{over.key} above it is refused")
                )
            if words.faults:
                continue
            if not words.is_new:
                anchor = words.key
                base = self.draft.activities[anchor].parent if over is None else base
                continue
            row = Activity(sub_plan=self.draft.plan, key=words.key, parent=base)
            if over is not None:
                summary = self.draft.activities[over.key]
                if over.key in linked or summary.started is not None:
                    words.faults.append(explain(BecomesSummaryError(name=summary)))
                    continue
                row.parent, parents[words.key] = summary, over.key
            row.name = words.name
            self.draft.activities[words.key] = row
            groups.setdefault(anchor, []).append(row)
        for rows in groups.values():
            for row in rows:
                del self.draft.activities[row.key]
        outline.insert_all(self.draft, groups)
        return parents

    def _refuse_summaries(self, understood: list[PastedWords], summaries: set[str]) -> None:
        """No link leads to or from a row that sums up others; its length is not read."""
        for words in understood:
            if words.key in summaries and (words.links or words.duration):
                words.links = words.duration = None
                words.remarks.append(
                    said("汇总行，工期和紧前不读", "sums up others: length and links are not read")
                )
            for link in words.links or ():
                if link.before in summaries:
                    name = self.draft.activities[link.before]
                    words.faults.append(explain(LinkedSummaryError(name=name)))

    def _drop_refused(self, understood: list[PastedWords], parents: Mapping[str, str]) -> None:
        """What was refused after it had its line leaves again, with all that needs it."""
        while True:
            self._refuse_lost_links(understood)
            refused = _refused(understood)
            for key in refused:
                self.draft.activities.pop(key, None)
            parts = [
                each
                for each in understood
                if not each.faults and parents.get(each.key) in refused and each.is_new
            ]
            for words in parts:
                words.faults.append(said("上一级没有收", "what it lies below is refused"))
            if not parts:
                return

    # --- saying ----------------------------------------------------------------------------------

    def _say(self, row: Activity, words: PastedWords, is_summary: bool) -> None:
        row.name = words.name or row.name
        if words.owner is not None:
            row.owner = words.owner
        row.quantity = row.quantity if words.quantity is None else words.quantity
        row.unit = words.unit or row.unit
        if is_summary:
            return
        if words.needs is not None:
            give_needs(self.draft, row, words.needs)
        duration = words.duration if words.duration is not None else self._between(row, words)
        if duration is not None and duration != row.duration:
            give_duration(row, duration)
        if words.is_new:
            row.duration_source = DurationSource.PLANNED
        if words.links is not None:
            for link in self.into.get(row.key, ()):
                self.draft.links.pop((link.before, row.key, link.kind), None)
            self.into[row.key] = list(words.links)
            for link in words.links:
                self.draft.links[link.before, row.key, link.kind] = link.lag
        if words.start_on and row.started is None and not self.into.get(row.key):
            self._bind(row, words.start_on)

    def _bind(self, row: Activity, start_on: date) -> None:
        if row.early_start is not None and start_day(row.early_start) == start_on:
            return
        row.constraint = ConstraintKind.START_NO_EARLIER
        row.constraint_at = begin_of(start_on)

    def _between(self, row: Activity, words: PastedWords) -> int | None:
        """Working minutes from the first to the last day, where both are written."""
        if words.start_on is None or words.finish_on is None:
            return None
        begin, end = begin_of(words.start_on), end_of(words.finish_on)
        days = (words.finish_on - words.start_on).days + 2
        worktime = worktime_of([self._calendar(row)], origin=moment_of(begin), days=days)
        return int(worktime.between(0, 0, end - begin))

    def _calendar(self, row: Activity | None) -> Calendar:
        number = row.calendar_id if row is not None else None
        return self.calendars[number or self.draft.plan.calendar_id]

    # --- telling ---------------------------------------------------------------------------------

    def _tried(self, words: PastedWords, before: Mapping[str, Cells]) -> TriedRow:
        if words.faults:
            return TriedRow(words, "rejected")
        now, was = self._cells(self.draft.activities[words.key]), before.get(words.key, {})
        changes = [
            (str(LABELS[name]), was.get(name, ""), text)
            for name, text in now.items()
            if text != was.get(name, "")
        ]
        outcome = "new" if words.is_new else "changed" if changes else "same"
        return TriedRow(words, outcome, changes)

    def _cells(self, row: Activity) -> Cells:
        per_day = self._calendar(row).minutes_per_day
        is_bound = row.constraint == ConstraintKind.START_NO_EARLIER and row.constraint_at
        return {
            "name": row.name,
            "duration": duration_words.written(row.duration, per_day=per_day),
            "after": written(self.into.get(row.key, ()), per_day=per_day),
            "start": str(start_day(row.constraint_at or 0)) if is_bound else "",
            "owner": self._owner(row),
            "quantity": "" if row.quantity is None else f"{row.quantity.normalize():f}",
            "unit": row.unit,
            "needs": needs_written(row.needs, resources_of(self.draft.plan)),
        }

    def _owner(self, row: Activity) -> str:
        if row.owner_id is None:
            return ""
        return self.names.get(row.owner_id) or str(row.owner)


def _refused(understood: list[PastedWords]) -> set[str]:
    """The codes of new rows that are not taken; of one that stands twice the first may be."""
    taken = {each.key for each in understood if not each.faults}
    return {each.key for each in understood if each.faults and each.is_new} - taken
