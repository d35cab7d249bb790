"""Reading Microsoft Project's XML (MSPDI) into a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.files import mspdi_words as words
from kaigong.engines.scheduling.files.errors import NoStartError
from kaigong.engines.scheduling.files.mspdi_availability import there_by_date
from kaigong.engines.scheduling.files.mspdi_calendars import calendar_of
from kaigong.engines.scheduling.files.mspdi_splits import Gap, gaps_of, rests_of
from kaigong.engines.scheduling.files.paths import bases_first, path_of_names, unique
from kaigong.engines.scheduling.files.projects import (
    FileProject,
    Format,
    Remark,
    ScheduleFile,
    StoredDates,
)
from kaigong.engines.scheduling.files.resources import FileResource, ResourceKind
from kaigong.engines.scheduling.files.xml_documents import Cells, parsed, texts, without_collecting
from kaigong.engines.scheduling.network import (
    ALL_HOURS,
    Activity,
    ActivityKind,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.rules import MSP, From

WBS_MARK: Final = "wbs:"  # before the path of a node that is no activity
KEY_MARK: Final = "key:"  # before a key that would be read as a mark itself


@without_collecting
def read_mspdi(content: bytes, *, name: str = "") -> ScheduleFile:
    """The project of an MSPDI file.

    Tasks are called by their UIDs, for names and IDs change; files written here carry the keys of
    the network in a text field.

    Raises:
        BrokenXmlError: no XML, cut short, or with entities.
        UnreadableCellError: a date, number or duration cannot be read.
        NoStartError: the project has no date to begin at.
        TooLargeScheduleError: more than 500 MB.
    """
    root, _ = parsed(content, name=name)
    reading = MspdiReading(root)
    return ScheduleFile(Format.MSPDI, content, (reading.project(),), remarks=tuple(reading.remarks))


class MspdiReading:
    """One document being read; what stands where is kept for writing it again."""

    def __init__(self, root: Element) -> None:
        self.root, self.remarks = root, list[Remark]()
        self.options = Cells(root, "Project", 0)
        per_day = self.options.number_of("MinutesPerDay") or 0
        self.minutes_per_day = int(per_day) if per_day >= 1 else 480
        self.calendar_keys: dict[str, str] = {}
        self.same_as_base: dict[str, str] = {}  # keys of calendars that add nothing to their base
        self.calendars = self._calendars()
        self.tasks: dict[str, Element] = {}  # by key of the activity
        self.nodes: dict[str, Element] = {}  # by path in the WBS: tasks that are no activities
        self.keys: dict[str, str] = {}  # by UID
        self.key_field = self._key_field()
        self.resource_keys: dict[str, str] = {}  # by UID
        self.scarce: dict[str, FileResource] = {}  # of the resources those that can be
        self.links: list[Element] = []  # as those of the network

    def project(self) -> FileProject:
        network = self._network()
        self._resources(network)
        needs, gaps = self._needs(), gaps_of(self.root)
        stored: dict[str, StoredDates] = {}
        above: list[tuple[int, str]] = []  # level and path of the tasks around
        for number, task in enumerate(self.root.findall("Tasks/Task"), 1):
            cells = Cells(task, "Task", number)
            if cells.is_set("IsNull") or cells.text("UID") in ("", "0"):
                self._title(network, cells)
                continue
            level = int(cells.number_of("OutlineLevel") or 1)
            while above and above[-1][0] >= level:
                above.pop()
            wbs = above[-1][1] if above else ""
            mark = self._mark(task)
            if mark.startswith(WBS_MARK):
                path = mark.removeprefix(WBS_MARK)
                network.wbs_names[path] = cells.text("Name")
                self.nodes[path] = task
            else:
                own = mark.removeprefix(KEY_MARK) or cells.text("UID")
                key = unique(own, network.activities)
                wanted = needs.get(cells.text("UID"), {})
                activity = _activity(cells, key, wbs, self._calendar(cells), wanted)
                split = gaps.get(cells.text("UID"), (None, []))
                network.activities[key] = self._with_rests(network, activity, cells, *split)
                stored[key] = _stored(cells)
                self.tasks[key], self.keys[cells.text("UID")] = task, key
                path = path_of_names(wbs, key, ())
            if cells.is_set("Summary"):
                above.append((level, path))
        self._links(network)
        sources = {key: uid for uid, key in self.keys.items()}
        return FileProject("", network, stored, sources, self.scarce)

    def _with_rests(
        self,
        network: Network,
        activity: Activity,
        cells: Cells,
        begin: datetime | None,
        gaps: list[Gap],
    ) -> Activity:
        """What it stands still: between its parts, or since it was stopped."""
        stop, resume = cells.moment("Stop"), activity.resumes
        if not gaps and stop and resume and stop < resume:
            begin, gaps = activity.started, [(stop, resume)]
        if not gaps and not stop:
            return activity
        calendar = network.calendar_of(activity)
        rests = rests_of(gaps, begin, calendar)
        whole = sum(rest for _, rest in rests)
        return replace(activity, interruption=whole, rests=rests, resumes=None)

    # --- the project ------------------------------------------------------------------------

    def _network(self) -> Network:
        cells = self.options
        start, finish = cells.moment("StartDate"), cells.moment("FinishDate")
        is_from_finish = cells.text("ScheduleFromStart") in ("0", "false")
        title = cells.text("Title") or cells.text("Name")
        threshold = cells.number_of("CriticalSlackLimit") or 0  # in days
        if start is None:
            raise NoStartError(project=title)
        rules = replace(
            MSP,
            schedule_from=From.FINISH if is_from_finish else From.START,
            critical_float=round(threshold * self.minutes_per_day),
            open_ends_are_critical=cells.is_set("MultipleCriticalPaths"),
            # Project writes HonorConstraints 0 whatever its option says (the same plan has 1 as
            # .mpp and 0 as XML), so only the option's default can be assumed.
            constraints_beat_links=True,
        )
        network = Network(
            start=start,
            data_date=cells.moment("StatusDate"),
            finish=finish if is_from_finish else None,
            calendar=self.calendars.get(self.calendar_keys.get(cells.text("CalendarUID"), "")),
            calendars=self.calendars,
            rules=rules,
            name=title,
        )
        if network.calendar not in self.calendars.values():
            network.calendar = replace(network.calendar, minutes_per_day=self.minutes_per_day)
        if any(self._is_elapsed(task) for task in self.root.findall("Tasks/Task")):
            network.calendars.setdefault(ALL_HOURS, Calendar.all_hours(name=ALL_HOURS))
        return network

    def _title(self, network: Network, cells: Cells) -> None:
        if cells.text("UID") == "0" and not cells.is_set("IsNull"):
            network.name = network.name or cells.text("Name")

    def _calendars(self) -> dict[str, Calendar]:
        elements = {
            (each.findtext("UID") or "").strip(): each
            for each in self.root.findall("Calendars/Calendar")
        }
        bases = {uid: texts(each).get("BaseCalendarUID", "") for uid, each in elements.items()}
        calendars: dict[str, Calendar] = {}
        for uid in bases_first(bases):
            key = unique(texts(elements[uid]).get("Name") or f"#{uid}", calendars)
            base = calendars.get(self.calendar_keys.get(bases[uid], ""))
            calendars[key] = calendar_of(
                elements[uid], key, base, minutes_per_day=self.minutes_per_day
            )
            self.calendar_keys[uid] = key
            if base and not any(map(len, elements[uid])):
                self.same_as_base[key] = self.same_as_base.get(base.name, base.name)
        return calendars

    def _calendar(self, cells: Cells) -> str | None:
        if cells.text("DurationFormat") in words.ELAPSED:
            return ALL_HOURS
        return self.calendar_keys.get(cells.text("CalendarUID"))

    @staticmethod
    def _is_elapsed(task: Element) -> bool:
        return (task.findtext("DurationFormat") or "").strip() in words.ELAPSED

    def _key_field(self) -> str:
        for each in self.root.findall("ExtendedAttributes/ExtendedAttribute"):
            if (each.findtext("Alias") or "").strip() == words.KEY_ALIAS:
                return (each.findtext("FieldID") or "").strip()
        return ""

    def _mark(self, task: Element) -> str:
        """The key or path that a file of ours carries."""
        if self.key_field:
            for each in task.findall("ExtendedAttribute"):
                if (each.findtext("FieldID") or "").strip() == self.key_field:
                    return each.findtext("Value") or ""
        return ""

    # --- resources and links ------------------------------------------------------------------

    def _resources(self, network: Network) -> None:
        """Those that work; material and cost hold nothing up."""
        for number, element in enumerate(self.root.findall("Resources/Resource"), 1):
            cells = Cells(element, "Resource", number)
            uid = cells.text("UID")
            if uid in ("", "0") or cells.is_set("IsNull") or cells.text("Type") not in ("", "1"):
                continue
            key = unique(cells.text("Name") or f"#{uid}", network.resources)
            self.resource_keys[uid] = key
            most = cells.number_of("MaxUnits")
            network.resources[key] = 1.0 if most is None else most
            calendar = self.calendar_keys.get(cells.text("CalendarUID"))
            if calendar is not None:  # each has one of its own, which mostly says nothing
                network.resource_calendars[key] = self.same_as_base.get(calendar, calendar)
            there, is_stated = there_by_date(element, most)
            self.scarce[key] = FileResource(key, ResourceKind.WORK, there, is_stated)

    def _needs(self) -> dict[str, dict[str, float]]:
        needs: dict[str, dict[str, float]] = {}
        for number, element in enumerate(self.root.findall("Assignments/Assignment"), 1):
            cells = Cells(element, "Assignment", number)
            resource = self.resource_keys.get(cells.text("ResourceUID"))
            if resource is not None:
                units = cells.number_of("Units")
                wanted = needs.setdefault(cells.text("TaskUID"), {})
                wanted[resource] = wanted.get(resource, 0.0) + (1.0 if units is None else units)
        return needs

    def _links(self, network: Network) -> None:
        number = 0
        for uid, after in self.keys.items():
            for element in self.tasks[after].findall("PredecessorLink"):
                number += 1
                cells = Cells(element, f"Task {uid}, PredecessorLink", number)
                before = self.keys.get(cells.text("PredecessorUID"))
                if before is None or cells.is_set("CrossProject"):
                    remark = Remark(
                        f"任务 {uid} 的前置任务不在本文件中，这条联系未读入。",
                        f"Task {uid} waits for a task that is not in the file;"
                        " this link is left out.",
                    )
                    self.remarks.append(remark)
                    continue
                network.links.append(_link(cells, before, after))
                self.links.append(element)


def _link(cells: Cells, before: str, after: str) -> Link:
    kind = words.LINKS.get(cells.text("Type"), LinkKind.FS)
    form, lag = cells.text("LagFormat"), cells.number_of("LinkLag") or 0.0
    if form in words.SHARES:
        elapsed = ALL_HOURS if form in words.ELAPSED_PERCENT else None
        return Link(before, after, kind, lag_share=lag / 100, lag_calendar=elapsed)
    elapsed = ALL_HOURS if form in words.ELAPSED and lag else None
    return Link(before, after, kind, round(lag / 10), lag_calendar=elapsed)


def _activity(
    cells: Cells, key: str, wbs: str, calendar: str | None, needs: dict[str, float]
) -> Activity:
    duration, left = cells.span("Duration") or 0, cells.span("RemainingDuration")
    started, finished = cells.moment("ActualStart"), cells.moment("ActualFinish")
    kind = ActivityKind.TASK
    if cells.is_set("Summary"):
        kind = ActivityKind.SUMMARY
    elif cells.is_set("Milestone") and not duration:
        kind = ActivityKind.FINISH_MILESTONE
    if finished or (started is None and left == duration) or not duration:
        left = None
    # A task of another project shown here has that project's dates, whatever stands around it.
    is_fixed = cells.is_set("Manual") or cells.is_set("ExternalTask")
    return Activity(
        key,
        cells.text("Name"),
        duration,
        calendar,
        kind,
        wbs=wbs,
        constraint=_constraint(cells),
        deadline=cells.moment("Deadline"),
        started=started,
        finished=finished,
        remaining=left,
        resumes=cells.moment("Resume") if started and not finished else None,
        is_manual=is_fixed,
        manual_start=(cells.moment("ManualStart") or cells.moment("Start")) if is_fixed else None,
        manual_finish=(cells.moment("ManualFinish") or cells.moment("Finish"))
        if is_fixed
        else None,
        is_active=cells.text("Active") not in ("0", "false"),
        ignores_resource_calendars=cells.is_set("IgnoreResourceCalendar"),
        needs=needs,
    )


def _constraint(cells: Cells) -> Constraint | None:
    kind = words.CONSTRAINTS.get(cells.text("ConstraintType"))
    if kind is None or kind is ConstraintKind.AS_LATE_AS_POSSIBLE:
        return Constraint(kind) if kind else None
    on = cells.moment("ConstraintDate")
    return Constraint(kind, on) if on else None


def _stored(cells: Cells) -> StoredDates:
    return StoredDates(
        cells.moment("EarlyStart"),
        cells.moment("EarlyFinish"),
        cells.moment("LateStart"),
        cells.moment("LateFinish"),
        cells.moment("Start"),
        cells.moment("Finish"),
        _of_tenths(cells.number_of("TotalSlack")),
        _of_tenths(cells.number_of("FreeSlack")),
        cells.is_set("Critical") if cells.text("Critical") else None,
    )


def _of_tenths(tenths: float | None) -> int | None:
    return None if tenths is None else round(tenths / 10)
