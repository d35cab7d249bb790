"""What may be typed about an issue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from kaigong.accounts.models import Organisation, OrganisationKind
from kaigong.accounts.selectors import Standing, organisations_in
from kaigong.coordination.forms.choices import offer
from kaigong.coordination.forms.papers import PapersField
from kaigong.coordination.models import HelpState, Issue, IssueCategory, Paper, Severity
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said, say

_WHO_SOLVES = [
    OrganisationKind.DEPARTMENT,
    OrganisationKind.UTILITY,
    OrganisationKind.COMMAND,
    OrganisationKind.TASK_FORCE,
    OrganisationKind.ZONE,
]


def _degrees(label: str, *, most: int) -> forms.DecimalField:
    box = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, min_value=-most, max_value=most, max_digits=9, decimal_places=6,
        required=False, widget=box,
    )  # fmt: skip


class RaiseForm(forms.Form):
    """An issue as somebody on a site types it: three fields are enough."""

    project = forms.ModelChoiceField(
        Issue.project.get_queryset().none(),
        label=say("项目", "Project"),
        required=False,
        to_field_name="code",
        empty_label=say("不属于某个项目", "Of no project"),
    )
    category = forms.ModelChoiceField(
        IssueCategory.objects.none(),
        label=say("类别", "Category"),
        to_field_name="key",
        empty_label=say("选择类别…", "Choose a category…"),
    )
    title = forms.CharField(
        label=say("一句话：卡在哪里", "In one line: what blocks it"), max_length=200
    )
    severity = forms.TypedChoiceField(
        label=say("轻重", "Severity"), choices=Severity.choices, coerce=int,
        initial=Severity.ORDINARY,
    )  # fmt: skip
    text = forms.CharField(
        label=say("说明", "Details"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    location = forms.CharField(label=say("位置", "Place"), max_length=200, required=False)
    longitude = _degrees(say("经度", "Longitude"), most=180)
    latitude = _degrees(say("纬度", "Latitude"), most=90)
    milestone = forms.ModelChoiceField(
        Issue.milestone.get_queryset().none(),
        label=say("影响的节点", "Milestone it endangers"),
        required=False,
        empty_label=say("不指定", "None in particular"),
    )
    papers = PapersField()
    # Papers that came with the form before, while it was asked whether it is the same matter.
    kept = forms.ModelMultipleChoiceField(Paper.objects.none(), required=False)
    seen = forms.CharField(max_length=500, required=False)  # numbers of issues looked at

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        projects = projects_for(standing)
        offer(self, "project", projects.order_by("name"))
        open_ones = IssueCategory.objects.filter(zone=standing.zone, closed_at=None)
        offer(self, "category", open_ones)
        code = self.data.get("project") if self.is_bound else self.initial.get("project")
        promised = Issue.milestone.get_queryset().filter(
            project__in=projects.filter(code=code or None), done_on=None
        )
        offer(self, "milestone", promised.order_by("due_on", "id"))
        offer(self, "kept", Paper.objects.filter(zone=standing.zone, by=standing.user))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        longitude, latitude = given.pop("longitude", None), given.pop("latitude", None)
        if (longitude is None) != (latitude is None):
            self.add_error("longitude", said("经度和纬度要一起填。", "Give both degrees or none."))
        given["point"] = None if longitude is None else (longitude, latitude)
        return given


def solvers(standing: Standing) -> QuerySet[Organisation]:
    """The bodies that an issue can be given to, or asked to help with."""
    return organisations_in(standing.zone, kinds=_WHO_SOLVES)


class MoveForm(forms.Form):
    """A move: words, a lead department where it is assigned, and what the person had seen."""

    words = forms.CharField(max_length=2000, required=False)
    lead = forms.ModelChoiceField(queryset=Organisation.objects.none(), required=False)
    version = forms.IntegerField(required=False)
    papers = PapersField()

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "lead", solvers(standing))


class RemarkForm(forms.Form):
    """Words under an issue."""

    words = forms.CharField(max_length=2000, required=False)
    papers = PapersField()
    is_internal = forms.BooleanField(required=False)


class DeadlineForm(forms.Form):
    """Another day to be solved by."""

    to = forms.DateField(label=say("新期限", "New deadline"))
    words = forms.CharField(max_length=300, required=False)


class HelpForm(forms.Form):
    """What a helping department is asked for, and by when."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none())
    task = forms.CharField(max_length=300, required=False)
    due_on = forms.DateField()

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "organisation", solvers(standing))


class HelpAnswerForm(forms.Form):
    """A helping department's answer."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none())
    state = forms.ChoiceField(
        choices=[(each, each.label) for each in HelpState if each is not HelpState.ASKED]
    )
    words = forms.CharField(max_length=300, required=False)

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "organisation", solvers(standing))
