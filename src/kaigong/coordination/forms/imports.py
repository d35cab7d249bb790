"""What may be typed about an office's list of issues."""

from __future__ import annotations

from django import forms

from kaigong.wording import say


class ImportForm(forms.Form):
    """A list, and whose it is."""

    file = forms.FileField(
        label=say("问题台账（Excel、CSV）", "List of issues (Excel, CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv"}),
    )
    list_name = forms.CharField(
        label=say("哪一份台账", "Which list"),
        max_length=100,
        help_text=say(
            "例如「建设局问题台账」。同一份台账再导入时写同一个名称，编号才对得上。",
            "Such as “Construction bureau's list”. Give the same list the same name next time: "
            "its numbers are known by it.",
        ),
    )
