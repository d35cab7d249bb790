"""What may be typed on a site: one visit with its findings, in one plain form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Issue, IssueCategory, Outcome
from kaigong.coordination.selectors.issues import open_issues_for
from kaigong.coordination.services.visits import Found
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import say

FINDINGS = 3  # that an empty form offers
MOST_FINDINGS = 40
_NUMBERED = re.compile(r"f(\d{1,3})-words")


class VisitForm(forms.Form):
    """Where, when, who was there, what was seen. `client_key` makes a second sending harmless."""

    client_key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    project = forms.ModelChoiceField(
        Issue.project.get_queryset().none(),
        label=say("项目", "Project"),
        to_field_name="code",
        empty_label="—",
    )
    visited_on = forms.DateField(
        label=say("哪天", "Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    company = forms.CharField(
        label=say("同行", "Who else was there"), max_length=300, required=False
    )
    seen = forms.CharField(
        label=say("看到了什么", "What was seen"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        projects = self.fields["project"]
        assert isinstance(projects, forms.ModelChoiceField)  # noqa: S101  (declared above)
        projects.queryset = projects_for(standing).order_by("name")


class FindingForm(forms.Form):
    """One finding; without words there is none."""

    words = forms.CharField(label=say("发现什么", "What was found"), max_length=300, required=False)
    outcome = forms.ChoiceField(
        label=say("怎么办", "What happens"), choices=Outcome.choices, initial=Outcome.MEETING
    )
    solution = forms.CharField(
        label=say("当场怎么解决的", "How it was solved there"), max_length=500, required=False
    )
    category = forms.ModelChoiceField(
        IssueCategory.objects.none(),
        label=say("类别", "Category"),
        required=False,
        to_field_name="key",
        empty_label=None,
    )
    issue = forms.ModelChoiceField(
        Issue.objects.none(),
        label=say("已有的问题", "An issue on record"),
        required=False,
        to_field_name="number",
        empty_label=say("新问题", "A new one"),
    )

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        open_ones = IssueCategory.objects.filter(zone=standing.zone, closed_at=None)
        for name, choices in (("category", open_ones), ("issue", open_issues_for(standing))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (declared above)
            field.queryset = choices


def finding_forms(
    standing: Standing, request: HttpRequest | None = None, *, more: int = 0
) -> list[FindingForm]:
    """The findings of a form, numbered f0, f1, f2 and on; those left out by a phone are empty.

    Args:
        more: Empty ones to add at the end.
    """
    posted = request.POST if request is not None else {}
    asked = max(_places_in(posted), default=FINDINGS - 1) + 1 + more
    made = []
    for place in range(min(max(asked, FINDINGS), MOST_FINDINGS)):
        is_filled = str(posted.get(f"f{place}-words", "")).strip()
        given = posted if is_filled else None
        made.append(FindingForm(given, prefix=f"f{place}", standing=standing))
    return made


def _places_in(posted: Mapping[str, object]) -> set[int]:
    """The numbers of the findings that a form brings, empty ones too."""
    return {int(found[1]) for name in posted if (found := _NUMBERED.fullmatch(name))}


def found_in(request: HttpRequest, findings: list[FindingForm]) -> list[Found]:
    """What valid finding forms say, with their photos."""
    return [
        Found(
            words=form.cleaned_data["words"],
            outcome=form.cleaned_data["outcome"],
            solution=form.cleaned_data["solution"],
            issue=form.cleaned_data["issue"],
            category=form.cleaned_data["category"],
            files=request.FILES.getlist(f"{form.prefix}-files"),
        )
        for form in findings
        if form.is_bound
    ]
