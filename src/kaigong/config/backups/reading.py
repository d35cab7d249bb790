"""Reading a backup: is it whole, and back into an empty place."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from kaigong.accounts.models import User, Zone
from kaigong.audit.models import Entry
from kaigong.audit.services import Verdict, record, verify
from kaigong.config.backups.errors import (
    DamagedBackupError,
    NoBackupError,
    OtherVersionError,
    PlaceNotEmptyError,
)
from kaigong.config.backups.rows import CHUNK, Digest, insert, lines_of, tables

MANIFEST, SEAL = "manifest.json", "manifest.sha256"
Advance = Callable[[str, int], None]
# What the reading of an archive may raise when bits of it are wrong.
_UNREADABLE = (
    KeyError, ValueError, OSError, EOFError, RuntimeError, NotImplementedError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True)
class TableNote:
    count: int
    rows: str  # the sum over the rows, whatever their order
    sha256: str  # of the member's bytes


@dataclass(frozen=True)
class PaperNote:
    size: int
    sha256: str


@dataclass
class Manifest:
    """What a backup says it holds."""

    made_at: str
    version: str
    migrations: list[str]
    tables: dict[str, TableNote] = field(default_factory=dict)
    papers: dict[str, PaperNote | None] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        return sum(note.count for note in self.tables.values())

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> Manifest:
        said = json.loads(text)
        said["tables"] = {key: TableNote(**note) for key, note in said["tables"].items()}
        said["papers"] = {key: note and PaperNote(**note) for key, note in said["papers"].items()}
        return cls(**said)


def inspect(file: Path, *, advance: Advance = lambda _what, _count: None) -> Manifest:
    """Read a whole backup and hold every part against its list.

    Raises:
        NoBackupError, DamagedBackupError: nothing of it may be trusted.
    """
    with _opened(file) as archive:
        manifest = _manifest(file, archive)
        for label, note in manifest.tables.items():
            digest, seal = Digest(), hashlib.sha256()
            for line in _lines(file, archive, label):
                digest.add(line)
                seal.update(line + b"\n")
            if (digest.count, digest.text, seal.hexdigest()) != (
                note.count,
                note.rows,
                note.sha256,
            ):
                raise DamagedBackupError(file=file.name, part=label)
            advance(label, note.count)
        for name, paper in manifest.papers.items():
            if paper is not None and _seal_of(file, archive, name) != paper:
                raise DamagedBackupError(file=file.name, part=name)
            advance("files", 1)
    return manifest


def restore(file: Path, *, advance: Advance = lambda _what, _count: None) -> Verdict:
    """Load a backup into an empty place, and compare every row with what the backup says.

    Returns:
        What a walk over the restored audit chain found.

    Raises:
        NoBackupError, DamagedBackupError, OtherVersionError, PlaceNotEmptyError: nothing was kept.
    """
    manifest = inspect(file)
    _refuse_other_version(manifest)
    _refuse_full_place()
    written: list[str] = []
    try:
        with transaction.atomic(), _opened(file) as archive:
            _load(file, archive, manifest, advance)
            for name, paper in manifest.papers.items():
                if paper is not None:
                    written.append(_put_back(archive, name))
                    advance("files", 1)
            _compare(file, manifest)
            verdict = verify()
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    record("house.backup.restored", by=None, subject=file.name, rows=manifest.row_count)
    return verdict


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoBackupError(file=file.name) from error
    with archive:
        yield archive


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        text, seal = archive.read(MANIFEST), archive.read(SEAL).decode()
    except _UNREADABLE as error:
        raise NoBackupError(file=file.name) from error
    if hashlib.sha256(text).hexdigest() != seal:
        raise DamagedBackupError(file=file.name, part=MANIFEST)
    try:
        return Manifest.read(text.decode())
    except (ValueError, TypeError, KeyError) as error:
        raise NoBackupError(file=file.name) from error


def _lines(file: Path, archive: zipfile.ZipFile, label: str) -> Iterator[bytes]:
    try:
        with archive.open(f"tables/{label}.jsonl") as member:
            for line in member:
                yield line.removesuffix(b"\n")
    except _UNREADABLE as error:
        raise DamagedBackupError(file=file.name, part=label) from error


def _seal_of(file: Path, archive: zipfile.ZipFile, name: str) -> PaperNote:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:  # it would be written outside the store
        raise DamagedBackupError(file=file.name, part=name)
    seal, size = hashlib.sha256(), 0
    try:
        with archive.open(f"files/{name}") as member:
            while chunk := member.read(1 << 20):
                seal.update(chunk)
                size += len(chunk)
    except _UNREADABLE as error:
        raise DamagedBackupError(file=file.name, part=name) from error
    return PaperNote(size, seal.hexdigest())


def _refuse_other_version(manifest: Manifest) -> None:
    ours = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    apart = ours ^ set(manifest.migrations)
    labels = {model._meta.label_lower for model in tables()}
    apart |= labels ^ set(manifest.tables)
    if apart:
        raise OtherVersionError(example=min(apart), version=manifest.version)


def _refuse_full_place() -> None:
    for model in (Zone, User, Entry):
        if count := model._default_manager.count():
            raise PlaceNotEmptyError(what=f"{model._meta.label} {count}")


def _load(file: Path, archive: zipfile.ZipFile, manifest: Manifest, advance: Advance) -> None:
    """All rows in one transaction: foreign keys are looked at when it ends, so in any order."""
    with connection.cursor() as cursor:
        for model in tables():  # what migrations made themselves, such as content types
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    for label in manifest.tables:
        model, waiting = apps.get_model(label), []
        for line in _lines(file, archive, label):
            waiting.append(line)
            if len(waiting) == CHUNK:
                insert(model, waiting)
                advance(label, CHUNK)
                waiting = []
        if waiting:
            insert(model, waiting)
            advance(label, len(waiting))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _put_back(archive: zipfile.ZipFile, name: str) -> str:
    if default_storage.exists(name):
        raise PlaceNotEmptyError(what=name)
    with archive.open(f"files/{name}") as member:
        return default_storage.save(name, File(member, name=name))


def _compare(file: Path, manifest: Manifest) -> None:
    """Read every row back: what the database holds now is what the backup said."""
    for model in tables():
        label, digest = model._meta.label_lower, Digest()
        for line in lines_of(model):
            digest.add(line)
        note = manifest.tables[label]
        if (digest.count, digest.text) != (note.count, note.rows):
            raise DamagedBackupError(file=file.name, part=label)
