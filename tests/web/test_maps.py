"""The map: points stand where they are, red lies on top, a crowd stays readable."""

from __future__ import annotations

import gzip
import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.web.grounds import all_grounds
from kaigong.web.maps import MOST_SINGLE_PINS, Pin, framed, project_map


def pin(longitude: float, latitude: float, colour: str = "green", call: str = "") -> Pin:
    return Pin(longitude, latitude, colour, f"项目 {longitude}", f"/z/{longitude}/", call)


JINGYUE = [
    pin(125.40, 43.80), pin(125.47, 43.83, "amber"), pin(125.43, 43.77, "red", "1"),
    pin(125.39, 43.78, "grey"), pin(125.46, 43.79, "red", "2"),
]  # fmt: skip
degrees = st.tuples(st.floats(-179, 179), st.floats(-80, 80))


@given(st.lists(degrees, min_size=1, max_size=30))
def test_every_point_lies_inside_the_frame(places: list[tuple[float, float]]) -> None:
    pins = [pin(*place) for place in places]
    frame = framed(pins, width=290, height=218)
    for each in pins:
        assert -1e-6 <= frame.x(each.longitude) <= 290 + 1e-6
        assert -1e-6 <= frame.y(each.latitude) <= 218 + 1e-6


def test_lengths_agree_with_the_great_circle() -> None:
    frame = framed(JINGYUE, width=290, height=218)
    one, other = JINGYUE[0], JINGYUE[1]
    pixels = math.hypot(
        frame.x(one.longitude) - frame.x(other.longitude),
        frame.y(one.latitude) - frame.y(other.latitude),
    )
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    arc = math.acos(math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn))
    assert pixels / frame.pixels_per_km == pytest.approx(arc * 6371, rel=0.001)


def test_a_name_is_cut_between_words_and_says_that_more_follows() -> None:
    def called(call: str) -> str:
        (found,) = re.findall(
            r'class="call"[^>]*>([^<]+)<',
            project_map([pin(125.4, 43.8, "red", call), pin(125.5, 43.9)], total=2),
        )
        return str(found)

    assert called("Sample project 056") == "Sample project 056"
    assert called("Film City filming base, phase 1") == "Film City filming…"
    assert called("净月影视产业园") == "净月影视产业园"
    assert called("长春国际影都影视拍摄基地（一期）") == "长春国际影都影视…"
    assert called("Donaudampfschifffahrtsgesellschaft") == "Donaudampfschifff…"


def test_red_is_drawn_last_and_called_by_its_number() -> None:
    svg = project_map(JINGYUE, total=143)
    places = [svg.index(f"m-{colour}") for colour in ("green", "grey", "amber", "red")]
    assert places == sorted(places)
    assert re.findall(r'class="call"[^>]*>(\d)<', svg) == ["1", "2"]


def test_every_pin_is_a_link_and_names_itself() -> None:
    svg = project_map(JINGYUE, total=143)
    links = list(ET.fromstring(svg).iter("a"))  # noqa: S314  (our own output)
    assert {link.get("href") for link in links} == {each.url for each in JINGYUE}
    assert all(link.get("aria-label") for link in links)


def test_the_map_says_how_many_of_all_are_located() -> None:
    label = ET.fromstring(project_map(JINGYUE, total=143)).get("aria-label") or ""  # noqa: S314
    assert "已定位 5/143" in label
    assert "红 2" in label


def test_a_name_cannot_break_out_of_the_drawing() -> None:
    evil = Pin(125.4, 43.8, "red", '"><script>', '/"onload="', '<b>"')
    svg = project_map([evil], total=1)
    assert "<script>" not in svg
    (link,) = ET.fromstring(svg).iter("a")  # noqa: S314
    assert link.get("href") == evil.url
    assert set(link.attrib) == {"href", "aria-label"}


def test_no_located_project_is_no_map() -> None:
    assert project_map([], total=9) == ""


def test_the_demo_zone_lies_on_its_rivers_and_roads_and_says_whose_they_are() -> None:
    svg = project_map(JINGYUE, total=143)
    assert 'class="river"' in svg
    assert 'class="road2"' in svg
    assert "© OpenStreetMap contributors" in svg
    assert "graticule" not in svg


def test_where_no_ground_is_known_the_graticule_stays() -> None:
    svg = project_map([pin(-74.0, 40.7), pin(-73.9, 40.8)], total=2)
    assert "graticule" in svg
    assert "OpenStreetMap" not in svg


@pytest.fixture
def own_grounds(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The folder for files of an office's own, empty."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "grounds").mkdir()
    all_grounds.cache_clear()
    yield tmp_path / "grounds"
    all_grounds.cache_clear()


def test_a_file_of_the_offices_own_is_drawn(own_grounds: Path) -> None:
    river = {"type": "LineString", "coordinates": [[-74.0, 40.7], [-73.9, 40.8]]}
    traits = {"kind": "waterway", "name": "East River"}
    told = {
        "source": "City <survey>",
        "features": [{"type": "Feature", "properties": traits, "geometry": river}],
    }
    (own_grounds / "here.geojson").write_text(json.dumps(told), encoding="utf-8")
    svg = project_map([pin(-74.0, 40.7), pin(-73.9, 40.8)], total=2)
    assert svg.count("<polyline") == 1
    assert "City &lt;survey&gt;" in svg


def test_a_broken_file_leaves_the_graticule(own_grounds: Path) -> None:
    (own_grounds / "here.geojson").write_text('{"features": [{}]}', encoding="utf-8")
    assert "graticule" in project_map([pin(-74.0, 40.7), pin(-73.9, 40.8)], total=2)


@pytest.mark.shared_data
def test_two_thousand_new_york_projects_fit_into_one_small_map(shared_data: Path) -> None:
    with gzip.open(shared_data / "portfolio" / "nyc_capital_projects_fy2021.geojson.gz") as file:
        features = json.load(file)["features"]
    pins = []
    for number, feature in enumerate(features):
        if feature["geometry"]:
            found = feature["geometry"]["coordinates"]
            while isinstance(found[0], list):
                found = found[0]
            colour = "red" if number % 97 == 0 else "green"
            pins.append(pin(found[0], found[1], colour))
    assert len(pins) > MOST_SINGLE_PINS
    svg = project_map(pins, total=len(features))
    assert len(svg) < 200_000
    told = sum(int(count) for count in re.findall(r"<g><title>(\d+)</title>", svg))
    assert told + svg.count("m-red") == len(pins)
