"""Where the table is on the sheet: titles above, headers of several rows, sums, notes below."""

from __future__ import annotations

from collections.abc import Sequence

from .body import body_rows
from .cells import Cell, Merge, Sheet, is_blank, is_number, text_of
from .folding import half_width
from .headings import (
    MAX_HEADING_CHARACTERS,
    is_form_label,
    is_heading_word,
    is_numbering,
    numbering_heading,
)
from .layout import Column, Table
from .units import stated_unit

MAX_HEADER_SEARCH = 60
MAX_HEADER_ROWS = 4


def find_tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet, from top to bottom; none where nothing looks like a header."""
    tables = []
    start = 0
    while start < len(sheet.rows):
        header = _header(sheet, start)
        if header is None:
            break
        top, bottom = header
        end = _end(sheet, bottom)
        tables.append(_table(sheet, start=start, top=top, bottom=bottom, end=end))
        start = end
    return tables


def _table(sheet: Sheet, *, start: int, top: int, bottom: int, end: int) -> Table:
    titles = tuple(
        " ".join(text_of(cell).strip() for cell in row if not is_blank(cell))
        for row in sheet.rows[start:top]
        if any(not is_blank(cell) for cell in row)
    )
    unit = next((found for title in reversed(titles) if (found := stated_unit(title))), None)
    columns = _columns(sheet, top, bottom, end)
    rows, warnings = body_rows(sheet, columns, bottom + 1, end, header=(top, bottom), unit=unit)
    if unit is None:
        notes = (
            text_of(cell) for row in rows if row.kind == "note" for cell in sheet.rows[row.index]
        )
        unit = next(
            (found for note in notes if "单位" in note and (found := stated_unit(note))), None
        )
    return Table(sheet, titles, unit, top, bottom, columns, rows, warnings)


def _header(sheet: Sheet, start: int) -> tuple[int, int] | None:
    """First and last row of the header: the best of the rows that could be one."""
    window = range(start, min(len(sheet.rows), start + MAX_HEADER_SEARCH))
    best: tuple[float, int] | None = None
    for index in window:
        score = _header_score(sheet, index)
        # Of two equally good ones the upper is the header, the lower its repetition.
        if score > 0 and (best is None or score > best[0] * 1.35):
            best = (score, index)
    if best is None:
        return None
    top = best[1]
    while top > start and _opens_header(sheet, top - 1, top):
        top -= 1
    return top, _header_bottom(sheet, top, best[1])


def _header_score(sheet: Sheet, index: int) -> float:
    row = sheet.rows[index]
    filled = [(column, cell) for column, cell in enumerate(row) if not is_blank(cell)]
    if len(filled) < 2:
        return 0.0
    texts = [text_of(cell) for _, cell in filled]
    if sum(map(is_form_label, texts)) * 2 >= len(texts):
        return 0.0
    if any(not isinstance(cell, str) and not _is_year_heading(cell) for _, cell in filled):
        return 0.0
    short = sum(len(half_width(text)) <= MAX_HEADING_CHARACTERS for text in texts)
    if short < len(texts) * 0.8:
        return 0.0
    words = sum(map(is_heading_word, texts))
    distinct = len(set(texts))
    covered = _covered(sheet, index)
    usual = _usual_width(sheet, index)
    if covered < usual * 0.5:
        return 0.0
    if not words and (index + 1 >= len(sheet.rows) or not _differs_below(sheet, index)):
        return 0.0
    return distinct + 3 * words + 0.5 * covered


def _is_year_heading(cell: Cell) -> bool:
    return (
        is_number(cell)
        and isinstance(cell, int | float)
        and (1990 <= cell <= 2100 or 1 <= cell <= 12)
    )


def _covered(sheet: Sheet, index: int) -> int:
    """Columns of a row that hold something, a merged cell counting for all it spans."""
    row = sheet.rows[index]
    covered = {column for column, cell in enumerate(row) if not is_blank(cell)}
    for merge in sheet.merged:
        if merge.top <= index <= merge.bottom and not is_blank(sheet.rows[merge.top][merge.left]):
            covered.update(range(merge.left, merge.right + 1))
    return len(covered)


def _usual_width(sheet: Sheet, index: int) -> float:
    below = sheet.rows[index + 1 : index + 40]
    counts = sorted(sum(not is_blank(cell) for cell in row) for row in below)
    counts = [count for count in counts if count > 1]
    return counts[len(counts) // 2] if counts else 2


def _differs_below(sheet: Sheet, index: int) -> bool:
    """Whether some column is text here and numbers or dates below: a header without known words."""
    row = sheet.rows[index]
    below = sheet.rows[index + 1 : index + 12]
    return any(
        isinstance(cell, str)
        and not is_blank(cell)
        and any(
            not isinstance(other[column], str) or _looks_numeric(other[column]) for other in below
        )
        for column, cell in enumerate(row)
    )


def _looks_numeric(cell: Cell) -> bool:
    text = half_width(text_of(cell)).replace(",", "").lstrip("£$¥€-")
    return bool(text) and text.replace(".", "", 1).isdigit()


def _opens_header(sheet: Sheet, upper: int, lower: int) -> bool:
    """Whether the row above belongs to the header: group headings over the columns below."""
    row = sheet.rows[upper]
    filled = [cell for cell in row if not is_blank(cell)]
    if not filled or not all(isinstance(cell, str) or _is_year_heading(cell) for cell in filled):
        return False
    if any(is_form_label(text_of(cell)) for cell in filled):
        return False
    merges = [merge for merge in sheet.merged if merge.top <= upper <= merge.bottom]
    # A vertical merge that reaches down into the header ties both rows together.
    if any(merge.bottom >= lower for merge in merges):
        return True
    blanks_below = [column for column, cell in enumerate(sheet.rows[lower]) if is_blank(cell)]
    # A heading above a column that has none of its own: the header began up there.
    fills = sum(not is_blank(row[column]) for column in blanks_below)
    return (
        fills >= 2
        and len(filled) >= 3
        and all(len(half_width(text_of(cell))) <= MAX_HEADING_CHARACTERS for cell in filled)
    )


def _header_bottom(sheet: Sheet, top: int, known: int) -> int:
    bottom = max(known, top)
    limit = min(top + MAX_HEADER_ROWS - 1, len(sheet.rows) - 1)
    while bottom < limit:
        reach = max(
            (merge.bottom for merge in _merges_at(sheet, bottom) if merge.top >= top),
            default=bottom,
        )
        if reach > bottom:
            bottom = min(reach, limit)
            continue
        if _continues_header(sheet, top, bottom):
            bottom += 1
            continue
        break
    return bottom


def _merges_at(sheet: Sheet, index: int) -> list[Merge]:
    return [merge for merge in sheet.merged if merge.top <= index <= merge.bottom]


def _continues_header(sheet: Sheet, top: int, bottom: int) -> bool:
    """Whether the next row still names columns: it stands under group headings."""
    below = sheet.rows[bottom + 1]
    filled = [column for column, cell in enumerate(below) if not is_blank(cell)]
    if not filled or is_numbering([text_of(below[column]) for column in filled]):
        return False
    if not all(
        isinstance(below[column], str) or _is_year_heading(below[column]) for column in filled
    ):
        return False
    texts = [text_of(below[column]) for column in filled]
    if any(len(half_width(text)) > MAX_HEADING_CHARACTERS for text in texts):
        return False
    wide = {
        column
        for merge in sheet.merged
        if merge.top <= bottom <= merge.bottom and merge.bottom == bottom and merge.width > 1
        for column in range(merge.left, merge.right + 1)
        if merge.top >= top
    }
    if wide:
        return set(filled) <= wide and len(filled) >= 2
    here = sheet.rows[bottom]
    # Without merges (CSV): the row below fills columns that are blank here, and leaves those that
    # are named here blank, except the first of each group.
    gaps = [column for column, cell in enumerate(here) if is_blank(cell)]
    filled_gaps = [column for column in filled if column in gaps]
    doubled = [column for column in filled if column not in gaps]
    return (
        len(filled_gaps) >= 1
        and len(filled_gaps) >= len(gaps) * 0.6
        and len(doubled) <= len(filled_gaps)
        and all(column + 1 in gaps for column in doubled)
        and not any(_looks_numeric(below[column]) for column in filled)
    )


def _columns(sheet: Sheet, top: int, bottom: int, end: int) -> tuple[Column, ...]:
    levels = [_level(sheet, index, top, bottom) for index in range(top, bottom + 1)]
    columns: list[Column] = []
    times: dict[tuple[str, ...], int] = {}
    for index in range(sheet.width):
        path: list[str] = []
        for level in levels:
            heading = half_width(level[index])
            if heading and (not path or path[-1] != heading):
                path.append(heading)
        has_content = any(not is_blank(row[index]) for row in sheet.rows[bottom + 1 : end])
        if not path and not has_content:
            continue
        named = tuple(path)
        times[named] = times.get(named, 0) + 1
        unit = next((found for part in reversed(path) if (found := stated_unit(part))), None)
        columns.append(Column(index, sheet.letter(index), named, times[named], unit))
    return tuple(columns)


def _level(sheet: Sheet, index: int, top: int, bottom: int) -> list[str]:
    """The headings of one header row, merged ones spread over all they span."""
    row = [text_of(cell).strip() if not is_blank(cell) else "" for cell in sheet.rows[index]]
    merges = [merge for merge in _merges_at(sheet, index) if merge.top >= top]
    for merge in merges:
        text = text_of(sheet.rows[merge.top][merge.left]).strip()
        for column in range(merge.left, merge.right + 1):
            row[column] = text
    if (
        not merges
        and index < bottom
        and not any(merge.top <= bottom for merge in sheet.merged if merge.top >= top)
    ):
        # Without merges a group heading stands over its first column only.
        below = [
            any(not is_blank(sheet.rows[lower][column]) for lower in range(index + 1, bottom + 1))
            for column in range(len(row))
        ]
        for column in range(1, len(row)):
            if not row[column] and below[column] and below[column - 1]:
                row[column] = row[column - 1]
    return row


def _end(sheet: Sheet, bottom: int) -> int:
    """Where the table ends: before the title of another header, or with the sheet."""
    for index in range(bottom + 2, len(sheet.rows)):
        if not all(is_blank(cell) for cell in sheet.rows[index - 1]):
            continue
        for header in range(index, min(index + 4, len(sheet.rows) - 1)):
            if _is_another_header(sheet, header, bottom):
                return index
    return len(sheet.rows)


def _is_another_header(sheet: Sheet, index: int, bottom: int) -> bool:
    row = sheet.rows[index]
    texts = [text_of(cell) for cell in row if not is_blank(cell)]
    header = [text_of(cell) for cell in sheet.rows[bottom] if not is_blank(cell)]
    if len(texts) < 3 or texts == header:
        return False
    if not all(isinstance(cell, str) for cell in row):
        return False
    known = sum(map(is_heading_word, texts))
    return known >= 2 and known * 2 >= len(texts) and _header_score(sheet, index) > 0


def numbering_column(columns: Sequence[Column]) -> Column | None:
    """The 序号 column, if there is one."""
    return next((c for c in columns if c.path and numbering_heading(c.path[-1])), None)
