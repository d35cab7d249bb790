"""Where slices hang what belongs on the agenda of a meeting.

An agenda draws itself: each source says what it knows for one meeting. Slices below and beside
register from their own `extensions`, upper ones (the cockpit's decisions) from theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.registries import Registry

if TYPE_CHECKING:
    from kaigong.coordination.models import Meeting


@dataclass(frozen=True)
class Drawing:
    """One agenda that is being drawn: for which meeting, by whom, and since when things are new."""

    meeting: Meeting
    standing: Standing
    since: datetime
    today: date


@dataclass(frozen=True)
class Topic:
    """Something to be spoken of.

    Attributes:
        key: Names the subject, as issue-42; the same subject of two sources is one item.
        why: Why it is on the agenda, in the reader's language, as title and ball are.
        ball: Who acts next.
        begun_on: Since when it stands so.
        path: The page of its subject.
    """

    key: str
    title: str
    why: str
    ball: str = ""
    begun_on: date | None = None
    path: str = ""
    project_id: int | None = None
    issue_id: int | None = None
    task_id: int | None = None


@dataclass(frozen=True)
class AgendaSource:
    """Something that knows topics; the order number decides where they stand.

    `topics` is asked once in each language and must give the same keys in both.
    """

    key: str
    order: int
    label: str
    topics: Callable[[Drawing], Iterable[Topic]]


agenda_sources: Registry[AgendaSource] = Registry("agenda sources")
