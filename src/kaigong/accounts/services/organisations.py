"""The tree of a zone's organisations: it grows, changes, and nothing in it is ever deleted."""

from __future__ import annotations

from django.db import transaction

from kaigong.accounts.models import Organisation, User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError


class RootOrganisationError(KaigongError):
    code = "accounts.root-organisation"
    zh = "「{name}」是这个园区的根，不能移动，也不能关闭；可以改名。"
    en = "{name} is the root of this zone; it can be renamed, but neither moved nor closed."


class CircularTreeError(KaigongError):
    code = "accounts.circular-tree"
    zh = "「{parent}」在「{name}」之下，不能反过来做它的上级；请换一个上级。"
    en = "{parent} stands under {name} and cannot be above it; choose another parent."


class OrganisationInUseError(KaigongError):
    code = "accounts.organisation-in-use"
    zh = "「{name}」还有 {people} 个岗位、{parts} 个下级；先免去岗位、移走下级，再关闭。"
    en = "{name} still has {people} appointments and {parts} parts; dismiss or move them first."


class ClosedOrganisationError(KaigongError):
    code = "accounts.closed-organisation"
    zh = "「{name}」已关闭；先重新开设，或换一个机构。"
    en = "{name} is closed; open it again or choose another organisation."


class TakenOrganisationError(KaigongError):
    code = "accounts.taken-organisation"
    zh = "这个园区已有同类机构「{name}」，请换一个名称。"
    en = "This zone has an organisation {name} of that kind already; choose another name."


def _refuse_taken(zone: Zone, *, kind: str, name: str, but: int = 0) -> None:
    if Organisation.objects.filter(zone=zone, kind=kind, name=name).exclude(pk=but).exists():
        raise TakenOrganisationError(name=name)


@transaction.atomic
def found_organisation(
    zone: Zone,
    *,
    kind: str,
    name: str,
    name_en: str = "",
    parent: Organisation | None = None,
    by: User | None,
) -> Organisation:
    """Enter an organisation into the zone's tree; without a parent it stands under the zone."""
    _refuse_taken(zone, kind=kind, name=name)
    root = parent or zone.organisations.filter(parent=None, kind="zone").first()
    if root and root.closed_at:
        raise ClosedOrganisationError(name=root.name)
    made = Organisation(zone=zone, kind=kind, name=name, name_en=name_en, parent=root)
    made.full_clean()
    made.save()
    record("accounts.organisation.founded", by=by, zone=zone.slug, subject=name, kind=kind)
    return made


@transaction.atomic
def rename_organisation(
    organisation: Organisation, *, name: str, name_en: str, by: User
) -> Organisation:
    """Give an organisation other names; the line of audit keeps the old ones."""
    before = {"name": organisation.name, "name_en": organisation.name_en}
    after = {"name": name, "name_en": name_en}
    if before == after:
        return organisation
    _refuse_taken(organisation.zone, kind=organisation.kind, name=name, but=organisation.pk)
    organisation.name, organisation.name_en = name, name_en
    organisation.full_clean()
    organisation.save(update_fields=["name", "name_en"])
    _record("renamed", organisation, by=by, before=before, after=after)
    return organisation


@transaction.atomic
def move_organisation(
    organisation: Organisation, *, parent: Organisation, by: User
) -> Organisation:
    """Hang an organisation with all its parts under another parent of the same zone."""
    if organisation.parent is None:
        raise RootOrganisationError(name=organisation.name)
    if parent.closed_at:
        raise ClosedOrganisationError(name=parent.name)
    # Two moves at once could make a circle that neither sees: one after the other.
    Zone.objects.select_for_update().get(pk=organisation.zone_id)
    above: Organisation | None = parent
    while above:
        if above.pk == organisation.pk:
            raise CircularTreeError(parent=parent.name, name=organisation.name)
        above = above.parent
    before = organisation.parent.name
    if organisation.parent_id == parent.pk:
        return organisation
    organisation.parent = parent
    organisation.save(update_fields=["parent"])
    _record("moved", organisation, by=by, before=before, after=parent.name)
    return organisation


@transaction.atomic
def close_organisation(organisation: Organisation, *, by: User) -> Organisation:
    """Close an organisation that nobody acts for any more; its past stays on record."""
    if organisation.parent is None:
        raise RootOrganisationError(name=organisation.name)
    people = organisation.memberships.count()
    parts = organisation.parts.filter(closed_at=None).count()
    if people or parts:
        raise OrganisationInUseError(name=organisation.name, people=people, parts=parts)
    if not organisation.closed_at:
        organisation.closed_at = clock.now()
        organisation.save(update_fields=["closed_at"])
        _record("closed", organisation, by=by)
    return organisation


@transaction.atomic
def reopen_organisation(organisation: Organisation, *, by: User) -> Organisation:
    """Open a closed organisation again."""
    if organisation.parent and organisation.parent.closed_at:
        raise ClosedOrganisationError(name=organisation.parent.name)
    if organisation.closed_at:
        organisation.closed_at = None
        organisation.save(update_fields=["closed_at"])
        _record("reopened", organisation, by=by)
    return organisation


def _record(verb: str, organisation: Organisation, *, by: User, **facts: object) -> None:
    act = f"accounts.organisation.{verb}"
    record(act, by=by, zone=organisation.zone.slug, subject=organisation.name, **facts)
