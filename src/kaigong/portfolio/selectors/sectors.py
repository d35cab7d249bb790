"""Sectors by the taxonomy of a year, and levels by its thresholds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from kaigong.accounts.models import Zone
from kaigong.audit.selectors import entries_about
from kaigong.engines.counting import Threshold, levels_of, thresholds_in_force
from kaigong.portfolio.models import LevelThreshold, Project, Sector, SectorMapping, SectorScheme
from kaigong.portfolio.selectors.projects import held_on

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
        self._schemes, self._moment = schemes, moment

    @cached_property
    def _sectors(self) -> dict[int, Sector]:
        found = {}
        for sector in held_on(Sector, self._moment, scheme__in=list(self._schemes)):
            sector.scheme = self._schemes[sector.scheme_id]
            found[sector.pk] = sector
        return found

    @cached_property
    def _ways(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Where each sector leads to in later schemes, and what leads to it from earlier ones."""
        later: dict[int, list[int]] = {}
        earlier: dict[int, list[int]] = {}
        ways = held_on(SectorMapping, self._moment, before__in=list(self._sectors))
        for mapping in sorted(ways, key=lambda each: each.pk):
            if mapping.after_id in self._sectors:
                later.setdefault(mapping.before_id, []).append(mapping.after_id)
                earlier.setdefault(mapping.after_id, []).append(mapping.before_id)
        return later, earlier

    @cached_property
    def moved(self) -> dict[int, int]:
        """Sectors of other schemes → the one sector of the year's scheme that they stand in.

        What cannot be told (no way, or several) is not here: it stands under its own name. A zone
        with a single scheme pays one short query for that answer.
        """
        if len(self._schemes) < 2:
            return {}
        places = {key: self.of(key) for key in self._sectors}
        return {key: found.pk for key, found in places.items() if found and found.pk != key}

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
        found = self._reached(start.pk, self._ways[0 if ahead else 1])
        return self._sectors[found.pop()] if len(found) == 1 else None

    def shown(self, sector_id: int | None) -> Sector | None:
        """What the ledger of the year shows for a sector: its place in the year's scheme, or, where
        that cannot be told, the sector itself."""
        return self.of(sector_id) or self.given(sector_id)

    def given(self, sector_id: int | None) -> Sector | None:
        """A sector of any scheme, as it was on record."""
        return self._sectors.get(sector_id or 0)

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


def open_sectors(zone: Zone, year: int) -> list[Sector]:
    """The sectors that a project may be given in a year: of its scheme, and not closed by then."""
    scheme = scheme_in_force(zone, year)
    if scheme is None:
        return []
    return [sector for sector in scheme.sectors.all() if not is_closed_in(sector, zone, year)]


def is_closed_in(sector: Sector, zone: Zone, year: int) -> bool:
    """Whether a sector is closed for a year: from the year of its closing on."""
    if sector.closed_at is None:
        return False
    closed_on = sector.closed_at.astimezone(ZoneInfo(zone.timezone)).date()
    return min(closed_on, zone.today()).year <= year  # a zone may stand on a day of the past


def thresholds_of(zone: Zone, year: int, *, moment: datetime | None = None) -> list[LevelThreshold]:
    """The thresholds in force in a year, lowest first; those on record at a moment, or now."""
    rows = {row.pk: row for row in held_on(LevelThreshold, moment, zone=zone.pk)}
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
