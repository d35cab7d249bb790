"""Work calendars as the engine reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import datetime
from importlib import resources
from typing import Any

from django.db.models import Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.engines import scheduling
from kaigong.plan.models import SubPlan, WorkCalendar
from kaigong.portfolio.selectors.calendars import calendar_of


def shipped_calendars(zone: Zone) -> list[WorkCalendar]:
    """The calendars that a zone begins with, not kept yet."""
    text = resources.files("kaigong.plan").joinpath("work_calendars.toml").read_text("utf-8")
    return [
        WorkCalendar(zone=zone, place=place, **row)
        for place, row in enumerate(tomllib.loads(text)["calendar"])
    ]


def calendars_for(zone: Zone, *, plans: Iterable[SubPlan] = ()) -> QuerySet[WorkCalendar]:
    """The calendars of a zone, with those that some plans have for themselves."""
    of_plans = Q(sub_plan__in=[plan.pk for plan in plans])
    return WorkCalendar.objects.filter(Q(sub_plan=None) | of_plans, zone=zone)


def definitions_of(
    zone: Zone, *, plans: Iterable[SubPlan] = (), moment: datetime | None = None
) -> dict[int, scheduling.Calendar]:
    """The calendars of a zone by their number, with those that some plans have for themselves.

    Args:
        moment: As their words and the holiday notices stood at a past moment.

    Raises:
        UnreadableCalendarError: a line of a calendar cannot be understood.
    """
    official = calendar_of(zone, kept_by=moment)
    made = {}
    held: Iterable[WorkCalendar] = calendars_for(zone, plans=plans)
    for kept in held if moment is None else _then(list(held), moment):
        calendar = scheduling.Calendar.weekly(kept.week, name=kept.name)
        if kept.follows_notices:
            calendar = calendar.by_notices(official)
        made[kept.pk] = with_changes(calendar, kept.changes)
    return made


def _then(held: list[WorkCalendar], moment: datetime) -> list[WorkCalendar]:
    """Calendars as they stood; what came later is as it began, since nothing asked for it then."""
    history: Any = WorkCalendar.history
    found: dict[int, Any] = {}
    past = history.filter(id__in=[each.pk for each in held]).exclude(history_type="-")
    for row in past.order_by("history_date", "history_id"):
        if row.id not in found or row.history_date <= moment:
            found[row.id] = row.instance
    return [found.get(each.pk, each) for each in held]


def with_changes(calendar: scheduling.Calendar, lines: str) -> scheduling.Calendar:
    """A calendar with its exceptions, one line each.

    Raises:
        UnreadableCalendarError: a line is neither "closed DAYS NOTE" nor "open DAYS TIMES NOTE".
    """
    for line in filter(None, (each.strip() for each in lines.splitlines())):
        verb, _, rest = line.partition(" ")
        days, _, words = rest.strip().partition(" ")
        if verb == "closed":
            calendar = calendar.closed(days, note=words)
        elif verb == "open":
            spans = [word for word in words.split() if word[:1].isdigit() and "-" in word]
            note = " ".join(word for word in words.split() if word not in spans)
            calendar = calendar.open(days, " ".join(spans), note=note)
        else:
            raise scheduling.UnreadableCalendarError(text=line)
    return calendar
