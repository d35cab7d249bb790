"""What says nothing, and what is withheld: 无, n/a, `Exempt under Section 43`, a failed formula."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cells import Cell, FormulaError
from .faults import Misread


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that exists and is not given: `Exempt under Section 43 …`, 保密, not provided."""

    reason: str


# Words that say "nothing here" (as opposed to "not told").
_NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "无.", "n/a", "na", "nil", "none", "#", "*", "…",
     "null", "不适用", "not applicable"}
)  # fmt: skip
_WITHHELD = re.compile(
    r"exempt(ed|ion)?\s+under|^exempt\b|withheld|redacted|confidential|commercially sensitive"
    r"|(data |information )?not (yet )?(been )?"
    r"(provided|available|disclosed|published|supplied|reported)"
    r"|not (yet )?in a position to|did not provide|still at the planning stage|early planning"
    r"|^(tbc|tbd|t\.b\.c\.?|t\.b\.d\.?|to be (confirmed|determined|decided))\b"
    r"|保密|涉密|不公开|不便公开|不予公开|商业秘密|未公开|暂不公布|^(暂无|待定|未定|暂缺|待核|待核实|未提供|未填报)$",
    re.I,
)


def said_nothing(text: str) -> bool:
    return text.strip().casefold() in _NOTHING


def withheld(text: str) -> Withheld | None:
    """The reason, where a text says that the value is not told."""
    return Withheld(text.strip()) if len(text) > 1 and _WITHHELD.search(text) else None


def not_a_value(cell: Cell) -> Misread | Withheld | None:
    """What stands in place of any value, whatever its kind: a failed formula, a refusal."""
    if isinstance(cell, FormulaError):
        return Misread(
            "ledgers.formula-error",
            f"公式出错（{cell.text}）；请在 Excel 中修复公式，或直接填写数值。",
            f"The formula failed ({cell.text}); mend it in Excel, or type the value.",
        )
    if isinstance(cell, str) and cell.startswith("#") and cell.rstrip("!?").isupper():
        return not_a_value(FormulaError(cell))
    return withheld(cell) if isinstance(cell, str) else None
