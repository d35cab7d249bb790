"""Where slices hang what they know of an officer's week, of a firm's dealings, and of issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kaigong.accounts.selectors import Standing
from kaigong.engines.dealings import StepKind
from kaigong.portfolio.registries import Registry

if TYPE_CHECKING:
    from kaigong.coordination.models import Issue
    from kaigong.portfolio.models import Project


@dataclass(frozen=True)
class Waiting:
    """Something of a project that waits for somebody else, such as a permit."""

    due_on: date | None
    what: str
    why: str
    url: str


@dataclass(frozen=True)
class WaitingSource:
    """A slice that knows what an officer's projects wait for."""

    key: str
    order: int
    waiting: Callable[[Standing, QuerySet[Project]], Iterable[Waiting]]


@dataclass(frozen=True)
class Dealing:
    """One step of one matter between a firm and the zone.

    Attributes:
        matter: The same for all steps of a matter; steps of one matter come in their order.
    """

    matter: str
    title: str
    on: date
    kind: StepKind
    what: str
    who: str
    url: str


@dataclass(frozen=True)
class DealingSource:
    """A slice that knows matters of projects: issues, conditions, later permits."""

    key: str
    order: int
    dealings: Callable[[Standing, QuerySet[Project]], Iterable[Dealing]]


@dataclass(frozen=True)
class IssuePanel:
    """A card of an issue's page that another slice knows; `facts` gives none to stay away."""

    key: str
    template: str
    order: int
    facts: Callable[[Standing, Issue], Mapping[str, object] | None]


@dataclass(frozen=True)
class IssueNote:
    """A few words beside an issue in the list, and an order by what they say.

    Attributes:
        label: What the list can be ordered by.
        is_for: Whether a person may read them at all.
        words: By number of the issue.
        ordered: The issues, those first that it says most of.
    """

    key: str
    label: object
    order: int
    is_for: Callable[[Standing], bool]
    words: Callable[[Standing, Sequence[Issue]], Mapping[int, str]]
    ordered: Callable[[Standing, QuerySet[Issue]], QuerySet[Issue]]


waiting: Registry[WaitingSource] = Registry("waiting")
dealings: Registry[DealingSource] = Registry("dealings")
issue_panels: Registry[IssuePanel] = Registry("issue panels")
issue_notes: Registry[IssueNote] = Registry("issue notes")
