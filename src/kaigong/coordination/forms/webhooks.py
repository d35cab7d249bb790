"""What may be typed about webhooks."""

from __future__ import annotations

from django import forms

from kaigong.coordination.hooks import EVENTS
from kaigong.wording import say


class WebhookForm(forms.Form):
    """An address, and what it is told."""

    address = forms.CharField(
        label=say("地址", "Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=say("告诉它什么", "What it is told"),
        choices=lambda: list(EVENTS.items()),  # asked late: slices above enter theirs
        initial=["issue.raised", "issue.moved"],
        widget=forms.CheckboxSelectMultiple,
    )
