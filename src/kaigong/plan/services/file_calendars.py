"""Calendars that a file brings: a zone's own where they are the same, else the plan's alone."""

from __future__ import annotations

from kaigong.engines import scheduling
from kaigong.engines.scheduling import ALL_HOURS, Network
from kaigong.engines.scheduling.files.days import week_and_special_days
from kaigong.plan.calendar_words import changes_in_words, week_in_words
from kaigong.plan.calendars import definitions_of
from kaigong.plan.file_rows import worked_on
from kaigong.plan.models import SubPlan, WorkCalendar

YEARS_AHEAD = 10  # as far as calendars are compared


def calendars_brought(plan: SubPlan, network: Network) -> tuple[dict[str, int], int]:
    """Our number of each calendar that a network uses, by its key there, and of its own.

    What works on the same minutes as a calendar at hand is that one; others become calendars of
    this plan alone, so that the settings of the zone do not fill with those of other offices.
    """
    bringing = _Bringing(plan, network)
    used = dict.fromkeys(
        filter(None, (worked_on(network, each) for each in network.activities.values()))
    )
    numbers = {key: bringing.number_of(_called(network, key), key) for key in used}
    return numbers, bringing.number_of(network.calendar, network.calendar.name)


def own_calendar(
    plan: SubPlan,
    *,
    name: str,
    week: str,
    changes: str,
    name_en: str = "",
    follows_notices: bool = False,
) -> int:
    """Keep a calendar for one plan alone; its number."""
    count = WorkCalendar.objects.filter(sub_plan=plan).count()
    return WorkCalendar.objects.create(
        zone=plan.project.zone,
        sub_plan=plan,
        key=f"plan-{plan.pk}-{count + 1}",
        name=name[:200] or "—",
        name_en=name_en[:200],
        week=week,
        changes=changes,
        follows_notices=follows_notices,
    ).pk


def _called(network: Network, key: str) -> scheduling.Calendar:
    if key == ALL_HOURS and key not in network.calendars:
        return scheduling.Calendar.all_hours()
    return network.calendars[key]


class _Bringing:
    def __init__(self, plan: SubPlan, network: Network) -> None:
        self.plan = plan
        self.years = range(network.start.year - 1, network.start.year + YEARS_AHEAD)
        held = definitions_of(plan.project.zone, plans=[plan])
        self.numbers = {self._days(calendar): number for number, calendar in reversed(held.items())}

    def number_of(self, calendar: scheduling.Calendar, key: str) -> int:
        days = self._days(calendar)
        if days not in self.numbers:
            self.numbers[days] = own_calendar(
                self.plan,
                name=calendar.name or key,
                week=week_in_words(calendar),
                changes=changes_in_words(calendar),
            )
        return self.numbers[days]

    def _days(self, calendar: scheduling.Calendar) -> tuple[object, ...]:
        week, days = week_and_special_days(calendar, self.years)
        return calendar.minutes_per_day, week, tuple(days.items())
