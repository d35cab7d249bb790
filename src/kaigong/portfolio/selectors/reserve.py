"""The reserve pool as a person may see it, the ripest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, IntegerField, QuerySet, Value, When

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import Project, ProjectKind, ReserveMaturity
from kaigong.portfolio.selectors.projects import projects_for

_RIPEST_FIRST = (ReserveMaturity.READY, ReserveMaturity.STUDY, ReserveMaturity.IDEA)


def reserve_for(standing: Standing) -> QuerySet[Project]:
    """The projects in the pool; those whose ripeness nobody has noted stand last."""
    places = [When(maturity=each, then=Value(place)) for place, each in enumerate(_RIPEST_FIRST)]
    return (
        projects_for(standing)
        .filter(kind=ProjectKind.RESERVE)
        .select_related("sector", "lead_department")
        .annotate(ripeness=Case(*places, default=Value(9), output_field=IntegerField()))
        .order_by("ripeness", "code")
    )


def sums_by_maturity(projects: Iterable[Project]) -> list[tuple[str, str, int, Decimal]]:
    """Of each ripeness its key, its name, how many projects and their total investment."""
    counts: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for project in projects:
        counts[project.maturity] += 1
        amounts[project.maturity] = amounts.get(project.maturity, Decimal(0)) + (
            project.total_amount or Decimal(0)
        )
    return [
        (each.value, str(each.label), counts[each], amounts.get(each, Decimal(0)))
        for each in _RIPEST_FIRST
    ]
