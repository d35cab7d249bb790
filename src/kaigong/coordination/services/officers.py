"""Who looks after a project: the officer of the ledger, in terms with days, and substitutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.models import OfficerPart, OfficerTerm
from kaigong.coordination.service_errors import OwnSubstituteError, TermOfDaysError
from kaigong.portfolio.services.officers import name_service_officer

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@transaction.atomic
def assign_officer(
    zone: Zone, projects: Sequence[Project], *, officer: User, by: User, reason: str = ""
) -> int:
    """Make a person the officer of projects; the ledger changes, and the terms follow it.

    Returns:
        How many projects got another officer.
    """
    change = name_service_officer(
        zone, [each.pk for each in projects], officer=officer, by=by, note=reason.strip()
    )
    moved = change.rows.count() if change else 0
    record(
        "coordination.officer.assigned",
        by=by,
        zone=zone.slug,
        subject=officer.username,
        codes=[each.code for each in projects],
        reason=reason.strip(),
    )
    return moved


@transaction.atomic
def follow_the_ledger(
    zone: Zone, projects: Sequence[Project], *, by: User | None, reason: str = ""
) -> int:
    """Close and open terms so that they say of each project whom the ledger names today.

    Returns:
        How many terms were opened.
    """
    today = zone.today()
    running = OfficerTerm.objects.select_for_update().filter(
        project__in=[each.pk for each in projects], part=OfficerPart.OFFICER, until_on=None
    )
    held = {term.project_id: term for term in running}
    fresh = []
    for project in projects:
        term = held.get(project.pk)
        if term is not None and term.person_id == project.service_officer_id:
            continue
        if term is not None:
            _end(term, today)
        if project.service_officer_id is not None:
            fresh.append(
                OfficerTerm(
                    project=project,
                    person_id=project.service_officer_id,
                    from_on=today,
                    reason=reason[:300],
                    by=by,
                    at=clock.now(),
                )
            )
    OfficerTerm.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def _end(term: OfficerTerm, today: date) -> None:
    """The day before belongs to it as the last one; a term of one day keeps that day."""
    term.until_on = max(term.from_on, today - timedelta(days=1))
    term.save(update_fields=["until_on"])


@transaction.atomic
def name_substitute(
    zone: Zone,
    projects: Sequence[Project],
    *,
    person: User,
    from_on: date,
    until_on: date | None,
    by: User,
    reason: str = "",
) -> list[OfficerTerm]:
    """Let a person stand in for the officer of projects, with the officer's reach, for some days.

    Raises:
        TermOfDaysError, OwnSubstituteError: nobody was named.
    """
    if until_on is not None and until_on < from_on:
        raise TermOfDaysError(until=until_on, start=from_on)
    for project in projects:
        if project.service_officer_id == person.pk:
            raise OwnSubstituteError(person=person, project=project)
    made = OfficerTerm.objects.bulk_create(
        OfficerTerm(
            project=project, person=person, part=OfficerPart.SUBSTITUTE, from_on=from_on,
            until_on=until_on, reason=reason.strip()[:300], by=by, at=clock.now(),
        )
        for project in projects
    )  # fmt: skip
    record(
        "coordination.substitute.named",
        by=by,
        zone=zone.slug,
        subject=person.username,
        codes=[each.code for each in projects],
        from_on=from_on,
        until_on=until_on,
        reason=reason.strip(),
    )
    return made


@transaction.atomic
def end_substitute(term: OfficerTerm, *, by: User) -> OfficerTerm:
    """End a substitute's term with yesterday; one that has not begun is taken away."""
    today = term.project.zone.today()
    record(
        "coordination.substitute.ended",
        by=by,
        zone=term.project.zone.slug,
        subject=term.person.username,
        codes=[term.project.code],
    )
    if term.from_on >= today:
        term.delete()
        return term
    term.until_on = today - timedelta(days=1)
    term.save(update_fields=["until_on"])
    return term
