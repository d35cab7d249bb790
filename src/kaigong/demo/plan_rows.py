"""The 143 rows of the annual plan 2021: the named projects, and samples that fill up to 143.

The articles give the sums and not the amounts of any single project. So the amounts of every row
are samples, split from the published sums so that they come out of the rows again, to the yuan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache

from kaigong.demo.apportioning import apportioned, spread
from kaigong.demo.facts import NamedProject, named_projects
from kaigong.demo.life_stages import BEGUN, stage_of

TODAY = date(2021, 3, 29)
YI = Decimal(10**8)
WAN = Decimal(10**4)
LEAST_TOTAL = 5_000 * WAN  # what makes a project enter the plan
SPRING = "春季开复工"
DEGREE = Decimal("0.000001")


class Part(Enum):
    """A quarter of the plan. Published are the sums over two of them at a time (see reference)."""

    SPRING_NEW = ("spring-new", 40, 600 * YI, 85 * YI)
    SPRING_CONTINUING = ("spring-continuing", 30, 500 * YI, 65 * YI)
    LATER_NEW = ("later-new", 35, 420 * YI, Decimal("48.46") * YI)
    OTHER_CONTINUING = ("other-continuing", 38, Decimal("211.5") * YI, Decimal("44.54") * YI)

    def __init__(self, word: str, rows: int, total: Decimal, planned: Decimal) -> None:
        self.word, self.rows, self.total, self.planned = word, rows, total, planned

    @property
    def is_new(self) -> bool:
        return self in (Part.SPRING_NEW, Part.LATER_NEW)

    @property
    def batch(self) -> str:
        return SPRING if self in (Part.SPRING_NEW, Part.SPRING_CONTINUING) else ""


# Named project → part, sample total, sample plan of the year (亿元).
NAMED: dict[str, tuple[Part, str, str]] = {
    "P002": (Part.SPRING_CONTINUING, "68", "9.6"),
    "P003": (Part.SPRING_NEW, "120", "8.5"),
    "P004": (Part.SPRING_NEW, "45.2", "6.2"),
    "P005": (Part.LATER_NEW, "86", "5.4"),
    "P006": (Part.LATER_NEW, "32.5", "2.8"),
    "P007": (Part.LATER_NEW, "28.6", "3.1"),
    "P009": (Part.SPRING_NEW, "15.8", "4.2"),
    "P010": (Part.SPRING_NEW, "6.8", "2.2"),
    "P011": (Part.LATER_NEW, "9.4", "2.6"),
    "P012": (Part.LATER_NEW, "98", "6.5"),
    "P013": (Part.LATER_NEW, "40", "3"),
    "P014": (Part.SPRING_NEW, "12.3", "3.4"),
    "P015": (Part.SPRING_NEW, "22.7", "4.8"),
    "P016": (Part.SPRING_NEW, "8.5", "1.2"),
    "P017": (Part.SPRING_NEW, "3.2", "0.9"),
    "P018": (Part.SPRING_CONTINUING, "56", "7.2"),
    "P029": (Part.OTHER_CONTINUING, "38", "5.8"),
    "P069": (Part.OTHER_CONTINUING, "1.2", "0.4"),
    "P070": (Part.OTHER_CONTINUING, "1.6", "0.5"),
    "P090": (Part.OTHER_CONTINUING, "1.9", "0.6"),
    "P091": (Part.OTHER_CONTINUING, "2.1", "0.7"),
}
# Where an article gives the day, or (for the third) the third of a month, of which the last day.
EXACT_STARTS = {
    "P002": date(2020, 4, 12),
    "P009": date(2021, 1, 23),
    "P010": date(2021, 2, 10),
}
SECTOR_RING = (
    "影视文旅", "数字经济", "基础设施", "生命健康", "智能制造", "影视文旅", "数字经济", "商贸",
    "生命健康", "基础设施", "影视文旅", "民生", "智能制造", "现代农业",
)  # fmt: skip


class Course(Enum):
    """What is to become of a sample row until the demo's day, so that every lamp has its case."""

    ON_PLAN = "on-plan"
    STARTS = "starts"
    WAITS = "waits"  # to start later in the year
    LATE = "late"  # its planned start has passed
    HALTED = "halted"  # over the winter, and not yet resumed
    FAR_BEHIND = "far-behind"
    DROPS = "drops"  # on plan until February, far behind in March
    BEHIND = "behind"
    MISSES = "misses"  # a milestone
    SILENT = "silent"  # no report for March
    MUTE = "mute"  # none since January


