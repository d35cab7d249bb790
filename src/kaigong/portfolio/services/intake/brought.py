"""Organisations, people and sectors that a file brings along, and what becomes of them at its undo.

A past day between import and undo still shows them, so none that a line of history names can go.
What nothing else has taken up is closed: offered no more, found again by the same file.
See docs/decisions/0014-names-of-an-undone-import.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Model

from kaigong.accounts.models import Organisation, Role, User, Zone
from kaigong.accounts.selectors import memberships_in, organisations_in
from kaigong.accounts.services import (
    appoint,
    close_organisation,
    dismiss,
    enter_person,
    found_organisation,
    reopen_organisation,
)
from kaigong.engines.ledgers import folding
from kaigong.portfolio.cells import Names
from kaigong.portfolio.columns import Kind
from kaigong.portfolio.models import ImportRun, Project, Sector, SectorScheme
from kaigong.portfolio.services.intake.fields import UnknownNames
from kaigong.portfolio.services.sectors import UsedSectorError, delete_sector

Noun = Literal["organisations", "people", "sectors"]
Brought = dict[Noun, list[int]]
NAMED_PROJECTS = 3


@dataclass(frozen=True)
class Fate:
    """What became of one name: closed, dismissed or deleted; or why it stays.

    Attributes:
        stays: `projects` use it, it is used `elsewhere`, the `past` shows it; empty where it went.
        codes: Some of the projects.
    """

    noun: Noun
    name: str
    stays: Literal["", "projects", "elsewhere", "past"] = ""
    codes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "codes": list(self.codes)}


def bring_names(
    zone: Zone, unknown: UnknownNames, names: Names, *, month: date, by: User | None
) -> Brought:
    """Enter what the zone does not know yet, or open again what an undo had closed; learn them."""
    before = _put_away(zone)
    brought: Brought = {"organisations": [], "people": [], "sectors": []}
    for kind, name in unknown.organisations:
        made = _organisation(zone, kind, name[:200], among=before["organisations"], by=by)
        names.learn(made)
        brought["organisations"].append(made.pk)
    for name in unknown.people:
        person = _person(zone, name[:100], among=before["people"], by=by)
        names.people[folding.folded(name)] = person.pk
        names.spellings[Kind.PERSON, person.pk] = name
        brought["people"].append(person.pk)
    if unknown.sectors:
        scheme, _ = SectorScheme.objects.get_or_create(
            zone=zone,
            first_year=_scheme_year(zone, month.year),
            defaults={"name": f"{month.year} 年产业口径", "name_en": f"Sectors of {month.year}"},
        )
        for place, name in enumerate(unknown.sectors, start=scheme.sectors.count() + 1):
            sector = Sector.objects.create(scheme=scheme, name=name[:200], place=place)
            names.sectors[folding.folded(name)] = sector.pk
            names.spellings[Kind.SECTOR, sector.pk] = name
            brought["sectors"].append(sector.pk)
    return brought


def put_names_away(run: ImportRun, *, by: User) -> None:
    """Put away what an undone file had brought and nothing else uses; note what became of each."""
    brought: Brought = run.report.get("brought", {})
    fates, away = [], Brought(organisations=[], people=[])
    for made in Organisation.objects.filter(pk__in=brought.get("organisations", [])):
        fates.append(fate := _fate("organisations", made, made.name))
        if not fate.stays:
            close_organisation(made, by=by)
            away["organisations"].append(made.pk)
    for person in User.objects.filter(pk__in=brought.get("people", [])):
        roles = list(memberships_in(run.zone).filter(user=person))
        fates.append(fate := _fate("people", person, str(person), but=roles))
        if not fate.stays:
            for role in roles:
                dismiss(role, by=by)
            away["people"].append(person.pk)
    sectors = Sector.objects.filter(pk__in=brought.get("sectors", []))
    fates += [_fate_of_sector(sector, by=by) for sector in sectors]
    run.report = {**run.report, "put_away": away, "fates": [fate.as_json() for fate in fates]}
    run.save(update_fields=["report"])


def _put_away(zone: Zone) -> dict[Noun, set[int]]:
    """What undone imports put away, and only they: what an administrator closed stays closed."""
    found: dict[Noun, set[int]] = {"organisations": set(), "people": set()}
    runs = ImportRun.objects.filter(zone=zone, report__has_key="put_away")
    for away in runs.values_list("report__put_away", flat=True):
        for noun, keys in found.items():
            keys.update(away.get(noun, []))
    return found


def _organisation(
    zone: Zone, kind: str, name: str, *, among: set[int], by: User | None
) -> Organisation:
    closed = organisations_in(zone, kinds=[kind], with_closed=True).filter(name=name, pk__in=among)
    if by is not None and (found := closed.first()) is not None:
        return reopen_organisation(found, by=by)
    return found_organisation(zone, kind=kind, name=name, by=by)


def _person(zone: Zone, name: str, *, among: set[int], by: User | None) -> User:
    gone = User.objects.filter(display_name=name, pk__in=among, memberships=None, is_active=False)
    if (found := gone.first()) is not None:
        root = zone.organisations.get(parent=None, kind="zone")
        appoint(found, role=Role.SERVICE, organisation=root, by=by)
        return found
    return enter_person(zone, name=name, role=Role.SERVICE, by=by)


def _scheme_year(zone: Zone, year: int) -> int:
    """The first year of the scheme in force, or the year itself where there is none yet."""
    in_force = (
        SectorScheme.objects.filter(zone=zone, first_year__lte=year).order_by("-first_year").first()
    )
    return in_force.first_year if in_force else year


def _fate(noun: Noun, made: Model, name: str, *, but: list[Any] | None = None) -> Fate:
    """Whether anything of today names it, on whichever floor; history names it without holding it.

    Args:
        but: Rows that came with it and go with it.
    """
    codes, is_used = list[str](), isinstance(made, User) and made.is_active
    for model, key in _keys_to(made):
        rows = model._default_manager.filter(**{key: made.pk})
        if issubclass(model, Project):
            codes += rows.order_by("code").values_list("code", flat=True)
        else:
            own = [row.pk for row in but or [] if isinstance(row, model)]
            is_used = is_used or rows.exclude(pk__in=own).exists()
    if codes:
        return Fate(noun, name, "projects", tuple(sorted(set(codes))[:NAMED_PROJECTS]))
    return Fate(noun, name, "elsewhere" if is_used else "")


def _fate_of_sector(sector: Sector, *, by: User) -> Fate:
    fate = _fate("sectors", sector, sector.name)
    if fate.stays:
        return fate
    try:
        delete_sector(sector, by=by)
    except UsedSectorError:
        return Fate("sectors", sector.name, "past")
    return fate


def _keys_to(row: Model) -> Iterator[tuple[type[Model], str]]:
    """The models with a key to this one, and the key's name; not their histories."""
    for relation in row._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model: Any = relation.related_model
        if not hasattr(model, "history_type"):
            yield model, relation.field.name  # type: ignore[union-attr]
