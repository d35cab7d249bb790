"""Writing networks into a PMXML document: their own again, or an empty one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import UnknownCalendarError
from kaigong.engines.scheduling.files import pmxml_words as words
from kaigong.engines.scheduling.files.days import YEARS_AHEAD
from kaigong.engines.scheduling.files.limits import NO_LIMITS, Limits
from kaigong.engines.scheduling.files.links import link_changes
from kaigong.engines.scheduling.files.paths import above, last_name, whole
from kaigong.engines.scheduling.files.pmxml import PmxmlReading
from kaigong.engines.scheduling.files.pmxml_calendars import write_days
from kaigong.engines.scheduling.files.pmxml_resources import ResourceWriting
from kaigong.engines.scheduling.files.pmxml_texts import (
    activity_texts,
    link_texts,
    option_texts,
    planned_texts,
    project_texts,
    stored_texts,
)
from kaigong.engines.scheduling.files.projects import FileProject, StoredDates
from kaigong.engines.scheduling.files.xer_cells import lag_of
from kaigong.engines.scheduling.files.xer_tables import hours_text
from kaigong.engines.scheduling.files.xml_documents import (
    insert_lists,
    moment_text,
    parsed,
    set_texts,
    sub,
    without_collecting,
    written,
)
from kaigong.engines.scheduling.network import Activity, Link, Network

PROJECT: Final = "1"
_SHARED: Final = ("Currency", "OBS", "Calendar", "Resource", "ResourceRate", "Project")


@without_collecting
def rewritten_pmxml(
    content: bytes,
    networks: Mapping[str, Network],
    stored: Mapping[str, Mapping[str, StoredDates]],
    limits: Limits = NO_LIMITS,
) -> bytes:
    """The document with these networks, by key of the project, and with newly reckoned dates.

    Args:
        limits: Numbers of resources by date that are not the document's any more.

    Raises:
        UnknownActivityError: a link to an activity that is not in its network.
        UnknownCalendarError: an activity on a calendar that is not in its network.
    """
    root, namespace = parsed(content)
    reading = PmxmlReading(root)
    numbers = Numbers(root)
    is_changed = False
    for project in reading.projects():
        network = networks.get(project.key, project.network)
        writing = ProjectWriting(reading, numbers, project, network, stored.get(project.key, {}))
        writing.write(limits if project.key in networks else NO_LIMITS)
        is_changed |= writing.is_changed
    return written(root, namespace) if is_changed else content


@without_collecting
def written_pmxml(network: Network, stored: Mapping[str, StoredDates]) -> bytes:
    """A new document with one project.

    Raises:
        UnknownActivityError, UnknownCalendarError: the network names what it has not got.
    """
    root = Element("APIBusinessObjects")
    texts = {"ObjectId": PROJECT, "PlannedStartDate": moment_text(network.start)}
    SubElement(sub(root, "Project", texts), "ScheduleOptions")
    empty = written(root, words.NAMESPACE)
    return rewritten_pmxml(empty, {PROJECT: network}, {PROJECT: stored})


class Numbers:
    """ObjectIds that nothing of the same sort has yet."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.last: dict[str, int] = {}

    def new(self, tag: str) -> str:
        if tag not in self.last:
            texts = [(each.findtext("ObjectId") or "").strip() for each in self.root.iter(tag)]
            self.last[tag] = max((whole(text) or 0 for text in texts), default=0)
        self.last[tag] += 1
        return str(self.last[tag])


