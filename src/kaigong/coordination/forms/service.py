"""What may be typed about officers, contacts, mandates and hand-overs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Condition, ContactWay
from kaigong.coordination.selectors.service import officers_in, projects_of_officer
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import say


class _Chosen(forms.Form):
    """Projects by their codes, and a person; each form says among whom and which."""

    projects = forms.ModelMultipleChoiceField(
        Condition.project.get_queryset().none(), to_field_name="code", required=False
    )
    person = forms.ModelChoiceField(
        User.objects.none(), to_field_name="username", label=say("人员", "Person")
    )

    def __init__(
        self, *given: Any, standing: Standing, projects: QuerySet[Any] | None = None, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        among = projects_for(standing) if projects is None else projects
        self.fields["projects"].queryset = among  # type: ignore[attr-defined]
        self.fields["person"].queryset = officers_in(standing)  # type: ignore[attr-defined]


class AssignForm(_Chosen):
    """Another officer for projects."""

    reason = forms.CharField(max_length=300, required=False)


class SubstituteForm(_Chosen):
    """Who stands in, and for how long; without projects for all of the one who is away."""

    away = forms.ModelChoiceField(User.objects.none(), to_field_name="username", required=False)
    from_on = forms.DateField(label=say("从", "From"))
    until_on = forms.DateField(label=say("到", "Until"), required=False)
    reason = forms.CharField(max_length=300, required=False)

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, standing=standing, **named)
        self.fields["away"].queryset = officers_in(standing)  # type: ignore[attr-defined]


class HandOverForm(_Chosen):
    """Projects to hand over, and to whom."""

    note = forms.CharField(max_length=2000, required=False)

    def __init__(self, *given: Any, standing: Standing, giver: User, **named: Any) -> None:
        theirs = projects_of_officer(standing, giver).filter(service_officer=giver)
        super().__init__(*given, standing=standing, projects=theirs, **named)


class HandOverAnswerForm(forms.Form):
    """Accepted, or not and why."""

    accepts = forms.BooleanField(required=False)
    answer = forms.CharField(max_length=300, required=False)


class ContactForm(forms.Form):
    """One contact with a firm."""

    way = forms.ChoiceField(choices=ContactWay.choices, label=say("方式", "Way"))
    on = forms.DateField(label=say("日期", "Day"))
    whom = forms.CharField(max_length=100, required=False)
    words = forms.CharField(max_length=2000, required=False)
    next_step = forms.CharField(max_length=300, required=False)
    next_on = forms.DateField(required=False, label=say("下一步日期", "Day of the next step"))


class StepForm(forms.Form):
    """The next step of which contact was taken."""

    contact = forms.IntegerField(min_value=1)


class MandateForm(forms.Form):
    """A mandate with its days and its paper."""

    scope = forms.CharField(max_length=300, label=say("委托事项", "Scope"))
    valid_from = forms.DateField(label=say("从", "From"))
    valid_until = forms.DateField(label=say("到", "Until"))
    file = forms.FileField(required=False)
