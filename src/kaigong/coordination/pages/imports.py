"""An import of issues as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kaigong.coordination.models import ImportState, IssueImport, IssueState, Severity
from kaigong.coordination.services.import_columns import LABELS
from kaigong.wording import is_chinese, said, say

SHOWN = 50
_MARKS = {
    "new": (say("新", "N"), "mark-new", say("新问题", "new")),
    "same": ("=", "", say("与台账一致", "the same")),
    "changed": (say("改", "C"), "mark-chg", say("与台账不同", "changed")),
    "faulty": ("×", "mark-no", say("有误", "faulty")),
}
_LEFT_TO_US = {
    "category": say("{n} 行没写类别，归入「其他」", "{n} rows name no category and go to “Other”"),
    "raised_on": say(
        "{n} 行没写提出日期，记为导入当天",
        "{n} rows name no day they were raised: the import's it is",
    ),
    "due_on": say(
        "{n} 行没写办理期限，从提出日起按类别的工作日数算",
        "{n} rows name no deadline: reckoned from the day raised, by the category's working days",
    ),
}


@dataclass(frozen=True)
class ShownFault:
    where: str
    heading: str
    raw: str
    text: str
    proposal: str


@dataclass(frozen=True)
class ImportPage:
    """What the page of an import says: its report in the reader's language."""

    run: IssueImport

    @property
    def is_open(self) -> bool:
        return self.run.state == ImportState.TRIED

    @property
    def state(self) -> str:
        return str(ImportState(self.run.state).label)

    @property
    def refusal(self) -> str:
        return str(self.run.report.get("zh" if is_chinese() else "en", ""))

    @property
    def counts(self) -> list[tuple[str, str, str, int]]:
        """Sign, style, word and count of each outcome; they add up to the rows."""
        counts = self.run.report.get("counts", {})
        return [(*_MARKS[key], counts.get(key, 0)) for key in _MARKS]

    @property
    def new(self) -> int:
        return int(self.run.report.get("counts", {}).get("new", 0))

    @property
    def faults(self) -> list[ShownFault]:
        return self._faults(is_remark=False)[:SHOWN]

    @property
    def fault_count(self) -> int:
        return len(self._faults(is_remark=False))

    @property
    def remarks(self) -> list[ShownFault]:
        return self._faults(is_remark=True)[:SHOWN]

    @property
    def left_to_us(self) -> list[str]:
        found = self.run.report.get("left_to_us", {})
        return [str(_LEFT_TO_US[key]).format(n=n) for key, n in found.items() if n]

    @property
    def changed(self) -> list[tuple[int, str, list[tuple[str, str, str]]]]:
        """Row, number of the issue, and each field: its word, on record, in the row."""
        return [
            (
                row["row"],
                row["issue"],
                [
                    (str(LABELS[cell["field"]]), _word(cell, "ours"), _word(cell, "theirs"))
                    for cell in row["cells"]
                ],
            )
            for row in self.run.report.get("changed", [])[:SHOWN]
        ]

    @property
    def first(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.run.report.get("first", [])
        return [row | {"state": IssueState(row["state"]).label} for row in rows]

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Every column, what it was taken for, and whether that is in question."""
        columns: list[dict[str, Any]] = self.run.report.get("columns", [])
        return columns

    @property
    def fields(self) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in LABELS.items()]

    @property
    def questions(self) -> list[dict[str, Any]]:
        language = "zh" if is_chinese() else "en"
        return [each | {"text": each[language]} for each in self.run.report.get("questions", [])]

    def _faults(self, *, is_remark: bool) -> list[ShownFault]:
        language = "message_zh" if is_chinese() else "message_en"
        return [
            ShownFault(
                f"{each['column']}{each['row'] or ''}" if each["column"] else _row(each["row"]),
                each["heading"], each["raw"], each[language], each["proposal"],
            )
            for each in self.run.report.get("faults", [])
            if (each["weight"] == "remark") is is_remark
        ]  # fmt: skip


def _row(number: int) -> str:
    return said(f"第 {number} 行", f"row {number}") if number else "—"


def _word(cell: dict[str, str], side: str) -> str:
    text = cell[side]
    if cell["field"] == "state" and text:
        return str(IssueState(text).label)
    if cell["field"] == "severity" and text:
        return str(Severity(int(text)).label)
    return text
