"""Workbooks that Kaigong wrote itself, changed offline and brought back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree

from kaigong.engines import ledgers
from kaigong.portfolio.columns import COLUMNS, Column

EXPORT_MARK = "kaigong-export"  # of which moment the workbook is
MONTH_MARK = "kaigong-month"  # and of which month


@dataclass(frozen=True)
class OwnMark:
    """What a workbook of ours says of itself."""

    moment: datetime
    month: date | None


def own_mark(content: bytes) -> OwnMark | None:
    """The moment at which Kaigong exported this workbook, if it did."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            root = ElementTree.fromstring(archive.read("docProps/custom.xml"))
        said = {str(each.get("name")): str(each[0].text) for each in root if len(each)}
        moment = datetime.fromisoformat(said[EXPORT_MARK])
    except (BadZipFile, KeyError, OSError, RuntimeError, ValueError, ElementTree.ParseError):
        return None
    try:
        month = date.fromisoformat(f"{said[MONTH_MARK]}-01")
    except (KeyError, ValueError):
        month = None
    return OwnMark(moment, month) if moment.tzinfo else None


def own_columns(mapping: ledgers.ColumnMapping) -> ledgers.ColumnMapping:
    """The mapping of a workbook of ours, by our own headings: nothing of it is to be guessed.

    Columns that are reckoned are left aside: they change with what they are reckoned from.
    """
    matches = []
    for match in mapping.matches:
        known = _known(match.column)
        if known is not None:
            match = replace(
                match,
                field=known.key if known.home else None,
                certainty="sure" if known.home else "unknown",
                candidates=(),
                asks_unit=False,
            )
        matches.append(match)
    return ledgers.ColumnMapping(tuple(matches))


def is_own_form(columns: Iterable[ledgers.Column]) -> bool:
    """Whether a table has our headings and no others, as our CSV has, which can carry no mark.

    The mark of sample rows stands on every export, and on no office's own list.
    """
    known = [_known(column) for column in columns]
    return None not in known and any(each and each.key == "is_sample" for each in known)


def reckoned_headings(columns: Iterable[ledgers.Column]) -> set[str]:
    """The headings of a workbook of ours whose cells are reckoned, and so say nothing new."""
    return {
        column.heading for column in columns if (known := _known(column)) and known.home is None
    }


def without_noes(cells: Mapping[str, ledgers.Value]) -> dict[str, ledgers.Value]:
    """In a workbook of ours an empty cell is how a flag says no."""
    return {key: None if value is False else value for key, value in cells.items()}


_UNIT = re.compile(r"\s*[（(][^（()）]*[)）]$")
_BY_LABEL = {label: column for column in COLUMNS.values() for label in (column.zh, column.en)}


def _known(column: ledgers.Column) -> Column | None:
    return _BY_LABEL.get(_UNIT.sub("", column.path[-1]).strip()) if column.path else None
