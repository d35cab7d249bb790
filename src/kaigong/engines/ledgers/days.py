"""Dates as people write them, with the precision they were meant in.

A period becomes one day by this rule: for a beginning (start of works) its first day, for an end
(completion) its last day; 初, 底, 末 and 前 in the text itself go before that. What was meant is
kept in `Day.precision`, so that nobody takes 2021年3月 for a promise of 1 March.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from .cells import Cell, FormulaError, text_of
from .faults import Misread, excerpt
from .folding import half_width, simplified
from .numerals import chinese_number
from .short_dates import Order, in_order, orders_of, short_date
from .silence import Withheld, said_nothing, withheld

Precision: TypeAlias = Literal["day", "month", "quarter", "half", "year"]
DayReading: TypeAlias = "Day | Withheld | Misread | None"

MAX_DATE_CHARACTERS = 60
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
# Excel serials of 1950-01-01 and 2119-12-31: smaller numbers are years or quantities.
_FIRST_SERIAL, _LAST_SERIAL = 18264, 80355
_EPOCH = date(1899, 12, 30)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"),
            ("may",), ("june", "jun"), ("july", "jul"), ("august", "aug"),
            ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH_NAME = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_NUMERALS = re.compile(r"[零一二三四五六七八九十]+(?=[年月日号季])|(?<=第)[一二三四](?=季)")
_LABEL = re.compile(
    r"^(?:计划|预计|预期|拟|力争|确保|争取|已于|于|约|原计划)\s*",
)
_TAIL = re.compile(
    r"\s*(?:之?前|以前|完工|竣工|开工|完成|建成|投产|投用|启动|达产|动工|交付|实现)+$"
)
_CHINESE = re.compile(
    r"(?:(?P<year>\d{4}|\d{2})\s*年(?:度)?)?\s*"
    r"(?:(?P<half>[上下])半年"
    r"|第?(?P<quarter>[1-4])季度?"
    r"|(?P<month>\d{1,2})\s*月份?\s*(?:(?P<day>\d{1,2})\s*[日号]?)?)?"
    r"\s*(?P<part>初|上旬|中旬|下旬|中|底|末)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day on record, and how exactly it was meant."""

    on: date
    precision: Precision = "day"

    def __str__(self) -> str:
        if self.precision == "year":
            return f"{self.on.year}"
        if self.precision == "month":
            return f"{self.on:%Y-%m}"
        return self.on.isoformat()


def day(
    cell: Cell, *, year: int | None = None, is_end: bool = False, order: Order | None = None
) -> DayReading:
    """The day a cell names.

    Args:
        cell: `2021年3月底`, `2022.7.30`, `30.06.08`, `Q4 2021`, 44256 (Excel serial), a date, …
        year: The ledger's year: stands in where the text has none (3月底), and decides the century
            of two-digit years (49 years back, 50 ahead).
        is_end: Whether a period stands for its last day (completion) or its first (start).
        order: How the column writes days as three short numbers (see `day_orders`); a date that
            does not fit it is a `Misread`. None: a date with two readings is one.
    """
    if isinstance(cell, datetime):
        return _within(cell.date(), "day", str(cell))
    if isinstance(cell, date):
        return _within(cell, "day", str(cell))
    if isinstance(cell, bool | time | timedelta):
        return _no_day(text_of(cell))
    if isinstance(cell, FormulaError):
        return Misread(
            "ledgers.formula-error",
            f"公式出错（{cell}）；请在 Excel 中修复公式，或直接填写日期。",
            f"The formula failed ({cell}); mend it in Excel, or type the date.",
        )
    if isinstance(cell, int | float):
        return _from_number(float(cell), is_end=is_end)
    if (instead := withheld(cell)) is not None:
        return instead
    if len(cell) > MAX_DATE_CHARACTERS:
        return _no_day(cell[:MAX_DATE_CHARACTERS])
    text = simplified(half_width(cell))
    if said_nothing(text):
        return None
    return _in_text(text, raw=cell, year=year, is_end=is_end, order=order)


