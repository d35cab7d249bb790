"""What may be typed on the pages of projects, months and plans."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet

from kaigong.accounts.models import User
from kaigong.portfolio.models import Stage
from kaigong.web.amounts import YI, Unit
from kaigong.wording import said, say

MOST = Decimal(10) ** 15  # of a currency unit; no programme on earth is larger
_AMOUNT = re.compile(r"^([+-]?[\d,，]*\.?\d*)\s*(亿元?|万元?|元|bn|m|k)?$", re.IGNORECASE)
_SIZES = {
    "亿": YI,
    "万": Decimal(10) ** 4,
    "元": Decimal(1),
    "bn": Decimal(10) ** 9,
    "m": Decimal(10) ** 6,
    "k": Decimal(10) ** 3,
}


def typed_amount(text: str, *, unit: Unit) -> Decimal | None:
    """An amount as an officer types it: in the column's unit, or with a unit of its own.

    Returns:
        Currency units, whole hundredths; none where the text is not an amount.
    """
    plain = text.strip().translate(str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+"))
    found = _AMOUNT.match(plain.replace(" ", ""))
    if not found or not any(letter.isdigit() for letter in found[1]):
        return None
    sign = (found[2] or "").lower()
    size = unit.size if not sign else _SIZES[sign.rstrip("元") or "元"]
    try:
        amount = Decimal(found[1].replace(",", "").replace("，", "")) * size
    except InvalidOperation:
        return None
    if abs(amount) > MOST:
        return None
    return amount.quantize(Decimal("0.01"))


class AmountField(forms.CharField):
    """An amount in the unit of its column; the form hands the unit over."""

    def __init__(self, *, unit: Unit, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.unit = unit

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        amount = typed_amount(text, unit=self.unit)
        if amount is None:
            raise forms.ValidationError(
                said(
                    f"「{text}」不是金额；请写数字，单位{self.unit.name}，或写明 0.8亿、8000万",
                    f"“{text}” is not an amount; give a number in {self.unit.name}, or like 80m",
                )
            )
        return amount


class DayField(forms.DateField):
    """A day, by the browser's own picker."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d"], **options)


class StepForm(forms.Form):
    """A step of the life cycle."""

    stage = forms.ChoiceField(choices=Stage.choices, label=say("进入阶段", "Stage"))
    on = DayField(label=say("日期", "Date"))
    reason = forms.CharField(max_length=300, required=False, label=say("原因", "Reason"))
    proof = forms.FileField(required=False, label=say("凭证", "Proof"))
    seen = forms.ChoiceField(choices=Stage.choices, required=False)

    def given(self) -> dict[str, Any]:
        """The step as the service takes it."""
        facts = dict(self.cleaned_data)
        facts["stage"] = Stage(facts["stage"])
        facts["seen"] = Stage(facts["seen"]) if facts["seen"] else None
        return facts


class MilestoneForm(forms.Form):
    """A dated promise."""

    name = forms.CharField(max_length=200, label=say("节点", "Milestone"))
    name_en = forms.CharField(
        max_length=200, required=False, label=say("英文名称", "Name in English")
    )
    without_english = forms.BooleanField(
        required=False, label=say("去掉英文名称", "No English name")
    )
    due_on = DayField(label=say("承诺日期", "Due"))
    owner = forms.ModelChoiceField(
        User.objects.none(), required=False, label=say("责任人", "Owner")
    )
    reason = forms.CharField(max_length=300, required=False, label=say("改期原因", "Why moved"))

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (declared above)
        field.queryset = people

    def given(self) -> dict[str, Any]:
        """What is asked for: a blank English name stays as it was unless it is to go."""
        facts = dict(self.cleaned_data)
        if facts.pop("without_english"):
            return facts | {"name_en": ""}
        return facts | {"name_en": facts["name_en"] or None}


class MilestoneDoneForm(forms.Form):
    """The day on which a promise was kept."""

    on = DayField(label=say("完成日期", "Done on"))
    proof = forms.FileField(required=False, label=say("凭证", "Proof"))


class WorkItemForm(forms.Form):
    """A part of the works: its unit, how much of it there is, and until when."""

    name = forms.CharField(max_length=100, label=say("工序", "Work item"))
    unit = forms.CharField(max_length=20, label=say("单位", "Unit"))
    quantity = forms.DecimalField(
        max_digits=16, decimal_places=3, required=False, label=say("工程量", "Quantity")
    )
    due_on = DayField(required=False, label=say("最迟完成", "Latest finish"))
    reason = forms.CharField(max_length=100, required=False, label=say("原因", "Reason"))

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("unit") in {"%", "％"}:
            facts["unit"], facts["quantity"] = "%", Decimal(100)  # a share is of the whole
        elif "quantity" not in self.errors and (facts.get("quantity") or 0) <= 0:
            fault = say("请写工程量，要大于 0", "Give the quantity, more than 0")
            self.add_error("quantity", fault)
        return facts


class ProofForm(forms.Form):
    """A photo or a paper."""

    file = forms.FileField(label=say("照片或文件", "Photo or paper"))


class PlanForm(forms.Form):
    """One project's plan of a year; months left empty have no target."""

    is_start_planned = forms.BooleanField(required=False)
    is_completion_planned = forms.BooleanField(required=False)
    is_outside_plan = forms.BooleanField(required=False)
    batch = forms.CharField(max_length=100, required=False, label=say("批次", "Batch"))

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        label = say("计划投资", "Planned investment")
        self.fields["planned_amount"] = AmountField(unit=unit, required=False, label=label)
        label = say("预计完成", "Expected")
        self.fields["expected_amount"] = AmountField(unit=unit, required=False, label=label)
        for month in range(1, 13):
            label = say(f"{month} 月", f"Month {month}")
            self.fields[f"month_{month}"] = AmountField(unit=unit, required=False, label=label)

    def given(self) -> dict[str, Any]:
        """The plan as the service takes it."""
        facts = dict(self.cleaned_data)
        months = {month: facts.pop(f"month_{month}") for month in range(1, 13)}
        facts["month_amounts"] = {month: each for month, each in months.items() if each}
        return facts


class LockForm(forms.Form):
    """The lock of a year's plan."""

    reason = forms.CharField(max_length=300, label=say("依据", "Reason"))
    approver = forms.ModelChoiceField(User.objects.none(), label=say("批准人", "Approver"))

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["approver"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (declared above)
        field.queryset = people


class CloseForm(forms.Form):
    """The statistician's sign-off."""

    note = forms.CharField(max_length=300, required=False, label=say("说明", "Note"))


class RestateForm(forms.Form):
    """A correction of a closed month."""

    reason = forms.CharField(max_length=300, label=say("更正原因", "Reason"))

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"] = AmountField(unit=unit, label=say("更正为", "Restated to"))


def month_in(text: str) -> date | None:
    """`2021-03` as the first day of that month; none where the text is not a month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
