"""Roads as time over chainage: where works lie, when, what is wrong, and what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kaigong.accounts.selectors import Standing
from kaigong.engines import corridors
from kaigong.plan.errors import ProposalGoneError
from kaigong.plan.selectors.roads import OpenRoad, PlacedWork, roads_for
from kaigong.plan.services.roads import put_off
from kaigong.wording import said

WIDTH, TOP, MONTH_HEIGHT = 1000, 22, 26


@dataclass(frozen=True)
class Box:
    """Works as they are drawn: x along the road, y in time."""

    x: float
    y: float
    width: float
    height: float
    label: str
    looks: str
    title: str


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Proposal:
    """One thing that is wrong, in words, and what would mend it.

    `key` names the works and the days proposed: what is accepted is what was seen.
    """

    key: str
    sentence: str
    remedy: str
    puts_off: Mapping[PlacedWork, date]
    is_harmless: bool
    works: Sequence[PlacedWork]
    stretch: corridors.Stretch
    window: tuple[date, date] | None = None  # of one opening instead of several
    closed_until: date | None = None

    @property
    def kind(self) -> str:
        """order, closed, or open: opened more than once."""
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class RoadPage:
    opened: OpenRoad
    boxes: Sequence[Box]
    along: Sequence[Tick]
    months: Sequence[Tick]
    height: float
    today_at: float | None
    proposals: Sequence[Proposal]


def road_page(opened: OpenRoad, *, today: date) -> RoadPage:
    """One road as its page shows it."""
    works = [each.work for each in opened.works]
    first = min((work.start for work in works), default=today).replace(day=1)
    last = max((work.finish for work in works), default=today)
    months = _months(first, last)
    height = TOP + MONTH_HEIGHT * (len(months) - 1)
    scale = _Scale(first, months[-1], height, opened.road.length)
    at_fault = {
        key for proposal in proposals_of(opened) for key in proposal.key.split(":")[1].split("-")
    }
    step = _step(opened.road.length)
    return RoadPage(
        opened,
        boxes=[scale.box(each, is_at_fault=each.work.key in at_fault) for each in opened.works],
        along=[
            Tick(scale.x(at), f"K{at // 1000}+{at % 1000:03d}")
            for at in range(0, opened.road.length + 1, step)
        ],
        months=[
            Tick(scale.y(day), f"{day:%Y-%m}" if day.month == 1 or day == first else f"{day:%m}")
            for day in months
        ],
        height=height,
        today_at=scale.y(today) if first <= today <= months[-1] else None,
        proposals=proposals_of(opened),
    )


def _months(first: date, last: date) -> list[date]:
    days = [first]
    while days[-1] <= last:
        days.append((days[-1] + timedelta(days=32)).replace(day=1))
    return days


def _step(length: int) -> int:
    return next(
        step for step in (50, 100, 200, 500, 1000, 2000, 5000, 10**6) if length / step <= 10
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    height: float
    length: int

    def x(self, at: int) -> float:
        return round(at / self.length * WIDTH, 1)

    def y(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(TOP + share * (self.height - TOP), 1)

    def box(self, each: PlacedWork, *, is_at_fault: bool) -> Box:
        work = each.work
        x, y = self.x(work.stretch.start), self.y(work.start)
        return Box(
            x=x,
            y=y,
            width=round(self.x(work.stretch.end) - x, 1),
            height=round(max(3.0, self.y(work.finish + timedelta(days=1)) - y), 1),
            label=f"{each.layer} · {each.row}",
            looks=("surface" if work.kind.depth == 0 else "under")
            + (" amiss" if is_at_fault else ""),
            title=f"{each.row.sub_plan.project} {each.row}: {work.start} – {work.finish}",
        )


def proposals_of(opened: OpenRoad) -> list[Proposal]:
    """All that is wrong in a road, with a remedy where there is one."""
    return [
        *(_of_order(opened, each) for each in opened.wrong_orders),
        *(_of_closure(opened, each) for each in opened.closed),
        *(_of_openings(opened, each) for each in opened.repeated),
    ]


def accepted(standing: Standing, road: int, key: str, *, within_years: int) -> Proposal | None:
    """Take a proposal into the plans it is about, exactly as it was shown; none without the road.

    Raises:
        ProposalGoneError: what was shown is not proposed any more.
        KaigongError: a plan cannot take it; nothing was kept.
    """
    opened = roads_for(standing, within_years=within_years)
    mine = next((each for each in opened if each.road.pk == road), None)
    if mine is None:
        return None
    wanted = next((each for each in proposals_of(mine) if each.key == key and each.puts_off), None)
    if wanted is None:
        raise ProposalGoneError
    days = {work.row: day for work, day in wanted.puts_off.items()}
    put_off(days, standing=standing, why=wanted.remedy)
    return wanted


def _of_order(opened: OpenRoad, found: corridors.WrongOrder) -> Proposal:
    upper, lower = opened.by_key[found.upper.key], opened.by_key[found.lower.key]
    start = found.upper.start + timedelta(days=found.waits_days)
    at = _place(found.stretch)
    return Proposal(
        key=f"order:{found.upper.key}-{found.lower.key}:{start}",
        sentence=said(
            f"{at}「{upper.row}」{_span(found.upper)}，下面的「{lower.row}」{_span(found.lower)}。",
            f"{at}: “{upper.row}” is planned for {_span(found.upper)}, “{lower.row}” below it for"
            f" {_span(found.lower)}.",
        ),
        remedy=said(
            f"先地下后地上：「{upper.row}」推到 {start}，晚 {found.waits_days} 天"
            + _missing(found.misses_days),
            f"Underground first: put “{upper.row}” off to {start}, by {found.waits_days} days"
            + _missing_en(found.misses_days),
        ),
        puts_off={upper: start},
        is_harmless=not found.misses_days,
        works=[upper, lower],
        stretch=found.stretch,
    )


def _of_closure(opened: OpenRoad, found: corridors.ClosedRoad) -> Proposal:
    dig = opened.by_key[found.dig.key]
    zh_why, en_why = f"道路 {found.since} 交付使用", f"the road was handed over on {found.since}"
    if found.after is not None:
        upper = opened.by_key[found.after.key].row
        zh_why = f"「{upper}」{found.since} 完成"
        en_why = f"“{upper}” was finished on {found.since}"
    return Proposal(
        key=f"closed:{found.dig.key}:{found.until}",
        sentence=said(
            f"{_place(found.dig.stretch)}「{dig.row}」{found.dig.start} 要开挖，{zh_why}，"
            f"{found.until} 前不得挖掘。",
            f"{_place(found.dig.stretch)}: “{dig.row}” would dig on {found.dig.start}; {en_why}, so"
            f" it may not be opened before {found.until}.",
        ),
        remedy=said(
            "改用非开挖，或报市、县人民政府批准（城市道路管理条例第三十三条）。",
            "Go trenchless, or ask the city or county government for leave"
            " (Regulations on Urban Roads, article 33).",
        ),
        puts_off={},
        is_harmless=False,
        works=[dig],
        stretch=found.dig.stretch,
        closed_until=found.until,
    )


def _of_openings(opened: OpenRoad, found: corridors.RepeatedOpening) -> Proposal:
    placed = [opened.by_key[work.key] for work in found.works]
    rows = [each.row for each in placed]
    zh_names, en_names = (
        "、".join(f"「{row}」" for row in rows),
        ", ".join(f"“{row}”" for row in rows),
    )
    sentence = said(
        f"{_place(found.stretch)} {opened.within_years} 年内要开挖"
        f" {len(found.openings)} 次：{zh_names}。",
        f"{_place(found.stretch)} would be opened {len(found.openings)} times within"
        f" {opened.within_years} years: {en_names}.",
    )
    works = "-".join(work.key for work in found.works)
    window = found.window
    if window is None:
        return Proposal(
            f"open:{works}:", sentence,
            said(
                "先动工的已经开始，合不到一起。",
                "What comes first has begun, so they cannot be joined.",
            ),
            {}, False, placed, found.stretch,
        )  # fmt: skip
    days = max(window.misses_days.values(), default=0)
    return Proposal(
        key=f"open:{works}:{window.start}",
        sentence=sentence,
        remedy=said(
            f"一次开挖：{window.start} 至 {window.finish}，共 {window.days} 天，先深后浅"
            + _missing(days),
            f"Open it once: {window.start} to {window.finish}, {window.days} days, the deeper first"
            + _missing_en(days),
        ),
        puts_off={
            opened.by_key[key]: window.starts[key]
            for key, wait in window.waits_days.items()
            if wait
        },
        is_harmless=not window.misses_days,
        works=placed,
        stretch=found.stretch,
        window=(window.start, window.finish),
    )  # fmt: skip


def _span(work: corridors.Work) -> str:
    return f"{work.start} – {work.finish}"


def _missing(days: int) -> str:
    return f"；承诺因此晚 {days} 天。" if days else "；不影响承诺。"


def _missing_en(days: int) -> str:
    return f"; a promise is then missed by {days} days." if days else "; no promise is missed."


def _place(stretch: corridors.Stretch) -> str:
    return " – ".join(f"K{at // 1000}+{at % 1000:03d}" for at in (stretch.start, stretch.end))