def _from_number(value: float, *, is_end: bool) -> DayReading:
    whole = int(value) if abs(value) < 1e12 else 0
    if value == whole:
        if EARLIEST_YEAR <= whole <= LATEST_YEAR:
            return _period(whole, 1, 12, "year", is_end=is_end)
        if 190001 <= whole <= 219912 and 1 <= whole % 100 <= 12:
            return _period(whole // 100, whole % 100, whole % 100, "month", is_end=is_end)
        if 19000101 <= whole <= 21991231:
            return _made(whole // 10000, whole // 100 % 100, whole % 100, str(whole))
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return Day(_EPOCH + timedelta(days=whole))
    written = text_of(value)
    # 2021.3 typed as a number; 2021.1 may have been 2021.10 before Excel dropped the zero.
    if found := re.fullmatch(r"((?:19|20|21)\d\d)\.(\d{1,2})", written):
        month = int(found[2])
        if month == 1:
            return Misread(
                "ledgers.ambiguous-date",
                f"{written} 可能是 1 月，也可能是 10 月；请写成 {found[1]}-01 或 {found[1]}-10。",
                f"{written} may be January or October; write {found[1]}-01 or {found[1]}-10.",
            )
        if 2 <= month <= 12:
            return _period(int(found[1]), month, month, "month", is_end=is_end)
    return _no_day(written)


def _in_text(
    text: str, *, raw: str, year: int | None, is_end: bool, order: Order | None
) -> DayReading:
    if re.fullmatch(r"\d+(?:\.\d+)?", text) and not re.fullmatch(r"\d{4}\.\d{1,2}", text):
        return _from_number(float(text), is_end=is_end)
    if iso := re.fullmatch(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号.]?"
        r"(?:[T\s]\s*\d{1,2}:\d{2}.*)?(?:之?前)?",
        text,
    ):
        return _made(int(iso[1]), int(iso[2]), int(iso[3]), raw)
    if month := re.fullmatch(r"(\d{4})\s*[-/.]\s*(\d{1,2})", text):
        if 1 <= int(month[2]) <= 12:
            return _period(int(month[1]), int(month[2]), int(month[2]), "month", is_end=is_end)
        return _no_day(raw)
    if short := short_date(text):
        return _short_date(short, raw=raw, year=year, order=order)
    if (english := _in_english(text.casefold(), raw=raw, year=year, is_end=is_end)) is not None:
        return english
    return _in_chinese(text, raw=raw, year=year, is_end=is_end)


def _short_date(
    found: re.Match[str], *, raw: str, year: int | None, order: Order | None
) -> DayReading:
    fits = orders_of(found)
    if order is not None and fits:
        if order not in fits:
            return _out_of_order(found, raw=raw, year=year, fits=fits)
        fits = {order}
    readings = {one: _short_reading(found, one, year) for one in fits}
    distinct = {str(reading) for reading in readings.values()}
    if len(distinct) == 1:
        return next(iter(readings.values()))
    if not fits:
        return _no_day(raw)
    shown = sorted(distinct)
    return Misread(
        "ledgers.ambiguous-date",
        f"「{raw}」可读作 {' 或 '.join(shown)}；请写成 2021-03-31 的形式。",
        f"“{raw}” may be {' or '.join(shown)}; write it like 2021-03-31.",
        proposal=str(readings.get("dmy", "")),
    )


def _short_reading(found: re.Match[str], order: Order, year: int | None) -> DayReading:
    written, month, on = in_order(found, order)
    return _made(_century(written, year), month, on, found[0])


def _out_of_order(found: re.Match[str], *, raw: str, year: int | None, fits: set[Order]) -> Misread:
    readings = sorted({str(_short_reading(found, one, year)) for one in fits})
    return Misread(
        "ledgers.other-order",
        f"「{raw}」和这一列别的日期次序不同；请写成 2021-03-31 的形式。",
        f"“{raw}” is not in the order of the other dates of its column; write it like 2021-03-31.",
        proposal=readings[0] if len(readings) == 1 else "",
    )


def _century(written: str, year: int | None) -> int:
    if len(written) == 4:
        return int(written)
    middle = year or 2020
    guess = middle // 100 * 100 + int(written)
    if guess > middle + 50:
        return guess - 100
    return guess + 100 if guess < middle - 49 else guess


def _in_english(text: str, *, raw: str, year: int | None, is_end: bool) -> DayReading:
    ends = is_end or bool(re.match(r"(?:by |before )?(?:the )?(?:end of|end|late)\b", text))
    plain = re.sub(r"^(?:by |before )?(?:the )?(?:end of|end|late|early|mid)[\s-]+", "", text)
    plain = re.sub(r"^(?:by|before|from|since|until|due|est\.?|expected)\s+", "", plain)
    plain = re.sub(
        r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+", "", plain
    )
    year_part = r"(?:,?[\s-]*(\d{4}|'?\d{2}))"
    if found := re.fullmatch(
        rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of )?{_MONTH_NAME}{year_part}?", plain
    ):
        chosen = _century(found[3].lstrip("'"), year) if found[3] else year
        return _made(chosen, _MONTHS[found[2]], int(found[1]), raw) if chosen else _no_year(raw)
    if found := re.fullmatch(rf"{_MONTH_NAME}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", plain):
        return _made(int(found[3]), _MONTHS[found[1]], int(found[2]), raw)
    if found := re.fullmatch(rf"{_MONTH_NAME}{year_part}?", plain):
        chosen = _century(found[2].lstrip("'"), year) if found[2] else year
        month = _MONTHS[found[1]]
        return _period(chosen, month, month, "month", is_end=ends) if chosen else _no_year(raw)
    quarter = re.fullmatch(r"q([1-4])(?:[\s/-]*(\d{4}))?", plain) or re.fullmatch(
        r"()(\d{4})[\s/-]*q([1-4])", plain
    )
    if quarter:
        number = int(quarter[1] or quarter[3])
        chosen = int(quarter[2]) if quarter[2] else year
        if not chosen:
            return _no_year(raw)
        return _period(chosen, number * 3 - 2, number * 3, "quarter", is_end=ends)
    if text != plain and re.fullmatch(r"\d{4}", plain):
        return _period(int(plain), 1, 12, "year", is_end=ends)
    return None


