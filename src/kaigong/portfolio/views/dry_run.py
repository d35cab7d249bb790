"""What the page of a dry run shows: sums that add up, differences, faults, questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.utils import timezone

from kaigong.accounts.selectors import Standing
from kaigong.engines.ledgers import parsed_unit
from kaigong.portfolio.cells import choices_of
from kaigong.portfolio.columns import COLUMNS, Column, Kind, column_called
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.models.intake import DryRunStep, RunState
from kaigong.portfolio.services.intake.receiving import UNSURE
from kaigong.portfolio.sheet import Sheet, View
from kaigong.web.amounts import ledger_unit, shown_amount, units_of
from kaigong.wording import is_chinese, said

PAGE = 200
_COLUMNS_OF_PAGE = 6
_MARKS = {
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
    zh, en, css = _MARKS[outcome]
    words = {
        "new": said("新增", "new"),
        "changed": said("改动", "changed"),
        "unchanged": said("不变", "unchanged"),
        "conflicting": said("冲突", "in conflict"),
        "rejected": said("有误", "at fault"),
        "left_out": said("合计、注释、空行", "totals, notes, blank"),
    }
    return Mark(said(zh, en), css, words[outcome])


class DryRunPage:
    """The facts of one page of a dry run."""

    def __init__(self, run: ImportRun, standing: Standing, asked: Mapping[str, str]) -> None:
        self.run = run
        self.standing = standing
        self.filter = asked.get("show", "todo") if asked.get("show") in _FILTERS else "todo"
        now = timezone.now()
        self.state = run.state_at(now)
        self.is_waiting = run.is_waiting_at(now)
        self.start = int(asked["from"]) if asked.get("from", "").isdigit() else 0

    @property
    def is_reading(self) -> bool:
        return self.state == RunState.READING

    @property
    def is_ended(self) -> bool:
        """Whether the dry run ended before it had an outcome."""
        return self.state in {RunState.CANCELLED, RunState.INTERRUPTED}

    @property
    def may_come_back(self) -> bool:
        """Whether a silent dry run may yet be alive: a step of it can keep its signs waiting."""
        return self.state == RunState.INTERRUPTED and self.run.state == RunState.READING

    @property
    def step(self) -> str:
        return str(DryRunStep(self.run.step).label) if self.run.step else ""

    @property
    def is_open(self) -> bool:
        return self.run.state in {RunState.TRIED, RunState.ASKING}

    @property
    def may_be_layout(self) -> bool:
        """Whether its columns are known well enough to put the ledger into the file later."""
        fields = {column["field"] for column in self.run.report.get("columns", [])}
        return "name" in fields and not self.run.file_name.lower().endswith(".json")

    @property
    def refusal(self) -> str:
        return str(self.run.report.get("zh" if is_chinese() else "en", ""))

    @property
    def counts(self) -> list[tuple[Mark, int]]:
        report = self.run.report
        return [(mark_of(outcome), int(report.get(outcome, 0))) for outcome in _MARKS]

    @property
    def filters(self) -> list[tuple[str, str, bool]]:
        words = {
            "todo": said("要看的", "To look at"),
            **{outcome: mark_of(outcome).word for outcome in _MARKS},
        }
        return [(key, words[key], key == self.filter) for key in _FILTERS]

    # --- the table -----------------------------------------------------------------------

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
        notes += [self._text(fault) for fault in self._faults_at(row["row"])]
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
        if not text:
            return said("空", "blank") if column.kind is not Kind.FLAG else said("否", "no")
        if column.kind is Kind.AMOUNT:
            try:
                amount = Decimal(text)
            except InvalidOperation:
                return text
            zone = self.standing.zone
            return shown_amount(amount, currency=zone.currency, unit="ledger").digits
        if column.kind is Kind.FLAG:
            return said("是", "yes")
        if column.kind is Kind.CHOICE:
            words = {each.key: said(each.zh, each.en) for each in choices_of(column)}
            return words.get(text, text)
        return text if len(text) <= 60 else f"{text[:58]} …"

    # --- what is to be settled --------------------------------------------------------------

    @cached_property
    def _by_row(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for fault in self.run.report.get("faults", []):
            found.setdefault(fault["row"], []).append(fault)
        return found

    def _faults_at(self, number: int) -> list[dict[str, Any]]:
        return [fault for fault in self._by_row.get(number, []) if fault["weight"] != "remark"]

    @staticmethod
    def _text(fault: dict[str, Any]) -> str:
        return str(fault["message_zh" if is_chinese() else "message_en"])

    @property
    def faults(self) -> list[dict[str, Any]]:
        """What keeps a row out: place, words, proposal. Who a row is, is asked in the table."""
        return [
            {
                "where": f"{fault['sheet']}!{fault['column']}{fault['row'] or ''}",
                "heading": fault["heading"],
                "text": self._text(fault),
                "proposal": fault["proposal"],
            }
            for fault in self.run.report.get("faults", [])
            if fault["weight"] != "remark" and fault["code"] != UNSURE
        ]

    @property
    def remarks(self) -> list[dict[str, str]]:
        """What was taken with a reservation."""
        return [
            {"where": f"{fault['column']}{fault['row'] or ''}", "text": self._text(fault)}
            for fault in self.run.report.get("faults", [])
            if fault["weight"] == "remark"
        ]

    @cached_property
    def beside(self) -> list[dict[str, object]]:
        """Plans and milestones that a package brings: those that change something, or cannot."""
        names = {row["row"]: row.get("name", "") for row in self.run.rows}
        shown = []
        for one in self.run.report.get("beside", []):
            if one["how"] == "same":
                continue
            is_plan = one["kind"] == "plan"
            plan = COLUMNS["planned_amount"]
            ours, theirs = one.get("ours", ""), one.get("theirs", "")
            shown.append(
                {
                    "project": names.get(one["row"], ""),
                    "what": said(f"{one['name']} 年计划", f"Plan of {one['name']}")
                    if is_plan
                    else one["name"],
                    "how": one["how"],
                    "ours": self._shown(plan, ours) if is_plan and ours else ours,
                    "theirs": self._shown(plan, theirs) if is_plan else theirs,
                    "why": one.get("zh" if is_chinese() else "en", ""),
                }
            )
        return shown

    @property
    def beside_changes(self) -> int:
        return sum(one["how"] != "fault" for one in self.beside)

    @property
    def open_conflicts(self) -> int:
        return sum(
            cell["how"] == "conflict" and f"{row['row']}:{cell['field']}" not in self.run.choices
            for row in self.run.rows
            for cell in row.get("cells", [])
        )

    @property
    def good_rows(self) -> int:
        return int(self.run.report.get("new", 0)) + int(self.run.report.get("changed", 0))

    @property
    def to_settle(self) -> int:
        return int(self.run.report.get("rejected", 0)) + self.open_conflicts

    @property
    def questions(self) -> list[dict[str, Any]]:
        """Columns that were not sure, with what each may be."""
        asked = []
        for question in self.run.report.get("questions", []):
            candidates = [COLUMNS[key] for key in question["candidates"] if key in COLUMNS]
            earlier = question.get("proposal") or {}
            asked.append(
                {
                    **question,
                    "text": question["zh" if is_chinese() else "en"],
                    "candidates": candidates,
                    "earlier": earlier,
                    "field": earlier.get("field", candidates[0].key if candidates else ""),
                    "units": self._units_for(question, earlier.get("unit", "")),
                }
            )
        return asked

    def _units_for(self, question: dict[str, Any], earlier: str) -> list[tuple[str, bool]]:
        """The units to choose from, and whether each is the one of last time."""
        if question["kind"] != "unit" and not earlier:
            return []
        return [(each, str(parsed_unit(each)) == earlier) for each in self._units]

    @property
    def _units(self) -> list[str]:
        signs = {"CNY": ["元", "万元", "亿元"], "GBP": ["£", "£k", "£m"]}
        return signs.get(self.standing.zone.currency, ["元", "万元", "亿元"])

    @property
    def matched(self) -> list[dict[str, Any]]:
        """Every column of the file and what it was taken for."""
        shown = []
        for column in self.run.report.get("columns", []):
            field_ = column["field"]
            named = COLUMNS[field_].label if field_ in COLUMNS else ""
            if field_ == "year":
                named = said("年度", "Year")
            unit = self._named(column.get("unit", ""))
            shown.append({**column, "named": named, "unit": unit})
        return shown

    @property
    def fields(self) -> list[Column]:
        return [column for column in COLUMNS.values() if column.home]

    @property
    def matched_count(self) -> tuple[int, int]:
        columns = self.run.report.get("columns", [])
        return sum(bool(column["field"]) for column in columns), len(columns)

    # --- what will be different --------------------------------------------------------------

    @cached_property
    def consequences(self) -> list[tuple[str, str, str]]:
        """The main figures before and after: label, old, new."""
        month = self.run.month or date.today().replace(day=1)  # noqa: DTZ011
        total = Sheet(self.standing, View(month=month)).total(
            ["total_amount", "planned_amount", "year_amount"]
        )
        new = int(self.run.report.get("new", 0))
        rows = [(said("项目", "Projects"), f"{total.count:,}", f"{total.count + new:,}")]
        for key, before in total.sums.items():
            after = before + sum(self._moved(row, key) for row in self.run.rows)
            zone = self.standing.zone
            old, now = (shown_amount(each, currency=zone.currency) for each in (before, after))
            rows.append((str(COLUMNS[key].label), str(old), str(now)))
        return [row for row in rows if row[1] != row[2]]

    def _moved(self, row: dict[str, Any], key: str) -> Decimal:
        if row["outcome"] not in {"new", "changed", "conflicting"}:
            return Decimal(0)
        moved = Decimal(0)
        for cell in row.get("cells", []):
            takes = cell["how"] == "change" or (
                cell["how"] == "conflict"
                and self.run.choices.get(f"{row['row']}:{key}") == "theirs"
            )
            if cell["field"] == key and takes:
                moved += Decimal(cell["theirs"] or 0) - Decimal(cell.get("ours") or 0)
        return moved

    @property
    def unit(self) -> str:
        return ledger_unit(self.standing.zone.currency).name

    @property
    def file_unit(self) -> str:
        """The unit that the file states, as the trade writes it: 亿元, £ m."""
        return self._named(self.run.report.get("unit", ""))

    def _named(self, unit: str) -> str:
        stated = parsed_unit(unit) if unit else None
        if stated is None:
            return unit
        units = units_of(stated.currency or self.standing.zone.currency).values()
        return next((each.name for each in units if each.size == stated.factor), unit)
