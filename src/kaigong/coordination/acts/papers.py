"""Acts upon papers in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import Fact
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.paper.kept": say("存入材料", "Kept a paper"),
        "coordination.paper.used": say("附上材料", "Put a paper beside"),
    },
)
facts.register(
    "coordination",
    {
        "paper": Fact(say("材料", "Paper")),
        "sha256": Fact(say("校验码", "Check sum"), facts.short),
        "size_bytes": Fact(say("大小", "Size"), facts.size),
    },
)
