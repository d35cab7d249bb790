"""What may be typed when a decision is asked for, given or returned."""

from __future__ import annotations

from typing import Any

from django import forms

from kaigong.accounts.models import Role, User, Zone
from kaigong.accounts.selectors import people_in
from kaigong.wording import say


class AskForm(forms.Form):
    """A question to a leader. The answers offered: to agree, or up to two named choices."""

    title = forms.CharField(label=say("要决定什么", "What is to be decided"), max_length=200)
    why = forms.CharField(label=say("一句话说明为什么", "Why, in one line"), max_length=400)
    due_at = forms.DateTimeField(
        label=say("最晚什么时候定", "Needed by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    asked_of = forms.ModelChoiceField(
        label=say("提请谁定", "Put to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=say("任何一位可以决定的领导", "Any leader who may decide"),
    )
    first = forms.CharField(
        label=say("建议的答复", "Proposed answer"), max_length=30, initial=say("同意", "Agree")
    )
    second = forms.CharField(
        label=say("另一个可选的答复", "Another answer"), max_length=30, required=False
    )

    def __init__(self, *given: Any, zone: Zone, **named: Any) -> None:
        super().__init__(*given, **named)
        leaders = people_in(zone).filter(
            memberships__role=Role.LEADER, memberships__organisation__zone=zone
        )
        field = self.fields["asked_of"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (as declared above)
        field.queryset = leaders.distinct()


class AnswerForm(forms.Form):
    """An answer, or a return with its reason."""

    answer = forms.CharField(max_length=60, required=False)
    reason = forms.CharField(max_length=400, required=False)
