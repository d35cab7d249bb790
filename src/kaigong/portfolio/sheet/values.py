"""Values on their way in and out: what filters compare with, cells alike from both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from kaigong.errors import KaigongError
from kaigong.portfolio.columns import Column, Kind
from kaigong.portfolio.sheet.views import Value

CENT = Decimal("0.01")
LARGEST_BOUND = Decimal(10) ** 20  # beyond it PostgreSQL's numbers and SQLite's part ways
LARGEST_KEY = 2**63
KEYED = {Kind.ORGANISATION, Kind.PERSON, Kind.SECTOR, Kind.LEVEL}


class UnreadableFilterError(KaigongError):
    code = "portfolio.unreadable-filter"
    zh = "筛选条件「{what}」看不懂；请清除筛选后再试。"
    en = "The filter “{what}” cannot be read; clear the filters and try again."


def id_list(ids: Sequence[int]) -> str:
    """Ids as rows. Whole numbers of our own need no parameter, and their count has no limit."""
    if not ids:
        return "SELECT 0 AS id"
    return "SELECT 0 AS id UNION ALL VALUES " + ", ".join(f"({int(each)})" for each in ids)


def keys_of(column: Column) -> list[str]:
    """A column of keys brings a second one, with what is shown for the key."""
    if column.kind in KEYED and column.label_sql:
        return [column.key, f"{column.key}.label"]
    return [column.key]


def expressions_of(column: Column) -> list[tuple[str, Kind]]:
    if column.kind in KEYED and column.label_sql:
        return [(column.sql, column.kind), (column.label_sql, Kind.TEXT)]
    return [(column.sql, column.kind)]


def exact_amount(value: object) -> Decimal | None:
    """SQLite keeps amounts as binary numbers; two decimals bring the exact amount back."""
    return None if value is None else Decimal(str(value)).quantize(CENT)


def read_value(value: Any, kind: Kind) -> Value:
    """A value as Python knows it, alike from both databases."""
    if value is None:
        return None
    if kind is Kind.AMOUNT:
        return exact_amount(value)
    if kind is Kind.DATE:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    if kind is Kind.FLAG:
        return bool(value)
    if kind is Kind.PERCENT:
        return float(value)
    if kind in KEYED:
        return int(value)
    if kind is Kind.NUMBER:
        return float(value) if not isinstance(value, int) else value
    return str(value)


def mapping_of(value: object) -> dict[str, str]:
    """A JSON column as both databases hand it out: text, or what the text says."""
    kept: object = json.loads(value) if isinstance(value, str | bytes) else value
    return {str(key): str(text) for key, text in kept.items()} if isinstance(kept, dict) else {}


def label_of(value: object, by: Column | None) -> str:
    if value is None or by is None:
        return ""
    if by.choices is not None and by.kind is Kind.CHOICE:
        return dict(by.choices.choices).get(str(value), str(value))
    return str(value)


def bound_of(column: Column, value: object) -> object:
    try:
        if column.kind is Kind.DATE:
            return connection.ops.adapt_datefield_value(date.fromisoformat(str(value)))
        bound = Decimal(str(value))
        if not bound.is_finite() or abs(bound) > LARGEST_BOUND:
            raise UnreadableFilterError(what=f"{column.key}: {value}"[:40])
        return format(bound, "f")
    except (ValueError, ArithmeticError) as error:
        raise UnreadableFilterError(what=f"{column.key}: {value}"[:40]) from error


def member_of(column: Column, value: object) -> object:
    if column.kind in KEYED:
        try:
            key = int(str(value))
            if abs(key) >= LARGEST_KEY:
                raise UnreadableFilterError(what=f"{column.key}: {value}"[:40])
            return key
        except ValueError as error:
            raise UnreadableFilterError(what=f"{column.key}: {value}"[:40]) from error
    if column.kind is Kind.FLAG:
        return value in (True, "true", "1", 1)
    return str(value)
