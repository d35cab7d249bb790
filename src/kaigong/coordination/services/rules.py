"""The rules of escalation of a zone: the head start, changes, and the switch."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from importlib import resources
from typing import Any

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.coordination.models import Channel, EscalationRule
from kaigong.errors import KaigongError
from kaigong.portfolio import bulk


class NobodyToldError(KaigongError):
    code = "coordination.nobody-told"
    zh = "规则「{rule}」没有写通知谁；至少选一个。"
    en = "The rule “{rule}” tells nobody; choose at least one."


class WatchedTooEarlyError(KaigongError):
    code = "coordination.watched-too-early"
    zh = "规则「{rule}」看的事没有期限，不能提前通知；天数从 0 起。"
    en = "What the rule “{rule}” watches has no limit to be early for; days begin at 0."


class RuleChangedMeanwhileError(KaigongError):
    code = "coordination.rule-changed-meanwhile"
    zh = "规则「{rule}」刚被别人改过（第 {version} 版）；请看过再存。"
    en = "Somebody has changed the rule “{rule}” (version {version}); look again before you save."


@dataclass(frozen=True)
class RuleText:
    """What a rule says: what a person types, and what a new version differs in."""

    name: str
    name_en: str
    watch: str
    after: int
    every: int
    from_severity: int | None
    categories: list[str]
    tells: list[str]
    channel: Channel | None
    to_groups: bool
    is_digest: bool
    quiet_from: time | None
    quiet_until: time | None


_LIMITED = ("acceptance", "solution")  # clocks with a limit; a rule may speak before its end


@transaction.atomic
def begin_rules(zone: Zone, *, by: User | None) -> list[EscalationRule]:
    """Give a zone the rules that every zone begins with; one that has some keeps them.

    They are on, and tell people inside the house only: nothing leaves it before somebody names a
    channel, and from the first day no refused issue is without an owner.
    """
    Zone.objects.select_for_update().get(pk=zone.pk)
    if EscalationRule.objects.filter(zone=zone).exists():
        return []
    text = resources.files("kaigong.coordination").joinpath("escalation.toml").read_text("utf-8")
    rules = [
        EscalationRule(
            zone=zone, key=row["key"], name=row["name"], name_en=row["name_en"],
            watch=row["watch"], after=row["after"], every=row.get("every", 0),
            from_severity=row.get("from_severity"), tells=row["to"], is_digest=row["digest"],
            is_on=True, in_force_from=zone.today(), place=place,
        )
        for place, row in enumerate(tomllib.loads(text)["rule"])
    ]  # fmt: skip
    bulk.create_rows(rules, by=by)
    record("coordination.rules.begun", by=by, zone=zone.slug, rules=len(rules))
    return rules


def check_text(text: RuleText) -> None:
    """Whether a rule can be followed.

    Raises:
        NobodyToldError, WatchedTooEarlyError: it cannot.
    """
    if not text.tells:
        raise NobodyToldError(rule=text.name)
    if text.after < 0 and text.watch not in _LIMITED:
        raise WatchedTooEarlyError(rule=text.name)


def trial_rule(zone: Zone, text: RuleText) -> EscalationRule:
    """A rule as it would be, for a trial; it is not kept."""
    return EscalationRule(zone=zone, key="trial", **_values(text))


@transaction.atomic
def add_rule(zone: Zone, *, text: RuleText, by: User) -> EscalationRule:
    """A new rule, switched off.

    Raises:
        NobodyToldError, WatchedTooEarlyError: it cannot be followed.
    """
    check_text(text)
    Zone.objects.select_for_update().get(pk=zone.pk)
    taken = EscalationRule.objects.filter(zone=zone)
    rule = EscalationRule(
        zone=zone, key=f"rule-{taken.count() + 1}", place=taken.count(), **_values(text)
    )
    rule.full_clean()
    rule.save()
    record(
        "coordination.rule.added", by=by, zone=zone.slug, subject=rule.name, rule=rule.key,
        after=_told(text),
    )  # fmt: skip
    return rule


@transaction.atomic
def change_rule(
    rule: EscalationRule, *, text: RuleText, by: User, seen_version: int | None = None
) -> EscalationRule:
    """Give a rule new words, from today; what it has spoken of today is not said again.

    Raises:
        NobodyToldError, WatchedTooEarlyError: it cannot be followed.
        RuleChangedMeanwhileError: not what the person had before the eyes.
    """
    check_text(text)
    held = EscalationRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if seen_version is not None and seen_version != held.version:
        raise RuleChangedMeanwhileError(rule=held.name, version=held.version)
    before = text_of(held)
    if before == text:
        return held
    for name, value in _values(text).items():
        setattr(held, name, value)
    held.version += 1
    if held.is_on:
        held.in_force_from = held.zone.today()
    held.full_clean()
    held.save()
    record(
        "coordination.rule.changed", by=by, zone=held.zone.slug, subject=held.name, rule=held.key,
        before=_told(before), after=_told(text), version=held.version,
    )  # fmt: skip
    return held


@transaction.atomic
def switch_rule(rule: EscalationRule, *, is_on: bool, by: User) -> EscalationRule:
    """Switch a rule on, from today, or off; what it would have said meanwhile stays unsaid."""
    held = EscalationRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if held.is_on == is_on:
        return held
    held.is_on, held.in_force_from = is_on, held.zone.today() if is_on else None
    held.save()
    record(
        "coordination.rule.switched", by=by, zone=held.zone.slug, subject=held.name,
        rule=held.key, on=is_on,
    )  # fmt: skip
    return held


def text_of(rule: EscalationRule) -> RuleText:
    """What a rule says."""
    return RuleText(**{each.name: getattr(rule, each.name) for each in fields(RuleText)})


def _values(text: RuleText) -> dict[str, Any]:
    return {each.name: getattr(text, each.name) for each in fields(RuleText)}


def _told(text: RuleText) -> Mapping[str, object]:
    """A rule for the chain: a channel by its name, never by its address."""
    told = _values(text)
    told["channel"] = text.channel.name if text.channel else ""
    return {name: value for name, value in told.items() if value not in (None, "", [])}
