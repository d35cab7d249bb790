"""Rules of the lamps as rows: which measure, which thresholds, in force from when, in what words.

A rule lights a lamp of the worst colour whose threshold the measure has reached. A new version is a
new row with the same key and a later day; the old row stays, so that a past day is judged by the
rules of that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from kaigong.engines.lamps.errors import UnknownMeasureError, UnreadableRuleError
from kaigong.engines.lamps.measures import MEASURES


class LampColour(IntEnum):
    """Colours from the worst to the best; the number is the order of lists."""

    RED = 0
    AMBER = 1
    GREY = 2
    GREEN = 3

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class LampRule:
    """One version of one rule.

    `thresholds` are pairs of colour and value, worst colour first. With `is_reached_above` a colour
    is reached from its value up, otherwise from anywhere below it. `zh` and `en` are the reason
    with the names of facts in braces; which there are, `Measured.facts` of the measure tells.
    """

    key: str
    in_force_from: date
    measure: str
    is_reached_above: bool
    thresholds: tuple[tuple[LampColour, float], ...]
    name_zh: str
    name_en: str
    zh: str
    en: str
    source: str


def rules_from(rows: Iterable[Mapping[str, object]]) -> tuple[LampRule, ...]:
    """Rules from rows as a TOML or JSON file holds them.

    Args:
        rows: Each with `key`, `in_force_from` (a date), `measure`, `zh`, `en`, `name_zh`,
            `name_en`, `source`, and either `from` or `below`, which maps colours (red, amber, grey)
            to numbers.

    Raises:
        UnreadableRuleError: a row lacks something.
        UnknownMeasureError: a row asks for a measure that is not in `MEASURES`.
    """
    return tuple(_rule(row) for row in rows)


def _rule(row: Mapping[str, object]) -> LampRule:
    key = str(row.get("key", "?"))
    texts = ["key", "measure", "name_zh", "name_en", "zh", "en", "source"]
    for name in texts:
        if not isinstance(row.get(name), str):
            raise UnreadableRuleError(rule=key, missing=name)
    since = row.get("in_force_from")
    if not isinstance(since, date):
        raise UnreadableRuleError(rule=key, missing="in_force_from")
    if row["measure"] not in MEASURES:
        raise UnknownMeasureError(
            rule=key, measure=row["measure"], known=", ".join(sorted(MEASURES))
        )
    told = {name: str(row[name]) for name in texts}
    is_above = "from" in row
    return LampRule(
        in_force_from=since,
        is_reached_above=is_above,
        thresholds=_thresholds(key, row.get("from" if is_above else "below")),
        **told,
    )


def _thresholds(key: str, given: object) -> tuple[tuple[LampColour, float], ...]:
    if not isinstance(given, Mapping) or not given:
        raise UnreadableRuleError(rule=key, missing="from / below")
    pairs = []
    for name, value in given.items():
        colour = LampColour.__members__.get(str(name).upper())
        if colour is None or colour is LampColour.GREEN or not isinstance(value, int | float):
            raise UnreadableRuleError(rule=key, missing=str(name))
        pairs.append((colour, float(value)))
    return tuple(sorted(pairs))


def rules_in_force(rules: Iterable[LampRule], *, on: date) -> tuple[LampRule, ...]:
    """Of each rule the latest version in force on a day, in the order of the rows."""
    latest: dict[str, LampRule] = {}
    for rule in rules:
        known = latest.get(rule.key)
        is_newer = known is None or rule.in_force_from >= known.in_force_from
        if rule.in_force_from <= on and is_newer:
            latest[rule.key] = rule
    return tuple(latest.values())
