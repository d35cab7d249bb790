"""What the chapters write into: the zone, its people, its projects, and the hand that enters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.demo.facts import NamedProject, Observation
from kaigong.demo.life_stages import kind_of, maturity_of, stage_of
from kaigong.demo.people import Cast
from kaigong.demo.plan_rows import NAMED, TODAY, Row
from kaigong.demo.year_rows import FinishedRow
from kaigong.portfolio.columns import columns_called
from kaigong.portfolio.holdings import Holdings
from kaigong.portfolio.selectors.projects import projects_called
from kaigong.portfolio.services.changes import write_cells
from kaigong.portfolio.services.lamps import judged_together
from kaigong.portfolio.services.projects import Entry, enter_projects

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project, Sector

CHANGCHUN = ZoneInfo("Asia/Shanghai")
Cell = str | Decimal | date | bool | int | None


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in Changchun."""
    return datetime.combine(day, time(hour, minute), tzinfo=CHANGCHUN)


@dataclass
class Record:
    """The demo zone while it is being built. Projects are kept by their code."""

    zone: Zone
    cast: Cast
    sectors: dict[str, Sector]
    projects: dict[str, Project] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # of the named projects, by their key
    stages: dict[str, str] = field(default_factory=dict)  # as last told, by key

    def project(self, key: str) -> Project:
        """A named project by the key of its facts."""
        return self.projects[self.codes[key]]

    def sample(self, name: str) -> Project:
        """A project that was made up, by its name."""
        return next(each for each in self.projects.values() if each.name == name)

    def of(self, row: Row | FinishedRow) -> Project:
        return self.projects[row.code]

    def enter(self, entries: Iterable[Entry]) -> None:
        made = enter_projects(self.zone, list(entries), by=self.cast.command)
        self.projects |= {project.code: project for project in made}

    def learn(self, cells: Mapping[str, Mapping[str, Cell]], *, note: str) -> None:
        """Write what became known into cells of projects (by code), as one change with its paper.

        Stages come this way where an article tells that works have begun and not on which day: a
        step of the life cycle would ask for the day.
        """
        if not cells:
            return
        columns = columns_called({name for of_one in cells.values() for name in of_one})
        ids = {self.projects[code].pk: code for code in cells}
        month = clock.now().astimezone(CHANGCHUN).date().replace(day=1)
        holdings = Holdings.of(self.zone, ids, month=month, columns=columns)
        wanted = {
            (key, name): value for key, code in ids.items() for name, value in cells[code].items()
        }
        write_cells(holdings, wanted, by=self.cast.command, source="import", note=note)
        self.projects |= projects_called(self.zone, cells)

    # --- entries -----------------------------------------------------------------------------

    def entry_of_named(self, project: NamedProject, known: tuple[Observation, ...]) -> Entry:
        """A named project that stands in no plan: only what the articles say."""
        code = self._code(known)
        self.codes[project.key] = code
        self.stages[project.key] = stage_of(known)
        return Entry(
            code=code,
            name=project.name,
            aliases=project.aliases,
            fields={
                "name_en": project.name_en,
                "sector": self.sectors.get(project.sector),
                "kind": kind_of(known),
                "stage": stage_of(known),
                "maturity": maturity_of(known),
                "total_amount": next(filter(None, (each.investment_cny for each in known)), None),
                "content": scale_of(known),
                "started_on": day_in(each.start for each in known),
                "planned_completion_on": day_in(each.completion for each in known),
                "source": papers_of(known),
            },
        )

    def _code(self, known: tuple[Observation, ...]) -> str:
        year = min(each.known_from for each in known).year
        taken = sum(code.startswith(f"JY-{year}-5") for code in self.codes.values())
        return f"JY-{year}-{5001 + taken:04d}"

    def entry_of_row(self, row: Row, *, stage: str) -> Entry:
        """A row of the plan 2021, with the people and bodies that look after it (samples all)."""
        if row.named:
            self.codes[row.named.key] = row.code
            self.stages[row.named.key] = stage
        fields = self._looked_after(row.sector, row.number) | {
            "name_en": row.name_en,
            "kind": row.kind,
            "stage": stage,
            "total_amount": row.total,
            "earlier_amount": row.earlier,
            "planned_start_on": row.planned_start_on or row.started_on,
            "planned_completion_on": row.planned_completion_on,
            "is_sample": row.is_sample,
        }
        if not row.part.is_new:
            fields["started_on"] = row.started_on
        if row.named:
            fields["investor"] = self.cast.bodies.get(row.named.investor)
            # What an article told after the demo's day may not be seen on that day.
            known = row.named.known_on(TODAY)
            fields["content"] = scale_of(known)
            fields["source"] = f"{papers_of(known)}；金额、责任人为样例"
        else:
            fields["investor"] = self.cast.firm(row.number)
            fields["source"] = "样例：为补足 143 个项目而编，不是实际项目"
        if row.point:
            fields["longitude"], fields["latitude"] = row.point
            fields["place"] = "样例位置，非测绘成果"
        return Entry(row.code, row.name, row.named.aliases if row.named else (), fields)

    def entry_of_finished(self, row: FinishedRow) -> Entry:
        """A sample that was finished in 2020."""
        fields = self._looked_after(row.sector, row.number) | {
            "name_en": row.name_en,
            "kind": "continuing",
            "stage": "construction",
            "total_amount": row.total,
            "earlier_amount": row.earlier,
            "investor": self.cast.firm(row.number),
            "planned_completion_on": date(2020, 12, 31),
            "is_sample": True,
            "source": "样例：为 2020 年的 121 个计划项目、170 个开复工项目而编，不是实际项目",
        }
        return Entry(row.code, row.name, (), fields)

    def _looked_after(self, sector: str, number: int) -> dict[str, object]:
        return {
            "sector": self.sectors.get(sector),
            "lead_department": self.cast.department(sector),
            "task_force": self.cast.task_force(sector),
            "service_officer": self.cast.officer(sector, number),
            "leader": self.cast.leader_of(number),
        }

    def by_officer(self, rows: Iterable[Row]) -> list[tuple[User, list[Row]]]:
        """Rows by the officer who reports them."""
        groups: dict[int, tuple[User, list[Row]]] = {}
        for row in rows:
            officer = self.cast.officer(row.sector, row.number)
            groups.setdefault(officer.pk, (officer, []))[1].append(row)
        return list(groups.values())


