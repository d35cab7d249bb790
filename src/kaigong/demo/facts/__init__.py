"""What the articles say about Jingyue: numbers, names, stages and dates, each with its source."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Source:
    """An article: its key, and the day on which it told."""

    key: str
    told_on: date
    about: str

    @property
    def call(self) -> str:
        """How it is called in the ledger; the reference page tells which article that is."""
        return f"报道 {self.key[:3]}"


@dataclass(frozen=True)
class Observation:
    """What one article says of one project.

    `as_of` is as exact as the article: a day, a month or a year. `stage` and `kind` are the words
    of our reading of it; `docs/reference/demo-zone.md` says which step of a life each one is.
    """

    key: str
    as_of: str
    kind: str
    stage: str
    area_m2: Decimal | None
    investment_cny: Decimal | None
    quantity: str
    unit: str
    start: str
    completion: str
    scope: str
    source: Source

    @property
    def known_from(self) -> date:
        """The day it speaks of; where it names only a month or a year, the day it was told."""
        return date.fromisoformat(self.as_of) if len(self.as_of) == 10 else self.source.told_on


@dataclass(frozen=True)
class NamedMilestone:
    """A dated event of a project. Where the article is vague the day is the last it can mean."""

    day: date
    precision: str
    name: str
    name_en: str
    is_done: bool
    observation: str
    source: Source


@dataclass(frozen=True)
class NamedProject:
    """A project that an article calls by its name."""

    key: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    sector: str
    investor: str
    observations: tuple[Observation, ...]
    milestones: tuple[NamedMilestone, ...]

    def known_on(self, day: date) -> tuple[Observation, ...]:
        """What was the case and known on a day, latest first; what came later stays out."""
        known = [each for each in self.observations if each.known_from <= day]
        return tuple(sorted(known, key=lambda each: each.as_of[:7], reverse=True))


@dataclass(frozen=True)
class PublishedNumber:
    """A figure as an article prints it, with what it is a figure of."""

    key: str
    subject: str
    figure: str
    name: str
    name_en: str
    value: Decimal
    value_unit: str
    unit: str
    period: str
    as_of: str
    scope: str
    scope_en: str
    source: Source

    @property
    def stored(self) -> Decimal:
        """The value in the zone's units: CNY for amounts, a fraction for shares."""
        return self.value * {"亿元": Decimal(10**8), "%": Decimal("0.01")}.get(
            self.value_unit, Decimal(1)
        )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resources.files(__name__).joinpath(f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@cache
def sources() -> dict[str, Source]:
    """The articles by their key."""
    return {
        row["source"]: Source(row["source"], date.fromisoformat(row["told_on"]), row["about"])
        for row in _rows("sources")
    }


@cache
def named_projects() -> tuple[NamedProject, ...]:
    """All projects that the articles name, in and out of the zone, with all that is said."""
    observations: dict[str, list[Observation]] = {}
    for row in _rows("observations"):
        observations.setdefault(row["project"], []).append(_observation(row))
    milestones: dict[str, list[NamedMilestone]] = {}
    for row in _rows("milestones"):
        milestones.setdefault(row["project"], []).append(
            NamedMilestone(
                date.fromisoformat(row["day"]),
                row["precision"],
                row["name"],
                row["name_en"],
                row["state"] == "done",
                row["observation"],
                sources()[row["source"]],
            )
        )
    return tuple(
        NamedProject(
            row["project"],
            row["name"],
            row["name_en"],
            tuple(filter(None, row["aliases"].split(";"))),
            row["sector"],
            row["investor"],
            tuple(observations[row["project"]]),
            tuple(milestones.get(row["project"], ())),
        )
        for row in _rows("projects")
    )


def _observation(row: dict[str, str]) -> Observation:
    invested = row["investment_100m"]
    return Observation(
        key=row["observation"],
        as_of=row["as_of"],
        kind=row["kind"],
        stage=row["stage"],
        area_m2=Decimal(row["area_m2"]) if row["area_m2"] else None,
        investment_cny=Decimal(invested) * 10**8 if invested else None,
        quantity=row["quantity"],
        unit=row["unit"],
        start=row["start"],
        completion=row["completion"],
        scope=row["scope"],
        source=sources()[row["source"]],
    )


@cache
def published_numbers() -> tuple[PublishedNumber, ...]:
    """The figures on projects that the articles print."""
    return tuple(
        PublishedNumber(
            row["indicator"],
            row["subject"],
            row["figure"],
            row["name"],
            row["name_en"],
            Decimal(row["value"]),
            row["value_unit"],
            row["unit"],
            row["period"],
            row["as_of"],
            row["scope"],
            row["scope_en"],
            sources()[row["source"]],
        )
        for row in _rows("figures")
    )
