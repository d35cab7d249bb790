"""What was once said about a heading: it decides in files of the same shape, elsewhere it proposes.

A heading means what it meant last time where its neighbours and its unit are the same; then the
answer decides, and the page says since when. In other surroundings it is the proposal of a
question: chosen beforehand, and seen before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.engines import ledgers
from kaigong.portfolio.models import RememberedHeading

LEDGER = "ledger"


@dataclass(frozen=True)
class EarlierAnswers:
    """By the key of a heading: what decides, and what is only proposed."""

    decided: dict[str, ledgers.Answer]
    proposed: dict[str, ledgers.Answer]


def earlier_answers(zone: Zone, table: ledgers.Table, *, of: str = LEDGER) -> EarlierAnswers:
    """The answers that a zone gave about the headings of a table, the latest first.

    Args:
        of: The kind of file; a list of issues means other things by the same words.
    """
    shape = ledgers.shape_fingerprint(table)
    around = {
        ledgers.shape_key(column): ledgers.surroundings(table, column) for column in table.columns
    }
    kept = RememberedHeading.objects.filter(zone=zone, of=of, heading__in=around).order_by(
        "-at", "-id"
    )
    own: dict[str, ledgers.Answer] = {}
    elsewhere: dict[str, RememberedHeading] = {}
    for row in kept:
        if row.shape == shape:
            own[row.heading] = _answer(row, source="")
        else:
            elsewhere.setdefault(row.heading, row)
    decided = dict(own)
    proposed: dict[str, ledgers.Answer] = {}
    for heading, row in elsewhere.items():
        if heading in own:
            continue
        is_like = row.neighbours == around[heading]
        (decided if is_like else proposed)[heading] = _answer(row, source=row.file_name)
    return EarlierAnswers(decided, proposed)


def _answer(row: RememberedHeading, *, source: str) -> ledgers.Answer:
    unit = ledgers.parsed_unit(row.unit) if row.unit else None
    order = ledgers.known_order(row.order)
    return ledgers.Answer(field=row.field or None, unit=unit, source=source, order=order)


def remember(
    zone: Zone,
    table: ledgers.Table,
    mapping: ledgers.ColumnMapping,
    *,
    said: Mapping[str, Any],
    file_name: str,
    by: User | None,
    of: str = LEDGER,
) -> None:
    """Keep the answers about columns, so that the next file need not ask.

    Args:
        said: The answers by the name of a column: `fields`, `units`, `orders`.
        of: The kind of file.
    """
    fields, units, orders = said.get("fields", {}), said.get("units", {}), said.get("orders", {})
    shape = ledgers.shape_fingerprint(table)
    for match in mapping.matches:
        column = match.column
        names = (column.key, column.heading, column.letter, *column.path)
        unit = next((units[name] for name in names if name in units), "")
        order = match.order if orders.keys() & {"", *names} else None
        if not unit and order is None and not fields.keys() & set(names):
            continue
        RememberedHeading.objects.update_or_create(
            zone=zone,
            of=of,
            shape=shape,
            heading=ledgers.shape_key(column),
            defaults={
                "field": match.field or "",
                "unit": unit,
                "order": order or "",
                "neighbours": ledgers.surroundings(table, column),
                "file_name": file_name,
                "by": by,
                "at": clock.now(),
            },
        )
