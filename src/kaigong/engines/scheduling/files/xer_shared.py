"""What the projects of an XER file share: calendars, and resources with their calendars."""

from __future__ import annotations

from typing import Final

from kaigong.engines.scheduling.calendars import Calendar, SpecialDays
from kaigong.engines.scheduling.files import xer_words as words
from kaigong.engines.scheduling.files.limits import Line
from kaigong.engines.scheduling.files.paths import bases_first, unique
from kaigong.engines.scheduling.files.projects import Remark
from kaigong.engines.scheduling.files.resources import FileResource, ResourceKind, limit_of
from kaigong.engines.scheduling.files.xer_calendars import week_and_days
from kaigong.engines.scheduling.files.xer_tables import (
    Table,
    Tables,
    minutes_of_hours,
    moment_of,
)

_MOST: Final = 1e12  # units; what says more says nothing


class Shared:
    """Calendars by key, resources by short name, and how the file numbers both."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.remarks: list[Remark] = []
        self.calendars, self.calendar_keys = self._calendars()
        self.default_calendar = self._default_calendar()
        self.resource_keys: dict[str, str] = {}
        self.resources: dict[str, float] = {}
        self.resource_calendars: dict[str, str] = {}
        self.scarce: dict[str, FileResource] = {}  # of the resources those that can be
        self.rates: dict[str, list[Line[int]]] = {}  # lines of RSRCRATE, by rsrc_id
        self._read_resources()

    def _calendars(self) -> tuple[dict[str, Calendar], dict[str, str]]:
        table = self.tables["CALENDAR"]
        calendars: dict[str, Calendar] = {}
        keys: dict[str, str] = {}
        rows = {table.value(row, "clndr_id"): (line, row) for line, row in table.each()}
        bases = {number: table.value(row, "base_clndr_id") for number, (_, row) in rows.items()}
        for number in bases_first(bases):
            line, row = rows[number]
            key = unique(table.value(row, "clndr_name").strip() or number, calendars)
            base = calendars.get(keys.get(table.value(row, "base_clndr_id"), ""))
            calendars[key] = self._calendar(table, line, row, key, base)
            keys[number] = key
        return calendars, keys

    def _calendar(
        self, table: Table, line: int, row: list[str], key: str, base: Calendar | None
    ) -> Calendar:
        week, days = week_and_days(table.value(row, "clndr_data"))
        if base is None and all(shifts is None for shifts in week):
            week = Calendar.weekly("Mon-Fri 8-12 13-17").week
            remark = Remark(
                f"CALENDAR 第 {line} 行的日历「{key}」没有工作时间，按周一至周五 8–12、13–17 读。",
                f"CALENDAR, line {line}: calendar “{key}” has no working times;"
                " read as Mon-Fri 8-12 13-17.",
            )
            self.remarks.append(remark)
        per_day = _minutes_or(table, row, "day_hr_cnt", base.minutes_per_day if base else 480)
        # Days apart that a base has hold before the week of what is derived from it.
        changes = base.changes if base else ()
        return Calendar(
            name=key,
            week=week if base else tuple(shifts or () for shifts in week),
            changes=(*changes, *(SpecialDays(day, day, its) for day, its in days.items())),
            base=base,
            minutes_per_day=per_day,
            source_key=table.value(row, "clndr_id"),
        )

    def _default_calendar(self) -> str:
        table = self.tables["CALENDAR"]
        marked = [
            table.value(row, "clndr_id")
            for row in table.rows
            if table.value(row, "default_flag") == "Y"
        ]
        return self.calendar_keys.get(marked[0], "") if marked else next(iter(self.calendars), "")

    def _read_resources(self) -> None:
        table, rates = self.tables["RSRC"], self.tables["RSRCRATE"]
        most = {
            rates.value(row, "rsrc_id"): number_of(rates.value(row, "max_qty_per_hr"))
            for row in rates.rows
        }
        self.rates = self._rates(rates)
        for row in table.rows:
            number = table.value(row, "rsrc_id")
            key = unique(table.value(row, "rsrc_short_name").strip() or number, self.resources)
            self.resource_keys[number] = key
            usual = number_of(table.value(row, "def_qty_per_hr"))
            self.resources[key] = most.get(number) or usual or 1.0
            calendar = self.calendar_keys.get(table.value(row, "clndr_id"))
            if calendar is not None:
                self.resource_calendars[key] = calendar
            kind = words.RESOURCES.get(table.value(row, "rsrc_type"), ResourceKind.WORK)
            if kind is not None:
                stated = ((each.since, each.units) for each in self.rates.get(number, ()))
                limit = limit_of(stated, otherwise=usual or 1.0)
                name = table.value(row, "rsrc_name").strip() or key
                self.scarce[key] = FileResource(name, kind, *limit)

    def _rates(self, table: Table) -> dict[str, list[Line[int]]]:
        """From which days on there are how many, by rsrc_id; a price alone says nothing of it."""
        stated: dict[str, list[Line[int]]] = {}
        for line, row in table.each():
            text, since = table.value(row, "max_qty_per_hr"), table.value(row, "start_date")
            if not text.strip():
                continue
            try:
                rate = Line(line, moment_of(since), float(text.replace(",", ".")))
            except ValueError:
                rate = Line(line, None, -1.0)
            if 0 <= rate.units < _MOST:
                stated.setdefault(table.value(row, "rsrc_id"), []).append(rate)
                continue
            remark = Remark(
                f"RSRCRATE 第 {line} 行读不懂，这一行的资源数量没有算。",
                f"RSRCRATE, line {line} cannot be read; its number of a resource is left out.",
            )
            self.remarks.append(remark)
        return stated

    def needs(self) -> dict[str, dict[str, float]]:
        """Units of each resource, by task_id."""
        table = self.tables["TASKRSRC"]
        needs: dict[str, dict[str, float]] = {}
        for _, (task, number, text) in table.picked("task_id", "rsrc_id", "target_qty_per_hr"):
            resource = self.resource_keys.get(number)
            if resource is not None:
                wanted = needs.setdefault(task, {})
                wanted[resource] = wanted.get(resource, 0.0) + number_of(text)
        return needs


def _minutes_or(table: Table, row: list[str], name: str, otherwise: int) -> int:
    """For what only says how a day is shown: an unreadable one spoils nothing."""
    try:
        minutes = minutes_of_hours(table.value(row, name))
    except ValueError:
        return otherwise
    return minutes if minutes and minutes > 0 else otherwise


def number_of(text: str) -> float:
    try:
        number = float(text.replace(",", ".") or 0)
    except ValueError:
        return 0.0
    return number if 0 <= number < _MOST else 0.0
