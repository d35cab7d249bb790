"""Acts upon start-up conditions in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import CHANGE, SUBJECT, Fact, choice, some, yes
from kaigong.coordination.condition_life import MOVES
from kaigong.coordination.models import ConditionState
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.condition-kinds.begun": say("设开工要素", "Set the start-up conditions"),
        "coordination.condition-kind.set": say(
            "改开工要素的种类", "Changed a kind of start-up condition"
        ),
        "coordination.condition.remarked": say("备注开工要素", "Remarked on a start-up condition"),
        "coordination.conditions.exported": say("导出开工要素", "Exported the start-up conditions"),
        "coordination.conditions.pasted": say("粘贴开工要素", "Pasted start-up conditions"),
        "coordination.conditions.unpasted": say(
            "撤销粘贴的开工要素", "Took pasted conditions back"
        ),
        "coordination.condition.ask": say("提请开工要素", "Asked for a start-up condition"),
        "coordination.condition.promise": say("承诺开工要素", "Promised a start-up condition"),
        "coordination.condition.provide": say("开工要素已到位", "Provided a start-up condition"),
        "coordination.condition.postpone": say(
            "改开工要素的承诺", "Moved the promise of a condition"
        ),
        "coordination.condition.refuse": say("退回开工要素", "Returned a start-up condition"),
        "coordination.condition.withdraw": say("撤回开工要素", "Withdrew a start-up condition"),
        "coordination.condition.dispute": say(
            "开工要素实际未到位", "Disputed a start-up condition"
        ),
        "coordination.condition.spare": say(
            "开工要素不需要", "Noted that a start-up condition is not needed"
        ),
    },
)

facts.register(
    "coordination",
    {
        "kind": Fact(say("开工要素", "Condition")),
        "owner": Fact(say("保障单位", "Who owes it")),
        "day": Fact(say("日期", "Day")),
        "capacity": Fact(say("容量", "Capacity")),
        "unit": Fact(say("单位", "Unit")),
        "closed": Fact(say("停用", "Closed"), yes),
        "left": Fact(say("没有撤回", "Not put back"), some),
        "rows": Fact(say("行数", "Rows"), some),
    },
)
for _act in ("pasted", "unpasted"):
    facts.register(f"coordination.conditions.{_act}", {"count": Fact(say("格数", "Cells"), some)})
for _move in MOVES:
    _key = f"coordination.condition.{_move.key}"
    _project = Fact(say("项目", "Project"), facts.named("project"))
    _state = Fact(say("状态", "State"), choice(ConditionState))
    facts.register(_key, {CHANGE: _state, SUBJECT: _project})
