"""The one way to change a plan: open a draft, change its rows; what differs is kept as an edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.plan import events, outline
from kaigong.plan.crossing import activities_called, called, hidden_among, nameless
from kaigong.plan.errors import (
    AwaitedElsewhereError,
    LinkedSummaryError,
    NoSuchActivityError,
    PlanChangedMeanwhileError,
    ReasonMissingError,
)
from kaigong.plan.models import Activity, EditVerb, Link, PlanEdit, SubPlan
from kaigong.plan.moments import begin_of, finish_day
from kaigong.plan.promises import refuse_far_promise
from kaigong.plan.together import plans_together, reckon_together
from kaigong.portfolio import bulk
from kaigong.portfolio.selectors import projects_for

# What a row says; the dates that are reckoned from it are no part of an edit.
ACTIVITY_FIELDS = (
    "name", "name_en", "parent", "place", "kind", "trade", "duration", "duration_source",
    "learned_from", "template_duration",
    "calendar_id", "constraint", "constraint_at", "committed", "started", "finished", "remaining",
    "told", "late_reason", "remark", "owner_id", "quantity", "quantity_done", "unit", "amount",
    "shape", "beyond", "needs", "levelled",
)  # fmt: skip
# What a plan itself says; only a file that is brought in changes it.
PLAN_FIELDS = ("rules", "options", "calendar_id", "start", "data_date")

DATES = (
    "early_start", "early_finish", "late_start", "late_finish", "total_float", "is_critical",
)  # fmt: skip
EARLY = 2  # how many of them say when it can be done
# What a planner decides; facts that are reported and edits put back bring their own reason.
DECIDED = {EditVerb.ADD, EditVerb.CHANGE, EditVerb.REMOVE, EditVerb.MOVE, EditVerb.PASTE}
WRITTEN = (*(name.removesuffix("_id") for name in ACTIVITY_FIELDS), *DATES)

Row = dict[str, Any]
LinkKey = tuple[str, str, str]


@dataclass
class Draft:
    """A plan being changed: its rows by key, links by both ends and kind."""

    plan: SubPlan
    activities: dict[str, Activity] = field(default_factory=dict)
    links: dict[LinkKey, int] = field(default_factory=dict)  # lag in working minutes
    standing: Standing | None = None  # of whoever changes it; none is the worker

    @classmethod
    def of(cls, plan: SubPlan) -> Draft:
        rows = Activity.objects.filter(sub_plan=plan).select_related("parent")
        draft = cls(plan, {row.key: row for row in rows})
        for row in rows:  # one object a row, so that a parent renamed is renamed everywhere
            row.parent = draft.activities[row.parent.key] if row.parent else None
        for before, after, kind, lag in links_of(plan):
            draft.links[before, after, kind] = lag
        return draft

    def source(self, written: str) -> str:
        """The name of an activity that is waited for, as it was written: its own, or another's.

        Raises:
            NoSuchActivityError: there is none, or not for this person.
            LinkedSummaryError: it sums up what lies below it.
        """
        if written in self.activities:
            if written in self.summaries():
                raise LinkedSummaryError(name=self.activities[written])
            return written
        across = {before for before, _, _ in self.links if before not in self.activities}
        hidden = hidden_among(self.standing, across) if self.standing else {}
        for name, sign in hidden.items():
            if written == sign:
                return name
        found = activities_called(self.plan.project.zone, [written]).get(written)
        is_hidden = self.standing and hidden_among(self.standing, [written])
        if found is None or found.sub_plan_id == self.plan.pk or is_hidden:
            raise NoSuchActivityError(key=written)
        if found.children.exists():
            raise LinkedSummaryError(name=found)
        return written

    def activity(self, key: str) -> Activity:
        """The activity of a key.

        Raises:
            NoSuchActivityError: the plan has none.
        """
        try:
            return self.activities[key]
        except KeyError:
            raise NoSuchActivityError(key=key) from None

    def in_order(self) -> list[Activity]:
        """The activities as the outline shows them."""
        return sorted(self.activities.values(), key=lambda row: row.place)

    def summaries(self) -> set[str]:
        """The keys that others lie below."""
        return {row.parent.key for row in self.activities.values() if row.parent}

    def forget_needs(self) -> None:
        """Nobody needs a resource that the plan does not have any more."""
        there = self.plan.resources.keys()
        for row in self.activities.values():
            if not row.needs.keys() <= there:
                row.needs = {key: units for key, units in row.needs.items() if key in there}

    def links_into(self, key: str) -> dict[LinkKey, int]:
        return {ends: lag for ends, lag in self.links.items() if ends[1] == key}

    def reckoned(self) -> dict[str, tuple[object, ...]]:
        """The dates on the rows, by key."""
        return {
            key: tuple(getattr(row, name) for name in DATES) for key, row in self.activities.items()
        }

    def snapshot(self) -> dict[tuple[str, str], Row]:
        """All rows as plain values, by table and key."""
        rows: dict[tuple[str, str], Row] = {
            ("activity", key): _plain(row) for key, row in self.activities.items()
        }
        for (before, after, kind), lag in self.links.items():
            rows["link", f"{before}>{after}>{kind}"] = {"lag": lag}
        for key, row in self.plan.resources.items():
            rows["resource", key] = {"later": [], "shared": "", **row}  # as rows of before say it
        rows["plan", ""] = {name: getattr(self.plan, name) for name in PLAN_FIELDS}
        return rows

    def put_row(self, table: str, key: str, row: Row | None) -> None:
        """Make one row what a snapshot says; None takes it away."""
        if table == "link":
            before, after, kind = key.split(">")
            if row is None:
                self.links.pop((before, after, kind), None)
            else:
                self.links[before, after, kind] = row["lag"]
        elif table == "resource":
            others = {name: told for name, told in self.plan.resources.items() if name != key}
            self.plan.resources = others if row is None else {**others, key: dict(row)}
        elif table == "plan":
            for name, value in (row or {}).items():
                setattr(self.plan, name, value)
        elif row is None:
            self.activities.pop(key, None)
        else:
            activity = self.activities.setdefault(key, Activity(sub_plan=self.plan, key=key))
            for name, value in row.items():
                if name != "parent":
                    setattr(activity, name, _from_plain(name, value))
            activity.parent = self.activities.get(row["parent"]) if row["parent"] else None


def links_of(plan: SubPlan) -> list[tuple[str, str, str, int]]:
    """What the activities of a plan wait for: name before, key after, kind, lag in minutes."""
    rows = Link.objects.filter(after__sub_plan=plan).order_by("pk")
    columns = ("before__sub_plan", "before__sub_plan__project__code", "before__key")
    return [
        (key if plan_id == plan.pk else called(code, key), after, kind, lag)
        for plan_id, code, key, after, kind, lag in rows.values_list(
            *columns, "after__key", "kind", "lag"
        )
    ]


@contextmanager
def redrawing(
    plan: SubPlan,
    *,
    standing: Standing,
    verb: str,
    seen_version: int | None = None,
    reason: str = "",
    words: str = "",
    undoes: PlanEdit | None = None,
) -> Iterator[Draft]:
    """Change a plan: its rows are locked, the dates reckoned anew, and the edit kept.

    With nothing changed nothing is kept. Two people who change different rows do not disturb
    each other; of the same row the second is told.

    Args:
        verb: Of EditVerb.
        seen_version: The version that the person had before the eyes; None when not told.

    Raises:
        PlanChangedMeanwhileError: somebody else has changed a row of this edit since.
        ReasonMissingError: dates of a locked plan were moved, and no reason was given.
        KaigongError: the plan cannot be reckoned; nothing was kept.
    """
    with transaction.atomic():
        held = lock_together(plan)
        draft = Draft.of(held)
        draft.standing = standing
        before = draft.snapshot()
        dates = _dates_as_planned(draft) if verb in DECIDED and not reason else None
        promised = promises_in(draft)
        yield draft
        outline.settle(draft)
        draft.forget_needs()
        changes = _differences(before, draft.snapshot())
        if not changes:
            return
        if seen_version is not None and seen_version < held.version:
            _refuse_overlap(held, seen_version, changes)
        _refuse_awaited(draft, before)
        if verb != EditVerb.UNDO:
            _refuse_far_promises(draft, before)
        others = others_of(draft)
        dates_of_others = {other.plan.pk: other.reckoned() for other in others}
        promised_by_others = {other.plan.pk: promises_in(other) for other in others}
        reckon_together([draft, *others], seen_codes=_seen_codes(standing, [draft, *others]))
        if dates is not None:
            _refuse_without_reason(draft, dates)
        _keep(draft, before, {change["key"] for change in changes})
        held.version += 1
        held.moved_by = None
        held.save()
        edit = PlanEdit.objects.create(
            sub_plan=held,
            number=held.version,
            at=clock.now(),
            by=standing.user,
            verb=verb,
            reason=reason,
            words=words[:300],
            changes=changes,
            undoes=undoes,
        )
        for other in others:
            keep_dates(other, dates_of_others[other.plan.pk], moved_by=edit)
        record(
            "plan.plan.edited",
            by=standing.user,
            zone=standing.zone.slug,
            subject=held.project.code,
            verb=verb,
            edit=held.version,
            rows=len(changes),
            reason=reason,
            words=words[:300],
        )
        plan.version = held.version
        events.plan_edited.send(SubPlan, plan=held, edit=edit)
        tell_slips(draft, promised, edit=edit)
        for other in others:
            tell_slips(other, promised_by_others[other.plan.pk], edit=edit)


def lock_together(plan: SubPlan) -> SubPlan:
    """Lock a plan and all that links lead to, always in one order; the plan as it is now."""
    numbers = plans_together(plan)
    held = SubPlan.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    return next(each for each in held if each.pk == plan.pk)


def others_of(draft: Draft) -> list[Draft]:
    """The plans that are reckoned with one: those it was linked with, and those it is now."""
    across = {before for before, _, _ in draft.links if before not in draft.activities}
    linked = activities_called(draft.plan.project.zone, across)
    numbers = plans_together(draft.plan, also={row.sub_plan_id for row in linked.values()})
    others = SubPlan.objects.select_for_update(of=("self",)).filter(pk__in=numbers)
    return [
        Draft.of(each)
        for each in others.exclude(pk=draft.plan.pk).select_related("project__zone").order_by("pk")
    ]


def _seen_codes(standing: Standing, drafts: list[Draft]) -> set[str]:
    """The projects among them that a person may see."""
    asked = projects_for(standing).filter(sub_plan__in=[draft.plan for draft in drafts])
    return set(asked.values_list("code", flat=True))


def _refuse_awaited(draft: Draft, before: dict[tuple[str, str], Row]) -> None:
    """What other plans wait for can be neither taken out nor made a summary."""
    gone = {key for table, key in before if table == "activity"} - set(draft.activities)
    awaited = Link.objects.filter(
        is_across=True,
        before__sub_plan=draft.plan,
        before__key__in=gone | draft.summaries(),
    ).select_related("before", "after__sub_plan__project")
    for link in awaited[:1]:
        other = link.after.sub_plan.project
        hidden = draft.standing and hidden_among(draft.standing, [called(other.code, "")])
        raise AwaitedElsewhereError(
            activity=link.before, whose=nameless() if hidden else f"{other}"
        )


def _refuse_far_promises(draft: Draft, before: dict[tuple[str, str], Row]) -> None:
    """A promise that is new lies within the plan; one of yesterday may be late, and is told so."""
    for row in draft.in_order():
        was = before.get(("activity", row.key))
        if row.committed is not None and (was is None or was["committed"] != row.committed):
            refuse_far_promise(row, row.committed, start=draft.plan.start)


def promises_in(draft: Draft) -> dict[str, int]:
    """When what was promised comes out, by key."""
    return {
        key: row.early_finish
        for key, row in draft.activities.items()
        if row.committed is not None and row.early_finish is not None
    }


def tell_slips(draft: Draft, before: dict[str, int], *, edit: PlanEdit | None = None) -> None:
    """Tell of the promises that come out on a later day than before, and after what was promised.

    Args:
        edit: What moved them; none is the day alone.
    """
    slips = [
        events.Slip(row, finish_day(before[key]) if key in before else None, finish_day(comes))
        for key, comes in promises_in(draft).items()
        for row in [draft.activities[key]]
        if comes > (row.committed or 0)
        and row.finished is None
        and (key not in before or finish_day(comes) > finish_day(before[key]))
    ]
    if slips:
        events.promises_slipped.send(SubPlan, plan=draft.plan, slips=slips, edit=edit)


def keep_dates(
    draft: Draft, before: dict[str, tuple[object, ...]], *, moved_by: PlanEdit | None = None
) -> None:
    """Write the dates of a plan that was reckoned, and which edit of another one moved them."""
    after = draft.reckoned()
    moved = [row for key, row in draft.activities.items() if after[key] != before[key]]
    bulk.overwrite_rows(dict.fromkeys(moved, DATES))
    if moved and moved_by is not None:
        draft.plan.moved_by = moved_by
    draft.plan.save(update_fields=["reckoned_for", "reckoned_at", "fault", "fault_en", "moved_by"])


def _plain(row: Activity) -> Row:
    plain: Row = {}
    for name in ACTIVITY_FIELDS:
        value = getattr(row, name)
        if name == "parent":
            value = value.key if value else None
        # As the database keeps it, so that a row read again says what was written.
        plain[name] = f"{value:.2f}" if isinstance(value, Decimal) else value
    return plain


def _from_plain(name: str, value: Any) -> Any:
    if name in ("quantity", "quantity_done", "amount") and value is not None:
        return Decimal(value)
    return value


def _differences(
    before: dict[tuple[str, str], Row], after: dict[tuple[str, str], Row]
) -> list[Row]:
    changes = []
    for table, key in sorted({*before, *after}):
        was, now = before.get((table, key)), after.get((table, key))
        if was != now:
            changes.append({"table": table, "key": key, "before": was, "after": now})
    return changes


def _dates_as_planned(draft: Draft) -> dict[str, tuple[object, ...]] | None:
    """The dates before an edit of a locked plan, as of today; none where it is not locked.

    Dates of another day are reckoned anew first: what a new morning moves is not the edit's doing.
    """
    plan = draft.plan
    if not plan.baselines.exists():
        return None
    if plan.reckoned_for != begin_of(plan.project.zone.today()):
        try:
            reckon_together([draft, *others_of(draft)])
        except KaigongError:
            return None  # it has no dates of today, and the edit may be what gives it some
    return draft.reckoned()


def _refuse_without_reason(draft: Draft, before: dict[str, tuple[object, ...]]) -> None:
    summaries, after = draft.summaries(), draft.reckoned()
    moved = [
        row
        for row in draft.in_order()
        if row.key not in summaries
        and row.key in before
        and before[row.key][:EARLY] != after[row.key][:EARLY]
    ]
    if moved:
        raise ReasonMissingError(activity=moved[0], count=len(moved))


def is_of_place_alone(change: Row) -> bool:
    """Whether a row only made room for others in the outline."""
    before, after = change["before"], change["after"]
    if change["table"] != "activity" or before is None or after is None:
        return False
    return {**before, "place": 0} == {**after, "place": 0}


def touched_by(change: Row) -> set[str]:
    """The keys of the activities that a change of a row is about; none of the plan's own rows."""
    key = str(change["key"])
    if change["table"] in ("plan", "resource"):
        return set()
    return {key.split(">")[1]} if change["table"] == "link" else {key}


