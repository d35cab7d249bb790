"""Reading amounts of money and plain numbers, exact.

Every reader of a cell answers with the value, `None` (blank), `Withheld` (the publisher says that
it says nothing) or `Misread` (what is wrong, and how it could be written). No reader guesses in
silence: what has two meanings is a `Misread`.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from .cells import Cell, text_of
from .faults import Misread, excerpt
from .folding import half_width, simplified
from .numerals import chinese_number
from .silence import Withheld, not_a_value, said_nothing
from .units import Unit, parsed_unit

# Longer texts are narratives; they are not searched for a number.
MAX_NUMBER_CHARACTERS = 80
_SMALLEST, _LARGEST = Decimal("1e-12"), Decimal(10**18)

NumberReading: TypeAlias = "Decimal | Withheld | Misread | None"

_APPROXIMATE = re.compile(
    r"^(?:约|大约|近|预计|计划|暂估|估算|approx(?:imately)?\.?|about|circa|c\.|~|≈)\s*|\s*(?:左右|上下|余|多)$",
    re.I,
)
NUMBER = r"\d+(?:\.\d*)?|\.\d+"
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,4}(?:,\d{4})+(?:\.\d*)?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:[ '\u00a0]\d{3})+(?:[.,]\d+)?")
_AMOUNT = re.compile(
    r"(?P<before>[^\d\s.,+\-()']{0,8}?)\s*(?P<sign>[-−+])?\s*(?P<before2>[£$€¥])?\s*"
    r"(?P<digits>[\d.,' ]*\d[\d.,]*)\s*"
    r"(?P<after>[^\d]{0,20}?)"
)
# How nearly all amounts are written; the rest of this module is for all the others.
_USUAL = re.compile(r"(?P<digits>-?[0-9]{1,15}(?:\.[0-9]{1,6})?)(?P<after>亿元|万元|亿|万|元)?")
_RANGE = re.compile(r"\d\s*(?:-|—|–|~|至|到|to)\s*[£$€¥]?\d", re.I)


def _exact(value: float) -> Decimal | None:
    if isinstance(value, int):
        return Decimal(value)
    # 15 digits are what Excel shows: 1731.4999999999998 is a sum of 1731.5.
    return Decimal(format(value, ".15g")) if math.isfinite(value) else None


def digits_of(text: str) -> Decimal | None:
    """The number a run of digits, points and separators is; None where it has two meanings."""
    text = text.strip()
    try:
        if re.fullmatch(NUMBER, text):
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
    if isinstance(cell, str) and (usual := _USUAL.fullmatch(cell)):
        return _usual_amount(usual, unit=unit, currency=currency)
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
    if (instead := not_a_value(cell)) is not None:
        return instead
    assert isinstance(cell, str)  # noqa: S101 - the other kinds of cell are dealt with above
    return _amount_in(cell, unit=unit, currency=currency)


def _usual_amount(found: re.Match[str], *, unit: Unit, currency: str) -> NumberReading:
    digits, after = found["digits"], found["after"]
    own = parsed_unit(after) if after else unit
    assert own is not None  # noqa: S101 - each of the five is a unit
    return _in_currency(
        Decimal(digits) * own.factor, own.currency or unit.currency, currency, found[0]
    )


def _amount_in(raw: str, *, unit: Unit, currency: str) -> NumberReading:
    if len(raw) > MAX_NUMBER_CHARACTERS:
        return _no_number(raw)
    if usual := _USUAL.fullmatch(raw):
        return _usual_amount(usual, unit=unit, currency=currency)
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
    value = digits_of(found["digits"])
    if value is None:
        plain = re.sub(r"[^\d.]", "", found["digits"].replace(",", "."))
        return Misread(
            "ledgers.ambiguous-number",
            f"「{raw}」中的逗号或小数点有歧义；请写成 1234.56 的形式。",
            f"The comma or point in “{raw}” can be read in two ways; write it like 1234.56.",
            proposal=plain if re.fullmatch(NUMBER, plain) else "",
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
    return tidy(value)


def tidy(value: Decimal) -> Decimal:
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
            return f"{tidy(value / scale)}{name}"
    return str(tidy(value))


def _sum_of(text: str) -> str:
    parts = re.fullmatch(rf"({NUMBER})((?:\s*\+\s*(?:{NUMBER}))+)\s*(\D*)", text)
    if not parts:
        return ""
    return f"{sum(map(Decimal, re.findall(NUMBER, parts[1] + parts[2])), Decimal(0))}{parts[3]}"


def _no_number(raw: str) -> Misread:
    digits = re.findall(r"\d[\d,]*(?:\.\d+)?\s*(?:万亿|亿|万)?", half_width(raw[:200]))
    return Misread(
        "ledgers.not-a-number",
        f"「{excerpt(raw)}」不是数字；请填数字，说明写到备注列。",
        f"“{excerpt(raw)}” is no number; type a number and put words into a remarks column.",
        proposal=digits[0].strip() if len(digits) == 1 else "",
    )
