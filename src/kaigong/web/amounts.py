"""Amounts as people of the trade write them. Stored values are exact; only this module rounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kaigong.wording import is_chinese, said

YI = Decimal(10) ** 8
WAN = Decimal(10) ** 4
SIGNS = {"CNY": "CNY", "GBP": "£", "USD": "US$", "EUR": "€"}


@dataclass(frozen=True)
class Unit:
    """A unit that amounts are shown in: how many currency units it holds, and its name."""

    key: str
    size: Decimal
    zh: str
    en: str

    @property
    def name(self) -> str:
        return said(self.zh, self.en)


def units_of(currency: str) -> dict[str, Unit]:
    """The units in which amounts of a currency are shown, by key: `yi`, `wan`, `bn`, `m`, `one`."""
    sign = SIGNS.get(currency, currency)
    name = {"CNY": "元", "GBP": "英镑", "USD": "美元", "EUR": "欧元"}.get(currency, currency)
    rows = [
        ("yi", YI, f"亿{name}", f"{sign} 100 m"),
        ("wan", WAN, f"万{name}", f"{sign} 10 k"),
        ("bn", Decimal(10) ** 9, f"十亿{name}", f"{sign} bn"),
        ("m", Decimal(10) ** 6, f"百万{name}", f"{sign} m"),
        ("one", Decimal(1), name, sign),
    ]
    return {key: Unit(key, size, zh, en) for key, size, zh, en in rows}


def ledger_unit(currency: str) -> Unit:
    """The one unit of a ledger's amount columns: 亿元 in Chinese, millions in English."""
    return units_of(currency)["yi" if is_chinese() else "m"]


def table_unit(largest: Decimal, currency: str) -> Unit:
    """The unit of a table of sums by its largest: 亿元; in English bn from 10 bn up, else m."""
    is_large = not is_chinese() and abs(largest) >= 10**10
    return units_of(currency)["bn"] if is_large else ledger_unit(currency)


def headline_unit(value: Decimal, currency: str) -> Unit:
    """The unit of a single figure: 亿元 from 1 亿 up, 万元 below; bn from 1 bn up, m below."""
    units = units_of(currency)
    if is_chinese():
        return units["yi" if abs(value) >= YI else "wan"]
    return units["bn" if abs(value) >= 10**9 else "m"]


@dataclass(frozen=True)
class Shown:
    """A figure ready to be shown: digits and unit apart, since the unit is set smaller."""

    digits: str
    unit: str

    def __str__(self) -> str:
        """As running text: 0.40 亿元, CNY 40 m, £1.5 bn."""
        if is_chinese() or not self.unit:
            return f"{self.digits} {self.unit}".strip()
        sign, _, scale = self.unit.partition(" ")
        gap = "" if sign[-1] in "£$€" else " "
        return f"{sign}{gap}{self.digits} {scale}".strip()


def shown_amount(value: Decimal | None, *, currency: str, unit: str = "", digits: int = 2) -> Shown:
    """An amount in a unit of its own size, or in the one asked for by key; `ledger` is allowed."""
    if value is None:
        return Shown(said("没有记录", "no record"), "")
    if unit == "ledger":
        chosen = ledger_unit(currency)
    else:
        chosen = units_of(currency)[unit] if unit else headline_unit(value, currency)
    rounded = (value / chosen.size).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded + 0:,f}"  # no -0.00
    if not unit:  # a single figure drops empty decimals: 1,731.5, not 1,731.50
        text = plain(text)
    return Shown(text, chosen.name)


def in_words(value: Decimal | None, *, currency: str) -> str:
    """An amount as running text, with its unit."""
    return str(shown_amount(value, currency=currency))


def estimate_in_words(value: Decimal, *, currency: str) -> str:
    """An estimate as running text: three figures, for the rest of them says nothing."""
    rounded = Decimal(f"{value:.3g}")
    return in_words(rounded, currency=currency)


def exactly(value: Decimal, *, currency: str) -> str:
    """An amount as running text from which no digit is lost: in its usual unit, or the smallest."""
    usual = headline_unit(value, currency)
    if (value / usual.size * 100) % 1 == 0:
        return in_words(value, currency=currency)
    one = units_of(currency)["one"]
    return str(Shown(plain(f"{value:,f}"), one.name))


def plain(quantity: Decimal | str) -> str:
    """A quantity without empty decimals: 20, not 20.000."""
    text = quantity if isinstance(quantity, str) else f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
