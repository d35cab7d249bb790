"""Units of money as ledgers state them: 亿元, 万元, £m, thousands of dollars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .folding import half_width, simplified

_CURRENCIES = {
    "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "yuan": "CNY",
    "英镑": "GBP", "gbp": "GBP", "£": "GBP", "sterling": "GBP", "pounds": "GBP", "pound": "GBP",
    "美元": "USD", "usd": "USD", "us$": "USD", "$": "USD", "dollars": "USD", "dollar": "USD",
    "美金": "USD",
    "欧元": "EUR", "eur": "EUR", "€": "EUR", "euros": "EUR", "euro": "EUR",
    "日元": "JPY", "jpy": "JPY", "港币": "HKD", "港元": "HKD", "hkd": "HKD", "hk$": "HKD",
    "韩元": "KRW", "新台币": "TWD",
}  # fmt: skip
_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
    "trillion": 10**12, "billions": 10**9, "billion": 10**9, "bn": 10**9, "b": 10**9,
    "millions": 10**6, "million": 10**6, "mn": 10**6, "mm": 10**6, "m": 10**6,
    "thousands": 10**3, "thousand": 10**3, "k": 10**3, "000s": 10**3, "000": 10**3,
    "'000": 10**3, "’000": 10**3, "000's": 10**3,
}  # fmt: skip


def _either(words: dict[str, str] | dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNIT = re.compile(
    rf"(?P<before>{_either(_CURRENCIES)})?\s*(?P<scale>{_either(_SCALES)})?\s*(?:of\s+)?"
    rf"(?:(?:u\.?s\.?\s+)?(?P<after>{_either(_CURRENCIES)})|(?P<yuan>元|圆))?"
)
_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]{1,24})[)\]】〕]")
_STATED = re.compile(
    r"(?:货币|金额|计量|资金|投资)?(?:单位|unit|amounts?(?: are)?(?: in)?|in)\s*[:：]?\s*"
    r"([^\s,;，；。()]+(?: [^\s,;，；。()]+){0,3})"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of money: how many whole currency units one of it is, and of which currency.

    `currency` is an ISO 4217 code, or blank where only the scale was stated (万).
    """

    factor: Decimal = Decimal(1)
    currency: str = ""

    def __str__(self) -> str:
        scale = {10**8: "亿", 10**4: "万", 10**6: "million", 10**3: "thousand", 10**9: "billion"}
        return f"{scale.get(int(self.factor), str(self.factor))} {self.currency}".strip()


@lru_cache(maxsize=4_096)  # a ledger writes one unit ten thousand times
def parsed_unit(text: str) -> Unit | None:
    """The unit that the whole text is, or None: `亿元`, `万`, `£m`, `$000`, `thousand dollars`."""
    plain = simplified(half_width(text)).casefold().strip(" :：.")
    found = _UNIT.fullmatch(plain)
    if not plain or not found:
        return None
    before, after = found["before"], found["after"]
    if before and after and _CURRENCIES[before] != _CURRENCIES[after]:
        return None
    symbol = before or after
    if not symbol and not found["yuan"] and not found["scale"]:
        return None
    if not symbol and not found["yuan"] and found["scale"] in ("b", "mm", "百", "000"):
        return None  # too weak alone: B is a rank, mm a length
    currency = _CURRENCIES[symbol] if symbol else ("CNY" if found["yuan"] else "")
    return Unit(Decimal(_SCALES[found["scale"]] if found["scale"] else 1), currency)


def stated_unit(text: str) -> Unit | None:
    """The unit a title, a heading or a note states: `单位：万元`, `总投资（亿元）`, `Cost, £m`."""
    plain = simplified(half_width(text)).casefold()
    for inner in _BRACKETED.findall(plain):
        stripped = re.sub(r"^(?:货币|金额|计量)?(?:单位|unit|in)\s*[:：]?\s*", "", inner)
        if unit := parsed_unit(stripped):
            return unit
    for stated in _STATED.findall(plain):
        words = stated.split(" ")
        for count in range(len(words), 0, -1):
            if unit := parsed_unit(" ".join(words[:count])):
                return unit
    tail = re.split(r"[,，/\-_:：]\s*|\s+", plain)[-1]
    if (
        tail != plain
        and len(tail) <= 8
        and tail not in ("m", "k", "b")
        and (unit := parsed_unit(tail))
    ):
        return unit
    return None


def without_unit(text: str) -> str:
    """The heading without its statement of a unit, so that names can be compared."""

    def keep_or_drop(found: re.Match[str]) -> str:
        inner = re.sub(r"^(?:货币|金额)?(?:单位|unit|in)\s*[:：]?\s*", "", found[1].casefold())
        is_unit = parsed_unit(inner) or re.fullmatch(
            r"%|％|‰|个|家|人|亩|公顷|平方米|万平方米|㎡|m2|km2|天|年|月|日|户|套|吨", inner.strip()
        )
        return "" if is_unit else found[0]

    plain = half_width(text)
    shorter = _BRACKETED.sub(keep_or_drop, plain)
    parts = re.split(r"([,，/]\s*|\s+(?=[£$€¥]))", shorter)
    if len(parts) > 2 and parsed_unit(parts[-1]):
        shorter = "".join(parts[:-2])
    return shorter.strip()
