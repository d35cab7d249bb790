"""Writing a backup while people go on working."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from kaigong.audit.services import record
from kaigong.config.backups.errors import FileThereError
from kaigong.config.backups.reading import MANIFEST, SEAL, Manifest, PaperNote, TableNote, inspect
from kaigong.config.backups.rows import Digest, lines_of, papers, tables

Advance = Callable[[str, int], None]


def back_up(file: Path, *, advance: Advance = lambda _what, _count: None) -> Manifest:
    """Write all rows and papers into one file, as they were at one moment.

    The file gets its name only when it is whole and was read back: whatever is killed before leaves
    a `.part`, which nothing takes for a backup.

    Args:
        advance: Told what was written, and how many rows or files since.

    Raises:
        FileThereError: the file exists already.
    """
    if file.exists():
        raise FileThereError(file=file.name)
    part = file.with_name(f"{file.name}.part")
    with part.open("wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive, snapshot():
            manifest = _write(archive, advance)
        raw.flush()
        os.fsync(raw.fileno())
    inspect(part)
    try:
        os.link(part, file)  # unlike a rename it never replaces a file that came meanwhile
    except FileExistsError as error:
        raise FileThereError(file=file.name) from error
    part.unlink()
    record("house.backup.made", by=None, subject=file.name, rows=manifest.row_count)
    return manifest


@contextmanager
def snapshot() -> Iterator[None]:
    """Look at one moment of the database, and keep nobody from writing."""
    with _reading(), transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT COUNT(*) FROM django_migrations")  # the moment begins here
        yield


@contextmanager
def _reading() -> Iterator[None]:
    """Our transactions on SQLite take the lock of writers at once; one that only reads must not."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # it learns its mode when it connects
    held: Any = connections[connection.alias]
    usual, held.transaction_mode = held.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        held.transaction_mode = usual


def _write(archive: zipfile.ZipFile, advance: Advance) -> Manifest:
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(),
        version=version("kaigong"),
        migrations=sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
    )
    names: set[str] = set()
    for model in tables():
        label = model._meta.label_lower
        digest, seal = Digest(), hashlib.sha256()
        with archive.open(f"tables/{label}.jsonl", "w", force_zip64=True) as member:
            for line in lines_of(model):
                digest.add(line)
                seal.update(line + b"\n")
                member.write(line + b"\n")
                if digest.count % 1000 == 0:
                    advance(label, 1000)
        manifest.tables[label] = TableNote(digest.count, digest.text, seal.hexdigest())
        advance(label, digest.count % 1000)
        for attribute in papers(model):
            found = model._base_manager.values_list(attribute, flat=True)
            names |= {name for name in found.iterator() if name}
    for name in sorted(names):
        manifest.papers[name] = _paper(archive, name)
        advance("files", 1)
    text = manifest.text()
    archive.writestr(MANIFEST, text)
    archive.writestr(SEAL, hashlib.sha256(text.encode()).hexdigest())
    return manifest


def _paper(archive: zipfile.ZipFile, name: str) -> PaperNote | None:
    """One file of the store; None where a row names a file that is gone, which is no new fault."""
    seal, size = hashlib.sha256(), 0
    try:
        source: IO[bytes] = default_storage.open(name, "rb")
    except FileNotFoundError:
        return None
    with source, archive.open(f"files/{name}", "w", force_zip64=True) as member:
        while chunk := source.read(1 << 20):
            seal.update(chunk)
            size += len(chunk)
            member.write(chunk)
    return PaperNote(size, seal.hexdigest())
