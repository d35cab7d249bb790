"""What the ledger wants to know: the fields a column can be matched to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .short_dates import Order
from .units import Unit
from .words import Choice

Kind: TypeAlias = Literal[
    "code",
    "name",
    "text",
    "amount",
    "number",
    "percent",
    "date",
    "month",
    "year",
    "choice",
    "flag",
    "organisation",
    "person",
    "longitude",
    "latitude",
]

TEXT_KINDS = frozenset({"code", "name", "text", "organisation", "person"})
DATE_KINDS = frozenset({"date", "month", "year"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the ledger.

    Attributes:
        key: Name in code and JSON.
        zh, en: Names people see; both count as synonyms.
        synonyms: Other headings that mean this field, in either language.
        choices: For kind `choice`.
        is_required: A row without it cannot be taken.
        is_end: For dates: a period stands for its last day (completion), not its first (start).
        is_unique: No two rows of a file may hold the same value.
        not_before: Key of the date this one may not precede (completion: the start).
        not_below: Key of the amount this one may not fall below (to date: the month).
    """

    key: str
    zh: str
    en: str
    kind: Kind
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    is_required: bool = False
    is_end: bool = False
    is_unique: bool = False
    not_before: str = ""
    not_below: str = ""

    def spellings(self) -> tuple[str, ...]:
        return (self.zh, self.en, self.key, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Context:
    """What the file itself does not say.

    Attributes:
        year: The ledger's year (annual plan); None where it has none.
        currency: ISO 4217 code the ledger counts in; blank accepts any.
        order: How three short numbers make a date in every column; None: see `day_orders`.
        units: Unit of a field's amounts where neither heading, title nor cell states one.
        default_unit: The same for all other amounts.
    """

    year: int | None = None
    currency: str = "CNY"
    order: Order | None = None
    units: Mapping[str, Unit] = field(default_factory=dict)
    default_unit: Unit = field(default_factory=Unit)
