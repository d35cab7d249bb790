"""What may be typed about a meeting, its agenda, its decisions and tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from kaigong.accounts.models import Membership, Organisation, User
from kaigong.accounts.selectors import Standing, memberships_in, organisations_in, people_in
from kaigong.coordination.forms.choices import offer
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.models import Issue, ItemState, MeetingKind, Presence
from kaigong.coordination.selectors.issues import issues_for
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import say

SETTLE_CHOICES = [(each, each.label) for each in (ItemState.POSTPONED, ItemState.NOTED)]


def owners(standing: Standing) -> list[Membership]:
    """People of the bodies that a task can be given to, each with the body."""
    found = memberships_in(standing.zone).filter(
        organisation__in=solvers(standing), user__is_active=True
    )
    return list(found.order_by("organisation__name", "user__display_name"))


class MeetingForm(forms.Form):
    """A meeting: kind, day and hour, place, chair, clerk."""

    kind = forms.ChoiceField(label=say("哪一种会", "Kind"), choices=MeetingKind.choices)
    day = forms.DateField(
        label=say("日期", "Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label=say("几点", "Hour"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=say("地点", "Place"), max_length=200)
    subject = forms.CharField(
        label=say("主题（可不填）", "Subject (optional)"), max_length=200, required=False
    )
    chair = forms.ModelChoiceField(
        User.objects.none(), label=say("主持", "Chair"), required=False, empty_label="—"
    )
    clerk = forms.ModelChoiceField(
        User.objects.none(), label=say("记录", "Recorder"), required=False, empty_label="—"
    )
    distribution = forms.CharField(
        label=say("纪要分送", "Minutes go to"), max_length=400, required=False
    )

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        self._timezone = ZoneInfo(standing.zone.timezone)
        officials = people_in(standing.zone).exclude(memberships__role="firm")
        offer(self, "chair", officials)
        offer(self, "clerk", officials)

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        facts = dict(self.cleaned_data)
        day, hour = facts.pop("day"), facts.pop("hour")
        facts["planned_at"] = datetime.combine(day, hour, tzinfo=self._timezone)
        return facts


class CallForm(forms.Form):
    """Whom to ask: bodies, a person, or a guest by name."""

    organisations = forms.ModelMultipleChoiceField(Organisation.objects.none(), required=False)
    person = forms.ModelChoiceField(User.objects.none(), required=False)
    guest = forms.CharField(max_length=100, required=False)

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        bodies = self.fields["organisations"]
        assert isinstance(bodies, forms.ModelMultipleChoiceField)  # noqa: S101  (declared above)
        bodies.queryset = organisations_in(standing.zone)
        offer(self, "person", people_in(standing.zone))


class PresenceForm(forms.Form):
    """Whether somebody came, and who for a body."""

    presence = forms.ChoiceField(choices=Presence.choices)
    name = forms.CharField(max_length=100, required=False)


class ItemForm(forms.Form):
    """An item added by hand."""

    title = forms.CharField(max_length=300, required=False)
    why = forms.CharField(max_length=400, required=False)
    project = forms.ModelChoiceField(
        Issue.project.get_queryset().none(), required=False, to_field_name="code"
    )
    issue = forms.ModelChoiceField(Issue.objects.none(), required=False, to_field_name="number")

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "project", projects_for(standing))
        offer(self, "issue", issues_for(standing))


class WordsForm(forms.Form):
    """A reason, or what was said."""

    words = forms.CharField(max_length=2000, required=False)


class TaskDeadlineForm(forms.Form):
    """Another day for a decision, and why."""

    to = forms.DateField()
    words = forms.CharField(max_length=400, required=False)


class OrderForm(forms.Form):
    """The items' keys in the chair's order, with commas."""

    order = forms.RegexField(r"^\d+(,\d+)*$", max_length=4000)

    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["order"].split(",")]


class SettleForm(forms.Form):
    """Put off, or noted, with a reason."""

    outcome = forms.ChoiceField(choices=SETTLE_CHOICES)
    words = forms.CharField(max_length=2000, required=False)


class DecideForm(forms.Form):
    """A decision: what, who, until when, and what it does to the issue."""

    words = forms.CharField(label=say("定什么", "What is decided"), max_length=500)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=say("责任单位", "Responsible body")
    )
    person = forms.ModelChoiceField(
        User.objects.none(), label=say("责任人", "Person"), required=False
    )
    due_on = forms.DateField(label=say("完成期限", "By"))
    act = forms.CharField(max_length=20, required=False)
    is_internal = forms.BooleanField(required=False)
    then = forms.CharField(max_length=10, required=False)

    def __init__(self, *given: Any, standing: Standing, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "organisation", solvers(standing))
        offer(self, "person", people_in(standing.zone))
