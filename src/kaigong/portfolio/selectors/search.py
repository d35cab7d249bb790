"""The quick search: projects by name, alias and code, and firms, within a person's sight."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from kaigong.accounts.models import OrganisationKind
from kaigong.accounts.selectors import Standing, organisations_in
from kaigong.engines import ledgers
from kaigong.portfolio.models import Project
from kaigong.portfolio.selectors.projects import projects_for

MOST = 20


@dataclass(frozen=True)
class FoundFirm:
    """A firm that is investor of projects in sight."""

    organisation_id: int
    name: str
    project_count: int


@dataclass(frozen=True)
class Found:
    """What a search found, at most 20 of each kind; `project_count` is how many there are."""

    projects: list[Project]
    project_count: int
    firms: list[FoundFirm]


def search(standing: Standing, text: str, *, limit: int = MOST) -> Found:
    """Projects and firms that carry a text in one of their names; nothing for an empty text."""
    words = text.split()
    if not words:
        return Found([], 0, [])
    visible = projects_for(standing)
    wanted = Q()
    for word in words:
        folded = ledgers.fold_name(word) or word  # 長髮 finds 长发
        wanted &= (
            Q(name__icontains=word)
            | Q(folded_name__icontains=folded)
            | Q(name_en__icontains=word)
            | Q(code__icontains=word)
            | Q(aliases__name__icontains=word)
            | Q(aliases__folded_name__icontains=folded)
            | Q(investor__name__icontains=word)
        )
    ids = visible.filter(wanted).order_by().values("pk").distinct()
    found = visible.filter(pk__in=ids).select_related("lamp", "investor").order_by("code")
    firms = organisations_in(standing.zone, kinds=[OrganisationKind.FIRM])
    by_name = Q()
    for word in words:
        by_name &= Q(name__icontains=word) | Q(name_en__icontains=word)
    counted = firms.filter(by_name, pk__in=visible.order_by().values("investor"))[:limit]
    known = [
        FoundFirm(firm.pk, str(firm), visible.filter(investor=firm).count()) for firm in counted
    ]
    return Found(list(found[:limit]), found.count(), known)
