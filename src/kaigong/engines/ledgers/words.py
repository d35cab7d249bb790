"""Reading words: texts, names, codes, choices, yes and no."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .cells import Cell, FormulaError, text_of
from .faults import Misread, excerpt
from .folding import folded, half_width, simplified
from .silence import Withheld, not_a_value, said_nothing, withheld


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a field may take."""

    key: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        return (self.key, self.zh, self.en, *self.synonyms)


def text(cell: Cell) -> str | Withheld | Misread | None:
    """Words, as they are; runs of blanks at both ends go, line breaks stay."""
    if isinstance(cell, str) and cell.isprintable() and cell[:1] != "'":
        return cell.strip() or None
    if isinstance(cell, FormulaError):
        reading = not_a_value(cell)
        return reading if isinstance(reading, Misread) else None
    words = _CONTROL.sub("", text_of(cell)).replace("\r\n", "\n").replace("\r", "\n").strip()
    # The apostrophe that our own export puts before what looks like a formula.
    if words[:1] == "'" and words[1:2] in set("=+-@＝＋－＠\t"):
        words = words[1:].strip()
    return words or None


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def name(cell: Cell) -> str | Withheld | Misread | None:
    """A name: one line, single spaces."""
    read = text(cell)
    if isinstance(read, str) and read.isprintable() and "  " not in read:
        return read
    return re.sub(r"\s+", " ", read) if isinstance(read, str) else read


def code(cell: Cell) -> str | Withheld | Misread | None:
    """A code: `1001.0` is 1001; digits that Excel has already lost are a fault."""
    if isinstance(cell, float) and abs(cell) >= 1e15:
        return Misread(
            "ledgers.code-lost-digits",
            f"编码 {cell:.0f} 已被 Excel 当作数字，末几位丢失；请把该列设为「文本」后重新填写。",
            f"Excel took the code {cell:.0f} for a number and lost its last digits; set the "
            "column's format to Text and type it again.",
        )
    read = name(cell)
    if isinstance(read, str) and re.fullmatch(r"\d(?:\.\d+)?E\+\d{2}", read):
        return Misread(
            "ledgers.code-lost-digits",
            f"编码「{read}」是科学计数，已丢失数位；请把该列设为「文本」后重新填写。",
            f"The code “{read}” is in scientific notation and lost digits; set the column's "
            "format to Text and type it again.",
        )
    return None if isinstance(read, str) and said_nothing(read) else read


def choice(cell: Cell, choices: Sequence[Choice]) -> str | Withheld | Misread | None:
    """The key of the choice that a text names, in either language or by a synonym."""
    if not isinstance(cell, str):
        if isinstance(cell, FormulaError):
            return text(cell)
        cell = text_of(cell)
    wanted = folded(cell)
    if not wanted:
        return None
    spelled = {folded(word): option.key for option in choices for word in option.spellings()}
    if wanted in spelled:
        return spelled[wanted]
    if (instead := withheld(cell)) is not None:
        return instead
    if said_nothing(half_width(cell)):
        return None
    near = difflib.get_close_matches(wanted, list(spelled), n=1, cutoff=0.6)
    by_key = {option.key: option for option in choices}
    names_zh = "、".join(option.zh for option in choices)
    names_en = ", ".join(option.en for option in choices)
    return Misread(
        "ledgers.unknown-choice",
        f"「{excerpt(cell)}」不在可选项中；请填：{names_zh}。",
        f"“{excerpt(cell)}” is none of the choices; use one of: {names_en}.",
        proposal=by_key[spelled[near[0]]].zh if near else "",
    )


# As one text, since a list of 36 one-letter words is no better to read.
_YES = frozenset("是|有|√|✓|✔|☑|对|y|yes|true|1|t|on|已|需|o|●".split("|"))  # noqa: SIM905
_NO = frozenset("否|无|×|✗|✘|x|不|没有|n|no|false|0|f|off|未|☐|不需要|○".split("|"))  # noqa: SIM905


def flag(cell: Cell) -> bool | Withheld | Misread | None:
    """Yes or no: 是/否, √/×, Y/N, 1/0, TRUE/FALSE."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, FormulaError):
        reading = not_a_value(cell)
        return reading if isinstance(reading, Misread) else None
    word = simplified(half_width(text_of(cell))).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if (instead := withheld(word)) is not None:
        return instead
    if said_nothing(word):
        return None
    return Misread(
        "ledgers.not-yes-or-no",
        f"「{excerpt(word)}」请填「是」或「否」。",
        f"“{excerpt(word)}” must be yes or no.",
    )
