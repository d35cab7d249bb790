"""What the page of sector schemes shows: each sector with its projects, and the ways between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import Sector, SectorMapping, SectorScheme
from kaigong.portfolio.pages.doors import rows_url
from kaigong.portfolio.selectors.projects import held_on
from kaigong.portfolio.selectors.sectors import SectorsOfYear
from kaigong.portfolio.sheet import Sheet, View


@dataclass(frozen=True)
class Rows:
    """Projects behind a line: how many, their total investment, the way to them in the ledger."""

    count: int
    amount: Decimal
    url: str


@dataclass(frozen=True)
class ShownSector:
    """A sector of the scheme, and what stands in it, by its own name or by the ways that lead here.

    `is_used`: projects or ways name it, so it cannot be deleted.
    """

    sector: Sector
    keys: list[int]  # of the sectors, of any scheme, that lead here
    rows: Rows
    is_used: bool
    earlier: list[str]  # the sectors of the scheme before that lead here


@dataclass(frozen=True)
class ShownWay:
    """Where the projects of a sector of the scheme before stand in this one.

    `state`: mapped to one, split over several, none by decision, or open: nobody has said.
    """

    before: Sector
    after: list[Sector]
    state: str
    rows: Rows


class SchemePage:
    """One scheme as it stands, or stood at the end of a past day; every table is read once."""

    def __init__(self, standing: Standing, *, day: date, moment: datetime | None) -> None:
        self.zone = standing.zone
        self.day = day
        self._moment = moment
        found = held_on(SectorScheme, moment, zone=self.zone.pk)
        self.schemes = sorted(found, key=lambda scheme: scheme.first_year)
        view = View(month=day.replace(day=1), group="given_sector", as_of=moment)
        self._bundles = {
            bundle.key: bundle for bundle in Sheet(standing, view).groups(["total_amount"])
        }

    def scheme_of(self, year: int) -> SectorScheme | None:
        """The scheme in force in a year."""
        begun = [scheme for scheme in self.schemes if scheme.first_year <= year]
        return begun[-1] if begun else None

    def before(self, scheme: SectorScheme) -> SectorScheme | None:
        older = [each for each in self.schemes if each.first_year < scheme.first_year]
        return older[-1] if older else None

    def last_year_of(self, scheme: SectorScheme) -> int | None:
        """The last year in which a scheme holds; none while nothing follows it."""
        newer = [each.first_year for each in self.schemes if each.first_year > scheme.first_year]
        return min(newer) - 1 if newer else None

    def sectors_of(self, scheme: SectorScheme) -> list[Sector]:
        found = held_on(Sector, self._moment, scheme=scheme.pk)
        return sorted(found, key=lambda sector: (sector.place, sector.pk))

    def shown(self, scheme: SectorScheme) -> list[ShownSector]:
        """The sectors of a scheme in their order."""
        rows = self.sectors_of(scheme)
        ways = self._ways(after=[sector.pk for sector in rows])
        older = self.before(scheme)
        names = {sector.pk: str(sector) for sector in self.sectors_of(older)} if older else {}
        reader = SectorsOfYear(self.zone, scheme.first_year, moment=self._moment)
        return [
            ShownSector(
                sector=sector,
                keys=reader.standing_in(sector),
                rows=self.rows(reader.standing_in(sector)),
                is_used=sector.pk in self._bundles or any(w.after_id == sector.pk for w in ways),
                earlier=[
                    names[way.before_id]
                    for way in ways
                    if way.after_id == sector.pk and way.before_id in names
                ],
            )
            for sector in rows
        ]

    def ways_into(self, scheme: SectorScheme) -> list[ShownWay]:
        """How the scheme before leads into this one; empty for the first scheme."""
        older = self.before(scheme)
        if older is None:
            return []
        there = {sector.pk: sector for sector in self.sectors_of(scheme)}
        ways = self._ways(after=list(there))
        found = []
        for sector in self.sectors_of(older):
            after = [there[way.after_id] for way in ways if way.before_id == sector.pk]
            found.append(ShownWay(sector, after, _state(sector, after), self.rows([sector.pk])))
        return found

    def _ways(self, *, after: list[int]) -> list[SectorMapping]:
        return held_on(SectorMapping, self._moment, after__in=after)

    def without_sector(self) -> Rows:
        """The projects that stand in no sector at all."""
        return self.rows([None])

    def rows(self, sectors: Iterable[int | None]) -> Rows:
        """The projects that stand in any of some sectors."""
        asked = list(sectors)
        keys = [key for key in asked if key in self._bundles] or asked  # the filter stays readable
        bundles = [self._bundles[key] for key in keys if key in self._bundles]
        filters = {"given_sector": {"in": ["" if key is None else str(key) for key in keys]}}
        as_of = self.day if self._moment else None
        return Rows(
            sum(bundle.count for bundle in bundles),
            sum((bundle.sums["total_amount"] for bundle in bundles), Decimal(0)),
            rows_url(self.zone, filters, month=self.day.replace(day=1), as_of=as_of),
        )


def _state(sector: Sector, after: list[Sector]) -> str:
    if after:
        return "mapped" if len(after) == 1 else "split"
    return "none" if sector.is_without_successor else "open"
