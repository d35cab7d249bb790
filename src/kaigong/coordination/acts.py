"""Acts upon issues in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import words
from kaigong.coordination.life import MOVES
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.categories.set": say("设问题类别", "Set categories of issues"),
        "coordination.issue.raised": say("提出问题", "Raised an issue"),
        "coordination.issue.remarked": say("在问题下留言", "Remarked on an issue"),
        "coordination.issue.due-moved": say("改问题期限", "Moved an issue's deadline"),
        "coordination.help.asked": say("请部门配合", "Asked a department to help"),
        "coordination.help.answered": say("答复配合", "Answered for a part"),
        **{f"coordination.issue.{move.key}": move.label for move in MOVES},
    },
)
