"""The form in which targets are set: what holds now, what would follow from below, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms

from kaigong.plan.indicators import MONTHS, Indicator, indicators
from kaigong.plan.models import QUANTITY, WHOLE_YEAR, Front, Target, TargetEdit, TargetWay
from kaigong.plan.selectors.targets import THE_ZONE, Whose
from kaigong.plan.target_tree import amount_of, target_tree
from kaigong.plan.target_years import TargetYear, Work
from kaigong.portfolio.headline import Unit
from kaigong.web.amounts import ledger_unit, plain
from kaigong.wording import said


@dataclass(frozen=True)
class TargetOf:
    """Whose targets are to be set, with what holds and what follows from below.

    Attributes:
        size: How many of the stored unit one of the form's unit holds.
        holds: By month, 0 the whole year: what has to be reached now.
        drawn: What would be without anything set here; empty where that is not known apart.
        is_set: The months that were set.
        has_year: Whether the whole year has a target of its own.
    """

    indicator: str
    label: str
    name: str
    code: str
    whose: Whose
    unit: str
    size: Decimal
    holds: Mapping[int, Decimal]
    drawn: Mapping[int, Decimal]
    is_set: frozenset[int]
    query: str
    back: str
    has_year: bool = True
    has_months: bool = True

    @classmethod
    def of_front(cls, year: TargetYear, indicator: Indicator, front: Front | None) -> TargetOf:
        whose = Whose(front=front.pk) if front else THE_ZONE
        tree = target_tree(year, indicator)
        key = f"front:{front.key}" if front else "zone"
        place = next((n for n, node in enumerate(tree.nodes) if node.key == key), None)
        is_money = indicator.unit is Unit.AMOUNT
        unit = ledger_unit(year.zone.currency)
        asked = {"indicator": indicator.key, "front": front.key if front else ""}
        months = (WHOLE_YEAR, *MONTHS) if indicator.has_months else (WHOLE_YEAR,)
        totals = tree.targets.totals[place] if place is not None else [0] * 13
        below = tree.targets.of_children[place] if place is not None else [0] * 13
        return cls(
            indicator=indicator.key,
            label=str(indicator.label),
            name=str(front or year.zone),
            code=front.key if front else year.zone.slug,
            whose=whose,
            unit=unit.name if is_money else said("个", "number"),
            size=unit.size if is_money else Decimal(1),
            holds={month: amount_of(int(totals[month])) for month in months},
            drawn={month: amount_of(int(below[month])) for month in months},
            is_set=_set_months(year, indicator.key, whose),
            query=urlencode(asked),
            back=urlencode({"indicator": indicator.key}),
            has_months=indicator.has_months,
        )

    @classmethod
    def of_work(cls, year: TargetYear, work: Work) -> TargetOf:
        parts = year.quantities(work)
        asked = {"project": work.plan.project.code, "activity": work.row.key}
        return cls(
            indicator=QUANTITY,
            label=said("工程量", "Quantity"),
            name=f"{work.plan.project} · {work.row}",
            code=work.name,
            whose=work.whose,
            unit=work.row.unit_shown,
            size=Decimal(1),
            holds={month: amount_of(parts[month]) for month in MONTHS},
            drawn={},
            is_set=_set_months(year, QUANTITY, work.whose),
            query=urlencode(asked),
            back=urlencode({"indicator": QUANTITY}),
            has_year=False,
        )

    @classmethod
    def asked(
        cls,
        year: TargetYear,
        *,
        indicator: str = "",
        front: str = "",
        project: str = "",
        activity: str = "",
    ) -> TargetOf | None:
        """Those of the zone, of a front, or of a project's activity; none where there is no such.

        Args:
            indicator: The first one where none is named.
            front: Its key.
            project, activity: The code of a project in sight, and the key of an activity of its
                plan with a quantity.
        """
        if project:
            works = (work for found in year.works.values() for work in found)
            named = f"{project}/{activity}"
            work = next((each for each in works if each.name == named), None)
            return cls.of_work(year, work) if work is not None and work.row.quantity else None
        known = {each.key: each for each in indicators}
        found = known.get(indicator) if indicator else next(iter(indicators))
        held = next((each for each in year.fronts if each.key == front), None)
        if found is None or (front and held is None):
            return None
        return cls.of_front(year, found, held)

    def shown(self, value: Decimal | None) -> str:
        return "" if value is None else plain(value / self.size)


class TargetForm(forms.Form):
    """A field for the year and for each month; what is emptied follows from below again."""

    reason = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, target: TargetOf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        for month in target.holds:
            self.fields[f"m{month}"] = forms.DecimalField(
                required=False, min_value=0, max_digits=16, decimal_places=8
            )

    @property
    def rows(self) -> list[dict[str, object]]:
        """The fields as the page shows them: name, label, value, what is drawn."""
        rows = []
        for month, holds in self.target.holds.items():
            value = self.target.shown(holds)
            if self.is_bound:
                value = self.data.get(f"m{month}", "")
            rows.append(
                {
                    "name": f"m{month}",
                    "label": said(f"{month} 月", f"Month {month}")
                    if month
                    else said("全年", "Whole year"),
                    "value": value,
                    "drawn": self.target.shown(self.target.drawn.get(month)),
                    "is_set": month in self.target.is_set,
                }
            )
        return rows

    def values(self) -> dict[int, Decimal | None]:
        """What was said otherwise than it holds; none is back to what follows from below."""
        found: dict[int, Decimal | None] = {}
        for month, holds in self.target.holds.items():
            given = self.cleaned_data[f"m{month}"]
            if given is None:
                if month in self.target.is_set:
                    found[month] = None
            elif (value := _kept(given * self.target.size)) != holds:
                found[month] = value
        return found


@dataclass(frozen=True)
class EditLine:
    """One edit of the year's targets, in words."""

    edit: TargetEdit
    words: str
    may_undo: bool


