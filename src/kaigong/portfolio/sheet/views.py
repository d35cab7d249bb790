"""What is asked of the ledger and what it answers: a view; a window of rows, a bundle of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Value = str | int | float | Decimal | date | bool | None
Filters = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class View:
    """What somebody looks at: which year and month, which rows, in which order.

    Attributes:
        month: The first day of the month in view; its year is the plan's.
        filters: Column key → one of {"in": [...]}, {"from": x, "to": y}, {"contains": text},
            {"empty": bool}.
        sort: Column keys, a leading "-" for descending.
        group: A column key, or empty.
        as_of: The moment of record asked for; none is now.
    """

    month: date
    filters: Filters = field(default_factory=dict)
    sort: Sequence[str] = ()
    group: str = ""
    as_of: datetime | None = None

    @property
    def year(self) -> int:
        return self.month.year


@dataclass(frozen=True)
class Window:
    """Some rows of a view: `rows[i][j]` is the value of `keys[j]`."""

    total: int
    offset: int
    keys: list[str]
    rows: list[list[Value]]


@dataclass(frozen=True)
class Bundle:
    """One group of a view, or its total: how many rows, and the sums of the summed columns."""

    key: Value
    label: str
    count: int
    sums: dict[str, Decimal]
    lamps: dict[str, int]
    offset: int = 0


def together(bundles: Sequence[Bundle]) -> Bundle:
    """All rows of some bundles as one; at least one bundle."""
    return Bundle(
        key=None,
        label="",
        count=sum(bundle.count for bundle in bundles),
        sums={
            key: sum((bundle.sums[key] for bundle in bundles), Decimal(0))
            for key in bundles[0].sums
        },
        lamps={key: sum(bundle.lamps[key] for bundle in bundles) for key in bundles[0].lamps},
    )
