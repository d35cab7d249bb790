"""GeoJSON as a sheet: a feature is a row, its properties are columns, its place two more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .cells import Cell, Sheet, Workbook
from .errors import (
    DamagedFileError,
    EmptyFileError,
    NotAFeatureCollectionError,
    TooDeepError,
    TooManyCellsError,
)
from .separated_text import MAX_TEXT_CELLS
from .telling import Told, telling, unheard

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

LONGITUDE = "longitude"
LATITUDE = "latitude"


def read_features(content: bytes, *, name: str, told: Told = unheard) -> Workbook:
    """The features of a GeoJSON file (RFC 7946); row 1 is the header, feature 1 is row 2.

    Columns stand in the order in which the properties first occur. A geometry that is no point is
    represented by the middle of its extent; a feature without geometry has blank coordinates.
    """
    features = _features(content, name=name)
    if not features:
        raise EmptyFileError(name=name)
    keys: dict[str, None] = {}
    records: list[dict[str, Cell]] = []
    for feature in telling(features, told):
        record: dict[str, Cell] = {}
        properties = feature.get("properties")
        if isinstance(properties, dict):
            for key, value in properties.items():
                record[key] = _cell(value)
        if "id" in feature and "id" not in record:
            record["id"] = _cell(feature["id"])
        place = _place(feature.get("geometry"))
        if place is not None:
            # Properties of the same name are the publisher's own statement and stay.
            record.setdefault(LONGITUDE, place[0])
            record.setdefault(LATITUDE, place[1])
        keys.update(dict.fromkeys(record))
        records.append(record)
    if not keys:
        raise EmptyFileError(name=name)
    if len(keys) * len(records) > MAX_TEXT_CELLS:
        raise TooManyCellsError(
            sheet=name, rows=len(records), columns=len(keys), limit=MAX_TEXT_CELLS
        )
    header: list[Cell] = list(keys)
    body: list[list[Cell]] = [[record.get(key, "") for key in keys] for record in records]
    sheet = Sheet(name=name, rows=[header, *body])
    return Workbook(name=name, kind="geojson", sheets=(sheet,), encoding="utf-8")


def _features(content: bytes, *, name: str) -> list[dict[str, Json]]:
    try:
        text = content.decode("utf-8-sig")
        parsed: Json = json.loads(text, parse_constant=_not_a_number)
    except RecursionError as deep:
        raise TooDeepError(name=name) from deep
    except ValueError as broken:  # also bad UTF-8, and integers of thousands of digits
        raise DamagedFileError(name=name, reason=f"JSON: {str(broken)[:120]}") from broken
    if isinstance(parsed, dict) and parsed.get("type") == "Feature":
        return [parsed]
    if isinstance(parsed, dict) and isinstance(found := parsed.get("features"), list):
        features = [feature for feature in found if isinstance(feature, dict)]
        if len(features) == len(found):
            return features
    raise NotAFeatureCollectionError(name=name)


def _not_a_number(text: str) -> str:
    return text


def _cell(value: Json) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str | bool):
        return value.replace("\0", "") if isinstance(value, str) else value
    if isinstance(value, int | float):
        return value if -1e300 < value < 1e300 else str(value)
    try:
        return json.dumps(value, ensure_ascii=False).replace("\0", "")
    except RecursionError:
        return ""


def _place(geometry: Json) -> tuple[float, float] | None:
    """Longitude and latitude; of a line or an area, the middle of its extent."""
    if not isinstance(geometry, dict):
        return None
    if geometry.get("type") == "GeometryCollection":
        members = geometry.get("geometries")
        nested: list[Json] = [
            member.get("coordinates")
            for member in (members if isinstance(members, list) else [])
            if isinstance(member, dict)
        ]
        pairs = list(_positions(nested))
    else:
        pairs = list(_positions(geometry.get("coordinates")))
    if not pairs:
        return None
    if len(pairs) == 1:
        return pairs[0]
    longitudes, latitudes = zip(*pairs, strict=True)
    return _middle(longitudes), _middle(latitudes)


def _middle(values: Sequence[float]) -> float:
    return (min(values) + max(values)) / 2


def _positions(coordinates: Json) -> Iterator[tuple[float, float]]:
    waiting: list[Json] = [coordinates]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, list):
            continue
        if (
            len(here) >= 2
            and isinstance(here[0], int | float)
            and isinstance(here[1], int | float)
            and abs(here[0]) < 1e9
            and abs(here[1]) < 1e9
        ):
            yield float(here[0]), float(here[1])
        else:
            waiting.extend(here)
