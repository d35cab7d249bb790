"""What may be typed at the firm's door."""

from __future__ import annotations

from typing import Any

from django import forms

from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Issue, Paper
from kaigong.coordination.selectors.issues import open_issues_for
from kaigong.coordination.selectors.papers import own_papers
from kaigong.wording import say


class QuestionForm(forms.Form):
    """What a firm is asked, and by when."""

    text = forms.CharField(max_length=2000)
    due_on = forms.DateField()


class AnswerForm(forms.Form):
    """A firm's answer, in words or by papers that it has given before."""

    words = forms.CharField(
        label=say("答复", "Answer"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    papers = forms.ModelMultipleChoiceField(
        Paper.objects.none(),
        label=say("用存过的材料", "Papers given before"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["papers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  (as declared above)
        field.queryset = own_papers(standing)


class PaperUseForm(forms.Form):
    """Beside which open issue a paper is put."""

    issue = forms.ModelChoiceField(
        Issue.objects.none(), to_field_name="number", label=say("用于", "Use it for")
    )

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["issue"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (as declared above)
        field.queryset = open_issues_for(standing)


class RatingForm(forms.Form):
    """A score from 1 to 5, and words."""

    score = forms.IntegerField(min_value=1, max_value=5)
    words = forms.CharField(max_length=500, required=False)
