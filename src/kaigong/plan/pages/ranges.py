"""How long each activity of a plan may take, as the forecast plays it, and what says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaigong.engines.waiting import Basis, Learned, Quantiles
from kaigong.plan.models import Activity, DurationSource
from kaigong.plan.pages.durations import basis_words
from kaigong.plan.ranges import days_of
from kaigong.plan.selectors.durations import kind_of, learned_durations
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.wording import said


@dataclass(frozen=True)
class RangeLine:
    """One activity that is not done.

    Attributes:
        days: Its working days by the plan.
        likely: P10, P50 and P90 of them.
        of: The line of the library it was learned from; empty where it is assumed.
    """

    row: Activity
    days: float
    likely: Quantiles
    known: Learned
    of: str

    @property
    def planned_by(self) -> str:
        """Where its days come from."""
        match self.row.duration_source:
            case DurationSource.LEARNED:
                cases = self.row.learned_from
                return said(f"学得（{cases} 例）", f"learned ({cases})")
            case DurationSource.ASSUMED:
                return said("模板（假定）", "template (assumed)")
        return self.row.get_duration_source_display()

    @property
    def basis(self) -> str:
        """Where its range comes from."""
        return basis_words(self.known)

    @property
    def is_assumed(self) -> bool:
        return self.known.basis is Basis.ASSUMED


def ranges_of(opened: OpenPlan, rows: Iterable[Activity]) -> list[RangeLine]:
    """The activities of a plan that take time, and how long each may take."""
    learned = learned_durations(opened.standing.zone)
    found = []
    for row in rows:
        if not row.duration:
            continue
        known, per_day = learned.of(row), opened.per_day(row)
        of = {Basis.KIND: kind_of(row), Basis.GROUP: row.trade, Basis.ASSUMED: ""}[known.basis]
        likely = days_of(row, known, per_day=per_day)
        found.append(RangeLine(row, row.duration / per_day, likely, known, of))
    return found
