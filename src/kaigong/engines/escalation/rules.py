"""Rules of escalation as rows that a person can read: what is watched, after how long, who is told.

A new version of a rule is a new row with the same key and a later day; the old row stays, so that a
past month can be told by the rules of that month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from kaigong.engines.escalation.errors import UnreadableEscalationRuleError


class Watch(StrEnum):
    """The clock that a rule looks at."""

    ACCEPTANCE = "acceptance"  # an owner was named and has not said yes or no
    SOLUTION = "solution"  # the owner has not claimed it solved
    VERIFICATION = "verification"  # it was claimed solved, and who raised it has not looked
    MOVEMENT = "movement"  # nobody has written anything
    REFUSED = "refused"  # it was refused or handed back, and nobody has given it to another
    DISPATCH = "dispatch"  # it was raised, and nobody has given it to anyone


class Rung(StrEnum):
    """Who is told, from the ground up."""

    OWNER = "owner"
    LEAD = "lead"  # the lead department
    COMMAND = "command"  # the command office
    LEADER = "leader"  # the leader in charge
    TASK_FORCE = "task_force"
    SERVICE = "service"  # the service officer
    RAISER = "raiser"  # who raised it


_WORDS_OF_A_TEXT = ("zh", "en", "source")


@dataclass(frozen=True)
class EscalationRule:
    """One version of one rule.

    Attributes:
        after: Working days after the last day of the limit; 0 is that day, -1 the day before it.
        every: Told again after so many more working days while nothing changes; 0 is once.
        from_severity: Problems of this severity and worse, 1 is the worst; None for all.
        to: Who is told.
        is_digest: Gathered into one message of the day instead of one of its own.
    """

    key: str
    in_force_from: date
    watch: Watch
    after: int
    every: int
    from_severity: int | None
    to: tuple[Rung, ...]
    is_digest: bool
    zh: str
    en: str
    source: str


def escalation_rules_from(rows: Iterable[Mapping[str, object]]) -> tuple[EscalationRule, ...]:
    """Rules from rows as a TOML or JSON file holds them, by key and day.

    Args:
        rows: Each with `key`, `in_force_from` (a date), `watch`, `after`, `to` (a list of rungs),
            `zh`, `en`, `source`, and optionally `every`, `from_severity` and `digest`.

    Raises:
        UnreadableEscalationRuleError: a field is missing or of the wrong kind, nobody is told, a
            rule is repeated in less than a day, or two versions of a key begin on one day.
    """
    rules = sorted((_rule(row) for row in rows), key=lambda rule: (rule.key, rule.in_force_from))
    for first, second in pairwise(rules):
        if (first.key, first.in_force_from) == (second.key, second.in_force_from):
            raise UnreadableEscalationRuleError(rule=first.key, what=f"{first.in_force_from}")
    return tuple(rules)


def in_force_until(rule: EscalationRule, rules: Iterable[EscalationRule]) -> date | None:
    """The day from which a later version of a rule holds; None where there is none."""
    later = [
        other.in_force_from
        for other in rules
        if other.key == rule.key and other.in_force_from > rule.in_force_from
    ]
    return min(later, default=None)


def _rule(row: Mapping[str, object]) -> EscalationRule:
    key = str(row.get("key") or "?")

    def wrong(what: str) -> UnreadableEscalationRuleError:
        return UnreadableEscalationRuleError(rule=key, what=what)

    def number(name: str, otherwise: int | None = None) -> int:
        value = row.get(name, otherwise)
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong(name)
        return value

    since, watch, told = row.get("in_force_from"), row.get("watch"), row.get("to")
    if not isinstance(since, date):
        raise wrong("in_force_from")
    if watch not in set(Watch):
        raise wrong(f"watch = {watch}")
    if not isinstance(told, list) or not told or not set(told) <= set(Rung):
        raise wrong(f"to = {told}")
    if missing := [name for name in _WORDS_OF_A_TEXT if not str(row.get(name) or "").strip()]:
        raise wrong(", ".join(missing))
    if (every := number("every", 0)) < 0:
        raise wrong(f"every = {every}")
    return EscalationRule(
        key=key,
        in_force_from=since,
        watch=Watch(str(watch)),
        after=number("after"),
        every=every,
        from_severity=number("from_severity") if row.get("from_severity") is not None else None,
        to=tuple(Rung(str(each)) for each in dict.fromkeys(told)),
        is_digest=bool(row.get("digest", False)),
        zh=str(row["zh"]),
        en=str(row["en"]),
        source=str(row["source"]),
    )