def edit_lines(year: TargetYear, edits: Iterable[TargetEdit]) -> list[EditLine]:
    labels = {each.key: str(each.label) for each in indicators}
    labels[QUANTITY] = said("工程量", "Quantity")
    lines = []
    for edit in edits:
        rows = list(edit.targets.all())
        if edit.way == TargetWay.LOCK:
            number = edit.reason
            words = said(
                f"随第 {number} 版年度计划锁定 {len(rows)} 个目标",
                f"{len(rows)} targets kept by version {number} of the annual plan",
            )
        else:
            words = _words(year, rows, labels)
        lines.append(
            EditLine(edit, words, edit.way == TargetWay.SET and edit.taken_back_at is None)
        )
    return lines


def _words(year: TargetYear, rows: list[Target], labels: Mapping[str, str]) -> str:
    first = rows[0]
    whose = str(first.front or year.zone)
    if first.sub_plan is not None:
        whose = f"{first.sub_plan.project} {first.activity_key}"
    label = labels.get(first.indicator, first.indicator)
    unit = ledger_unit(year.zone.currency)
    is_money = first.indicator in {e.key for e in indicators if e.unit is Unit.AMOUNT}
    size = unit.size if is_money else Decimal(1)
    parts = [
        f"{_month(row.month)} {'—' if row.value is None else plain(row.value / size)}"
        for row in rows
    ]
    listed = said("、", ", ").join(parts)
    return said(f"{whose}，{label}：{listed}", f"{whose}, {label}: {listed}")


def _month(month: int) -> str:
    return said(f"{month} 月", f"month {month}") if month else said("全年", "year")


def _set_months(year: TargetYear, indicator: str, whose: Whose) -> frozenset[int]:
    return frozenset(
        month for month in (WHOLE_YEAR, *MONTHS) if (indicator, whose, month) in year.in_force
    )


def _kept(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
