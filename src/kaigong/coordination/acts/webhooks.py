"""Acts upon webhooks in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import Fact, choice, several, some
from kaigong.coordination.hooks import EVENTS
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.bcf.brought": say("从模型导入问题", "Brought issues from a model"),
        "coordination.bcf.taken": say("导出 BCF", "Took issues as BCF"),
        "coordination.issues.exported": say("导出问题台账", "Exported the issues"),
        "coordination.webhook.entered": say("登记推送地址", "Entered a webhook"),
        "coordination.webhook.ended": say("停掉推送地址", "Ended a webhook"),
        "coordination.webhook.resumed": say("恢复推送", "Resumed a webhook"),
        "coordination.webhook.paused": say("推送多次失败，已暂停", "A webhook failed and pauses"),
        "coordination.webhook.replayed": say("再次推送", "Sent letters again"),
    },
)
facts.register(
    "coordination",
    {
        "events": Fact(say("事件", "Events"), several(choice(EVENTS))),
        "rows": Fact(say("行", "Rows"), some),
        "tries": Fact(say("试了", "Tries"), some),
    },
)
for _act in ("brought", "taken"):
    facts.register(f"coordination.bcf.{_act}", {"count": Fact(say("问题数", "Issues"), some)})
facts.register("coordination.bcf.brought", {"answered": Fact(say("答复数", "Answered"), some)})
facts.register("coordination.webhook.replayed", {"count": Fact(say("条数", "Letters"), some)})
