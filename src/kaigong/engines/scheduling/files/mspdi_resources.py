"""Resources of a network in the elements of MSPDI: how many there are, and who needs how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.availability import Availability
from kaigong.engines.scheduling.files import mspdi_words as words
from kaigong.engines.scheduling.files.limits import (
    Limits,
    changed_needs,
    limits_changed,
    units_text,
)
from kaigong.engines.scheduling.files.mspdi_availability import PERIODS, write_periods
from kaigong.engines.scheduling.files.xml_documents import Cells, Order, set_texts, span_text
from kaigong.engines.scheduling.network import Activity

if TYPE_CHECKING:
    from kaigong.engines.scheduling.files.mspdi_rewriting import ProjectWriting

_UNITS: Final = Order(("Units",))
_WHOLE: Final = ("RegularWork", "Work")  # of an assignment: what was done, and what remains
_REMAINING: Final = "1"  # work spread over time that is still to be done


class ResourceWriting:
    """Sets what differs of the resources and assignments of a document."""

    def __init__(self, project: ProjectWriting, limits: Limits) -> None:
        self.project, self.reading = project, project.reading
        self.old, self.new = project.old, project.new
        self.limits = limits_changed(self.old, self.new, limits)
        self.uids = {key: uid for uid, key in self.reading.resource_keys.items()}

    def write(self) -> None:
        """Put in what is new, and how many there are."""
        elements = {
            (each.findtext("UID") or "").strip(): each
            for each in self.reading.root.findall("Resources/Resource")
        }
        needed = {key for each in self.new.activities.values() for key in each.needs}
        for key in {**self.new.resources, **dict.fromkeys(sorted(needed))}:
            there = self.limits.get(key, Availability(1.0))
            if key not in self.uids:
                self._set_limit(self._new_resource(key), there)
            elif key in self.limits:
                self._set_limit(elements[self.uids[key]], there)

    def _set_limit(self, element: Element, there: Availability) -> None:
        """The most units are those of the day of the report; others have periods of their own."""
        today = self.new.data_date or self.new.start
        texts = {"MaxUnits": units_text(there.at(today))}
        self.project.set(element, {}, texts, words.RESOURCE)
        if there.steps or element.find(PERIODS) is not None:
            write_periods(element, there)
            self.project.is_changed = True

    def _new_resource(self, key: str) -> Element:
        uid = self.project.new_uid("Resources/Resource")
        self.uids[key] = uid
        values = {"UID": uid, "ID": uid, "Name": key, "Type": "1"}
        calendar = self.new.resource_calendars.get(key)
        if calendar in self.project.calendar_uids:
            own = self.project.new_uid("Calendars/Calendar")
            values["CalendarUID"] = own
            texts = {"UID": own, "Name": key, "IsBaseCalendar": "0"}
            texts["BaseCalendarUID"] = self.project.calendar_uids[calendar]
            self.project.add("Calendars", "Calendar", texts)
        return self.project.add("Resources", "Resource", values)

    def write_needs(self) -> None:
        """Set what activities need otherwise; of several assignments of one resource each its
        share."""
        elements: dict[tuple[str, str], list[Element]] = {}
        for each in self.reading.root.findall("Assignments/Assignment"):
            ends = (each.findtext(f"{end}UID") or "" for end in ("Task", "Resource"))
            task, worker = map(str.strip, ends)
            elements.setdefault((task, worker), []).append(each)
        for activity, resource, units, was in changed_needs(self.old, self.new):
            place = (self.project.uids[activity.key], self.uids[resource])
            if place not in elements:
                self._assign(activity, *place, units or 0.0)
            elif units is None:
                for each in elements[place]:
                    self.project.part("Assignments").remove(each)
                self.project.is_changed = True
            elif was:
                for each in elements[place]:
                    self._share_out(each, units / was)
            else:  # nothing to take a share of
                texts = {"Units": units_text(units)}
                self.project.set(elements[place][-1], {}, texts, _UNITS)

    def _share_out(self, assignment: Element, share: float) -> None:
        """Make it so many times what it was, with the work that remains."""
        cells = Cells(assignment, "Assignment", 0)
        units = cells.number_of("Units")
        texts = {"Units": units_text((1.0 if units is None else units) * share)}
        if left := cells.span("RemainingWork"):
            more = round(left * share) - left
            texts["RemainingWork"] = span_text(left + more)
            for tag in _WHOLE:
                if work := cells.span(tag):
                    texts[tag] = span_text(work + more)
        self.project.set(assignment, {}, texts, _UNITS)
        for number, phase in enumerate(assignment.findall("TimephasedData"), 1):
            parts = Cells(phase, "TimephasedData", number)
            if parts.text("Type") == _REMAINING and (work := parts.span("Value")):
                set_texts(phase, {"Value": span_text(round(work * share))})

    def _assign(self, activity: Activity, task: str, resource: str, units: float) -> None:
        work, left = round(activity.duration * units), round(activity.left * units)
        values = {
            "RegularWork": span_text(work),
            "RemainingWork": span_text(left),
            "Units": units_text(units),
            "Work": span_text(work),
        }
        self.project.assign(task, resource, values)
