"""The few facts of an XLS file that must be known before it is parsed.

Sources: [MS-CFB] 2.2-2.6 (header, allocation table, directory), [MS-XLS] 2.4 (records BOF,
BOUNDSHEET, FILEPASS, BOOLERR, FORMULA, and the cell records that give the extent).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_END_OF_CHAIN = 0xFFFFFFFA
MAX_SHEETS = 200
_FILEPASS, _BOUNDSHEET, _STRINGS, _END, _DIMENSIONS = 0x002F, 0x0085, 0x00FC, 0x000A, 0x0200
_CELL_RECORDS = {
    0x0203,  # NUMBER
    0x0204,  # LABEL
    0x0205,  # BOOLERR
    0x0006,  # FORMULA
    0x027E,  # RK
    0x00BD,  # MULRK
    0x00FD,  # LABELSST
    0x00D6,  # RSTRING
    0x0002,  # the same before Excel 3: INTEGER, NUMBER, LABEL, BOOLERR
    0x0003,
    0x0004,
    0x0005,
}
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class BiffSheet:
    """Extent and failed formulas of a sheet; rows and columns of `errors` are 1-based."""

    name: str
    rows: int = 0
    columns: int = 0
    errors: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class BiffFacts:
    is_protected: bool
    sheets: list[BiffSheet]


def biff_facts(content: bytes) -> BiffFacts:
    """Facts of the workbook stream in a compound file; no sheets where there is no such stream.

    Raises:
        struct.error, IndexError, ValueError: the file is damaged.
    """
    stream = _workbook_stream(content)
    facts = BiffFacts(is_protected=False, sheets=[])
    begins: list[int] = []
    for _, kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            facts.is_protected = True
            return facts
        if kind == _BOUNDSHEET and len(body) >= 8:
            (offset,) = struct.unpack_from("<I", body)
            wide = body[7] & 1
            title = body[8:].decode("utf-16-le" if wide else "latin-1", "replace")
            facts.sheets.append(BiffSheet(title))
            begins.append(offset)
        elif kind == _STRINGS and struct.unpack_from("<I", body, 4)[0] * 3 > len(stream):
            # The parser makes room for as many texts as are declared, and dies of it.
            raise ValueError("more texts declared than there is room for")
    if len(begins) > MAX_SHEETS:
        raise ValueError("too many sheets")
    # As the parser does: from where each sheet is said to begin, whatever stands there.
    for sheet, begin in zip(facts.sheets, begins, strict=True):
        for _, kind, body in _records(stream, begin):
            if kind == _END:
                break
            if kind == _DIMENSIONS:
                _check_dimensions(body)
            elif kind in _CELL_RECORDS and len(body) >= 6:
                _note_cell(sheet, kind, body)
    return facts


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    """Place, kind and body of each record from a place on."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _check_dimensions(body: bytes) -> None:
    """The parser makes room for the declared extent: no more than an XLS can have is believed."""
    if len(body) == 14:
        top, bottom, left, right = struct.unpack_from("<IIHH", body)
    else:
        top, bottom, left, right = struct.unpack_from("<HHHH", body)
    if bottom > 65_536 or right > 256 or top > bottom or left > right:
        raise ValueError("dimensions")


def _note_cell(sheet: BiffSheet, kind: int, body: bytes) -> None:
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == 0x00BD else column
    sheet.rows = max(sheet.rows, row + 1)
    sheet.columns = max(sheet.columns, last + 1, column + 1)
    if kind == 0x0205 and len(body) >= 8 and body[7] == 1:
        sheet.errors.append((row + 1, column + 1, _ERRORS.get(body[6], "#N/A")))
    # A formula whose cached result is an error: first byte 2, last two bytes FFFF.
    elif kind == 0x0006 and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        sheet.errors.append((row + 1, column + 1, _ERRORS.get(body[8], "#N/A")))


def _workbook_stream(content: bytes) -> bytes:
    sector_shift, mini_shift = struct.unpack_from("<HH", content, 30)
    if sector_shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector size")
    size = 1 << sector_shift
    # Counts of sectors, for which the parser makes room: directory, table, mini table, more table.
    counts = (*struct.unpack_from("<II", content, 40), *struct.unpack_from("<4x1I", content, 60))
    if max(*counts, struct.unpack_from("<I", content, 72)[0]) > len(content) // size + 1:
        raise ValueError("more sectors declared than there are")
    (directory_start,) = struct.unpack_from("<I", content, 48)
    (mini_cutoff, mini_table_start, _, more_start, _) = struct.unpack_from("<5I", content, 56)
    table = _allocation_table(content, size=size, more_start=more_start)

    def chain(start: int) -> bytes:
        pieces, sector, seen = [], start, 0
        while sector < _END_OF_CHAIN:
            pieces.append(content[(sector + 1) * size : (sector + 2) * size])
            seen += 1
            if seen > len(table):
                raise ValueError("circular chain")
            sector = table[sector]
        return b"".join(pieces)

    directory = chain(directory_start)
    root: tuple[int, int] | None = None
    found: tuple[int, int] | None = None
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        (name_length,) = struct.unpack_from("<H", entry, 64)
        title = entry[: max(min(name_length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", entry, 116)
        if entry[66] in (2, 5) and length > len(content):
            raise ValueError("a stream longer than the file")
        if entry[66] == 5:
            root = (start, length)
        elif title.lower() in ("workbook", "book"):
            found = (start, length)
    if found is None:
        return b""
    start, length = found
    if length >= mini_cutoff or root is None:
        return chain(start)[:length]
    mini = chain(root[0])
    mini_table = chain(mini_table_start)
    pieces, sector = [], start
    for _ in range(len(mini_table) // 4 + 1):
        if sector >= _END_OF_CHAIN:
            break
        pieces.append(mini[sector * 64 : sector * 64 + 64])
        (sector,) = struct.unpack_from("<I", mini_table, sector * 4)
    return b"".join(pieces)[:length]


def _allocation_table(content: bytes, *, size: int, more_start: int) -> tuple[int, ...]:
    listed = list(struct.unpack_from("<109I", content, 76))
    more, per_sector = more_start, size // 4
    for _ in range(len(content) // size + 1):
        if more >= _END_OF_CHAIN:
            break
        block = struct.unpack_from(f"<{per_sector}I", content, (more + 1) * size)
        listed += block[:-1]
        more = block[-1]
    table: list[int] = []
    for sector in listed:
        if sector < _END_OF_CHAIN:
            table += struct.unpack_from(f"<{per_sector}I", content, (sector + 1) * size)
    return tuple(table)
