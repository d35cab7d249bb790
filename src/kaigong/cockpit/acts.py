"""Acts upon decisions and published figures in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import words
from kaigong.wording import say

words.register(
    "cockpit",
    say("指挥首页", "Command page"),
    {
        "cockpit.decision.asked": say("请示", "Asked for a decision"),
        "cockpit.decision.made": say("拍板", "Decided"),
        "cockpit.decision.returned": say("退回请示", "Returned a question"),
        "cockpit.figure.kept": say("记下发布数", "Kept a published figure"),
    },
)
