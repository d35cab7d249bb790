"""Writing thousands of rows with their history in a handful of statements.

Django's `bulk_update` builds a CASE over all rows, and simple-history copies every row through
Python: 5,000 rows took over 2 s of processor time. Here the values go to the database as a table
with a column for each field, and it copies the rows into their history itself. PostgreSQL
takes it as one array a column (as one JSON document it took three times as much of the server, and
four times of us); SQLite, which lies in our own process, repeats a prepared statement.
The rows say no `post_save`; who changes cells in bulk tells the house by an event.
"""

from __future__ import annotations

import json
import select
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, connections, transaction
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    TextField,
    TimeField,
)
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from psycopg.pq import PipelineStatus

from kaigong.accounts.models import User
from kaigong.audit import clock
from kaigong.portfolio.models import (
    AnnualPlan,
    MonthlyReport,
    MonthlyTarget,
    Project,
    ProjectLamp,
)

AnyField = Field[Any, Any]
Row = TypeVar("Row", bound=Model)
# Such values go to the database as they are; asking the field about each costs as much again.
_AS_THEY_ARE: list[tuple[type[AnyField], type]] = [
    (CharField, str),
    (TextField, str),
    (IntegerField, int),
    (BooleanField, bool),
    (ForeignKey, int),
]
_Columns = Sequence[tuple[AnyField, Sequence[object]]]  # one value a row for each field
PART = 1250  # rows that go to the database while the next are made ready
MANY = 200  # new rows after which the database counts anew


@contextmanager
def without_waiting() -> Iterator[None]:
    """Send PostgreSQL one statement after the other, while it still works on the first.

    Whatever asks for an answer waits for all that was sent before; the end waits for the rest.
    SQLite works in our own process, there it changes nothing.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def _hand_over() -> None:
    """See to it that the server has a whole statement before we go on to prepare the next.

    In a pipeline the driver sends of a large one what the socket takes, and the rest with the next.
    """
    sent = connection.connection.pgconn
    if sent.pipeline_status == PipelineStatus.OFF:
        return
    while sent.flush():
        readable, _, _ = select.select([sent.socket], [sent.socket], [])
        if readable:
            sent.consume_input()


def check_keys() -> None:
    """Let PostgreSQL check the foreign keys of what was written now, and not all at the commit.

    After each part of a large change, so that it does so while the next part is made ready.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def in_parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys of rows in parts that are worth a statement each."""
    for first in range(0, len(keys), PART):
        yield keys[first : first + PART]


def read_rows(found: QuerySet[Row], names: Iterable[str] = ()) -> list[Row]:
    """The rows of a query as models that hold the named fields, or all; others are read when asked.

    Django asks each of a project's fifty fields about each row: 5,000 of them took 0.2 s.
    """
    model = found.model
    fields = [_field(model, name) for name in names] or model._meta.concrete_fields
    attributes = [field.attname for field in fields]
    rows = []
    for values in found.values_list(*attributes):
        row = model.__new__(model)
        row.__dict__ = dict(zip(attributes, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, found.db
        rows.append(row)
    return rows


def among(keys: Iterable[int]) -> RawSQL:
    """Thousands of keys as one parameter, for a filter `__in`.

    A parameter for each is told, read through and checked one by one: 30 ms a question of 5,000.
    """
    numbers = ",".join(str(int(key)) for key in keys)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{numbers}}}"])
    return RawSQL("SELECT value FROM json_each(%s)", [f"[{numbers}]"])


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
    model = type(rows[0])
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    _insert(model, [(field, _of(field, rows)) for field in fields], only_new=only_new)


def insert_columns(
    model: type[Model], columns: Mapping[str, Sequence[object]], *, only_new: bool = False
) -> None:
    """Insert new rows from their values by field, without a model for each; no history is kept.

    Args:
        columns: For every field but the key, one value a row.
        only_new: As for `insert_rows`.
    """
    _insert(
        model,
        [(_field(model, name), values) for name, values in columns.items()],
        only_new=only_new,
    )


def _insert(model: type[Model], columns: _Columns, *, only_new: bool = False) -> None:
    names = _named([field for field, _ in columns])
    into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names})"
    known = " ON CONFLICT DO NOTHING" if only_new else ""
    if connection.vendor == "postgresql":
        _run_over_arrays(f"{into} SELECT * FROM {{rows}}{known}", columns)
    else:
        _repeat(f"{into} VALUES ({', '.join(['%s'] * len(columns))}){known}", columns)


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
        _run_over_arrays(
            f"UPDATE {table} SET {sets} FROM {{rows}} WHERE {table}.{key_name} = told.{key_name}",
            [(field, _of(field, rows)) for field in (key, *fields)],
        )
    else:
        sets = ", ".join(f"{column} = %s" for column in columns)
        _repeat(
            f"UPDATE {table} SET {sets} WHERE {key_name} = %s",
            [(field, _of(field, rows)) for field in (*fields, key)],
        )


def _of(field: AnyField, rows: Sequence[Model]) -> list[object]:
    return [getattr(row, field.attname) for row in rows]


def _run_over_arrays(sql: str, columns: _Columns) -> None:
    """Run a statement with a table `told` of the rows' values in the place of `{rows}`."""
    names = _named([field for field, _ in columns])
    # Without their length: a cast to a length cuts what is too long, the column refuses it.
    types = [str(field.db_type(connection)).partition("(")[0] for field, _ in columns]
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    table = f"unnest({arrays}) AS told({names})"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=table), [_array(field, values) for field, values in columns])
        _hand_over()


def _array(field: AnyField, values: Sequence[object]) -> str:
    """One field's values of all rows as PostgreSQL writes an array."""
    if isinstance(field, JSONField):
        told: Iterable[object] = (
            None if value is None else json.dumps(value, ensure_ascii=False, default=str)
            for value in values
        )
    else:
        told = _values(field, values)
    return f"{{{','.join(map(_element, told))}}}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if type(value) is int:
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _repeat(sql: str, columns: _Columns) -> None:
    values = [_values(field, values) for field, values in columns]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*values, strict=True)))


def _values(field: AnyField, values: Sequence[object]) -> Sequence[object]:
    """One field's values of all rows, as the driver takes them."""
    plain = next((kind for model, kind in _AS_THEY_ARE if isinstance(field, model)), None)
    if plain and all(value is None or type(value) is plain for value in values):
        return values
    database = connections[connection.alias]  # `connection` looks it up anew at each of its names
    if isinstance(field, DateField | TimeField):  # moments too; a column has few different ones
        adapted = {value: field.get_db_prep_save(value, database) for value in set(values)}
        texts = {value: None if told is None else str(told) for value, told in adapted.items()}
        return [texts[value] for value in values]
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
    found, given = among(keys).as_sql(None, connection)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history._meta.db_table)} ({columns}, history_date,"
            " history_type, history_user_id, history_change_reason)"
            f" SELECT {columns}, %s, %s, {int(by.pk) if by else 'NULL'}, NULL"
            f" FROM {source} WHERE {key} IN {found}",
            [moment, sign, *given],
        )


def refresh_statistics() -> None:
    """Let the database count its rows again after many came in.

    Without statistics SQLite joins the ledger's sums row by row: 20,000 projects took minutes
    instead of half a second. ANALYZE is the same word on PostgreSQL.
    """
    tables = [Project, ProjectLamp, AnnualPlan, MonthlyTarget, MonthlyReport]
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
