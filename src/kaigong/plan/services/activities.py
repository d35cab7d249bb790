"""What planners do to the rows of a plan: add, change, link, report, remove, take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.plan.drafting import Draft, links_of, redrawing
from kaigong.plan.errors import (
    ActivityKeyTakenError,
    EditOverlaidError,
    EditUndoneError,
    LinkedSummaryError,
    ProgressOutOfOrderError,
)
from kaigong.plan.link_words import WrittenLink
from kaigong.plan.models import (
    Activity,
    DurationSource,
    PlanEdit,
    SubPlan,
    WorkCalendar,
)
from kaigong.plan.moments import begin_of, end_of, finish_day, start_day

STARTS = ("SNET", "SNLT", "SO", "MS")  # constraints that bound a start


@dataclass(frozen=True)
class ActivityWords:
    """What a form or a pasted row says of an activity; durations in working minutes."""

    name: str
    duration: int
    name_en: str = ""
    kind: str = "task"
    trade: str = "works"
    calendar: WorkCalendar | None = None
    constraint: str = ""
    constraint_on: date | None = None
    committed_on: date | None = None
    owner: User | None = None
    quantity: Decimal | None = None
    unit: str = ""
    amount: Decimal | None = None  # in the zone's currency unit
    links: tuple[WrittenLink, ...] = ()


def add_activity(
    plan: SubPlan,
    key: str,
    words: ActivityWords,
    *,
    standing: Standing,
    below: str = "",
    after_line: str = "",
    seen_version: int | None = None,
) -> Activity:
    """Put a new activity into a plan.

    Args:
        below: Key of the summary it belongs to.
        after_line: Key of the line it follows in the outline; at the end without one.

    Raises:
        ActivityKeyTakenError, NoSuchActivityError, LinkedSummaryError: nothing was kept.
        KaigongError: with it the plan cannot be reckoned.
    """
    with redrawing(plan, standing=standing, verb="add", seen_version=seen_version) as draft:
        if key in draft.activities:
            raise ActivityKeyTakenError(key=key, name=draft.activities[key])
        row = Activity(sub_plan=draft.plan, key=key)
        row.parent = draft.activity(below) if below else None
        row.place = _open_line(draft, row, after_line)
        draft.activities[key] = row
        _say(draft, row, words)
    return row


def change_activity(
    plan: SubPlan,
    key: str,
    words: ActivityWords,
    *,
    standing: Standing,
    seen_version: int | None = None,
    reason: str = "",
    why: str = "",
) -> None:
    """Say an activity anew: its name, length, calendar, dates, owner and what it waits for.

    Args:
        reason: Of ReasonCode, and `why` in words: who reads the moved dates will ask.

    Raises:
        NoSuchActivityError, LinkedSummaryError, PlanChangedMeanwhileError: nothing was kept.
        KaigongError: so the plan cannot be reckoned.
    """
    with redrawing(
        plan, standing=standing, verb="change", seen_version=seen_version, reason=reason, words=why
    ) as draft:
        _say(draft, draft.activity(key), words)


def remove_activities(
    plan: SubPlan,
    keys: Iterable[str],
    *,
    standing: Standing,
    seen_version: int | None = None,
) -> None:
    """Take activities out, with what lies below them and the links at them.

    Raises:
        NoSuchActivityError: nothing was kept.
    """
    with redrawing(plan, standing=standing, verb="remove", seen_version=seen_version) as draft:
        gone = {draft.activity(key).key for key in keys}
        while below := {
            row.key
            for row in draft.activities.values()
            if row.parent and row.parent.key in gone and row.key not in gone
        }:
            gone |= below
        for key in gone:
            del draft.activities[key]
        for ends in [ends for ends in draft.links if gone & set(ends[:2])]:
            del draft.links[ends]


def report_progress(
    plan: SubPlan,
    key: str,
    *,
    standing: Standing,
    started_on: date | None = None,
    finished_on: date | None = None,
    share: float | None = None,
    remaining: int | None = None,
    quantity_done: Decimal | None = None,
    seen_version: int | None = None,
    why: str = "",
    reason: str = "",
) -> None:
    """Keep what happened to an activity.

    What remains is told in working minutes, or follows from a share done (0 to 1), or from the
    quantity done where the activity has one. Without a start there is no progress.

    Raises:
        ProgressOutOfOrderError: a day lies ahead, or the finish before the start.
        NoSuchActivityError, LinkedSummaryError, PlanChangedMeanwhileError: nothing was kept.
    """
    today = standing.zone.today()
    with redrawing(
        plan, standing=standing, verb="progress", seen_version=seen_version, reason=reason,
        words=why,
    ) as draft:  # fmt: skip
        row = draft.activity(key)
        if key in draft.summaries():
            raise LinkedSummaryError(name=row)
        days = [day for day in (started_on, finished_on) if day]
        is_wrong = any(day > today for day in days) or days != sorted(days)
        if is_wrong or (finished_on and not started_on):
            raise ProgressOutOfOrderError(
                name=row, start=started_on or "—", finish=finished_on or "—", today=today
            )
        row.started = begin_of(started_on) if started_on else None
        row.finished = end_of(finished_on) if finished_on else None
        row.quantity_done = quantity_done
        if share is None and quantity_done is not None and row.quantity:
            share = min(1.0, float(quantity_done / row.quantity))
        if remaining is None and share is not None:
            remaining = round(row.duration * (1 - share))
        row.remaining = 0 if finished_on else remaining if started_on else None
        if draft.plan.data_date is not None:  # its file's; who takes the file reckons from here
            draft.plan.data_date = max(draft.plan.data_date, begin_of(today))


def undo_edit(plan: SubPlan, number: int, *, standing: Standing) -> None:
    """Take one edit back, as an edit of its own; undone itself it is there again.

    Raises:
        EditUndoneError: it was taken back before.
        EditOverlaidError: a later edit changed the same row.
    """
    edit = PlanEdit.objects.get(sub_plan=plan, number=number)
    if PlanEdit.objects.filter(undoes=edit).exists():
        raise EditUndoneError(number=number)
    with redrawing(plan, standing=standing, verb="undo", undoes=edit) as draft:
        rows = draft.snapshot()
        for change in edit.changes:
            if not _still_says(rows.get((change["table"], change["key"])), change["after"]):
                raise EditOverlaidError(number=number, activity=change["key"])
        # Parents before what lies below them, and activities before links.
        for change in sorted(edit.changes, key=_place_before):
            draft.put_row(change["table"], change["key"], change["before"])


def _still_says(now: dict[str, Any] | None, then: dict[str, Any] | None) -> bool:
    """Whether a row is as an edit left it; what rows did not know then does not count."""
    if now is None or then is None:
        return now is then
    return all(now[name] == value for name, value in then.items())


def _place_before(change: Mapping[str, object]) -> tuple[bool, int]:
    before = change["before"]
    place = before.get("place", 0) if isinstance(before, dict) else 0
    return change["table"] == "link", place


def words_of(row: Activity) -> ActivityWords:
    """What a form would say of an activity as it stands."""
    links = [
        (before, kind, lag)
        for before, after, kind, lag in links_of(row.sub_plan)
        if after == row.key
    ]
    return ActivityWords(
        name=row.name,
        name_en=row.name_en,
        duration=row.duration,
        kind=row.kind,
        trade=row.trade,
        calendar=row.calendar,
        constraint=row.constraint,
        constraint_on=constraint_day(row),
        committed_on=None if row.committed is None else finish_day(row.committed),
        owner=row.owner,
        quantity=row.quantity,
        unit=row.unit,
        amount=row.amount,
        links=tuple(WrittenLink(*link) for link in links),
    )


def _say(draft: Draft, row: Activity, words: ActivityWords) -> None:
    is_summary = row.key in draft.summaries()
    if is_summary and (words.links or words.duration not in (0, row.duration)):
        raise LinkedSummaryError(name=row)
    if words.duration != row.duration:
        row.duration_source = DurationSource.PLANNED
    row.name, row.name_en = words.name, words.name_en
    row.duration, row.kind, row.trade = words.duration, words.kind, words.trade
    row.calendar, row.owner = words.calendar, words.owner
    row.quantity, row.unit, row.amount = words.quantity, words.unit, words.amount
    # A day that is as it was keeps its minute: a file may have set it in the middle of a shift.
    if (words.constraint, words.constraint_on) != (row.constraint, constraint_day(row)):
        row.constraint, row.constraint_at = words.constraint, _bound(words)
    if words.committed_on != (None if row.committed is None else finish_day(row.committed)):
        row.committed = end_of(words.committed_on) if words.committed_on else None
    sources = [draft.source(link.before) for link in words.links]
    for ends in draft.links_into(row.key):
        del draft.links[ends]
    for before, link in zip(sources, words.links, strict=True):
        draft.links[before, row.key, link.kind] = link.lag


def _bound(words: ActivityWords) -> int | None:
    """A constraint on a start holds from that day's begin, one on a finish to its end."""
    if not words.constraint or words.constraint_on is None:
        return None
    is_start = words.constraint in STARTS
    return begin_of(words.constraint_on) if is_start else end_of(words.constraint_on)


def constraint_day(row: Activity) -> date | None:
    """The day of an activity's constraint, as it was typed."""
    if row.constraint_at is None:
        return None
    is_start = row.constraint in STARTS
    return start_day(row.constraint_at) if is_start else finish_day(row.constraint_at)


def _open_line(draft: Draft, row: Activity, after_line: str) -> int:
    """Make room in the outline and say which line it is."""
    others = draft.in_order()
    if after_line:
        place = draft.activity(after_line).place + 1
    elif row.parent:
        place = max(each.place for each in _with_below(draft, row.parent)) + 1
    else:
        return max((each.place for each in others), default=-1) + 1
    for each in others:
        if each.place >= place:
            each.place += 1
    return place


def _with_below(draft: Draft, row: Activity) -> list[Activity]:
    found = [row]
    for each in draft.in_order():
        if each is not row and each.parent in found:
            found.append(each)
    return found
