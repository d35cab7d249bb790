"""What may be typed on the settings of coordination: categories, rules, channels."""

from __future__ import annotations

from typing import Any

from django import forms

from kaigong.accounts.models import Organisation, Zone
from kaigong.coordination.models import RUNGS, WATCHES, Channel, IssueCategory, Severity
from kaigong.coordination.services.categories import CategoryText
from kaigong.coordination.services.rules import RuleText
from kaigong.engines.escalation import Watch
from kaigong.wording import CHINESE, ENGLISH, say

LONGEST_DAYS = 250  # working days of a limit: a year
FARTHEST = 60  # working days from a limit to a rule


_PLAIN = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.HiddenInput)


def _dress(form: forms.Form) -> None:
    """Give every control the look of the house."""
    for field in form.fields.values():
        if not isinstance(field.widget, _PLAIN):
            field.widget.attrs["class"] = "input"
        if isinstance(field, forms.TimeField):
            field.widget = forms.TimeInput({"class": "input", "type": "time"}, format="%H:%M")


class CategoryForm(forms.Form):
    """One category; places are counted from 1 on the page, from 0 in rows."""

    name = forms.CharField(max_length=200, label=say("名称", "Name"))
    name_en = forms.CharField(max_length=200, required=False, label=say("英文名称", "In English"))
    is_start_condition = forms.BooleanField(
        required=False, label=say("开工要素", "Start-up condition")
    )
    acceptance_days = forms.IntegerField(
        min_value=1, max_value=LONGEST_DAYS, label=say("受理", "Accept"), initial=1
    )
    grave_days = forms.IntegerField(
        min_value=1, max_value=LONGEST_DAYS, label=say("严重", "Grave"), initial=5
    )
    serious_days = forms.IntegerField(
        min_value=1, max_value=LONGEST_DAYS, label=say("较重", "Serious"), initial=10
    )
    ordinary_days = forms.IntegerField(
        min_value=1, max_value=LONGEST_DAYS, label=say("一般", "Ordinary"), initial=20
    )
    place = forms.IntegerField(min_value=1, max_value=999, label=say("次序", "Order"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self)

    def text(self) -> CategoryText:
        given = self.cleaned_data
        return CategoryText(**given | {"place": given["place"] - 1})


def category_form(category: IssueCategory) -> CategoryForm:
    """The form of a category as it stands."""
    values = {name: getattr(category, name) for name in CategoryForm.base_fields}
    form = CategoryForm(initial=values | {"place": category.place + 1}, prefix=f"c{category.pk}")
    for field in form.fields.values():  # its cells stand outside the form, which no table allows
        field.widget.attrs |= {
            "form": f"save-{category.pk}",
            "aria-label": f"{category}：{field.label}",
        }
    return form


class RuleForm(forms.Form):
    """One rule of escalation, in the order of its sentence."""

    name = forms.CharField(max_length=200, label=say("名称", "Name"))
    name_en = forms.CharField(max_length=200, required=False, label=say("英文名称", "In English"))
    watch = forms.ChoiceField(
        label=say("看什么", "Watches"), choices=[(each.value, WATCHES[each]) for each in Watch]
    )
    after = forms.IntegerField(
        min_value=-FARTHEST,
        max_value=FARTHEST,
        label=say(
            "期限后几个工作日（负数为之前）", "Working days after the limit (below 0: before)"
        ),
        initial=1,
    )
    every = forms.IntegerField(
        min_value=0,
        max_value=FARTHEST,
        label=say(
            "以后每几个工作日再报（0 为只一次）", "Again every so many working days (0: once)"
        ),
        initial=0,
    )
    from_severity = forms.TypedChoiceField(
        label=say("哪些轻重", "Which severities"),
        choices=[
            ("", say("全部", "All")),
            (str(Severity.SERIOUS.value), say("较重以上", "Serious and grave")),
            (str(Severity.GRAVE.value), say("只有严重", "Grave only")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    categories = forms.MultipleChoiceField(
        label=say("哪些类别（不选为全部）", "Which categories (none chosen: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tells = forms.MultipleChoiceField(
        label=say("通知谁", "Tells"),
        choices=[(rung.value, label) for rung, label in RUNGS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_digest = forms.ChoiceField(
        label=say("怎么通知", "How"),
        choices=[
            ("1", say("并入早上的汇总", "In the morning's digest")),
            (
                "",
                say("单独一条（只给能办的人，其余进汇总）", "A message of its own to who can act"),
            ),
        ],
        required=False,
        initial="1",
    )
    channel = forms.ModelChoiceField(
        Channel.objects.none(),
        label=say("外发渠道", "Out of the house"),
        required=False,
        empty_label=say("只在系统内", "Inside the system only"),
    )
    to_groups = forms.BooleanField(
        label=say("也发到被通知单位的群", "Also to the groups of the bodies told"),
        required=False,
    )
    quiet_from = forms.TimeField(label=say("外发静默自", "Quiet from"), required=False)
    quiet_until = forms.TimeField(label=say("至", "until"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, zone: Zone, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self)
        categories, channel = self.fields["categories"], self.fields["channel"]
        assert isinstance(categories, forms.MultipleChoiceField)  # noqa: S101  (as declared above)
        assert isinstance(channel, forms.ModelChoiceField)  # noqa: S101
        categories.choices = [
            (each.key, str(each)) for each in IssueCategory.objects.filter(zone=zone)
        ]
        channel.queryset = Channel.objects.filter(zone=zone, closed_at=None)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("quiet_from")) != bool(given.get("quiet_until")):
            self.add_error(
                "quiet_until",
                say(
                    "静默的开始和结束要么都写，要么都不写",
                    "Give both ends of the quiet hours, or none",
                ),
            )
        return given

    def text(self) -> RuleText:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return RuleText(**given | {"is_digest": given["is_digest"] == "1"})


class ChannelForm(forms.Form):
    """A new channel; its address is typed once and never shown again."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=say("谁的群", "Whose group"),
        required=False,
        empty_label=say("全区的群，或每人的邮箱", "Of the whole zone, or each person's own mail"),
    )
    field_order = ("name", "name_en", "organisation", "address", "language")

    name = forms.CharField(max_length=200, label=say("名称", "Name"))
    name_en = forms.CharField(max_length=200, required=False, label=say("英文名称", "In English"))
    address = forms.CharField(
        max_length=1000,
        label=say("地址", "Address"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=say("用哪种语言", "Language"), choices=[(CHINESE, "中文"), (ENGLISH, "English")]
    )

    def __init__(self, *given: Any, zone: Zone, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self)
        bodies = self.fields["organisation"]
        assert isinstance(bodies, forms.ModelChoiceField)  # noqa: S101  (as declared above)
        bodies.queryset = Organisation.objects.filter(zone=zone, closed_at=None)


class AddressForm(forms.Form):
    """Another address for a channel."""

    address = forms.CharField(max_length=1000)


class DigestForm(forms.Form):
    """When the digest goes out, in the zone's time."""

    digest_at = forms.TimeField(label=say("汇总时间", "Digest at"))
