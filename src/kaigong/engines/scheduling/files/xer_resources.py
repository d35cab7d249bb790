"""Resources of a network in the tables of XER: how many there are, and who needs how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kaigong.engines.scheduling.availability import Availability, most_of
from kaigong.engines.scheduling.files.limits import (
    Limits,
    changed_needs,
    limits_changed,
    line_changes,
    units_text,
)
from kaigong.engines.scheduling.files.xer_edits import Edits
from kaigong.engines.scheduling.files.xer_shared import Shared, number_of
from kaigong.engines.scheduling.files.xer_tables import moment_text
from kaigong.engines.scheduling.network import Activity, Network

# What goes with the units per hour of an assignment; what was worked stays.
_QUANTITIES: Final = ("target_qty_per_hr", "remain_qty_per_hr", "target_qty", "remain_qty")
_NO_PRICES: Final = {
    "cost_per_qty": "0", "cost_per_qty2": "0", "cost_per_qty3": "0", "cost_per_qty4": "0",
    "cost_per_qty5": "0",
}  # fmt: skip
MACHINE: Final = "RT_Equip"


class ResourceEdits:
    """The changes of the resources and assignments of one project."""

    def __init__(
        self,
        shared: Shared,
        edits: Edits,
        project: str,
        old: Network,
        new: Network,
        calendar_ids: Mapping[str, str],
    ) -> None:
        self.shared = shared
        self.edits, self.tables, self.project = edits, edits.tables, project
        self.old, self.new, self.calendar_ids = old, new, calendar_ids
        self.ids = {key: number for number, key in shared.resource_keys.items()}
        table = self.tables["RSRC"]
        self.kinds = {
            table.value(row, "rsrc_id"): table.value(row, "rsrc_type") for row in table.rows
        }

    def write(self, limits: Limits) -> None:
        """Put in what is new, how many there are, and on which calendars they work."""
        for key in self.new.resources:
            self._id(key)
        for key, there in limits_changed(self.old, self.new, limits).items():
            if key in self.ids:
                self._rates(self.ids[key], there)
        table = self.tables["RSRC"]
        keys = {number: key for key, number in self.ids.items()}
        for line, row in table.each():
            key = keys[table.value(row, "rsrc_id")]
            calendar = self.new.resource_calendars.get(key)
            if calendar is not None and calendar != self.old.resource_calendars.get(key):
                self.edits.set(table, line, {"clndr_id": self.calendar_ids.get(calendar, "")})

    def _rates(self, number: str, there: Availability) -> None:
        """Set the lines of RSRCRATE; those that are no more than a price stay as they are."""
        table, lines = self.tables["RSRCRATE"], self.shared.rates.get(number, [])
        changes = line_changes(lines, there, start=self.new.start)
        for line, units in changes.changed:
            self.edits.set(table, line, {"max_qty_per_hr": units_text(units)})
        for new in changes.come:
            prices = dict(_NO_PRICES)
            if new.like is not None:
                (like,) = (row for line, row in table.each() if line == new.like)
                prices = {name: table.value(like, name) for name in table.places}
            own = {
                "rsrc_rate_id": self.edits.new_number("RSRCRATE", "rsrc_rate_id"),
                "rsrc_id": number,
                "max_qty_per_hr": units_text(new.units),
                "start_date": moment_text(new.since),
            }
            self.edits.add("RSRCRATE", {**own, **prices, **own})  # a new table has them in order

    def _id(self, key: str) -> str:
        if key not in self.ids:
            number = self.edits.new_number("RSRC", "rsrc_id")
            self.ids[key], self.kinds[number] = number, MACHINE
            calendar = self.new.resource_calendars.get(key)
            cells = {
                "rsrc_id": number,
                "rsrc_short_name": key,
                "rsrc_name": key,
                "rsrc_type": MACHINE,
                "def_qty_per_hr": units_text(most_of(self.new.resources.get(key, 1.0))),
                "clndr_id": self.calendar_ids.get(calendar or "", ""),
            }
            self.edits.add("RSRC", cells)
        return self.ids[key]

    def write_needs(self, task_ids: Mapping[str, str]) -> None:
        """Set what activities need otherwise; of several lines for one resource each its share."""
        lines = self._assignments()
        gone: set[str] = set()
        shares: dict[int, float] = {}
        for activity, resource, units, was in changed_needs(self.old, self.new):
            place = (task_ids[activity.key], self._id(resource))
            if place not in lines:
                self._assign(activity, *place, units or 0.0)
            elif units is None:
                gone.update(lines[place].values())
                for line in lines[place]:
                    self.edits.remove(line)
            elif was:
                shares.update(dict.fromkeys(lines[place], units / was))
            else:  # nothing to take a share of
                cells = dict.fromkeys(_QUANTITIES[:2], units_text(units))
                self.edits.set(self.tables["TASKRSRC"], max(lines[place]), cells)
        self._share_out(shares)
        self._forget(gone)

    def _assignments(self) -> dict[tuple[str, str], dict[int, str]]:
        """The numbers of assignments by line, by activity and resource."""
        table = self.tables["TASKRSRC"]
        found: dict[tuple[str, str], dict[int, str]] = {}
        fields = ("task_id", "rsrc_id", "taskrsrc_id")
        for line, (task, resource, number) in table.picked(*fields):
            found.setdefault((task, resource), {})[line] = number
        return found

    def _share_out(self, shares: Mapping[int, float]) -> None:
        """Make lines of assignments so many times what they were."""
        table = self.tables["TASKRSRC"]
        if not shares:
            return
        for line, row in table.each():
            if line in shares:
                cells = {name: number_of(table.value(row, name)) for name in _QUANTITIES}
                made = {name: units_text(was * shares[line]) for name, was in cells.items() if was}
                self.edits.set(table, line, made)

    def _assign(self, activity: Activity, task: str, resource: str, units: float) -> None:
        worked, left = activity.duration / 60 * units, activity.left / 60 * units
        cells = {
            "taskrsrc_id": self.edits.new_number("TASKRSRC", "taskrsrc_id"),
            "task_id": task,
            "proj_id": self.project,
            "rsrc_id": resource,
            "remain_qty": units_text(left),
            "target_qty": units_text(worked),
            "remain_qty_per_hr": units_text(units),
            "target_qty_per_hr": units_text(units),
            "rsrc_type": self.kinds.get(resource) or MACHINE,
        }
        self.edits.add("TASKRSRC", cells)

    def _forget(self, numbers: set[str]) -> None:
        """Take out what other tables say of assignments that are gone."""
        if not numbers:
            return
        for name, table in self.tables.tables.items():
            if name != "TASKRSRC" and "taskrsrc_id" in table.places:
                for line, row in table.each():
                    if table.value(row, "taskrsrc_id") in numbers:
                        self.edits.remove(line)
