"""XLSX and XLS, looked through before the parser may touch them.

The parser (calamine) makes one dense block from the first to the last filled cell: a single cell
at XFD1048576 makes it ask for half a terabyte, and the process dies without an error that could be
caught. So the extent is measured first, in the raw XML.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import TypeVar
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import python_calamine
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from .cells import Cell, FormulaError, Merge, Sheet, Workbook, apart, column_number
from .compound_files import biff_facts
from .errors import (
    DamagedFileError,
    EmptyFileError,
    NotAWorkbookError,
    PasswordProtectedError,
    TooManyCellsError,
    ZipBombError,
)
from .telling import Told, telling, unheard

MAX_CELLS = 4_000_000
MAX_PARTS = 5_000
MAX_SHEETS = 200

_CHUNK = 1 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Two patterns of one group each: half a million byte strings cost less than as many pairs.
_PLAIN_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d{1,7}"')
_PLAIN_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
_ERROR_CELL = re.compile(
    rb'<c\b(?=[^>]*\bt="e")(?=[^>]*\br="([A-Z]{1,3})(\d{1,7})")[^>]*>.*?<v>([^<]{0,40})</v>', re.S
)
_DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)

Made = TypeVar("Made")


def read_xlsx(content: bytes, *, name: str, max_unpacked: int, told: Told = unheard) -> Workbook:
    parts = _unpacked(content, name=name, max_unpacked=max_unpacked, told=told)
    if "EncryptedPackage" in parts:
        raise PasswordProtectedError(name=name)
    if "xl/workbook.bin" in parts:
        raise NotAWorkbookError(
            name=name, found_zh="二进制工作簿（.xlsb）", found_en="a binary workbook (.xlsb)"
        )
    if "xl/workbook.xml" not in parts:
        word = any(part.startswith("word/") for part in parts)
        open_document = parts.get("mimetype", b"").startswith(b"application/vnd.oasis")
        zh, en = (
            ("Word 文档", "a Word document")
            if word
            else ("OpenDocument 文件", "an OpenDocument file")
            if open_document
            else ("压缩包", "an archive")
        )
        raise NotAWorkbookError(name=name, found_zh=zh, found_en=en)
    errors_by_sheet: dict[str, list[tuple[int, int, str]]] = {}
    total = 0
    for title, part in telling(_sheet_parts(parts, name=name), told, every=1):
        xml = parts.get(part, b"")
        rows, columns = _extent(xml, name=name)
        total += rows * columns
        if total > MAX_CELLS:
            raise TooManyCellsError(sheet=title, rows=rows, columns=columns, limit=MAX_CELLS)
        if b't="e"' in xml:
            errors_by_sheet[title] = [
                (int(row), column_number(letters.decode()), text.decode("ascii", "replace"))
                for letters, row, text in _ERROR_CELL.findall(xml)
            ]
    parts.clear()
    return _read(content, name=name, kind="xlsx", errors_by_sheet=errors_by_sheet, told=told)


def read_xls(content: bytes, *, name: str, told: Told = unheard) -> Workbook:
    try:
        facts = biff_facts(content)
    except (struct.error, IndexError, ValueError) as broken:
        raise DamagedFileError(name=name, reason="OLE") from broken
    if facts.is_protected:
        raise PasswordProtectedError(name=name)
    if not facts.sheets:
        raise NotAWorkbookError(
            name=name,
            found_zh="旧版 Office 文件，但不是表格",
            found_en="an old Office file, but no workbook",
        )
    total = 0
    for sheet in facts.sheets:
        total += sheet.rows * sheet.columns
        if total > MAX_CELLS:
            raise TooManyCellsError(
                sheet=sheet.name, rows=sheet.rows, columns=sheet.columns, limit=MAX_CELLS
            )
    errors = {sheet.name: sheet.errors for sheet in facts.sheets if sheet.errors}
    return _read(content, name=name, kind="xls", errors_by_sheet=errors, told=told)


def _unpacked(content: bytes, *, name: str, max_unpacked: int, told: Told) -> dict[str, bytes]:
    """Every XML part, really unpacked: the sizes a bomb declares are not to be believed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError) as broken:
        raise DamagedFileError(name=name, reason=f"ZIP: {str(broken)[:80]}") from broken
    limit_mb = max_unpacked // 2**20
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > max_unpacked:
        raise ZipBombError(name=name, limit_mb=limit_mb)
    parts: dict[str, bytes] = {}
    room = max_unpacked
    for entry in telling(entries, told, every=1):
        if entry.flag_bits & 1:
            raise PasswordProtectedError(name=name)
        unpacked = _inflated(content, entry, name=name, room=room)
        if unpacked is None:
            raise ZipBombError(name=name, limit_mb=limit_mb)
        room -= len(unpacked)
        if entry.filename.endswith((".xml", ".rels")) or entry.filename in (
            "mimetype",
            "xl/workbook.bin",
        ):
            if _DOCUMENT_TYPE.search(unpacked, 0, 4096):
                raise DamagedFileError(name=name, reason="XML: DOCTYPE / ENTITY")
            parts[entry.filename.replace("\\", "/").lstrip("/")] = unpacked
    return parts


