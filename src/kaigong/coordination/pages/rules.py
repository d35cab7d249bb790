"""A rule of escalation as one sentence, and what a trial of it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from django.utils import translation

from kaigong.coordination.models import RUNGS, EscalationRule, Severity
from kaigong.engines.escalation import Watch
from kaigong.wording import CHINESE, ENGLISH, said


def sentence_of(rule: EscalationRule, categories: Mapping[str, str]) -> str:
    """A rule in the reader's language, as one sentence.

    Args:
        categories: Names by key.
    """
    what, told = _issues(rule, categories), _told(rule.tells)
    return said(
        f"如果{what}{_when(rule)}，则{_form(rule)}{_ways(rule)}通知{told}{_again(rule)}{_quiet(rule)}。",
        f"If {what} {_when(rule)}, then {_form(rule)}{_ways(rule)} tell {told}"
        f"{_again(rule)}{_quiet(rule)}.",
    )


def sentences_of(
    rule: EscalationRule, categories: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    """The sentence in Chinese and in English, whatever the reader's language.

    Args:
        categories: Both names by key.
    """
    both = []
    for place, language in enumerate((CHINESE, ENGLISH)):
        with translation.override(language):
            names = {key: names[place] for key, names in categories.items()}
            both.append(sentence_of(rule, names))
    return both[0], both[1]


def _issues(rule: EscalationRule, categories: Mapping[str, str]) -> str:
    names = [categories.get(key, key) for key in rule.categories]
    kinds = said("、", ", ").join(names)
    if rule.from_severity is None or rule.from_severity >= Severity.ORDINARY:
        return said(f"{kinds}问题", f"an issue of {kinds}" if kinds else "an issue")
    if rule.from_severity == Severity.GRAVE:
        return said(f"严重的{kinds}问题", f"a grave issue of {kinds}" if kinds else "a grave issue")
    return said(
        f"较重以上的{kinds}问题",
        f"a serious or grave issue of {kinds}" if kinds else "a serious or grave issue",
    )


def _when(rule: EscalationRule) -> str:
    n = abs(rule.after)
    days_zh, days_en = f"{n} 个工作日", f"{n} working day{'s' if n != 1 else ''}"
    match Watch(rule.watch):
        case Watch.ACCEPTANCE | Watch.SOLUTION as watch:
            is_acceptance = watch is Watch.ACCEPTANCE
            limit_zh, limit_en = ("受理", "accepted") if is_acceptance else ("办结", "solved")
            if rule.after > 0:
                return said(
                    f"超过{limit_zh}期限 {days_zh}未{limit_zh}",
                    f"is not {limit_en} within {days_en} after its limit",
                )
            if rule.after == 0:
                return said(
                    f"到{limit_zh}期限当天仍未{limit_zh}",
                    f"is not {limit_en} by the morning of its last day",
                )
            return said(
                f"离{limit_zh}期限还有 {days_zh}，尚未{limit_zh}",
                f"is {days_en} before its limit and not {limit_en}",
            )
        case Watch.VERIFICATION:
            return said(
                f"申请销号 {days_zh}后未核实",
                f"is not verified {days_en} after it was claimed solved",
            )
        case Watch.MOVEMENT:
            return said(f"{days_zh}没有进展", f"has not moved for {days_en}")
        case Watch.REFUSED:
            if not n:
                return said("被退回", "is refused")
            return said(
                f"被退回 {days_zh}后未重新交办", f"is not assigned anew {days_en} after a refusal"
            )
        case Watch.DISPATCH:
            return said(f"提出 {days_zh}后未交办", f"is not assigned {days_en} after it was raised")


def _form(rule: EscalationRule) -> str:
    if rule.is_digest:
        return said("在早上的汇总里", "in the morning's digest")
    return said("立即单独", "at once")


def _ways(rule: EscalationRule) -> str:
    ways = [said(f"「{rule.channel}」", f"“{rule.channel}”")] if rule.channel else []
    ways += [said("这些单位的群", "the groups of these bodies")] if rule.to_groups else []
    if not ways:
        return said("（只在系统内）", " (inside the system only)")
    named = said("、", " and ").join(ways)
    return said(f"（系统内和{named}）", f" (inside the system and by {named})")


def _told(rungs: Sequence[str]) -> str:
    names = [str(RUNGS[rung]) for rung in RUNGS if rung in rungs]
    if len(names) < 2:
        return "".join(names)
    return said("、".join(names), f"{', '.join(names[:-1])} and {names[-1]}")


def _again(rule: EscalationRule) -> str:
    if not rule.every:
        return ""
    days = "working day" if rule.every == 1 else f"{rule.every} working days"
    return said(f"，以后每 {rule.every} 个工作日一次", f", and again every {days}")


def _quiet(rule: EscalationRule) -> str:
    goes_out = rule.channel is not None or rule.to_groups
    if not goes_out or rule.is_digest or rule.quiet_from is None or not rule.quiet_until:
        return ""
    begin, end = _hour(rule.quiet_from), _hour(rule.quiet_until)
    return said(f"，{begin} 到 {end} 不外发", f", with no word outside from {begin} to {end}")


def _hour(moment: time) -> str:
    return f"{moment:%H:%M}"
