"""A backup is whole or none, holds one moment, and comes back row by row."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from kaigong.accounts.models import Role
from kaigong.audit.services import record, verify
from kaigong.config import backups
from kaigong.config.backups.rows import lines_of, tables
from kaigong.portfolio.models import Project, Proof
from tests.builders import a_person, a_plan, a_project, a_report, a_zone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(settings: Any, tmp_path: Path) -> Project:
    """A zone with rows of many kinds and one paper, in files of its own: beside it others test."""
    storage = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    zone = a_zone("jy")
    person = a_person(zone, Role.COMMAND, name="王工")
    project = a_project(zone, "长发 & “引号”\n换行 \U0001f3d7", content="=1+1")
    a_plan(project, extras={"联系电话": "8451", "b": "1", "a": "2"})
    a_report(project, zone.today())
    project.save()  # a history row
    paper = ContentFile(b"%PDF-1.4 paper", name="批复.pdf")
    Proof.objects.create(
        project=project, file=paper, by=person, at=zone.end_of(zone.today()), name="批复.pdf",
        media_type="application/pdf", sha256="0" * 64, size_bytes=14,
    )  # fmt: skip
    assert (tmp_path / "files" / str(Proof.objects.get().file.name)).exists()
    record("test.done", by=person, zone="jy", amount="1.50")
    return project


def every_row() -> dict[str, list[bytes]]:
    return {model._meta.label_lower: sorted(lines_of(model)) for model in tables()}


def emptied() -> None:
    """All rows gone, as in a new place."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        names = [connection.ops.quote_name(model._meta.db_table) for model in tables()]
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
        else:
            for name in names:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608


def without_papers() -> None:
    for proof in Proof.objects.all():
        proof.file.storage.delete(proof.file.name)


def test_what_was_backed_up_comes_back_row_by_row(full: Project, tmp_path: Path) -> None:
    before = every_row()
    manifest = backups.back_up(tmp_path / "b.kaigong")
    assert manifest.row_count == sum(map(len, before.values()))
    without_papers()
    emptied()
    verdict = backups.restore(tmp_path / "b.kaigong")
    assert verdict.is_clean
    after = every_row()
    for label in {"audit.entry", "audit.chain"}:  # restoring leaves a line of its own
        before.pop(label)
        after.pop(label)
    # The line of the backup itself was written after its moment.
    assert after == before
    assert Proof.objects.get().file.read() == b"%PDF-1.4 paper"
    again = a_project(full.zone, "后来的")  # numbering goes on behind the restored rows
    assert again.pk > full.pk
    assert verify().is_clean


def test_it_is_restored_into_an_empty_place_only(full: Project, tmp_path: Path) -> None:
    backups.back_up(tmp_path / "b.kaigong")
    before = every_row()
    with pytest.raises(backups.PlaceNotEmptyError):
        backups.restore(tmp_path / "b.kaigong")
    assert every_row() == before


def test_a_backup_overwrites_nothing(full: Project, tmp_path: Path) -> None:
    (tmp_path / "b.kaigong").write_text("dear")
    with pytest.raises(backups.FileThereError):
        backups.back_up(tmp_path / "b.kaigong")
    assert (tmp_path / "b.kaigong").read_text() == "dear"


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_damaged_file_is_refused_whole(full: Project, tmp_path: Path, share: float) -> None:
    good = tmp_path / "b.kaigong"
    backups.back_up(good)
    content = bytearray(good.read_bytes())
    bad = tmp_path / "bad.kaigong"
    bad.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(backups.NoBackupError):
        backups.inspect(bad)
    names_of_members = content.count(b"jsonl")
    assert names_of_members > 20
    for offset in range(3):  # one bit, somewhere in the rows
        place = int(len(content) * share * 0.6) + offset * 97
        content[place] ^= 1
        bad.write_bytes(content)
        content[place] ^= 1
        try:
            told = backups.inspect(bad)
        except (backups.NoBackupError, backups.DamagedBackupError):
            continue
        assert told == backups.inspect(good)  # the bit was in a date of the archive's own


def test_rows_changed_within_a_backup_are_found(full: Project, tmp_path: Path) -> None:
    good, bad = tmp_path / "b.kaigong", tmp_path / "bad.kaigong"
    backups.back_up(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "tables/portfolio.project.jsonl":
                content = content.replace(b"1000000000.00", b"9000000000.00")
            target.writestr(name, content)
    with pytest.raises(backups.DamagedBackupError, match=r"portfolio\.project"):
        backups.inspect(bad)


def test_a_backup_of_another_version_is_told_so(full: Project, tmp_path: Path) -> None:
    backups.back_up(tmp_path / "b.kaigong")
    with zipfile.ZipFile(tmp_path / "b.kaigong") as archive:
        said = json.loads(archive.read("manifest.json"))
        parts = {name: archive.read(name) for name in archive.namelist()}
    said["migrations"].append("portfolio.9999_from_tomorrow")
    import hashlib

    text = json.dumps(said)
    parts |= {"manifest.json": text.encode()}
    parts |= {"manifest.sha256": hashlib.sha256(text.encode()).hexdigest().encode()}
    with zipfile.ZipFile(tmp_path / "c.kaigong", "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    emptied()
    with pytest.raises(backups.OtherVersionError, match="9999_from_tomorrow"):
        backups.restore(tmp_path / "c.kaigong")