class ProjectWriting:
    """Compares one project of the document with its network and sets what differs."""

    def __init__(
        self,
        reading: PmxmlReading,
        numbers: Numbers,
        project: FileProject,
        network: Network,
        stored: Mapping[str, StoredDates],
    ) -> None:
        self.reading, self.numbers, self.key = reading, numbers, project.key
        self.root, self.element = reading.root, reading.elements[project.key]
        self.old, self.new = project.network, network
        self.dates, self.stored = project.stored, stored
        self.is_changed = False
        self.fresh: dict[str, list[Element]] = {}  # by tag
        self.ids = dict(project.sources)
        self.calendar_ids = {key: number for number, key in reading.calendar_keys.items()}
        self.nodes = dict(reading.nodes[project.key])

    def write(self, limits: Limits) -> None:
        self._calendars()
        self._project()
        for path in self.new.wbs_names:
            self._node(path)
        self._gone()
        for key, activity in self.new.activities.items():
            self._activity(key, activity)
        resources = ResourceWriting(self, limits)
        resources.write()
        resources.write_needs()
        self._links()
        self._put_in()

    def set(self, element: Element, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        changed = {tag: text for tag, text in new.items() if old.get(tag, "") != text}
        if changed:
            set_texts(element, changed)
            self.is_changed = True

    def add(self, tag: str, values: Mapping[str, str]) -> Element:
        """A new element, its texts by the alphabet; it is put in at the end."""
        self.is_changed = True
        element = Element(tag)
        set_texts(element, values)
        self.fresh.setdefault(tag, []).append(element)
        return element

    def _put_in(self) -> None:
        shared = {tag: each for tag, each in self.fresh.items() if tag in _SHARED}
        own = {tag: each for tag, each in self.fresh.items() if tag not in _SHARED}
        insert_lists(self.root, shared, _SHARED)
        insert_lists(self.element, own, words.LISTS)

    # --- calendars and options ----------------------------------------------------------------

    def _calendars(self) -> None:
        years = range(self.new.start.year - 1, self.new.start.year + YEARS_AHEAD + 1)
        for key, calendar in self.new.calendars.items():
            old = self.old.calendars.get(key)
            if old == calendar:
                continue
            if old is None:
                self._new_calendar(key, calendar, years)
                continue
            element = self.reading.calendar_elements[self.calendar_ids[key]]
            per_day = {"HoursPerDay": hours_text(calendar.minutes_per_day)}
            self.set(element, {"HoursPerDay": hours_text(old.minutes_per_day)}, per_day)
            write_days(element, calendar, years)
            self.is_changed = True
        calendar = self.new.calendar
        is_own = calendar not in self.new.calendars.values()
        if is_own and (calendar != self.old.calendar or not self.calendar_ids):
            self._new_calendar("", calendar, years)

    def _new_calendar(self, key: str, calendar: Calendar, years: range) -> None:
        number = self.numbers.new("Calendar")
        self.calendar_ids[key] = number
        values = {
            "ObjectId": number,
            "Name": key or calendar.name or self.new.name,
            "Type": "Global",
            "IsDefault": "0",
            "IsPersonal": "0",
            "HoursPerDay": hours_text(calendar.minutes_per_day),
        }
        write_days(self.add("Calendar", values), calendar, years)

    def _own_calendar(self) -> str:
        same = (key for key, each in self.new.calendars.items() if each == self.new.calendar)
        return self.calendar_ids.get(next(same, ""), "")

    def _project(self) -> None:
        new = project_texts(self.new)
        if self.element.find("DataDate") is None and self.new.data_date is None:
            new["DataDate"] = new["PlannedStartDate"]  # P6 asks for one
        number = self.element.findtext("ActivityDefaultCalendarObjectId")
        if self.old.calendar != self.new.calendar or not number:
            new["ActivityDefaultCalendarObjectId"] = self._own_calendar()
        self.set(self.element, project_texts(self.old), new)
        old, options = option_texts(self.old.rules), option_texts(self.new.rules)
        element = self.element.find("ScheduleOptions")
        if old == options and (element is None or len(element)):
            return
        lag = "RelationshipLagCalendar"
        if self.element.find(lag) is not None:
            self.set(self.element, {lag: old[lag]}, {lag: options[lag]})
        if element is None:
            element = self.add("ScheduleOptions", {})
        self.set(element, old if len(element) else {}, options)

    # --- WBS and activities -------------------------------------------------------------------

    def _node(self, path: str) -> str:
        """The ObjectId of a node, which is made with all above it where it is not there yet."""
        if not path:
            return ""
        name = self.new.wbs_names.get(path) or last_name(path)
        node = self.nodes.get(path)
        if node is not None:
            if path in self.new.wbs_names:
                self.set(node, {"Name": self.old.wbs_names.get(path, "")}, {"Name": name})
            return (node.findtext("ObjectId") or "").strip()
        values = {
            "ObjectId": self.numbers.new("WBS"),
            "ParentObjectId": self._node(above(path)),
            "ProjectObjectId": self.key,
            "Code": last_name(path),
            "Name": name,
            "Status": "Active",
        }
        self.nodes[path] = self.add("WBS", values)
        return values["ObjectId"]

    def _gone(self) -> None:
        gone = {key: own for key, own in self.ids.items() if key not in self.new.activities}
        if not gone:
            return
        self.is_changed = True
        for key in gone:
            self.element.remove(self.reading.activities[self.key, key])
            del self.ids[key]
        numbers = set(gone.values())
        for tag, ends in (
            ("ResourceAssignment", ("ActivityObjectId",)),
            ("Relationship", ("PredecessorActivityObjectId", "SuccessorActivityObjectId")),
        ):
            for each in self.element.findall(tag):
                if any(each.findtext(end) in numbers for end in ends):
                    self.element.remove(each)

    def _activity(self, key: str, activity: Activity) -> None:
        old = self.old.activities.get(key)
        if old is None:
            self._new_activity(activity)
            return
        element = self.reading.activities[self.key, key]
        if old != activity:
            new = activity_texts(activity)
            if old.calendar != activity.calendar:
                new["CalendarObjectId"] = self._calendar_id(activity)
            if old.wbs != activity.wbs:
                new["WBSObjectId"] = self._node(activity.wbs)
            self.set(element, activity_texts(old), new)
        if key in self.stored:
            self.set(element, stored_texts(self.dates[key]), stored_texts(self.stored[key]))

    def _calendar_id(self, activity: Activity) -> str:
        if activity.calendar is None:
            return self._own_calendar()
        if activity.calendar not in self.new.calendars:
            raise UnknownCalendarError(key=activity.key, calendar=activity.calendar)
        return self.calendar_ids[activity.calendar]

    def _new_activity(self, activity: Activity) -> None:
        number = self.numbers.new("Activity")
        self.ids[activity.key] = number
        values = {
            "ObjectId": number,
            "ProjectObjectId": self.key,
            "WBSObjectId": self._node(activity.wbs),
            "CalendarObjectId": self._calendar_id(activity),
            "DurationType": "Fixed Duration and Units",
            "PercentCompleteType": "Duration",
            "AtCompletionDuration": hours_text(activity.duration),
            **activity_texts(activity),
        }
        dates = self.stored.get(activity.key)
        if dates:
            values |= stored_texts(dates) | planned_texts(dates)
        self.add("Activity", values)

    # --- links ------------------------------------------------------------------------------

    def _links(self) -> None:
        elements = self.reading.links.get(self.key, [])
        plain = [
            replace(each, lag=lag_of(each, self.new), lag_share=None, lag_calendar=None)
            for each in self.new.links
        ]
        changes = link_changes(zip(self.old.links, elements, strict=True), plain)
        for old, element, new in changes.changed:
            self.set(element, link_texts(old), link_texts(new))
        for link in changes.come:
            self._new_link(link)
        gone = {id(element) for _, element in changes.gone}
        if gone:
            self.is_changed = True
            for parent in self.reading.elements.values():
                parent[:] = [each for each in parent if id(each) not in gone]

    def _new_link(self, link: Link) -> None:
        values = {
            "ObjectId": self.numbers.new("Relationship"),
            "PredecessorActivityObjectId": self.ids[self.new.activity(link.before).key],
            "PredecessorProjectObjectId": self.key,
            "SuccessorActivityObjectId": self.ids[self.new.activity(link.after).key],
            "SuccessorProjectObjectId": self.key,
            **link_texts(link),
        }
        self.add("Relationship", values)