def _inflated(content: bytes, entry: zipfile.ZipInfo, *, name: str, room: int) -> bytes | None:
    """The unpacked bytes of an entry, read past whatever size it declares; None above `room`."""
    try:
        at = entry.header_offset
        if content[at : at + 4] != b"PK\x03\x04":
            raise DamagedFileError(name=name, reason=f"ZIP: {entry.filename[:60]}")
        name_length, extra_length = struct.unpack_from("<HH", content, at + 26)
        start = at + 30 + name_length + extra_length
        packed = memoryview(content)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            return bytes(packed) if len(packed) <= room else None
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            raise DamagedFileError(name=name, reason=f"ZIP: method {entry.compress_type}")
        stream = zlib.decompressobj(-15)
        unpacked = stream.decompress(packed, room + 1)
    except (struct.error, zlib.error, OverflowError) as broken:
        raise DamagedFileError(name=name, reason=f"ZIP: {str(broken)[:80]}") from broken
    return unpacked if len(unpacked) <= room else None


def _sheet_parts(parts: dict[str, bytes], *, name: str) -> list[tuple[str, str]]:
    """Title and part name of each sheet, in the order of the tabs."""
    try:
        workbook = ElementTree.fromstring(parts["xl/workbook.xml"])
        relations = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as broken:
        raise DamagedFileError(name=name, reason=f"XML: {str(broken)[:80]}") from broken
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations
        if relation.get("Target")
    }
    named = []
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            target = targets.get(element.get(_RELATION) or element.get("id"), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            named.append((element.get("name", ""), part))
    # A sheet that no relation leads to could still be found by the parser: measure those as well.
    led_to = {part for _, part in named}
    named += [
        (part, part)
        for part in parts
        if part.startswith("xl/worksheets/") and part.endswith(".xml") and part not in led_to
    ]
    if len(named) > MAX_SHEETS:
        raise TooManyCellsError(sheet=name, rows=len(named), columns=1, limit=MAX_SHEETS)
    return named


def _extent(xml: bytes, *, name: str) -> tuple[int, int]:
    """Upper bound of rows and columns that the parser will lay out."""
    cells = xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b":c ") + xml.count(b":c>")
    in_columns = _PLAIN_COLUMN.findall(xml)
    if cells == len(in_columns):
        columns = max((column_number(one.decode()) for one in set(in_columns)), default=0)
        rows = max(map(int, set(_PLAIN_ROW.findall(xml))), default=0)
        if rows * columns <= MAX_CELLS:
            return rows, columns
    return _careful_extent(xml, name=name)


