"""What lies under the pins of a map: rivers and main roads, from files of our own.

A ground is a GeoJSON file in longitude and latitude whose `source` is shown on the map. A slice
registers the file of its surroundings; an office puts its own into the folder `grounds` beside its
data. The first whose lines cross the drawing is drawn, and where there is none the map keeps to its
graticule.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog
from django.conf import settings

from kaigong.wording import said

log = structlog.get_logger(__name__)
# How a kind of line is drawn; kinds that are not here stay out.
CLASS_OF_KIND = {
    "waterway": "river", "motorway": "road2", "trunk": "road2", "primary": "road",
    "secondary": "road",
}  # fmt: skip
Point = tuple[float, float]


@dataclass(frozen=True)
class Label:
    """A name at a place, in both languages."""

    point: Point
    zh: str
    en: str

    @property
    def text(self) -> str:
        return said(self.zh, self.en or self.zh)


@dataclass(frozen=True)
class Ground:
    """Lines by the class they are drawn in, rivers first; names; whose data it is."""

    lines: tuple[tuple[str, tuple[Point, ...]], ...]
    labels: tuple[Label, ...]
    source: str

    def touches(self, west: float, south: float, east: float, north: float) -> bool:
        """Whether any vertex lies in a box of degrees."""
        return any(
            west <= longitude <= east and south <= latitude <= north
            for _, points in self.lines
            for longitude, latitude in points
        )


_files: list[Path] = []


def register(file: Path) -> None:
    """Offer a file for the places that it shows."""
    if file not in _files:
        _files.append(file)
        all_grounds.cache_clear()


def ground_of(west: float, south: float, east: float, north: float) -> Ground | None:
    """The ground of a box of degrees; an office's own file comes before a registered one."""
    return next((each for each in all_grounds() if each.touches(west, south, east, north)), None)


@cache
def all_grounds() -> tuple[Ground, ...]:
    """All files that can be read; one that cannot is named in the log, and the map does without."""
    own = sorted((Path(settings.DATA_DIR) / "grounds").glob("*.geojson"))
    grounds = []
    for file in (*own, *_files):
        try:
            grounds.append(read_ground(file))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            log.exception("ground not readable", file=file.name)
    return tuple(grounds)


def read_ground(file: Path) -> Ground:
    """A ground from its file.

    Raises:
        OSError, ValueError, LookupError, TypeError, AttributeError: it is no GeoJSON of lines
            with a `source`.
    """
    told = json.loads(file.read_text(encoding="utf-8"))
    lines: list[tuple[str, tuple[Point, ...]]] = []
    labels = []
    for feature in told["features"]:
        traits, shape = feature["properties"], feature["geometry"]
        if traits["kind"] == "label":
            labels.append(
                Label(_point(shape["coordinates"]), traits["name"], traits.get("name_en", ""))
            )
        elif kind := CLASS_OF_KIND.get(traits["kind"]):
            found = shape["coordinates"]
            parts = found if shape["type"] == "MultiLineString" else [found]
            lines += [(kind, tuple(_point(each) for each in part)) for part in parts]
    lines.sort(key=lambda line: ("river", "road", "road2").index(line[0]))
    return Ground(tuple(lines), tuple(labels), str(told["source"]))


def _point(pair: list[float]) -> Point:
    return float(pair[0]), float(pair[1])
