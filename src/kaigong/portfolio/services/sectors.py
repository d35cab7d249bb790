"""Drawing up the taxonomy of sectors, mapping it onto the next, and setting thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.models import LevelThreshold, Sector, SectorMapping, SectorScheme

Names = tuple[str, str]  # in the zone's language, in English


class MappedBackwardsError(KaigongError):
    code = "portfolio.mapped-backwards"
    zh = "「{before}」与「{after}」不是同一园区由旧到新的口径，不能对应；请核对年份。"
    en = "“{before}” and “{after}” are not an old and a newer scheme of one zone; check the years."


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
    record(
        "portfolio.sectors.opened",
        by=by,
        zone=zone.slug,
        subject=f"{first_year}",
        name=name,
        sectors=[zh for zh, _ in sectors],
    )
    return scheme


@transaction.atomic
def map_sectors(pairs: Iterable[tuple[Sector, Sector]], *, by: User | None) -> list[SectorMapping]:
    """Say where the projects of old sectors stand in a newer scheme.

    Raises:
        MappedBackwardsError: the schemes are of two zones, or not in the order of years.
    """
    made = []
    for before, after in pairs:
        old, new = before.scheme, after.scheme
        if old.zone_id != new.zone_id or old.first_year >= new.first_year:
            raise MappedBackwardsError(before=before, after=after)
        made.append(SectorMapping.objects.get_or_create(before=before, after=after)[0])
        record(
            "portfolio.sectors.mapped",
            by=by,
            zone=old.zone.slug,
            subject=f"{new.first_year}",
            before=before.name,
            after=after.name,
        )
    return made


@transaction.atomic
def set_thresholds(
    zone: Zone, *, first_year: int, levels: Sequence[tuple[Decimal, Names]], by: User | None
) -> list[LevelThreshold]:
    """Set from which total investment a project stands on which level, from a year on."""
    LevelThreshold.objects.filter(zone=zone, first_year=first_year).delete()
    made = [
        LevelThreshold.objects.create(
            zone=zone, first_year=first_year, from_amount=amount, name=zh, name_en=en
        )
        for amount, (zh, en) in levels
    ]
    record(
        "portfolio.thresholds.set",
        by=by,
        zone=zone.slug,
        subject=f"{first_year}",
        levels={zh: amount for amount, (zh, _) in levels},
    )
    return made
