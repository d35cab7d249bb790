"""What an address of the issues asks for: one reading for the list, its exports and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from kaigong.accounts.selectors import Standing
from kaigong.coordination import registries, selectors
from kaigong.coordination.life import OVER
from kaigong.coordination.models import Issue
from kaigong.errors import KaigongError
from kaigong.wording import say

VIEWS = {
    "mine": say("等我办", "Waiting for me"),
    "open": say("未销号", "Open"),
    "over": say("已销号", "Over"),
    "all": say("全部", "All"),
}


class UnreadableIssueDayError(KaigongError):
    code = "coordination.unreadable-day"
    zh = "看不懂日期「{text}」；请写成 2021-03-29 这样。"
    en = "“{text}” is not a day we can read; write it like 2021-03-29."


@dataclass(frozen=True)
class Asked:
    """Which issues are in view.

    Attributes:
        view: Of VIEWS; empty leaves the choice to the page.
        lead: The number of the lead department; none is any.
        since, until: Raised on or after, and on or before, a day of the zone.
        is_late: Only those whose day of solution has passed without a close.
        text: In the title, the number or the project's name.
        by: Key of the note that the rows are ordered by; empty is the order of the view.
    """

    view: str = ""
    category: str = ""
    lead: int | None = None
    project: str = ""
    since: date | None = None
    until: date | None = None
    is_late: bool = False
    text: str = ""
    by: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """Read an address.

        Raises:
            UnreadableIssueDayError: a day in it is none.
        """
        view, lead = given.get("view", ""), given.get("lead", "")
        return cls(
            view=view if view in VIEWS else "",
            category=given.get("category", ""),
            lead=int(lead) if lead.isdecimal() and len(lead) < 18 else None,
            project=given.get("project", ""),
            since=_day(given.get("since", "")),
            until=_day(given.get("until", "")),
            is_late=given.get("late", "") == "1",
            text=given.get("q", "").strip(),
            by=given.get("by", ""),
        )

    def rows(self, standing: Standing) -> QuerySet[Issue]:
        """The issues in view that the person may see, in the order of the view."""
        if self.view == "mine":
            found = selectors.issues_waiting_for(standing)
        elif self.view == "open":
            found = selectors.open_issues_for(standing)
        else:
            found = selectors.issues_for(standing)
            if self.view == "over":
                found = found.filter(state__in=OVER).order_by("-closed_at", "-id")
        found = self.among(found, standing)
        for note in registries.issue_notes:
            if note.key == self.by and note.is_for(standing):
                return note.ordered(standing, found)
        return found

    def among(self, found: QuerySet[Issue], standing: Standing) -> QuerySet[Issue]:
        """Those of some issues that fit everything but the view."""
        zone = standing.zone
        if self.category:
            found = found.filter(category__key=self.category)
        if self.lead is not None:
            found = found.filter(lead=self.lead)
        if self.project:
            found = found.filter(project__code=self.project)
        if self.since:
            found = found.filter(raised_at__gt=zone.end_of(self.since - timedelta(days=1)))
        if self.until:
            found = found.filter(raised_at__lte=zone.end_of(self.until))
        if self.is_late:
            found = found.filter(solution_due_on__lt=zone.today()).exclude(state__in=OVER)
        if self.text:
            named = Q(title__icontains=self.text) | Q(number__icontains=self.text)
            found = found.filter(named | Q(project__name__icontains=self.text))
        return found

    def but(self, **changes: object) -> str:
        """The address of this view with something changed, beginning with its question mark."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        words = {
            "view": other.view,
            "category": other.category,
            "lead": "" if other.lead is None else str(other.lead),
            "project": other.project,
            "since": other.since.isoformat() if other.since else "",
            "until": other.until.isoformat() if other.until else "",
            "late": "1" if other.is_late else "",
            "q": other.text,
            "by": other.by,
        }
        return "?" + urlencode({name: word for name, word in words.items() if word})


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableIssueDayError(text=text[:20]) from error
