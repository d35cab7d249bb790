"""Writing a changed network back into the XER it came from: only what changed is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import UnknownCalendarError
from kaigong.engines.scheduling.files.encodings import decoded, encoded
from kaigong.engines.scheduling.files.limits import NO_LIMITS, Limits
from kaigong.engines.scheduling.files.links import link_changes
from kaigong.engines.scheduling.files.paths import above, last_name
from kaigong.engines.scheduling.files.projects import FileProject, StoredDates
from kaigong.engines.scheduling.files.xer import Reading
from kaigong.engines.scheduling.files.xer_cells import (
    activity_cells,
    calendar_cells,
    lag_of,
    link_cells,
    option_cells,
    planned_cells,
    project_cells,
    stored_cells,
    years_of,
)
from kaigong.engines.scheduling.files.xer_edits import Edits
from kaigong.engines.scheduling.files.xer_resources import ResourceEdits
from kaigong.engines.scheduling.network import Activity, Link, Network


def rewritten_xer(
    content: bytes,
    networks: Mapping[str, Network],
    stored: Mapping[str, Mapping[str, StoredDates]],
    limits: Limits = NO_LIMITS,
) -> bytes:
    """The file with these networks, by key of the project, and with newly reckoned dates.

    Args:
        limits: Numbers of resources by date that are not the file's any more.

    Raises:
        UnknownActivityError: a link to an activity that is not in its network.
        UnknownCalendarError: an activity on a calendar that is not in its network.
    """
    text, encoding = decoded(content)
    reading = Reading(text)
    edits = Edits(reading.tables)
    for project in reading.projects():
        network = networks.get(project.key, project.network)
        dates = stored.get(project.key, {})
        own = limits if project.key in networks else NO_LIMITS
        _Project(reading, edits, project, network, dates, own).write()
    if not (edits.cells or edits.come or edits.gone):
        return content
    return encoded(edits.text(), encoding)


class _Project:
    """The changes of one project."""

    def __init__(
        self,
        reading: Reading,
        edits: Edits,
        project: FileProject,
        network: Network,
        stored: Mapping[str, StoredDates],
        limits: Limits,
    ) -> None:
        self.tables, self.edits, self.reading = reading.tables, edits, reading
        self.key, self.old, self.new = project.key, project.network, network
        self.dates, self.stored, self.limits = project.stored, stored, limits
        self.task_ids = dict(project.sources)
        self.calendar_ids: dict[str, str] = {}
        self.wbs_ids = self._wbs_ids()

    def write(self) -> None:
        self._calendars()
        self._project()
        self._options()
        self._wbs_names()
        self._activities()
        resources = ResourceEdits(
            self.reading.shared, self.edits, self.key, self.old, self.new, self.calendar_ids
        )
        resources.write(self.limits)
        resources.write_needs(self.task_ids)
        self._links()

    # --- calendars and options ----------------------------------------------------------------

    def _calendars(self) -> None:
        table = self.tables["CALENDAR"]
        lines = {table.value(row, "clndr_id"): line for line, row in table.each()}
        for key, calendar in self.new.calendars.items():
            old = self.old.calendars.get(key)
            if old is None:
                self.calendar_ids[key] = self._new_calendar(key, calendar)
                continue
            self.calendar_ids[key] = old.source_key
            if old != calendar:
                years = years_of(self.new)
                cells = _changed(calendar_cells(old, years), calendar_cells(calendar, years))
                self.edits.set(table, lines[old.source_key], cells)

    def _new_calendar(self, key: str, calendar: Calendar) -> str:
        number = self.edits.new_number("CALENDAR", "clndr_id")
        cells = {
            "clndr_id": number,
            "default_flag": "N",
            "clndr_name": key,
            "clndr_type": "CA_Base",
            "rsrc_private": "N",
            **calendar_cells(calendar, years_of(self.new)),
        }
        self.edits.add("CALENDAR", cells)
        return number

    def _calendar_id(self, calendar: Calendar) -> str:
        """Of the plan's own calendar, which need not be among the others."""
        for key, other in self.new.calendars.items():
            if other == calendar:
                return self.calendar_ids[key]
        if "" not in self.calendar_ids:
            self.calendar_ids[""] = self._new_calendar(calendar.name or self.new.name, calendar)
        return self.calendar_ids[""]

    def _project(self) -> None:
        table = self.tables["PROJECT"]
        line, row = next(
            (at, row) for at, row in table.each() if table.value(row, "proj_id") == self.key
        )
        new = project_cells(self.new)
        cells = _changed(project_cells(self.old), new)
        if not (self.new.data_date or table.value(row, "last_recalc_date")):
            cells["last_recalc_date"] = new["plan_start_date"]  # P6 asks for one
        if self.old.calendar != self.new.calendar or not table.value(row, "clndr_id"):
            cells["clndr_id"] = self._calendar_id(self.new.calendar)
        self.edits.set(table, line, cells)

    def _options(self) -> None:
        changed = _changed(option_cells(self.old.rules), option_cells(self.new.rules))
        if not changed:
            return
        table = self.tables["SCHEDOPTIONS"]
        for line, row in table.each():
            if table.value(row, "proj_id") == self.key:
                self.edits.set(table, line, changed)
                return
        number = self.edits.new_number("SCHEDOPTIONS", "schedoptions_id")
        own = {"schedoptions_id": number, "proj_id": self.key}
        self.edits.add("SCHEDOPTIONS", {**own, **option_cells(self.new.rules)})

    # --- the WBS ----------------------------------------------------------------------------

    def _wbs_ids(self) -> dict[str, str]:
        table = self.tables["PROJWBS"]
        ids: dict[str, str] = {}
        for row in table.rows:
            number = table.value(row, "wbs_id")
            if table.value(row, "proj_id") in (self.key, "") and number in self.reading.paths:
                ids.setdefault(self.reading.paths[number], number)
        return ids

    def _wbs_names(self) -> None:
        table = self.tables["PROJWBS"]
        lines = {table.value(row, "wbs_id"): line for line, row in table.each()}
        for path, name in self.new.wbs_names.items():
            if path in self.wbs_ids and name != self.old.wbs_names.get(path):
                self.edits.set(table, lines[self.wbs_ids[path]], {"wbs_name": name})
            else:
                self._wbs_id(path)

    def _wbs_id(self, path: str) -> str:
        """Of a node, which is made with all above it where it is not there yet."""
        if path not in self.wbs_ids:
            parent = self._wbs_id(above(path)) if path else ""
            number = self.edits.new_number("PROJWBS", "wbs_id")
            cells = {
                "wbs_id": number,
                "proj_id": self.key,
                "proj_node_flag": "N" if path else "Y",
                "sum_data_flag": "N",
                "status_code": "WS_Open",
                "wbs_short_name": last_name(path) or self.new.name,
                "wbs_name": self.new.wbs_names.get(path) or last_name(path) or self.new.name,
                "parent_wbs_id": parent,
            }
            self.edits.add("PROJWBS", cells)
            self.wbs_ids[path] = number
        return self.wbs_ids[path]

    # --- activities -------------------------------------------------------------------------

    def _activities(self) -> None:
        table = self.tables["TASK"]
        lines = {table.value(row, "task_id"): line for line, row in table.each()}
        for key, activity in self.new.activities.items():
            old = self.old.activities.get(key)
            if old is None:
                self._add(activity)
                continue
            cells = self._cells_changed(old, activity) if old != activity else {}
            if key in self.stored:
                cells |= _changed(stored_cells(self.dates[key]), stored_cells(self.stored[key]))
            if cells:
                self.edits.set(table, lines[self.task_ids[key]], cells)
        self._remove(
            {
                self.task_ids.pop(key)
                for key in self.old.activities
                if key not in self.new.activities
            }
        )

    def _cells_changed(self, old: Activity, new: Activity) -> dict[str, str]:
        cells = _changed(activity_cells(old), activity_cells(new))
        if old.calendar != new.calendar:
            cells["clndr_id"] = self._calendar_of(new)
        if old.wbs != new.wbs:
            cells["wbs_id"] = self._wbs_id(new.wbs)
        return cells

    def _calendar_of(self, activity: Activity) -> str:
        if activity.calendar is None:
            return self._calendar_id(self.new.calendar)
        if activity.calendar not in self.calendar_ids:
            raise UnknownCalendarError(key=activity.key, calendar=activity.calendar)
        return self.calendar_ids[activity.calendar]

    def _add(self, activity: Activity) -> None:
        number = self.edits.new_number("TASK", "task_id")
        self.task_ids[activity.key] = number
        cells = {
            "task_id": number,
            "proj_id": self.key,
            "wbs_id": self._wbs_id(activity.wbs),
            "clndr_id": self._calendar_of(activity),
            "complete_pct_type": "CP_Drtn",
            "duration_type": "DT_FixedDUR2",
            "priority_type": "PT_Normal",
            **activity_cells(activity),
        }
        dates = self.stored.get(activity.key)
        if dates:
            cells |= stored_cells(dates) | planned_cells(dates)
        self.edits.add("TASK", cells)

    def _remove(self, numbers: set[str]) -> None:
        """Activities, and whatever other tables say of them."""
        if not numbers:
            return
        for table in self.tables.tables.values():
            fields = [name for name in ("task_id", "pred_task_id") if name in table.places]
            for line, row in table.each():
                if any(table.value(row, name) in numbers for name in fields):
                    self.edits.remove(line)

    # --- links ------------------------------------------------------------------------------

    def _links(self) -> None:
        table = self.tables["TASKPRED"]
        plain = [
            replace(each, lag=lag_of(each, self.new), lag_share=None, lag_calendar=None)
            for each in self.new.links
        ]
        changes = link_changes(zip(self.old.links, self._lines_of_links(), strict=True), plain)
        for old, line, new in changes.changed:
            self.edits.set(table, line, _changed(link_cells(old), link_cells(new)))
        for link in changes.come:
            self._add_link(link)
        for _, line in changes.gone:
            self.edits.remove(line)

    def _lines_of_links(self) -> list[int]:
        """The lines of the links inside the project, in the order they were read."""
        table, keys = self.tables["TASKPRED"], self.reading.keys
        return [
            line
            for line, row in table.each()
            if keys.get(table.value(row, "pred_task_id"), ("",))[0] == self.key
            and keys.get(table.value(row, "task_id"), ("",))[0] == self.key
        ]

    def _add_link(self, link: Link) -> None:
        cells = {
            "task_pred_id": self.edits.new_number("TASKPRED", "task_pred_id"),
            "task_id": self.task_ids[self.new.activity(link.after).key],
            "pred_task_id": self.task_ids[self.new.activity(link.before).key],
            "proj_id": self.key,
            "pred_proj_id": self.key,
            **link_cells(link),
        }
        self.edits.add("TASKPRED", cells)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in new.items() if old.get(name) != text}
