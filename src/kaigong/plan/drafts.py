"""A plan being changed: its rows in memory, and as plain values that an edit keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kaigong.accounts.selectors import Standing
from kaigong.plan.crossing import activities_called, called, hidden_among
from kaigong.plan.errors import LinkedSummaryError, NoSuchActivityError
from kaigong.plan.models import Activity, Link, SubPlan, in_one_outline
from kaigong.plan.row_changes import LinkKey, Row, RowKey

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


@dataclass
class Draft:
    """A plan being changed: its rows by key, links by both ends and kind."""

    plan: SubPlan
    activities: dict[str, Activity] = field(default_factory=dict)
    links: dict[LinkKey, int] = field(default_factory=dict)  # lag in working minutes
    standing: Standing | None = None  # of whoever changes it; none is the worker

    @classmethod
    def of(cls, plan: SubPlan) -> Draft:
        rows = in_one_outline(Activity.objects.filter(sub_plan=plan))
        draft = cls(plan, {row.key: row for row in rows})
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

    def snapshot(self) -> dict[RowKey, Row]:
        """All rows as plain values, by table and key."""
        rows: dict[RowKey, Row] = {
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
