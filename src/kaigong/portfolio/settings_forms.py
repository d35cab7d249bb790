"""What may be typed on the pages of sector schemes and levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from kaigong.portfolio.forms import AmountField
from kaigong.portfolio.models import Sector
from kaigong.portfolio.services.levels import Level
from kaigong.portfolio.services.notices import NoticeText, Span
from kaigong.portfolio.services.sectors import DrawnSector
from kaigong.web.amounts import Unit
from kaigong.wording import said, say

EARLIEST, LATEST = 1990, 2100
MOST_LEVELS = 12


class NamesForm(forms.Form):
    """A name in the zone's language and, where there is one, in English."""

    name = forms.CharField(max_length=200, label=say("名称", "Name"))
    name_en = forms.CharField(max_length=200, required=False, label=say("英文名称", "In English"))


class SchemeForm(NamesForm):
    """A scheme of a coming year."""

    first_year = forms.IntegerField(
        min_value=EARLIEST, max_value=LATEST, label=say("从哪一年起", "From the year")
    )


class SectorsForm(forms.Form):
    """The names and places of all sectors of a scheme, in one table."""

    def __init__(self, *args: Any, sectors: Sequence[Sector], **options: Any) -> None:
        super().__init__(*args, **options)
        self._sectors = sectors
        for sector in sectors:
            self.fields[f"place-{sector.pk}"] = forms.IntegerField(
                min_value=1, max_value=999, label=said(f"{sector} 的次序", f"Place of {sector}")
            )
            self.fields[f"name-{sector.pk}"] = forms.CharField(
                max_length=200, label=said(f"{sector} 的名称", f"Name of {sector}")
            )
            self.fields[f"name_en-{sector.pk}"] = forms.CharField(max_length=200, required=False)

    def drawn(self) -> dict[int, DrawnSector]:
        """Sector's id → how it shall be. Places are counted from 1 on the page, from 0 in rows.

        Who writes 2 twice means: these two one after the other, as they stood.
        """
        facts = self.cleaned_data
        order = sorted(
            self._sectors, key=lambda each: (facts[f"place-{each.pk}"], each.place, each.pk)
        )
        return {
            sector.pk: DrawnSector(place, facts[f"name-{sector.pk}"], facts[f"name_en-{sector.pk}"])
            for place, sector in enumerate(order)
        }


class WayForm(forms.Form):
    """Where the projects of an old sector stand in the next scheme."""

    after = forms.ModelMultipleChoiceField(
        Sector.objects.none(), required=False, label=say("对应", "Mapped to")
    )
    has_no_successor = forms.BooleanField(required=False, label=say("没有对应", "None"))

    def __init__(self, *args: Any, sectors: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["after"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  (declared above)
        field.queryset = sectors

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("has_no_successor") and facts.get("after"):
            raise forms.ValidationError(
                said(
                    "「没有对应」与具体产业只能选一样；请去掉其中之一。",
                    "Choose either “none” or sectors, not both.",
                )
            )
        return facts


class LevelsForm(forms.Form):
    """The thresholds of a year: one line a level, an empty line is none."""

    seen = forms.CharField(max_length=16, required=False)

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        for line in range(MOST_LEVELS):
            number = line + 1
            self.fields[f"name-{line}"] = forms.CharField(
                max_length=200, required=False, label=said(f"第 {number} 行", f"Line {number}")
            )
            self.fields[f"name_en-{line}"] = forms.CharField(max_length=200, required=False)
            label = said(f"第 {number} 行的金额", f"Amount of line {number}")
            self.fields[f"amount-{line}"] = AmountField(unit=unit, required=False, label=label)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        for line in range(MOST_LEVELS):
            name, amount = facts.get(f"name-{line}"), facts.get(f"amount-{line}")
            if name and amount is None and f"amount-{line}" not in self.errors:
                self.add_error(f"amount-{line}", said("请写起点金额", "Give the amount"))
            if amount is not None and not name and f"name-{line}" not in self.errors:
                self.add_error(f"name-{line}", said("请写这一档的名称", "Name this level"))
        return facts

    def levels(self) -> list[Level]:
        """The lines that are filled in."""
        facts = self.cleaned_data
        lines: list[Level] = []
        for line in range(MOST_LEVELS):
            amount: Decimal | None = facts[f"amount-{line}"]
            if amount is not None:
                lines.append((amount, (facts[f"name-{line}"], facts[f"name_en-{line}"])))
        return lines


_DAY = r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?"
_SPAN = re.compile(rf"^(?P<name>\D*?)[\s:：]*{_DAY}(?:\s*(?:~|至|到|–|—|to|-)\s*{_DAY})?$")


class NoticeForm(forms.Form):
    """A holiday notice: one holiday a line, and the days of weekends that are worked."""

    number = forms.CharField(max_length=100, label=say("文号", "Number"))
    signed_on = forms.DateField(
        label=say("签发日期", "Signed on"), widget=forms.DateInput({"type": "date"})
    )
    year = forms.IntegerField(
        min_value=EARLIEST, max_value=LATEST, label=say("哪一年的安排", "Arranges the year")
    )
    off = forms.CharField(
        label=say("放假（每行一个：名称 起 至 止）", "Days off (one a line: name, first to last)"),
        widget=forms.Textarea({"rows": 8, "placeholder": "春节 2027-02-06 至 2027-02-12"}),
    )
    working = forms.CharField(
        label=say("上班的周末（日期，空格隔开）", "Weekend days worked (dates, by spaces)"),
        required=False,
        widget=forms.Textarea({"rows": 2, "placeholder": "2027-02-14 2027-02-20"}),
    )
    source = forms.CharField(max_length=300, required=False, label=say("出处", "Where it is read"))

    def clean_off(self) -> list[Span]:
        spans = []
        for line in filter(None, map(str.strip, self.cleaned_data["off"].splitlines())):
            found = _SPAN.match(line)
            numbers = [int(part) for part in found.groups()[1:] if part] if found else []
            try:
                days = [date(*numbers[at : at + 3]) for at in range(0, len(numbers), 3)]
            except ValueError:
                days = []
            if found is None or not days or not found["name"].strip():
                raise forms.ValidationError(
                    said(
                        f"「{line[:40]}」看不懂；写成 春节 2027-02-06 至 2027-02-12",
                        f"“{line[:40]}” cannot be read; write Name 2027-02-06 to 2027-02-12",
                    )
                )
            spans.append((found["name"].strip(), days[0], days[-1]))
        return spans

    def clean_working(self) -> list[date]:
        days = []
        for part in re.split(r"[\s,，、;；]+", self.cleaned_data["working"].strip()):
            found = re.fullmatch(_DAY, part) if part else None
            if not part:
                continue
            try:
                days.append(date(*map(int, found.groups() if found else ())))
            except (TypeError, ValueError):
                raise forms.ValidationError(
                    said(f"「{part[:20]}」不是日期", f"“{part[:20]}” is no date")
                ) from None
        return days

    def text(self) -> NoticeText:
        return NoticeText(**self.cleaned_data)
