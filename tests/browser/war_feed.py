"""Feeds of the war map for tests, in the shape that `frontend/islands/war_map/feed.ts` states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

EPOCH = date(1970, 1, 1)
TODAY = date(2021, 3, 29)


def moment(day: date | None) -> int | None:
    """The day's beginning in minutes since 1970; its end is the beginning of the next."""
    return None if day is None else (day - EPOCH).days * 1440


def end_of(day: date | None) -> int | None:
    return None if day is None else moment(day + timedelta(days=1))


@dataclass
class FeedBuilder:
    """Rows and bars as they are said, columns as they are sent."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    bars: list[dict[str, Any]] = field(default_factory=list)
    flags: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    def row(self, name: str, *, level: int = 1, promised: date | None = None, **facts: Any) -> int:
        usual = {"note": "", "lamp": "green", "float_days": None, "is_open": True, "href": ""}
        key = f"r{len(self.rows)}"
        own = {"key": key, "name": name, "level": level, "promised": end_of(promised)}
        front = moment(facts.pop("front", None))
        self.rows.append({**usual, "reds": None, **own, "front": front, **facts})
        return len(self.rows) - 1

    def bar(self, row: int, label: str, start: date, finish: date, **facts: Any) -> int:
        """A piece of work from the morning of one day to the evening of another."""
        usual = {"kind": "work", "is_critical": 0, "late_start": None, "late_finish": None}
        done = end_of(facts.pop("done", None))
        span = {"start": moment(start), "finish": end_of(finish), "done": done}
        number = len(self.bars)
        own = {"key": f"b{number}", "row": row, "label": label}
        self.bars.append({**usual, **own, **span, **facts})
        return number

    def flag(self, row: int, on: date, label: str = "承诺") -> None:
        self.flags.append({"row": row, "at": end_of(on), "label": label})

    def link(self, before: int, after: int, kind: str = "FS", *, is_driving: int = 1) -> None:
        facts = {"before": before, "after": after, "kind": kind, "is_driving": is_driving}
        self.links.append(facts)

    def feed(self, begin: date, end: date, *, winters: range = range(2020, 2024)) -> dict[str, Any]:
        return {
            "version": 1,
            "today": moment(TODAY),
            "from": moment(begin),
            "to": moment(end),
            "seasons": [_winter(year) for year in winters],
            "rows": _columns(
                self.rows,
                "key level name note lamp reds promised float_days is_open href front",
            ),
            "bars": _columns(
                self.bars,
                "row start finish done kind label is_critical key late_start late_finish",
            ),
            "flags": _columns(self.flags, "row at label"),
            "links": _columns(self.links, "before after kind is_driving"),
        }


def _winter(year: int) -> list[Any]:
    return [moment(date(year, 11, 15)), moment(date(year + 1, 3, 15)), "冬停"]


def _columns(records: list[dict[str, Any]], names: str) -> dict[str, list[Any]]:
    return {name: [record[name] for record in records] for name in names.split()}


def stages_feed() -> dict[str, Any]:
    """Two fronts of the zone with three projects, one of them short of days."""
    made = FeedBuilder()
    film = made.row("影都战线", level=0, note="24 个项目", lamp="red", reds=1)
    made.bar(film, "", date(2020, 7, 1), date(2022, 7, 30), kind="summary")
    base = made.row(
        "影视拍摄基地（一期）",
        promised=date(2022, 7, 30),
        lamp="red",
        float_days=-12,
        front=date(2021, 3, 17),
        href="/projects/base/",
    )
    piles = made.bar(
        base, "土方桩基", date(2020, 7, 1), date(2021, 3, 9), done=date(2021, 3, 9), is_critical=1
    )
    shell = made.bar(
        base,
        "基础主体",
        date(2021, 3, 10),
        date(2021, 11, 1),
        done=date(2021, 3, 17),
        is_critical=1,
        late_start=moment(date(2021, 2, 26)),
        late_finish=end_of(date(2021, 10, 20)),
    )
    made.bar(base, "基础主体", date(2021, 2, 20), date(2021, 10, 10), kind="baseline")
    fitting = made.bar(base, "装饰", date(2022, 3, 15), date(2022, 5, 30), is_critical=1)
    hand_over = made.bar(base, "验收", date(2022, 6, 1), date(2022, 7, 30), is_critical=1)
    made.link(piles, shell)
    made.link(shell, fitting)
    made.link(fitting, hand_over)
    made.flag(base, date(2022, 7, 30))
    park = made.row("文旅基地", promised=date(2023, 10, 31), float_days=16, front=date(2021, 4, 6))
    made.bar(park, "土方桩基", date(2021, 1, 15), date(2021, 8, 31), done=date(2021, 4, 5))
    made.bar(park, "主体", date(2021, 9, 1), date(2022, 9, 30))
    made.bar(park, "封顶", date(2022, 9, 30), date(2022, 9, 30), kind="milestone")
    roads = made.row("基础设施战线", level=0, note="51 个项目", lamp="")
    made.bar(roads, "", date(2020, 9, 1), date(2021, 11, 30), kind="summary")
    street = made.row(
        "生泰街及配套管网",
        promised=date(2021, 10, 31),
        lamp="amber",
        float_days=3,
        front=date(2021, 3, 12),
    )
    done = date(2021, 3, 12)
    pipes = made.bar(street, "管网路基", date(2021, 2, 5), date(2021, 6, 30), done=done)
    surface = made.bar(street, "路面", date(2021, 7, 1), date(2021, 10, 30))
    made.link(pipes, surface, is_driving=0)
    return made.feed(date(2020, 7, 1), date(2023, 12, 31))


def large_feed(fronts: int = 20, projects: int = 50, works: int = 19) -> dict[str, Any]:
    """Twenty thousand bars in a thousand projects by default, each bar after its neighbour."""
    made = FeedBuilder()
    for front in range(fronts):
        name, note = f"第 {front + 1} 战线", f"{projects} 个项目"
        head = made.row(name, level=0, note=note, lamp="red", reds=front)
        made.bar(head, "", date(2018, 1, 1), date(2026, 6, 30), kind="summary")
        for project in range(projects):
            _large_project(made, front * projects + project, works)
    return made.feed(date(2018, 1, 1), date(2027, 12, 31), winters=range(2018, 2027))


def _large_project(made: FeedBuilder, number: int, works: int) -> None:
    away = number * 37 % 400 - 60  # days from today, late and early ones beside each other
    row = made.row(
        f"项目 {number + 1:04}",
        promised=date(2024, 1, 1) + timedelta(days=number % 900),
        lamp=("green", "amber", "red", "grey")[number % 4],
        float_days=number * 7 % 60 - 15,
        front=TODAY + timedelta(days=min(40, away)),
    )
    day, before = date(2018, 1, 1) + timedelta(days=number % 300), None
    for work in range(works):
        finish = day + timedelta(days=40 + (number + work * 11) % 80)
        done = finish if finish < TODAY else None
        is_critical = int(number % 4 == 2)
        bar = made.bar(row, f"工序 {work + 1}", day, finish, done=done, is_critical=is_critical)
        if before is not None:
            made.link(before, bar)
        before, day = bar, finish + timedelta(days=1)
    made.bar(row, "竣工", day, day, kind="milestone")
    made.flag(row, day)
