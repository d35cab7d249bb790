"""Writing a network into an MSPDI document: its own again, or an empty one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import UnknownCalendarError
from kaigong.engines.scheduling.files import mspdi_words as words
from kaigong.engines.scheduling.files.days import YEARS_AHEAD
from kaigong.engines.scheduling.files.limits import NO_LIMITS, Limits
from kaigong.engines.scheduling.files.links import link_changes
from kaigong.engines.scheduling.files.mspdi import KEY_MARK, WBS_MARK, MspdiReading
from kaigong.engines.scheduling.files.mspdi_calendars import write_days
from kaigong.engines.scheduling.files.mspdi_outline import arrange, is_same_outline
from kaigong.engines.scheduling.files.mspdi_resources import ResourceWriting
from kaigong.engines.scheduling.files.mspdi_splits import NOBODY, write_parts
from kaigong.engines.scheduling.files.mspdi_texts import (
    activity_texts,
    link_texts,
    project_texts,
    stored_texts,
)
from kaigong.engines.scheduling.files.outline import nodes_of
from kaigong.engines.scheduling.files.paths import last_name, whole
from kaigong.engines.scheduling.files.projects import FileProject, StoredDates
from kaigong.engines.scheduling.files.xml_documents import (
    Order,
    insert,
    moment_text,
    parsed,
    set_texts,
    sub,
    without_collecting,
    written,
)
from kaigong.engines.scheduling.network import ALL_HOURS, Activity, Link, Network

_PARTS: Final = ("ExtendedAttributes", "Calendars", "Tasks", "Resources", "Assignments")


@without_collecting
def rewritten_mspdi(
    content: bytes,
    network: Network | None,
    stored: Mapping[str, StoredDates],
    limits: Limits = NO_LIMITS,
) -> bytes:
    """The document with this network and with newly reckoned dates.

    Args:
        limits: Numbers of resources by date that are not the document's any more.

    Raises:
        UnknownActivityError: a link to an activity that is not in the network.
        UnknownCalendarError: an activity on a calendar that is not in the network.
    """
    root, namespace = parsed(content)
    reading = MspdiReading(root)
    project = reading.project()
    writing = ProjectWriting(reading, project, network or project.network, stored)
    writing.write(limits)
    return written(root, namespace) if writing.is_changed else content


@without_collecting
def written_mspdi(network: Network, stored: Mapping[str, StoredDates]) -> bytes:
    """A new document that holds the network.

    Raises:
        UnknownActivityError, UnknownCalendarError: the network names what it has not got.
    """
    rules = network.rules
    root = Element("Project")
    sub(root, "SaveVersion", {}).text = "14"
    first = {
        "StartDate": moment_text(network.start),
        "DurationFormat": words.DAYS,
        "HonorConstraints": "1" if rules.constraints_beat_links else "0",
        "NewTasksAreManual": "0",
    }
    set_texts(root, first, words.PROJECT)
    for part in _PARTS:
        SubElement(root, part)
    return rewritten_mspdi(written(root, words.NAMESPACE), network, stored)


class ProjectWriting:
    """Compares the network of a document with the new one and sets what differs."""

    def __init__(
        self,
        reading: MspdiReading,
        project: FileProject,
        network: Network,
        stored: Mapping[str, StoredDates],
    ) -> None:
        self.root, self.reading = reading.root, reading
        self.old, self.new = project.network, network
        self.dates, self.stored = project.stored, stored
        self.is_changed = False
        self.uids = dict(project.sources)
        self.tasks, self.nodes = dict(reading.tasks), dict(reading.nodes)
        self.calendar_uids = {key: uid for uid, key in reading.calendar_keys.items()}
        self._last: dict[str, int] = {}

    def write(self, limits: Limits) -> None:
        self._calendars()
        self._project()
        self._gone()
        for key, activity in self.new.activities.items():
            self._activity(key, activity)
        self._nodes()
        if not is_same_outline(self.old, self.new):
            arrange(self.part("Tasks"), self.new, self.tasks, self.nodes)
            self.is_changed = True
        resources = ResourceWriting(self, limits)
        resources.write()
        resources.write_needs()
        self._parts()
        self._links()

    def set(
        self,
        element: Element,
        old: Mapping[str, str],
        new: Mapping[str, str],
        order: Order,
    ) -> None:
        changed = {tag: text for tag, text in new.items() if old.get(tag, "") != text}
        if changed:
            set_texts(element, changed, order)
            self.is_changed = True

    def part(self, tag: str) -> Element:
        part = self.root.find(tag)
        if part is None:
            part = Element(tag)
            insert(self.root, part, words.PROJECT)
        return part

    def new_uid(self, path: str) -> str:
        if path not in self._last:
            texts = [each.findtext("UID") or "" for each in self.root.findall(path)]
            self._last[path] = max((whole(text) or 0 for text in texts), default=0)
        self._last[path] += 1
        return str(self._last[path])

    def add(self, part: str, tag: str, values: Mapping[str, str]) -> Element:
        self.is_changed = True
        return sub(self.part(part), tag, values)

    # --- calendars and options ----------------------------------------------------------------

    def _calendars(self) -> None:
        elements = {each.findtext("UID"): each for each in self.root.findall("Calendars/Calendar")}
        years = range(self.new.start.year - 1, self.new.start.year + YEARS_AHEAD + 1)
        for key, calendar in self.new.calendars.items():
            old = self.old.calendars.get(key)
            if key == ALL_HOURS or old == calendar:
                continue  # day and night is no calendar of Project's but a way to count
            if old is None:
                self._new_calendar(key, calendar, years)
            else:
                write_days(elements[self.calendar_uids[key]], calendar, years)
                self.is_changed = True
        calendar = self.new.calendar
        if calendar not in self.new.calendars.values() and calendar != self.old.calendar:
            self._new_calendar("", calendar, years)

    def _new_calendar(self, key: str, calendar: Calendar, years: range) -> None:
        uid = self.new_uid("Calendars/Calendar")
        self.calendar_uids[key] = uid
        values = {
            "UID": uid,
            "Name": key or calendar.name or self.new.name,
            "IsBaseCalendar": "1",
            "BaseCalendarUID": "-1",
        }
        write_days(self.add("Calendars", "Calendar", values), calendar, years)

    def _project(self) -> None:
        old, new = project_texts(self.old), project_texts(self.new)
        if self.old.calendar != self.new.calendar:
            same = (key for key, each in self.new.calendars.items() if each == self.new.calendar)
            new["CalendarUID"] = self.calendar_uids[next(same, "")]
        self.set(self.root, old, new, words.PROJECT)

    # --- tasks ------------------------------------------------------------------------------

    def _gone(self) -> None:
        gone = {key: uid for key, uid in self.uids.items() if key not in self.new.activities}
        if not gone:
            return
        self.is_changed = True
        for key in gone:
            self.part("Tasks").remove(self.tasks.pop(key))
            del self.uids[key]
        assignments = self.part("Assignments")
        for each in assignments.findall("Assignment"):
            if (each.findtext("TaskUID") or "") in gone.values():
                assignments.remove(each)

    def _activity(self, key: str, activity: Activity) -> None:
        new = self._texts(activity, self.new)
        if key in self.stored:
            new |= stored_texts(self.stored[key])
        old = self.old.activities.get(key)
        if old is None:
            self._new_task(activity, new)
            return
        before = self._texts(old, self.old)
        if key in self.stored:
            before |= stored_texts(self.dates[key])
        self.set(self.tasks[key], before, new, words.TASK)

    def _texts(self, activity: Activity, network: Network) -> dict[str, str]:
        calendar = activity.calendar
        if calendar is not None and calendar not in network.calendars:
            raise UnknownCalendarError(key=activity.key, calendar=calendar)
        if calendar is None or calendar == ALL_HOURS:
            return {**activity_texts(activity), "CalendarUID": "-1"}
        return {**activity_texts(activity), "CalendarUID": self.calendar_uids[calendar]}

    def _new_task(self, activity: Activity, texts: Mapping[str, str]) -> None:
        uid = self.new_uid("Tasks/Task")
        self.uids[activity.key] = uid
        task = self.add("Tasks", "Task", {})
        set_texts(task, {"UID": uid, "ID": uid, "Type": "1", "IsNull": "0", **texts}, words.TASK)
        self.tasks[activity.key] = task
        if activity.key != uid:
            is_like_a_mark = activity.key.startswith((WBS_MARK, KEY_MARK))
            self._mark(task, (KEY_MARK if is_like_a_mark else "") + activity.key)

    def _mark(self, task: Element, text: str) -> None:
        """Keys are texts, and UIDs are numbers: a field of the task carries the key."""
        field = self.reading.key_field
        if not field:
            field, name = words.KEY_FIELD
            self.reading.key_field = field
            values = {"FieldID": field, "FieldName": name, "Alias": words.KEY_ALIAS}
            self.add("ExtendedAttributes", "ExtendedAttribute", values)
        attribute = Element("ExtendedAttribute")
        sub(attribute, "FieldID", {}).text = field
        sub(attribute, "Value", {}).text = text
        insert(task, attribute, words.TASK)

    def _nodes(self) -> None:
        """Nodes of the WBS that are no activities become summaries that carry their path."""
        for path in nodes_of(self.new):
            name = self.new.wbs_names.get(path) or last_name(path)
            if path in self.nodes:
                old = {"Name": self.old.wbs_names.get(path, "")}
                self.set(self.nodes[path], old, {"Name": name}, words.TASK)
                continue
            uid = self.new_uid("Tasks/Task")
            values = {"UID": uid, "ID": uid, "Name": name, "IsNull": "0", "Summary": "1"}
            self.nodes[path] = self.add("Tasks", "Task", values)
            self._mark(self.nodes[path], WBS_MARK + path)

    # --- parts and links --------------------------------------------------------------------

    def _parts(self) -> None:
        """The parts of split tasks that are new here; those that were here keep theirs."""
        split = {
            self.uids[key]: activity
            for key, activity in self.new.activities.items()
            if activity.interruption and key not in self.old.activities
        }
        if not split:
            return
        assigned = {each.findtext("TaskUID") for each in self.part("Assignments")}
        for uid in split.keys() - assigned:
            self.assign(uid, NOBODY, {"Units": "1"})
        for assignment in self.part("Assignments").findall("Assignment"):
            activity = split.get(assignment.findtext("TaskUID") or "")
            if activity is not None:
                dates = self.stored.get(activity.key, StoredDates())
                begin = activity.started or dates.start or dates.early_start or self.new.start
                calendar = self.new.calendar_of(activity)
                write_parts(assignment, activity, begin=begin, calendar=calendar)

    def assign(self, task: str, resource: str, values: Mapping[str, str]) -> None:
        uid = self.new_uid("Assignments/Assignment")
        own = {"UID": uid, "TaskUID": task, "ResourceUID": resource}
        self.add("Assignments", "Assignment", {**own, **values})

    def _links(self) -> None:
        old_links = zip(self.old.links, self.reading.links, strict=True)
        changes = link_changes(old_links, self.new.links)
        for old, element, new in changes.changed:
            self.set(element, link_texts(old), link_texts(new), words.LINK)
        for link in changes.come:
            self._new_link(link)
        for link, element in changes.gone:
            self.is_changed = True
            if link.after in self.tasks:
                self.tasks[link.after].remove(element)

    def _new_link(self, link: Link) -> None:
        before = self.uids[self.new.activity(link.before).key]
        element = Element("PredecessorLink")
        set_texts(element, {"PredecessorUID": before, **link_texts(link)}, words.LINK)
        insert(self.tasks[self.new.activity(link.after).key], element, words.TASK)
        self.is_changed = True
