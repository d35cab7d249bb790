"""The ledger leaves the house: the rows, columns and order of a view, as a workbook or as CSV.

A workbook carries the moment it was read at, so that it can be changed offline and brought back:
the intake then knows what both sides started from and merges cell by cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.portfolio.columns import COLUMNS, GROUPS, Column, Kind
from kaigong.portfolio.models import AnnualPlan, LevelThreshold
from kaigong.portfolio.models.reports import ReportState
from kaigong.portfolio.selectors.projects import held_on
from kaigong.portfolio.sheet import Sheet, Value, View
from kaigong.web.amounts import ledger_unit, plain
from kaigong.wording import said

# Whoever opens a file must never run what somebody typed into a cell.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cells = list[Value]


def escape_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


@dataclass(frozen=True)
class Part:
    """The rows of one group; without grouping there is one part with no label."""

    label: str
    rows: list[Cells]


@dataclass
class Export:
    """What somebody sees in the ledger, ready to be written down.

    The code goes along even where it is not shown, since rows are known by it when the file comes
    back; so does the mark of sample rows, which has to stand on everything that leaves the house.
    """

    standing: Standing
    view: View
    keys: Sequence[str]
    moment: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        keys = list(dict.fromkeys(key for key in self.keys if key in COLUMNS))
        if "code" not in keys:
            keys.insert(keys.index("name") + 1 if "name" in keys else 0, "code")
        tags = ["is_sample"]
        if AnnualPlan.objects.filter(zone=self.standing.zone, is_sample=True).exists():
            tags.append("has_sample_amounts")
        keys += [key for key in tags if key not in keys]
        self.columns: list[Column] = [COLUMNS[key] for key in keys]
        if self.view.as_of is not None:
            self.moment = min(self.moment, self.view.as_of)

    @property
    def base(self) -> str:
        """The file's name without its ending; the month in it is read when the file comes back."""
        name = said("项目大表", "ledger")
        return f"{self.zone.slug}-{name}-{self.view.month:%Y-%m}"

    @property
    def unit(self) -> str:
        return ledger_unit(self.zone.currency).name

    @property
    def title(self) -> str:
        month = self.view.month
        return said(
            f"{self.zone.name}项目大表（{month.year}年{month.month}月）",
            f"{self.zone}: ledger ({month:%Y-%m})",
        )

    @property
    def subtitle(self) -> str:
        """Unit, day of record and size; what was left out by filters is said."""
        day = self.view.as_of.date() if self.view.as_of else self.zone.today()
        parts = [
            said(f"单位：{self.unit}", f"Unit: {self.unit}"),
            said(f"截至：{day}", f"As of: {day}"),
            said(f"{self.count} 行", f"{self.count} rows"),
        ]
        if self.view.filters:
            names = "、".join(
                str(COLUMNS[key].label) for key in self.view.filters if key in COLUMNS
            )
            parts.append(said(f"按 {names} 筛选", f"filtered by {names}"))
        return said("；", "; ").join(parts)

    @property
    def count(self) -> int:
        return sum(len(part.rows) for part in self.parts)

    @cached_property
    def parts(self) -> list[Part]:
        """The rows of the view in its order, cut where the group changes."""
        group = COLUMNS.get(self.view.group)
        keys = [column.key for column in self.columns]
        if group is not None and group.key not in keys:
            keys.append(group.key)
        window = Sheet(self.standing, self.view).every_row(keys)
        places = {key: place for place, key in enumerate(window.keys)}
        readers = [self._reader(column, places) for column in self.columns]
        if group is None:
            return [Part("", [[read(row) for read in readers] for row in window.rows])]
        parts: list[Part] = []
        last: object = object()
        name = self._reader(group, places)
        for row in window.rows:
            if row[places[group.key]] != last:
                last = row[places[group.key]]
                parts.append(Part(str(name(row) or said("没有填写", "not stated")), []))
            parts[-1].rows.append([read(row) for read in readers])
        return parts

    def _reader(self, column: Column, places: Mapping[str, int]) -> _Reader:
        place = places.get(f"{column.key}.label", places[column.key])
        return _Reader(column, place, self._words(column), ledger_unit(self.zone.currency).size)

    @property
    def zone(self) -> Zone:
        return self.standing.zone

    def _words(self, column: Column) -> dict[object, str]:
        """What is shown for a stored value, where that is not the value itself."""
        if column.choices is not None:
            return {value: str(label) for value, label in column.choices.choices}
        if column.kind is Kind.LEVEL:
            levels = held_on(LevelThreshold, self.view.as_of, zone=self.zone.pk)
            return {level.pk: str(level) for level in levels}
        if column.key == "month_state":
            return {state.value: str(state.label) for state in ReportState}
        if column.key == "is_sample":
            return {True: said("样例", "sample"), False: ""}
        if column.key == "has_sample_amounts":
            return {True: said("样例金额", "sample amounts"), False: ""}
        if column.kind is Kind.FLAG:
            return {True: said("是", "yes"), False: ""}
        return {}

    def heading(self, column: Column) -> str:
        """A column's name alone, with its unit: for files of one header row."""
        if column.kind is Kind.AMOUNT:
            return said(f"{column.zh}（{self.unit}）", f"{column.en} ({self.unit})")
        return str(column.label)

    def bands(self) -> list[tuple[str, int]]:
        """The headings over the headings: a group's name and how many columns it spans."""
        names = {group.key: str(group.label) for group in GROUPS}
        bands: list[tuple[str, int]] = []
        last = ""
        for column in self.columns:
            if column.group == last:
                bands[-1] = (bands[-1][0], bands[-1][1] + 1)
                continue
            last = column.group
            name = names[last]
            if last == "investment":
                name = said(f"{name}（{self.unit}）", f"{name} ({self.unit})")
            bands.append((name, 1))
        return bands


@dataclass(frozen=True)
class _Reader:
    """Reads one cell as it is written down: amounts in the ledger's unit, keys as words."""

    column: Column
    place: int
    words: Mapping[object, str]
    unit_size: Decimal

    def __call__(self, row: Sequence[Value]) -> Value:
        value = row[self.place]
        if self.column.kind is Kind.LAMP:
            return self.words[value or "green"]
        if value is None or value == "":
            return None
        if self.words:
            return self.words.get(value, str(value)) or None
        if self.column.kind is Kind.AMOUNT:
            return Decimal(str(value)) / self.unit_size
        return value


def ledger_csv(export: Export) -> Iterator[str]:
    """The rows as CSV, line by line: one header row, exact amounts, no sums between the rows."""
    # Read and put into words now: the reader's language is gone when the lines are streamed.
    head = [escape_formula(export.heading(column)) for column in export.columns]
    rows = (row for part in export.parts for row in part.rows)
    return _lines(head, rows)


def _lines(head: list[str], rows: Iterable[Cells]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")

    def taken() -> str:
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text

    writer.writerow(head)
    yield "\ufeff" + taken()  # without this mark Excel reads UTF-8 as the machine's code page
    for row in rows:
        writer.writerow([_as_csv(value) for value in row])
        yield taken()


def _as_csv(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return escape_formula(value) if isinstance(value, str) else str(value)


def note_export(export: Export, form: str) -> None:
    """Put on record who took what out of the house."""
    record(
        "portfolio.ledger.exported",
        by=export.standing.user,
        zone=export.standing.zone.slug,
        form=form,
        rows=export.count,
        columns=[column.key for column in export.columns],
        as_of=export.view.as_of,
    )
