"""Opening a zone, and letting a demo stand on its day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kaigong.accounts.events import zone_opened
from kaigong.accounts.models import TAKEN_SLUGS, Organisation, User, Zone
from kaigong.audit.services import record
from kaigong.errors import KaigongError


class TakenSlugError(KaigongError):
    code = "accounts.taken-slug"
    zh = "「{slug}」已被占用，请换一个园区代号（小写字母、数字和连字符）。"
    en = "“{slug}” is taken; choose another zone slug (lower case letters, digits, hyphens)."


@transaction.atomic
def open_zone(
    slug: str,
    *,
    name: str,
    name_en: str = "",
    currency: str = "CNY",
    timezone: str = "Asia/Shanghai",
    by: User | None,
) -> Zone:
    """Open a zone with its own authority at the root of the tree."""
    if slug in TAKEN_SLUGS or Zone.objects.filter(slug=slug).exists():
        raise TakenSlugError(slug=slug)
    zone = Zone(slug=slug, name=name, name_en=name_en, currency=currency, timezone=timezone)
    zone.full_clean()
    zone.save()
    Organisation.objects.create(zone=zone, kind="zone", name=name, name_en=name_en)
    record("accounts.zone.opened", by=by, zone=slug, subject=slug, currency=currency)
    zone_opened.send(sender=Zone, zone=zone, by=by)
    return zone


@transaction.atomic
def stand_still(zone: Zone, *, on: date, by: User | None) -> Zone:
    """Let a zone stand on one day for ever: a demo's today never moves."""
    zone.stands_on = on
    zone.save(update_fields=["stands_on"])
    record("accounts.zone.stood_still", by=by, zone=zone.slug, subject=zone.slug, on=on)
    return zone
