"""The form of one project's month: filled from the draft, the report, or the last month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from kaigong.portfolio.forms import typed_amount
from kaigong.portfolio.selectors.months import ProjectInRound
from kaigong.portfolio.services.reports import mark_of
from kaigong.web.amounts import Unit, plain
from kaigong.wording import said

UNCHANGED = frozenset({"=", "＝"})
WORDS = ("physical_progress", "problems", "note")
LONGEST = {"note": 300}


@dataclass(frozen=True)
class ItemLine:
    """One work item in the form."""

    name: str
    field: str
    value: str
    last: str
    whole: str
    unit: str


@dataclass
class ReportForm:
    """The values of the form as text, whence they came, and what is wrong with them."""

    row: ProjectInRound
    month: date
    unit: Unit
    values: dict[str, str] = field(default_factory=dict)
    comes_from: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    told: str = ""

    @property
    def seen(self) -> str:
        return mark_of(self.row.report)

    @property
    def amount(self) -> str:
        return self.values.get("amount", "")

    @property
    def items(self) -> list[ItemLine]:
        return [
            ItemLine(
                name=each.item.name,
                field=f"item-{each.item.pk}",
                value=self.values.get(f"item-{each.item.pk}", ""),
                last=plain(each.last) if each.last is not None else "",
                whole=plain(each.item.quantity),
                unit=each.item.unit,
            )
            for each in self.row.items
        ]

    @property
    def item_faults(self) -> list[str]:
        return [text for name, text in self.faults.items() if name.startswith("item-")]


def filled_form(row: ProjectInRound, month: date, *, unit: Unit) -> ReportForm:
    """The form as it opens. Words and readings are carried over; the month's own sum is not.

    Last month's investment stands beside the field: a sum that fills itself would be signed
    without being read.
    """
    form = ReportForm(row, month, unit)
    if row.draft is not None:
        form.values, form.comes_from = dict(row.draft.typed), "draft"
    elif row.report is not None:
        report = row.report
        form.values = {
            "amount": in_unit(report.record_amount, unit),
            "physical_progress": report.physical_progress,
            "problems": report.problems,
            "note": report.note,
        }
        form.values |= {
            f"item-{each.item.pk}": plain(each.now) for each in row.items if each.now is not None
        }
        form.comes_from = "report"
    elif row.last is not None:
        form.values = {
            "physical_progress": row.last.physical_progress,
            "problems": row.last.problems,
        }
        form.comes_from = "last"
    for each in row.items:
        if each.last is not None:
            form.values.setdefault(f"item-{each.item.pk}", plain(each.last))
    return form


def in_unit(amount: Decimal | None, unit: Unit) -> str:
    """An amount as it is typed, in the column's unit, without empty decimals."""
    return "" if amount is None else plain((amount / unit.size).normalize())


@dataclass(frozen=True)
class TypedReport:
    """What was typed, read."""

    amount: Decimal
    readings: dict[int, Decimal]
    physical_progress: str
    problems: str
    note: str


def typed_values(form: ReportForm, posted: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form out of what was posted; nothing else is kept."""
    names = ["amount", *WORDS, *(f"item-{each.item.pk}" for each in form.row.items)]
    return {name: str(posted[name]).strip() for name in names if name in posted}


def is_unchanged(posted: Mapping[str, str]) -> bool:
    """Whether the person says that nothing moved: the button, or `=` in place of the sum."""
    return "unchanged" in posted or str(posted.get("amount", "")).strip() in UNCHANGED


def read_form(form: ReportForm) -> TypedReport | None:
    """Read the typed values; what cannot be read is written into `form.faults`."""
    amount = typed_amount(form.amount, unit=form.unit)
    if amount is None:
        form.faults["amount"] = (
            said("填本月完成；没有变化就按 =", "Enter the month's sum, or = for no change")
            if not form.amount
            else said(f"「{form.amount}」不是金额", f"“{form.amount}” is not an amount")
        )
    readings: dict[int, Decimal] = {}
    for each in form.row.items:
        text = form.values.get(f"item-{each.item.pk}", "").replace(",", "").rstrip("%％ ")
        if not text:
            continue
        try:
            value = Decimal(text)
            if not value.is_finite() or value < 0:
                raise InvalidOperation
        except InvalidOperation:
            form.faults[f"item-{each.item.pk}"] = said(
                f"{each.item.name}：「{text}」不是数量",
                f"{each.item.name}: “{text}” is no quantity",
            )
        else:
            readings[each.item.pk] = value.quantize(Decimal("0.001"))
    for name in WORDS:
        if len(form.values.get(name, "")) > LONGEST.get(name, 5000):
            form.faults[name] = said("太长，请写短些", "Too long; please shorten it")
    if form.faults or amount is None:
        return None
    return TypedReport(amount, readings, *(form.values.get(name, "") for name in WORDS))
