"""Writing thousands of rows with their history in a handful of statements.

Django's `bulk_update` builds a CASE over all rows, and simple-history copies every row through
Python: 5,000 rows took over 2 s of processor time. Here the values go to the database as a table
with a column for each field, and it copies the rows into their history itself. PostgreSQL
takes it as one JSON document; SQLite, which lies in our own process, repeats a prepared statement.
The rows say no `post_save`; who changes cells in bulk tells the house by an event.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import (
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

from kaigong.accounts.models import User
from kaigong.audit import clock
from kaigong.portfolio.models import (
    AnnualPlan,
    MonthlyReport,
    MonthlyTarget,
    Project,
    ProjectLamp,
)

# SQLite allows 32,766 parameters to a statement since 3.32; there ids go in as numbers.
_IDS = 5000
AnyField = Field[Any, Any]
# Such values go to the database as they are; asking the field about each costs as much again.
_AS_THEY_ARE: list[tuple[type[AnyField], type]] = [
    (CharField, str),
    (TextField, str),
    (IntegerField, int),
    (BooleanField, bool),
    (ForeignKey, int),
]
MANY = 200  # new rows after which the database counts anew


def create_rows(rows: Sequence[Model], *, by: User | None) -> None:
    """Insert new rows of one model, and their first line of history."""
    if not rows:
        return
    model = type(rows[0])
    model._default_manager.bulk_create(rows, batch_size=1000)
    note_history(model, [row.pk for row in rows], sign="+", by=by)
    if len(rows) >= MANY:
        transaction.on_commit(refresh_statistics)


def insert_rows(rows: Sequence[Model], *, only_new: bool = False) -> None:
    """Insert new rows that keep no history; they learn no key of theirs.

    Args:
        only_new: Leave out, without a word, a row that a constraint of uniqueness knows already.
    """
    if not rows:
        return
    model, quote = type(rows[0]), connection.ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    into = f"INSERT INTO {quote(model._meta.db_table)} ({_named(fields)})"
    known = " ON CONFLICT DO NOTHING" if only_new else ""
    if connection.vendor == "postgresql":
        _run_over_document(f"{into} SELECT * FROM {{rows}}{known}", fields, rows)
    else:
        _repeat(f"{into} VALUES ({', '.join(['%s'] * len(fields))}){known}", fields, rows)


def update_rows(changed: Mapping[Model, Collection[str]], *, by: User | None) -> None:
    """Write the named fields of rows of one model, and a line of history for each row."""
    if not changed:
        return
    overwrite_rows(changed)
    model = type(next(iter(changed)))
    note_history(model, [row.pk for row in changed], sign="~", by=by)


def overwrite_rows(changed: Mapping[Model, Collection[str]]) -> None:
    """Write the named fields of rows without history: what was reworded, not what happened."""
    by_fields: dict[tuple[str, ...], list[Model]] = {}
    for row, names in changed.items():
        by_fields.setdefault(tuple(sorted(names)), []).append(row)
    for names, rows in by_fields.items():
        _update(type(rows[0]), names, rows)


def _update(model: type[Model], names: Sequence[str], rows: Sequence[Model]) -> None:
    quote, key = connection.ops.quote_name, model._meta.pk
    fields = [_field(model, name) for name in names]
    table, key_name = quote(model._meta.db_table), quote(str(key.column))
    columns = [quote(str(field.column)) for field in fields]
    if connection.vendor == "postgresql":
        sets = ", ".join(f"{column} = told.{column}" for column in columns)
        _run_over_document(
            f"UPDATE {table} SET {sets} FROM {{rows}} WHERE {table}.{key_name} = told.{key_name}",
            [key, *fields],
            rows,
        )
    else:
        sets = ", ".join(f"{column} = %s" for column in columns)
        _repeat(f"UPDATE {table} SET {sets} WHERE {key_name} = %s", [*fields, key], rows)


def _run_over_document(sql: str, fields: Sequence[AnyField], rows: Sequence[Model]) -> None:
    """Run a statement with a table `told` of the rows' values in the place of `{rows}`."""
    names = [str(field.column) for field in fields]
    columns = [
        [getattr(row, field.attname) for row in rows]
        if isinstance(field, JSONField)
        else _values(field, rows)
        for field in fields
    ]
    told = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    types = ", ".join(
        f"{connection.ops.quote_name(name)} {field.db_type(connection)}"
        for name, field in zip(names, fields, strict=True)
    )
    table = f"jsonb_to_recordset(%s::jsonb) AS told({types})"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=table), [json.dumps(told, ensure_ascii=False, default=str)])


def _repeat(sql: str, fields: Sequence[AnyField], rows: Sequence[Model]) -> None:
    columns = [_values(field, rows) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*columns, strict=True)))


def _values(field: AnyField, rows: Sequence[Model]) -> list[object]:
    """One field's values of all rows, as the driver takes them."""
    values = [getattr(row, field.attname) for row in rows]
    plain = next((kind for model, kind in _AS_THEY_ARE if isinstance(field, model)), None)
    if plain and all(value is None or type(value) is plain for value in values):
        return values
    database = connections[connection.alias]  # `connection` looks it up anew at each of its names
    return [field.get_db_prep_save(value, database) for value in values]


def _named(fields: Sequence[AnyField]) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)


def _field(model: type[Model], name: str) -> AnyField:
    found = model._meta.get_field(name)
    assert isinstance(found, Field)  # noqa: S101  (a name of our own catalogue)
    return found


def note_history(model: type[Model], keys: Sequence[int], *, sign: str, by: User | None) -> None:
    """Copy rows as they are now into their history.

    Args:
        sign: `+` for new rows, `~` for changed ones, as simple-history writes it.
    """
    history = model.history.model  # type: ignore[attr-defined]
    quote = connection.ops.quote_name
    columns = _named(model._meta.concrete_fields)
    moment = connection.ops.adapt_datetimefield_value(clock.now())
    source, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        for start in range(0, len(keys), _IDS):
            among, given = _among(keys[start : start + _IDS])
            cursor.execute(
                f"INSERT INTO {quote(history._meta.db_table)} ({columns}, history_date,"
                " history_type, history_user_id, history_change_reason)"
                f" SELECT {columns}, %s, %s, {int(by.pk) if by else 'NULL'}, NULL"
                f" FROM {source} WHERE {key} {among}",
                [moment, sign, *given],
            )


def _among(keys: Sequence[int]) -> tuple[str, list[list[int]]]:
    """The rest of a condition that holds for these keys, and its parameters."""
    if connection.vendor == "postgresql":  # one array: its driver reads through each statement
        return "= ANY(%s)", [list(keys)]
    return f"IN ({', '.join(str(int(each)) for each in keys)})", []


def refresh_statistics() -> None:
    """Let the database count its rows again after many came in.

    Without statistics SQLite joins the ledger's sums row by row: 20,000 projects took minutes
    instead of half a second. ANALYZE is the same word on PostgreSQL.
    """
    tables = [Project, ProjectLamp, AnnualPlan, MonthlyTarget, MonthlyReport]
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
