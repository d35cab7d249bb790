"""What is asked of firms and how they rate, in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import Fact
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.question.asked": say("问企业", "Asked a firm"),
        "coordination.question.answered": say("企业答复", "A firm answered"),
        "coordination.question.withdrawn": say("收回提问", "Took a question back"),
        "coordination.issue.rated": say("评价办理", "Rated a solution"),
    },
)
facts.register("coordination", {"score": Fact(say("评分", "Score"))})
for _act in ("asked", "answered", "withdrawn"):
    facts.register(
        f"coordination.question.{_act}",
        {
            "organisation": Fact(say("企业", "Firm")),
            "task": Fact(say("问", "Asked")),
            "words": Fact(say("答复", "Answer")),
        },
    )
facts.register("coordination.issue.rated", {"organisation": Fact(say("企业", "Firm"))})
