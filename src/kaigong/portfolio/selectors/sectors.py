"""Sectors by the taxonomy of a year, and levels by its thresholds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kaigong.accounts.models import Zone
from kaigong.audit.selectors import entries_about
from kaigong.engines.counting import Threshold, levels_of, thresholds_in_force
from kaigong.portfolio.models import LevelThreshold, Project, Sector, SectorMapping, SectorScheme
from kaigong.portfolio.selectors.dossier import held_on

if TYPE_CHECKING:
    from kaigong.audit.models import Entry


def sectors_subject(first_year: int) -> str:
    """What the audit chain calls the scheme of a year; no project's code looks like it."""
    return f"sectors/{first_year}"


def levels_subject(first_year: int) -> str:
    """What the audit chain calls the levels of a year."""
    return f"levels/{first_year}"


def last_act_on_levels(zone: Zone, first_year: int) -> Entry | None:
    """The last change of a year's levels that can be undone: its line says what was before."""
    last = entries_about(zone.slug, levels_subject(first_year)).first()
    return last if last is not None and "before" in last.facts else None


def scheme_in_force(zone: Zone, year: int) -> SectorScheme | None:
    """The newest scheme that had begun by a year."""
    return (
        SectorScheme.objects.filter(zone=zone, first_year__lte=year).order_by("first_year").last()
    )


def scheme_before(scheme: SectorScheme) -> SectorScheme | None:
    """The scheme that held until this one began."""
    older = SectorScheme.objects.filter(zone=scheme.zone_id, first_year__lt=scheme.first_year)
    return older.order_by("first_year").last()


def scheme_after(scheme: SectorScheme) -> SectorScheme | None:
    """The scheme that takes over from this one."""
    newer = SectorScheme.objects.filter(zone=scheme.zone_id, first_year__gt=scheme.first_year)
    return newer.order_by("first_year").first()


class SectorsOfYear:
    """Where every sector of a zone stands in the scheme of one year; read once, asked often."""

    def __init__(self, zone: Zone, year: int, *, moment: datetime | None = None) -> None:
        schemes = {each.pk: each for each in held_on(SectorScheme, moment, zone=zone.pk)}
        begun = [scheme for scheme in schemes.values() if scheme.first_year <= year]
        self.scheme = max(begun, key=lambda scheme: scheme.first_year, default=None)
        self._sectors: dict[int, Sector] = {}
        for sector in held_on(Sector, moment, scheme__in=list(schemes)):
            sector.scheme = schemes[sector.scheme_id]
            self._sectors[sector.pk] = sector
        self._later: dict[int, list[int]] = {}
        self._earlier: dict[int, list[int]] = {}
        ways = held_on(SectorMapping, moment, before__in=list(self._sectors))
        for mapping in sorted(ways, key=lambda each: each.pk):
            if mapping.after_id in self._sectors:
                self._later.setdefault(mapping.before_id, []).append(mapping.after_id)
                self._earlier.setdefault(mapping.after_id, []).append(mapping.before_id)

    def standing_in(self, sector: Sector) -> list[int]:
        """The ids of all sectors, of any scheme, whose projects stand in a sector of this one."""
        return [key for key in self._sectors if self.of(key) == sector]

    def of(self, sector_id: int | None) -> Sector | None:
        """The one sector of the year's scheme that a sector maps to.

        None where there is no way there, or where the ways lead to several: nobody can tell from
        the taxonomy alone which of them a project belongs to.
        """
        start = self._sectors.get(sector_id or 0)
        if start is None or self.scheme is None:
            return None
        ahead = start.scheme.first_year <= self.scheme.first_year
        found = self._reached(start.pk, self._later if ahead else self._earlier)
        return self._sectors[found.pop()] if len(found) == 1 else None

    def _reached(self, start: int, ways: dict[int, list[int]]) -> set[int]:
        assert self.scheme is not None  # noqa: S101  (its caller has asked)
        found, seen, waiting = set(), set(), [start]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            if self._sectors[here].scheme_id == self.scheme.pk:
                found.add(here)
            else:
                waiting += ways.get(here, [])
        return found


def sector_in_scheme(project: Project, year: int) -> Sector | None:
    """The sector of a project as the scheme of a year draws it."""
    return SectorsOfYear(project.zone, year).of(project.sector_id)


def thresholds_of(zone: Zone, year: int) -> list[LevelThreshold]:
    """The thresholds in force in a year, lowest first."""
    rows = {row.pk: row for row in LevelThreshold.objects.filter(zone=zone)}
    marks = [
        Threshold(row.first_year, int(row.from_amount * 100), key=row.pk) for row in rows.values()
    ]
    return [rows[mark.key] for mark in thresholds_in_force(marks, year=year)]


def levels_in_year(
    zone: Zone, amounts: Iterable[Decimal | None], *, year: int
) -> list[LevelThreshold | None]:
    """The level of each total investment by the thresholds of a year; none below the lowest."""
    rows = list(amounts)
    thresholds = thresholds_of(zone, year)
    cents = np.array([-1 if row is None else int(row * 100) for row in rows], dtype=np.int64)
    places = levels_of(cents, [int(row.from_amount * 100) for row in thresholds])
    return [thresholds[place] if place >= 0 else None for place in places.tolist()]
