"""Rows as lines of JSON, the same from SQLite and from PostgreSQL, so that they can be compared."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import BinaryField, Field, FileField, ForeignKey, JSONField, Model
from django.utils.duration import duration_iso_string

# Who was logged in when is no part of the record, and a stolen backup must not log anybody in.
LEFT_OUT = {"sessions.session", "usersessions.usersession"}
CHUNK = 2000
_WHOLE = 2**256


def tables() -> list[type[Model]]:
    """Every table that a backup holds, in a fixed order."""
    models = apps.get_models(include_auto_created=True)
    kept = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted(
        (model for model in kept if model._meta.label_lower not in LEFT_OUT),
        key=lambda model: model._meta.label_lower,
    )


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def papers(model: type[Model]) -> list[str]:
    """The names of the fields that point to files."""
    return [field.attname for field in fields_of(model) if isinstance(field, FileField)]


def lines_of(model: type[Model]) -> Iterator[bytes]:
    """The rows of a table, one line each, by their key."""
    names = [field.attname for field in fields_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        line = [_plain(value) for value in row]
        yield json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass
class Digest:
    """How many rows, and a sum over them that does not depend on their order.

    Two databases sort texts differently; the rows are the same all the same.
    """

    count: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.count += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % _WHOLE

    @property
    def text(self) -> str:
        return f"{self.total:064x}"


def insert(model: type[Model], lines: list[bytes]) -> None:
    """Put rows into a table as they are: no signal, no history, no automatic moment."""
    fields = fields_of(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [
        [
            field.get_db_prep_save(_stored(field, value), connection)
            for field, value in zip(fields, json.loads(line), strict=True)
        ]
        for line in lines
    ]
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    return str(value) if isinstance(value, UUID) else value


def _stored(field: Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return base64.b64decode(value)
    if isinstance(field, ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)