def _in_chinese(text: str, *, raw: str, year: int | None, is_end: bool) -> DayReading:
    plain = _LABEL.sub("", text)
    ends = is_end or bool(re.search(r"前(?:完工|竣工|完成|建成|投产)?$", plain))
    plain = _TAIL.sub("", plain)
    plain = re.sub(r"^今年", f"{year}年" if year else "今年", plain)
    plain = re.sub(r"^明年", f"{year + 1}年" if year else "明年", plain)
    plain = re.sub(r"(?:年底|年末|岁末)$", "年底", plain)
    plain = _NUMERALS.sub(_in_digits, plain)
    plain = plain.replace("元月", "1月").replace("年底底", "年底")
    if plain in ("年底", "年初", "年中", "年内"):
        plain = f"{year}{plain}" if year else plain
    plain = re.sub(r"年内$", "年", plain)
    found = _CHINESE.fullmatch(plain)
    if not plain or not found or not any(found.groupdict().values()):
        return _no_day(raw)
    has_period = found["month"] or found["quarter"] or found["half"]
    if not found["year"] and not has_period:
        return _no_day(raw)
    chosen = _century(found["year"], year) if found["year"] else year
    if chosen is None:
        return _no_year(raw)
    part = found["part"]
    if found["day"]:
        return _made(chosen, int(found["month"]), int(found["day"]), raw)
    if found["month"]:
        month = int(found["month"])
        if not 1 <= month <= 12:
            return _no_day(raw)
        return _part_of_month(chosen, month, part, is_end=ends)
    if found["quarter"]:
        last = int(found["quarter"]) * 3
        return _period(chosen, last - 2, last, "quarter", is_end=_ends(part, ends))
    if found["half"]:
        last = 6 if found["half"] == "上" else 12
        return _period(chosen, last - 5, last, "half", is_end=_ends(part, ends))
    if part in ("中", "中旬"):
        return Misread(
            "ledgers.ambiguous-date",
            f"「{raw}」说的是哪个月？请写成「{chosen}年6月」的形式。",
            f"Which month does “{raw}” mean? Write it like {chosen}-06.",
            proposal=f"{chosen}年6月",
        )
    return _period(chosen, 1, 12, "year", is_end=_ends(part, ends))


