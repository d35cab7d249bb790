"""Acts upon rules of escalation, channels and deadlines in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import CHANGE, About, Fact, Piece, choice, some, yes
from kaigong.coordination.models import RUNGS, WATCHES, ChannelKind, Severity
from kaigong.coordination.posting import Outcome
from kaigong.wording import said, say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.rules.begun": say("设初始升级规则", "Began with rules of escalation"),
        "coordination.rule.added": say("新增升级规则", "Added a rule of escalation"),
        "coordination.rule.changed": say("改升级规则", "Changed a rule of escalation"),
        "coordination.rule.switched": say("开关升级规则", "Switched a rule of escalation"),
        "coordination.channel.kept": say("新增通知渠道", "Added a channel"),
        "coordination.channel.readdressed": say("渠道换地址", "Gave a channel another address"),
        "coordination.channel.tried": say("试发渠道", "Tried a channel"),
        "coordination.channel.closed": say("停用渠道", "Closed a channel"),
        "coordination.delivery.retried": say("重发消息", "Sent a message again"),
        "coordination.digest.timed": say("改汇总时间", "Moved the hour of the digest"),
        "coordination.deadlines.reckoned": say("重算期限", "Reckoned deadlines anew"),
    },
)
_WATCHES = {watch.value: label for watch, label in WATCHES.items()}
_RUNGS = {rung.value: label for rung, label in RUNGS.items()}
_OUTCOMES = {
    Outcome.SENT.value: say("已发", "sent"),
    Outcome.REFUSED.value: say("没有发出", "not sent"),
    Outcome.UNSURE.value: say("不知是否送达", "perhaps sent"),
}
_FIELDS = {
    "name": say("名称", "name"),
    "name_en": say("英文名称", "in English"),
    "watch": say("看什么", "watches"),
    "after": say("工作日", "working days"),
    "every": say("重复", "again every"),
    "from_severity": say("轻重", "from severity"),
    "categories": say("类别", "categories"),
    "tells": say("通知", "tells"),
    "channel": say("渠道", "channel"),
    "to_groups": say("单位群", "to the groups of bodies"),
    "is_digest": say("汇总", "digest"),
    "quiet_from": say("静默自", "quiet from"),
    "quiet_until": say("静默至", "quiet until"),
}


def _rule(value: object, _about: About) -> list[Piece]:
    """A rule by its fields."""
    if not isinstance(value, dict):
        return []
    gap, colon = said("，", ", "), said("：", ": ")
    return [
        gap.join(
            f"{_FIELDS.get(name, name)}{colon}{_field(name, one)}" for name, one in value.items()
        )
    ]


def _field(name: str, value: object) -> str:
    if name == "watch":
        return str(_WATCHES.get(str(value), value))
    if name == "tells" and isinstance(value, list):
        return said("、", ", ").join(str(_RUNGS.get(each, each)) for each in value)
    if name == "from_severity":
        return str(dict(Severity.choices).get(int(str(value)), value))
    if isinstance(value, bool):
        return said("是", "yes") if value else said("否", "no")
    if isinstance(value, list):
        return said("、", ", ").join(map(str, value))
    return str(value)


facts.register(
    "coordination",
    {
        "rules": Fact(say("规则数", "Rules"), some),
        "rule": Fact(say("规则", "Rule")),
        "version": Fact(say("版本", "Version"), some),
        "on": Fact(say("启用", "On"), yes),
        "kind": Fact(say("渠道种类", "Kind"), choice(ChannelKind)),
        "group": Fact(say("单位的群", "Group of")),
        "outcome": Fact(say("结果", "Outcome"), choice(_OUTCOMES)),
        "issues": Fact(say("问题数", "Issues"), some),
        "moved": Fact(say("改了期限", "Moved"), some),
        "settled": Fact(say("不再暂定", "No longer provisional"), some),
    },
)
facts.register("coordination.rule.added", {"after": Fact(say("规则", "Rule"), _rule)})
for _act in ("coordination.rule.added", "coordination.rule.changed"):
    facts.register(_act, {CHANGE: Fact(say("规则", "Rule"), _rule)})
facts.register("coordination.digest.timed", {CHANGE: Fact(say("汇总时间", "Digest at"))})