def _refuse_overlap(plan: SubPlan, seen_version: int, changes: list[Row]) -> None:
    mine = _touched(changes)
    for edit in plan.edits.filter(number__gt=seen_version).select_related("by"):
        if common := sorted(mine & _touched(edit.changes)):
            raise PlanChangedMeanwhileError(who=edit.by or "—", activity=common[0])


def _touched(changes: list[Row]) -> set[str]:
    """Keys of activities and names of resources of an edit; making room disturbs nobody."""
    about = (touched_by(change) for change in changes if not is_of_place_alone(change))
    named = {
        str((change["after"] or change["before"])["name"])
        for change in changes
        if change["table"] == "resource"
    }
    return named.union(*about)


def _keep(draft: Draft, before: dict[tuple[str, str], Row], changed: set[str]) -> None:
    """Write the rows: those that are gone first, then new ones, then what was changed."""
    plan = draft.plan
    gone = {key for table, key in before if table == "activity"} - set(draft.activities)
    if gone:
        Activity.objects.filter(sub_plan=plan, key__in=gone).delete()
    rows = draft.in_order()
    fresh = [row for row in rows if row.pk is None]
    parents = {row.key: row.parent for row in rows}
    for row in fresh:
        row.sub_plan, row.parent = plan, None
    Activity.objects.bulk_create(fresh)
    for row in rows:  # said again, now that every parent has its number
        row.parent = parents[row.key]
    new = {row.key for row in fresh}
    bulk.overwrite_rows({row: ["parent"] for row in fresh if row.parent})
    bulk.overwrite_rows(
        {row: WRITTEN if row.key in changed else DATES for row in rows if row.key not in new}
    )
    _keep_links(draft)