def _in_digits(found: re.Match[str]) -> str:
    number = chinese_number(found[0])
    return found[0] if number is None else str(number)


def _ends(part: str | None, is_end: bool) -> bool:
    if part in ("底", "末", "下旬"):
        return True
    return False if part in ("初", "上旬") else is_end


def _part_of_month(year: int, month: int, part: str | None, *, is_end: bool) -> DayReading:
    last = calendar.monthrange(year, month)[1] if _is_year(year) else 28
    days = {
        "初": (1, 1),
        "上旬": (1, 10),
        "中旬": (11, 20),
        "中": (11, 20),
        "下旬": (21, last),
        "底": (last, last),
        "末": (last, last),
    }.get(part or "", (1, last))
    return _within_year(year, month, days[1] if is_end else days[0], "month")


def _period(
    year: int, first_month: int, last_month: int, precision: Precision, *, is_end: bool
) -> DayReading:
    if not is_end:
        return _within_year(year, first_month, 1, precision)
    last = calendar.monthrange(year, last_month)[1] if _is_year(year) else 28
    return _within_year(year, last_month, last, precision)


def _is_year(year: int) -> bool:
    return EARLIEST_YEAR <= year <= LATEST_YEAR


def _within_year(year: int, month: int, on: int, precision: Precision) -> DayReading:
    if not _is_year(year):
        return _no_day(str(year))
    return Day(date(year, month, on), precision)


def _made(year: int, month: int, on: int, raw: str) -> DayReading:
    try:
        return _within(date(year, month, on), "day", raw)
    except ValueError:
        return Misread(
            "ledgers.no-such-day",
            f"「{raw}」这一天不存在；请核对年、月、日。",
            f"“{raw}” is no day of the calendar; check year, month and day.",
        )


def _within(on: date, precision: Precision, raw: str) -> DayReading:
    return Day(on, precision) if _is_year(on.year) else _no_day(raw)


def _no_year(raw: str) -> Misread:
    return Misread(
        "ledgers.date-without-year",
        f"「{raw}」没有年份；请写成「2021年3月」的形式，或在导入时指定台账年度。",
        f"“{raw}” has no year; write it like 2021-03, or give the ledger's year on import.",
    )


def _no_day(raw: str) -> Misread:
    flat = re.sub(r"\s+", " ", raw).strip()
    shown = excerpt(raw)
    parts = [
        simplified(half_width(part))
        for part in re.split(r"[—–~～至]|\s-\s|(?<=\d{4})-(?=\d{4})", flat)
    ]
    proposal = parts[0] if len(parts) == 2 and re.search(r"\d{4}", parts[0]) else ""
    return Misread(
        "ledgers.not-a-date",
        f"「{shown}」不是日期；请写成 2021-03-31、2021年3月 或 2021年底，说明写到备注列。",
        f"“{shown}” is no date; write 2021-03-31 or 2021-03, and put words into a remarks column.",
        proposal=proposal,
    )
