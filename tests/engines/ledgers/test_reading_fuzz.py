"""Random and mutilated files: only our own errors may come out, and nothing may hang."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from functools import cache

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaigong.engines.ledgers import (
    Context,
    LedgerError,
    find_tables,
    marked_workbook,
    match_columns,
    read_rows,
    read_workbook,
)
from tests.engines.ledgers.ledgers_of_offices import FIELDS, csv_ledger, zone_ledger

patient = settings(suppress_health_check=list(HealthCheck), max_examples=60)


def taken_in(content: bytes) -> None:
    """The whole way of a file as far as it goes; what comes out is typed, or it is whole."""
    try:
        workbook = read_workbook(content, name="x")
    except LedgerError:
        return
    for sheet in workbook:
        for table in find_tables(sheet):
            mapping = match_columns(table, FIELDS, year=2021)
            rows = read_rows(table, mapping, fields=FIELDS, context=Context(year=2021))
            assert rows.total == len(rows.rows) + len(rows.left_out)


@cache
def xls() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    for number in range(40):
        for column, value in enumerate([f"项目{number}", number * 1.5, "2021年3月", "住建局"]):
            page.write(number + 1, column, value)
    for column, heading in enumerate(["项目名称", "总投资（万元）", "开工时间", "责任单位"]):
        page.write(0, column, heading)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def originals() -> dict[str, bytes]:
    return {
        "xlsx": zone_ledger(),
        "xls": xls(),
        "csv": csv_ledger().encode("gb18030"),
        "geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":'
        b'{"type":"Point","coordinates":[125.3,43.8]},"properties":{"name":"a","cost":1}}]}',
        "gz": gzip.compress(csv_ledger().encode()),
    }


@patient
@given(st.binary(max_size=600))
def test_random_bytes(content):
    taken_in(content)


@patient
@given(
    st.sampled_from(
        [
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x1f\x8b\x08",
            b"{",
            b"\xff\xfe",
            b"sep=",
        ]
    ),
    st.binary(max_size=2000),
)
def test_random_bytes_behind_a_known_beginning(magic, content):
    taken_in(magic + content)


@patient
@given(st.text(max_size=400))
def test_random_text(text):
    taken_in(text.encode("utf-8", "ignore"))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv", "geojson", "gz"])
@patient
@given(seed=st.integers(0, 2**32))
def test_a_file_damaged_at_random_places(kind, seed):
    dice = random.Random(seed)  # noqa: S311 - any place will do
    content = bytearray(originals()[kind])
    for _ in range(dice.choice([1, 2, 8, 40])):
        place = dice.randrange(len(content))
        content[place] = dice.randrange(256)
    if dice.random() < 0.3:
        del content[dice.randrange(len(content)) :]
    taken_in(bytes(content))


@patient
@given(seed=st.integers(0, 2**32))
def test_a_workbook_whose_xml_is_damaged_inside_a_sound_zip(seed):
    """Damage behind the checksum, where it reaches the parser."""
    dice = random.Random(seed)  # noqa: S311
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(originals()["xlsx"])) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            text = bytearray(source.read(part))
            if part.endswith(".xml") and dice.random() < 0.5:
                for _ in range(dice.choice([1, 3])):
                    place = dice.randrange(len(text))
                    if dice.random() < 0.5:
                        text[place] = dice.choice(b'0123456789ABCXYZ<>"/ =')
                    else:
                        length = dice.randrange(40)
                        text[place : place + length] = text[
                            place : place + length
                        ] * dice.randrange(3)
            if dice.random() > 0.03:
                target.writestr(part, bytes(text))
    taken_in(stream.getvalue())


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whatever_we_can_read_we_can_mark(seed):
    dice = random.Random(seed)  # noqa: S311
    content = bytearray(originals()[dice.choice(["xlsx", "xls", "csv"])])
    content[dice.randrange(len(content))] = dice.randrange(256)
    try:
        read_workbook(bytes(content), name="x")
    except LedgerError:
        return
    marked = marked_workbook(bytes(content), [], name="x")
    assert read_workbook(marked, name="x").sheets[0].name.startswith("问题清单")


def test_declared_sizes_and_checksums_are_not_believed():
    content = bytearray(zone_ledger())
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    with pytest.raises(LedgerError):
        read_workbook(bytes(content), name="x")


@pytest.mark.parametrize(
    ("record", "declared"),
    [
        # DIMENSIONS of 4 billion rows, and a table of 4 billion texts: the parser makes room first.
        (b"\x00\x02\x0e\x00", b"\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\xff\x00"),
        (b"\xfc\x00", None),
    ],
)
def test_an_xls_that_declares_more_than_it_holds_is_refused(record, declared):
    content = bytearray(xls())
    at = content.find(record, 512)
    assert at > 0
    if declared is None:
        content[at + 8 : at + 12] = b"\xff\xff\xff\x7f"
    else:
        content[at + 4 : at + 4 + len(declared)] = declared
    with pytest.raises(LedgerError):
        read_workbook(bytes(content), name="x")
