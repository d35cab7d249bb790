"""Styles and islands come compressed to who can read it, and stay in the browser for good."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from kaigong.web.static_files import packed_file

ISLANDS = "/static/kaigong/"


def entry() -> str:
    """The address of the script that each page loads."""
    manifest = finders.find("kaigong/manifest.json")
    assert manifest, "the islands are not built: make front"
    return ISLANDS + str(json.loads(Path(str(manifest)).read_text())["main.ts"]["file"])


def asked(path: str, **headers: str) -> tuple[Any, bytes]:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    return answer.headers, b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/static/web/components.css", "/static/web/pages.css", "/static/cockpit/cockpit.css"]
)
def test_a_style_comes_compressed_to_who_can_read_it(path: str) -> None:
    plain_told, plain = asked(path)
    told, packed = asked(path, **{"Accept-Encoding": "gzip, deflate, br"})
    assert told["Content-Encoding"] == "gzip"
    assert told["Vary"] == plain_told["Vary"] == "Accept-Encoding"
    assert int(told["Content-Length"]) == len(packed) < len(plain) / 2
    assert gzip.decompress(packed) == plain
    assert "Content-Encoding" not in plain_told


@pytest.mark.django_db
def test_an_island_comes_compressed_and_stays_in_the_browser() -> None:
    told, packed = asked(entry(), **{"Accept-Encoding": "gzip"})
    assert told["Content-Encoding"] == "gzip"
    assert told["Content-Type"].startswith("text/javascript")
    assert "immutable" in told["Cache-Control"]
    assert len(packed) < len(gzip.decompress(packed)) / 2
    assert "immutable" not in asked("/static/web/components.css")[0]["Cache-Control"]


def test_an_edited_style_is_never_sent_as_it_was(tmp_path: Path) -> None:
    style = tmp_path / "a.css"
    style.write_text("a { color: red }\n" * 100)
    first = packed_file(style)
    moment = style.stat().st_mtime
    style.write_text("a { color: tan }\n" * 100)
    os.utime(style, (moment, moment))
    second = packed_file(style)
    assert first
    assert second
    assert gzip.decompress(second.read_bytes()) == style.read_bytes()
    assert gzip.decompress(first.read_bytes()) != style.read_bytes()


def test_compressing_leaves_no_file_open(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path  # nothing is compressed there yet
    before = len(os.listdir("/dev/fd"))
    for number in range(5):
        style = tmp_path / "a.css"
        style.write_text(f"a {{ width: {number}px }}\n" * 100)
        assert packed_file(style)
    assert len(os.listdir("/dev/fd")) == before


@pytest.mark.parametrize("name", ["font.woff2", "picture.png"])
def test_what_is_compressed_in_itself_is_left_alone(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"0" * 5000)
    assert packed_file(file) is None


@pytest.mark.django_db
def test_a_page_is_not_compressed() -> None:
    answer = Client().get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
