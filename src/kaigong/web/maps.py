"""A map of located projects without any outside tile: its own ground, a scale bar, pins.

Where no ground is known (see `grounds`) a plain graticule takes its place.

The projection is an equirectangular one about the middle of the points, true to scale there; over
a zone or a city (100 km) lengths are off by less than a hundredth. It serves to find projects, and
it says of itself that it is no survey.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString

from kaigong.web.charts import line, number, points, text, ticks
from kaigong.web.grounds import Ground, ground_of
from kaigong.wording import said

KM_PER_DEGREE = 111.195  # of a great circle on a sphere of 6,371 km
MOST_SINGLE_PINS = 300
CELL = 6.0  # pixels in which a crowd of pins becomes one dot
MOST_NAMED_REDS = 20
CALL_WIDTH = 18  # of a name beside a pin, in Latin letters; a Chinese character takes two
RANK = {"red": 0, "amber": 1, "grey": 2, "green": 3}


@dataclass(frozen=True)
class Pin:
    """One located project: degrees, the colour of its lamp, what it is called, where it opens."""

    longitude: float
    latitude: float
    colour: str
    name: str
    url: str
    call: str = ""  # the number or short name beside a red pin


@dataclass(frozen=True)
class Frame:
    """Degrees onto a drawing: `scale` pixels per degree of latitude, longitudes shrunk."""

    west: float
    north: float
    shrink: float
    scale: float
    width: float
    height: float

    def x(self, longitude: float) -> float:
        return (longitude - self.west) * self.shrink * self.scale

    def y(self, latitude: float) -> float:
        return (self.north - latitude) * self.scale

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in degrees."""
        east = self.west + self.width / self.scale / self.shrink
        return self.west, self.north - self.height / self.scale, east, self.north

    @property
    def pixels_per_km(self) -> float:
        return self.scale / KM_PER_DEGREE


def framed(pins: Sequence[Pin], *, width: float, height: float, margin: float = 22) -> Frame:
    """The frame that shows all points with a margin, a single point about 4 km wide.

    Raises:
        ValueError: no points at all.
    """
    west, east = min(p.longitude for p in pins), max(p.longitude for p in pins)
    south, north = min(p.latitude for p in pins), max(p.latitude for p in pins)
    shrink = max(math.cos(math.radians((south + north) / 2)), 0.05)
    least = 4 / KM_PER_DEGREE
    across, down = max((east - west) * shrink, least), max(north - south, least)
    scale = min((width - 2 * margin) / across, (height - 2 * margin) / down)
    return Frame(
        west=(west + east) / 2 - width / 2 / scale / shrink,
        north=(south + north) / 2 + height / 2 / scale,
        shrink=shrink,
        scale=scale,
        width=width,
        height=height,
    )


