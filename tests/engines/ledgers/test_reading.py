"""Files as they arrive: any kind, any encoding, and the bad ones."""

# A table of examples is easier to check with one example on each line.
# ruff: noqa: E501

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
import xlwt

from kaigong.engines.ledgers import FormulaError, LedgerError, read_workbook
from kaigong.engines.ledgers.errors import (
    DamagedFileError,
    EmptyFileError,
    NotAFeatureCollectionError,
    NotAWorkbookError,
    PasswordProtectedError,
    TooDeepError,
    TooManyCellsError,
    ZipBombError,
)
from tests.engines.ledgers.ledgers_of_offices import csv_ledger, rows_xlsx, zone_ledger
from tests.engines.ledgers.raw_xlsx import raw_xlsx


def read(content: bytes):
    return read_workbook(content, name="表.xlsx")


def test_a_sheet_keeps_the_addresses_excel_shows():
    (sheet,) = read(zone_ledger())
    assert (sheet.name, sheet.first_row, sheet.first_column) == ("项目大表", 3, 2)
    assert sheet.rows[8][1] == "长發智慧城市产业基地"
    assert (sheet.row_number(8), sheet.letter(1)) == (11, "C")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_reads_the_same_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    text = csv_ledger().replace(",", delimiter)
    workbook = read_workbook(text.encode(encoding), name="表.csv")
    assert workbook.delimiter == delimiter
    assert workbook.sheets[0].rows[3][:3] == ["1", "长髮智慧城市産業基地", "136000"]
    assert workbook.sheets[0].rows[3][7] == "含一期\n和二期"


def test_pounds_in_cp1252_are_not_taken_for_chinese():
    workbook = read("name;cost\nCafé “Zürich”;£32.24\nÉcole;£1,000\n".encode("cp1252"))
    assert workbook.encoding == "cp1252"
    assert workbook.sheets[0].rows[1] == ["Café “Zürich”", "£32.24"]


def test_traditional_characters_in_big5_are_read():
    workbook = read("項目名稱,總投資\n長髮智慧城市產業基地,1000\n".encode("big5"))
    assert workbook.sheets[0].rows[1] == ["長髮智慧城市產業基地", "1000"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_records_may_end_in_any_way(line_end):
    workbook = read(f'a,b{line_end}1,"x{line_end}y"{line_end}2,z{line_end}'.encode())
    assert len(workbook.sheets[0].rows) == 3


def test_a_row_quoted_as_a_whole_is_taken_apart():
    workbook = read(b'name,cost\n"road,""1,000"""\nbridge,5\n')
    assert workbook.sheets[0].rows[1] == ["road", "1,000"]


def test_a_gzip_of_anything_is_opened():
    assert read(gzip.compress(csv_ledger().encode())).kind == "csv"
    assert read(gzip.compress(zone_ledger())).kind == "xlsx"


def test_an_old_xls_reads_like_its_xlsx_twin():
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    for number, row in enumerate([["项目名称", "总投资"], ["甲", 12.5], ["乙", 3]]):
        for column, value in enumerate(row):
            page.write(number, column, value)
    page.row(3).set_cell_error(1, 0x17)
    stream = io.BytesIO()
    book.save(stream)
    workbook = read(stream.getvalue())
    assert workbook.kind == "xls"
    assert workbook.sheets[0].rows[:3] == [["项目名称", "总投资"], ["甲", 12.5], ["乙", 3]]
    assert workbook.sheets[0].rows[3][1] == FormulaError("#REF!")


def test_a_failed_formula_is_a_cell_not_a_blank():
    content = raw_xlsx(
        '<row r="2"><c r="B2"><v>1</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert read(content).sheets[0].rows == [[1, FormulaError("#DIV/0!")]]


def test_features_become_rows_and_their_places_columns():
    line = {"type": "LineString", "coordinates": [[125.0, 43.0], [126.0, 44.0]]}
    features = [
        {"type": "Feature", "geometry": None, "properties": {"name": "甲", "a": 1}},
        {"type": "Feature", "geometry": line, "properties": {"name": "乙", "b": {"x": [1]}}},
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (sheet,) = read(text.encode())
    assert sheet.rows == [
        ["name", "a", "b", "longitude", "latitude"],
        ["甲", 1, "", "", ""],
        ["乙", "", '{"x": [1]}', 125.5, 43.5],
    ]


def test_two_million_formatted_empty_rows_cost_nothing():
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 2_000_001))
    workbook = read(raw_xlsx(f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}'))
    assert workbook.sheets[0].rows == [[1]]


@pytest.mark.parametrize(
    ("xml", "error"),
    [
        # One far cell: the parser would ask for half a terabyte, and the process would be gone.
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', TooManyCellsError),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="9999999"><c><v>1</v></c><c r="ZZZ9999999"><v>1</v></c></row>', TooManyCellsError),
        ('<row r="x"><c r="1A"><v>1</v></c></row>', DamagedFileError),
        ('<row r="1"><c r="A1"><v>1</v></row>', DamagedFileError),
        ("", EmptyFileError),
    ],
)  # fmt: skip
def test_a_sheet_that_would_kill_the_parser_is_refused(xml, error):
    with pytest.raises(error):
        read(raw_xlsx(xml))


def test_circular_merges_do_no_harm():
    merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:A1"/><mergeCell ref="B1:C3"/></mergeCells>'
    content = raw_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c><c r="C3"><v>1</v></c></row>', after=merges
    )
    (sheet,) = read(content)
    assert len(sheet.merged) <= 1


