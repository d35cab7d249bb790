"""What may be typed on the pages of people and organisations."""

from __future__ import annotations

from typing import Any

from django import forms

from kaigong.accounts.models import Organisation, OrganisationKind, Role, User, Zone
from kaigong.accounts.selectors import organisations_in
from kaigong.wording import say


class OrganisationForm(forms.Form):
    """A new organisation under a parent."""

    name = forms.CharField(label=say("名称", "Name"), max_length=200)
    name_en = forms.CharField(label=say("英文名称", "English name"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=say("类别", "Kind"),
        choices=[choice for choice in OrganisationKind.choices if choice[0] != "zone"],
    )
    parent = forms.ModelChoiceField(
        label=say("上级", "Parent"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "parent", zone)


class RenameForm(forms.Form):
    """Other names for an organisation."""

    name = forms.CharField(label=say("名称", "Name"), max_length=200)
    name_en = forms.CharField(label=say("英文名称", "English name"), max_length=200, required=False)


class MoveForm(forms.Form):
    """Another parent for an organisation."""

    parent = forms.ModelChoiceField(
        label=say("上级", "Parent"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "parent", zone)


class AppointmentForm(forms.Form):
    """A role in an organisation."""

    role = forms.ChoiceField(label=say("岗位", "Role"), choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label=say("机构", "Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", zone)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class PersonForm(AppointmentForm):
    """A new person with a first role."""

    username = forms.CharField(
        label=say("登录名", "Name to sign in with"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
    )
    display_name = forms.CharField(label=say("姓名", "Full name"), max_length=100)
    field_order = ("display_name", "username", "role", "organisation")


class FirstPasswordForm(forms.Form):
    """A password, typed twice."""

    password = forms.CharField(
        label=say("新密码", "New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=say(
            "至少 10 个字符，不能全是数字，不要与姓名相近。",
            "At least 10 characters, not all digits, not like your name.",
        ),
    )
    again = forms.CharField(
        label=say("再输一次", "The same again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error(
                "again", say("两次输入的密码不一样。", "The two passwords are not the same.")
            )
        return given


def _offer(form: forms.Form, name: str, zone: Zone) -> None:
    """Offer only the organisations of the zone: those of another do not exist here."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = organisations_in(zone)
