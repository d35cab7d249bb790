"""Drawing up the taxonomy of sectors, mapping it onto the next, closing what is past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.models import Project, Sector, SectorMapping, SectorScheme
from kaigong.portfolio.selectors.sectors import scheme_after, sectors_subject

Names = tuple[str, str]  # in the zone's language, in English
NAMED_ROWS = 5  # that an error names before it only counts


class MappedBackwardsError(KaigongError):
    code = "portfolio.mapped-backwards"
    zh = "「{before}」与「{after}」不是同一园区由旧到新的口径，不能对应；请核对年份。"
    en = "“{before}” and “{after}” are not an old and a newer scheme of one zone; check the years."


class SchemeNotLaterError(KaigongError):
    code = "portfolio.scheme-not-later"
    zh = "新口径要从 {last} 年以后开始，不能是 {year} 年；已有的口径请直接修改。"
    en = "A new scheme must begin after {last}, not in {year}; change the existing one instead."


class SectorTwiceError(KaigongError):
    code = "portfolio.sector-twice"
    zh = "这套口径里已有「{name}」；请换一个名称。"
    en = "This scheme has “{name}” already; choose another name."


class UsedSectorError(KaigongError):
    code = "portfolio.used-sector"
    zh = "「{sector}」还有 {count} 行在用：{rows}。不能删除；不再使用请点「停用」。"
    en = "“{sector}” is used by {count} rows: {rows}. It cannot be deleted; close it instead."


class UsedSchemeError(KaigongError):
    code = "portfolio.used-scheme"
    zh = "{year} 年口径不能撤销：「{sector}」还有 {count} 行在用：{rows}。"
    en = "The scheme of {year} cannot be withdrawn: “{sector}” is used by {count} rows: {rows}."


class SchemeNotLastError(KaigongError):
    code = "portfolio.scheme-not-last"
    zh = "{year} 年口径之后还有 {later} 年口径；只能从最后一套开始撤销。"
    en = "The scheme of {later} follows that of {year}; withdraw the last one first."


class NothingFollowsError(KaigongError):
    code = "portfolio.nothing-follows"
    zh = "{year} 年口径之后还没有新口径，没有可对应的产业；请先设立新口径。"
    en = "No scheme follows that of {year}, so there is nothing to map to; draw one up first."


@dataclass(frozen=True)
class DrawnSector:
    """How a sector shall be named and where it shall stand in tables."""

    place: int
    name: str
    name_en: str = ""


@transaction.atomic
def open_scheme(
    zone: Zone,
    *,
    first_year: int,
    name: str,
    sectors: Sequence[Names],
    by: User | None,
    name_en: str = "",
) -> SectorScheme:
    """Put a taxonomy in force from a year on; naming it again adds the sectors it lacks."""
    scheme, _ = SectorScheme.objects.update_or_create(
        zone=zone, first_year=first_year, defaults={"name": name, "name_en": name_en}
    )
    for place, (zh, en) in enumerate(sectors):
        Sector.objects.update_or_create(
            scheme=scheme, name=zh, defaults={"name_en": en, "place": place}
        )
    _record("opened", scheme, by=by, name=name, sectors=[zh for zh, _ in sectors])
    return scheme


@transaction.atomic
def open_next_scheme(
    zone: Zone, *, first_year: int, name: str, by: User | None, name_en: str = ""
) -> SectorScheme:
    """Draw up the scheme of a coming year as a copy of the last one, each sector mapped to itself.

    Closed sectors are not copied, so their projects are shown as not mapped.

    Raises:
        SchemeNotLaterError: the last scheme begins in that year or later.
    """
    Zone.objects.select_for_update().get(pk=zone.pk)
    last = SectorScheme.objects.filter(zone=zone).order_by("first_year").last()
    if last is not None and first_year <= last.first_year:
        raise SchemeNotLaterError(last=last.first_year, year=first_year)
    made = SectorScheme.objects.create(zone=zone, first_year=first_year, name=name, name_en=name_en)
    old = list(last.sectors.filter(closed_at=None)) if last else []
    for place, sector in enumerate(old):
        copy = Sector.objects.create(
            scheme=made, name=sector.name, name_en=sector.name_en, place=place
        )
        SectorMapping.objects.create(before=sector, after=copy)
    _record(
        "opened",
        made,
        by=by,
        name=name,
        sectors=[sector.name for sector in old],
        copied_from=last.first_year if last else None,
    )
    return made


@transaction.atomic
def rename_scheme(
    scheme: SectorScheme, *, name: str, by: User | None, name_en: str = ""
) -> SectorScheme:
    """Give a scheme another name; saying the same again changes nothing."""
    before = [scheme.name, scheme.name_en]
    if before != [name, name_en]:
        scheme.name, scheme.name_en = name, name_en
        scheme.save()
        _record("renamed", scheme, by=by, before=before, after=[name, name_en])
    return scheme


@transaction.atomic
def withdraw_scheme(scheme: SectorScheme, *, by: User | None) -> None:
    """Take the last scheme back, as long as nothing uses it.

    Raises:
        SchemeNotLastError: a newer one follows.
        UsedSchemeError: a project stands in one of its sectors, or stood there once.
    """
    later = scheme_after(scheme)
    if later is not None:
        raise SchemeNotLastError(year=scheme.first_year, later=later.first_year)
    sectors = list(scheme.sectors.select_for_update())
    for sector in sectors:
        rows = _projects_that_name(sector)
        if rows:
            used = {"sector": sector.name, "count": len(rows), "rows": _listed(rows)}
            raise UsedSchemeError(year=scheme.first_year, **used)
    for old in Sector.objects.filter(scheme__zone=scheme.zone, is_without_successor=True):
        if scheme_after(old.scheme) == scheme:  # what was decided about it is open again
            old.is_without_successor = False
            old.save()
    names = [sector.name for sector in sectors]
    _record("withdrawn", scheme, by=by, before=[scheme.name, *names], after=None)
    scheme.delete()


@transaction.atomic
def add_sector(scheme: SectorScheme, *, name: str, by: User | None, name_en: str = "") -> Sector:
    """One more sector, the last in tables.

    Raises:
        SectorTwiceError: the scheme has one of that name.
    """
    if scheme.sectors.filter(name=name).exists():
        raise SectorTwiceError(name=name)
    places = scheme.sectors.values_list("place", flat=True)
    sector = Sector.objects.create(
        scheme=scheme, name=name, name_en=name_en, place=max(places, default=-1) + 1
    )
    _record("sector_added", scheme, by=by, before=None, after=name)
    return sector


@transaction.atomic
def redraw_sectors(
    scheme: SectorScheme, drawn: Mapping[int, DrawnSector], *, by: User | None
) -> int:
    """Rename and reorder the sectors of a scheme in one act.

    Args:
        drawn: Sector's id → how it shall be; sectors that are not named stay as they are.

    Returns:
        How many sectors changed.

    Raises:
        SectorTwiceError: two of them would bear one name.
    """
    held = {sector.pk: sector for sector in scheme.sectors.select_for_update()}
    names = [drawn[key].name if key in drawn else sector.name for key, sector in held.items()]
    for name in names:
        if names.count(name) > 1:
            raise SectorTwiceError(name=name)
    changed = {key: wanted for key, wanted in drawn.items() if key in held}
    changed = {key: wanted for key, wanted in changed.items() if _drawn(held[key]) != wanted}
    before = {held[key].name: _stated(_drawn(held[key])) for key in changed}
    after = {held[key].name: _stated(wanted) for key, wanted in changed.items()}
    for key in changed:  # two that swap names would meet on the way: first everybody steps aside
        Sector.objects.filter(pk=key).update(name=f"→{key}")
    for key, wanted in changed.items():
        sector = held[key]
        sector.place, sector.name, sector.name_en = wanted.place, wanted.name, wanted.name_en
        sector.save()
    if changed:
        _record("redrawn", scheme, by=by, before=before, after=after)
    return len(changed)


def _drawn(sector: Sector) -> DrawnSector:
    return DrawnSector(sector.place, sector.name, sector.name_en)


def _stated(drawn: DrawnSector) -> list[object]:
    return [drawn.place, drawn.name, drawn.name_en]


@transaction.atomic
def close_sector(sector: Sector, *, by: User | None) -> Sector:
    """Offer a sector no more; its projects keep it. Closing it twice changes nothing."""
    if sector.closed_at is None:
        sector.closed_at = clock.now()
        sector.save()
        _record("sector_closed", sector.scheme, by=by, name=sector.name)
    return sector


@transaction.atomic
def reopen_sector(sector: Sector, *, by: User | None) -> Sector:
    """Offer a closed sector again."""
    if sector.closed_at is not None:
        sector.closed_at = None
        sector.save()
        _record("sector_reopened", sector.scheme, by=by, name=sector.name)
    return sector


@transaction.atomic
def delete_sector(sector: Sector, *, by: User | None) -> None:
    """Delete a sector that nothing uses.

    Raises:
        UsedSectorError: projects stand in it or once stood in it, or other schemes map to it.
    """
    held = Sector.objects.select_for_update().get(pk=sector.pk)
    rows = _projects_that_name(held) + [
        f"{before.scheme.first_year} {before.name}"
        for before in Sector.objects.filter(later__after=held).select_related("scheme")
    ]
    if rows:
        raise UsedSectorError(sector=held.name, count=len(rows), rows=_listed(rows))
    _record("sector_deleted", held.scheme, by=by, before=[held.name, held.name_en], after=None)
    held.delete()


def _projects_that_name(sector: Sector) -> list[str]:
    """Projects in a sector now, and those that a past day shows there, by code and name."""
    history: Any = Project.history
    past = history.filter(sector_id=sector.pk).order_by("history_date", "history_id")
    now = Project.objects.filter(Q(sector=sector) | Q(id__in=past.order_by().values("id")))
    # A project that went with an undone import is still seen on the days it stood there.
    found = {key: (code, name) for key, code, name in past.values_list("id", "code", "name")}
    found |= {key: (code, name) for key, code, name in now.values_list("id", "code", "name")}
    return [f"{code} {name}" for code, name in sorted(found.values())]


def _listed(rows: Sequence[str]) -> str:
    return "、".join(rows[:NAMED_ROWS]) + ("……" if len(rows) > NAMED_ROWS else "")


@transaction.atomic
def map_sectors(pairs: Iterable[tuple[Sector, Sector]], *, by: User | None) -> list[SectorMapping]:
    """Say where the projects of old sectors stand in a newer scheme.

    Raises:
        MappedBackwardsError: the schemes are of two zones, or not in the order of years.
    """
    made = []
    for before, after in pairs:
        _refuse_backwards(before, after)
        made.append(SectorMapping.objects.get_or_create(before=before, after=after)[0])
        _record("mapped", after.scheme, by=by, sector=before.name, before=None, after=after.name)
    return made


@transaction.atomic
def map_sector(
    before: Sector, *, after: Sequence[Sector], has_no_successor: bool = False, by: User | None
) -> Sector:
    """Say anew where the projects of one old sector stand in the next scheme.

    Args:
        after: Its sectors there; several mean that the taxonomy alone cannot tell them apart.
        has_no_successor: Nothing there takes it up, and that is decided; `after` is empty then.

    Raises:
        MappedBackwardsError: a sector is not of a newer scheme of the same zone.
    """
    held = Sector.objects.select_for_update().select_related("scheme__zone").get(pk=before.pk)
    for each in after:
        _refuse_backwards(held, each)
    wanted = [] if has_no_successor else list(after)
    was = _mapped_to(held)
    later = held.later.exclude(after__in=wanted)
    for mapping in later:
        mapping.delete()  # one by one: each leaves a line of history
    for each in wanted:
        SectorMapping.objects.get_or_create(before=held, after=each)
    if held.is_without_successor != has_no_successor:
        held.is_without_successor = has_no_successor
        held.save()
    now = _mapped_to(held)
    following = scheme_after(held.scheme)
    if now != was and following is not None:
        _record("mapped", following, by=by, sector=held.name, before=was, after=now)
    return held


def _mapped_to(sector: Sector) -> list[str] | str:
    if sector.is_without_successor:
        return "none"
    return sorted(SectorMapping.objects.filter(before=sector).values_list("after__name", flat=True))


def _refuse_backwards(before: Sector, after: Sector) -> None:
    old, new = before.scheme, after.scheme
    if old.zone_id != new.zone_id or old.first_year >= new.first_year:
        raise MappedBackwardsError(before=before, after=after)


def _record(verb: str, scheme: SectorScheme, *, by: User | None, **facts: object) -> None:
    record(
        f"portfolio.sectors.{verb}",
        by=by,
        zone=scheme.zone.slug,
        subject=sectors_subject(scheme.first_year),
        **facts,
    )
