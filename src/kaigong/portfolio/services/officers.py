"""Naming the service officer 项目服务专员 of projects."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.portfolio.columns import columns_called
from kaigong.portfolio.holdings import Holdings
from kaigong.portfolio.models import ChangeSet
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.portfolio.services.changes import write_cells


@transaction.atomic
def name_service_officer(
    zone: Zone, project_ids: Sequence[int], *, officer: User, by: User | None, note: str = ""
) -> ChangeSet | None:
    """Make a person the officer of projects: one change of the ledger, with its way back.

    Returns:
        The change; none where the person is the officer of all of them already.
    """
    columns = columns_called({"service_officer"})
    month = zone.today().replace(day=1)
    holdings = Holdings.of(zone, project_ids, month=month, columns=columns)
    (column,) = columns
    wanted = {
        (project_id, column.key): officer.pk
        for project_id in holdings.projects
        if holdings.value(project_id, column) != officer.pk
    }
    if not wanted:
        return None
    return write_cells(holdings, {**wanted}, by=by, source=ChangeSource.EDIT, note=note)
