"""Acts upon lists of issues in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import Fact, some
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.list.brought": say("导入问题台账", "Brought issues from a list"),
        "coordination.list.taken-back": say("撤销导入的问题", "Took imported issues back"),
    },
)
facts.register("coordination", {"list_name": Fact(say("台账", "List"))})
for _act in ("brought", "taken-back"):
    facts.register(f"coordination.list.{_act}", {"count": Fact(say("问题数", "Issues"), some)})
