"""Judging the lamps of a zone, and keeping every turn of them."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation

from kaigong.accounts.models import Zone
from kaigong.audit import clock
from kaigong.engines import lamps as engine
from kaigong.engines.lamps.measures import Fact
from kaigong.portfolio import bulk, registries
from kaigong.portfolio.models import Colour, Project, ProjectLamp
from kaigong.portfolio.services.lamp_facts import facts_of
from kaigong.web.amounts import in_words
from kaigong.wording import CHINESE, ENGLISH

RANK = {Colour.RED: 0, Colour.AMBER: 1, Colour.GREY: 2, Colour.GREEN: 3}
REASON_LENGTH = 300
# Projects judged in one transaction: some 0.3 s, while on SQLite nobody else can write.
AT_ONCE = 1000

_waiting: ContextVar[dict[Zone, set[int]] | None] = ContextVar("kaigong_lamps", default=None)


@dataclass(frozen=True)
class Verdict:
    """What a round of judging found: how many projects, turned, and only put in other words.

    Those that were judged for the first time have turned, too.
    """

    judged: int
    first: int
    turned: int
    reworded: int
    colours: Mapping[str, int]


@lru_cache(maxsize=1)
def rule_book() -> tuple[engine.LampRule, ...]:
    """All versions of all rules, from the file that comes with the engine."""
    text = resources.files("kaigong.engines.lamps").joinpath("rules.toml").read_text("utf-8")
    return engine.rules_from(tomllib.loads(text)["rule"])


def judge_zone(
    zone: Zone,
    *,
    on: date | None = None,
    only: Sequence[int] | None = None,
    pause_seconds: float = 0.0,
) -> Verdict:
    """Judge every project of a zone, or only some by id, and write only what changed.

    A turn (another colour or another rule) is a row of history. A reason that only grew older by a
    day is put in new words without one: otherwise every late project would fill the history daily.

    Each `AT_ONCE` projects are a transaction of their own, unless one is open already: while a
    large zone is judged, others write in between. A round that was killed has judged some projects
    whole and the others not; the next one goes on from there.

    Args:
        pause_seconds: How long to leave the database to others between two transactions.
    """
    day = on or _day_of_record(zone)
    ids = list(only) if only is not None else _ids_of(zone)
    rules = engine.rules_in_force(rule_book(), on=day)
    verdicts = []
    for start in range(0, len(ids), AT_ONCE):
        if start and pause_seconds:
            time.sleep(pause_seconds)
        verdicts.append(_judge(zone, ids[start : start + AT_ONCE], day, rules))
    verdict = _together(verdicts)
    if verdict.first >= bulk.MANY:  # once, not with each transaction
        transaction.on_commit(bulk.refresh_statistics)
    return verdict


def judge_projects(zone: Zone, ids: Iterable[int]) -> None:
    """Judge some projects again: now, or at the end of `judged_together`."""
    waiting = _waiting.get()
    if waiting is None:
        judge_zone(zone, only=list(ids))
    else:
        waiting.setdefault(zone, set()).update(ids)


@contextmanager
def judged_together() -> Iterator[None]:
    """Judge each project that is touched inside once, at the end, as things then stand.

    For many things done as of one moment. Who reads a lamp inside reads what was said before.
    """
    waiting: dict[Zone, set[int]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for zone, ids in waiting.items():
        judge_zone(zone, only=sorted(ids))


def _ids_of(zone: Zone) -> list[int]:
    return list(Project.objects.filter(zone=zone).order_by("pk").values_list("pk", flat=True))


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    return Verdict(
        judged=sum(each.judged for each in verdicts),
        first=sum(each.first for each in verdicts),
        turned=sum(each.turned for each in verdicts),
        reworded=sum(each.reworded for each in verdicts),
        colours={
            colour: sum(each.colours[colour] for each in verdicts) for colour in Colour.values
        },
    )


@transaction.atomic
def _judge(zone: Zone, ids: Sequence[int], day: date, rules: Sequence[engine.LampRule]) -> Verdict:
    facts = facts_of(zone, day, only=ids)
    judgement = engine.judged(facts.projects, rules=rules, on=day)
    words = _Words(zone.currency)
    lit: dict[int, list[registries.LitLamp]] = {
        facts.project_ids[place]: [words.lamp(facts.project_ids[place], lamp) for lamp in lamps]
        for place, lamps in judgement.lit.items()
    }
    for source in registries.lamps:
        for lamp in source.judge(zone, facts.project_ids, day):
            lit.setdefault(lamp.project_id, []).append(lamp)
    return _keep(zone, facts.project_ids, lit)


def _day_of_record(zone: Zone) -> date:
    """The zone's today; while the past is being recorded, the day of the record."""
    return min(zone.today(), clock.now().astimezone(ZoneInfo(zone.timezone)).date())


