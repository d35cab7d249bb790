"""The work calendars of a zone: begun with those that every zone needs, changed as it needs."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.engines import scheduling
from kaigong.engines.scheduling.spans import YEARS
from kaigong.engines.scheduling.worktime import worktime_of
from kaigong.plan.calendars import calendars_for, shipped_calendars, with_changes
from kaigong.plan.errors import CalendarNeverWorksError
from kaigong.plan.models import WorkCalendar
from kaigong.plan.moments import begin_of, moment_of
from kaigong.plan.services.mornings import forget_dates
from kaigong.portfolio import bulk


@transaction.atomic
def begin_calendars(zone: Zone, *, by: User | None) -> dict[str, WorkCalendar]:
    """Give a zone the calendars that every zone begins with; one that has some keeps them."""
    Zone.objects.select_for_update().get(pk=zone.pk)
    held = {each.key: each for each in calendars_for(zone)}
    if held:
        return held
    made = shipped_calendars(zone)
    bulk.create_rows(made, by=by)
    record("plan.calendars.begun", by=by, zone=zone.slug, count=len(made))
    return {each.key: each for each in made}


@transaction.atomic
def set_calendar(
    calendar: WorkCalendar,
    *,
    name: str,
    week: str,
    changes: str,
    follows_notices: bool,
    by: User | None,
    name_en: str = "",
) -> WorkCalendar:
    """Change a calendar; the worker reckons the zone's plans anew.

    Raises:
        UnreadableCalendarError: its words cannot be understood; nothing was kept.
        CalendarNeverWorksError: no work is ever done on it; nothing was kept.
    """
    made = with_changes(scheduling.Calendar.weekly(week), changes)
    _refuse_idle(made, name, since=calendar.zone.today())
    calendar.name, calendar.name_en = name, name_en
    calendar.week, calendar.changes = week, changes
    calendar.follows_notices = follows_notices
    calendar.save()
    forget_dates(calendar.zone)
    record(
        "plan.calendar.set",
        by=by,
        zone=calendar.zone.slug,
        subject=calendar.key,
        week=week,
        changes=changes,
        notices=follows_notices,
    )
    return calendar


def _refuse_idle(made: scheduling.Calendar, name: str, *, since: date) -> None:
    """A calendar works within the days that plans may reach."""
    days = YEARS * 365
    worktime = worktime_of([made], origin=moment_of(begin_of(since)), days=days)
    if not worktime.total[0]:
        last = since + timedelta(days=days - 1)
        raise CalendarNeverWorksError(calendar=name, first=since, last=last)
