"""What may be typed about start-up conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from kaigong.accounts.models import Organisation
from kaigong.accounts.selectors import Standing
from kaigong.coordination.forms.choices import offer
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.models import Condition, ConditionKind
from kaigong.coordination.services.conditions import Asked
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import say


class _Sized(forms.Form):
    """A capacity in the unit of its kind."""

    capacity = forms.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, label=say("容量", "Capacity")
    )
    words = forms.CharField(max_length=300, required=False, label=say("说明", "In words"))


class ConditionMoveForm(_Sized):
    """One move: a day, a capacity, words, a proof, and what the person had seen."""

    owner = forms.ModelChoiceField(queryset=Organisation.objects.none(), required=False)
    day = forms.DateField(required=False, label=say("日期", "Day"))
    file = forms.FileField(required=False, label=say("凭证", "Proof"))
    version = forms.IntegerField(required=False)

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["owner"].queryset = solvers(standing)  # type: ignore[attr-defined]


class AskForm(_Sized):
    """One kind in the form that asks for several at once."""

    wanted = forms.BooleanField(required=False)
    owner = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        required=False,
        label=say("保障单位", "Who owes it"),
        empty_label=say("选单位…", "Choose…"),
    )

    def __init__(
        self, posted: Any, *, kind: ConditionKind, standing: Standing, **named: Any
    ) -> None:
        super().__init__(posted, prefix=kind.key, **named)
        self.kind = kind
        self.fields["owner"].queryset = solvers(standing)  # type: ignore[attr-defined]
        for name in ("owner", "capacity", "words"):
            self.fields[name].widget.attrs["class"] = "input"
            self.fields[name].widget.attrs["aria-label"] = f"{kind} {self.fields[name].label}"
        for name in ("capacity", "words"):
            self.fields[name].widget.attrs["placeholder"] = str(self.fields[name].label)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("wanted") and given.get("owner") is None:
            self.add_error("owner", str(say("选由谁保障", "Choose who owes it")))
        return given


def ask_forms(
    posted: Any, *, kinds: Sequence[ConditionKind], owners: Mapping[int, int], standing: Standing
) -> list[AskForm]:
    """One form a kind; all are ticked that have somebody to be asked of."""
    return [
        AskForm(
            posted,
            kind=kind,
            standing=standing,
            initial={"wanted": kind.pk in owners, "owner": owners.get(kind.pk)},
        )
        for kind in kinds
    ]


def asked_in(forms_: Sequence[AskForm]) -> list[Asked]:
    """What the valid ones of these forms ask for."""
    return [
        Asked(
            form.kind,
            owner=form.cleaned_data["owner"],
            capacity=form.cleaned_data["capacity"],
            words=form.cleaned_data["words"],
        )
        for form in forms_
        if form.cleaned_data["wanted"]
    ]


class PasteForm(forms.Form):
    """A block of cells as it was copied, of many projects or of one."""

    project = forms.ModelChoiceField(
        Condition.project.get_queryset().none(), required=False, to_field_name="code",
        widget=forms.HiddenInput,
    )  # fmt: skip
    text = forms.CharField(
        label=say("从 Excel 复制的格", "Cells copied from Excel"), max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "paste-box", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "project", projects_for(standing))


class ConditionRemarkForm(forms.Form):
    """One line beside a condition."""

    words = forms.CharField(max_length=300, required=False)


class ConditionIssueForm(forms.Form):
    """An issue that a condition gives rise to."""

    title = forms.CharField(max_length=200, required=False)
    text = forms.CharField(max_length=2000, required=False)


class ConditionKindForm(forms.Form):
    """A kind of condition as a zone sets it."""

    name = forms.CharField(max_length=200, required=False, label=say("名称", "Name"))
    name_en = forms.CharField(max_length=200, required=False, label=say("英文名称", "In English"))
    unit = forms.CharField(max_length=20, required=False, label=say("单位", "Unit"))
    unit_en = forms.CharField(
        max_length=20, required=False, label=say("英文单位", "Unit in English")
    )
    usual_owner = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), required=False, empty_label="—",
        label=say("通常由谁保障", "Usually owed by"),
    )  # fmt: skip
    answer_days = forms.IntegerField(
        min_value=1, max_value=60, initial=3, label=say("答复工作日", "Working days to answer")
    )
    warn_days = forms.IntegerField(
        min_value=0, max_value=365, initial=30, label=say("开工前几天提醒", "Warn days before")
    )
    is_closed = forms.BooleanField(required=False, label=say("停用", "Closed"))

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["usual_owner"].queryset = solvers(standing)  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name != "is_closed":
                field.widget.attrs |= {"class": "input", "aria-label": str(field.label)}
