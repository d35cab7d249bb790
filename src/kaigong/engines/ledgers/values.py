"""Reading what people write in a cell: amounts, numbers, percentages, choices, yes and no.

Every reader takes a cell and answers with the value, `None` (blank), `Withheld` (the publisher
says that it says nothing) or `Misread` (what is wrong, and how it could be written). No reader
guesses in silence: what has two meanings is a `Misread`. Dates are in `days.py`.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from .cells import Cell, FormulaError, text_of
from .faults import Misread
from .folding import folded, half_width, simplified
from .numerals import chinese_number
from .units import Unit, parsed_unit


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that exists and is not given: `Exempt under Section 43 …`, 保密, not provided."""

    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a field may take."""

    key: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        return (self.key, self.zh, self.en, *self.synonyms)


# Longer texts are narratives; they are not searched for a number.
MAX_NUMBER_CHARACTERS = 80
_SMALLEST, _LARGEST = Decimal("1e-12"), Decimal(10**18)

NumberReading: TypeAlias = "Decimal | Withheld | Misread | None"

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
_APPROXIMATE = re.compile(
    r"^(?:约|大约|近|预计|计划|暂估|估算|approx(?:imately)?\.?|about|circa|c\.|~|≈)\s*|\s*(?:左右|上下|余|多)$",
    re.I,
)
_NUMBER = r"\d+(?:\.\d*)?|\.\d+"
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,4}(?:,\d{4})+(?:\.\d*)?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:[ '\u00a0]\d{3})+(?:[.,]\d+)?")
_AMOUNT = re.compile(
    r"(?P<before>[^\d\s.,+\-()']{0,8}?)\s*(?P<sign>[-−+])?\s*(?P<before2>[£$€¥])?\s*"
    r"(?P<digits>[\d.,' ]*\d[\d.,]*)\s*"
    r"(?P<after>[^\d]{0,20}?)"
)
_RANGE = re.compile(r"\d\s*(?:-|—|–|~|至|到|to)\s*[£$€¥]?\d", re.I)


def said_nothing(text: str) -> bool:
    return text.strip().casefold() in _NOTHING


def withheld(text: str) -> Withheld | None:
    """The reason, where a text says that the value is not told."""
    return Withheld(text.strip()) if len(text) > 1 and _WITHHELD.search(text) else None


def _not_a_value(cell: Cell) -> Misread | Withheld | None:
    """What stands in place of any value, whatever its kind: a failed formula, a refusal."""
    if isinstance(cell, FormulaError):
        return Misread(
            "ledgers.formula-error",
            f"公式出错（{cell.text}）；请在 Excel 中修复公式，或直接填写数值。",
            f"The formula failed ({cell.text}); mend it in Excel, or type the value.",
        )
    if isinstance(cell, str) and cell.startswith("#") and cell.rstrip("!?").isupper():
        return _not_a_value(FormulaError(cell))
    return withheld(cell) if isinstance(cell, str) else None


def _exact(value: float) -> Decimal | None:
    if isinstance(value, int):
        return Decimal(value)
    # 15 digits are what Excel shows: 1731.4999999999998 is a sum of 1731.5.
    return Decimal(format(value, ".15g")) if math.isfinite(value) else None


def _digits(text: str) -> Decimal | None:
    """The number a run of digits, points and separators is; None where it has two meanings."""
    text = text.strip()
    try:
        if re.fullmatch(_NUMBER, text):
            return Decimal(text)
        if _GROUPED.fullmatch(text):
            return Decimal(text.replace(",", ""))
        if _CONTINENTAL.fullmatch(text):
            compact = re.sub(r"[ '\u00a0]", "", text)
            if "," in compact:
                compact = compact.replace(".", "").replace(",", ".")
            return Decimal(compact)
    except InvalidOperation:
        return None
    return None


def number(cell: Cell) -> NumberReading:
    """A plain number, exact: `1,234.5`, `１２３４`, `(12)` is -12, `三千` is 3000."""
    return amount(cell, unit=Unit(), currency="")


def amount(cell: Cell, *, unit: Unit, currency: str) -> NumberReading:
    """An amount of money in whole units of `currency`, exact.

    Args:
        cell: `1.36亿`, `13600万元`, `£32.24`, `(1,200.50)`, `１２３`, a number, …
        unit: What the column counts in; a scale in the cell itself goes before it.
        currency: ISO 4217 code of the ledger; blank accepts any.
    """
    if isinstance(cell, bool):
        return _no_number(text_of(cell))
    if isinstance(cell, int | float):
        if cell == (whole := int(cell) if -1e12 < cell < 1e12 else 0) and unit.factor == (
            factor := int(unit.factor)
        ):
            return _in_currency(Decimal(whole * factor), unit.currency, currency, cell)
        exact = _exact(cell)
        if exact is None:
            return _no_number(str(cell))
        return _in_currency(exact * unit.factor, unit.currency, currency, cell)
    if isinstance(cell, date | datetime | time | timedelta):
        return Misread(
            "ledgers.date-in-number",
            f"这里应是数字，却是日期 {cell}；请把单元格格式改为「数值」后重新填写。",
            f"A number is wanted, but this is the date {cell}; set the cell's format to Number "
            "and type it again.",
        )
    if (instead := _not_a_value(cell)) is not None:
        return instead
    assert isinstance(cell, str)  # noqa: S101 - the other kinds of cell are dealt with above
    return _amount_in(cell, unit=unit, currency=currency)


def _amount_in(raw: str, *, unit: Unit, currency: str) -> NumberReading:
    if len(raw) > MAX_NUMBER_CHARACTERS:
        return _no_number(raw)
    text = simplified(half_width(raw))
    if said_nothing(text):
        return None
    rough = _APPROXIMATE.sub("", text).strip()
    if rough != text and rough:
        taken = _amount_in(rough, unit=unit, currency=currency)
        if isinstance(taken, Decimal):
            return Misread(
                "ledgers.approximate",
                f"「{raw}」是约数，已按 {rough} 取值；如有准确数请填写。",
                f"“{raw}” is approximate and was taken as {rough}; type the exact figure if known.",
                proposal=rough,
                weight="remark",
                value=taken,
            )
        return taken
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1].strip(), True
    if re.search(r"\d\s*[+]\s*\d", text) or _RANGE.search(text):
        return Misread(
            "ledgers.several-numbers",
            f"「{raw}」含有多个数；请只填一个数。",
            f"“{raw}” holds several numbers; type one.",
            proposal=_sum_of(text),
        )
    found = _AMOUNT.fullmatch(text)
    if not found:
        return _spoken_amount(raw, text, unit=unit, currency=currency)
    value = _digits(found["digits"])
    if value is None:
        plain = re.sub(r"[^\d.]", "", found["digits"].replace(",", "."))
        return Misread(
            "ledgers.ambiguous-number",
            f"「{raw}」中的逗号或小数点有歧义；请写成 1234.56 的形式。",
            f"The comma or point in “{raw}” can be read in two ways; write it like 1234.56.",
            proposal=plain if re.fullmatch(_NUMBER, plain) else "",
        )
    before = (found["before"] or "") + (found["before2"] or "")
    own = _own_unit(before, found["after"].strip())
    if own is None:
        return _no_number(raw)
    negative = negative != (found["sign"] in ("-", "−"))
    factor = own.factor if own.factor != 1 or _is_whole(found["after"]) else unit.factor
    signed = -value if negative else value
    return _in_currency(signed * factor, own.currency or unit.currency, currency, raw)


def _is_whole(after: str) -> bool:
    """The cell says 元 (or a currency's name) itself, so it counts in whole units."""
    return bool(after.strip())


def _own_unit(before: str, after: str) -> Unit | None:
    if not before and not after:
        return Unit()
    first = parsed_unit(before) if before else Unit()
    last = parsed_unit(after) if after else Unit()
    if first is None or last is None:
        return parsed_unit(f"{before}{after}") if before and after else None
    if first.factor != 1 and last.factor != 1:
        return None
    if first.currency and last.currency and first.currency != last.currency:
        return None
    return Unit(max(first.factor, last.factor), first.currency or last.currency)


def _in_currency(value: Decimal, own: str, wanted: str, cell: Cell) -> Decimal | Misread:
    if own and wanted and own != wanted:
        raw = text_of(cell)
        return Misread(
            "ledgers.other-currency",
            f"「{raw}」是 {own}，本表以 {wanted} 计；请换算后填写，并在备注中写明汇率。",
            f"“{raw}” is in {own}, this ledger counts in {wanted}; convert it and note the rate.",
        )
    if value and not _SMALLEST <= abs(value) < _LARGEST:
        raw = text_of(cell)
        return Misread(
            "ledgers.number-out-of-range",
            f"「{raw}」大得或小得不合常理；请核对数字和单位。",
            f"“{raw}” is beyond any sensible size; check the number and its unit.",
        )
    return _tidy(value)


def _tidy(value: Decimal) -> Decimal:
    """Without an exponent and without trailing zeros, so that equal amounts look equal."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()


def _spoken_amount(raw: str, text: str, *, unit: Unit, currency: str) -> NumberReading:
    """Amounts in Chinese numerals: 三千万元 is clear, 一点三六亿 is proposed only."""
    found = re.fullmatch(r"([零一二两三四五六七八九十百千万亿点]+)(元|圆)?整?", text)
    spoken = chinese_number(found[1]) if found else None
    if found is None or spoken is None:
        return _no_number(raw)
    if "点" in found[1]:
        return Misread(
            "ledgers.spoken-number",
            f"「{raw}」请用阿拉伯数字填写。",
            f"Write “{raw}” in digits.",
            proposal=_proposed(spoken),
        )
    own = re.search("[万亿]", found[1]) or found[2]
    factor = Decimal(1) if own else unit.factor
    return _in_currency(spoken * factor, "CNY" if found[2] else unit.currency, currency, raw)


def _proposed(value: Decimal) -> str:
    for name, scale in (("亿", 10**8), ("万", 10**4)):
        if abs(value) >= scale:
            return f"{_tidy(value / scale)}{name}"
    return str(_tidy(value))


def _sum_of(text: str) -> str:
    parts = re.fullmatch(rf"({_NUMBER})((?:\s*\+\s*(?:{_NUMBER}))+)\s*(\D*)", text)
    if not parts:
        return ""
    return f"{sum(map(Decimal, re.findall(_NUMBER, parts[1] + parts[2])), Decimal(0))}{parts[3]}"


def _no_number(raw: str) -> Misread:
    digits = re.findall(r"\d[\d,]*(?:\.\d+)?\s*(?:万亿|亿|万)?", half_width(raw[:200]))
    return Misread(
        "ledgers.not-a-number",
        f"「{_short(raw)}」不是数字；请填数字，说明写到备注列。",
        f"“{_short(raw)}” is no number; type a number and put words into a remarks column.",
        proposal=digits[0].strip() if len(digits) == 1 else "",
    )


def _short(raw: str) -> str:
    flat = re.sub(r"\s+", " ", raw).strip()
    return flat if len(flat) <= 60 else f"{flat[:59]}…"


def percentage(cell: Cell, *, in_points: bool) -> NumberReading:
    """A share as a fraction: `54.92%` is 0.5492.

    Args:
        cell: What stands there.
        in_points: How the column writes numbers without a sign: 54.92 (True) or 0.5492 (False).
    """
    if isinstance(cell, str):
        if (instead := _not_a_value(cell)) is not None:
            return instead
        text = simplified(half_width(cell))
        if said_nothing(text):
            return None
        signed = re.fullmatch(
            rf"([-−+])?\s*({_NUMBER})\s*(%|‰|percent|per cent|个?百分点)", text, re.I
        )
        if signed:
            value = Decimal(signed[2]) / (1000 if signed[3] == "‰" else 100)
            return _tidy(-value if signed[1] in ("-", "−") else value)
        if spoken := re.fullmatch(r"百分之([零一二两三四五六七八九十百点]+)", text):
            share = chinese_number(spoken[1])
            if share is not None:
                return _tidy(share / 100)
    read = amount(cell, unit=Unit(), currency="")
    if not isinstance(read, Decimal):
        return read
    return _tidy(read / 100) if in_points else read


def writes_points(cells: Sequence[Cell], *, heading: str) -> bool:
    """Whether a column of percentages writes 54.92 (True) or 0.5492 (False) without a sign.

    Decided for the whole column, since 0.5 alone says nothing: numbers above 1.5 settle it, and a
    column that never exceeds 1.5 counts as fractions (as Excel stores `54.92%`).
    """
    largest = max(
        (
            abs(cell)
            for cell in cells
            if isinstance(cell, int | float) and not isinstance(cell, bool)
        ),
        default=None,
    )
    if largest is None:
        typed = [_digits(half_width(cell)) for cell in cells if isinstance(cell, str)]
        known = [abs(value) for value in typed if value is not None]
        if not known:
            return True
        return max(known) > Decimal("1.5") or "%" in half_width(heading)
    return largest > 1.5


def text(cell: Cell) -> str | Withheld | Misread | None:
    """Words, as they are; runs of blanks at both ends go, line breaks stay."""
    if isinstance(cell, str) and cell.isprintable() and cell[:1] != "'":
        return cell.strip() or None
    if isinstance(cell, FormulaError):
        reading = _not_a_value(cell)
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
        f"「{_short(cell)}」不在可选项中；请填：{names_zh}。",
        f"“{_short(cell)}” is none of the choices; use one of: {names_en}.",
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
        reading = _not_a_value(cell)
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
        f"「{_short(word)}」请填「是」或「否」。",
        f"“{_short(word)}” must be yes or no.",
    )


_DEGREES = re.compile(
    r"([NSEW])?\s*(-?\d{1,3}(?:\.\d+)?)\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′分]\s*)?"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|″|''|秒)\s*)?([NSEW东西南北])?",
    re.I,
)


def _plain_degrees(text: str) -> str:
    # NFKC takes the double prime apart.
    return half_width(text).replace("''", '"').replace("′′", '"')


def coordinate(cell: Cell, *, is_longitude: bool) -> NumberReading:
    """Degrees east or north: a decimal number, or `125°18′20″`; out of range is a fault."""
    limit = 180 if is_longitude else 90
    read: NumberReading
    if isinstance(cell, str) and (found := _DEGREES.fullmatch(_plain_degrees(cell))):
        degrees = Decimal(found[2])
        parts = Decimal(found[3] or 0) / 60 + Decimal(found[4] or 0) / 3600
        value = degrees - parts if degrees < 0 else degrees + parts
        side = (found[1] or found[5] or "").upper()
        read = (-value if side in ("S", "W", "南", "西") else value).quantize(Decimal("1e-9"))
    else:
        read = amount(cell, unit=Unit(), currency="")
    if isinstance(read, Decimal) and abs(read) > limit:
        kind_zh, kind_en = ("经度", "longitude") if is_longitude else ("纬度", "latitude")
        return Misread(
            "ledgers.coordinate-out-of-range",
            f"{kind_zh} {read} 超出 ±{limit}；请核对经纬度是否填反，坐标应为度。",
            f"{kind_en} {read} is beyond ±{limit}; check whether longitude and latitude are "
            "swapped, and that it is in degrees.",
        )
    return _tidy(read) if isinstance(read, Decimal) else read
