"""Resources of a network in the elements of PMXML: how many there are, and who needs how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.availability import Availability
from kaigong.engines.scheduling.files.limits import (
    Limits,
    changed_needs,
    limits_changed,
    line_changes,
    units_text,
)
from kaigong.engines.scheduling.files.xml_documents import Cells, moment_text
from kaigong.engines.scheduling.network import Activity

if TYPE_CHECKING:
    from kaigong.engines.scheduling.files.pmxml_rewriting import ProjectWriting

# What goes with the units per hour of an assignment; what was worked stays.
_QUANTITIES: Final = (
    "PlannedUnitsPerTime", "RemainingUnitsPerTime", "PlannedUnits", "RemainingUnits",
)  # fmt: skip
_PRICES: Final = (
    "PricePerUnit", "PricePerUnit2", "PricePerUnit3", "PricePerUnit4", "PricePerUnit5",
    "ShiftPeriodObjectId",
)  # fmt: skip
MACHINE: Final = "Nonlabor"


class ResourceWriting:
    """Sets what differs of the resources and assignments of one project."""

    def __init__(self, project: ProjectWriting, limits: Limits) -> None:
        self.project, self.reading = project, project.reading
        self.old, self.new = project.old, project.new
        self.limits = limits_changed(self.old, self.new, limits)
        self.ids = {key: number for number, key in self.reading.resource_keys.items()}
        self.elements = {
            (each.findtext("ObjectId") or "").strip(): each
            for each in self.reading.root.findall("Resource")
        }

    def write(self) -> None:
        """Put in what is new, how many there are, and on which calendars they work."""
        needed = {key for each in self.new.activities.values() for key in each.needs}
        for key in {**self.new.resources, **dict.fromkeys(sorted(needed))}:
            if key not in self.ids:
                self._new_resource(key)
                continue
            if key in self.limits:
                self._rates(self.ids[key], self.limits[key])
            calendar = self.new.resource_calendars.get(key)
            if calendar is not None and calendar != self.old.resource_calendars.get(key):
                texts = {"CalendarObjectId": self.project.calendar_ids[calendar]}
                self.project.set(self.elements[self.ids[key]], {}, texts)

    def _new_resource(self, key: str) -> None:
        number = self.project.numbers.new("Resource")
        self.ids[key] = number
        calendar = self.new.resource_calendars.get(key)
        values = {
            "ObjectId": number,
            "Id": key,
            "Name": key,
            "ResourceType": MACHINE,
            "CalendarObjectId": self.project.calendar_ids.get(calendar, "") if calendar else "",
        }
        self.project.add("Resource", values)
        self._rates(number, self.limits.get(key, Availability(1.0)))

    def _rates(self, number: str, there: Availability) -> None:
        lines = self.reading.rates.get(number, [])
        changes = line_changes(lines, there, start=self.new.start)
        for element, units in changes.changed:
            self.project.set(element, {}, {"MaxUnitsPerTime": units_text(units)})
        for line in changes.come:
            like = line.like
            prices = {} if like is None else {tag: like.findtext(tag) or "" for tag in _PRICES}
            values = {
                **prices,
                "ObjectId": self.project.numbers.new("ResourceRate"),
                "ResourceObjectId": number,
                "MaxUnitsPerTime": units_text(line.units),
                "EffectiveDate": moment_text(line.since),
            }
            self.project.add("ResourceRate", values)

    def write_needs(self) -> None:
        """Set what activities need otherwise; of several assignments of one resource each its
        share."""
        elements: dict[tuple[str, str], list[Element]] = {}
        for each in self.project.element.findall("ResourceAssignment"):
            ends = (each.findtext(f"{end}ObjectId") or "" for end in ("Activity", "Resource"))
            activity_id, resource_id = map(str.strip, ends)
            elements.setdefault((activity_id, resource_id), []).append(each)
        for activity, resource, units, was in changed_needs(self.old, self.new):
            place = (self.project.ids[activity.key], self.ids[resource])
            if place not in elements:
                self._assign(activity, *place, units or 0.0)
            elif units is None:
                for each in elements[place]:
                    self.project.element.remove(each)
                self.project.is_changed = True
            elif was:
                for each in elements[place]:
                    self._share_out(each, units / was)
            else:  # nothing to take a share of
                texts = dict.fromkeys(_QUANTITIES[:2], units_text(units))
                self.project.set(elements[place][-1], {}, texts)

    def _share_out(self, assignment: Element, share: float) -> None:
        cells = Cells(assignment, "ResourceAssignment", 0)
        was = {tag: cells.number_of(tag) or 0.0 for tag in _QUANTITIES}
        texts = {tag: units_text(units * share) for tag, units in was.items() if units}
        if whole := cells.number_of("AtCompletionUnits"):
            texts["AtCompletionUnits"] = units_text(whole + was["RemainingUnits"] * (share - 1))
        self.project.set(assignment, {}, texts)

    def _assign(self, activity: Activity, number: str, resource: str, units: float) -> None:
        element = self.elements.get(resource)
        kind = (element.findtext("ResourceType") or "").strip() if element is not None else ""
        values = {
            "ObjectId": self.project.numbers.new("ResourceAssignment"),
            "ActivityObjectId": number,
            "ResourceObjectId": resource,
            "ProjectObjectId": self.project.key,
            "ResourceType": kind or MACHINE,
            "PlannedUnits": units_text(activity.duration / 60 * units),
            "RemainingUnits": units_text(activity.left / 60 * units),
            "PlannedUnitsPerTime": units_text(units),
            "RemainingUnitsPerTime": units_text(units),
        }
        self.project.add("ResourceAssignment", values)