@dataclass(frozen=True)
class Row:
    """One project of the plan 2021 with everything that the chronicle tells of it."""

    number: int
    part: Part
    named: NamedProject | None
    course: Course
    sector: str
    total: Decimal
    planned: Decimal
    earlier: Decimal = Decimal(0)  # before 2020
    planned_2020: Decimal = Decimal(0)
    planned_start_on: date | None = None
    started_on: date | None = None
    planned_completion_on: date | None = None
    point: tuple[Decimal, Decimal] | None = None

    @property
    def code(self) -> str:
        return f"JY-{2021 if self.part.is_new else 2020}-{self.number:04d}"

    @property
    def kind(self) -> str:
        return "new" if self.part.is_new else "continuing"

    @property
    def name(self) -> str:
        return self.named.name if self.named else f"样例项目 {self.number:03d}"

    @property
    def name_en(self) -> str:
        return self.named.name_en if self.named else f"Sample project {self.number:03d}"

    @property
    def is_sample(self) -> bool:
        return self.named is None

    @property
    def first_month(self) -> int:
        """The first month of 2021 in which money is planned: that of the start, or the next."""
        if not self.part.is_new:
            return 1
        start = self.started_on or self.planned_start_on
        if start is not None:
            return start.month if self.started_on and start.day <= 15 else start.month + 1
        return 3 if self.is_begun else 5

    @property
    def is_begun(self) -> bool:
        """Whether works have begun by the demo's day."""
        if self.named:
            return stage_of(self.named.known_on(TODAY)) in BEGUN
        return not self.part.is_new or self.course is Course.STARTS


# Each part's samples in the order of their numbers: which course, and how many of it.
COURSES: dict[Part, tuple[tuple[Course, int], ...]] = {
    Part.SPRING_NEW: ((Course.STARTS, 5), (Course.LATE, 9), (Course.WAITS, 18)),
    Part.SPRING_CONTINUING: (
        (Course.ON_PLAN, 1), (Course.FAR_BEHIND, 1), (Course.DROPS, 1), (Course.ON_PLAN, 1),
        (Course.DROPS, 1), (Course.ON_PLAN, 1), (Course.HALTED, 2), (Course.BEHIND, 10),
        (Course.ON_PLAN, 10),
    ),
    Part.LATER_NEW: ((Course.SILENT, 4), (Course.WAITS, 25)),
    Part.OTHER_CONTINUING: (
        (Course.BEHIND, 6), (Course.MISSES, 3), (Course.MUTE, 4), (Course.SILENT, 2),
        (Course.ON_PLAN, 18),
    ),
}  # fmt: skip
# Two of the starts were more than half a month late when they came: lamps turn green too.
STARTS = (
    (date(2021, 2, 22), date(2021, 2, 22)),
    (date(2021, 3, 1), date(2021, 3, 2)),
    (date(2021, 3, 10), date(2021, 3, 8)),
    (date(2021, 3, 5), date(2021, 3, 27)),
    (date(2021, 3, 8), date(2021, 3, 28)),
)
LATE_STARTS = tuple(date(2021, 3, day) for day in (1, 12, 13, 16, 18, 20, 22, 24, 26))


@cache
def plan_rows() -> tuple[Row, ...]:
    """The rows in the order of their numbers: named ones first, then part by part."""
    named = {each.key: each for each in named_projects()}
    rows = [_named_row(place, named[key]) for place, key in enumerate(NAMED)]
    for part in Part:
        rows.extend(_samples(part, len(rows)))
    return tuple(rows)


