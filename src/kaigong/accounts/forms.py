"""What may be typed on the pages of people and organisations."""

from __future__ import annotations

from typing import Any

from django import forms

from kaigong.accounts.models import Organisation, OrganisationKind, Role, User, Zone
from kaigong.accounts.selectors import Standing, firms_to_invite, organisations_in
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


class InvitationForm(forms.Form):
    """Whom to invite, for which firm, and for how long the link waits."""

    organisation = forms.ModelChoiceField(
        label=say("企业", "Firm"), queryset=Organisation.objects.none(), empty_label=None
    )
    name = forms.CharField(label=say("请谁", "Whom"), max_length=100)
    contact = forms.CharField(
        label=say("电话或邮箱", "Telephone or mail"), max_length=100, required=False
    )
    days = forms.TypedChoiceField(
        label=say("几天内有效", "Valid for"),
        coerce=int,
        initial=7,
        choices=[
            (1, say("1 天", "1 day")),
            (7, say("7 天", "7 days")),
            (30, say("30 天", "30 days")),
        ],
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (as declared above)
        field.queryset = firms_to_invite(standing)


class ComeInForm(FirstPasswordForm):
    """How an invited person is called, and the first password."""

    display_name = forms.CharField(
        label=say("姓名", "Full name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=say("登录名", "Name to sign in with"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
        help_text=say(
            "手机号或好记的拼音，登录时用。", "Your telephone number, say; you sign in with it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ("display_name", "username", "password", "again")


def _offer(form: forms.Form, name: str, zone: Zone) -> None:
    """Offer only the organisations of the zone: those of another do not exist here."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = organisations_in(zone)
