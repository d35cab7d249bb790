"""A file gives no project a sector that is closed in its year; who has it already keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kaigong.engines import ledgers
from kaigong.portfolio.cells import Names, Unfit
from kaigong.portfolio.columns import COLUMNS

_SECTOR = COLUMNS["sector"]
_Record = Mapping[str, Mapping[str, ledgers.Value]]


def without_closed_sectors(
    rows: ledgers.LedgerRows,
    ours: _Record,
    base: _Record | None,
    *,
    matches: Sequence[ledgers.Match],
    names: Names,
) -> ledgers.LedgerRows:
    """The rows without the cells that would give a closed sector, and a fault for each of them."""
    if _SECTOR.key not in rows.fields or not names.closed_sectors:
        return rows
    taken, faults = [], list(rows.faults)
    for row, match in zip(rows.rows, matches, strict=True):
        name = row.values.get(_SECTOR.key)
        kept = {record.get(match.id or "", {}).get(_SECTOR.key) for record in (ours, base or {})}
        why = names.not_given(_SECTOR, names.found(_SECTOR, str(name))) if name else None
        if why is None or name in kept:
            taken.append(row)
            continue
        values = {key: value for key, value in row.values.items() if key != _SECTOR.key}
        taken.append(replace(row, values=values, is_rejected=True))
        faults.append(_fault(rows, row, str(name), why))
    return replace(rows, rows=tuple(taken), faults=tuple(faults))


def _fault(
    rows: ledgers.LedgerRows, row: ledgers.LedgerRow, name: str, why: Unfit
) -> ledgers.Fault:
    return ledgers.Fault(
        sheet=rows.sheet,
        row=row.number,
        column_letter=rows.letters.get(_SECTOR.key, ""),
        heading=rows.headings.get(_SECTOR.key, _SECTOR.zh),
        field=_SECTOR.key,
        raw=name[:200],
        code="portfolio.closed-sector",
        zh=why.zh,
        en=why.en,
        proposal=why.proposal,
    )
