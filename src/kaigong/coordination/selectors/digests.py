"""What a message that goes out has to tell: calls whose clock still runs, however many."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from kaigong.accounts.models import Zone
from kaigong.coordination.clocks import due_of, open_issues
from kaigong.coordination.models import EscalationCall
from kaigong.portfolio import bulk

AT_ONCE = 5000


@dataclass(frozen=True)
class StillSaid:
    """The calls of the first issues, worst first, and how many issues there are in all."""

    calls: list[EscalationCall]
    issues: int


def still_said(zone: Zone, found: QuerySet[EscalationCall], *, most: int) -> StillSaid:
    """Those of some calls that still hold.

    A morning may have said a hundred thousand things: they are gone through by their keys alone,
    and only those that are told are read whole.

    Args:
        most: How many issues are told one by one.
    """
    rows = found.order_by("issue__severity", "due_on", "id").values_list(
        "pk", "issue_id", "due_on", "rule__watch"
    )
    told: dict[int, list[int]] = {}
    others: set[int] = set()
    everything = rows.iterator(chunk_size=AT_ONCE)
    while some := list(islice(everything, AT_ONCE)):
        now = {seen.pk: seen for seen in open_issues(zone, only={row[1] for row in some})}
        for call, issue, due_on, watch in some:
            if issue not in now or due_of(watch, now[issue])[0] != due_on:
                continue
            if issue in told or len(told) < most:
                told.setdefault(issue, []).append(call)
            else:
                others.add(issue)
    whole = EscalationCall.objects.select_related(
        "rule", "issue__project", "issue__category", "issue__lead", "issue__owner",
        "issue__raised_by", "issue__raised_for", "issue__zone",
    )  # fmt: skip
    keys = [call for calls in told.values() for call in calls]
    calls = whole.filter(pk__in=bulk.among(keys)).order_by("issue__severity", "due_on", "id")
    return StillSaid(list(calls), len(told) + len(others))
