"""Opening a file is heard part by part, and ends when whoever hears it ends it."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
import xlsxwriter

from kaigong.engines.ledgers import read_workbook


class EndedError(Exception):
    """Nobody wants the file any more."""


def xlsx(*, sheets: int = 3) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for place in range(sheets):
        book.add_worksheet(f"表{place}").write_row(0, 0, ["项目名称", place])
    book.close()
    return file.getvalue()


def csv(*, rows: int = 5_000) -> bytes:
    return "\n".join(["项目名称,总投资", *(f"项目{n},{n}" for n in range(rows))]).encode()


def geojson(*, features: int = 500) -> bytes:
    place = {"type": "Point", "coordinates": [125.4, 43.8]}
    found = [
        {"type": "Feature", "properties": {"name": f"项目{n}"}, "geometry": place}
        for n in range(features)
    ]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


FILES = {"xlsx": xlsx, "csv": csv, "geojson": geojson}


@pytest.mark.parametrize("kind", FILES)
def test_opening_tells_how_far_it_is_and_reads_the_same(kind: str) -> None:
    heard: list[tuple[int, int]] = []
    content = FILES[kind]()
    book = read_workbook(content, name="表", told=lambda done, of: heard.append((done, of)))
    assert len(heard) >= 3
    assert all(0 <= done <= of for done, of in heard)
    assert book == read_workbook(content, name="表")


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("after", [0, 2])
def test_who_hears_it_may_end_it(kind: str, after: int) -> None:
    heard = []

    def told(done: int, _of: int) -> None:
        heard.append(done)
        if len(heard) > after:
            raise EndedError

    with pytest.raises(EndedError):
        read_workbook(FILES[kind](), name="表", told=told)
    assert len(heard) == after + 1
