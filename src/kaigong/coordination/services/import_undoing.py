"""A list of issues is taken back as a whole, as long as nobody has worked on one of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.models import (
    Delivery,
    DeliveryState,
    EscalationCall,
    ImportedIssue,
    ImportState,
    Issue,
    IssueImport,
    IssueTurn,
    Notice,
)
from kaigong.coordination.services.import_errors import MovedSinceImportError, not_open
from kaigong.coordination.services.import_trial import chunks
from kaigong.portfolio.bulk import note_history

_NAMED = 5  # issues that an error names


@transaction.atomic
def undo_import(run: IssueImport, *, standing: Standing) -> int:
    """Take all issues of an import away again; their history and the file stay.

    Returns:
        How many issues are gone.

    Raises:
        NotOpenImportError: it was not applied.
        MovedSinceImportError: somebody worked on one of them, or something else hangs on it.
    """
    zone = Zone.objects.select_for_update().get(pk=run.zone_id)
    run.refresh_from_db(from_queryset=IssueImport.objects.select_for_update())
    if run.state != ImportState.APPLIED:
        raise not_open(run)
    brought = Issue.objects.filter(imported_as__run=run)
    keys = list(brought.select_for_update(of=("self",)).values_list("pk", flat=True))
    moved = ~Q(moved_at=run.applied_at) | Q(version__gt=1) | Q(pk__in=_held(run))
    touched = list(brought.filter(moved).order_by("pk").values_list("number", flat=True))
    if touched:
        more = " …" if len(touched) > _NAMED else ""
        raise MovedSinceImportError(count=len(touched), numbers="、".join(touched[:_NAMED]) + more)
    note_history(Issue, keys, sign="-", by=standing.user)
    for chunk in chunks(keys):  # nothing hangs on them, so the collector need not look
        Delivery.objects.filter(call__issue__in=chunk).update(call=None)
        for model in (EscalationCall, IssueTurn, ImportedIssue):
            model._base_manager.filter(issue__in=chunk)._raw_delete(model._base_manager.db)
        Issue._base_manager.filter(pk__in=chunk)._raw_delete(Issue._base_manager.db)
    # What was told of it inside the house goes too; what has left stays on record.
    Notice.objects.filter(brought=run, delivery=None).delete()
    run.state, run.undone_at = ImportState.UNDONE, clock.now()
    run.save(update_fields=["state", "undone_at"])
    record(
        "coordination.list.taken-back",
        by=standing.user,
        zone=zone.slug,
        subject=run.name,
        list_name=run.list_name,
        count=len(keys),
        sha256=run.sha256,
    )
    return len(keys)


def _held(run: IssueImport) -> list[int]:
    """The issues of an import that anything else hangs on: papers, helps, meetings.

    A reminder inside the house goes with its issue; one that has left the house stays on record.
    """
    own = ImportedIssue.objects.filter(run=run).values("issue")
    held: set[int] = set()
    for relation in Issue._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not relation.auto_created or relation.concrete or not isinstance(model, type):
            continue
        if model in {IssueTurn, ImportedIssue} or not issubclass(model, Model):
            continue
        name = relation.field.name  # type: ignore[union-attr]
        hanging = model._base_manager.filter(**{f"{name}__in": own})
        if model is EscalationCall:
            hanging = _left(hanging)
        held.update(hanging.values_list(f"{name}_id", flat=True))
    return sorted(held)


def _left(calls: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some calls that have left the house, by themselves or in a digest."""
    gone = Delivery.objects.exclude(state=DeliveryState.WAITING)
    single = Q(pk__in=gone.exclude(call=None).values("call"))
    return calls.filter(single | Q(audience__listeners__digest__in=gone.values("key")))
