"""What may be typed about a BCF archive."""

from __future__ import annotations

from typing import Any

from django import forms

from kaigong.accounts.selectors import Standing
from kaigong.coordination.forms.issues import RaiseForm
from kaigong.wording import say


class BcfForm(forms.Form):
    """An archive, and of which project and category its topics are."""

    file = forms.FileField(
        label=say("BCF 文件", "BCF archive"),
        widget=forms.ClearableFileInput(attrs={"accept": ".bcf,.bcfzip"}),
    )
    project = RaiseForm.base_fields["project"]
    category = RaiseForm.base_fields["category"]

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        asked = RaiseForm(standing=standing)
        for name in ("project", "category"):
            self.fields[name] = asked.fields[name]
