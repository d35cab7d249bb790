"""The rows under a header: which are projects, and which are sums, groups, notes or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .amounts import MAX_NUMBER_CHARACTERS, amount, number
from .cells import Cell, Sheet, is_blank, is_number, text_of
from .faults import Fault, Misread
from .folding import half_width
from .headings import (
    bare_level,
    group_level,
    is_note,
    is_numbering,
    is_signature,
    numbering_heading,
    sum_label,
)
from .layout import Column, RowKind, TableRow
from .units import Unit

_NO_SUM = re.compile(
    r"率|比重|比例|占比|%|％|年份|日期|时间|序号|编号|电话|经度|纬度|单价|percent|rate|ratio|year|date",
    re.I,
)


@dataclass(slots=True)
class _Group:
    level: int
    label: str
    index: int
    covered: list[int] = field(default_factory=list)


def body_rows(
    sheet: Sheet,
    columns: Sequence[Column],
    start: int,
    end: int,
    *,
    header: tuple[int, int],
    unit: Unit | None,
) -> tuple[tuple[TableRow, ...], tuple[Fault, ...]]:
    """Every row of the body with its kind, and the sums that do not add up."""
    numbered = next((c.index for c in columns if c.path and numbering_heading(c.path[-1])), None)
    headings = {
        tuple(text_of(cell).strip() for cell in sheet.rows[index])
        for index in range(header[0], header[1] + 1)
    }
    last_data = _last_data_row(sheet, start, end, numbered)
    merged_labels = {
        merge.top: merge.right - merge.left + 1
        for merge in sheet.merged
        if start <= merge.top < end and merge.height == 1
    }
    rows: list[TableRow] = []
    groups: list[_Group] = []
    sums: list[tuple[int, list[int] | str]] = []
    since: list[int] = []
    all_data: list[int] = []
    for index in range(start, end):
        kind, reason, label, level = _kind(
            sheet,
            index,
            numbered=numbered,
            headings=headings,
            is_first=index == start,
            last_data=last_data,
            merged_width=merged_labels.get(index, 1),
        )
        if kind == "group":
            while groups and groups[-1].level >= level:
                groups.pop()
            groups.append(_Group(level, label, index))
            sums.append((index, groups[-1].covered))
            since = []
        elif kind == "data":
            all_data.append(index)
            since.append(index)
            for group in groups:
                group.covered.append(index)
        elif kind == "subtotal":
            sums.append((index, since or "following"))
            since = []
        elif kind == "total":
            sums.append((index, all_data))
        path = tuple(group.label for group in groups)
        rows.append(TableRow(index, sheet.row_number(index), kind, reason, path))
    return tuple(rows), tuple(_disagreements(sheet, columns, sums, rows, unit=unit))


def _filled(row: list[Cell]) -> list[int]:
    return [column for column, cell in enumerate(row) if not is_blank(cell)]


def _last_data_row(sheet: Sheet, start: int, end: int, numbered: int | None) -> int:
    """The last row that a project can be; below it stand notes and signatures.

    A row of three filled cells, or with a number, is in the table. After the last of those, a row
    of two is so only while nothing blank parts it from the table.
    """
    last = end - 1
    for index in range(end - 1, start - 1, -1):
        if _is_strong(sheet.rows[index], numbered):
            last = index
            break
    while last + 1 < end and _is_weak(sheet.rows[last + 1]):
        last += 1
    return last


def _is_strong(row: list[Cell], numbered: int | None) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    if numbered is not None and _is_ordinal(row[numbered]):
        return True
    if any(is_number(cell) for cell in filled):
        return True
    return len(filled) >= 3 and not any(is_signature(text_of(cell)) for cell in filled)


def _is_weak(row: list[Cell]) -> bool:
    filled = [text_of(cell) for cell in row if not is_blank(cell)]
    return len(filled) == 2 and not is_note(filled[0]) and not any(map(is_signature, filled))


def _is_ordinal(cell: Cell) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.0)?", half_width(text_of(cell))))


def _kind(
    sheet: Sheet,
    index: int,
    *,
    numbered: int | None,
    headings: set[tuple[str, ...]],
    is_first: bool,
    last_data: int,
    merged_width: int,
) -> tuple[RowKind, str, str, int]:
    """Kind, reason, and for groups label and level."""
    row = sheet.rows[index]
    first_four, many = _beginning(row)
    if not first_four:
        return "blank", "blank row", "", 0
    labels = {c: cell for c in first_four if isinstance(cell := row[c], str)}
    first = labels.get(first_four[0], "")
    if is_first and is_numbering([text_of(row[column]) for column in _filled(row)]):
        return "numbering", "numbers of the columns", "", 0
    is_like_header = many > 1 and any(first == h[first_four[0]] for h in headings if first)
    if is_like_header and tuple(text_of(cell).strip() for cell in row) in headings:
        return "note", "header repeated", "", 0
    for column, text in labels.items():
        label = sum_label(text)
        # A project may be called so: then it has its own number, and more than sums beside it.
        if not label or (numbered not in (None, column) and _is_ordinal(row[numbered or 0])):
            continue
        if _words(row) <= 3:
            return ("total" if label == "total" else "subtotal"), "", "", 0
    if first and many <= 2 and is_note(first):
        return "note", "note", "", 0
    if first and (group := _group(row, first_four, numbered)) is not None:
        return "group", "", group[0], group[1]
    if index > last_data:
        return "note", "below the table", "", 0
    is_lone_label = many == 1 and sheet.width >= 4 and bool(first)
    if is_lone_label and (
        merged_width > 1 or numbered is not None or (first_four[0] == 0 and _is_alone(sheet, index))
    ):
        return "group", "", half_width(first), 3
    if many <= 6 and any(map(is_signature, labels.values())):
        return "note", "signature", "", 0
    return "data", "", "", 0


def _beginning(row: list[Cell]) -> tuple[list[int], int]:
    """The first four filled columns, and how many are filled: all that tells a project apart."""
    found: list[int] = []
    for column, cell in enumerate(row):
        if cell != "" and not (isinstance(cell, str) and cell.isspace()):
            found.append(column)
            if len(found) == 4:
                return found, max(4, len(row) - row.count(""))
    return found, len(found)


def _is_alone(sheet: Sheet, index: int) -> bool:
    """A lone label in a table whose other rows are filled: a heading between rows."""
    near = sheet.rows[index + 1 : index + 3]
    return bool(near) and all(sum(not is_blank(cell) for cell in row) >= 4 for row in near)


def _group(row: list[Cell], filled: Sequence[int], numbered: int | None) -> tuple[str, int] | None:
    first = text_of(row[filled[0]])
    if numbered is not None and filled[0] == numbered and len(filled) > 1:
        level = bare_level(first)
        if level and isinstance(row[filled[1]], str) and _words(row) <= 3:
            return f"{half_width(first)} {half_width(text_of(row[filled[1]]))}", level
    level = group_level(first)
    if level and _words(row) <= 2 and (numbered is None or not _is_ordinal(row[numbered])):
        # With a numbering column the label stands in it or is alone; a name like
        # 一、二期工程 beside other words is a project.
        return half_width(first), level
    return None


def _words(row: list[Cell]) -> int:
    """How many cells of a row are words; a row of sums has its label and little else."""
    return sum(
        isinstance(cell, str) and not is_blank(cell) and not _reads_as_number(cell) for cell in row
    )


def _reads_as_number(cell: Cell) -> bool:
    return is_number(cell) or isinstance(number(cell), Decimal)


def _disagreements(
    sheet: Sheet,
    columns: Sequence[Column],
    sums: list[tuple[int, list[int] | str]],
    rows: Sequence[TableRow],
    *,
    unit: Unit | None,
) -> list[Fault]:
    if not sums:
        return []
    data = [row.index for row in rows if row.kind == "data"]
    bounds = sorted(row.index for row in rows if row.kind in ("group", "subtotal", "total"))
    faults = []
    for column in columns:
        if _NO_SUM.search(" ".join(column.path)):
            continue
        # A cell may state its own unit (1.2亿 in a column of 万元): sums are made in the column's.
        own = column.unit or unit or Unit()
        stated_at = {
            index: stated
            for index, _ in sums
            if (stated := _counted(sheet.rows[index][column.index], own)) is not None
        }
        if not stated_at:
            continue
        for index, covered in sums:
            if (stated := stated_at.get(index)) is None:
                continue
            if covered == "following":
                nearest = next((bound for bound in bounds if bound > index), len(sheet.rows))
                covered = [row for row in data if index < row < nearest]
            parts = _parts([sheet.rows[int(row)][column.index] for row in covered], own)
            computed = math.fsum(parts)
            says = len(parts) * 2 > len(covered) and math.isfinite(computed)
            if says and abs(computed - stated) > _tolerance(parts, stated):
                faults.append(_disagreement(sheet, column, index, stated, computed, len(parts)))
    return faults


def _parts(cells: list[Cell], unit: Unit) -> list[float]:
    if set(map(type, cells)) == {float}:  # hundreds of thousands, as Excel stores them
        return cells  # type: ignore[return-value]
    return [value for cell in cells if (value := _counted(cell, unit)) is not None]


def _counted(cell: Cell, unit: Unit) -> float | None:
    """The cell in units of its column. A float will do: what is kept is read exactly, elsewhere."""
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if is_blank(cell) or (isinstance(cell, str) and len(cell) > MAX_NUMBER_CHARACTERS):
        return None
    read = amount(cell, unit=unit, currency="")
    if isinstance(read, Misread) and read.weight == "remark":
        read = read.value if isinstance(read.value, Decimal) else None
    return float(read / unit.factor) if isinstance(read, Decimal) else None


def _tolerance(parts: Sequence[float], stated: float) -> float:
    """Half of the last digit shown, for each value that may have been rounded."""
    step = max(1, len(parts) // 50)
    places = max(_places(value) for value in [*parts[::step], stated])
    rounding = len(parts) / 2 / 10**places if places else 0.5
    return rounding + 1e-12 * abs(stated)


def _places(value: float) -> int:
    text = format(value, ".12g")
    return len(text.partition(".")[2]) if "e" not in text else 9


def _disagreement(
    sheet: Sheet, column: Column, index: int, stated: float, computed: float, rows: int
) -> Fault:
    said, shown = text_of(stated), text_of(round(computed, 4))
    return Fault(
        sheet=sheet.name,
        row=sheet.row_number(index),
        column_letter=column.letter,
        heading=column.heading,
        field="",
        raw=text_of(sheet.rows[index][column.index]),
        code="ledgers.total-disagrees",
        zh=f"合计写的是 {said}，其下 {rows} 行相加为 {shown}；请核对是漏行还是合计未更新。",
        en=(
            f"The total says {said}, the {rows} rows it covers add up to {shown}; check "
            "whether a row is missing or the total is out of date."
        ),
        proposal=shown,
        weight="remark",
    )
