"""Reading Primavera's XML (PMXML) into networks: one for each project of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.files import pmxml_words as words
from kaigong.engines.scheduling.files.errors import UnreadableCellError
from kaigong.engines.scheduling.files.limits import Line
from kaigong.engines.scheduling.files.paths import bases_first, path_of_names, unique
from kaigong.engines.scheduling.files.pmxml_calendars import calendar_of
from kaigong.engines.scheduling.files.projects import (
    CrossLink,
    FileProject,
    Format,
    Remark,
    ScheduleFile,
    StoredDates,
)
from kaigong.engines.scheduling.files.resources import FileResource, ResourceKind, limit_of
from kaigong.engines.scheduling.files.xml_documents import Cells, parsed, texts, without_collecting
from kaigong.engines.scheduling.network import (
    Activity,
    ActivityKind,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.rules import P6, CriticalBy, FloatKind, LagCalendar, ProgressRule

MILESTONES: Final = (ActivityKind.START_MILESTONE, ActivityKind.FINISH_MILESTONE)


@without_collecting
def read_pmxml(content: bytes, *, name: str = "") -> ScheduleFile:
    """The projects of a PMXML file; baselines are left where they are.

    Raises:
        BrokenXmlError: no XML, cut short, or with entities.
        UnreadableCellError: a date or number cannot be read.
        TooLargeScheduleError: more than 500 MB.
    """
    root, _ = parsed(content, name=name)
    reading = PmxmlReading(root)
    return ScheduleFile(
        Format.PMXML,
        content,
        tuple(reading.projects()),
        tuple(reading.crossings),
        tuple(reading.remarks),
    )


class PmxmlReading:
    """One document being read; what stands where is kept for writing it again."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.remarks: list[Remark] = []
        self.crossings: list[CrossLink] = []
        self.calendar_elements: dict[str, Element] = {}  # by ObjectId
        self.calendar_keys: dict[str, str] = {}
        self.calendars = self._calendars()
        self.resource_keys: dict[str, str] = {}
        self.scarce: dict[str, FileResource] = {}  # of the resources those that can be
        self.rates: dict[str, list[Line[Element]]] = {}  # by ObjectId of the resource
        self.elements: dict[str, Element] = {}  # of projects, by ObjectId
        self.activities: dict[tuple[str, str], Element] = {}  # by project and key
        self.keys: dict[str, tuple[str, str]] = {}  # project and key, by ObjectId
        self.nodes: dict[str, dict[str, Element]] = {}  # of the WBS: by project, by path
        self.links: dict[str, list[Element]] = {}  # by project, as those of its network

    def projects(self) -> list[FileProject]:
        networks: dict[str, Network] = {}
        stored: dict[str, dict[str, StoredDates]] = {}
        for number, element in enumerate(self.root.findall("Project"), 1):
            cells = Cells(element, "Project", number)
            network = self._network(element, cells)
            if network is None:  # only named because another project has links to it
                continue
            key = cells.text("ObjectId")
            networks[key], self.elements[key] = network, element
            stored[key] = self._activities(key, element, network)
        for element in self.elements.values():
            self._relationships(networks, element)
        return [
            FileProject(
                key,
                network,
                stored[key],
                {ours: number for number, (project, ours) in self.keys.items() if project == key},
                self.scarce,
            )
            for key, network in networks.items()
        ]

    # --- projects and what they share ---------------------------------------------------------

    def _network(self, element: Element, cells: Cells) -> Network | None:
        data_date = cells.moment("DataDate")
        start = cells.moment("PlannedStartDate") or data_date
        if start is None:
            return None
        options = element.find("ScheduleOptions")
        chosen = texts(element) | (texts(options) if options is not None else {})
        rules = replace(
            P6,
            progress=words.PROGRESS.get(
                chosen.get("OutOfSequenceScheduleType", ""), ProgressRule.RETAINED_LOGIC
            ),
            lag_calendar=words.LAG_CALENDARS.get(
                chosen.get("RelationshipLagCalendar", ""), LagCalendar.PREDECESSOR
            ),
            total_float=words.FLOATS.get(chosen.get("ComputeTotalFloatType", ""), FloatKind.FINISH),
            critical=words.CRITICAL.get(cells.text("CriticalActivityPathType"), CriticalBy.FLOAT),
            critical_float=cells.hours("CriticalActivityFloatLimit") or 0,
            start_lag_from_early_start=_is_set(chosen, "StartToStartLagCalculationType"),
            uses_expected_finish=chosen.get("UseExpectedFinishDates", "1") not in ("0", "false"),
            open_ends_are_critical=_is_set(chosen, "MakeOpenEndedActivitiesCritical"),
            ignores_other_projects=_is_set(chosen, "IgnoreOtherProjectRelationships"),
        )
        calendar = self.calendar_keys.get(cells.text("ActivityDefaultCalendarObjectId"))
        network = Network(
            start=start,
            data_date=data_date,
            must_finish_by=cells.moment("MustFinishByDate"),
            calendar=self.calendars.get(calendar or next(iter(self.calendars), "")),
            calendars=self.calendars,
            rules=rules,
            name=cells.text("Id") or cells.text("Name"),
        )
        self._resources(network)
        return network

    def _calendars(self) -> dict[str, Calendar]:
        for each in self.root.iter("Calendar"):
            number = (each.findtext("ObjectId") or "").strip()
            if number:
                self.calendar_elements.setdefault(number, each)
        bases = {
            number: texts(each).get("BaseCalendarObjectId", "")
            for number, each in self.calendar_elements.items()
        }
        calendars: dict[str, Calendar] = {}
        for place, number in enumerate(bases_first(bases), 1):
            element = self.calendar_elements[number]
            key = unique(texts(element).get("Name") or f"#{number}", calendars)
            base = calendars.get(self.calendar_keys.get(bases[number], ""))
            calendars[key] = calendar_of(element, key, base, place)
            self.calendar_keys[number] = key
        return calendars

    def _resources(self, network: Network) -> None:
        most: dict[str, float | None] = {}
        rates: dict[str, list[Line[Element]]] = {}
        for number, each in enumerate(self.root.iter("ResourceRate"), 1):
            cells = Cells(each, "ResourceRate", number)
            whose, units = cells.text("ResourceObjectId"), cells.number_of("MaxUnitsPerTime")
            most[whose] = units
            if units is not None and units >= 0:  # a price alone says nothing of it
                rates.setdefault(whose, []).append(Line(each, self._since(cells), units))
        self.rates = rates
        for number, each in enumerate(self.root.findall("Resource"), 1):
            cells = Cells(each, "Resource", number)
            own = cells.text("ObjectId")
            key = unique(cells.text("Id") or cells.text("Name") or own, network.resources)
            self.resource_keys[own] = key
            network.resources[key] = most.get(own) or cells.number_of("DefaultUnitsPerTime") or 1.0
            calendar = self.calendar_keys.get(cells.text("CalendarObjectId"))
            if calendar is not None:
                network.resource_calendars[key] = calendar
            kind = words.RESOURCES.get(cells.text("ResourceType"), ResourceKind.WORK)
            if kind is not None:
                stated = ((line.since, line.units) for line in rates.get(own, ()))
                limit = limit_of(stated, otherwise=cells.number_of("DefaultUnitsPerTime") or 1.0)
                self.scarce[key] = FileResource(cells.text("Name") or key, kind, *limit)

    def _since(self, cells: Cells) -> datetime | None:
        """From when on a rate holds; one without a day that can be read has always held."""
        try:
            return cells.moment("EffectiveDate")
        except UnreadableCellError:
            return None

    # --- WBS and activities -------------------------------------------------------------------

    def _wbs(self, project: str, element: Element, network: Network) -> dict[str, str]:
        """The path of each node by its ObjectId."""
        nodes = {(each.findtext("ObjectId") or "").strip(): each for each in element.findall("WBS")}
        parents = {number: texts(each).get("ParentObjectId", "") for number, each in nodes.items()}
        paths: dict[str, str] = {}
        self.nodes[project] = {}
        for number in bases_first(parents):
            own = texts(nodes[number])
            parent = paths.get(parents[number], "")
            path = path_of_names(parent, own.get("Code") or number, network.wbs_names)
            paths[number] = path
            network.wbs_names[path] = own.get("Name", "")
            self.nodes[project][path] = nodes[number]
        return paths

    def _activities(
        self, project: str, element: Element, network: Network
    ) -> dict[str, StoredDates]:
        paths = self._wbs(project, element, network)
        needs = self._needs(element)
        stored = {}
        for number, each in enumerate(element.findall("Activity"), 1):
            cells = Cells(each, "Activity", number)
            own = cells.text("ObjectId")
            key = unique(cells.text("Id") or own, network.activities)
            calendar = self.calendar_keys.get(cells.text("CalendarObjectId"))
            wbs = paths.get(cells.text("WBSObjectId"), "")
            network.activities[key] = _activity(cells, key, wbs, calendar, needs.get(own, {}))
            stored[key] = StoredDates(
                cells.moment("RemainingEarlyStartDate"),
                cells.moment("RemainingEarlyFinishDate"),
                cells.moment("RemainingLateStartDate"),
                cells.moment("RemainingLateFinishDate"),
                cells.moment("StartDate"),
                cells.moment("FinishDate"),
            )
            self.activities[project, key] = each
            self.keys.setdefault(own, (project, key))
        return stored

    def _needs(self, element: Element) -> dict[str, dict[str, float]]:
        needs: dict[str, dict[str, float]] = {}
        for number, each in enumerate(element.findall("ResourceAssignment"), 1):
            cells = Cells(each, "ResourceAssignment", number)
            resource = self.resource_keys.get(cells.text("ResourceObjectId"))
            if resource is not None:
                units = cells.number_of("PlannedUnitsPerTime") or 0.0
                wanted = needs.setdefault(cells.text("ActivityObjectId"), {})
                wanted[resource] = wanted.get(resource, 0.0) + units
        return needs

    # --- links ------------------------------------------------------------------------------

    def _relationships(self, networks: Mapping[str, Network], element: Element) -> None:
        for number, each in enumerate(element.findall("Relationship"), 1):
            cells = Cells(each, "Relationship", number)
            before = self.keys.get(cells.text("PredecessorActivityObjectId"))
            after = self.keys.get(cells.text("SuccessorActivityObjectId"))
            kind = words.LINKS.get(cells.text("Type"), LinkKind.FS)
            lag = cells.hours("Lag") or 0
            if before is None or after is None:
                remark = Remark(
                    f"第 {number} 条逻辑关系指向文件里没有的作业，未读入。",
                    f"Relationship {number} is to an activity that is not in the file;"
                    " it is left out.",
                )
                self.remarks.append(remark)
            elif before[0] == after[0]:
                networks[after[0]].links.append(Link(before[1], after[1], kind, lag))
                self.links.setdefault(after[0], []).append(each)
            else:
                self.crossings.append(CrossLink(*before, *after, kind, lag))


