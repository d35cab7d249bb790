"""The feed of the chart as columns; its form is said in `frontend/islands/war_map/feed.ts`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Column = list[Any]
CELLS = ("duration", "after", "done")  # of a row, as an outline edits them


@dataclass
class ChartRow:
    """One line of the chart. Minutes of the wall clock; `float_days` in working days."""

    key: str
    name: str
    level: int = 0
    note: str = ""
    lamp: str = ""
    promised: int | None = None
    float_days: float | None = None
    href: str = ""
    front: int | None = None  # where the progress line meets it
    reds: int | None = None  # how many red rows a front holds
    # CELLS
    duration: str = ""
    after: str = ""
    done: str = ""


@dataclass
class Bar:
    key: str
    row: int
    start: int
    finish: int
    kind: str = "work"  # summary, work, milestone, baseline
    done: int | None = None  # worked until here
    label: str = ""
    is_critical: bool = False
    late_start: int | None = None
    late_finish: int | None = None


@dataclass
class Flag:
    row: int
    at: int
    label: str


@dataclass
class Chart:
    """All that a chart shows; `as_feed` gives it as columns."""

    today: int  # the day looked at
    is_past: bool = False  # and it is over
    version: int = 0
    is_edited: bool = False  # with the cells that an outline edits
    seasons: list[tuple[int, int, str]] = field(default_factory=list)
    rows: list[ChartRow] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    links: list[tuple[int, int, str, int]] = field(default_factory=list)

    def as_feed(self) -> dict[str, object]:
        begin, end = self.span()
        return {
            "version": self.version,
            "today": self.today,
            "is_past": self.is_past,
            "from": begin,
            "to": end,
            "seasons": [list(season) for season in self.seasons],
            "rows": {
                **_columns(
                    self.rows,
                    [
                        "key",
                        "name",
                        "level",
                        "note",
                        "lamp",
                        "promised",
                        "float_days",
                        "href",
                        "front",
                        "reds",
                        *(CELLS if self.is_edited else ()),
                    ],
                ),
                "is_open": [True] * len(self.rows),
            },
            "bars": {
                **_columns(
                    self.bars,
                    [
                        "key",
                        "row",
                        "start",
                        "finish",
                        "kind",
                        "done",
                        "label",
                        "late_start",
                        "late_finish",
                    ],
                ),
                "is_critical": [int(bar.is_critical) for bar in self.bars],
            },
            "flags": _columns(self.flags, ["row", "at", "label"]),
            "links": {
                name: [link[place] for link in self.links]
                for place, name in enumerate(("before", "after", "kind", "is_driving"))
            },
        }

    def span(self) -> tuple[int, int]:
        """The first and the last minute that anything is drawn at."""
        starts = [bar.start for bar in self.bars] + [self.today]
        ends = [bar.finish for bar in self.bars] + [flag.at for flag in self.flags] + [self.today]
        return min(starts), max(ends)


def _columns(things: Iterable[object], names: Iterable[str]) -> dict[str, Column]:
    things = list(things)
    return {name: [getattr(thing, name) for thing in things] for name in names}