def _careful_extent(xml: bytes, *, name: str) -> tuple[int, int]:
    """The extent of cells with content: formatted emptiness (2 million rows of it) is no content.

    Follows the parser where a reference is missing: the next row, the next column.
    """
    first_row = first_column = last_row = last_column = 0
    row = column = 0
    is_filled = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, is_filled
        tag = tag.rpartition(":")[2]
        if tag == "row":
            row = int(attributes["r"]) if attributes.get("r", "").isdigit() else row + 1
            column = 0
        elif tag == "c":
            found = re.fullmatch(r"([A-Za-z]{1,7})(\d{1,9})", attributes.get("r", ""))
            if found:
                column, row = column_number(found[1]), int(found[2])
            else:
                column += 1
            is_filled = False
        elif tag in ("v", "is", "f"):
            is_filled = True

    def end(tag: str) -> None:
        nonlocal first_row, first_column, last_row, last_column
        if tag.rpartition(":")[2] == "c" and is_filled:
            first_row = min(first_row or row, row)
            first_column = min(first_column or column, column)
            last_row, last_column = max(last_row, row), max(last_column, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as broken:
        raise DamagedFileError(name=name, reason=f"XML: {str(broken)[:80]}") from broken
    if not last_row:
        return 0, 0
    return last_row - first_row + 1, last_column - first_column + 1


def _read(
    content: bytes,
    *,
    name: str,
    kind: str,
    errors_by_sheet: dict[str, list[tuple[int, int, str]]],
    told: Told,
) -> Workbook:
    book = _guarded(lambda: python_calamine.load_workbook(io.BytesIO(content)), name=name)
    sheets = []
    for place, facts in enumerate(telling(book.sheets_metadata, told, every=1)):
        if facts.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheets.append(
            _guarded(
                lambda place=place, facts=facts: _sheet(  # type: ignore[misc]
                    book.get_sheet_by_index(place), facts, errors_by_sheet.get(facts.name, [])
                ),
                name=name,
            )
        )
    if not any(sheet.rows for sheet in sheets):
        raise EmptyFileError(name=name)
    return Workbook(name=name, kind=kind, sheets=tuple(sheets))


def _guarded(make: Callable[[], Made], *, name: str) -> Made:
    """What the parser makes, or a typed error: it panics on some damaged files."""
    try:
        return make()
    except python_calamine.PasswordError as locked:
        raise PasswordProtectedError(name=name) from locked
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as broken:
        raise DamagedFileError(name=name, reason=str(broken)[:120]) from broken
    except BaseException as panic:
        # pyo3 makes a Rust panic a BaseException that has no importable name.
        if type(panic).__name__ != "PanicException":
            raise
        raise DamagedFileError(name=name, reason="parser") from panic


def _sheet(
    sheet: python_calamine.CalamineSheet,
    facts: python_calamine.SheetMetadata,
    errors: list[tuple[int, int, str]],
) -> Sheet:
    is_hidden = facts.visible != python_calamine.SheetVisibleEnum.Visible
    start = sheet.start
    if start is None:
        if not errors:
            return Sheet(name=facts.name, rows=[], is_hidden=is_hidden)
        start = (min(row for row, _, _ in errors) - 1, min(c for _, c, _ in errors) - 1)
    top, left = start
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=True)  # type: ignore[assignment]
    height, width = len(rows), len(rows[0]) if rows else 0
    for row, column, text in errors:
        # The parser shows a failed formula as a blank, which would be a fault nobody sees.
        at, across = row - 1 - top, column - 1 - left
        if 0 <= at < height and 0 <= across < width:
            rows[at][across] = FormulaError(text)
    merged = apart(
        [
            Merge(first[0] - top, first[1] - left, last[0] - top, last[1] - left)
            for first, last in sheet.merged_cell_ranges or []
        ],
        height=height,
        width=width,
    )
    return Sheet(
        name=facts.name,
        rows=rows,
        merged=merged,
        first_row=top + 1,
        first_column=left + 1,
        is_hidden=is_hidden,
    )
