"""Promises by who owns them."""

from __future__ import annotations

from collections.abc import Iterable

from kaigong.accounts.models import User
from kaigong.portfolio.models import Milestone


def open_milestones_of(owner: User, project_ids: Iterable[int]) -> list[Milestone]:
    """The promises of some projects that a person owns and has not kept, the nearest first."""
    found = Milestone.objects.filter(project__in=list(project_ids), owner=owner, done_on=None)
    return list(found.order_by("due_on", "id"))
