"""Filters as SQL: what a person asks for goes in as parameters, never as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kaigong.portfolio.columns import COLUMNS, Column, Kind
from kaigong.portfolio.sheet.values import UnreadableFilterError, bound_of, member_of
from kaigong.portfolio.sheet.views import Filters

_WORDS = {Kind.TEXT, Kind.CHOICE, Kind.LAMP}  # what may be an empty text as well as nothing


class Conditions:
    """Writes filters as conditions and keeps the parameters that they name.

    Args:
        filled: Puts the reader's language and the zone's levels and sectors into an expression.
        member: What a filter's member means in the view.
    """

    def __init__(
        self, filled: Callable[[str], str], member: Callable[[Column, object], object]
    ) -> None:
        self.parameters: dict[str, Any] = {}
        self._filled, self._member = filled, member

    def of(self, filters: Filters) -> tuple[list[str], set[str]]:
        """The conditions of some filters, and the joins that they need."""
        needs: set[str] = set()
        parts = []
        for key, wanted in filters.items():
            column = COLUMNS.get(key)
            if column is None:
                raise UnreadableFilterError(what=key[:40])
            needs |= set(column.needs)
            parts += [self._condition(column, test, value) for test, value in wanted.items()]
        return [part for part in parts if part], needs

    def given(self, value: object) -> str:
        """The name of a parameter with a value."""
        name = f"given{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s"

    def _condition(self, column: Column, test: str, value: object) -> str:
        sql = self._filled(column.sql)
        if test == "empty":
            return _blank(column, sql) if value else f"NOT {_blank(column, sql)}"
        if test == "contains":
            return self._contains(column, str(value))
        if test == "in" and isinstance(value, list):
            return self._one_of(column, sql, value)
        if test in {"from", "to"}:
            if value in (None, ""):
                return ""
            name = self.given(bound_of(column, value))
            sign = ">=" if test == "from" else "<="
            # A number as text compares as text on SQLite: say what it is.
            limit = name if column.kind is Kind.DATE else f"CAST({name} AS NUMERIC)"
            return f"{sql} {sign} {limit}"
        raise UnreadableFilterError(what=f"{column.key} {test}"[:40])

    def _contains(self, column: Column, text: str) -> str:
        for sign in "!%_":
            text = text.replace(sign, f"!{sign}")
        name = self.given(f"%{text.lower()}%")
        shown = self._filled(column.sort_sql)
        like = f"LOWER(CAST({shown} AS TEXT)) LIKE {name} ESCAPE '!'"
        if column.key == "name":  # a project is also found by its other names
            like = (
                f"(LOWER(p.name) LIKE {name} ESCAPE '!' OR LOWER(p.name_en) LIKE {name} ESCAPE '!' "
                f"OR LOWER(p.code) LIKE {name} ESCAPE '!' OR p.id IN (SELECT project_id "
                f"FROM portfolio_projectalias WHERE LOWER(name) LIKE {name} ESCAPE '!'))"
            )
        return like

    def _one_of(self, column: Column, sql: str, values: list[object]) -> str:
        known = [value for value in values if value not in (None, "")]
        parts = []
        if len(known) < len(values):
            parts.append(_blank(column, sql))
        if known:
            members = (self._member(column, member_of(column, value)) for value in known)
            names = ", ".join(map(self.given, members))
            parts.append(f"{sql} IN ({names})")
        return f"({' OR '.join(parts)})" if parts else "1 = 0"


def _blank(column: Column, sql: str) -> str:
    """Nothing stands in the cell; a number is never an empty text."""
    if column.kind in _WORDS:
        return f"({sql} IS NULL OR {sql} = '')"
    return f"({sql} IS NULL)"