def bomb(*, lies: bool) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (450 * 2**20))
    content = stream.getvalue()
    if lies:
        declared = (450 * 2**20).to_bytes(4, "little")
        content = content.replace(declared, (1000).to_bytes(4, "little"))
    return content


@pytest.mark.parametrize("lies", [False, True])
def test_a_zip_bomb_is_not_opened_even_if_it_declares_to_be_small(lies):
    with pytest.raises(ZipBombError):
        read(bomb(lies=lies))


def test_a_gzip_bomb_is_not_opened():
    with pytest.raises(ZipBombError):
        read(gzip.compress(b"," * (450 * 2**20), compresslevel=1))


def test_an_entity_bomb_is_refused():
    xml = '<!DOCTYPE a [<!ENTITY b "ccc">]>'
    with pytest.raises(DamagedFileError):
        read(raw_xlsx("", prologue=xml))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFileError),
        (b"\xef\xbb\xbf \r\n", EmptyFileError),
        (b"%PDF-1.7 ...", NotAWorkbookError),
        (b"\x89PNG\r\n\x1a\n\0\0", NotAWorkbookError),
        (b"<html><table><tr><td>1</td></tr></table></html>", NotAWorkbookError),
        (bytes(range(256)) * 8, NotAWorkbookError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), PasswordProtectedError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, LedgerError),
        (b"PK\x03\x04 cut off", DamagedFileError),
        (b"\x1f\x8b\x08 cut off", DamagedFileError),
        (b'{"type": "Topology"}', NotAFeatureCollectionError),
        (b'{"type": "FeatureCollection", "features": [', DamagedFileError),
        (b"[" * 200_000, TooDeepError),
    ],
)  # fmt: skip
def test_what_is_no_ledger_is_refused_with_a_word(content, error):
    with pytest.raises(error) as refused:
        read(content)
    assert refused.value.in_language("zh")
    assert refused.value.in_language("en")


def test_a_word_document_is_named_as_such():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotAWorkbookError, match="Word document"):
        read(stream.getvalue())


def test_reading_leaves_the_bytes_and_gives_the_same_twice():
    content = rows_xlsx([["项目名称", "总投资"], ["甲", 1]])
    before = bytes(content)
    assert read(content) == read(content)
    assert content == before


@pytest.mark.parametrize("error", LedgerError.__subclasses__())
def test_both_languages_of_an_error_state_the_same_facts(error):
    facts = error.named_facts("en")
    named = error.named_facts("zh")
    # What a file looks like is itself a word of the language.
    assert {f.removesuffix("_zh") for f in named} == {f.removesuffix("_en") for f in facts}


@pytest.mark.shared_data
@pytest.mark.parametrize("year", range(2018, 2023))
def test_real_files_are_read_whole(shared_data: Path, year: int):
    content = (shared_data / "portfolio" / f"gmpp_{year}.csv").read_bytes()
    (sheet,) = read(content)
    expected = {2018: 133, 2019: 133, 2020: 125, 2021: 184, 2022: 235}
    assert len(sheet.rows) == expected[year] + 1