def is_in_plan(project: NamedProject) -> bool:
    return project.key in NAMED


def scale_of(known: Iterable[Observation]) -> str:
    """Scale as the articles give it: quantity and area."""
    parts = [f"{each.quantity} {each.unit}" for each in known if each.quantity]
    parts += [f"{each.area_m2:,.0f} ㎡" for each in known if each.area_m2]
    return "，".join(dict.fromkeys(parts))


def day_in(stated: Iterable[str]) -> date | None:
    """The first that is a whole day; a month or a season is none."""
    return next((date.fromisoformat(each) for each in stated if len(each) == 10), None)


def papers_of(known: Iterable[Observation]) -> str:
    """The articles that tell of a project with the day that each speaks of, the latest first."""
    told = sorted({(each.as_of, each.source.call) for each in known}, reverse=True)
    return "；".join(f"{as_of} {source}" for as_of, source in told)


@dataclass(frozen=True)
class Act:
    """Something that somebody did at a moment; chapters name acts, in any order."""

    at: datetime
    do: Callable[[Record], None]


def live_through(record: Record, acts: Iterable[Act]) -> None:
    """Do all acts in the order of their moments, each on record as of its own."""
    for act in sorted(acts, key=lambda each: each.at):
        with clock.as_if(act.at), judged_together():
            act.do(record)
