"""The wall chart: projects × start-up conditions, and in one look what blocks which start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet

from kaigong.accounts.selectors import Standing, people_in
from kaigong.coordination.models import ConditionKind
from kaigong.coordination.pages.conditions import ShownRow, shown_row
from kaigong.coordination.selectors.conditions import is_before_start, starts_for, wall_of
from kaigong.portfolio.batches import batch_name
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

PAGE = 200
SCREEN_ROWS = 12  # of the big screen, 1080 px high
SOON_DAYS = 30
FILTERS = ("batch", "officer", "month", "blocked")


class WallChart:
    """What the wall chart shows to one person under some filters.

    Args:
        asked: The query of the address: batch, officer (user name), month (2021-04), blocked (1).
    """

    def __init__(
        self,
        standing: Standing,
        kinds: Sequence[ConditionKind],
        asked: Mapping[str, str],
        *,
        is_paged: bool = True,
    ) -> None:
        self.standing, self.all_kinds, self.is_paged = standing, kinds, is_paged
        self.today = standing.zone.today()
        self.asked = {key: str(asked.get(key, "")) for key in FILTERS}
        self.number = asked.get("page", "1")

    @cached_property
    def _projects(self) -> QuerySet[Project]:
        found = starts_for(self.standing)
        if self.asked["batch"]:
            found = found.filter(plans__year=self.today.year, plans__batch=self.asked["batch"])
        if self.asked["officer"]:
            found = found.filter(service_officer__username=self.asked["officer"])
        if month := month_in(self.asked["month"]):
            after = (month + timedelta(days=31)).replace(day=1)
            found = found.filter(planned_start_on__gte=month, planned_start_on__lt=after)
        return found.order_by(F("planned_start_on").asc(nulls_last=True), "code")

    @cached_property
    def all_rows(self) -> list[ShownRow]:
        """Every row under the filters, the nearest start first."""
        of = wall_of(self.standing, list(self._projects), self.all_kinds)
        rows = [shown_row(each, today=self.today) for each in of]
        return [row for row in rows if row.is_blocked] if self.asked["blocked"] else rows

    @cached_property
    def is_partial(self) -> bool:
        """Whether the reader only owes something here, and sees no project whole."""
        return bool(self.all_rows) and not any(row.of.is_of_ledger for row in self.all_rows)

    @cached_property
    def kinds(self) -> Sequence[ConditionKind]:
        """The columns; a utility has only those of which it owes something."""
        if not self.is_partial:
            return self.all_kinds
        seen = {cell.kind.pk for row in self.all_rows for cell in row.cells}
        return [kind for kind in self.all_kinds if kind.pk in seen]

    @cached_property
    def page(self) -> Page[ShownRow]:
        return Paginator(self.all_rows, PAGE).get_page(self.number)

    @property
    def rows(self) -> Sequence[ShownRow]:
        return list(self.page.object_list) if self.is_paged else self.all_rows

    @cached_property
    def urgent(self) -> list[ShownRow]:
        """For the big screen: what is blocked first, then the nearest starts."""
        rows = [row for row in self.all_rows if self._is_start(row)]
        rank = {"red": 0, "amber": 1}
        return sorted(rows, key=lambda row: rank.get(row.lamp, 2))[:SCREEN_ROWS]

    @property
    def urgent_left(self) -> int:
        return max(0, len(self.all_rows) - len(self.urgent))

    @cached_property
    def missing(self) -> list[int]:
        """By kind: at how many starts it is not there, in the order of the kinds."""
        counts = Counter(
            cell.kind.pk
            for row in self.all_rows
            for cell in row.cells
            if cell.condition is None or not cell.condition.is_met
        )
        return [counts[kind.pk] for kind in self.kinds]

    # --- the three questions --------------------------------------------------------------------

    def _is_start(self, row: ShownRow) -> bool:
        return is_before_start(row.of.project)

    @cached_property
    def _soon(self) -> list[ShownRow]:
        last = self.today + timedelta(days=SOON_DAYS)
        return [
            row
            for row in self.all_rows
            if self._is_start(row)
            and row.of.project.planned_start_on is not None
            and row.of.project.planned_start_on <= last
        ]

    @property
    def soon(self) -> int:
        """Starts planned until a month from now, those that have passed among them."""
        return len(self._soon)

    @property
    def soon_ready(self) -> int:
        return sum(1 for row in self._soon if row.of.readiness and row.of.readiness.is_ready)

    @property
    def soon_blocked(self) -> int:
        return sum(1 for row in self._soon if row.is_blocked)

    @property
    def soon_open(self) -> int:
        """Of the blocked ones: where nobody can say by which day all will be there."""
        return sum(
            1
            for row in self._soon
            if row.is_blocked and row.of.readiness and row.of.readiness.is_open
        )

    @property
    def worst_kind(self) -> tuple[ConditionKind, int] | None:
        """The condition that is missing at most of the starts of the month ahead."""
        counts = Counter(
            cell.kind
            for row in self._soon
            for cell in row.cells
            if cell.condition is None or not cell.condition.is_met
        )
        return counts.most_common(1)[0] if counts else None

    # --- filters ----------------------------------------------------------------------------------

    @cached_property
    def batches(self) -> list[tuple[str, str]]:
        """Each batch as it was typed, and in the reader's language."""
        seen = starts_for(self.standing).filter(plans__year=self.today.year)
        typed = {batch for batch in seen.values_list("plans__batch", flat=True) if batch}
        return [(each, batch_name(each)) for each in sorted(typed)]

    @cached_property
    def officers(self) -> list[tuple[str, str]]:
        seen = starts_for(self.standing).order_by().values("service_officer")
        people = people_in(self.standing.zone).filter(pk__in=seen)
        return [(each.username, str(each)) for each in people]

    @cached_property
    def months(self) -> list[str]:
        days = starts_for(self.standing).values_list("planned_start_on", flat=True)
        return sorted({f"{day:%Y-%m}" for day in days if day})

    @property
    def query(self) -> str:
        """The filters as an address carries them."""
        return urlencode({key: value for key, value in self.asked.items() if value})

    @property
    def is_filtered(self) -> bool:
        return any(self.asked.values())

    @property
    def filters_in_words(self) -> str:
        """For paper and workbook: under which filters this was drawn."""
        names = dict(self.officers)
        told = [
            batch_name(self.asked["batch"]),
            names.get(self.asked["officer"], self.asked["officer"]),
            said(f"计划 {self.asked['month']} 开工", f"start in {self.asked['month']}")
            if self.asked["month"]
            else "",
            said("只看卡住的", "blocked only") if self.asked["blocked"] else "",
        ]
        return said("；", "; ").join(part for part in told if part)


def month_in(text: str) -> date | None:
    """2021-04 as its first day; nothing else is a month."""
    year, _, month = text.partition("-")
    if not (len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1) if int(year) else None
