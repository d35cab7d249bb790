"""What may be typed on the ledger page beside its cells: a new project."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from django import forms

from kaigong.accounts.models import Zone
from kaigong.engines import ledgers
from kaigong.engines.ledgers import amounts
from kaigong.portfolio.models import ProjectKind, Sector
from kaigong.portfolio.selectors.sectors import open_sectors
from kaigong.web.amounts import ledger_unit
from kaigong.wording import said, say


class NewProject(TypedDict):
    """What the form hands to `services.projects.add_project`."""

    name: str
    sector: Sector | None
    kind: str
    total_amount: Decimal | None


class NewProjectForm(forms.Form):
    """A project by the four facts that are known on its first day."""

    name = forms.CharField(label=say("名称", "Name"), max_length=300)
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=say("产业", "Sector"), required=False
    )
    kind = forms.ChoiceField(label=say("类型", "Kind"), choices=ProjectKind.choices)
    total = forms.CharField(label=say("总投资", "Total investment"), required=False, max_length=40)

    def __init__(self, zone: Zone, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]  # the posted data, or nothing
        self._zone = zone
        offered = [sector.pk for sector in open_sectors(zone, zone.today().year)]
        field = self.fields["sector"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Sector.objects.filter(pk__in=offered)
        unit = ledger_unit(zone.currency).name
        self.fields["total"].help_text = said(
            f"单位{unit}，也可以写 5000万", f"In {unit}; you may name another unit"
        )

    def clean_total(self) -> Decimal | None:
        """The amount in currency units, read as the ledger's cells read it."""
        text = self.cleaned_data["total"].strip()
        if not text:
            return None
        unit = ledgers.Unit(ledger_unit(self._zone.currency).size)
        reading = amounts.amount(text, unit=unit, currency=self._zone.currency)
        if isinstance(reading, Decimal) and reading >= 0:
            return reading
        zh, en = "看不懂这个金额，请写成 6.8 这样。", "This is no amount; write it like 6.8."
        if isinstance(reading, ledgers.Misread):
            zh, en = reading.zh, reading.en
        raise forms.ValidationError(said(zh, en))

    def fields_of_project(self) -> NewProject:
        """The facts under the names that a project has for them."""
        cleaned = self.cleaned_data
        return NewProject(
            name=cleaned["name"],
            sector=cleaned["sector"],
            kind=cleaned["kind"],
            total_amount=cleaned["total"],
        )
