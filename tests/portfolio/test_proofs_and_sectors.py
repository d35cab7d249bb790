"""Proofs, milestones, sectors by year, levels by threshold."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile

from kaigong.accounts.models import Zone
from kaigong.portfolio.models import Proof, Sector
from kaigong.portfolio.selectors.sectors import levels_in_year, sector_in_scheme
from kaigong.portfolio.services.levels import set_thresholds
from kaigong.portfolio.services.milestones import (
    DoneAlreadyError,
    DoneInFutureError,
    MovedWithoutReasonError,
    complete_milestone,
    reopen_milestone,
    set_milestone,
)
from kaigong.portfolio.services.proofs import (
    MOST_BYTES,
    EmptyProofError,
    ProofKindError,
    ProofTooLargeError,
    keep_proof,
)
from kaigong.portfolio.services.sectors import MappedBackwardsError, map_sectors, open_scheme
from kaigong.web.file_kinds import kind_of
from tests.builders import YI, a_person, a_project, a_zone

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def zone() -> Zone:
    return a_zone()


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 photo", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"%PDF-1.4", "application/pdf"),
        (
            zipped("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_a_kind_is_read_from_the_bytes(content: bytes, media_type: str) -> None:
    kind = kind_of(content)
    assert kind is not None
    assert kind.media_type == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>",
        b"MZ\x90",
        b"PK\x03\x04 broken",
        zipped("xl/workbook.xml", "xl/vbaProject.bin"),
        zipped("anything.txt"),
    ],
)
def test_what_could_act_in_a_browser_or_an_office_is_refused(zone: Zone, content: bytes) -> None:
    with pytest.raises(ProofKindError):
        keep_proof(a_project(zone), file=ContentFile(content, name="photo.png"), by=None)
    assert not Proof.objects.exists()


def test_empty_and_oversized_files_are_refused(zone: Zone) -> None:
    with pytest.raises(EmptyProofError):
        keep_proof(a_project(zone), file=ContentFile(b"", name="a.png"), by=None)
    large = ContentFile(PNG + b"0" * MOST_BYTES, name="a.png")
    with pytest.raises(ProofTooLargeError):
        keep_proof(a_project(zone), file=large, by=None)


def test_the_same_content_is_stored_once(zone: Zone) -> None:
    one, two = a_project(zone), a_project(zone)
    first = keep_proof(one, file=ContentFile(PNG, name="塔吊.png"), by=None)
    again = keep_proof(one, file=ContentFile(PNG, name="again.png"), by=None)
    other = keep_proof(two, file=ContentFile(PNG, name="../../etc/passwd"), by=None)
    assert again == first
    assert other.pk != first.pk
    assert other.file.name == first.file.name
    assert other.name == "passwd"
    assert first.file.read() == PNG


def test_a_promise_moves_only_with_a_reason(zone: Zone) -> None:
    project, owner = a_project(zone), a_person(zone)
    milestone = set_milestone(project, name="交付", due_on=date(2022, 7, 30), owner=owner, by=owner)
    with pytest.raises(MovedWithoutReasonError):
        set_milestone(project, name="交付", due_on=date(2022, 9, 1), owner=owner, by=owner)
    set_milestone(
        project, name="交付", due_on=date(2022, 9, 1), owner=owner, by=owner, reason="冬停"
    )
    assert project.milestones.get().due_on == date(2022, 9, 1)
    assert milestone.history.count() == 2


def test_a_promise_is_kept_on_a_day_that_has_come(zone: Zone) -> None:
    project, owner = a_project(zone), a_person(zone)
    milestone = set_milestone(project, name="封顶", due_on=date(2021, 3, 1), owner=owner, by=owner)
    with pytest.raises(DoneInFutureError):
        complete_milestone(milestone, on=date(2021, 4, 1), by=owner)
    photo = ContentFile(PNG, name="封顶.png")
    complete_milestone(milestone, on=date(2021, 3, 10), by=owner, proof=photo)
    assert milestone.done_on == date(2021, 3, 10)
    assert milestone.proofs.get().name == "封顶.png"
    with pytest.raises(DoneAlreadyError):
        complete_milestone(milestone, on=date(2021, 3, 11), by=owner)
    reopen_milestone(milestone, reason="只封了 18 座", by=owner)
    assert milestone.done_on is None


def test_a_sector_is_read_in_the_scheme_of_the_year(zone: Zone) -> None:
    old = open_scheme(
        zone,
        first_year=2021,
        name="三大产业",
        sectors=[("影视文旅", "Film"), ("生命健康", "Health")],
        by=None,
    )
    new = open_scheme(
        zone, first_year=2023, name="三张名片", sectors=[("影都", "Film city"), ("医疗", "Care")],
        by=None,
    )  # fmt: skip
    film, health = old.sectors.all()
    city, care = new.sectors.all()
    map_sectors([(film, city), (health, city), (health, care)], by=None)
    project = a_project(zone, sector=film)
    assert sector_in_scheme(project, 2022) == film
    assert sector_in_scheme(project, 2024) == city
    assert sector_in_scheme(project, 2020) is None
    split = a_project(zone, sector=health)
    assert sector_in_scheme(split, 2024) is None  # two ways: the taxonomy alone cannot tell
    assert sector_in_scheme(a_project(zone, sector=care), 2021) == health
    with pytest.raises(MappedBackwardsError):
        map_sectors([(city, film)], by=None)
    assert Sector.objects.count() == 4


def test_a_level_follows_the_thresholds_of_the_year(zone: Zone) -> None:
    set_thresholds(
        zone,
        first_year=2021,
        levels=[(YI / 2, ("5000 万元以上", "50 m")), (10 * YI, ("10 亿元以上", "1 bn"))],
        by=None,
    )
    set_thresholds(zone, first_year=2023, levels=[(YI, ("亿元以上", "100 m"))], by=None)
    names = [
        level.name if level else None
        for level in levels_in_year(zone, [YI / 2, YI / 4, None, 68 * YI], year=2022)
    ]
    assert names == ["5000 万元以上", None, None, "10 亿元以上"]
    assert [level and level.name for level in levels_in_year(zone, [YI], year=2023)] == ["亿元以上"]
