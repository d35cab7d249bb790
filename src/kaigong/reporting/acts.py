"""Acts upon what leaves the house in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import words
from kaigong.wording import say

words.register(
    "reporting",
    say("简报", "Briefings"),
    {"reporting.briefing.taken": say("取简报", "Took a briefing")},
)
