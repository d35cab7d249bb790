"""STEP text (ISO 10303-21): entities one a line, numbered as they come."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

_OURS: Final = uuid.UUID("1b7f3a0e-6f0d-4d59-9f43-2a6d2f5c0e7b")
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"
NOTHING: Final = "$"


class Step:
    """A data section being filled."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.lines: list[str] = []

    def add(self, entity: str, *values: str) -> str:
        """One entity, of values already written; how others refer to it."""
        reference = f"#{len(self.lines) + 1}"
        self.lines.append(f"{reference}={entity}({','.join(values)});")
        return reference

    def content(self, *, name: str, at: datetime) -> bytes:
        """The whole file, in ASCII."""
        stamp = f"{at:%Y-%m-%dT%H:%M:%S}"
        head = [
            "ISO-10303-21;",
            "HEADER;",
            "FILE_DESCRIPTION(('ViewDefinition [ReferenceView]'),'2;1');",
            f"FILE_NAME({text(name)},'{stamp}',(''),(''),'Kaigong','Kaigong','');",
            f"FILE_SCHEMA(('{self.schema}'));",
            "ENDSEC;",
            "DATA;",
        ]
        return "\n".join([*head, *self.lines, "ENDSEC;", "END-ISO-10303-21;", ""]).encode("ascii")


def text(value: str | None) -> str:
    """A string; what is not ASCII is written by its number."""
    if value is None:
        return NOTHING
    return f"'{''.join(map(_sign, value))}'"


def _sign(sign: str) -> str:
    number = ord(sign)
    if sign in "'\\":
        return sign * 2
    if 0x20 <= number < 0x7F:
        return sign
    if number < 0x100:
        return f"\\X\\{number:02X}"
    return f"\\X2\\{number:04X}\\X0\\" if number < 0x10000 else f"\\X4\\{number:08X}\\X0\\"


def moment(value: datetime | None) -> str:
    return f"'{value.isoformat(timespec='seconds')}'" if value else NOTHING


def span(minutes: int | None) -> str:
    """A length in hours and minutes, for a day means 24 hours there."""
    if minutes is None:
        return NOTHING
    sign, minutes = ("-" if minutes < 0 else ""), abs(minutes)
    return f"'{sign}PT{minutes // 60}H{minutes % 60}M'"


def truth(value: bool | None) -> str:
    return {True: ".T.", False: ".F.", None: NOTHING}[value]


def listed(values: Iterable[str]) -> str:
    return f"({','.join(values)})"


def global_id(words: Sequence[str]) -> str:
    """An id of 22 signs that is the same for the same words: files can be compared."""
    number = uuid.uuid5(_OURS, "\x1f".join(words)).int
    signs = []
    for _ in range(22):
        number, digit = divmod(number, 64)
        signs.append(_DIGITS[digit])
    return f"'{''.join(reversed(signs))}'"
