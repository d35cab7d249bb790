"""What is wrong with rows that read well: what is missing, given twice, or in the wrong order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from .cells import Cell, text_of
from .columns import ColumnMapping, ColumnMatch
from .days import Day
from .faults import Fault, Misread
from .fields import Field
from .folding import folded
from .layout import Column, Table, TableRow
from .silence import Withheld


class FoundFaults:
    """Faults as they are found, with the address of each."""

    def __init__(self, table: Table, data: Sequence[TableRow]) -> None:
        self.sheet = table.sheet
        self.found: list[Fault] = []
        self.rejected: set[int] = set()
        self.unusable: set[int] = set()
        self._data = data

    def number(self, place: int) -> int:
        return self._data[place].number

    def add_misread(
        self, place: int, match: ColumnMatch, one: Field, cell: Cell, misread: Misread
    ) -> None:
        self._add(place, one.key, misread, match.column, text_of(cell))

    def add(self, place: int, key: str, misread: Misread, mapping: ColumnMapping) -> None:
        column = mapping.column_of(key)
        row = self.sheet.rows[self._data[place].index]
        self._add(place, key, misread, column, text_of(row[column.index]) if column else "")

    def _add(self, place: int, key: str, misread: Misread, column: Column | None, raw: str) -> None:
        self._weigh(place, misread)
        self.found.append(
            Fault(
                sheet=self.sheet.name,
                row=self._data[place].number,
                column_letter=column.letter if column else "",
                heading=column.heading if column else "",
                field=key,
                raw=raw,
                code=misread.code,
                zh=misread.zh,
                en=misread.en,
                proposal=misread.proposal,
                weight=misread.weight,
            )
        )

    def add_column_missing(self, one: Field) -> None:
        self.found.append(
            Fault(
                sheet=self.sheet.name,
                row=0,
                column_letter="",
                heading="",
                field=one.key,
                raw="",
                code="ledgers.required-column",
                zh=f"没有找到「{one.zh}」列；请在对应关系中指定是哪一列。",
                en=f"No column for “{one.en}” was found; say which one it is.",
                weight="row",
            )
        )
        self.unusable.update(range(len(self._data)))
        self.rejected.update(range(len(self._data)))

    def note_table_warnings(self, table: Table) -> None:
        self.found.extend(table.warnings)

    def _weigh(self, place: int, misread: Misread) -> None:
        if misread.weight != "remark":
            self.rejected.add(place)
        if misread.weight == "row":
            self.unusable.add(place)

    def in_order(self) -> tuple[Fault, ...]:
        return tuple(sorted(self.found, key=_place))


def _place(fault: Fault) -> tuple[int, int, str]:
    return fault.row, len(fault.column_letter), fault.column_letter


def check_required(
    columns: Mapping[str, list[object]],
    fields: Sequence[Field],
    mapping: ColumnMapping,
    faults: FoundFaults,
) -> None:
    for one in fields:
        if not one.is_required:
            continue
        column = mapping.column_of(one.key)
        if column is None:
            faults.add_column_missing(one)
            continue
        for place, value in enumerate(columns[one.key]):
            if value is None or isinstance(value, Withheld):
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.required",
                        f"缺少「{one.zh}」；此项必填，请补上后重新导入。",
                        f"“{one.en}” is missing; it is required, fill it in and import again.",
                        weight="row",
                    ),
                    mapping,
                )


def check_unique(
    columns: Mapping[str, list[object]],
    fields: Sequence[Field],
    mapping: ColumnMapping,
    faults: FoundFaults,
) -> None:
    for one in fields:
        if not one.is_unique or one.key not in columns:
            continue
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, value in enumerate(columns[one.key]):
            if isinstance(value, str) and (key := folded(value)):
                places[key].append(place)
        for same in places.values():
            first = faults.number(same[0])
            for place in same[1:]:
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.duplicate",
                        f"「{one.zh}」与第 {first} 行相同；若是同一项目请合并为一行，否则请区分。",
                        f"“{one.en}” is the same as in row {first}; merge the rows if it is one "
                        "project, tell them apart if not.",
                        weight="row",
                    ),
                    mapping,
                )


def check_order(
    columns: Mapping[str, list[object]],
    fields: Sequence[Field],
    mapping: ColumnMapping,
    faults: FoundFaults,
) -> None:
    names = {one.key: one for one in fields}
    for one in fields:
        other = one.not_before or one.not_below
        if not other or one.key not in columns or other not in columns:
            continue
        lower = names[other]
        for place, (value, floor) in enumerate(zip(columns[one.key], columns[other], strict=True)):
            if isinstance(value, Day) and isinstance(floor, Day) and _is_before(value, floor):
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.before-start",
                        f"「{one.zh}」（{value}）早于「{lower.zh}」（{floor}）；请核对两个日期。",
                        f"“{one.en}” ({value}) is before “{lower.en}” ({floor}); check both.",
                    ),
                    mapping,
                )
            elif isinstance(value, Decimal) and isinstance(floor, Decimal) and value < floor:
                faults.add(
                    place,
                    one.key,
                    Misread(
                        "ledgers.below",
                        f"「{one.zh}」（{value:f}）小于「{lower.zh}」（{floor:f}）；累计不应小于当期。",
                        f"“{one.en}” ({value:f}) is below “{lower.en}” ({floor:f}); a sum to "
                        "date cannot be smaller than one of its parts.",
                    ),
                    mapping,
                )


def _is_before(end: Day, start: Day) -> bool:
    """2021 as an end is not before 2021-03 as a start: only what the precision can tell."""
    if "year" in (end.precision, start.precision):
        return end.on.year < start.on.year
    return end.on < start.on
