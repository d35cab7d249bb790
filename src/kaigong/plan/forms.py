"""What may be typed into a plan; days become working minutes of the chosen calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing, people_in
from kaigong.engines.scheduling import Calendar, UnreadableSpanError
from kaigong.errors import KaigongError
from kaigong.plan.duration_words import minutes_in
from kaigong.plan.link_words import links_in
from kaigong.plan.models import (
    Activity,
    ActivityKind,
    BringWay,
    ConstraintKind,
    ReasonCode,
    SpendingShape,
    Trade,
    WorkCalendar,
)
from kaigong.plan.moments import finish_day
from kaigong.plan.resources import Resource, needs_in
from kaigong.plan.services.activities import ActivityWords, constraint_day
from kaigong.plan.templates import templates
from kaigong.web.amounts import Unit, ledger_unit, plain
from kaigong.wording import explain, say


class DrawPlanForm(forms.Form):
    template = forms.ChoiceField(required=False)
    start_on = forms.DateField()
    promised_on = forms.DateField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", str(say("空白计划", "An empty plan")))
        choices = [empty, *((key, str(each)) for key, each in templates().items())]
        self.fields["template"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, promised = given.get("start_on"), given.get("promised_on")
        if start and promised and promised < start:
            words = say("承诺日期早于开始日期。", "The promised day lies before the start.")
            self.add_error("promised_on", str(words))
        return given


class PlanFileForm(forms.Form):
    file = forms.FileField(allow_empty_file=True)  # the service says what to do
    way = forms.ChoiceField(choices=BringWay.choices, required=False)

    def clean_way(self) -> str:
        return self.cleaned_data["way"] or BringWay.REPLACE


class ActivityForm(forms.Form):
    """One activity in a planner's words; `words` gives what the services take."""

    key = forms.CharField(max_length=40)
    name = forms.CharField(max_length=200)
    name_en = forms.CharField(max_length=200, required=False)
    duration = forms.CharField(max_length=20, required=False)  # "40", "40d", "12h"
    kind = forms.ChoiceField(choices=ActivityKind.choices, required=False)
    trade = forms.ChoiceField(choices=Trade.choices, required=False)
    calendar = forms.ModelChoiceField(WorkCalendar.objects.none(), required=False)
    links = forms.CharField(max_length=500, required=False)
    constraint = forms.ChoiceField(choices=ConstraintKind.choices, required=False)
    constraint_on = forms.DateField(required=False)
    committed_on = forms.DateField(required=False)
    owner = forms.ModelChoiceField(User.objects.none(), required=False, to_field_name="username")
    quantity = forms.DecimalField(required=False, min_value=0, max_digits=14, decimal_places=2)
    unit = forms.CharField(max_length=20, required=False)
    amount = forms.DecimalField(  # in the unit of the ledger, such as 万元
        required=False, min_value=0, max_digits=16, decimal_places=6
    )
    shape = forms.ChoiceField(choices=SpendingShape.choices, required=False)
    needs = forms.CharField(max_length=300, required=False)  # 「塔吊 1；木工班组 2」
    below = forms.CharField(max_length=40, required=False)
    after_line = forms.CharField(max_length=40, required=False)
    version = forms.IntegerField(required=False)
    reason = forms.ChoiceField(choices=ReasonCode.choices, required=False)
    why = forms.CharField(max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        standing: Standing,
        calendars: dict[int, Calendar],
        plan_calendar: int,
        known: list[str],
        resources: Sequence[Resource] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.calendars, self.plan_calendar, self.known = calendars, plan_calendar, known
        self.resources = resources
        self.ledger = ledger_unit(standing.zone.currency)
        self.fields["calendar"].queryset = WorkCalendar.objects.filter(  # type: ignore[attr-defined]
            pk__in=calendars
        )
        self.fields["owner"].queryset = people_in(standing.zone)  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"].strip()
        if any(sign in key for sign in ",;> ") or not key:
            words = say("编号不能有空格、逗号和“>”。", "A code has no spaces, commas or “>”.")
            raise forms.ValidationError(str(words))
        return key

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        calendar = given.get("calendar")
        number = calendar.pk if calendar else self.plan_calendar
        self.per_day = self.calendars[number].minutes_per_day
        try:
            given["duration"] = minutes_in(given.get("duration") or "", per_day=self.per_day)
        except UnreadableSpanError as wrong:
            self.add_error("duration", explain(wrong))
        try:
            given["links"] = tuple(
                links_in(given.get("links") or "", per_day=self.per_day, known=self.known)
            )
        except KaigongError as wrong:
            self.add_error("links", explain(wrong))
        needs_day = given.get("constraint") and given["constraint"] != ConstraintKind("ALAP")
        if needs_day and not given.get("constraint_on"):
            self.add_error("constraint_on", str(say("请填日期。", "Give the day.")))
        if "needs" not in self.data:  # not asked: they stay
            return {**given, "needs": None}
        try:
            given["needs"] = needs_in(given.get("needs") or "", self.resources)
        except KaigongError as wrong:
            self.add_error("needs", explain(wrong))
        return given

    def words(self) -> ActivityWords:
        given = self.cleaned_data
        names = (
            "name name_en duration calendar links constraint constraint_on committed_on owner"
            " quantity unit needs"
        )
        said = {name: given[name] for name in names.split()}
        amount = given["amount"]
        return ActivityWords(
            **said,
            amount=None if amount is None else amount * self.ledger.size,
            shape=given["shape"] or SpendingShape.EVEN,
            kind=given["kind"] or ActivityKind.TASK,
            trade=given["trade"] or Trade.WORKS,
        )


class ProgressForm(forms.Form):
    started_on = forms.DateField(required=False)
    finished_on = forms.DateField(required=False)
    percent = forms.DecimalField(required=False, min_value=0, max_value=100)
    quantity_done = forms.DecimalField(required=False, min_value=0, max_digits=14, decimal_places=2)
    version = forms.IntegerField(required=False)
    reason = forms.ChoiceField(choices=ReasonCode.choices, required=False)
    why = forms.CharField(max_length=300, required=False)


class ReasonForm(forms.Form):
    """Why the dates of a locked plan move."""

    reason = forms.ChoiceField(choices=ReasonCode.choices, required=False)
    why = forms.CharField(max_length=300, required=False)


class ConditionForm(ReasonForm):
    """A start-up condition that becomes an activity."""

    condition = forms.SlugField(max_length=40)
    version = forms.IntegerField(required=False)


class PasteForm(ReasonForm):
    """Rows from a clipboard, and which line the new ones follow."""

    text = forms.CharField(strip=False)  # the first name may be moved in
    after = forms.CharField(max_length=40, required=False)
    version = forms.IntegerField(required=False)


class LockForm(forms.Form):
    reason = forms.CharField(max_length=300)


class CalendarForm(forms.Form):
    name = forms.CharField(max_length=200)
    name_en = forms.CharField(max_length=200, required=False)
    week = forms.CharField(max_length=400)
    follows_notices = forms.BooleanField(required=False)
    changes = forms.CharField(required=False)


def initial_of(row: Activity, *, per_day: int, links: str, ledger: Unit) -> dict[str, object]:
    """What stands in the form of an activity; its amount is in the unit of the ledger."""
    return {
        "key": row.key,
        "name": row.name,
        "name_en": row.name_en,
        "duration": f"{row.duration / per_day:.10g}",
        "kind": row.kind,
        "trade": row.trade,
        "calendar": row.calendar_id,
        "links": links,
        "constraint": row.constraint,
        "constraint_on": constraint_day(row),
        "committed_on": finish_day(row.committed) if row.committed is not None else None,
        "owner": row.owner.username if row.owner else None,
        "quantity": row.quantity,
        "unit": row.unit,
        "amount": None if row.amount is None else plain(row.amount / ledger.size),
        "shape": row.shape,
    }
