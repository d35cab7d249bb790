"""The news from below that coordination acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from kaigong.accounts.models import User, Zone
from kaigong.coordination.models import OfficerTerm
from kaigong.coordination.services.officers import follow_the_ledger
from kaigong.portfolio import events

if TYPE_CHECKING:
    from kaigong.portfolio.models import ChangeSet, Project


@receiver(events.project_added)
def begin_the_first_term(zone: Zone, project: Project, by: User | None, **_: object) -> None:
    follow_the_ledger(zone, [project], by=by)


@receiver(events.cells_changed)
def follow_changed_officers(
    zone: Zone,
    change_set: ChangeSet,
    by: User | None,
    **_: object,
) -> None:
    """Where the ledger names another officer, the terms say so from today."""
    rows = change_set.rows.filter(after__has_key="service_officer")
    projects = OfficerTerm.project.get_queryset().filter(pk__in=rows.values("project_id"))
    found = list(projects)
    if found:
        follow_the_ledger(zone, found, by=by, reason=change_set.note)