def _named_row(place: int, project: NamedProject) -> Row:
    part, total, planned = NAMED[project.key]
    promised = next((each.day for each in project.milestones if each.name in PROMISES), None)
    return Row(
        number=place + 1,
        part=part,
        named=project,
        course=Course.ON_PLAN,
        sector=project.sector,
        total=Decimal(total) * YI,
        planned=Decimal(planned) * YI,
        started_on=EXACT_STARTS.get(project.key),
        planned_completion_on=promised,
        point=_point(place),
    )


PROMISES = {"全部竣工交付", "建成", "基本建成"}


def _samples(part: Part, first: int) -> Iterator[Row]:
    named = [(Decimal(total), Decimal(planned)) for where, total, planned in NAMED.values()
             if where is part]  # fmt: skip
    count = part.rows - len(named)
    total = part.total - sum(each[0] for each in named) * YI
    planned = part.planned - sum(each[1] for each in named) * YI
    weights = [spread(first + place, low=1, high=100) ** 2 // 100 + 1 for place in range(count)]
    totals = apportioned(total, weights, least=LEAST_TOTAL)
    shares = [
        int(amount / WAN) * spread(first + place, low=70, high=130, salt=1)
        for place, amount in enumerate(totals)
    ]
    plans = apportioned(planned, shares)
    courses = [course for course, times in COURSES[part] for _ in range(times)]
    met: dict[Course, int] = {}
    for place, course in enumerate(courses):
        number = first + place + 1
        nth = met[course] = met.get(course, -1) + 1
        yield _sample(part, number, course, nth, totals[place], plans[place])


def _sample(
    part: Part, number: int, course: Course, nth: int, total: Decimal, planned: Decimal
) -> Row:
    planned_start, started = _starts(part, course, nth, number)
    open_amount = total - planned
    planned_2020 = earlier = Decimal(0)
    if not part.is_new:
        planned_2020 = open_amount * spread(number, low=12, high=34, salt=2) // 100 // WAN * WAN
        rest = open_amount - planned_2020
        earlier = rest * spread(number, low=5, high=45, salt=3) // 100 // WAN * WAN
    return Row(
        number=number,
        part=part,
        named=None,
        course=course,
        sector=SECTOR_RING[number % len(SECTOR_RING)],
        total=total,
        planned=planned,
        earlier=earlier,
        planned_2020=planned_2020,
        planned_start_on=planned_start,
        started_on=started,
        planned_completion_on=_completion(part, number),
        point=_point_of_sample(number, course),
    )


def _starts(part: Part, course: Course, nth: int, number: int) -> tuple[date | None, date | None]:
    if not part.is_new:
        day = date(2018 + number % 2, 4 + number % 6, 1 + number % 27)
        return day, day
    if course is Course.STARTS:
        return STARTS[nth]
    if course is Course.LATE:
        return LATE_STARTS[nth], None
    if part is Part.SPRING_NEW:
        return date(2021, 4 + number % 2, 1 + spread(number, low=0, high=27)), None
    return date(2021, 5 + number % 5, 1 + spread(number, low=0, high=27)), None


def _completion(part: Part, number: int) -> date:
    if part.is_new:
        return date(2022 + number % 3, 6 + number % 6, 30)
    return date(2021 + number % 3, 6 + number % 6, 30)


# What turns red stands on the map, so that the list's numbers are found there.
LOCATED = {Course.LATE, Course.FAR_BEHIND, Course.DROPS, Course.MISSES}


def _point_of_sample(number: int, course: Course) -> tuple[Decimal, Decimal] | None:
    """A place for every seventh sample and for all that may turn red."""
    if course in LOCATED:
        return _point(100 + number)
    return _point(len(NAMED) + number // 7) if number % 7 == 0 else None


def _point(place: int) -> tuple[Decimal, Decimal]:
    """A sample point inside the zone's box; no article gives a place.

    Steps of irrational parts of the box (the R2 sequence) fill it evenly and never fall together.
    """
    east = Decimal("125.38") + Decimal(place * 75_488 % 100_000) / 100_000 * Decimal("0.14")
    north = Decimal("43.70") + Decimal(place * 56_984 % 100_000) / 100_000 * Decimal("0.16")
    return east.quantize(DEGREE), north.quantize(DEGREE)