def _keep_links(draft: Draft) -> None:
    plan = draft.plan
    kept = {
        (
            link.before.key
            if link.before.sub_plan_id == plan.pk
            else called(link.before.sub_plan.project.code, link.before.key),
            link.after.key,
            link.kind,
        ): link
        for link in Link.objects.filter(after__sub_plan=plan).select_related(
            "before__sub_plan__project", "after"
        )
    }
    gone = [link.pk for ends, link in kept.items() if ends not in draft.links]
    Link.objects.filter(pk__in=gone).delete()
    moved = []
    for ends, link in kept.items():
        if draft.links.get(ends, link.lag) != link.lag:
            link.lag = draft.links[ends]
            moved.append(link)
    Link.objects.bulk_update(moved, ["lag"], batch_size=500)
    new = {ends: lag for ends, lag in draft.links.items() if ends not in kept}
    across = {before for before, _, _ in new if before not in draft.activities}
    sources = {**draft.activities, **activities_called(plan.project.zone, across)}
    for name in across - sources.keys():  # an edit is put back, and what it waited for is gone
        raise NoSuchActivityError(key=name)
    Link.objects.bulk_create(
        Link(
            before=sources[before],
            after=draft.activities[after],
            kind=kind,
            lag=lag,
            is_across=before in across,
        )
        for (before, after, kind), lag in new.items()
    )
