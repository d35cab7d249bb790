"""Quantities of the year by month: what each activity has to do, in its own unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from kaigong.plan.indicators import MONTHS, cents
from kaigong.plan.pages.target_lines import MonthCell
from kaigong.plan.pages.target_words import Figures, Lamp, to_date
from kaigong.plan.target_tree import amount_of
from kaigong.plan.target_years import TargetYear, Work
from kaigong.portfolio.selectors.prospects import Prospect
from kaigong.web.amounts import plain
from kaigong.wording import said


def shown(hundredths: int) -> str:
    return plain(f"{amount_of(hundredths):,.2f}")


@dataclass(frozen=True)
class QuantityLine:
    """An activity with a quantity; figures in its own unit.

    Attributes:
        proof: `before + this year + later = the whole`, in words.
        is_red: The months that were set do not fit the whole.
        due, done: By the end of the month in view, all years together.
    """

    work: Work
    front: str
    parts: Sequence[int]  # before the year, its months, after it; whole hundredths
    month: int
    is_set: bool
    is_summed: bool
    url: str
    set_url: str
    done_parts: Sequence[int] = ()  # before the year, then each month that began

    @property
    def year(self) -> str:
        return shown(sum(self.parts[1:-1]))

    @property
    def whole(self) -> str:
        return shown(cents(self.work.row.quantity))

    @property
    def off(self) -> int:
        return sum(self.parts) - cents(self.work.row.quantity)

    @property
    def is_red(self) -> bool:
        return self.off != 0

    @property
    def proof(self) -> str:
        before, after = shown(self.parts[0]), shown(self.parts[-1])
        whole = f"{self.whole} {self.work.row.unit_shown}".rstrip()
        words = said(
            f"此前 {before} + 今年 {self.year} + 以后 {after} = {whole}",
            f"before {before} + this year {self.year} + later {after} = {whole}",
        )
        if not self.off:
            return words
        apart = shown(abs(self.off))
        more = said("多", "more") if self.off > 0 else said("少", "less")
        return said(
            f"此前 {before} + 今年 {self.year} + 以后 {after}，比总量 {self.whole} {more} {apart}",
            f"before {before} + this year {self.year} + later {after} is {apart} {more} than the"
            f" whole of {self.whole}",
        )

    @property
    def _due(self) -> int:
        return sum(self.parts[: self.month + 1])

    @property
    def due(self) -> str:
        return shown(self._due)

    @property
    def done(self) -> str:
        done = self.work.row.quantity_done
        return "" if done is None else shown(cents(done))

    @property
    def lamp(self) -> Lamp:
        if not self._due:
            return Lamp("", "")
        figures = Figures(is_money=False, currency="", largest=amount_of(0))
        return to_date(figures, self._due, cents(self.work.row.quantity_done))

    @property
    def months(self) -> list[MonthCell]:
        """The target of each month, and what was done in it; or both up to its end."""
        cells = []
        for month in MONTHS:
            since = 0 if self.is_summed else month
            target, done = sum(self.parts[since : month + 1]), ""
            if month < len(self.done_parts):
                so_far = sum(self.done_parts[since : month + 1])
                done = shown(so_far) if target or so_far else ""
            cells.append(MonthCell(shown(target) if target else "", done))
        return cells


@dataclass(frozen=True)
class QuantitiesPage:
    """All activities with a quantity, by front and project."""

    year: TargetYear
    front: str | None = None
    is_summed: bool = False
    may_set: bool = False

    @property
    def last_month(self) -> int:
        """The last month of the year that has begun, and has a quantity done."""
        return max((len(each) for each in self.year.quantities_done.values()), default=1) - 1

    @cached_property
    def projects(self) -> list[tuple[str, Prospect, list[QuantityLine]]]:
        """Front, project, and its lines."""
        found = []
        for front in [*self.year.fronts, None]:
            if self.front is not None and self.front != (front.key if front else "-"):
                continue
            name = str(front) if front else said("未编战线", "In no front")
            for prospect in self.year.of_front.get(front.pk if front else None, []):
                works = self.year.works.get(prospect.project.pk, [])
                lines = [self._line(name, work) for work in works if work.row.quantity]
                if lines:
                    found.append((name, prospect, lines))
        return found

    def _line(self, front: str, work: Work) -> QuantityLine:
        slug, code = self.year.zone.slug, work.plan.project.code
        asked = urlencode({"project": code, "activity": work.row.key})
        on = f"as_of={self.year.day}&" if self.year.day else ""
        return QuantityLine(
            work=work,
            front=front,
            parts=self.year.quantities(work),
            month=self.year.month.month,
            is_set=self.year.is_set(work),
            is_summed=self.is_summed,
            url=f"{reverse('plan:schedule', args=[slug, code])}?{on}row={work.row.key}#row",
            done_parts=self.year.quantities_done.get((work.plan.pk, work.row.key), ()),
            set_url=f"{reverse('plan:set_targets', args=[slug])}?{asked}" if self.may_set else "",
        )
