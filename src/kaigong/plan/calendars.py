"""Work calendars as the engine reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import resources

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


def definitions_of(zone: Zone, *, plans: Iterable[SubPlan] = ()) -> dict[int, scheduling.Calendar]:
    """The calendars of a zone by their number, with those that some plans have for themselves.

    Raises:
        UnreadableCalendarError: a line of a calendar cannot be understood.
    """
    official = calendar_of(zone)
    made = {}
    for kept in calendars_for(zone, plans=plans):
        calendar = scheduling.Calendar.weekly(kept.week, name=kept.name)
        if kept.follows_notices:
            calendar = calendar.by_notices(official)
        made[kept.pk] = with_changes(calendar, kept.changes)
    return made


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
