"""Rules of escalation that cannot be followed."""

from __future__ import annotations

from kaigong.errors import KaigongError


class UnreadableEscalationRuleError(KaigongError):
    code = "escalation.unreadable-rule"
    zh = "升级规则「{rule}」读不懂：{what}；请改正后再启用。"
    en = "The escalation rule “{rule}” cannot be read: {what}; correct it before switching it on."


class UnequalClocksError(KaigongError):
    code = "escalation.unequal-clocks"
    zh = "时限的各列行数不同（{lengths}）；请从同一次查询取数。"
    en = "The columns of the clocks have different lengths ({lengths}); take them from one query."
