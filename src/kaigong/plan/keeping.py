"""A plan that was changed or reckoned goes back into its tables."""

from __future__ import annotations

from kaigong.plan.crossing import activities_called, called
from kaigong.plan.drafts import ACTIVITY_FIELDS, DATES, Draft
from kaigong.plan.errors import NoSuchActivityError
from kaigong.plan.models import Activity, Link, PlanEdit
from kaigong.plan.row_changes import Row, RowKey
from kaigong.portfolio import bulk

_AT_A_TIME = 500  # links in one statement
WRITTEN = (*(name.removesuffix("_id") for name in ACTIVITY_FIELDS), *DATES)


def keep_rows(
    draft: Draft,
    before: dict[RowKey, Row],
    changed: set[str],
    *,
    reckoned: dict[str, tuple[object, ...]],
) -> None:
    """Write the rows: those that are gone first, then new ones, then what was changed.

    Args:
        before: The plan as it was.
        changed: Keys of rows that somebody changed.
        reckoned: Dates as they were; of other rows those that moved are written.
    """
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
    dates = draft.reckoned()
    old = [row for row in rows if row.key not in new]
    moved = {row: DATES for row in old if dates[row.key] != reckoned.get(row.key)}
    bulk.overwrite_rows(moved | {row: WRITTEN for row in old if row.key in changed})
    _keep_links(draft)


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


def _keep_links(draft: Draft) -> None:
    plan = draft.plan
    columns = ("before__sub_plan", "before__sub_plan__project__code", "before__key")
    kept = {
        (key if its_plan == plan.pk else called(code, key), after, kind): (number, lag)
        for its_plan, code, key, after, kind, number, lag in Link.objects.filter(
            after__sub_plan=plan
        ).values_list(*columns, "after__key", "kind", "pk", "lag")
    }
    gone = [number for ends, (number, _) in kept.items() if ends not in draft.links]
    for first in range(0, len(gone), _AT_A_TIME):
        Link.objects.filter(pk__in=gone[first : first + _AT_A_TIME]).delete()
    moved = [
        Link(pk=number, lag=draft.links[ends])
        for ends, (number, lag) in kept.items()
        if draft.links.get(ends, lag) != lag
    ]
    Link.objects.bulk_update(moved, ["lag"], batch_size=_AT_A_TIME)
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
