"""What the page of a dry run shows: sums that add up, differences, faults, questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from kaigong.accounts.selectors import Standing
from kaigong.engines.ledgers import ORDER_NAMES, known_order, parsed_unit
from kaigong.portfolio.columns import COLUMNS, Column
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.models.intake import DryRunStep, RunState
from kaigong.portfolio.pages.beside import (
    ShownBeside,
    shown_beside,
    words_to_write,
    words_written,
)
from kaigong.portfolio.pages.brought_names import fates_in_words
from kaigong.portfolio.pages.differences import (
    MARKS,
    Differences,
    Mark,
    mark_of,
    message_of,
)
from kaigong.portfolio.services.intake.receiving import UNSURE
from kaigong.portfolio.sheet import Sheet, View
from kaigong.web.amounts import ledger_unit, shown_amount, units_of
from kaigong.wording import is_chinese, said


def order_in_words(order: str) -> str:
    """`日/月/年`, day/month/year; empty where a column writes no short dates."""
    known = known_order(order)
    return said(*ORDER_NAMES[known]) if known else ""


def _orders_for(question: Mapping[str, Any], earlier: str) -> list[tuple[str, str, bool]]:
    """The orders to choose from, each with the day that it makes, and whether it is last time's."""
    return [
        (
            order,
            f"{on}（{order_in_words(order)}）"
            if is_chinese()
            else f"{on} ({order_in_words(order)})",
            order == earlier,
        )
        for order, on in question.get("readings", {}).items()
    ]


class DryRunPage:
    """The facts of one page of a dry run."""

    def __init__(self, run: ImportRun, standing: Standing, asked: Mapping[str, str]) -> None:
        self.run = run
        self.standing = standing
        self.table = Differences(run, standing.zone, asked)
        now = timezone.now()
        self.state = run.state_at(now)
        self.is_waiting = run.is_waiting_at(now)

    @property
    def is_reading(self) -> bool:
        return self.state == RunState.READING

    @property
    def is_ended(self) -> bool:
        """Whether the dry run ended before it had an outcome."""
        return self.state in {RunState.CANCELLED, RunState.INTERRUPTED}

    @property
    def is_unread(self) -> bool:
        """Whether the first step is not done: it goes on, was ended, or the file does not open."""
        return self.is_reading or self.is_ended or self.state == RunState.REFUSED

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
        return [(mark_of(outcome), int(report.get(outcome, 0))) for outcome in MARKS]

    # --- what is to be settled --------------------------------------------------------------

    @property
    def faults(self) -> list[dict[str, Any]]:
        """What keeps a row out: place, words, proposal. Who a row is, is asked in the table."""
        return [
            {
                "where": f"{fault['sheet']}!{fault['column']}{fault['row'] or ''}",
                "heading": fault["heading"],
                "text": message_of(fault),
                "proposal": fault["proposal"],
            }
            for fault in self.run.report.get("faults", [])
            if fault["weight"] != "remark" and fault["code"] != UNSURE
        ]

    @property
    def remarks(self) -> list[dict[str, str]]:
        """What was taken with a reservation."""
        return [
            {"where": f"{fault['column']}{fault['row'] or ''}", "text": message_of(fault)}
            for fault in self.run.report.get("faults", [])
            if fault["weight"] == "remark"
        ]

    @property
    def unread(self) -> list[dict[str, Any]]:
        """What of the file was not read; `other` names a sheet that may be read instead."""
        language = "zh" if is_chinese() else "en"
        return [
            {"text": one[language], "other": one["sheet"] if one["may_be_read"] else ""}
            for one in self.run.report.get("unread", [])
        ]

    @cached_property
    def beside(self) -> list[ShownBeside]:
        return shown_beside(self.run, currency=self.standing.zone.currency)

    @property
    def beside_changes(self) -> int:
        return sum(one.how != "fault" for one in self.beside)

    @property
    def to_write(self) -> str:
        """What applying writes, in words: rows, and what a package brings beside them."""
        return words_to_write(self.good_rows, self.beside_changes)

    @property
    def written(self) -> str:
        """What was written, in words; empty if the ledger said all of it already."""
        return words_written(self.run)

    @property
    def fates(self) -> list[str]:
        """What became of the names that came with an import that was taken back."""
        return fates_in_words(self.run)

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
                    "orders": _orders_for(question, earlier.get("order", "")),
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
            order = order_in_words(column.get("order", ""))
            shown.append({**column, "named": named, "unit": unit, "order": order})
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