def _activity(
    cells: Cells, key: str, wbs: str, calendar: str | None, needs: Mapping[str, float]
) -> Activity:
    kind = words.KINDS.get(cells.text("Type"), ActivityKind.TASK)
    duration, left = cells.hours("PlannedDuration") or 0, cells.hours("RemainingDuration")
    dates = {ours: cells.moment(theirs) for theirs, ours in words.DATES.items()}
    started, finished = dates["started"], dates["finished"]
    if kind in MILESTONES:
        duration, left = 0, None
    elif finished or (started is None and left == duration):
        left = None
    first, second = _constraint(cells, "Primary"), _constraint(cells, "Secondary")
    return Activity(
        key,
        cells.text("Name"),
        duration,
        calendar,
        kind,
        wbs=wbs,
        constraint=first or second,
        second_constraint=second if first else None,
        started=started,
        finished=finished,
        remaining=left,
        resumes=dates["resumes"],
        expected_finish=dates["expected_finish"],
        external_start=dates["external_start"],
        external_finish=dates["external_finish"],
        needs=needs,
    )


def _constraint(cells: Cells, which: str) -> Constraint | None:
    kind = words.CONSTRAINTS.get(cells.text(f"{which}ConstraintType"))
    if kind is None or kind is ConstraintKind.AS_LATE_AS_POSSIBLE:
        return Constraint(kind) if kind else None
    on = cells.moment(f"{which}ConstraintDate")
    return Constraint(kind, on) if on else None


def _is_set(chosen: Mapping[str, str], name: str) -> bool:
    return chosen.get(name, "").lower() in ("1", "true")
