"""Numbers in Chinese characters: 三千二百万, 二〇二一, 一点三六亿."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "两": 2, "〇": 0, "○": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9,
}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}


def chinese_number(text: str) -> Decimal | None:
    """The number that the numerals say, or None where they say none clearly.

    A trailing digit after a unit without its own (一亿二) is everyday speech for 1.2 亿, and by the
    rules 100,000,002: it is refused.
    """
    if not text:
        return None
    if "点" in text:
        return _with_point(text)
    if all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    total = section = 0
    digit: int | None = None
    previous = ""
    for character in text:
        if character in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (1 if digit is None else digit) * _TENS[character]
            digit = None
        elif character in _MYRIADS:
            scale = _MYRIADS[character]
            here = section + (digit or 0)
            if scale == 10**8:
                total = (total + here) * scale
            else:
                total += (here or (1 if not previous else 0)) * scale
            section, digit = 0, None
        else:
            return None
        previous = character
    if digit is not None and len(text) >= 2 and text[-2] not in "零〇○十拾":
        return None
    return Decimal(total + section + (digit or 0))


def _with_point(text: str) -> Decimal | None:
    whole, _, rest = text.partition("点")
    places = rest.rstrip("十百千万亿")
    scale = Decimal(1)
    for character in rest[len(places) :]:
        scale *= _TENS.get(character) or _MYRIADS[character]
    if not places or any(character not in _DIGITS for character in places):
        return None
    before = chinese_number(whole)
    if before is None:
        return None
    decimals = "".join(str(_DIGITS[character]) for character in places)
    return Decimal(f"{before}.{decimals}") * scale
