"""The work calendars of a zone: begun with those that every zone needs, changed as it needs."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.engines import scheduling
from kaigong.plan.calendars import calendars_for, shipped_calendars, with_changes
from kaigong.plan.models import WorkCalendar
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
    """
    with_changes(scheduling.Calendar.weekly(week), changes)
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