def _keep(
    zone: Zone, project_ids: Sequence[int], lit: Mapping[int, list[registries.LitLamp]]
) -> Verdict:
    now = clock.now()
    lamps = ProjectLamp.objects.filter(zone=zone, project__in=project_ids)
    known = {lamp.project_id: lamp for lamp in lamps}
    made: list[ProjectLamp] = []
    turned: list[ProjectLamp] = []
    reworded: list[ProjectLamp] = []
    colours = dict.fromkeys(Colour.values, 0)
    for project_id in project_ids:
        wanted = _wanted(lit.get(project_id, ()))
        colours[wanted["colour"]] += 1
        lamp = known.get(project_id)
        if lamp is None:
            made.append(ProjectLamp(project_id=project_id, zone=zone, since=now, **wanted))
            continue
        if all(getattr(lamp, name) == value for name, value in wanted.items()):
            continue
        is_turn = (lamp.colour, lamp.rule) != (wanted["colour"], wanted["rule"])
        if lamp.colour != wanted["colour"]:
            lamp.since = now
        for name, value in wanted.items():
            setattr(lamp, name, value)
        (turned if is_turn else reworded).append(lamp)
    _write(made, turned, reworded)
    return Verdict(len(project_ids), len(made), len(made) + len(turned), len(reworded), colours)


def _wanted(lamps: Iterable[registries.LitLamp]) -> dict[str, Any]:
    """The fields of the lamp of one project: the worst lights, the others are kept beside it."""
    ordered = sorted(lamps, key=lambda lamp: RANK[Colour(lamp.colour)])
    if not ordered:
        green = Colour.GREEN
        fields = {"colour": green.value, "rank": RANK[green]}
        return fields | {"rule": "", "reason": "", "reason_en": "", "others": []}
    worst, *others = ordered
    return {
        "colour": Colour(worst.colour).value,
        "rank": RANK[Colour(worst.colour)],
        "rule": worst.rule,
        "reason": worst.reason_zh[:REASON_LENGTH],
        "reason_en": worst.reason_en[:REASON_LENGTH],
        "others": [[each.colour, each.rule, each.reason_zh, each.reason_en] for each in others],
    }


def _write(
    made: list[ProjectLamp],
    turned: list[ProjectLamp],
    reworded: list[ProjectLamp],
) -> None:
    fields = ("colour", "rank", "rule", "reason", "reason_en", "since", "others")
    ProjectLamp.objects.bulk_create(made, batch_size=AT_ONCE)
    bulk.note_history(ProjectLamp, [lamp.pk for lamp in made], sign="+", by=None)
    bulk.update_rows(dict.fromkeys(turned, fields), by=None)
    bulk.overwrite_rows(dict.fromkeys(reworded, fields))


class _Words:
    """Reasons in both languages, with amounts in the unit of each."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def lamp(self, project_id: int, lamp: engine.LitLamp) -> registries.LitLamp:
        return registries.LitLamp(
            project_id=project_id,
            colour=lamp.colour.key,
            rule=lamp.rule.key,
            reason_zh=lamp.rule.zh.format(**self._shown(lamp.facts, chinese=True)),
            reason_en=lamp.rule.en.format(**self._shown(lamp.facts, chinese=False)),
        )

    def _shown(self, facts: Mapping[str, Fact], *, chinese: bool) -> dict[str, str]:
        shown = {name: self._one(name, fact, chinese) for name, fact in facts.items()}
        if not chinese and shown.get("name_en"):
            shown["name"] = shown["name_en"]
        return shown

    def _one(self, name: str, fact: Fact, chinese: bool) -> str:
        if isinstance(fact, date):
            if name == "month":
                return f"{fact.year} 年 {fact.month} 月" if chinese else f"{fact:%Y-%m}"
            return fact.isoformat()
        if name == "share" and isinstance(fact, float):
            return f"{fact * 100:.1f} %"
        if name.endswith("_amount") and isinstance(fact, float):
            with translation.override(CHINESE if chinese else ENGLISH):
                return in_words(Decimal(str(fact)), currency=self._currency)
        return str(fact)
