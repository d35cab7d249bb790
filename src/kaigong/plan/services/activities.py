"""What planners do to the rows of a plan: add, change, link, report, remove, take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.plan import outline
from kaigong.plan.drafting import redrawing
from kaigong.plan.drafts import Draft, links_of
from kaigong.plan.errors import (
    ActivityKeyTakenError,
    EditOverlaidError,
    EditUndoneError,
    LinkedSummaryError,
    NeedOfASummaryError,
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
from kaigong.plan.overlaying import overlaid, own_changes
from kaigong.plan.resources import resources_of, unknown

STARTS = ("SNET", "SNLT", "SO", "MS")  # constraints that bound a start


@dataclass(frozen=True)
class ActivityWords:
    """What a form or a cell says of an activity; durations in working minutes.

    Without `links` those of the activity stay, also the ones that the reader may not see; so do
    `needs`, units of the plan's resources by key.
    """

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
    shape: str = "even"  # how it is spent
    links: tuple[WrittenLink, ...] | None = ()
    needs: Mapping[str, float] | None = None


def add_activity(
    plan: SubPlan,
    key: str,
    words: ActivityWords,
    *,
    standing: Standing,
    below: str = "",
    after_line: str = "",
    seen_version: int | None = None,
    reason: str = "",
    why: str = "",
) -> Activity:
    """Put a new activity into a plan.

    Args:
        below: Key of the summary it belongs to.
        after_line: Key of the line it follows in the outline; at the end without one.

    Raises:
        ActivityKeyTakenError, NoSuchActivityError, LinkedSummaryError: nothing was kept.
        KaigongError: with it the plan cannot be reckoned.
    """
    with redrawing(
        plan, standing=standing, verb="add", seen_version=seen_version, reason=reason, words=why
    ) as draft:
        if key in draft.activities:
            raise ActivityKeyTakenError(key=key, name=draft.activities[key])
        row = Activity(sub_plan=draft.plan, key=key)
        if below:
            outline.put_below(draft, row, draft.activity(below))
        outline.insert(draft, row, after=after_line)
        say_activity(draft, row, words)
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
        say_activity(draft, draft.activity(key), words)


def remove_activities(
    plan: SubPlan,
    keys: Iterable[str],
    *,
    standing: Standing,
    seen_version: int | None = None,
    reason: str = "",
    why: str = "",
) -> None:
    """Take activities out, with what lies below them and the links at them.

    Raises:
        NoSuchActivityError: nothing was kept.
    """
    with redrawing(
        plan, standing=standing, verb="remove", seen_version=seen_version, reason=reason, words=why
    ) as draft:
        rows = outline.uppermost(draft, keys)
        gone = {each.key for row in rows for each in outline.block_of(draft, row)}
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
        happened = Happened(started_on, finished_on, share, remaining, quantity_done)
        put_progress(draft, row, happened, today=today)
        row.late_reason = reason or row.late_reason
        row.remark = why[:300] or row.remark


@dataclass(frozen=True)
class Happened:
    """What happened to an activity by now; what remains in working minutes."""

    started_on: date | None = None
    finished_on: date | None = None
    share: float | None = None
    remaining: int | None = None
    quantity_done: Decimal | None = None


def put_progress(draft: Draft, row: Activity, happened: Happened, *, today: date) -> None:
    """Write what happened on a row of a draft; its plan knows of progress up to today by that.

    Raises:
        LinkedSummaryError, ProgressOutOfOrderError: it cannot have happened so.
    """
    if row.key in draft.summaries():
        raise LinkedSummaryError(name=row)
    start, finish = happened.started_on, happened.finished_on
    days = [day for day in (start, finish) if day]
    is_wrong = any(day > today for day in days) or days != sorted(days)
    if is_wrong or (finish and not start):
        raise ProgressOutOfOrderError(
            name=row, start=start or "—", finish=finish or "—", today=today
        )
    row.started = begin_of(start) if start else None
    row.finished = end_of(finish) if finish else None
    row.quantity_done = happened.quantity_done
    share, remaining = happened.share, happened.remaining
    if share is None and happened.quantity_done is not None and row.quantity:
        share = min(1.0, float(happened.quantity_done / row.quantity))
    if remaining is None and share is not None:
        remaining = round(row.duration * (1 - share))
    row.remaining = 0 if finish else remaining if start else None
    row.told = begin_of(today)
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
    with redrawing(plan, standing=standing, verb="undo", undoes=edit, reason=edit.reason) as draft:
        own = own_changes(edit)
        for change in overlaid(edit, draft.snapshot()):
            raise EditOverlaidError(number=number, activity=change["key"])
        # Parents before what lies below them, and activities before links.
        for change in sorted(own, key=_place_before):
            draft.put_row(change["table"], change["key"], change["before"])
        for change in edit.changes:
            row = draft.activities.get(change["key"])
            if row is not None and change not in own and row.place == change["after"]["place"]:
                row.place = change["before"]["place"]


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
        shape=row.shape,
        links=tuple(WrittenLink(*link) for link in links),
        needs=dict(row.needs),
    )


def say_activity(draft: Draft, row: Activity, words: ActivityWords) -> None:
    """Make a row of a draft what words say of it.

    Raises:
        NoSuchActivityError, LinkedSummaryError: a link leads to nothing, or to a summary.
    """
    is_summary = row.key in draft.summaries()
    if is_summary and (words.links or words.duration not in (0, row.duration)):
        raise LinkedSummaryError(name=row)
    if words.duration != row.duration:
        give_duration(row, words.duration)
    if words.needs is not None:
        give_needs(draft, row, words.needs)
    row.name, row.name_en = words.name, words.name_en
    row.kind, row.trade = words.kind, words.trade
    row.calendar, row.owner = words.calendar, words.owner
    row.quantity, row.unit = words.quantity, words.unit
    row.amount, row.shape = words.amount, words.shape
    # A day that is as it was keeps its minute: a file may have set it in the middle of a shift.
    if (words.constraint, words.constraint_on) != (row.constraint, constraint_day(row)):
        row.constraint, row.constraint_at = words.constraint, _bound(words)
    if words.committed_on != (None if row.committed is None else finish_day(row.committed)):
        row.committed = end_of(words.committed_on) if words.committed_on else None
    if words.links is None:
        return
    sources = [draft.source(link.before) for link in words.links]
    for ends in draft.links_into(row.key):
        del draft.links[ends]
    for before, link in zip(sources, words.links, strict=True):
        draft.links[before, row.key, link.kind] = link.lag


def give_needs(draft: Draft, row: Activity, needs: Mapping[str, float]) -> None:
    """Say which resources of its plan an activity needs, and how many units of each.

    Raises:
        NeedOfASummaryError, UnknownResourceError: it cannot ask for them.
    """
    if needs and row.key in draft.summaries():
        raise NeedOfASummaryError(name=row)
    there = draft.plan.resources
    for key in needs.keys() - there.keys():
        raise unknown(key, resources_of(draft.plan))
    row.needs = {key: units for key, units in sorted(needs.items()) if units > 0}


def give_duration(row: Activity, minutes: int) -> None:
    """Another duration, planned by somebody; of what is being done, what is done stays done."""
    if row.remaining is not None and row.finished is None:
        row.remaining = max(0, row.remaining + minutes - row.duration)
    row.duration, row.duration_source = minutes, DurationSource.PLANNED
    row.learned_from = row.template_duration = None


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
