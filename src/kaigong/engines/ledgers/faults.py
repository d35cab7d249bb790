"""What is wrong with one cell or row, said so that the officer can put it right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

# remark: the value is taken, and something is said. cell: this cell cannot be taken; the row is
# rejected, unless the officer takes it without the cell. row: nothing of the row can be taken.
Weight: TypeAlias = Literal["remark", "cell", "row"]


@dataclass(frozen=True, slots=True)
class Misread:
    """A cell that could not be read, or only with a reservation.

    Attributes:
        proposal: How the cell could be written so that it reads without doubt.
        value: With weight `remark`: what was taken.
    """

    code: str
    zh: str
    en: str
    proposal: str = ""
    weight: Weight = "cell"
    value: object = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault with its address as Excel shows it.

    Attributes:
        row: Row number, 1-based; 0 when a whole column is meant.
        column_letter: `A`, `B`, …; blank when the whole row is meant.
        field: Key of the field the column was matched to.
        raw: What stands in the cell.
        code: `ledgers.…`, stable, for machines.
    """

    sheet: str
    row: int
    column_letter: str
    heading: str
    field: str
    raw: str
    code: str
    zh: str
    en: str
    proposal: str = ""
    weight: Weight = "cell"

    @property
    def address(self) -> str:
        return f"{self.column_letter}{self.row or ''}"

    def in_language(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def as_json(self) -> Mapping[str, str | int]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column_letter,
            "heading": self.heading,
            "field": self.field,
            "raw": self.raw,
            "code": self.code,
            "message_zh": self.zh,
            "message_en": self.en,
            "proposal": self.proposal,
            "weight": self.weight,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, str | int]) -> Fault:
        """The fault that `as_json` wrote; one heavier than a remark comes back as a cell's."""
        return cls(
            sheet=str(kept["sheet"]),
            row=int(kept["row"]),
            column_letter=str(kept["column"]),
            heading=str(kept["heading"]),
            field=str(kept["field"]),
            raw=str(kept["raw"]),
            code=str(kept["code"]),
            zh=str(kept["message_zh"]),
            en=str(kept["message_en"]),
            proposal=str(kept["proposal"]),
            weight="remark" if kept["weight"] == "remark" else "cell",
        )


def excerpt(raw: str) -> str:
    """What somebody typed, on one line and short enough for a message."""
    flat = re.sub(r"\s+", " ", raw).strip()
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
