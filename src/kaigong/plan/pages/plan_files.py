"""Files of a plan in words: what a dry run found, what a file cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kaigong.accounts.models import User
from kaigong.plan.beyond import WORDS as BEYOND
from kaigong.plan.models import (
    ActivityKind,
    BringState,
    ConstraintKind,
    PlanFile,
    RuleSet,
    WorkCalendar,
)
from kaigong.plan.moments import finish_day, moment_of, start_day
from kaigong.plan.pages.file_resources import FileResourcesShown, file_resources_shown
from kaigong.plan.reckoning import ENDS
from kaigong.plan.resources import Resource, needs_written
from kaigong.wording import is_chinese, said, say

_COLUMNS = {
    "name": say("名称", "Name"),
    "parent": say("上级", "Summary"),
    "kind": say("性质", "Kind"),
    "duration": say("工期", "Duration"),
    "calendar_id": say("日历", "Calendar"),
    "constraint": say("限制", "Constraint"),
    "constraint_at": say("限制日期", "Its day"),
    "started": say("实际开始", "Started"),
    "finished": say("实际完成", "Finished"),
    "remaining": say("剩余工期", "Left"),
    "beyond": say("文件另有规定", "What the file adds"),
    "needs": say("需用资源", "Resources needed"),
}
_FIELDS = {
    "es": say("最早开始", "early start"),
    "ef": say("最早完成", "early finish"),
    "ls": say("最迟开始", "late start"),
    "lf": say("最迟完成", "late finish"),
    "tf": say("总时差", "total float"),
}
_OPTIONS = {
    "progress override": say("进度优先（忽略未完紧前）", "progress override"),
    "actual dates": say("按实际日期", "actual dates"),
    "successor": say("时距按后续工作日历", "lags on the successor's calendar"),
    "24 h": say("时距按 24 小时", "lags by the clock"),
    "project": say("时距按项目日历", "lags on the project's calendar"),
    "longest path": say("关键按最长路径", "critical by the longest path"),
    "start": say("总时差按开始", "total float by the start"),
    "smallest": say("总时差取小", "smallest total float"),
}
_OF_PLAN = {
    "rules": say("规则", "rules"),
    "options": say("排程选项", "set of scheduling options"),
    "calendar_id": say("日历", "calendar"),
    "start": say("开始日期", "start"),
    "data_date": say("数据日期", "data date"),
}
_STARTS = {"started", "constraint_at"}


@dataclass(frozen=True)
class Slip:
    """A promise before and after the file; none where it was not, or is no more."""

    key: str
    name: str
    promised_on: Any
    before: Any
    after: Any
    is_late: bool
    is_gone: bool


@dataclass(frozen=True)
class TrialPage:
    """What the page of a file says of its dry run, in the reader's language."""

    kept: PlanFile

    @property
    def report(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.kept.report
        return found

    @property
    def is_open(self) -> bool:
        return self.kept.state == BringState.TRIED

    @property
    def is_tried(self) -> bool:
        return "rows" in self.report

    @property
    def projects(self) -> list[tuple[str, str, int]]:
        """Key, name and number of activities of the projects to choose from."""
        return [(key, name or key, count) for key, name, count in self.report.get("projects", [])]

    @property
    def counts(self) -> list[tuple[str, str, str, int]]:
        """Sign, style, word and count of each sort of row."""
        count = self.report["rows"]["count"]
        return [
            (said("新", "N"), "mark-new", said("新增", "new"), count["new"]),
            (said("改", "C"), "mark-chg", said("改动", "changed"), count["changed"]),
            ("×", "mark-no", said("文件里没有，删除", "gone"), count["gone"]),
            ("=", "", said("不变", "unchanged"), self.report["unchanged"]),
        ]

    @property
    def is_empty(self) -> bool:
        """Whether accepting it would change nothing."""
        every = [self.report["rows"]["count"], self.report["links"]]
        every.append(self.report.get("resources", {}).get("count", {}))
        is_same = not any(count for each in every for count in each.values())
        return is_same and not self.report.get("plan")

    @property
    def new(self) -> list[tuple[str, str]]:
        return [tuple(each) for each in self.report["rows"]["new"]]

    @property
    def gone(self) -> list[tuple[str, str]]:
        return [tuple(each) for each in self.report["rows"]["gone"]]

    @property
    def changed(self) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
        """Key and name of a row; of each column its word, what was there, what will be."""
        rows = self.report["rows"]["changed"]
        numbers = {
            value
            for _key, _name, cells in rows
            for column, *values in cells
            if column == "calendar_id"
            for value in values
        }
        calendars = {each.pk: str(each) for each in WorkCalendar.objects.filter(pk__in=numbers)}
        called = self.report.get("resources", {}).get("names", {})
        resources = [Resource(key, *names) for key, names in called.items()]
        return [
            (
                key,
                name,
                [
                    (
                        str(_COLUMNS[column]),
                        _text(column, before, calendars, resources),
                        _text(column, after, calendars, resources),
                    )
                    for column, before, after in cells
                    if column in _COLUMNS
                ],
            )
            for key, name, cells in rows
        ]

    @property
    def resources(self) -> FileResourcesShown:
        """Those of the file that could be scarce."""
        return file_resources_shown(self.report, self.kept.resources)

    @property
    def slips(self) -> list[Slip]:
        """Promises whose day moves, or that go with their activity."""
        return [
            Slip(
                key,
                name,
                promised and finish_day(promised),
                before and finish_day(before),
                after and finish_day(after),
                bool(promised and after and after > promised),
                promised is None,
            )
            for key, name, promised, before, after in self.report["promised"]
            if before != after or promised is None or (after and after > promised)
        ]

    @property
    def lost(self) -> list[tuple[int, str, str]]:
        return list(lost_in_words(self.report["lost"]))

    @property
    def remarks(self) -> list[str]:
        return [zh if is_chinese() else en for zh, en in self.report["remarks"]]

    @property
    def agreement(self) -> list[tuple[str, int, int, float]]:
        """Word, how many are work-equal, of how many stored, and the share in percent."""
        return [
            (str(word), met, asked, 100 * met / asked)
            for name, word in _FIELDS.items()
            for met, asked in [self.report["agreement"][name]]
            if asked
        ]

    @property
    def rules(self) -> str:
        """The rules of the file in words."""
        name, options = self.report["rules"]
        words = [str(RuleSet(name).label)]
        words += [
            str(_OPTIONS[value])
            for option, value in options.items()
            if option not in ENDS and value in _OPTIONS
        ]
        return said("，", ", ").join(words)

    @property
    def data_date(self) -> Any:
        return self.report["data_date"] and start_day(self.report["data_date"])

    @property
    def of_plan(self) -> list[str]:
        """What the plan itself says otherwise, where there was one before."""
        return list(_of_plan(self.report.get("plan", []))) if self.kept.seen_version else []

    @property
    def finishes(self) -> tuple[Any, Any]:
        """When all is done, before and after."""
        before, after = self.report["finish"]
        return before and finish_day(before), after and finish_day(after)


def _of_plan(changes: Iterable[list[Any]]) -> Iterator[str]:
    for column, before, after in changes:
        word = str(_OF_PLAN[column])
        if column in ("data_date", "start"):
            was, becomes = (str(start_day(value)) if value else "—" for value in (before, after))
            yield f"{word} {was} → {becomes}"
        elif column == "rules":
            yield f"{word} {RuleSet(before).label} → {RuleSet(after).label}"
        else:
            yield said(f"{word}与以前不同", f"another {word}")


def lost_in_words(lost: Iterable[list[Any]]) -> Iterator[tuple[int, str, str]]:
    """How many, what, and an example."""
    for count, zh, en, example in lost:
        yield count, zh if is_chinese() else en, example


def _text(
    column: str, value: Any, calendars: Mapping[int, str], resources: Iterable[Resource]
) -> str:
    if value is None or value == "":
        return "—"
    if column in ("duration", "remaining"):
        return said(f"{value / 60:g} 小时", f"{value / 60:g} h")
    if column == "needs":
        return needs_written(value, resources) or "—"
    if column == "calendar_id":
        return calendars.get(value, said("随文件来的日历", "a calendar of the file"))
    if column in _STARTS:
        return str(start_day(value))
    if column == "finished":
        return str(finish_day(value))
    if column == "kind":
        return str(ActivityKind(value).label)
    if column == "constraint":
        return str(ConstraintKind(value).label)
    if column == "beyond":
        return said("、", ", ").join(str(BEYOND[name]) for name in value) or "—"
    return str(value)


@dataclass(frozen=True)
class GivenFile:
    """One line of the list of files."""

    kept: PlanFile
    state: str
    is_origin: bool
    by: User | None


def given_files(files: Iterable[PlanFile], origin: PlanFile | None) -> list[GivenFile]:
    """The files that were given, with what became of each."""
    return [
        GivenFile(
            each,
            said("已撤销", "Undone")
            if each.edit and hasattr(each.edit, "undone_by")
            else str(BringState(each.state).label),
            origin is not None and each.pk == origin.pk,
            each.by,
        )
        for each in files
    ]


def beyond_in_words(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a file says of an activity beyond the columns of the page, each with its value."""
    return [(str(BEYOND[name]), _value(value)) for name, value in kept.items()]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return said("是" if value else "否", "yes" if value else "no")
    if isinstance(value, list):
        kind, minute = value
        at = f" {moment_of(minute):%Y-%m-%d %H:%M}" if minute else ""
        return f"{ConstraintKind(kind).label}{at}"
    return f"{moment_of(value):%Y-%m-%d %H:%M}" if value > 10**6 else str(value)
