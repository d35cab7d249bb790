"""Back into the officer's own workbook: current values in their places, all else as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .cells import Cell, column_number, text_of
from .columns import ColumnMapping, ColumnMatch
from .errors import UnknownSheetError
from .fields import Context, Field
from .folding import half_width
from .in_place import (
    Package,
    SheetCells,
    SheetPart,
    Shift,
    Styles,
    UnmovablePart,
    emptied_rows,
    insert_rows,
    refusing_damage,
    renew_results,
    text_sheet,
)
from .layout import Table
from .merging import same
from .placing import Block, block_for, blocks_of
from .quantities import writes_points
from .rewriting import opened, sheet_in, unused_title
from .rows import Value, read_rows
from .silence import Withheld
from .tables import numbering_column
from .writing import escape_formula, written_value

NOT_ADDED_TITLE = "未列入的项目"
REMARKS_TITLE = "导出说明"


@dataclass(frozen=True, slots=True)
class NotAdded:
    """Projects that could not be put into the workbook, and why; they are listed on a sheet."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The workbook with current values.

    Attributes:
        added: Row numbers of the projects that are new in it, in the order they were given.
        not_added: Why none was added, or None.
    """

    content: bytes
    added: tuple[int, ...] = ()
    not_added: NotAdded | None = None


def fill_workbook(
    content: bytes,
    table: Table,
    mapping: ColumnMapping,
    values: Mapping[int, Mapping[str, Value]],
    *,
    fields: Sequence[Field],
    context: Context,
    name: str = "",
    new: Sequence[Mapping[str, Value]] = (),
    left_out: Collection[int] = (),
    remarks: Sequence[str] = (),
) -> Filled:
    """The same workbook with current values put in, as XLSX.

    Every part of the file that no value goes into stays byte for byte as it was: charts, pictures,
    pivot tables, macros. A cell is written only if it says something else than the value: 13600万元
    is left alone when the ledger holds 136,000,000. A formula is never overwritten. CSV, XLS and
    GeoJSON come out as a new XLSX of the same cells.

    New projects come at the end of their group, above its sum: in the format of the row above, with
    its formulas, their numbers going on. Where something in the file cannot be moved along, no row
    is put in, and the projects are listed on a sheet of their own.

    Args:
        table, mapping: As found in this very content.
        values: By row number as Excel shows it, then by field key; a field that is absent or not
            mapped is left alone, None blanks a cell.
        new: Values of projects that the workbook does not have.
        left_out: Rows of projects that are not to be shown, by number: they are emptied and hidden,
            so that no sum counts them and no formula loses what it points at.
        remarks: What a reader has to know, for a last sheet; none, and there is no such sheet.

    Raises:
        LedgerError: the content cannot be read.
        UnknownSheetError: it has no sheet of the table's name.
    """
    with refusing_damage(name):
        package = opened(content, name=name)
        sheet = sheet_in(package, table.sheet.name)
        if sheet is None:
            sheets = "、".join(one.title for one in package.sheets())
            raise UnknownSheetError(name=name, sheet=table.sheet.name, sheets=sheets)
        writer = _Writer(package, sheet, table, mapping, fields=fields, context=context)
        writer.write(values)
        added = writer.add(new) if new else ()
        writer.leave_out(left_out)
        writer.keep()
        if writer.not_added is not None:
            _list_not_added(package, new, writer.not_added, fields=fields)
        if remarks:
            _add_remarks(package, remarks)
        return Filled(package.saved(), added, writer.not_added)


class _Writer:
    """Puts values of projects into the cells of one sheet."""

    def __init__(
        self,
        package: Package,
        sheet: SheetPart,
        table: Table,
        mapping: ColumnMapping,
        *,
        fields: Sequence[Field],
        context: Context,
    ) -> None:
        self.package, self.sheet, self.table, self.context = package, sheet, table, context
        self.fields = {one.key: one for one in fields}
        self.matches = [match for match in mapping.matches if match.field in self.fields]
        self.points = {
            match.field: writes_points(
                table.cells(match.column), heading=" ".join(match.column.path)
            )
            for match in self.matches
            if self.fields[match.field or ""].kind == "percent"
        }
        read = read_rows(table, mapping, fields=fields, context=context)
        self.now = {row.number: row.values for row in read.rows}
        self.styles = Styles(package)
        self.puts: dict[tuple[int, int], Cell | None] = {}  # by the rows as they were
        self.new_puts: dict[tuple[int, int], Cell | None] = {}  # by the rows as they will be
        self.shift = Shift(())
        self.left_out: frozenset[int] = frozenset()  # by the rows as they will be
        self.not_added: NotAdded | None = None

    def write(self, values: Mapping[int, Mapping[str, Value]]) -> None:
        for number, wanted in values.items():
            held = self.now.get(number)
            if held is None:
                continue
            for match in self.matches:
                key = match.field or ""
                if key not in wanted or (key in held and same(held[key], wanted[key])):
                    continue
                self.puts[number, column_number(match.column.letter)] = self._written(
                    wanted[key], match
                )
            self.now[number] = {**held, **wanted}

    def add(self, new: Sequence[Mapping[str, Value]]) -> tuple[int, ...]:
        """Put rows in for new projects; their numbers."""
        blocks = blocks_of(self.table)
        if not blocks:
            self.not_added = NotAdded(
                "表里还没有一行项目，不知道新行该是什么样子",
                "the table has no row of a project yet that a new row could be made like",
            )
            return ()
        fields = [*self.fields.values()]
        chosen = [block_for(one, blocks, self.now, fields=fields) for one in new]
        counts = Counter(block.last for block in chosen)
        try:
            self.shift = insert_rows(
                self.package, self.sheet, sorted(counts.items()), own_rows=set(self.now)
            )
        except UnmovablePart as reason:
            self.not_added = NotAdded(reason.zh, reason.en)
            return ()
        taken: Counter[int] = Counter()
        added = []
        for project, block in zip(new, chosen, strict=True):
            taken[block.last] += 1
            number = self.shift.row(block.last) + taken[block.last]
            added.append(number)
            for match in self.matches:
                value = project.get(match.field or "")
                if value is not None:
                    place = number, column_number(match.column.letter)
                    self.new_puts[place] = self._written(value, match)
        self._number(blocks, counts)
        return tuple(added)

    def _number(self, blocks: Sequence[Block], counts: Mapping[int, int]) -> None:
        """Let the numbering go on; where it runs through all groups, those below count on."""
        column = numbering_column(self.table.columns)
        if column is None or column.index in {match.column.index for match in self.matches}:
            return
        place = column_number(column.letter)
        cells = self.table.sheet.rows
        before, ahead = None, 0
        for block in blocks:
            numbers = [_ordinal(cells[row.index][column.index]) for row in block.rows]
            goes_on = before is not None and numbers[0] == before + 1
            ahead = ahead if goes_on else 0
            before = numbers[-1]
            for row, number in zip(block.rows, numbers, strict=True):
                if ahead and number is not None:
                    self.puts[row.number, place] = _as_it_was(
                        cells[row.index][column.index], number + ahead
                    )
            for more in range(1, counts.get(block.last, 0) + 1):
                if before is not None:
                    self.new_puts[self.shift.row(block.last) + more, place] = _as_it_was(
                        cells[block.rows[-1].index][column.index], before + ahead + more
                    )
            ahead += counts.get(block.last, 0)

    def leave_out(self, rows: Collection[int]) -> None:
        self.left_out = frozenset(self.shift.row(row) for row in rows if row in self.now)

    def keep(self) -> None:
        if self.left_out:
            xml = emptied_rows(self.package.xml(self.sheet.part), self.left_out)
            self.package.put(self.sheet.part, xml)
        cells = SheetCells(self.package, self.sheet, self.styles)
        is_changed = bool(self.shift.points or self.left_out)
        puts = {(self.shift.row(row), column): value for (row, column), value in self.puts.items()}
        for (row, column), value in (puts | self.new_puts).items():
            if row not in self.left_out:
                is_changed |= cells.put(row, column, _safe(value))
        cells.keep()
        if is_changed:
            renew_results(self.package, self.sheet)
            self.package.reckon_on_opening(drop_chain=bool(self.left_out))

    def _written(self, value: Value, match: ColumnMatch) -> Cell | None:
        key = match.field or ""
        return written_value(
            value, self.fields[key], match, context=self.context,
            in_points=self.points.get(key, False),
        )  # fmt: skip


def _ordinal(cell: Cell) -> int | None:
    text = half_width(text_of(cell)).strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _as_it_was(cell: Cell, number: int) -> Cell:
    return str(number) if isinstance(cell, str) else number


def _safe(value: Cell | None) -> Cell | None:
    return escape_formula(value) if isinstance(value, str) else value


def _list_not_added(
    package: Package,
    new: Sequence[Mapping[str, Value]],
    reason: NotAdded,
    *,
    fields: Sequence[Field],
) -> None:
    """A first sheet with the projects that the workbook could not take in."""
    named = [one for one in fields if any(each.get(one.key) not in (None, "") for each in new)]
    used = {sheet.title.casefold() for sheet in package.sheets()}
    rows: list[list[str]] = [
        [f"这些项目没有插入原表：{reason.zh}。请自行插入行后填写。"],
        [f"Not put into the workbook: {reason.en}. Please insert rows for them yourself."],
        [one.zh for one in named],
        *([escape_formula(shown_value(each.get(one.key), one)) for one in named] for each in new),
    ]
    styles = Styles(package)
    bold, plain = styles.plain(font=styles.font(b"<b/>")), styles.plain()
    forms = [[bold] * len(row) if place < 3 else [plain] * len(row) for place, row in
             enumerate(rows)]  # fmt: skip
    page = text_sheet(package, rows, forms=forms, widths=[22] * max(len(named), 1), frozen=3)
    package.add_sheet(unused_title(NOT_ADDED_TITLE, used), page, is_first=True)


def _add_remarks(package: Package, remarks: Sequence[str]) -> None:
    used = {sheet.title.casefold() for sheet in package.sheets()}
    form = Styles(package).plain(wraps=True)
    page = text_sheet(
        package, [[one] for one in remarks], forms=[[form]] * len(remarks), widths=[90], frozen=1,
        is_seen=False,
    )  # fmt: skip
    package.add_sheet(unused_title(REMARKS_TITLE, used), page, is_first=False)


def shown_value(value: Value, one: Field) -> str:
    """A value in words, for a list that people read."""
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return value.reason
    if one.kind == "choice":
        return next((each.zh for each in one.choices if each.key == value), str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
