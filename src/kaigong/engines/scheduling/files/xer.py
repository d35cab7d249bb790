"""Reading Primavera's XER into networks: one for each project of the file.

Source: the fields as P6 Professional 8 to 23 writes them; Oracle, *P6 EPPM Import/Export Guide*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from kaigong.engines.scheduling.files import xer_words as words
from kaigong.engines.scheduling.files.encodings import decoded
from kaigong.engines.scheduling.files.errors import (
    NoStartError,
    TooLargeScheduleError,
)
from kaigong.engines.scheduling.files.paths import path_of_names, unique
from kaigong.engines.scheduling.files.projects import (
    CrossLink,
    FileProject,
    Format,
    Remark,
    ScheduleFile,
    StoredDates,
)
from kaigong.engines.scheduling.files.xer_activities import (
    TASK_FIELDS,
    activity_and_dates,
    unreadable_task,
)
from kaigong.engines.scheduling.files.xer_flaws import remarks_of
from kaigong.engines.scheduling.files.xer_shared import Shared
from kaigong.engines.scheduling.files.xer_tables import (
    Table,
    minutes_of_hours,
    moment_of,
    tables_of,
    unreadable,
)
from kaigong.engines.scheduling.network import (
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.rules import (
    P6,
    CriticalBy,
    FloatKind,
    LagCalendar,
    ProgressRule,
    Rules,
)

MOST_BYTES: Final = 500_000_000


def read_xer(content: bytes, *, name: str = "") -> ScheduleFile:
    """The projects of an XER file.

    Short rows, unknown calendars, links to nowhere and codes used twice are put right and
    remarked on; a date or a number that cannot be read is an error, for a wrong one would be
    worse.

    Raises:
        UnreadableCellError: a date or number that scheduling needs cannot be read.
        NoStartError: a project without any date to begin at.
        TooLargeScheduleError: more than 500 MB.
    """
    if len(content) > MOST_BYTES:
        raise TooLargeScheduleError(name=name, most=MOST_BYTES // 1_000_000)
    text, encoding = decoded(content)
    reading = Reading(text)
    return ScheduleFile(
        Format.XER,
        content,
        projects=tuple(reading.projects()),
        crossings=tuple(reading.crossings),
        remarks=tuple(reading.remarks),
        encoding=encoding,
    )


_NO_NEEDS: Final[Mapping[str, float]] = {}


class Reading:
    """One file being read: calendars and resources are shared by its projects."""

    def __init__(self, text: str) -> None:
        self.tables = tables_of(text)
        self.remarks = remarks_of(self.tables)
        self.crossings: list[CrossLink] = []
        self.shared = Shared(self.tables)
        self.remarks += self.shared.remarks
        self.keys: dict[str, tuple[str, str]] = {}  # project and activity, by task_id
        self.paths: dict[str, str] = {}  # in the WBS, by wbs_id

    def projects(self) -> list[FileProject]:
        table = self.tables["PROJECT"]
        found = [
            (table.value(row, "proj_id"), line, row)
            for line, row in table.each()
            if table.value(row, "project_flag") != "N"
        ]
        networks = {key: self._network(table, line, row) for key, line, row in found}
        only = found[0][0] if len(found) == 1 else ""
        self.paths = paths = self._wbs(networks, only)
        needs = self.shared.needs()
        stored = self._activities(networks, paths, needs, only)
        self._links(networks)
        return [
            FileProject(
                key,
                network,
                stored.get(key, {}),
                {ours: task for task, (project, ours) in self.keys.items() if project == key},
                self.shared.scarce,
            )
            for key, network in networks.items()
        ]

    # --- projects and their options ---------------------------------------------------------

    def _network(self, table: Table, line: int, row: list[str]) -> Network:
        key, short = table.value(row, "proj_id"), table.value(row, "proj_short_name")
        data_date = _moment(table, line, row, "last_recalc_date")
        start = _moment(table, line, row, "plan_start_date") or data_date
        if start is None:
            raise NoStartError(project=short or key)
        calendar = self.shared.calendar_keys.get(
            table.value(row, "clndr_id"), self.shared.default_calendar
        )
        threshold = _minutes(table, line, row, "critical_drtn_hr_cnt")
        rules = replace(
            self._rules(key),
            critical=words.CRITICAL.get(table.value(row, "critical_path_type"), CriticalBy.FLOAT),
            critical_float=threshold or 0,
        )
        network = Network(
            start=start,
            data_date=data_date,
            must_finish_by=_moment(table, line, row, "plan_end_date"),
            calendar=self.shared.calendars.get(calendar),
            calendars=self.shared.calendars,
            rules=rules,
            name=short,
        )
        network.resources.update(self.shared.resources)
        network.resource_calendars.update(self.shared.resource_calendars)
        return network

    def _rules(self, project: str) -> Rules:
        table = self.tables["SCHEDOPTIONS"]
        for row in table.rows:
            if table.value(row, "proj_id") != project:
                continue
            progress = ProgressRule.ACTUAL_DATES
            if table.value(row, "sched_retained_logic") == "Y":
                progress = ProgressRule.RETAINED_LOGIC
            elif table.value(row, "sched_progress_override") == "Y":
                progress = ProgressRule.PROGRESS_OVERRIDE
            lag = table.value(row, "sched_calendar_on_relationship_lag")
            return replace(
                P6,
                progress=progress,
                lag_calendar=words.LAG_CALENDARS.get(lag, LagCalendar.PREDECESSOR),
                total_float=words.FLOATS.get(
                    table.value(row, "sched_float_type"), FloatKind.FINISH
                ),
                start_lag_from_early_start=table.value(row, "sched_lag_early_start_flag") == "Y",
                uses_expected_finish=table.value(row, "sched_use_expect_end_flag") != "N",
                open_ends_are_critical=table.value(row, "sched_open_critical_flag") == "Y",
                ignores_other_projects=table.value(row, "sched_outer_depend_type") == "SD_None",
            )
        return P6

    # --- the WBS ----------------------------------------------------------------------------

    def _wbs(self, networks: dict[str, Network], only: str) -> dict[str, str]:
        """The path of each wbs_id; the node of the project itself is no part of paths."""
        table = self.tables["PROJWBS"]
        rows = {table.value(row, "wbs_id"): row for row in table.rows}
        paths: dict[str, str] = {}
        for number in rows:
            chain: list[str] = []
            above = number
            while above in rows and above not in paths and above not in chain:
                chain.append(above)
                above = table.value(rows[above], "parent_wbs_id")
            for node in reversed(chain):
                parent = table.value(rows[node], "parent_wbs_id")
                self._node(table, rows[node], node, paths.get(parent), paths, networks, only)
        return paths

    def _node(
        self,
        table: Table,
        row: list[str],
        number: str,
        parent: str | None,
        paths: dict[str, str],
        networks: dict[str, Network],
        only: str,
    ) -> None:
        network = networks.get(table.value(row, "proj_id") or only)
        is_root = table.value(row, "proj_node_flag") == "Y" or (
            parent is None and table.value(row, "proj_node_flag") == ""
        )
        name = table.value(row, "wbs_name")
        if is_root:
            paths[number] = ""
            if network is not None:
                network.wbs_names.setdefault("", name)
            return
        taken = network.wbs_names if network is not None else {}
        path = path_of_names(parent or "", table.value(row, "wbs_short_name") or number, taken)
        paths[number] = path
        if network is not None:
            network.wbs_names[path] = name

    # --- activities -------------------------------------------------------------------------

    def _activities(
        self,
        networks: dict[str, Network],
        paths: dict[str, str],
        needs: dict[str, dict[str, float]],
        only: str,
    ) -> dict[str, dict[str, StoredDates]]:
        table = self.tables["TASK"]
        stored: dict[str, dict[str, StoredDates]] = {key: {} for key in networks}
        fields = ("task_id", "proj_id", "task_code", "clndr_id", "wbs_id", *TASK_FIELDS)
        for line, cells in table.picked(*fields):
            task, project, code, calendar, wbs = cells[:5]
            project = project or only
            network = networks.get(project)
            if network is None:
                continue
            key = self._key(code.strip() or task, network, line)
            try:
                activity, dates = activity_and_dates(
                    cells[5:],
                    key,
                    self.shared.calendar_keys.get(calendar),
                    paths.get(wbs, ""),
                    needs.get(task, _NO_NEEDS),
                )
            except ValueError:
                raise unreadable_task(cells[5:], line) from None
            network.activities[key] = activity
            stored[project][key] = dates
            self.keys.setdefault(task, (project, key))
        return stored

    def _key(self, code: str, network: Network, line: int) -> str:
        if code not in network.activities:
            return code
        key = unique(code, network.activities)
        self._remark(
            f"TASK 第 {line} 行的作业代码「{code}」已用过，改读作「{key}」。",
            f"TASK, line {line}: the code “{code}” is used twice; read as “{key}”.",
        )
        return key

    # --- links ------------------------------------------------------------------------------

    def _links(self, networks: dict[str, Network]) -> None:
        table = self.tables["TASKPRED"]
        fields = ("pred_task_id", "task_id", "pred_type", "lag_hr_cnt")
        keys, kinds = self.keys, words.LINKS
        for line, (pred, task, type_, hours) in table.picked(*fields):
            before, after = keys.get(pred), keys.get(task)
            if before is None or after is None:
                self._remark(
                    f"TASKPRED 第 {line} 行的逻辑关系指向文件里没有的作业，未读入。",
                    f"TASKPRED, line {line}: a link to an activity that is not in the file"
                    " is left out.",
                )
                continue
            kind = kinds.get(type_, LinkKind.FS)
            try:
                lag = minutes_of_hours(hours) or 0
            except ValueError:
                raise unreadable("TASKPRED", line, "lag_hr_cnt", hours, is_date=False) from None
            if before[0] == after[0]:
                networks[after[0]].links.append(Link(before[1], after[1], kind, lag))
            else:
                self.crossings.append(CrossLink(*before, *after, kind, lag))

    def _remark(self, zh: str, en: str) -> None:
        self.remarks.append(Remark(zh, en))


def _moment(table: Table, line: int, row: list[str], name: str) -> datetime | None:
    text = table.value(row, name)
    try:
        return moment_of(text)
    except ValueError:
        raise unreadable(table.name, line, name, text, is_date=True) from None


def _minutes(table: Table, line: int, row: list[str], name: str) -> int | None:
    text = table.value(row, name)
    try:
        return minutes_of_hours(text)
    except ValueError:
        raise unreadable(table.name, line, name, text, is_date=False) from None