def project_map(
    pins: Sequence[Pin],
    *,
    total: int,
    width: float = 290,
    height: float = 218,
) -> SafeString:
    """The map of located projects; red lies on top and is called by number or name.

    Up to 300 pins each is a link of its own. Above that, pins that fall into one cell of 6 pixels
    are one dot of the worst colour whose area grows with their number; red ones keep their shape.

    Args:
        pins: The located projects.
        total: How many projects there are, located or not; told in the label.
        width: Of the view box.
        height: Of the view box.
    """
    if not pins:
        return SafeString("")
    frame = framed(pins, width=width, height=height)
    ground = ground_of(*frame.box)
    parts = _land(frame) + (_lines(frame, ground) if ground else _graticule(frame))
    ordered = sorted(pins, key=lambda pin: -RANK[pin.colour])
    if len(pins) > MOST_SINGLE_PINS:
        parts += _crowd(frame, pins)
        ordered = [pin for pin in ordered if pin.colour == "red"][:MOST_SINGLE_PINS]
    for colour, group in groupby(ordered, key=lambda pin: pin.colour):
        linked = "".join(_linked(frame, pin) for pin in group)
        parts.append(f'<g class="pins-{colour}">{linked}</g>')
    parts += _calls(frame, [pin for pin in ordered if pin.call][:MOST_NAMED_REDS])
    parts += _scale_bar(frame)
    label = _told(pins, total)
    box = f'viewBox="0 0 {number(width)} {number(height)}" width="100%"'
    return SafeString(
        f'<svg class="map" {box} role="group" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def place_map(
    longitude: float, latitude: float, *, name: str, width: float = 290, height: float = 150
) -> SafeString:
    """One place in its surroundings of about 4 km, for finding the way there.

    Args:
        longitude: Degrees, CGCS2000.
        latitude: Degrees, CGCS2000.
        name: What is there.
    """
    here = Pin(longitude, latitude, "red", name, "")
    frame = framed([here], width=width, height=height)
    ground = ground_of(*frame.box)
    parts = _land(frame) + (_lines(frame, ground) if ground else _graticule(frame))
    parts += [_shape("red", frame.x(longitude), frame.y(latitude)), *_scale_bar(frame)]
    where = f"{longitude:.5f}, {latitude:.5f}"
    label = said(f"位置示意图：{name}（{where}）", f"Where it is: {name} ({where})")
    box = f'viewBox="0 0 {number(width)} {number(height)}" width="100%"'
    return SafeString(
        f'<svg class="map" {box} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _told(pins: Sequence[Pin], total: int) -> str:
    counts = Counter(pin.colour for pin in pins)
    red, amber, green, grey = (counts[colour] for colour in ("red", "amber", "green", "grey"))
    return said(
        f"项目分布示意图，已定位 {len(pins)}/{total}：红 {red}，黄 {amber}，绿 {green}，灰 {grey}",
        f"Map of projects, {len(pins)} of {total} located: "
        f"{red} red, {amber} amber, {green} green, {grey} grey",
    )


def _land(frame: Frame) -> list[str]:
    size = f'width="{number(frame.width)}" height="{number(frame.height)}"'
    return [f'<rect class="land" {size} rx="3"/>']


def _lines(frame: Frame, ground: Ground) -> list[str]:
    """Rivers, roads and their names, and whose data it is, which the licence asks to be seen."""
    size = f'width="{number(frame.width)}" height="{number(frame.height)}"'
    parts = [f"<svg {size}>"]  # a drawing in the drawing is cut at its edge
    for kind, vertices in ground.lines:
        xs, ys = [frame.x(lon) for lon, _ in vertices], [frame.y(lat) for _, lat in vertices]
        parts.append(f'<polyline class="{kind}" points="{points(xs, ys)}"/>')
    parts.append("</svg>")
    for label in ground.labels:
        x, y = frame.x(label.point[0]), frame.y(label.point[1])
        if 30 < x < frame.width - 30 and 14 < y < frame.height - 24:
            parts.append(text(x, y, label.text, kind="place", anchor="middle"))
    return [*parts, text(6, frame.height - 6, ground.source, kind="origin")]


def _graticule(frame: Frame) -> list[str]:
    """Meridians and parallels at round degrees, named at the edge."""
    degrees_down = frame.height / frame.scale
    steps = ticks(degrees_down, 3)
    step = steps[1] if len(steps) > 1 else degrees_down
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    digits += 1 if round(step * 10**digits, 6) != round(step * 10**digits) else 0
    parts = []
    first = math.ceil(frame.west / step)
    _, south, east, _ = frame.box
    for place in range(first, math.floor(east / step) + 1):
        x = frame.x(place * step)
        parts.append(line("graticule", x, 0, x, frame.height))
        if 20 < x < frame.width * 0.75 - 84:  # the scale bar stands to the right
            name = f"{abs(place * step):.{digits}f}°{'E' if place >= 0 else 'W'}"
            parts.append(text(x + 3, frame.height - 4, name))
    for place in range(math.ceil(south / step), math.floor(frame.north / step) + 1):
        y = frame.y(place * step)
        parts.append(line("graticule", 0, y, frame.width, y))
        if 14 < y < frame.height - 20:
            name = f"{abs(place * step):.{digits}f}°{'N' if place >= 0 else 'S'}"
            parts.append(text(3, y - 3, name))
    return parts


def _scale_bar(frame: Frame) -> list[str]:
    """A round length of at most a quarter of the map, at the lower right."""
    most = frame.width / 4 / frame.pixels_per_km
    power: float = 10.0 ** math.floor(math.log10(most))
    length = max(mult * power for mult in (1, 2, 5) if mult * power <= most)
    right, y = frame.width - 8, frame.height - 6
    left = right - length * frame.pixels_per_km
    told = f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
    corner = f"M{number(left)},{number(y - 4)} v4 H{number(right)} v-4"
    return [
        f'<path class="scale" d="{corner}"/>',
        text(right, y - 7, told, anchor="end"),
    ]


def _shape(colour: str, x: float, y: float, size: float = 1.0) -> str:
    """The lamp of a pin, its middle at the point: diamond, triangle, dot, ring."""
    if colour == "red":
        half = 6.5 * size
        way = f"M{number(x)},{number(y - half)}l{number(half)},{number(half)}"
        way += f"l{number(-half)},{number(half)}l{number(-half)},{number(-half)}z"
        return f'<path class="pin m-red" d="{way}"/>'
    if colour == "amber":
        half, tall = 5.2 * size, 9.4 * size
        way = f"M{number(x)},{number(y - tall * 0.6)}l{number(half)},{number(tall)}"
        return f'<path class="pin m-amber" d="{way}h{number(-2 * half)}z"/>'
    place = f'cx="{number(x)}" cy="{number(y)}"'
    if colour == "grey":
        return f'<circle class="m-grey" {place} r="{number(3.2 * size)}"/>'
    return f'<circle class="pin m-green" {place} r="{number(3.7 * size)}"/>'


def _linked(frame: Frame, pin: Pin) -> str:
    shape = _shape(pin.colour, frame.x(pin.longitude), frame.y(pin.latitude))
    name = escape(pin.name)
    return f'<a href="{escape(pin.url)}" aria-label="{name}"><title>{name}</title>{shape}</a>'


def _crowd(frame: Frame, pins: Sequence[Pin]) -> list[str]:
    """Many pins as dots: one for each cell that is not empty, the best colours below."""
    cells: dict[tuple[int, int], list[str]] = {}
    for pin in pins:
        place = (int(frame.x(pin.longitude) // CELL), int(frame.y(pin.latitude) // CELL))
        cells.setdefault(place, []).append(pin.colour)
    dots = []
    for (column, row), colours in cells.items():
        others = [colour for colour in colours if colour != "red"]
        if not others:
            continue
        worst = min(others, key=RANK.__getitem__)
        size = min(0.5 + 0.12 * math.sqrt(len(others)), 1.3)
        shape = _shape(worst, (column + 0.5) * CELL, (row + 0.5) * CELL, size)
        dots.append((-RANK[worst], f"<g><title>{len(others)}</title>{shape}</g>"))
    return [shape for _, shape in sorted(dots, key=lambda dot: dot[0])]


Box = tuple[float, float, float, float]  # left, top, right, bottom


def _calls(frame: Frame, pins: Sequence[Pin]) -> list[str]:
    """What red pins are called, beside the pin and never over another name."""
    taken: list[Box] = []
    parts = []
    for pin in pins:
        call = _fitting(pin.call)
        long = 7.0 * _letters(call)
        x, y = frame.x(pin.longitude), frame.y(pin.latitude) + 4
        box = _free_box(frame, taken, x, y, long)
        taken.append(box)
        is_left = box[0] < x
        end = box[2] if is_left else box[0]
        parts.append(text(end, box[3] - 2, call, kind="call", anchor="end" if is_left else ""))
    return parts


def _letters(words: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in words)


def _fitting(name: str) -> str:
    """As much of a name as a map has room for: whole words, and a sign that more follows."""
    if _letters(name) <= CALL_WIDTH:
        return name
    cut = name
    while _letters(cut) >= CALL_WIDTH:
        cut = cut[:-1]
    # Where words are set apart, half a word says less than none.
    whole = cut if name[len(cut)] == " " else cut.rpartition(" ")[0] or cut
    return whole.rstrip(" ,，(（、") + "…"


def _free_box(frame: Frame, taken: Sequence[Box], x: float, y: float, long: float) -> Box:
    """Right of the pin, else left, else a little higher or lower, else below until it is free."""
    for down in (0, -9, 9, *range(13, 13 * MOST_NAMED_REDS, 13)):
        for left in (x + 10, x - 10 - long):
            box = (left, y + down - 12, left + long, y + down + 2)
            is_inside = left >= 0 and left + long <= frame.width
            if is_inside and not any(_overlap(box, other) for other in taken):
                return box
    return (x + 10, y - 12, x + 10 + long, y + 2)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
