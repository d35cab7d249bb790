"""Where slices hang what they know of an officer's week and of a firm's dealings with the zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kaigong.accounts.selectors import Standing
from kaigong.engines.dealings import StepKind
from kaigong.portfolio.registries import Registry

if TYPE_CHECKING:
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


waiting: Registry[WaitingSource] = Registry("waiting")
dealings: Registry[DealingSource] = Registry("dealings")
