"""Where upper slices hang what they know of a project: panels, figures, lamps, duties, happenings.

Calls go down the house, so a page that stands here never imports a permit or an issue. The slice
that knows them registers from its own `extensions.py` when the app is ready, and answers when the
page, the judge of the lamps or the list of duties asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from django.db.models import Q

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project
    from kaigong.portfolio.selectors.deadlines import Deadline


@dataclass(frozen=True)
class OpenProject:
    """A project that somebody has opened: who asks, and for which day."""

    project: Project
    standing: Standing
    today: date  # the day asked for, or the zone's today
    moment: datetime | None = None  # the last moment of a past day; none for the present

    @property
    def zone(self) -> Zone:
        return self.standing.zone

    @property
    def is_past(self) -> bool:
        return self.moment is not None


class Side(StrEnum):
    """The column of the project page that a panel stands in."""

    WIDE = "wide"
    NARROW = "narrow"


@dataclass(frozen=True)
class Panel:
    """A card of the project page. `facts` gives the template's context, or none to stay away."""

    key: str
    template: str
    order: int
    side: Side
    facts: Callable[[OpenProject], Mapping[str, object] | None]
    right: str = "portfolio.see_ledger"


@dataclass(frozen=True)
class ShownFigure:
    """One cell of the figures at the head of a project: it says its age, its source, and opens."""

    label: str
    value: str
    unit: str = ""
    comparison: str = ""
    age: str = ""
    url: str = ""
    share: float | None = None  # drawn on the lower edge, 0 to 1
    tick: float | None = None  # where the share should be by now, 0 to 1
    is_sample: bool = False


@dataclass(frozen=True)
class FigureSource:
    """Something that knows a headline figure of a project."""

    key: str
    order: int
    figure: Callable[[OpenProject], ShownFigure | None]


@dataclass(frozen=True)
class LitLamp:
    """A lamp that one rule lights for one project, with its reason in both languages."""

    project_id: int
    colour: str  # red, amber or grey; a rule with nothing to say stays silent
    rule: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class LampSource:
    """A rule book of an upper slice: it judges many projects of a zone at once."""

    key: str
    order: int
    judge: Callable[[Zone, Sequence[int], date], Iterable[LitLamp]]


@dataclass(frozen=True)
class Duty:
    """Something that one person has to do by a day, and the one act that does it."""

    key: str  # the same duty keeps its key from day to day
    due_on: date | None
    what: str
    why: str
    verb: str  # the word on the button
    url: str
    done: int = 0  # of a duty with many parts: how many are done, of how many
    of: int = 0


@dataclass(frozen=True)
class DutySource:
    """Something that knows what a person still has to do in a zone."""

    key: str
    order: int
    duties: Callable[[Standing, date], Iterable[Duty]]


@dataclass(frozen=True)
class Happening:
    """One line of a project's timeline."""

    on: date
    shown: str  # a day, or a month where the day is not known
    words: str
    by: str = ""
    url: str = ""


@dataclass(frozen=True)
class HappeningSource:
    """Something that knows what happened to a project, up to the day that is asked for."""

    key: str
    order: int
    happenings: Callable[[OpenProject], Iterable[Happening]]


@dataclass(frozen=True)
class DeadlineSource:
    """Something that knows days by which a person has to do something, for one's calendar."""

    key: str
    order: int
    deadlines: Callable[[Standing], Iterable[Deadline]]


@dataclass(frozen=True)
class ReachSource:
    """Projects that a person looks after beyond the columns of the ledger: a substitute does."""

    key: str
    order: int
    limits: Callable[[Standing], Q]  # of projects


class Ordered(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def order(self) -> int: ...


Part = TypeVar("Part", bound=Ordered)


@dataclass
class Registry(Generic[Part]):
    """What has been hung up, in order; a key hung twice is a bug and loud."""

    name: str
    _parts: dict[str, Part] = field(default_factory=dict)

    def register(self, part: Part) -> Part:
        if part.key in self._parts:
            raise ValueError(f"{self.name}: {part.key} is registered twice")
        self._parts[part.key] = part
        return part

    def withdraw(self, key: str) -> None:
        self._parts.pop(key)

    def __iter__(self) -> Iterator[Part]:
        return iter(sorted(self._parts.values(), key=lambda part: part.order))


panels: Registry[Panel] = Registry("panels")
figures: Registry[FigureSource] = Registry("figures")
lamps: Registry[LampSource] = Registry("lamps")
duties: Registry[DutySource] = Registry("duties")
happenings: Registry[HappeningSource] = Registry("happenings")
deadlines: Registry[DeadlineSource] = Registry("deadlines")
reaches: Registry[ReachSource] = Registry("reaches")
