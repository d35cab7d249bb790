"""CSV as offices write it: any encoding, any delimiter, line breaks inside cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from .cells import Cell, Sheet, Workbook
from .errors import DamagedFileError, NotAWorkbookError, TooManyCellsError
from .telling import Told, unheard

MAX_TEXT_CELLS = 4_000_000
DELIMITERS = (",", ";", "\t", "|")

_TOLD_EVERY = 1_000  # rows
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def read_separated_text(content: bytes, *, name: str, told: Told = unheard) -> Workbook:
    """The one sheet of a CSV file; its row numbers are those Excel shows after opening it."""
    text, encoding = decoded(content, name=name)
    delimiter = sniffed_delimiter(text)
    rows = _unquoted(_records(text, delimiter, name=name, told=told), delimiter)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_TEXT_CELLS:
        raise TooManyCellsError(sheet=name, rows=len(rows), columns=width, limit=MAX_TEXT_CELLS)
    cells: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in rows]
    sheet = Sheet(name=name, rows=cells)
    return Workbook(name=name, kind="csv", sheets=(sheet,), encoding=encoding, delimiter=delimiter)


def decoded(content: bytes, *, name: str) -> tuple[str, str]:
    """The text and the encoding it was written in.

    UTF-8 and UTF-16 prove themselves. Bytes that are legal in several of GB18030, Big5 and cp1252
    are read as the one that gives everyday characters.

    Raises:
        NotAWorkbookError: these bytes are no text.
    """
    text, encoding = _proven(content) or _likeliest(content)
    # A cell may hold a stray control character; a file full of them is no text.
    strange = len(_CONTROL.findall(text[:200_000]))
    if strange * 50 > min(len(text), 200_000):
        raise NotAWorkbookError(name=name, found_zh="二进制文件", found_en="a binary file")
    return text.replace("\0", ""), encoding


def _proven(content: bytes) -> tuple[str, str] | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding
    zeros = content[:2000].count(0)
    if zeros * 4 > min(len(content), 2000):
        big = content[:2000:2].count(0) > content[1:2000:2].count(0)
        encoding = "utf-16-be" if big else "utf-16-le"
        return content.decode(encoding, errors="replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as broken:
        # A file cut in the middle of a character is still UTF-8.
        if broken.start >= len(content) - 3 and broken.start > 0:
            return content[: broken.start].decode("utf-8"), "utf-8"
        return None


def _likeliest(content: bytes) -> tuple[str, str]:
    # cp1252 leaves five bytes undefined; old exports hold them all the same.
    western = content.decode("cp1252", errors="replace")
    best = (western, "cp1252")
    best_score = _plainness(content, western)
    for encoding in ("gb18030", "big5"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _plainness(content, text)
        if score > best_score:
            best, best_score = (text, encoding), score
    return best


# The most frequent characters of modern office Chinese (simplified and traditional): text that was
# decoded wrongly shows rare ones instead.
_EVERYDAY = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机"
    "当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心"
    "项目名称投资总万元亿单位序号建设规模计划完成情况备注区市县长春净月责任领导负责竣工续前期招商额"
    "這為個國時來們會發動過說產種後學經進著電裡現實兩體製機當點從業還與關線內數項稱資總萬億單號"
    "設規計劃況備註區縣長淨責領導負續額"
)
_WESTERN_LETTERS = frozenset("£€éèêëàâäáíîïóôöúùûüçñßÉÈÄÖÜ’‘“”–—•…°§©®™½¼ ")


def _plainness(content: bytes, text: str) -> float:
    """How everyday the non-ASCII characters are, per byte that is not ASCII."""
    high = sum(byte > 127 for byte in content[:400_000])
    shown = text[:400_000]
    points = 0.0
    for character, times in Counter(shown).items():
        if character < "\x80":
            continue
        if character in _EVERYDAY:
            points += 2 * times  # two bytes each
        elif character in _WESTERN_LETTERS:
            points += 0.8 * times
        elif "\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\u303f":
            points += 0.7 * times
        elif "\uff00" <= character <= "\uff5e":
            points += 1.2 * times
    return points / max(high, 1)


def sniffed_delimiter(text: str) -> str:
    """The delimiter under which most records have the same number of cells, above one."""
    if (hint := re.match(r"sep=(.)\r?\n", text)) and hint[1] in DELIMITERS:
        return hint[1]
    beginning = text[:200_000]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = _unquoted(_records(beginning, delimiter, name="", limit=300), delimiter)
        except DamagedFileError:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[0] > 1) * item[1])
        if width > 1:
            score = times / widths.total() + min(width, 50) / 1000
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _records(
    text: str, delimiter: str, *, name: str, limit: int | None = None, told: Told = unheard
) -> list[list[str]]:
    if text.startswith("sep=") and text[5:6] in ("\r", "\n"):
        # The hint is a row in the file, so row numbers go on counting it.
        text = re.sub(r"\Asep=.", "", text)
    # newline="" keeps line breaks inside cells, and accepts CR, LF and CRLF between records.
    lines = io.StringIO(text, newline="")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(row)
            if len(rows) % _TOLD_EVERY == 0:
                told(lines.tell(), len(text))
            if limit is not None and len(rows) >= limit:
                break
    except csv.Error as broken:
        raise DamagedFileError(name=name, reason=f"CSV: {broken}") from broken
    return rows


def _unquoted(rows: list[list[str]], delimiter: str) -> list[list[str]]:
    """Rows that somebody quoted as a whole, taken apart again."""
    inner = {
        number: next(csv.reader(io.StringIO(row[0], newline=""), delimiter=delimiter), row)
        for number, row in enumerate(rows)
        if len(row) == 1 and delimiter in row[0]
    }
    if not inner:
        return rows
    others = [len(row) for row in rows if len(row) > 1]
    (width, _), *_ = Counter(others or map(len, inner.values())).most_common(1)
    # A title that merely holds a comma stays one cell.
    return [
        inner[number] if number in inner and len(inner[number]) == width else row
        for number, row in enumerate(rows)
    ]
