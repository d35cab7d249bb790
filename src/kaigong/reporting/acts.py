"""Acts upon what leaves the house in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import Fact, choice
from kaigong.wording import say

words.register(
    "reporting",
    say("简报", "Briefings"),
    {"reporting.briefing.taken": say("取简报", "Took a briefing")},
)

FORMS = {"docx": say("Word 文件", "Word"), "pdf": say("PDF 文件", "PDF")}
facts.register(
    "reporting",
    {"month": Fact(say("月份", "Month")), "form": Fact(say("格式", "Format"), choice(FORMS))},
)
