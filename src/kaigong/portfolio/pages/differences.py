"""The table of differences on the page of a dry run: row by row, what the file would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from kaigong.accounts.models import Zone
from kaigong.portfolio.cells import choices_of
from kaigong.portfolio.columns import COLUMNS, Column, Kind, column_called
from kaigong.portfolio.models import ImportRun
from kaigong.web.amounts import shown_amount
from kaigong.wording import is_chinese, said

PAGE = 200
_COLUMNS_OF_PAGE = 6
MARKS = {
    "new": ("新", "N", "mark-new"),
    "changed": ("改", "C", "mark-chg"),
    "unchanged": ("同", "=", ""),
    "conflicting": ("冲", "!", "mark-clash"),
    "rejected": ("拒", "×", "mark-no"),
    "left_out": ("略", "–", ""),
}
_FILTERS = {
    "todo": ("conflicting", "rejected", "changed", "new"),
    "new": ("new",),
    "changed": ("changed",),
    "conflicting": ("conflicting",),
    "rejected": ("rejected",),
    "unchanged": ("unchanged",),
    "left_out": ("left_out",),
}


@dataclass(frozen=True)
class Mark:
    """The one-character mark of an outcome."""

    sign: str
    css: str
    word: str


@dataclass
class ShownCell:
    """One cell of the table of differences."""

    field: str
    label: str
    how: str  # change, conflict, kept, fault, or empty
    ours: str = ""
    theirs: str = ""
    is_number: bool = False
    side: str = ""  # of a conflict: which value was chosen


@dataclass
class ShownRow:
    """One row of the table of differences."""

    number: int
    outcome: str
    mark: Mark
    name: str
    notes: list[str]
    cells: list[ShownCell]
    others: list[ShownCell] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)


def mark_of(outcome: str) -> Mark:
    zh, en, css = MARKS[outcome]
    words = {
        "new": said("新增", "new"),
        "changed": said("改动", "changed"),
        "unchanged": said("不变", "unchanged"),
        "conflicting": said("冲突", "in conflict"),
        "rejected": said("有误", "at fault"),
        "left_out": said("合计、注释、空行", "totals, notes, blank"),
    }
    return Mark(said(zh, en), css, words[outcome])


def message_of(fault: Mapping[str, Any]) -> str:
    """What is wrong, in the reader's language."""
    return str(fault["message_zh" if is_chinese() else "message_en"])


def shown_value(column: Column, text: str, *, currency: str) -> str:
    """A stored value as the table shows it."""
    if not text:
        return said("空", "blank") if column.kind is not Kind.FLAG else said("否", "no")
    if column.kind is Kind.AMOUNT:
        try:
            amount = Decimal(text)
        except InvalidOperation:
            return text
        return shown_amount(amount, currency=currency, unit="ledger").digits
    if column.kind is Kind.FLAG:
        return said("是", "yes")
    if column.kind is Kind.CHOICE:
        words = {each.key: said(each.zh, each.en) for each in choices_of(column)}
        return words.get(text, text)
    return text if len(text) <= 60 else f"{text[:58]} …"


class Differences:
    """The rows of a dry run that somebody asked to see, one page of them."""

    def __init__(self, run: ImportRun, zone: Zone, asked: Mapping[str, str]) -> None:
        self.run = run
        self._currency = zone.currency
        self.filter = asked.get("show", "todo") if asked.get("show") in _FILTERS else "todo"
        self.start = int(asked["from"]) if asked.get("from", "").isdigit() else 0

    @property
    def filters(self) -> list[tuple[str, str, bool]]:
        words = {
            "todo": said("要看的", "To look at"),
            **{outcome: mark_of(outcome).word for outcome in MARKS},
        }
        return [(key, words[key], key == self.filter) for key in _FILTERS]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that changed most, in the ledger's order."""
        counted: Counter[str] = Counter(
            cell["field"]
            for row in self._chosen_rows
            for cell in row.get("cells", [])
            if cell["field"] in COLUMNS and cell["field"] != "name"
        )
        most = {key for key, _ in counted.most_common(_COLUMNS_OF_PAGE)}
        return [column for key, column in COLUMNS.items() if key in most]

    @cached_property
    def _chosen_rows(self) -> list[dict[str, Any]]:
        wanted = _FILTERS[self.filter]
        rows = [row for row in self.run.rows if row["outcome"] in wanted]
        if self.filter == "todo":
            rows.sort(key=lambda row: (wanted.index(row["outcome"]), row["row"]))
        return rows

    @property
    def total(self) -> int:
        return len(self._chosen_rows)

    @property
    def next_start(self) -> int | None:
        following = self.start + PAGE
        return following if following < self.total else None

    @cached_property
    def rows(self) -> list[ShownRow]:
        return [self._row(row) for row in self._chosen_rows[self.start : self.start + PAGE]]

    def _row(self, row: dict[str, Any]) -> ShownRow:
        cells = {cell["field"]: cell for cell in row.get("cells", [])}
        faults = {fault["field"] for fault in self._faults_at(row["row"])}
        shown = [self._cell(row, column, cells.get(column.key), faults) for column in self.columns]
        known = {column.key for column in self.columns} | {"name"}
        others = [
            self._cell(row, column, cell, faults)
            for key, cell in cells.items()
            if key not in known and (column := column_called(key)) is not None
        ]
        return ShownRow(
            number=row["row"],
            outcome=row["outcome"],
            mark=mark_of(row["outcome"]),
            name=row.get("name") or row.get("reason", ""),
            notes=self._notes(row),
            cells=shown,
            others=others,
            candidates=row.get("candidates", []) if row.get("by") == "likely" else [],
        )

    def _notes(self, row: dict[str, Any]) -> list[str]:
        notes = []
        if row.get("was") and row["outcome"] != "rejected":
            notes.append(said(f"台账里叫「{row['was']}」", f"On record as “{row['was']}”"))
        notes += [message_of(fault) for fault in self._faults_at(row["row"])]
        return notes

    def _cell(
        self,
        row: dict[str, Any],
        column: Column,
        cell: dict[str, Any] | None,
        faults: set[str],
    ) -> ShownCell:
        number = column.kind in {Kind.AMOUNT, Kind.NUMBER, Kind.PERCENT}
        if column.key in faults and not cell:
            raw = next(f["raw"] for f in self._faults_at(row["row"]) if f["field"] == column.key)
            return ShownCell(column.key, column.label, "fault", theirs=raw, is_number=number)
        if cell is None:
            return ShownCell(column.key, column.label, "", is_number=number)
        how = "add" if row["outcome"] == "new" else cell["how"]
        chosen = self.run.choices.get(f"{row['row']}:{column.key}", "")
        return ShownCell(
            column.key,
            column.label,
            how,
            ours=self._shown(column, cell.get("ours", "")),
            theirs=self._shown(column, cell["theirs"]),
            is_number=number,
            side=chosen,
        )

    def _shown(self, column: Column, text: str) -> str:
        return shown_value(column, text, currency=self._currency)

    @cached_property
    def _by_row(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for fault in self.run.report.get("faults", []):
            found.setdefault(fault["row"], []).append(fault)
        return found

    def _faults_at(self, number: int) -> list[dict[str, Any]]:
        return [fault for fault in self._by_row.get(number, []) if fault["weight"] != "remark"]
